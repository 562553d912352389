"""Names and codes of places through time, asked as a planner's records ask."""

from datetime import date

import pytest

from scmap.model.gazetteer import Place
from scmap.reference.places import gazetteer

TODAY = date(2026, 11, 22)


def codes(places: list[Place]) -> list[str]:
    return [place.unit.code for place in places]


def test_the_country_is_whole_on_the_day_of_the_codes() -> None:
    units = gazetteer().units.values()

    levels = [unit.level for unit in units]
    assert (levels.count("sido"), levels.count("municipality"), levels.count("gu")) == (16, 230, 39)
    assert all(unit.code[:2] in gazetteer().units for unit in units)
    assert all(
        gazetteer().units[unit.parent].level == "municipality" for unit in units if unit.parent
    )


@pytest.mark.parametrize(
    "asked",
    [
        "41590",
        "4159000000",
        "화성",
        "화성시",
        "경기 화성",
        "경기도 화성시",
        "경기도화성시",
        " 화성시 ",
    ],
)
def test_a_municipality_is_found_under_each_of_its_spellings(asked: str) -> None:
    (place,) = gazetteer().municipality(asked)

    assert (place.municipality.title, place.gu, place.reason) == ("경기도 화성시", None, "")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("서울 은평구", "11380"),
        ("은평", "11380"),
        ("강서구(부산)", "26440"),
        ("세종", "36110"),
        ("세종시", "36110"),
        ("전라북도 완주군", "52710"),
        ("강원도 고성군", "51820"),
        ("광주 동구", "12210"),
        ("전남 목포", "12110"),
        ("경북 군위군", "27720"),
        ("인천 남구", "28177"),
        ("진해시", "48129"),
        ("46230", "12190"),
    ],
)
def test_names_and_codes_of_other_times_lead_to_the_code_in_force(asked: str, found: str) -> None:
    assert codes(gazetteer().municipality(asked)) == [found]


def test_every_code_of_every_time_leads_to_units_in_force() -> None:
    places = gazetteer()

    for code in {change.old for change in places.changes if len(change.old) == 5}:
        assert places.municipality(code), code


@pytest.mark.parametrize(
    "code", [unit.code for unit in gazetteer().units.values() if len(unit.code) > 2]
)
def test_the_full_name_of_a_unit_in_force_names_just_that_unit(code: str) -> None:
    title = gazetteer().units[code].title

    assert [place.unit.code for place in gazetteer().municipality(title, TODAY)] == [code]


def test_yeoju_gun_and_yeoju_si_are_the_same_place() -> None:
    (gun,) = gazetteer().municipality("여주군", date(2012, 5, 1))
    (si,) = gazetteer().municipality("여주시", date(2016, 5, 1))
    (renamed,) = gazetteer().municipality("41730")

    assert gun.municipality == si.municipality == renamed.municipality
    assert (gun.code_then, si.code_then) == ("41730", "41670")


@pytest.mark.parametrize(
    ("asked", "on", "then"),
    [
        ("여주시", date(2012, 5, 1), "41730"),
        ("춘천시", date(2015, 1, 1), "42110"),
        ("화성시 동탄구", date(2012, 1, 1), "41590"),
        ("부천시 원미구", date(2012, 1, 1), "41195"),
        ("부천시 원미구", date(2018, 1, 1), "41190"),
        ("부천시 원미구", TODAY, "41192"),
        ("제물포구", date(2015, 1, 1), "28110;28140"),
        ("창원시", date(2009, 1, 1), "48110"),
        ("청주시", date(2012, 1, 1), "43110"),
    ],
)
def test_a_record_gets_the_code_of_its_own_day(asked: str, on: date, then: str) -> None:
    (place,) = gazetteer().municipality(asked, on)

    assert place.code_then == then


def test_a_split_municipality_answers_with_all_its_heirs_and_the_reason() -> None:
    jemulpo, yeongjong = gazetteer().municipality("인천 중구", date(2014, 1, 1))

    assert (jemulpo.unit.name, yeongjong.unit.name) == ("제물포구", "영종구")
    assert jemulpo.code_then == yeongjong.code_then == "28110"
    assert yeongjong.reason == "2026-07-01 인천 행정체제 개편: 인천광역시 중구 → 인천광역시 영종구"


def test_a_county_merged_into_a_city_names_the_city_but_no_single_gu() -> None:
    (place,) = gazetteer().municipality("청원군", date(2012, 1, 1))

    assert (place.municipality.name, place.gu, place.code_then) == ("청주시", None, "43710")


def test_a_gu_that_lost_ground_is_not_taken_for_what_it_is_today() -> None:
    (before,) = gazetteer().municipality("43111", date(2012, 1, 1))
    (after,) = gazetteer().municipality("43111", date(2015, 1, 1))

    assert (before.municipality.name, before.gu) == ("청주시", None)
    assert after.gu is not None
    assert after.gu.name == "청주시 상당구"


def test_bare_names_that_many_bear_give_all_of_them() -> None:
    assert codes(gazetteer().municipality("고성군")) == ["48820", "51820"]
    assert codes(gazetteer().municipality("강서구")) == ["11500", "26440"]
    assert codes(gazetteer().municipality("중구")) == [
        "11140", "26110", "27110", "30140", "31110", "28125", "28155",
    ]  # fmt: skip


def test_units_in_force_on_the_day_come_first() -> None:
    then = gazetteer().municipality("남구", date(2010, 1, 1))
    now = gazetteer().municipality("남구", TODAY)

    assert {place.unit.code for place in then} == {place.unit.code for place in now}
    assert now[-1].unit.name == "미추홀구"
    assert now[-1].reason
    assert [p.code_then for p in then if p.unit.name == "미추홀구"] == ["28170"]


@pytest.mark.parametrize("asked", ["", "광주", "제주", "IFEZ", "99999", "부산광역시", "없는시"])
def test_what_names_no_municipality_is_not_guessed(asked: str) -> None:
    assert gazetteer().municipality(asked) == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("45", "52"),
        ("전라북도", "52"),
        ("전북", "52"),
        ("강원도", "51"),
        ("광주", "12"),
        ("광주광역시", "12"),
        ("전남", "12"),
        ("서울시", "11"),
        ("제주도", "50"),
        ("경기", "41"),
    ],
)
def test_a_province_is_found_under_names_of_all_times(asked: str, found: str) -> None:
    assert codes(gazetteer().sido(asked)) == [found]


def test_a_merged_province_was_two_before() -> None:
    (place,) = gazetteer().sido("전남광주통합특별시", date(2015, 1, 1))
    (gwangju,) = gazetteer().sido("광주광역시", date(2015, 1, 1))

    assert place.code_then == "29;46"
    assert gwangju.code_then == "29"


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("경기도 화성시 동탄구 반송동 1", ["41597"]),
        ("경기도 화성시 반송동 1", ["41590"]),
        ("인천광역시 서구 검단로 1", ["28275", "28290"]),
        ("세종특별자치시 한누리대로 1", ["36110"]),
        ("전라남도 목포시 영산로 1", ["12110"]),
        ("제주특별자치도 노형동", []),
        ("광주 무등로 1", []),
        ("서울특별시 노원구중계로202", ["11350"]),
        ("경상남도 함안군가야읍 성내북길 58-7", ["48730"]),
        ("서울특별시도봉구방학로10길40", ["11320"]),
        ("", []),
    ],
)
def test_an_address_names_its_municipality(address: str, found: list[str]) -> None:
    assert codes(gazetteer().address(address)) == found
