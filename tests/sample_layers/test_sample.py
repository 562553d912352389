"""The sample project: real records, each with its source, placed where the source says."""

import csv
import math
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely

from sample_layers.build_sample import BUILT, investment_layer, read_records, sample_project, uid_of
from scmap import paths
from scmap.analysis.checks import check_investments
from scmap.analysis.register import lineages
from scmap.model import investment
from scmap.model.codebook import parts
from scmap.model.layer import Layer
from scmap.model.overlap import OverlapRule
from scmap.model.project import Project
from scmap.reference import codebook, gazetteer
from scmap.session.findings import overlaps_of
from scmap.store.project_file import read_project, write_project

FACTS = Path(__file__).parents[2].parent / "shared" / "domain_facts.csv"
PLACED = 151
KINDS = Counter(
    PLT=47, CCC=23, OPC=20, PIL=20, CHL=10, GRN=9, USV=8, TBD=6, UCD=3, NPC=2, SVL=2, RND=1
)
BOOK = codebook()


@pytest.fixture(scope="module")
def project() -> Project:
    opened = read_project(paths.sample("scmap-sample.gpkg"))
    assert not opened.issues
    assert not opened.read_only
    return opened.project


@pytest.fixture(scope="module")
def layer(project: Project) -> Layer:
    assert project.investments is not None
    return project.investments


def row(layer: Layer, name: str) -> int:
    (found,) = np.flatnonzero(layer.text("name") == name)
    return int(found)


def money(layer: Layer, name: str) -> dict[str, float]:
    at = row(layer, name)
    every = {part: float(layer.number(f"{part}_mkrw")[at]) for part in investment.MONEY}
    return {part: amount for part, amount in every.items() if not math.isnan(amount)}


def test_151_records_and_the_non_spatial_ones(layer: Layer) -> None:
    counts = Counter(layer.text("kind"))
    assert {kind: counts[kind] for kind in KINDS} == KINDS
    assert sum(KINDS.values()) == PLACED
    rest = {kind: counts[kind] for kind in counts if kind not in KINDS}
    assert rest["CON"] >= 5
    assert rest["STD"] >= 10
    assert rest["HRD"] >= 2
    assert rest["LAW"] >= 3
    assert len(layer) == PLACED + sum(rest.values())
    assert tuple(layer.columns) == tuple(field.name for field in investment.FIELDS)


def test_the_sample_file_is_what_its_tables_say(layer: Layer, tmp_path: Path) -> None:
    again = tmp_path / "again.gpkg"
    write_project(
        sample_project(investment_layer(read_records(), BOOK, gazetteer())), again, now=BUILT
    )
    built = read_project(again).project.investments
    assert built is not None
    assert list(built.uids) == list(layer.uids)
    assert shapely.equals(built.geometry[:PLACED], layer.geometry[:PLACED]).sum() == PLACED - 1
    for name in layer.columns:
        np.testing.assert_array_equal(built.columns[name], layer.columns[name], err_msg=name)


def test_the_two_budgets_of_the_paper(layer: Layer) -> None:
    assert money(layer, "U-City 고도화 R&D") == {
        "total": 23_800,
        "national": 19_000,
        "private_cash": 4_800,
    }
    assert money(layer, "부산 해운대 글로벌 스마트시티 실증단지") == {
        "total": 17_000,
        "national": 9_600,
        "local": 2_600,
        "private_cash": 4_800,
    }


def test_local_money_is_split_where_the_source_splits_it(layer: Layer) -> None:
    assert money(layer, "거제시 CCTV 통합관제센터") == {
        "total": 1_703,
        "national": 578,
        "local": 1_125,
        "province": 137,
        "city": 866,
        "education": 122,
    }
    split = money(layer, "포항시 통합관제센터")
    assert (split["local"], split["city"], split["education"]) == (1_851, 1_651, 200)
    split = money(layer, "사천시 CCTV 통합관제센터")
    assert (split["local"], split["province"], split["city"]) == (546, 226, 320)


def test_money_of_public_developers_is_not_called_private(layer: Layer) -> None:
    assert money(layer, "인천 영종하늘도시 스마트시티 1단계") == {"total": 57_500, "public": 57_500}
    assert money(layer, "세종 행복도시 U-City 1단계 1차") == {"total": 18_600, "public": 18_600}


def test_a_total_without_split_stays_without_split(layer: Layer) -> None:
    assert money(layer, "김포 스마토피아센터") == {"total": 48_100}
    assert money(layer, "남양주시 U-통합센터") == {"total": 10_000}
    at = row(layer, "김포 스마토피아센터")
    assert layer.text("money_basis")[at] == "총액"


def test_parts_of_money_never_exceed_the_total(layer: Layer) -> None:
    amounts = {part: layer.number(f"{part}_mkrw") for part in investment.MONEY}
    known = np.nansum([amounts[part] for part in investment.MONEY_PARTS], axis=0)
    both = ~np.isnan(amounts["total"])
    assert (known[both] <= amounts["total"][both]).all()
    whole = both & ~np.isnan(amounts["national"]) & ~np.isnan(amounts["local"])
    assert (known[whole] == amounts["total"][whole]).all()
    local = np.nansum([amounts[part] for part in ("province", "city", "education")], axis=0)
    split = local > 0
    assert (local[split] == amounts["local"][split]).all()


def test_every_figure_says_what_it_is_and_none_is_zero(layer: Layer) -> None:
    amounts = np.array([layer.number(f"{part}_mkrw") for part in investment.MONEY])
    assert not (amounts == 0).any()
    stated = (~np.isnan(amounts)).any(axis=0)
    assert stated.sum() > 90
    basis = layer.text("money_basis")
    assert [value is not None for value in basis] == list(stated)
    assert set(filter(None, basis)) <= set(BOOK.money_bases)


def test_every_record_names_its_source(layer: Layer) -> None:
    for name, source in zip(layer.text("name"), layer.text("source"), strict=True):
        assert source, name
        assert re.search(r"https?://|표 3|JAKO", source), name
    assert set(layer.text("confidence")[:PLACED]) <= {
        f"fact={fact};loc={loc}" for fact in "HML" for loc in "HML"
    }


def test_every_ministry_is_known_and_of_its_time(layer: Layer) -> None:
    wrong = {"ministry_not_known", "ministry_outside_dates"}
    assert not wrong & {one.code for one in check_investments(layer, BOOK).issues}
    unknown = [not lines for lines in lineages(layer, BOOK)]
    assert unknown == [ministry is None for ministry in layer.text("ministry")]


def test_codes_kinds_fields_and_words_are_those_of_the_tables(layer: Layer) -> None:
    for column, known in (
        ("kind", set(BOOK.kinds)),
        ("programme", set(BOOK.programmes)),
        ("fields", set(BOOK.fields)),
        ("tags", set(BOOK.tags)),
        ("beneficiaries", set(BOOK.beneficiaries)),
    ):
        used = {part for cell in layer.text(column) for part in parts(cell)}
        assert used <= known, column
    agencies = set(filter(None, layer.text("agency")))
    assert agencies <= {name for one in BOOK.agencies for name in (one.id, one.title, *one.short)}


def test_a_programme_belongs_to_the_record_and_differs_only_where_said(layer: Layer) -> None:
    found = zip(layer.text("programme"), layer.text("kind"), lineages(layer, BOOK), strict=True)
    for programme, kind, lines in found:
        if programme is not None:
            assert BOOK.programmes[programme].kind == kind
            assert lines <= set(BOOK.programmes[programme].lineages)


def test_tags_and_beneficiaries_say_on_what_they_rest(layer: Layer) -> None:
    for column in ("tags", "beneficiaries"):
        cells, basis = layer.text(column), layer.text(f"{column}_basis")
        assert [cell is None for cell in cells] == [why is None for why in basis]
        counts = Counter(basis[:PLACED])
        assert set(counts) == {"source", "kind", None}
        assert counts["source"] + counts["kind"] >= 120
        assert counts["source"] >= 25
    defaulted = layer.text("tags_basis") == "kind"
    for kind, tags in zip(
        layer.text("kind")[defaulted], layer.text("tags")[defaulted], strict=True
    ):
        assert tuple(parts(tags)) == BOOK.kinds[kind].tags


def test_every_municipality_is_known_today_and_then(layer: Layer) -> None:
    places = gazetteer()
    for name, text in zip(layer.text("name"), layer.text("municipality_code"), strict=True):
        for code in parts(text):
            assert code in places.units, name
            assert places.units[code].level in {"municipality", "sido"}, name
    recorded = [code for code in layer.text("recorded_code") if code]
    assert len(recorded) == PLACED - 1
    assert all(places.municipality(code) for code in recorded)
    divided = row(layer, "인천 영종하늘도시 스마트시티 1단계")
    assert layer.text("recorded_code")[divided] == "28110"
    assert layer.text("municipality_code")[divided] == "28155"


def test_footprints_are_valid_and_of_known_quality(layer: Layer) -> None:
    quality = layer.text("quality")
    assert Counter(quality[:PLACED]) == {"B": 123, "A′": 26, "C": 1, None: 1}
    for name, ground, grade in zip(layer.text("name"), layer.geometry, quality, strict=True):
        assert (ground is None) == (grade is None), name
        if ground is not None:
            assert ground.geom_type == "MultiPolygon", name
            assert ground.is_valid, name
            assert ground.area > 1e5, name
    assert all(layer.text("extent_reason"))


def test_records_that_name_a_place_below_the_municipality_cover_only_that(layer: Layer) -> None:
    composed = layer.text("quality") == "A′"
    assert all("emd:" in extent for extent in layer.text("extent")[composed])
    for name in ("대구 수성알파시티 스마트시티 테스트베드", "삼척시 근덕면 스마트빌리지"):
        at = row(layer, name)
        city = gazetteer().footprint(f"municipality:{layer.text('municipality_code')[at]}")
        assert layer.geometry[at].area < city.area / 3
        assert layer.geometry[at].difference(city).area == pytest.approx(0, abs=1)


def test_a_city_hall_is_not_the_extent(layer: Layer) -> None:
    busan = row(layer, "부산 U-시범도시(U-방재 인프라 통합)")
    assert layer.text("recorded_code")[busan] == "26470"
    assert layer.text("extent")[busan] == "sido:26"
    assert layer.geometry[busan].area == pytest.approx(gazetteer().footprint("sido:26").area)
    both = row(layer, "천안아산 도시통합운영센터")
    assert set(parts(layer.text("municipality_code")[both])) == {"44130", "44200"}
    nation = row(layer, "U-City 고도화 R&D")
    assert layer.text("extent")[nation] == "nation"
    assert layer.geometry[nation] is None
    assert math.isnan(layer.number("x")[nation])


def test_hwaseong_has_seven_records_of_three_lineages(layer: Layer) -> None:
    here = [at for at, code in enumerate(layer.text("municipality_code")) if code == "41590"]
    assert len(here) == 7
    lines = lineages(layer, BOOK)
    assert frozenset().union(*(lines[at] for at in here)) == {"MOLIT", "MOIS", "ME"}


def test_predecessors_are_those_that_a_source_names(layer: Layer) -> None:
    name = dict(zip(layer.uids, layer.text("name"), strict=True))
    chain = {
        name[uid]: name[before]
        for uid, before in zip(layer.uids, layer.text("predecessor"), strict=True)
        if before is not None
    }
    assert chain["남양주시 U-시범도시 2단계"] == "남양주시 U-시범도시 1단계"
    assert chain["남양주시 U-시범도시 3단계"] == "남양주시 U-시범도시 2단계"
    assert len(chain) == 3


def test_days_are_kept_where_a_source_states_them(layer: Layer) -> None:
    at = row(layer, "포항시 통합관제센터")
    assert str(layer.columns["selected_on"][at]) == "2012-10-01"
    assert "월만 확인" in layer.text("note")[at]
    opened = layer.columns["opened_on"][row(layer, "부천시 스마트도시 통합운영센터")]
    assert str(opened) == "2025-12-23"
    pilots = (layer.text("programme") == "u-pilot-city") & (layer.number("year_from") == 2013)
    assert pilots.sum() == 7
    assert set(map(str, layer.columns["selected_on"][pilots])) == {"2013-01-09"}


def test_overlaps_between_ministries_are_found(project: Project, layer: Layer) -> None:
    run = overlaps_of(project, BOOK, OverlapRule())
    between = Counter(run.table.relation)
    assert set(between) == {"between"}
    assert not run.repaired
    coefficient = run.table.coefficient
    partial = ((coefficient > 0.05) & (coefficient < 0.95)).sum()
    print(f"cross-lineage pairs {len(run.table)}, of them partial (0.05–0.95): {partial}")
    pairs = {
        frozenset((layer.text("name")[a], layer.text("name")[b]))
        for a, b in zip(run.table.left, run.table.right, strict=True)
    }
    assert frozenset(("동탄 U-City 정보센터", "화성시 CCTV 통합관제센터")) in pairs


def test_identities_do_not_change_from_build_to_build() -> None:
    assert uid_of("OPC-01") == uid_of("OPC-01")
    keys = [record["key"] for record in read_records()]
    assert len(set(keys)) == len(keys)


@pytest.mark.skipif(not FACTS.exists(), reason="needs the facts the tables were compiled from")
def test_no_fact_was_lost_or_altered(layer: Layer) -> None:
    with FACTS.open(encoding="utf-8", newline="") as file:
        facts = list(csv.DictReader(file))
    assert len(facts) == PLACED
    for at, fact in enumerate(facts):
        assert layer.text("name")[at] == fact["name"]
        assert layer.text("ministry")[at] == (fact["ministry_at_the_time"] or None)
        assert layer.text("fields")[at] == fact["fields"]
        assert layer.text("recorded_code")[at] == (fact["sigungu_code"] or None)
        for column in ("year_from", "year_to", "national_mkrw"):
            stated = float(fact[column]) if fact[column] else math.nan
            np.testing.assert_equal(layer.number(column)[at], stated, err_msg=fact["name"])
        for address in re.findall(r"https?://[^\s;()]+", fact["source"]):
            assert address in layer.text("source")[at], fact["name"]
