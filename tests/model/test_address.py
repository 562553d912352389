"""Addresses find their municipality and 법정동 offline; what could be several places is several."""

import pytest

from scmap.model.address import Addresses
from scmap.reference import gazetteer

ADDRESSES = Addresses(gazetteer())


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("부산광역시 해운대구 우1동 1418", "부산광역시 해운대구 우동"),  # 행정동
        ("부산 해운대구 센텀동로 45 (우동, 센텀빌딩)", "부산광역시 해운대구 우동"),  # 도로명
        ("서울 종로구 종로1가 1", "서울특별시 종로구 종로1가"),
        ("강서구 화곡동 12", "서울특별시 강서구 화곡동"),  # only one of two has it
        ("인천 서구 마전동 3", "인천광역시 검단구 마전동"),  # split on 2026-07-01
        ("인천광역시 서구 석남동", "인천광역시 서해구 석남동"),
        ("전라남도 목포시 상동", "전남광주통합특별시 목포시 상동"),  # renamed
        ("충남 당진군 합덕읍", "충청남도 당진시 합덕읍"),
        ("세종특별자치시 조치원읍 문화로", "세종특별자치시 조치원읍"),
        ("경기 화성시 동탄대로 5", "경기도 화성시"),  # 동탄 is no 법정동
        ("서울시 구로구 구로동로 3", "서울특별시 구로구"),  # a road
    ],
)
def test_an_address_is_one_place(address: str, place: str) -> None:
    (spot,) = ADDRESSES.spots(address)
    assert spot.title == place
    ground = ADDRESSES.ground(spot)
    assert ground is not None
    assert ground.area > 1e4


def test_what_could_be_several_places_is_several_and_what_is_none_is_none() -> None:
    titles = [spot.title for spot in ADDRESSES.spots("강서구")]
    assert titles == ["서울특별시 강서구", "부산광역시 강서구"]
    assert ADDRESSES.spots("우동 12") == ()
    assert ADDRESSES.spots("") == ()
