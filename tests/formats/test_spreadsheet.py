"""Spreadsheets of every age come in as they stand, and what is only called one does too."""

import ctypes
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
import xlwt

from scmap.errors import InputError, RefusedError
from scmap.formats import process_memory, sheets_apart, spreadsheet
from scmap.formats.compound import is_trap
from scmap.formats.incoming.recognise import recognise
from scmap.formats.spreadsheet import read_header, read_sheet, read_sheets
from scmap.reference.incoming import knowledge

TITLES: list[object] = ["시설명", "경도", "위도", "설치일자", "대수"]
ROWS: list[list[object]] = [
    ["동탄 쉼터", 127.07, 37.2, date(2016, 3, 1), 3],
    ["병점 쉼터", 127.03, 37.21, None, 4],
]
PAGE = """<html><head><meta charset="euc-kr"><title>제목</title><style>td {x: 1}</style></head>
<body><table><tr><td><table border=1>
<tr><th rowspan=2>시설명<th colspan=2>위치<tr><th>경도</th><th>위도</th></tr>
<tr><td>동탄&nbsp;쉼터</td><td>127.07</td><td>37.2</td></tr>
<tr><td>병점<br>쉼터</td><td>127.03</td><td>37.21</td></tr></table></td></tr></table></body>"""
WORKBOOK = """<?xml version="1.0"?>
<Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="가"><Table><Row><Cell><Data>이름</Data></Cell><Cell ss:Index="3"><Data>대수
</Data></Cell></Row><Row><Cell ss:MergeAcross="1"><Data>쉼터</Data></Cell><Cell><Data>3</Data>
</Cell></Row></Table></Worksheet></Workbook>"""


def excel_97(path: Path) -> Path:
    """Write a table as Excel 97 did, which offices still hand on."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("쉼터 현황")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for number, row in enumerate([TITLES, *ROWS]):
        for column, value in enumerate(row):
            sheet.write(
                number,
                column,
                value,
                day if isinstance(value, date) else xlwt.Style.default_style,
            )
    book.add_sheet("빈 표")
    book.save(str(path))
    assert path.read_bytes().startswith(b"\xd0\xcf\x11\xe0")
    return path


def test_a_table_of_excel_97_comes_in_with_places_dates_and_figures(tmp_path: Path) -> None:
    path = excel_97(tmp_path / "쉼터.xls")
    assert read_header(path) == tuple(TITLES)
    (found,) = recognise(path, knowledge()).layers
    table = found.table
    assert (table.name, len(table), table.crs) == ("쉼터 현황", 2, "EPSG:4326")
    assert (table.encoding, table.encoding_from) == ("xls", "file")
    assert [(round(p.x, 2), round(p.y, 2)) for p in table.shapes] == [
        (127.07, 37.2),
        (127.03, 37.21),
    ]
    assert table.columns["시설명"].tolist() == ["동탄 쉼터", "병점 쉼터"]
    assert table.columns["대수"].tolist() == [3.0, 4.0]
    assert [str(day) for day in table.columns["설치일자"]] == ["2016-03-01", "NaT"]


@pytest.mark.parametrize("encoding", ["cp949", "utf-8", "utf-16"])
def test_a_web_page_that_is_called_a_spreadsheet_gives_its_table(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "쉼터.xls"
    path.write_bytes(PAGE.encode(encoding))
    assert [(one.name, one.rows) for one in read_sheets(path)] == [
        (
            "쉼터",
            [
                ["시설명", "경도", "위도"],
                ["동탄 쉼터", "127.07", "37.2"],
                ["병점 쉼터", "127.03", "37.21"],
            ],
        )
    ]


def test_office_xml_and_plain_text_that_are_called_a_spreadsheet_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text(WORKBOOK, encoding="utf-8")
    assert read_sheet(path).rows == (("이름", None, "대수"), ("쉼터", None, "3"))
    path.write_text("이름\t대수\n쉼터\t3\n", encoding="cp949")
    assert read_sheet(path).rows == (("이름", "대수"), ("쉼터", "3"))


@pytest.mark.parametrize("body", [b"\xd0\xcf\x11\xe0" + b"x" * 600, b"<html>x", b"\x00" * 600])
def test_what_is_no_table_is_named(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(body)
    with pytest.raises(InputError, match="table_unreadable"):
        read_sheets(path)


def test_a_reader_that_ends_takes_nothing_with_it(tmp_path: Path) -> None:
    """A value in the last cell of a sheet asks for 500 GB: the library ends its process."""
    path = tmp_path / "먼 칸.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "이름")
        sheet.write(1_048_575, 16_383, "끝")
    with pytest.raises(InputError, match="table_reader_ended"):
        read_sheets(path)
    assert len(read_sheets(excel_97(tmp_path / "쉼터.xls"))) == 2


def test_a_reader_that_never_comes_back_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = excel_97(tmp_path / "쉼터.xls")
    assert read_header(path)  # the process is there
    path.write_bytes(in_a_circle(path.read_bytes()))
    monkeypatch.setattr(spreadsheet, "is_trap", lambda _raw: False)
    monkeypatch.setattr(sheets_apart, "PATIENCE_S", 0.2)
    with pytest.raises(InputError, match="table_reader_ended"):
        read_sheets(path)


def test_a_workbook_that_is_a_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 120_000_000)
    with pytest.raises(RefusedError, match="archive_too_large"):
        read_sheets(path)


def in_a_circle(workbook: bytes) -> bytes:
    """Let the sectors of a workbook lead back to themselves."""
    raw = bytearray(workbook)
    table, first = (int.from_bytes(raw[at : at + 4], "little") for at in (76, 48))
    entry = (table + 1) * 512 + first * 4
    raw[entry : entry + 4] = first.to_bytes(4, "little")
    return bytes(raw)


def test_a_workbook_whose_sectors_lead_back_to_themselves_is_refused(tmp_path: Path) -> None:
    """Its reader would follow them for ever, and hold the interpreter meanwhile."""
    path = excel_97(tmp_path / "쉼터.xls")
    assert not is_trap(path.read_bytes())
    path.write_bytes(in_a_circle(path.read_bytes()))
    assert is_trap(path.read_bytes())
    with pytest.raises(InputError, match="table_unreadable"):
        read_sheets(path)


def test_a_workbook_that_claims_a_thousand_million_texts_is_refused(tmp_path: Path) -> None:
    """Its reader would make room for them and, where there is none, end the whole program."""
    path = excel_97(tmp_path / "쉼터.xls")
    raw = bytearray(path.read_bytes())
    texts = raw.index(b"\xfc\x00", 512)
    assert int.from_bytes(raw[texts + 8 : texts + 12], "little") < 20
    raw[texts + 8 : texts + 12] = b"\xff\xff\xff\x7f"
    path.write_bytes(raw)
    with pytest.raises(InputError, match="table_unreadable"):
        read_sheets(path)


def test_the_limit_of_a_job_is_laid_out_as_windows_reads_it() -> None:
    """The system is told by a structure of C, whose parts stand where its header puts them."""
    assert ctypes.sizeof(process_memory.BasicLimits) == 64
    assert ctypes.sizeof(process_memory.ExtendedLimits) == 144
    assert process_memory.BasicLimits.flags.offset == 16
    assert process_memory.ExtendedLimits.process_memory.offset == 112


def test_a_process_has_no_more_memory_than_it_was_given() -> None:
    kept = "from scmap.formats.process_memory import keep_small; keep_small(600_000_000)"
    asks = f"{kept}; b'x' * (1 << 30)"
    told = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=False)
    assert "MemoryError" in told.stderr
