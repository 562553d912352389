"""Which pairs of a register are graded, which are exceptions, and what lowers their reliability."""

from datetime import date
from typing import Any

import numpy as np
import pytest
import shapely

from benchmarks.projects import tiled_project
from scmap.analysis.candidates import find_candidates
from scmap.analysis.grading import by_weight, weights
from scmap.analysis.overlay import measure_every_pair
from scmap.analysis.register import Register
from scmap.model.codebook import CodeBook, Kind
from scmap.model.layer import PLANE, Layer, objects
from scmap.model.ministry import Lineage, MinistryName
from scmap.model.ruleset import GRADES
from scmap.model.verdict import Candidates
from scmap.reference import codebook
from scmap.reference.rules import ruleset

CITY = shapely.box(0, 0, 10_000, 10_000)
DISTRICT = shapely.box(0, 0, 1_000, 1_000)

BOOK = CodeBook(
    lineages={code: Lineage(code, code, "#000000") for code in ("MOLIT", "MOIS", "MSIT")},
    names=tuple(
        MinistryName(name, code, date(1994, 1, 1), None)
        for name, code in (("국토교통부", "MOLIT"), ("행정안전부", "MOIS"), ("과기정통부", "MSIT"))
    ),
    kinds={
        code: Kind(code, code, code, life, (), (), "circle")
        for code, life in (
            ("OPC", 10),
            ("CCC", 8),
            ("PLT", 6),
            ("USV", 3),
            ("PIL", 3),
            ("TBD", 3),
            ("RND", 0),
        )
    },
    synonyms=codebook().synonyms,
)

DEFAULTS: dict[str, Any] = {
    "name": "사업",
    "kind": "USV",
    "ministry": "국토교통부",
    "municipality_code": "41590",
    "fields": "CRM;HLT",
    "tags": "위치추적;앱",
    "tags_basis": "source",
    "beneficiaries": "노인",
    "beneficiaries_basis": "source",
    "programme": None,
    "predecessor": None,
    "openness": None,
    "standards": None,
    "extent": "municipality:41590",
    "quality": "A",
    "year_from": 2014.0,
    "year_to": np.nan,
    "total_mkrw": np.nan,
    "x": np.nan,
    "y": np.nan,
}


def register(*rows: dict[str, Any]) -> Register:
    """A register of rows that differ from the defaults; `area` is the footprint."""
    full = [{**DEFAULTS, "area": CITY, **row} for row in rows]
    columns = {
        name: np.array([row[name] for row in full], dtype=float)
        if isinstance(value, float)
        else objects(row[name] for row in full)
        for name, value in DEFAULTS.items()
    }
    layer = Layer(
        uid="l",
        name="investment",
        title="l",
        kind="investment",
        crs=PLANE,
        uids=objects(f"u{row}" for row in range(len(full))),
        geometry=objects(row["area"] for row in full),
        columns=columns,
    )
    return Register.of(layer, BOOK)


def found(*rows: dict[str, Any]) -> Candidates:
    made = register(*rows)
    return find_candidates(made, ruleset(), measure_every_pair(made))


MOIS = {"ministry": "행정안전부"}


def test_two_lines_with_the_same_service_in_one_city_are_grade_one() -> None:
    """DOMAIN §1 row 27."""
    pairs = found({}, {**MOIS, "kind": "PIL", "year_from": 2013.0})
    assert [GRADES[grade] for grade in pairs.verdict.grade] == ["Ⅰ"]
    assert pairs.reliability.tolist() == ["high"]
    assert pairs.verdict.opinion.tolist() == ["merge"]


def test_phases_of_one_programme_are_a_chain_and_no_candidate() -> None:
    """남양주 1→2·3단계, DOMAIN §9.5: one programme, one line, no more than a year between."""
    phase = {"programme": "u-pilot-city", "kind": "PIL"}
    pairs = found({**phase, "year_from": 2011.0, "year_to": 2012.0}, {**phase, "year_from": 2013.0})
    assert [one.why for one in pairs.exceptions] == ["continuation"]
    assert len(pairs) == 0


def test_one_project_from_press_and_register_is_named_a_double_entry() -> None:
    twice = {"total_mkrw": 1200.0}
    pairs = found(
        {**twice, "name": "화성시 U-City 통합운영센터"},
        {**twice, **MOIS, "name": "화성시 스마트도시 도시통합정보센터"},
    )
    assert [one.why for one in pairs.exceptions] == ["double_entry"]
    assert len(pairs) == 0


def test_unknown_totals_make_no_double_entry() -> None:
    assert found({"name": "같은 이름"}, {"name": "같은 이름", **MOIS}).exceptions == ()


def test_an_unknown_ministry_is_counted_and_never_paired() -> None:
    pairs = found({}, {"ministry": None})
    assert (len(pairs), pairs.unknown_ministry) == (0, 1)


def test_operating_intervals_more_than_four_years_apart_are_no_candidate() -> None:
    first = {"kind": "RND", "year_from": 2010.0}
    assert len(found(first, {**MOIS, "year_from": 2014.0})) == 1
    assert len(found(first, {**MOIS, "year_from": 2015.0})) == 0


def test_a_province_wide_project_has_no_spatial_term_and_at_most_grade_two() -> None:
    wide = {**MOIS, "kind": "PIL", "extent": "sido:41", "quality": "B"}
    pairs = found({}, wide)
    assert pairs.regional.tolist() == [True]
    assert np.isnan(pairs.verdict.terms.ground).all()
    assert [GRADES[grade] for grade in pairs.verdict.grade] == ["Ⅱ"]
    assert pairs.missing.tolist() == [()]


def test_points_within_five_kilometres_stand_in_where_neither_side_has_an_area() -> None:
    point = {"area": None, "quality": None}
    pairs = found({**point, "x": 0.0, "y": 0.0}, {**point, **MOIS, "x": 2500.0, "y": 0.0})
    assert pairs.verdict.terms.ground.tolist() == [0.25]
    assert GRADES[pairs.verdict.grade[0]] == "Ⅱ"
    assert len(found({**point, "x": 0.0, "y": 0.0}, {**point, **MOIS, "x": 5100.0, "y": 0.0})) == 0


def test_a_project_without_a_place_is_paired_by_what_it_does() -> None:
    nowhere = {**MOIS, "area": None, "quality": None, "extent": "nation", "kind": "PIL"}
    assert len(found({}, nowhere)) == 1
    assert len(found({}, {**nowhere, "fields": "LOG"})) == 0
    assert len(found({**nowhere, "ministry": "국토교통부"}, nowhere)) == 0


def test_a_missing_beneficiary_is_named_with_the_grade_it_would_allow() -> None:
    pairs = found({}, {**MOIS, "kind": "PIL", "beneficiaries": None})
    assert pairs.missing.tolist() == [("beneficiaries",)]
    grades = (GRADES[pairs.verdict.grade[0]], GRADES[pairs.verdict.possible[0]])
    assert grades == ("Ⅲ", "Ⅰ")


@pytest.mark.parametrize(
    ("change", "reliability"),
    [
        ({}, "high"),
        ({"tags_basis": "kind"}, "medium"),
        ({"quality": "B"}, "medium"),
        ({"quality": "C"}, "low"),
        ({"beneficiaries": None}, "medium"),
        ({"beneficiaries": None, "fields": None}, "low"),
    ],
)
def test_reliability_falls_with_what_is_missing_defaulted_or_roughly_drawn(
    change: dict[str, Any], reliability: str
) -> None:
    assert found({}, {**MOIS, **change}).reliability.tolist() == [reliability]


def test_shared_money_is_the_smaller_total_times_the_share_of_ground() -> None:
    pairs = found({"total_mkrw": 900.0}, {**MOIS, "total_mkrw": 2000.0, "area": DISTRICT})
    assert pairs.money.tolist() == [900.0]
    assert np.isnan(found({}, {**MOIS, "total_mkrw": 1.0}).money).all()


def test_a_centre_before_a_platform_is_hinted_as_a_sequence() -> None:
    pairs = found(
        {"kind": "CCC", **MOIS, "year_from": 2012.0}, {"kind": "PLT", "year_from": 2016.0}
    )
    assert pairs.sequence.tolist() == [True]


def test_the_most_serious_pair_stands_first() -> None:
    pairs = found(
        {}, {**MOIS, "kind": "PIL"}, {"ministry": "과기정통부", "fields": "LOG", "tags": "앱"}
    )
    assert pairs.verdict.grade.tolist() == sorted(pairs.verdict.grade.tolist())


def test_the_order_of_very_many_pairs_is_that_of_grade_score_and_uid() -> None:
    made = Register.of(
        tiled_project(300, codebook()).investments or pytest.fail("none"), codebook()
    )
    pairs = find_candidates(made, ruleset(), measure_every_pair(made), relation="all")
    shuffled = pairs.take(np.random.default_rng(1).permutation(len(pairs)))
    assert len(shuffled) > 500
    assert by_weight(shuffled).tolist() == np.lexsort(weights(shuffled)[::-1]).tolist()
    assert by_weight(pairs).tolist() == list(range(len(pairs)))
