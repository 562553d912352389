"""The spreadsheet: numbers are numbers in the unit of their heading, and texts are never more."""

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from scmap.report.blocks import Booklet, Section
from scmap.report.parts import Column, Row, Table
from scmap.report.xlsx import LONGEST, write_xlsx
from tests.report import readers, round_sample

Made = Callable[..., Path]


@pytest.fixture(scope="module")
def booklet() -> Booklet:
    return round_sample.dossier()


@pytest.fixture
def made(booklet: Booklet, tmp_path: Path) -> Made:
    def write(*tables: Table) -> Path:
        path = tmp_path / "표.xlsx"
        write_xlsx(replace(booklet, sections=(Section("표", tables),)), path)
        return path

    return write


def one_column(*cells: str | float, form: str = "text", title: str = "표") -> Table:
    rows = tuple(Row((cell,)) for cell in cells)
    return Table("t", title, (Column("열", form, 40),), rows)  # type: ignore[arg-type]


def xml(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as package:
        return package.read(name).decode()


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@A1", "\t=1", "=HYPERLINK(1)", "http://a.kr", "12", "<b>&"]
)
def test_a_text_is_written_as_a_text(text: str, made: Made) -> None:
    path = made(one_column(text))
    assert readers.xlsx_sheets(path)[1][3][0] == text
    sheet = xml(path, "xl/worksheets/sheet2.xml")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert re.search(r'<c r="A4"[^>]* t="s">', sheet)


@pytest.mark.parametrize(
    ("form", "cell", "number", "shown"),
    [
        ("money", 1703.0, 1703.0, "#,##0"),
        ("money", 12.5, 12.5, "#,##0.0"),
        ("area", 35e6, 35.0, "#,##0.00"),
        ("percent", 0.5, 50.0, "#,##0.0"),
        ("score", 68.4, 68.4, "0.0"),
        ("term", 0.889, 0.889, "0.000"),
    ],
)
def test_a_number_stands_in_the_unit_of_its_heading(
    form: str, cell: float, number: float, shown: str, made: Made
) -> None:
    path = made(one_column(cell, form=form))
    assert readers.xlsx_sheets(path)[1][3][0] == pytest.approx(number)
    # "#,##0" and "#,##0.00" are formats that every spreadsheet knows by number.
    assert f'formatCode="{shown}"' in xml(path, "xl/styles.xml") or shown in ("#,##0", "#,##0.00")


def test_the_unknown_and_the_very_small_are_written_in_words(made: Made) -> None:
    sheet = readers.xlsx_sheets(made(one_column(float("nan"), 12.0, form="area")))[1]
    assert [row[0] for row in sheet[3:5]] == ["미상", "0.01 미만"]


def test_a_head_stays_in_sight(made: Made) -> None:
    sheet = xml(made(one_column("가")), "xl/worksheets/sheet2.xml")
    assert '<pane ySplit="3" topLeftCell="A4" activePane="bottomLeft" state="frozen"/>' in sheet


def test_sheets_have_names_that_a_spreadsheet_accepts(made: Made) -> None:
    title = "[긴] 이름: 같은*표/이름?이 \\ 둘 이상 있어도 모두 31자 안에서 서로 다름"
    path = made(one_column("가", title=title), one_column("나", title=title), one_column(title=""))
    names = re.findall(r'<sheet name="([^"]*)"', xml(path, "xl/workbook.xml"))
    assert len(set(names)) == 4
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)


def test_a_text_longer_than_a_cell_is_cut_and_says_so(made: Made) -> None:
    cell = str(readers.xlsx_sheets(made(one_column("가" * 40_000)))[1][3][0])
    assert len(cell) == LONGEST
    assert cell.endswith("(이하 생략: 문서 참조)")


def test_a_table_without_rows_says_so(made: Made) -> None:
    table = replace(one_column(), empty="등록된 것이 없음")
    assert readers.xlsx_sheets(made(table))[1][3][0] == "등록된 것이 없음"


def test_forms_stand_on_one_sheet_with_merged_cells(booklet: Booklet, tmp_path: Path) -> None:
    path = tmp_path / "심의자료.xlsx"
    write_xlsx(booklet, path)
    names = re.findall(r'<sheet name="([^"]*)"', xml(path, "xl/workbook.xml"))
    number = names.index("붙임 1. 쌍별 검토표") + 1
    sheet = xml(path, f"xl/worksheets/sheet{number}.xml")
    assert sheet.count("<mergeCell ") > 20 * len(booklet.grids)
