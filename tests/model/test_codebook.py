"""The look-ups of the vocabulary, on the bundled tables."""

from datetime import date
from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scmap.model.codebook import UNCLASSIFIED, CodeBook, View, title_of
from scmap.model.ministry import MinistryName
from scmap.reference import codebook
from scmap.words import set_language

BOOK = codebook()
DAYS = st.dates(date(1999, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("행정자치부", 2007),
        ("행정안전부", 2012),
        ("안전행정부", 2013),
        ("행정자치부", 2016),
        ("행정안전부", 2018),
    ],
)
def test_five_names_of_the_interior_ministry_are_one_lineage(name: str, year: int) -> None:
    assert BOOK.lineages_of(name, year) == {"MOIS"}
    assert all(found.in_force for found in BOOK.resolve_all(name, year))


def test_the_old_communications_ministry_is_only_partly_continued() -> None:
    old, new = date(2007, 1, 1), date(2014, 1, 1)
    ancestor, heir = BOOK.lineage_of("정보통신부", old), BOOK.lineage_of("미래창조과학부", new)
    assert ancestor is not None
    assert heir is not None
    assert ancestor != heir
    assert BOOK.succession(ancestor, heir, old, new) == 0.5
    assert BOOK.succession(heir, ancestor, new, old) == 0.5


def test_work_handed_over_later_does_not_relate_earlier_records() -> None:
    assert BOOK.succession("MOLIT", "ME") == 0.5
    assert BOOK.succession("MOLIT", "ME", date(2010, 1, 1), date(2016, 1, 1)) is None
    assert BOOK.succession("MOLIT", "ME", date(2010, 1, 1), date(2021, 1, 1)) == 0.5
    assert BOOK.succession("MOLIT", "MOE") is None
    assert BOOK.succession("MOLIT", "MOLIT") == 1.0


@pytest.mark.parametrize(
    ("year", "names"),
    [
        (2008, ("건설교통부", "국토해양부", "행정자치부", "행정안전부", "정보통신부")),
        (2013, ("국토해양부", "국토교통부", "행정안전부", "안전행정부", "미래창조과학부")),
        (2014, ("안전행정부", "행정자치부", "소방방재청", "국민안전처")),
        (2017, ("행정자치부", "행정안전부", "미래창조과학부", "과학기술정보통신부", "국민안전처")),
        (2025, ("환경부", "기후에너지환경부", "산업통상자원부", "산업통상부", "여성가족부")),
    ],
)
def test_in_a_year_of_change_both_names_are_of_their_time(
    year: int, names: tuple[str, ...]
) -> None:
    for name in names:
        (found,) = BOOK.resolve_all(name, year)
        assert found.in_force, name
        assert found.lineage, name


def test_the_day_decides_where_the_year_does_not() -> None:
    assert BOOK.resolve("국토해양부", date(2013, 1, 9)).in_force
    assert not BOOK.resolve("국토해양부", date(2013, 6, 1)).in_force
    assert not BOOK.resolve("국토교통부", date(2013, 1, 9)).in_force


def test_a_name_outside_its_dates_is_flagged_and_an_unknown_one_unknown() -> None:
    late = BOOK.resolve("안전행정부", date(2020, 1, 1))
    assert late.lineage == "MOIS"
    assert not late.in_force
    assert BOOK.resolve("화성시", date(2020, 1, 1)).lineage is None
    assert BOOK.lineages_of(None, 2020) == frozenset()
    assert BOOK.lineages_of("국토교통부;어느부", 2020) == frozenset()


def test_abbreviations_are_read_by_date() -> None:
    for short, year, lineage in (
        ("행안부", 2012, "MOIS"),
        ("안행부", 2013, "MOIS"),
        ("국토부", 2011, "MOLIT"),
        ("과기부", 2007, "MOST"),
        ("과기부", 2020, "MSIT"),
        ("산자부", 2007, "MOTIE"),
        ("교과부", 2010, "MOE"),
        ("기후부", 2026, "ME"),
    ):
        assert BOOK.lineages_of(short, year) == {lineage}, short
    assert BOOK.lineage_of("과기부") is None, "two lines were so called: no silent guess"


def test_a_joint_project_belongs_to_each_of_its_lineages() -> None:
    for cell in ("국토교통부;과학기술정보통신부", "국토부·과기정통부", "국토교통부, 과기정통부"):
        assert BOOK.lineages_of(cell, 2018) == {"MOLIT", "MSIT"}


def test_a_record_of_several_years_may_bear_the_name_of_any_of_them() -> None:
    (found,) = BOOK.resolve_all("안전행정부", 2011, 2013)
    assert found.in_force
    (alone,) = BOOK.resolve_all("안전행정부", 2011, nan)
    assert not alone.in_force


def test_ministries_are_shown_as_named_then_with_the_name_of_today() -> None:
    assert BOOK.display("안전행정부", date(2013, 5, 1)) == "안전행정부(현 행정안전부)"
    assert BOOK.display("안행부") == "안전행정부(현 행정안전부)"
    assert BOOK.display("행정안전부", date(2012, 5, 1)) == "행정안전부"
    assert (
        BOOK.display("국토해양부;지식경제부")
        == "국토해양부(현 국토교통부)·지식경제부(현 산업통상부)"
    )
    assert BOOK.display("정보통신부") == "정보통신부(폐지)"
    assert BOOK.display("화성시") == "화성시"


def test_what_is_shown_can_be_read_again() -> None:
    shown = BOOK.display("안전행정부", date(2013, 5, 1))
    assert BOOK.lineage_of(shown, date(2013, 5, 1)) == "MOIS"


@given(st.sampled_from(BOOK.names), DAYS)
def test_every_official_name_resolves_in_its_time(name: MinistryName, day: date) -> None:
    found = BOOK.resolve(name.name, day)
    assert found.lineage == name.lineage
    assert found.in_force or not name.valid(day, day)


@given(DAYS)
def test_no_lineage_bears_two_names_on_one_day(day: date) -> None:
    valid = [name.lineage for name in BOOK.names if name.valid(day, day)]
    assert len(valid) == len(set(valid))


FIELD_LISTS = st.lists(st.sampled_from([*BOOK.fields, "ZZZ"]), max_size=6, unique=True)


@given(FIELD_LISTS, st.sampled_from(["field", "statutory", "ifez"]), st.booleans())
def test_a_record_counts_once_in_every_view(codes: list[str], view: View, equal: bool) -> None:
    shares = BOOK.field_shares(";".join(codes), view, equal=equal)
    assert sum(shares.values()) == pytest.approx(1.0)
    columns = {column.code for column in BOOK.columns(view)}
    assert set(shares) <= columns | {UNCLASSIFIED}


def test_views_roll_up_the_finest_fields() -> None:
    assert BOOK.field_shares("CRM;DIS;TRN", "statutory") == {"5": 1.0}
    split = BOOK.field_shares("CRM;DIS;TRN", "statutory", equal=True)
    assert split == pytest.approx({"5": 2 / 3, "2": 1 / 3})
    assert BOOK.field_shares("ADM", "ifez") == {"공공행정": 1.0}
    assert BOOK.field_shares("SPC", "statutory") == {UNCLASSIFIED: 1.0}
    assert BOOK.field_shares("SPC;TRN", "statutory") == {"2": 1.0}
    assert BOOK.field_shares(None) == {UNCLASSIFIED: 1.0}


def test_an_agency_is_named_as_it_is_called_today() -> None:
    now = "한국지능정보사회진흥원"
    for name in ("한국정보사회진흥원", "한국정보화진흥원", "NIA"):
        assert BOOK.agency_now(name) == f"{name}(현 {now})"
    assert BOOK.agency_now("LH공사") == "LH공사(현 한국토지주택공사)"
    for name in (now, "어느 기관"):
        assert BOOK.agency_now(name) == name


def test_titles_follow_the_language() -> None:
    kind = BOOK.kinds["OPC"]
    assert title_of(kind) == "통합운영센터"
    assert title_of(kind, "en") == "Integrated operation centre"
    set_language("en")
    try:
        assert title_of(kind) == "Integrated operation centre"
        assert BOOK.display("안전행정부") == "안전행정부 (now 행정안전부)"
        assert BOOK.lineage_of(BOOK.display("안전행정부")) == "MOIS"
    finally:
        set_language("ko")


def test_an_empty_codebook_knows_nothing_and_breaks_nothing() -> None:
    empty = CodeBook()
    assert empty.lineages_of("국토교통부", 2020) == frozenset()
    assert empty.display("국토교통부") == "국토교통부"
    assert empty.field_shares("CRM") == {UNCLASSIFIED: 1.0}


@pytest.mark.parametrize(
    ("lineage", "changes"),
    [
        (
            "MOIS",
            {
                "2008-02-28": "행정자치부",
                "2008-02-29": "행정안전부",
                "2013-03-22": "행정안전부",
                "2013-03-23": "안전행정부",
                "2014-11-18": "안전행정부",
                "2014-11-19": "행정자치부",
                "2017-07-25": "행정자치부",
                "2017-07-26": "행정안전부",
            },
        ),
        (
            "MOLIT",
            {
                "2008-02-28": "건설교통부",
                "2008-02-29": "국토해양부",
                "2013-03-22": "국토해양부",
                "2013-03-23": "국토교통부",
            },
        ),
        ("MSIT", {"2013-03-23": "미래창조과학부", "2017-07-26": "과학기술정보통신부"}),
        ("ME", {"2025-09-30": "환경부", "2025-10-01": "기후에너지환경부"}),
        ("MOTIE", {"2025-09-30": "산업통상자원부", "2025-10-01": "산업통상부"}),
        ("KCC", {"2025-09-30": "방송통신위원회", "2025-10-01": "방송미디어통신위원회"}),
        ("MOEF", {"2026-01-01": "기획재정부"}),
        ("MOFE", {"2026-01-02": "재정경제부"}),
    ],
)
def test_names_change_on_the_day_of_the_law(lineage: str, changes: dict[str, str]) -> None:
    for day, name in changes.items():
        on = date.fromisoformat(day)
        valid = [n.name for n in BOOK.names if n.lineage == lineage and n.valid(on, on)]
        assert valid == [name], day
