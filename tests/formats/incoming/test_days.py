"""Dates that a spreadsheet mangled: put right where one reading is left, told where not."""

from datetime import date
from pathlib import Path

import numpy as np
import xlsxwriter

from scmap.formats.incoming.recognise import recognise
from scmap.formats.incoming.table import Incoming
from scmap.formats.kept_rows import reason
from scmap.model.issue import Issue
from scmap.reference import codebook, gazetteer
from scmap.reference.incoming import knowledge
from scmap.session.intake import recognise as recognise_all


def read(path: Path) -> tuple[Incoming, dict[str, Issue]]:
    (found,) = recognise(path, knowledge()).layers
    return found.table, {issue.code: issue for issue in found.table.issues}


def cameras(path: Path, *days: str) -> Path:
    rows = "".join(f"카메라{number},{day},3\n" for number, day in enumerate(days))
    path.write_text(f"시설명,설치년월,대수\n{rows}", encoding="utf-8")
    return path


def test_days_of_every_spelling_stay_and_say_nothing(tmp_path: Path) -> None:
    days = ("2015-03-01", "2015.3", "201503", "’15.3", "2015년 3월", "", "미상", "2015")
    table, told = read(cameras(tmp_path / "a.csv", *days))
    assert [one or "" for one in table.columns["설치년월"].tolist()] == list(days)
    assert not {code for code in told if code.startswith("date")}


def test_a_count_of_days_becomes_the_day(tmp_path: Path) -> None:
    table, told = read(cameras(tmp_path / "a.csv", "2015-03-01", "43160", "미상"))
    assert table.columns["설치년월"].tolist() == ["2015-03-01", "2018-03-01", "미상"]
    assert told["date_from_serial"].values["numbers"] == (2,)
    assert "43160 → 2018-03-01" in told["date_from_serial"].said("ko")


def test_a_column_of_counts_becomes_one_of_days(tmp_path: Path) -> None:
    table, told = read(cameras(tmp_path / "a.csv", "43160", "43161"))
    assert table.columns["설치년월"].tolist() == [date(2018, 3, 1), date(2018, 3, 2)]
    assert told["date_from_serial"].values["count"] == 2


def test_a_year_that_was_shown_as_a_day_of_1905_is_that_year(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("카메라")
        sheet.write_row(0, 0, ["시설명", "설치년도", "대수"])
        for row, number in enumerate((2014, 2016), start=1):
            sheet.write_string(row, 0, f"카메라 {row}")
            sheet.write_number(row, 1, number, book.add_format({"num_format": "yyyy-mm-dd"}))
            sheet.write_number(row, 2, 3)
    table, told = read(path)
    assert table.columns["설치년도"].tolist() == ["2014", "2016"]
    assert "1905-07-06 → 2014" in told["date_was_year"].said("ko")


def test_what_could_be_several_days_stays_and_is_told(tmp_path: Path) -> None:
    table, told = read(cameras(tmp_path / "a.csv", "1905-07", "15-Jan", "2015-01", "미상"))
    assert table.columns["설치년월"].tolist() == ["1905-07", "15-Jan", "2015-01", "미상"]
    assert told["date_unclear"].values["numbers"] == (1, 2)
    assert "1905-07, 15-Jan" in told["date_unclear"].said("ko")


def test_figures_that_are_no_dates_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("시설명,관리번호,대수\n가,43160,43161\n나,43162,43163\n", encoding="utf-8")
    table, told = read(path)
    assert np.array_equal(table.columns["대수"], [43161.0, 43163.0])
    assert not {code for code in told if code.startswith("date")}


def test_a_period_that_a_spreadsheet_made_a_day_of_is_told(tmp_path: Path) -> None:
    path = tmp_path / "사업.csv"
    periods = ("2013~2015", "Sep-13", "09월 13일", "2014~2016", "2026-09-13", "’15~’17", "15~18년")
    rows = "".join(f"사업 {number},{period}\n" for number, period in enumerate(periods))
    path.write_text(f"사업명,사업기간\n{rows}", encoding="utf-8")
    table, told = read(path)
    assert table.columns["사업기간"].tolist() == list(periods)
    assert told["date_unclear"].values["numbers"] == (2, 3, 5)


def test_a_project_whose_period_is_mangled_stays_out_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "사업.csv"
    rows = "".join(
        f"화성 통합플랫폼 {number},국토교통부,화성시,방범,{period}\n"
        for number, period in enumerate(("2013~2015", "Sep-13", "2015~17"))
    )
    path.write_text(f"사업명,부처,시군구,분야,사업기간\n{rows}", encoding="utf-8")
    (arrival,) = recognise_all([path], codebook(), gazetteer(), knowledge())
    (kept,) = arrival.kept_out
    assert (kept.row, kept.code) == (3, "year_unclear")
    assert "Sep-13" in reason(kept, "ko")
    assert arrival.layer is not None
    assert arrival.layer.number("year_to").tolist() == [2015.0, 2017.0]
