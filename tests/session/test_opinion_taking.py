"""Opinions are asked for by a spreadsheet, and come back by it: no text is lost, none computed."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from scmap.errors import InputError
from scmap.formats.opinion_form import read_opinion_form, write_opinion_form
from scmap.formats.spreadsheet import read_sheet, read_sheets
from scmap.model.project import Project
from scmap.model.records import records
from scmap.model.review import Opinion
from scmap.session.entries import broken_entries
from scmap.session.opinion_taking import asked_of, take_opinions
from scmap.session.reviewing import opinions_at
from tests.report import round_sample


@pytest.fixture
def project() -> Project:
    return round_sample.project()


@pytest.fixture
def form(project: Project, tmp_path: Path) -> Path:
    path = tmp_path / "의견 양식.xlsx"
    write_opinion_form(path, "가온시 & 위원회", asked_of(project, "r"))
    return path


def fill(form: Path, *rows: tuple[object, ...]) -> None:
    """Write rows below the form's header as a spreadsheet program does."""
    header = read_sheet(form).rows[0]
    with xlsxwriter.Workbook(str(form), {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for line, row in enumerate((header, *rows)):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(line, column, value, day)
                elif value is not None:
                    sheet.write_string(line, column, str(value))


def test_a_form_asks_about_each_item_and_an_empty_one_brings_nothing(
    form: Path, project: Project
) -> None:
    titles = [row[1] for row in read_sheet(form).rows[1:]]
    assert titles == [item.title for item in round_sample.agenda(project)]
    assert read_opinion_form(form) == ()


def test_what_was_filled_in_is_registered_in_the_chain_word_for_word(
    form: Path, project: Project
) -> None:
    said = "=HYPERLINK('x')처럼 보여도 글임"
    fill(form, ("a", "", None, "학", "김도시", "나루대학교", "조건", said, date(2026, 12, 1)))
    after, taken, issues = take_opinions(project, read_opinion_form(form))
    assert issues == ()
    last = records(after, Opinion)[-1]
    assert (last.item, last.text, last.given_on) == ("a", said, date(2026, 12, 1))
    assert len(taken) == 1
    assert last.digest
    assert broken_entries(after) == ()


def test_rows_that_cannot_be_taken_are_told_with_their_number_and_the_good_ones_come_in(
    form: Path, project: Project
) -> None:
    fill(
        form,
        ("zzz", "", None, "학", "이두리", "", "찬", "찬성함", None),
        ("a", "", None, "학계", "박세나", "", "찬", "찬성함", None),
        ("a", "", None, "관", "최공무", "", "찬", "찬성함", "2026. 12. 1."),
        ("a", "", None, "관", "최공무", "", "찬", "찬성함", "2026-12-01"),
        ("a", "", None, "연", "이연구", "", "반", "반대함", "십이월"),
    )
    after, taken, issues = take_opinions(project, read_opinion_form(form))
    assert [(one.code, one.values["line"]) for one in issues] == [
        ("opinion_item_unknown", 2),
        ("opinion_incomplete", 3),
        ("opinion_twice", 5),
        ("opinion_day_wrong", 6),
    ]
    assert [one.name for one in taken] == ["최공무"]
    assert all("행" in one.said() for one in issues)
    again, second, twice = take_opinions(after, read_opinion_form(form))
    assert again is after
    assert (second, len(twice)) == ((), 5)


def test_a_form_names_what_each_item_is_about_on_the_map_and_opinions_come_back_anchored(
    form: Path, project: Project
) -> None:
    center, control, link = (
        "가온 통합운영센터",
        "가온 CCTV 통합관제센터",
        "교통·방범 카메라 공동 활용",
    )
    (features,) = (one for one in read_sheets(form) if one.name == "지도 대상")
    offered = [row[:2] for row in features.rows[1:]]
    first, second, *_ = (item.title for item in round_sample.agenda(project))
    assert [list(one) for one in offered[:3]] == [[first, center], [first, control], [second, link]]
    said = ("찬", "이곳에 한함", date(2026, 12, 1))
    fill(
        form,
        ("a", "", center, "학", "김도시", "나루대학교", *said),
        ("b", "", link, "학", "김도시", "나루대학교", *said),
        ("b", "", "나래 시범도시", "학", "김도시", "나루대학교", *said),
        ("a", "", "어디에도 없는 것", "학", "김도시", "나루대학교", *said),
    )
    after, taken, issues = take_opinions(project, read_opinion_form(form))
    assert [(one.feature, one.about) for one in taken] == [
        ("i0", center),
        ("l", link),
        ("i3", "나래 시범도시"),
    ]
    assert [one.code for one in issues] == ["opinion_feature_unknown"]
    assert "어디에도 없는 것" in issues[0].said()
    assert [one.text for one in opinions_at(after, taken[0].layer, "i0")] == ["이곳에 한함"]
    assert broken_entries(after) == ()


def test_a_form_that_was_sent_out_before_has_no_column_for_the_map_and_still_comes_in(
    form: Path, project: Project
) -> None:
    header = [title for title in read_sheet(form).rows[0] if "지도" not in str(title)]
    with xlsxwriter.Workbook(str(form)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, header)
        sheet.write_row(1, 0, ["a", "", "학", "김도시", "나루대학교", "찬", "찬성함", "2026-12-01"])
    _, taken, issues = take_opinions(project, read_opinion_form(form))
    assert [(one.name, one.about) for one in taken] == [("김도시", "")]
    assert issues == ()


def test_another_spreadsheet_is_no_form(tmp_path: Path) -> None:
    path = tmp_path / "다른 표.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_row(0, 0, ["이름", "값"])
    with pytest.raises(InputError, match="opinion_form_unknown"):
        read_opinion_form(path)
