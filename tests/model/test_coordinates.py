"""Coordinates are written as people write them, and what they type is read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scmap.model.coordinates import (
    degrees_text,
    metres_text,
    read_coordinate,
    sexagesimal_text,
)

LON, LAT = 127 + 4 / 60 + 24.6 / 3600, 37 + 12 / 60 + 1.8 / 3600


@pytest.mark.parametrize(
    "text",
    [
        "37.2005, 127.0735",
        "127.0735 37.2005",
        "127.0735,37.2005",
        "37°12′1.8″N 127°4′24.6″E",
        "37°12'1.8\"N, 127°4'24.6\"E",
        "N 37° 12' 1.8'' E 127° 4' 24.6''",
        "북위 37도 12분 1.8초, 동경 127도 4분 24.6초",
        "동경 127도 4분 24.6초 북위 37도 12분 1.8초",
        "37 12 1.8 127 4 24.6",
        "37° 12.03' 127° 4.41'",
        "위도 37.2005 경도 127.0735",
        "EPSG:4326 127.0735 37.2005",
    ],
)
def test_degrees_are_read_in_every_form_and_order(text: str) -> None:
    found = read_coordinate(text)
    assert found is not None
    assert found.crs == "EPSG:4326"
    assert (found.x, found.y) == pytest.approx((LON, LAT), abs=1e-9)


@pytest.mark.parametrize(
    ("text", "crs", "x", "y"),
    [
        ("953898 1952034", "EPSG:5179", 953_898, 1_952_034),
        ("953,898, 1,952,034", "EPSG:5179", 953_898, 1_952_034),
        ("953,898.5 m, 1,952,034.2 m", "EPSG:5179", 953_898.5, 1_952_034.2),
        ("X: 953898 Y: 1952034", "EPSG:5179", 953_898, 1_952_034),
        ("1952034, 953898", "EPSG:5179", 953_898, 1_952_034),
        ("198056 551885", "EPSG:5186", 198_056, 551_885),
        ("EPSG:5187 210000 560000", "EPSG:5187", 210_000, 560_000),
        ("5185: 210,000.5, 560,000", "EPSG:5185", 210_000.5, 560_000),
        ("다사 5389 5203", "EPSG:5179", 953_895, 1_952_035),
    ],
)
def test_metres_are_told_by_their_size(text: str, crs: str, x: float, y: float) -> None:
    found = read_coordinate(text)
    assert found is not None
    assert found.crs == crs
    assert (found.x, found.y) == pytest.approx((x, y))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "화성시",
        "41590",
        "2017 2020",  # years
        "12 34",
        "동탄2 37.2005, 127.0735",
        "37.2005",
        "37 61 0 127 4 24",  # 61 minutes
        "EPSG:5174 200000 500000",  # a plane that is not among ours
        "9" * 400 + ", 127",
        "37.2, 97.1",
    ],
)
def test_what_is_no_coordinate_about_korea_is_refused(text: str) -> None:
    assert read_coordinate(text) is None


@given(st.floats(124, 132), st.floats(33, 43))
def test_what_is_written_is_read_back(lon: float, lat: float) -> None:
    for text, off in ((degrees_text(lon, lat), 1e-6), (sexagesimal_text(lon, lat), 2e-6)):
        found = read_coordinate(text)
        assert found is not None
        assert (found.x, found.y) == pytest.approx((lon, lat), abs=off)


def test_sixty_seconds_are_a_minute() -> None:
    assert sexagesimal_text(127 + 59.99999 / 60, 37.0) == "37°00′00.00″N 128°00′00.00″E"


@given(st.floats(750_000, 1_390_000), st.floats(1_310_000, 2_090_000))
def test_metres_are_read_back(x: float, y: float) -> None:
    found = read_coordinate(metres_text(x, y))
    assert found is not None
    assert (found.x, found.y) == pytest.approx((x, y), abs=0.06)
