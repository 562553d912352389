"""Each trap of coordinate columns: what is repaired, what is kept out, and that all rows count."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from scmap.formats.incoming.coordinates import placed
from scmap.formats.incoming.table import Incoming
from scmap.formats.incoming.text_shapes import with_shapes
from scmap.model.layer import objects

TITLES = {"경도": "longitude", "위도": "latitude"}
GOOD = [("127.0735", "37.2005")] * 6  # the rows beside the one that is tried


def table(pairs: Sequence[tuple[str | None, str | None]]) -> Incoming:
    columns = {"경도": objects(x for x, _ in pairs), "위도": objects(y for _, y in pairs)}
    return Incoming("자료", columns, None, np.arange(1, len(pairs) + 1))


def tried(x: str | None, y: str | None) -> tuple[str, tuple[float, float] | None]:
    """Give the code of what was noticed about one pair, and where it lies; None when kept out."""
    found = placed(table([(x, y), *GOOD]), TITLES)
    assert len(found) + len(found.kept_out) == 1 + len(GOOD)
    code = found.issues[0].code if found.issues else ""
    if found.kept_out:
        assert [one.row for one in found.kept_out] == [1]
        return code, None
    first = found.shapes[0]
    return code, (float("nan"), float("nan")) if first is None else (first.x, first.y)


@pytest.mark.parametrize(
    ("x", "y", "code", "place"),
    [
        ("127.0735", "37.2005", "", (127.0735, 37.2005)),
        ("37.2005", "127.0735", "coordinate_swapped", (127.0735, 37.2005)),
        ("129226015", "35.1", "coordinate_point_lost", (129.226015, 35.1)),
        ("27.083247", "37.2", "coordinate_one_lost", (127.083247, 37.2)),
        ("129.1", "35.33593,", "coordinate_cleaned", (129.1, 35.33593)),
        ("129.1", "35.174535.1745", "coordinate_doubled", (129.1, 35.1745)),
        ("129.1", "35.174535.1741", "coordinate_two_numbers", None),
        ("0", "0", "coordinate_zero", None),
        ("238.877694", "36.2", "coordinate_outside", None),
        ("172.3997674", "36.2", "coordinate_outside", None),
        ("127.1", "32.22", "coordinate_outside", None),
        ("127.1", "4664046.125", "coordinate_outside", None),
        ("서울", "37.2", "coordinate_unreadable", None),
        ("127°04'24.6\"", "37.2005", "coordinate_sexagesimal", (127.0735, 37.2005)),
        ("127도 4분 24.6초", "37도 12분 1.8초", "coordinate_sexagesimal", (127.0735, 37.2005)),
        ("127-04-24.6", "37:12:01.8N", "coordinate_sexagesimal", (127.0735, 37.2005)),
        ("127,0735", "37,2005", "coordinate_comma", (127.0735, 37.2005)),
        ("동경 127.0735°", "N37.2005", "coordinate_cleaned", (127.0735, 37.2005)),
        ("１２７．０７３５", "37.2005", "coordinate_cleaned", (127.0735, 37.2005)),
        ("1270735000", "372005000", "coordinate_point_lost", (127.0735, 37.2005)),
        ("127°64'24.6\"", "37.2005", "coordinate_unreadable", None),
    ],
)
def test_a_pair_is_repaired_in_the_one_safe_way_or_kept_out(
    x: str, y: str, code: str, place: tuple[float, float] | None
) -> None:
    assert tried(x, y) == (code, place)


@pytest.mark.parametrize(
    ("x", "y"),
    [("127°04'24.6\"E", "37°12'01.8\"N"), ("127,0735", "37,2005"), ("1270735000", "372005000")],
)
def test_a_table_that_writes_all_its_coordinates_otherwise_has_places(x: str, y: str) -> None:
    for pair in ((x, y), (y, x)):  # under the right titles, and under each other's
        found = placed(table([pair] * 5), TITLES)
        assert shapely.get_coordinates(found.shapes).round(7).tolist() == [[127.0735, 37.2005]] * 5
        assert found.issues


def test_latitude_and_longitude_in_one_cell_are_taken_apart() -> None:
    cells = objects(["37.2005, 127.0735", "(37.21 127.08)", None])
    found = placed(Incoming("자료", {"좌표": cells}, None, np.arange(1, 4)), {})
    assert [(one.x, one.y) for one in found.shapes[:2]] == [(127.0735, 37.2005), (127.08, 37.21)]
    assert found.shapes[2] is None
    assert found.issues[0].code == "coordinate_in_one"


def test_degrees_minutes_and_seconds_in_columns_of_their_own_belong_together() -> None:
    """Taken alone the degrees would put all into one place, thirty kilometres away."""
    parts = {"위도(도)": 37.0, "위도(분)": 12.0, "위도(초)": 1.8, "경도_도": 127.0, "경도_분": 4.41}
    columns = {title: np.full(3, value) for title, value in parts.items()}
    meanings = {"위도(도)": "latitude", "위도(분)": "latitude", "위도(초)": "latitude"}
    found = placed(Incoming("자료", columns, None, np.arange(1, 4)), meanings)
    assert shapely.get_coordinates(found.shapes).round(6).tolist() == [[127.0735, 37.2005]] * 3


def test_columns_that_are_titled_as_coordinates_and_hold_none_are_named() -> None:
    found = placed(table([("시청 앞", "공원 안")] * 3), TITLES)
    (told,) = found.issues
    assert (found.geometry, told.code) == (None, "coordinates_not_read")
    assert "공원 안" in told.said()


def test_shapes_that_stand_as_text_are_shapes() -> None:
    texts = objects(["POLYGON((0 0,9 0,9 9,0 0))", "MultiPoint (1 1)", None, "POLYGON((0 0"])
    table = Incoming("자료", {"번호": np.arange(4.0), "geom": texts}, None, np.arange(1, 5))
    found = with_shapes(table)
    assert [one and one.geom_type for one in found.shapes] == ["Polygon", "MultiPoint", None, None]
    assert (list(found.columns), found.crs) == (["번호"], "")
    marked = replace(table, columns={"g": objects(["SRID=5179;POINT(1 2)"] * 4)})
    assert (with_shapes(marked).crs, with_shapes(marked).shapes[0].y) == ("EPSG:5179", 2)


@pytest.mark.parametrize("blank", [None, "-"])
def test_a_record_without_coordinates_comes_in_without_a_place(blank: str | None) -> None:
    code, place = tried(blank, blank)
    assert code == "coordinate_missing"
    assert place is not None
    assert np.isnan(place).all()


def test_titles_that_are_exchanged_are_put_right_as_a_whole() -> None:
    found = placed(table([(y, x) for x, y in GOOD]), TITLES)
    assert [issue.code for issue in found.issues] == ["coordinate_columns_swapped"]
    assert shapely.get_coordinates(found.shapes).tolist() == [[127.0735, 37.2005]] * 6


def test_degrees_under_titles_of_metres_are_degrees() -> None:
    columns = {"x좌표": objects(x for x, _ in GOOD), "y좌표": objects(y for _, y in GOOD)}
    made = Incoming("자료", columns, None, np.arange(1, 7))
    found = placed(made, {"x좌표": "easting", "y좌표": "northing"})
    assert found.crs == "EPSG:4326"


def test_metres_stay_metres_and_their_plane_is_judged_later() -> None:
    columns = {"X": np.array([954919.0] * 4), "Y": np.array([1950195.0] * 4)}
    found = placed(
        Incoming("자료", columns, None, np.arange(1, 5)), {"X": "easting", "Y": "northing"}
    )
    assert (found.crs, found.shapes[0].x) == ("", 954919.0)


def test_columns_without_titles_are_found_by_their_values() -> None:
    columns = {
        "열1": np.arange(4.0),
        "열2": np.array([37.20051, 37.20052, 37.30053, 37.40054]),
        "열3": np.array([127.07351, 127.07352, 127.17353, 127.27354]),
    }
    found = placed(Incoming("자료", columns, None, np.arange(1, 5)), {})
    assert found.shapes[0].coords[0] == (127.07351, 37.20051)


def test_figures_that_are_no_places_make_no_points() -> None:
    columns = {"예산": np.array([127.0, 128.0]), "건수": np.array([35.0, 36.0])}
    assert placed(Incoming("자료", columns, None, np.arange(1, 3)), {}).geometry is None


cells = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.floats(124, 132).map(repr),
    st.floats(33, 38.9).map(repr),
)


@given(st.lists(st.tuples(cells, cells), max_size=20))
def test_every_row_comes_in_or_is_kept_out_with_a_reason(
    pairs: list[tuple[str | None, str | None]],
) -> None:
    found = placed(table([*pairs, *GOOD * 4]), TITLES)
    assert len(found) + len(found.kept_out) == len(pairs) + 24
    seen = sorted([*found.rows.tolist(), *(one.row for one in found.kept_out)])
    assert seen == list(range(1, len(pairs) + 25))
    points = shapely.get_coordinates(found.shapes)
    assert ((points[:, 0] >= 124) & (points[:, 0] <= 132.5)).all()
