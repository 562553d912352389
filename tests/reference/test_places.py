"""The bundled boundaries as the program asks them."""

import numpy as np
import pytest
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from scmap import words
from scmap.errors import InputError
from scmap.model.layer import PLANE
from scmap.reference import base_layer, gazetteer
from scmap.words import explain

LEVELS = ("sido", "municipality", "gu", "emd", "emd_country")

to_plane = Transformer.from_crs("EPSG:4326", PLANE, always_xy=True).transform


@pytest.mark.parametrize("level", LEVELS)
def test_each_level_says_what_it_is_and_what_is_wrong_with_it(level: str) -> None:
    layer = base_layer(level)

    assert (layer.name, layer.kind, layer.crs, layer.security) == (level, "boundary", PLANE, "공개")
    assert {"code", "name", "sido", "parent", "base_date", "code_date", "approx", "source"} <= set(
        layer.columns
    )
    assert layer.source.base_date == "2012–2013"
    assert "2012~2013년" in layer.source.note
    assert base_layer(level) is layer


def test_the_words_of_the_boundaries_follow_the_language() -> None:
    korean = base_layer("municipality")
    words.set_language("en")
    try:
        english = base_layer("municipality")
    finally:
        words.set_language("ko")

    assert (korean.title, english.title) == ("시·군·구 경계", "Municipality boundaries")
    assert english.geometry is korean.geometry


def test_what_is_no_level_is_a_bug() -> None:
    with pytest.raises(ValueError, match="village"):
        base_layer("village")


@pytest.mark.parametrize(
    ("longitude", "latitude", "title"),
    [
        (126.9780, 37.5665, "서울특별시 중구"),
        (127.0735, 37.2005, "경기도 화성시 동탄구"),
        (126.6640, 37.3830, "인천광역시 연수구"),
        (127.2890, 36.4800, "세종특별자치시"),
        (126.5312, 33.4996, "제주특별자치도 제주시"),
        (126.9150, 35.1500, "전남광주통합특별시 동구"),
    ],
)
def test_a_point_lies_in_its_municipality_and_gu(
    longitude: float, latitude: float, title: str
) -> None:
    place = gazetteer().at(*to_plane(longitude, latitude))

    assert place is not None
    assert (place.unit.title, place.nearest_m) == (title, 0.0)


def test_land_that_the_boundaries_lack_belongs_to_the_nearest_and_says_so() -> None:
    songdo = gazetteer().at(*to_plane(126.610, 37.390))

    assert songdo is not None
    assert songdo.unit.name == "연수구"
    assert songdo.nearest_m == pytest.approx(1040, abs=50)


def test_the_open_sea_belongs_to_nobody() -> None:
    assert gazetteer().at(*to_plane(130.0, 36.0)) is None
    assert gazetteer().at(float("nan"), 0.0) is None


def test_many_points_are_located_as_one_by_one() -> None:
    random = np.random.default_rng(20260720)
    points = random.uniform((880_000, 1_550_000), (1_150_000, 2_040_000), (200, 2))

    located = gazetteer().locate(points)

    for row, (x, y) in enumerate(points):
        place = gazetteer().at(x, y)
        assert located.municipality[row] == (place.municipality.code if place else None)
        assert located.gu[row] == (place.gu.code if place and place.gu else None)
        assert place is None or located.nearest_m[row] == place.nearest_m


def area(extent: str) -> float:
    polygon: BaseGeometry = gazetteer().footprint(extent)
    assert polygon.is_valid
    return float(polygon.area)


def test_a_footprint_is_the_ground_that_its_extent_names() -> None:
    hwaseong, suwon = area("municipality:41590"), area("municipality:41110")

    assert area("municipality:41590;41110") == pytest.approx(hwaseong + suwon)
    assert area("municipality:화성시") == hwaseong
    assert area("gu:41591;41593;41595;41597") == pytest.approx(hwaseong)
    assert area("sido:26") == area("sido:부산") == pytest.approx(771e6, rel=0.01)


def test_a_footprint_of_neighbourhoods_is_smaller_than_its_city() -> None:
    dongtan = area("emd:41590:반송동|석우동")

    assert dongtan == pytest.approx(7.4e6, rel=0.01)
    assert area("emd:화성시:반송동|석우동") == dongtan
    assert area("emd:41597:반송동; 41590:석우동") == pytest.approx(dongtan)
    assert area("emd:41590:반송동|석우동;municipality:28185") > dongtan


@pytest.mark.parametrize(
    ("extent", "code", "named"),
    [
        ("municipality:99999", "place_unknown", "99999"),
        ("municipality:41590;없는시", "place_unknown", "없는시"),
        ("municipality:고성군", "place_ambiguous", "강원특별자치도 고성군"),
        ("municipality:28110", "place_ambiguous", "영종구"),
        ("sido:없는도", "place_unknown", "없는도"),
        ("emd:41590:없는동", "neighbourhood_unknown", "없는동"),
        ("emd:41590", "neighbourhood_unknown", "화성시"),
        ("emd:11110:청운동", "neighbourhoods_not_bundled", "종로구"),
        ("41590", "extent_unreadable", "41590"),
        ("", "extent_unreadable", ""),
        ("municipality:", "extent_unreadable", "municipality:"),
    ],
)
def test_an_extent_that_names_nothing_or_too_much_is_refused_by_name(
    extent: str, code: str, named: str
) -> None:
    with pytest.raises(InputError) as refused:
        gazetteer().footprint(extent)

    assert refused.value.code == code
    assert named in str(explain(refused.value))


def test_a_merged_province_is_the_ground_it_had_before() -> None:
    gwangju, jeonnam = (gazetteer().footprint(extent) for extent in ("sido:29", "sido:46"))

    assert gwangju.area == pytest.approx(501e6, rel=0.02)
    assert gwangju.intersection(jeonnam).area == 0
    assert gwangju.area + jeonnam.area == pytest.approx(area("sido:12"))
    assert area("sido:42") == pytest.approx(area("sido:51"))
