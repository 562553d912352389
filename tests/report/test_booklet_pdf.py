"""The dossier on paper: map sheets with all their items, forms that lose no line over pages."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QFile

from scmap.errors import InputError
from scmap.report import pdf_file
from scmap.report.blocks import Booklet, Box, Grid, Line
from scmap.report.booklet_pdf import without_orphan, write_booklet_pdf
from scmap.report.paper import Paper
from scmap.report.paper_grid import write_grid
from scmap.report.parts import Column, Row, Table
from tests import needs
from tests.report import readers, round_sample

ITEMS = (
    "도면번호",
    "범례",
    "축척",
    "방위",
    "좌표계",
    "기준일",
    "출처",
    "작성기관",
    "위치도",
    "공개구분",
)


@pytest.fixture(scope="module")
def booklet() -> Booklet:
    return round_sample.dossier()


@pytest.fixture(scope="module")
def written(
    booklet: Booklet,
    tmp_path_factory: pytest.TempPathFactory,
    qapp: object,  # noqa: ARG001  a process has one application for its whole life
) -> Path:
    needs.program("pdftotext", "poppler-utils")
    path = tmp_path_factory.mktemp("pdf") / "심의자료.pdf"
    write_booklet_pdf(booklet, path)
    return path


def pages(path: Path) -> list[str]:
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, text=True
    )
    return done.stdout.split("\f")[:-1]


def test_each_map_sheet_shows_its_eleven_items(written: Path, booklet: Booklet) -> None:
    """DOMAIN §6.3: title, number, legend, scale bar and 1:n, north, CRS, dates, sources …"""
    sheets = [page for page in pages(written) if "위치도" in page]
    assert len(sheets) == len(booklet.sheets) >= 2
    for page, sheet in zip(sheets, booklet.sheets, strict=True):
        assert sheet.title in page
        for item in ITEMS:
            assert item in page, (sheet.title, item)
        assert re.search(r"1:\d[\d,]*", page)
        assert re.search(r"\d+ ?(km|m)\b", page)
        assert "GRS80 / UTM-K (EPSG:5179)" in page
        assert "가온시 스마트도시과" in page
        assert "부분공개(안)" in page


def test_running_text_is_in_myeongjo_and_tables_are_in_gothic_both_embedded(written: Path) -> None:
    told = subprocess.run(["pdffonts", str(written)], capture_output=True, check=True, text=True)
    fonts = [line.split() for line in told.stdout.splitlines()[2:]]
    assert {font[0] for font in fonts} == {"NotoSansKR-Regular", "NotoSerifKR-Regular"}
    assert all((font[-5], font[-3]) == ("yes", "yes") for font in fonts), told.stdout


def test_a_wide_table_lies_on_its_side_and_what_follows_stands_upright_again(
    booklet: Booklet, tmp_path: Path
) -> None:
    columns = tuple(Column(f"열 {number}", width=30) for number in range(9))
    wide = Table("wide", "넓은 표", columns, (Row(tuple("가나다라마바사아자")),))
    section = replace(booklet.sections[2], blocks=(Line("앞"), wide, Line("뒤")))
    path = tmp_path / "넓은 표.pdf"
    write_booklet_pdf(replace(booklet, sections=(section,)), path)
    told = subprocess.run(
        ["pdfinfo", "-l", "9", str(path)], capture_output=True, check=True, text=True
    )
    sizes = re.findall(r"^Page +\d+ size: +(\d+)\S* x (\d+)", told.stdout, re.MULTILINE)
    upright, sideways = ("595", "842"), ("842", "595")
    assert sizes == [upright, upright, sideways, upright]


def test_no_figure_is_broken_however_large_it_is(booklet: Booklet, tmp_path: Path) -> None:
    widths = (12.0, 37.0, 27.0, 34.0, 21.0)
    columns = (
        *(Column(f"열 {width:g}", width=width) for width in widths),
        *(Column("금액", "money", 18) for _ in range(3)),
    )
    money = (2_265_434.0, 1_487_600.5, 12_345_678.0)
    table = Table("money", "금액", columns, (Row(("가", *["이름 이름 이름"] * 4, *money)),))
    section = replace(booklet.sections[2], blocks=(table,))
    path = tmp_path / "금액.pdf"
    write_booklet_pdf(replace(booklet, sections=(section,)), path)
    told = readers.pdf_text(path)
    for figure in ("2,265,434", "1,487,600.5", "12,345,678"):
        assert re.search(rf"(?<!\d){figure}(?![\d,])", told), told


def test_maps_stay_vectors(written: Path) -> None:
    done = subprocess.run(
        ["pdfimages", "-list", str(written)], capture_output=True, check=True, text=True
    )
    assert done.stdout.count("\n") == 2  # the head of the list


def test_the_cover_bears_no_number_and_the_other_pages_do(written: Path) -> None:
    texts = pages(written)
    assert not re.search(r"-\s*\d+\s*-\s*$", texts[0])
    for number, text in enumerate(texts[1:], start=2):
        assert re.search(rf"-\s*{number}\s*-\s*$", text)


def test_each_form_begins_a_page(written: Path, booklet: Booklet) -> None:
    titles = [page for page in pages(written) if re.search(r"\[쌍 \d+ 검토표\]", page)]
    assert len(titles) == len(booklet.grids)


def test_the_page_follows_the_ladder(written: Path) -> None:
    text = "\n".join(pages(written))
    for line in ("□ 부처별로 추진한", "ㅇ 2026년 제1차", "- 회의 일자", "※"):
        assert line in text


def form(texts: list[str], rows: int = 1) -> Grid:
    """A grid whose first column is one merged cell, its second a text a row."""
    boxes = [Box(0, 0, "묶음", rows=len(texts))]
    boxes += [Box(row, 1, text) for row, text in enumerate(texts)]
    return Grid("f", "표", (40.0, 130.0), tuple(boxes), heads=rows - 1)


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    return Paper(tmp_path / "표.pdf", "표", "머리글")


def test_a_merged_cell_over_pages_is_told_on_each(paper: Paper, tmp_path: Path) -> None:
    write_grid(paper, form([f"행 {n:03d}" for n in range(120)]), 10.0)
    paper.close()
    texts = pages(tmp_path / "표.pdf")
    assert len(texts) > 1
    assert all("묶음" in text for text in texts)
    assert re.findall(r"행 (\d{3})", "\n".join(texts)) == [f"{n:03d}" for n in range(120)]


@pytest.mark.parametrize("rows", range(36, 46))
def test_notes_are_not_left_alone_behind_a_table(
    booklet: Booklet, tmp_path: Path, rows: int
) -> None:
    """Whichever row is the last on its page: the notes stand on a page with rows."""
    columns = (Column("열", width=100),)
    listed = tuple(Row((f"행 {number:03d}",)) for number in range(rows))
    table = Table("long", "긴 표", columns, listed, notes=("비고 하나", "비고 둘"))
    path = tmp_path / "긴 표.pdf"
    section = replace(booklet.sections[2], blocks=(table,))
    write_booklet_pdf(replace(booklet, sections=(section,)), path)
    texts = pages(path)
    assert re.findall(r"행 (\d{3})", "\n".join(texts)) == [f"{n:03d}" for n in range(rows)]
    noted = [page for page in texts if "비고" in page]
    assert len(noted) == 1
    assert "행 " in noted[0]


def test_text_goes_on_below_what_a_map_sheet_follows(booklet: Booklet, tmp_path: Path) -> None:
    path = tmp_path / "도면.pdf"
    sheet = booklet.sheets[0]
    section = replace(booklet.sections[2], blocks=(Line("앞의 글"), sheet, Line("뒤의 글")))
    last = replace(booklet.sections[2], title="끝", blocks=(sheet,))
    write_booklet_pdf(replace(booklet, sections=(section, last)), path)
    _cover, text, *sheets = pages(path)
    assert "앞의 글" in text
    assert "뒤의 글" in text
    assert ["위치도" in page for page in sheets] == [True, True]


def test_a_row_higher_than_a_page_loses_no_line(paper: Paper, tmp_path: Path) -> None:
    words = [f"낱말{n:04d}" for n in range(2000)]
    write_grid(paper, form([" ".join(words), "끝"]), 10.0)
    paper.close()
    text = "".join(pages(tmp_path / "표.pdf"))
    assert re.findall(r"낱말\d{4}", "".join(text.split())) == words
    assert "끝" in text


def test_a_long_line_goes_on_on_the_next_page(booklet: Booklet, tmp_path: Path) -> None:
    words = [f"낱말{n:04d}" for n in range(1500)]
    long = replace(booklet.sections[2], blocks=(Line(" ".join(words)),))
    path = tmp_path / "긴 줄.pdf"
    write_booklet_pdf(replace(booklet, sections=(long,)), path)
    found = re.findall(r"낱말\d{4}", "".join(readers.pdf_text(path).split()))
    assert found == words


def test_a_line_of_few_lines_of_type_stays_whole_and_none_heads_the_next_page(
    booklet: Booklet, tmp_path: Path
) -> None:
    """Whatever stands before it on the page."""
    blocks = [
        block
        for n in range(30)
        for block in (
            Line(f"머리{n:02d} " + "낱말 " * 20 + f"끝{n:02d}"),
            Line(f"딸림{n:02d}", 1 + n % 2),
        )
    ]
    path = tmp_path / "줄.pdf"
    section = replace(booklet.sections[2], blocks=tuple(blocks))
    write_booklet_pdf(replace(booklet, sections=(section,)), path)
    place = {
        word: number
        for number, page in enumerate(pages(path))
        for word in re.findall(r"(?:머리|끝|딸림)\d\d", page)
    }
    assert len(set(place.values())) > 1
    for n in range(30):
        assert len({place[f"{word}{n:02d}"] for word in ("머리", "끝", "딸림")}) == 1


def test_a_disk_that_fills_is_told_and_leaves_the_old_file(
    booklet: Booklet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")
    monkeypatch.setattr(pdf_file, "QFile", lambda _name: QFile("/dev/full"))
    path = tmp_path / "심의자료.pdf"
    path.write_bytes(b"old")
    with pytest.raises(InputError) as caught:
        write_booklet_pdf(replace(booklet, sections=booklet.sections[:2]), path)
    assert caught.value.code == "disk_full"
    assert [(one, one.read_bytes()) for one in tmp_path.iterdir()] == [(path, b"old")]


def test_no_last_line_holds_a_single_word() -> None:
    """DOMAIN §6.1."""
    assert without_orphan(["가 나 다 라", "마"]) == ["가 나 다", "라 마"]
    assert without_orphan(["가 나", "마"]) == ["가 나", "마"]  # no line is emptied for it
    assert without_orphan(["가 나 다", "라 마"]) == ["가 나 다", "라 마"]
    assert without_orphan(["가"]) == ["가"]
