"""Cells of a spreadsheet that hold no value: how many, where, and what to do is told."""

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from scmap.formats.incoming.recognise import recognise
from scmap.formats.register_form import COLUMNS
from scmap.formats.register_rows import read_form
from scmap.formats.sheet_losses import losses
from scmap.formats.spreadsheet import read_sheet
from scmap.model.issue import Issue
from scmap.reference import codebook, gazetteer
from scmap.reference.incoming import knowledge


def book(path: Path, *, title: str = "쉼터") -> Path:
    """Write what programs write that do not compute: formulas with and without a result."""
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("빈 장")
        sheet = made.add_worksheet(title)
        sheet.write_row(0, 0, ["시설명", "대수", "요금", "비율"])
        for row in range(1, 6):
            sheet.write_row(row, 0, [f"쉼터 {row}", row])
            sheet.write_formula(row, 2, f"=B{row + 1}*2", None, 2 * row if row == 3 else "")
        sheet.write_formula(2, 3, "=1/0", None, "#DIV/0!")
    return path


def told(path: Path) -> dict[str, Issue]:
    (found,) = recognise(path, knowledge()).layers
    return {issue.code: issue for issue in found.table.issues}


def test_formulas_without_results_and_errors_are_counted_and_named(tmp_path: Path) -> None:
    found = told(book(tmp_path / "쉼터.xlsx"))
    assert found["formula_unvalued"].values["count"] == 4
    assert found["formula_unvalued"].values["numbers"] == (1, 2, 4, 5)
    said = found["formula_unvalued"].said("ko")
    assert "4칸" in said
    assert "열 요금" in said
    assert "열고 저장한 다음 다시 가져오" in said
    assert found["cell_error"].values["numbers"] == (2,)
    assert "열 비율" in found["cell_error"].said("ko")


def test_a_result_that_is_an_empty_text_is_a_result(tmp_path: Path) -> None:
    path = book(tmp_path / "쉼터.xlsx")
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet = "xl/worksheets/sheet2.xml"
    parts[sheet] = parts[sheet].replace(b'<c r="C2">', b'<c r="C2" t="str">')
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    assert told(path)["formula_unvalued"].values["count"] == 3


def test_the_register_form_says_it_too(tmp_path: Path) -> None:
    path = tmp_path / "서식.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("사업")
        given = {
            "name": "화성 통합플랫폼",
            "kind": "통합플랫폼",
            "municipality": "화성시",
            "year_from": "2015",
            "main_field": "교통",
        }
        for at, column in enumerate(COLUMNS):
            sheet.write_string(0, at, column.title)
            if column.name == "total_mkrw":
                sheet.write_formula(1, at, "=1+1", None, "")
            elif column.name in given:
                sheet.write_string(1, at, given[column.name])
    found = read_form(path, codebook(), gazetteer())
    assert (len(found.layer), found.kept_out) == (1, ())
    (loss,) = [one for one in found.issues if one.code == "formula_unvalued"]
    assert loss.values["numbers"] == (2,)


@pytest.mark.parametrize("change", [b"", b"<row", b"<sheetData>" * 1000])
def test_a_sheet_of_nonsense_is_looked_at_without_harm(tmp_path: Path, change: bytes) -> None:
    path = book(tmp_path / "쉼터.xlsx")
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, change if name.startswith("xl/worksheets") else data)
    assert losses(path, ["쉼터"]) == {}


def test_other_tables_have_none(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("시설명,대수\n가,=1+1\n", encoding="utf-8")
    assert read_sheet(path).losses == ()
