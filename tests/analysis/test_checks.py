"""What cannot be is unknown to the analysis, named with its row, and never repaired by a guess."""

from typing import Any

import numpy as np
import pytest
import shapely

from scmap.analysis.checks import Checked, check_investments, rows_left_out
from scmap.model.extent import Extent
from scmap.model.layer import PLANE, Layer, objects
from scmap.reference import codebook

KOREA = Extent(650_000, 1_400_000, 1_450_000, 2_150_000)
PLACE = shapely.box(950_000, 1_900_000, 951_000, 1_901_000)

GOOD: dict[str, Any] = {
    "uid": "u",
    "area": PLACE,
    "name": "화성시 CCTV 통합관제센터",
    "kind": "CCC",
    "ministry": "행정안전부",
    "municipality_code": "41590",
    "fields": "CRM;TRN",
    "year_from": 2011.0,
    "year_to": 2012.0,
    "total_mkrw": 1300.0,
    "national_mkrw": 600.0,
    "local_mkrw": 700.0,
    "public_mkrw": 0.0,
    "private_cash_mkrw": 0.0,
    "private_kind_mkrw": 0.0,
    "x": 950_500.0,
    "y": 1_900_500.0,
}


def layer(*rows: dict[str, Any]) -> Layer:
    full = [{**GOOD, "uid": f"u{place}", **row} for place, row in enumerate(rows)]
    return Layer(
        uid="l",
        name="investment",
        title="l",
        kind="investment",
        crs=PLANE,
        uids=objects(row["uid"] for row in full),
        geometry=objects(row["area"] for row in full),
        columns={
            name: np.array([row[name] for row in full], dtype=float)
            if isinstance(value, float)
            else objects(row[name] for row in full)
            for name, value in GOOD.items()
            if name not in ("uid", "area")
        },
    )


def checked(*rows: dict[str, Any]) -> Checked:
    return check_investments(layer(*rows), codebook(), KOREA)


def test_sound_investments_are_the_very_same_layer() -> None:
    given = layer({}, {})
    found = check_investments(given, codebook(), KOREA)
    assert found.layer is given
    assert found.issues == ()


RING = shapely.Polygon(PLACE.exterior, [PLACE.buffer(-100).exterior])
# One corner of the hole is no number; the outer bounds are those of a sound footprint.
HOLE = shapely.transform(RING, lambda c: np.where(np.arange(len(c))[:, None] == 7, np.nan, c))

UNKNOWN: list[tuple[dict[str, Any], str, dict[str, Any]]] = [
    ({"ministry": "우주부"}, "ministry_not_known", {}),
    ({"ministry": None}, "ministry_unknown", {}),
    ({"year_from": 2013.0}, "years_backwards", {"year_from": np.nan, "year_to": np.nan}),
    ({"year_from": 11.0}, "year_wrong", {"year_from": np.nan}),
    ({"year_to": 2012.5}, "year_wrong", {"year_to": np.nan}),
    ({"year_to": np.inf}, "year_wrong", {"year_to": np.nan}),
    ({"year_from": np.nan}, "cell_missing", {"year_from": np.nan, "year_to": 2012.0}),
    ({"total_mkrw": -1300.0}, "money_negative", {"total_mkrw": np.nan, "national_mkrw": 600.0}),
    ({"local_mkrw": np.inf}, "cell_not_number", {"local_mkrw": np.nan}),
    ({"kind": None}, "cell_missing", {"kind": None}),
    ({"kind": "XYZ"}, "cell_unknown", {"kind": None}),
    ({"fields": None}, "cell_missing", {"fields": None}),
    ({"fields": "CRM;ZZZ"}, "cell_unknown", {"fields": "CRM"}),
    ({"fields": "ZZZ"}, "cell_unknown", {"fields": None}),
    ({"name": None}, "cell_missing", {"name": None}),
    ({"municipality_code": None}, "cell_missing", {"municipality_code": None}),
    ({"x": np.inf}, "point_elsewhere", {"x": np.nan, "y": np.nan}),
    ({"x": 127.0, "y": 37.2}, "point_elsewhere", {"x": np.nan, "y": np.nan}),
]


@pytest.mark.parametrize(("change", "code", "becomes"), UNKNOWN)
def test_a_value_that_cannot_be_is_unknown_and_named(
    change: dict[str, Any], code: str, becomes: dict[str, Any]
) -> None:
    found = checked({}, change)
    assert [(one.code, one.feature) for one in found.issues] == [(code, "u1")]
    for column, value in becomes.items():
        assert str(found.layer.columns[column][1]) == str(value)
    assert rows_left_out(found.issues) == {code: 1}
    assert found.issues[0].said("ko")
    assert found.issues[0].said("en")


@pytest.mark.parametrize(
    ("area", "code"),
    [
        (shapely.box(127.0, 37.2, 127.1, 37.3), "footprint_elsewhere"),  # degrees
        (shapely.box(200_000, 510_000, 201_000, 511_000), "footprint_elsewhere"),  # EPSG:5186
        (shapely.box(950_000, 1_900_000, 951_000, 2_400_000), "footprint_elsewhere"),
        (HOLE, "footprint_not_finite"),
    ],
)
def test_a_footprint_that_is_nowhere_in_the_country_is_no_footprint(
    area: shapely.Geometry, code: str
) -> None:
    found = checked({}, {"area": area})
    assert [(one.code, one.feature) for one in found.issues] == [(code, "u1")]
    assert found.layer.geometry.tolist() == [PLACE, None]


def test_a_row_without_a_place_needs_no_municipality() -> None:
    law = {"area": None, "x": np.nan, "y": np.nan, "municipality_code": None}
    assert checked(law).issues == ()


def test_the_second_row_of_one_identity_is_left_out() -> None:
    found = checked({"uid": "a"}, {"uid": "a", "name": "복사한 행"}, {"uid": "b"})
    assert found.layer.uids.tolist() == ["a", "b"]
    assert found.layer.text("name")[0] == GOOD["name"]
    assert [one.code for one in found.issues] == ["uid_repeated"]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"local_mkrw": 600.0}, True),
        ({"local_mkrw": np.nan, "national_mkrw": 1400.0}, True),
        ({"local_mkrw": np.nan, "national_mkrw": 600.0}, False),
        ({"total_mkrw": np.nan}, False),
        ({"local_mkrw": 700.4}, False),
    ],
)
def test_a_split_that_does_not_make_up_its_total_is_told_and_kept(
    change: dict[str, Any], wrong: bool
) -> None:
    """DOMAIN §0.4: the sum check is visible; the figures stay those of the source."""
    given = layer(change)
    found = check_investments(given, codebook(), KOREA)
    assert [one.code for one in found.issues] == (["money_unequal"] if wrong else [])
    assert found.layer is given
    assert rows_left_out(found.issues) == {}


def test_a_ministry_beside_its_time_is_told_and_used() -> None:
    found = checked({"ministry": "안전행정부", "year_from": 2010.0, "year_to": 2010.0})
    assert [one.code for one in found.issues] == ["ministry_outside_dates"]
    assert rows_left_out(found.issues) == {}


def test_a_checked_layer_is_sound() -> None:
    found = checked(*[change for change, _, _ in UNKNOWN], {"area": HOLE}, {"uid": "u0"})
    again = check_investments(found.layer, codebook(), KOREA)
    assert again.layer is found.layer


def test_rows_are_counted_once_for_each_fault() -> None:
    found = checked({"total_mkrw": -1.0, "national_mkrw": -1.0}, {"total_mkrw": -1.0}, {})
    assert len(found.issues) == 3
    assert rows_left_out(found.issues) == {"money_negative": 2}


@pytest.mark.parametrize("year", [0.0, 20140.0, -5.0, np.inf, -np.inf])
def test_a_year_that_no_calendar_has_stops_nothing(year: float) -> None:
    found = checked({"year_from": year}, {"year_to": year})
    assert [one.code for one in found.issues] == ["year_wrong", "year_wrong"]
    assert codebook().lineages_of("행정안전부", year, year) == {"MOIS"}
