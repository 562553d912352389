"""The PDF as its readers find it: text that can be searched, fonts inside, nothing lost."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from scmap.errors import CancelledError, InputError
from scmap.report.paper import Paper
from scmap.report.paper_table import write_table
from scmap.report.parts import Column, Document, Row, Table
from scmap.report.pdf import write_pdf
from tests import needs
from tests.report import sample


@pytest.fixture(scope="module")
def document() -> Document:
    return sample.document()


@pytest.fixture
def written(document: Document, tmp_path: Path) -> Path:
    path = tmp_path / "보고서.pdf"
    write_pdf(document, path)
    return path


def poppler(tool: str, *arguments: str) -> str:
    found = needs.program(tool, "poppler-utils")
    done = subprocess.run([found, *arguments], capture_output=True, check=True, text=True)
    return done.stdout


def text_of(path: Path) -> str:
    return poppler("pdftotext", "-layout", str(path), "-")


def pages_of(path: Path) -> list[str]:
    """Give the text of each page as pypdf reads it; Qt calls a space a tab."""
    return [page.extract_text().replace("\t", " ") for page in PdfReader(path).pages]


def together(text: str) -> str:
    """Leave out spaces and line ends: a cell may be broken anywhere."""
    return "".join(text.split())


def test_korean_text_extracts_with_its_spaces(written: Path) -> None:
    text = text_of(written)
    assert "전국 스마트도시 투자사업 중첩 현황" in text
    assert "유사·중복 의심(검토 대상)이며 판정이 아님" in text
    assert "가온 통합운영센터" in text
    assert "GRS80 / UTM-K (EPSG:5179)" in text


def test_each_cell_of_the_document_is_in_the_pdf(written: Path, document: Document) -> None:
    # Columns of text side by side mix the lines of broken cells, so words are looked for.
    text = together(poppler("pdftotext", "-raw", str(written), "-"))
    for table in (*document.tables, document.conditions):
        for row in table.rows:
            for cell in table.texts(row):
                for word in re.findall(r"[\d,.]+|미상|’\d\d~’\d\d년|[가-힣]{2,4}", cell):
                    assert word in text, (table.name, cell, word)


def test_fonts_are_embedded(written: Path) -> None:
    lines = poppler("pdffonts", str(written)).splitlines()[2:]
    assert lines
    assert all("NotoSansKR" in line for line in lines)
    assert all(re.search(r"\byes +(yes|no) +yes\b", line) for line in lines)


def test_the_map_is_made_of_vectors_and_has_its_furniture(written: Path) -> None:
    assert poppler("pdfimages", "-list", str(written)).count("\n") == 2  # the head of the list
    text = text_of(written)
    for part in ("범례", "축척", "1:", "방위", "좌표계", "출처", "기준일", "위치도", "작성기관"):
        assert part in text, part
    assert "무단 복제·배포 금지" in text


def test_pages_are_numbered_one_after_the_other(written: Path) -> None:
    pages = pages_of(written)
    for number, page in enumerate(pages, start=1):
        assert f"- {number} -" in page
    assert 3 <= len(pages) <= 10  # the annex prints the whole rule set


def test_a_municipality_has_its_own_report(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    write_pdf(sample.document(municipality="22220"), path)
    text = text_of(path)
    assert "한빛도 나래시" in text
    assert "나래 시범도시" in text
    assert "중앙 실증단지" not in text


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Paper]:
    sheets = Paper(tmp_path / "table.pdf", "표", "머리글")
    yield sheets
    sheets.painter.end()


def long_table(*rows: tuple[str, float]) -> Table:
    columns = (Column("이름", width=120), Column("금액", "money", 40))
    return Table("long", "긴 표", columns, tuple(Row(row) for row in rows), unit="(단위: 백만원)")


def test_a_long_table_flows_over_pages_and_repeats_its_head(paper: Paper, tmp_path: Path) -> None:
    write_table(paper, long_table(*((f"사업 {n:03d}", float(n)) for n in range(200))), "1. 긴 표")
    paper.close()
    texts = pages_of(tmp_path / "table.pdf")
    assert len(texts) > 2
    assert all("금액" in text for text in texts)
    assert all("(계속)" in text for text in texts[1:])
    found = re.findall(r"사업 (\d{3})", "\n".join(texts))
    assert found == [f"{n:03d}" for n in range(200)]


def test_a_row_longer_than_a_page_loses_no_line(paper: Paper, tmp_path: Path) -> None:
    words = [f"낱말{n:04d}" for n in range(3000)]
    write_table(paper, long_table((" ".join(words), 1.0), ("끝", 2.0)), "1. 긴 표")
    paper.close()
    text = "".join(pages_of(tmp_path / "table.pdf"))
    assert re.findall(r"낱말\d{4}", together(text)) == words
    assert "끝" in text


def test_hostile_text_stands_in_the_pdf_as_it_is(tmp_path: Path) -> None:
    payload = "{{7*7}}<b>\\`${}"
    path = tmp_path / "report.pdf"
    write_pdf(sample.document(sample.Texts(project=payload, investment=payload)), path)
    assert payload in text_of(path)


def test_a_document_without_rows_says_so(tmp_path: Path, document: Document) -> None:
    tables = tuple(replace(table, rows=()) for table in document.tables)
    path = tmp_path / "report.pdf"
    write_pdf(replace(document, tables=tables), path)
    assert "조건에 맞는 중첩이 없음" in text_of(path)


def test_stopping_leaves_the_old_report_as_it_was(tmp_path: Path, document: Document) -> None:
    def stop(share: float) -> None:
        if share > 0:
            raise CancelledError

    path = tmp_path / "report.pdf"
    path.write_bytes(b"old")
    with pytest.raises(CancelledError):
        write_pdf(document, path, stop)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_named(tmp_path: Path, document: Document) -> None:
    with pytest.raises(InputError) as caught:
        write_pdf(document, tmp_path / "없음" / "보고서.pdf")
    assert caught.value.code == "folder_missing"
