"""One booklet in four formats: the same parts, the same numbers, and texts that stay texts."""

import zipfile
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from scmap.errors import CancelledError, InputError
from scmap.report.blocks import Booklet
from scmap.report.booklet_html import write_booklet_html
from scmap.report.booklet_pdf import write_booklet_pdf
from scmap.report.bound import bound
from scmap.report.hwpx import write_hwpx
from scmap.report.parts import Table
from scmap.report.write import DOSSIER_WRITERS
from scmap.report.xlsx import write_xlsx
from tests import needs
from tests.report import readers, round_sample, sample

WRITERS: dict[str, Callable[..., None]] = {
    "hwpx": write_hwpx,
    "pdf": write_booklet_pdf,
    "html": write_booklet_html,
    "xlsx": write_xlsx,
}
HOSTILE = (
    '=HYPERLINK("http://evil","x")'
    "{{ 7*7 }}{% x %}{# y #}</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    "<hp:t>&amp ]]></hp:t> backtick ` ${x} \\u003c %s {0}"
)


@pytest.fixture(scope="module")
def booklet() -> Booklet:
    return round_sample.dossier()


@pytest.fixture(scope="module")
def written(
    booklet: Booklet,
    tmp_path_factory: pytest.TempPathFactory,
    qapp: object,  # noqa: ARG001  a process has one application for its whole life
) -> dict[str, Path]:
    needs.program("pdftotext", "poppler-utils")
    folder = tmp_path_factory.mktemp("심의자료")
    found = {name: folder / f"심의자료.{name}" for name in WRITERS}
    for name, path in found.items():
        WRITERS[name](booklet, path)
    return found


def together(text: str) -> str:
    return "".join(text.split())


def test_every_cell_is_the_same_in_hwpx(booklet: Booklet, written: dict[str, Path]) -> None:
    covers = [readers.rows(grid) for grid in (booklet.cover.head, booklet.cover.foot)]
    told = [readers.rows(grid) for grid in readers.grids(booklet)]
    assert readers.hwpx_tables(written["hwpx"]) == [*covers, *told]


def test_every_cell_is_the_same_in_html(booklet: Booklet, written: dict[str, Path]) -> None:
    page = readers.HtmlTables(written["html"].read_text(encoding="utf-8"))
    assert page.tables == [readers.rows(grid) for grid in readers.grids(booklet)]


def test_every_cell_is_the_same_in_xlsx(booklet: Booklet, written: dict[str, Path]) -> None:
    sheets = readers.xlsx_sheets(written["xlsx"])[1:]
    tables = [grid for grid in readers.grids(booklet) if grid.heads and grid not in booklet.grids]
    ours = iter(sheets)
    for grid in tables:
        sheet = next(s for s in ours if s[0][0] == grid.title)
        for box in grid.boxes:
            assert readers.shown(sheet[2 + box.row][box.column], box) == "".join(box.text.split())
    (forms,) = [sheet for sheet in sheets if sheet[0][0] == booklet.grids[0].title]
    top = 1
    for grid in booklet.grids:
        for box in grid.boxes:
            assert readers.shown(forms[top + box.row][box.column], box) == "".join(box.text.split())
        top += grid.depth + 2


def test_the_spreadsheet_leads_to_its_tables_and_names_pages_and_maps(
    booklet: Booklet, written: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "심의자료.xlsx"
    DOSSIER_WRITERS["xlsx"](booklet, path)
    pages = readers.pdf_text(written["pdf"]).split("\f")
    first, *sheets = readers.xlsx_sheets(path)
    place = {str(row[1]): str(row[2]) for row in first if len(row) > 2}
    for title in ("[투자사업 현황]", "[유사·중복 검토 대상 쌍]"):
        page = int(place[title].split()[2].removesuffix("쪽"))
        assert together(title) in together(pages[page - 1])
    sheet = booklet.sheets[0]
    assert place[f"[{sheet.title}]"].endswith("도면 1")
    pairs = next(one for one in sheets if one[0][0] == "유사·중복 검토 대상 쌍")
    assert "심의자료 PDF" in str(pairs[1][0])
    assert "도면 3" in str(pairs[1][0])
    with zipfile.ZipFile(path) as package:
        assert "'투자사업 현황'!A1" in package.read("xl/worksheets/sheet1.xml").decode()


def test_every_number_is_in_every_format(booklet: Booklet, written: dict[str, Path]) -> None:
    told = "\n".join(
        [
            *readers.texts(booklet),
            *(box.text for grid in readers.grids(booklet) for box in grid.boxes),
        ]
    )
    expected = readers.numbers(told)
    page = readers.HtmlTables(written["html"].read_text(encoding="utf-8"))
    sheets = readers.xlsx_sheets(written["xlsx"])
    found = {
        "hwpx": readers.numbers(readers.hwpx_text(written["hwpx"])),
        "pdf": readers.numbers(readers.pdf_text(written["pdf"])),
        "html": readers.numbers("\n".join(page.seen)),
        "xlsx": readers.numbers(
            "\n".join(
                cell for sheet in sheets for row in sheet for cell in row if isinstance(cell, str)
            )
        ),
    }
    for name in ("hwpx", "html"):
        assert not expected - found[name], name
    # Hashes are broken over lines on paper, and stand in their own test.
    missing = {number for number in expected if number not in found["pdf"]}
    assert all(len(number) < 3 or number in "ababcdcd" for number in missing), missing
    # Cells of the spreadsheet are compared one by one above; here is what stands beside them.
    assert not readers.numbers("\n".join(readers.texts(booklet))) - found["xlsx"]


def test_lines_and_headings_stand_in_order_in_every_format(
    booklet: Booklet, written: dict[str, Path]
) -> None:
    told = [together(heading) for heading, _ in booklet.headed]
    sheet = readers.xlsx_sheets(written["xlsx"])[0]
    page = readers.HtmlTables(written["html"].read_text(encoding="utf-8"))
    for text in (
        readers.hwpx_text(written["hwpx"]),
        readers.pdf_text(written["pdf"]),
        "\n".join(page.seen),
        "\n".join(str(cell) for row in sheet for cell in row),
    ):
        place = 0
        for heading in told:
            place = together(text).find(heading, place)
            assert place >= 0, heading


def test_hostile_text_stays_text_in_every_format(tmp_path: Path) -> None:
    named = {field.name: f"{HOSTILE} {field.name}" for field in fields(sample.Texts)}
    told = {field.name: f"{HOSTILE} {field.name}" for field in fields(round_sample.RoundTexts)}
    dossier = round_sample.dossier(sample.Texts(**named), round_sample.RoundTexts(**told))
    paths = {name: tmp_path / f"심의자료.{name}" for name in WRITERS}
    for name, path in paths.items():
        WRITERS[name](dossier, path)
    page = readers.HtmlTables(paths["html"].read_text(encoding="utf-8"))
    sheets = readers.xlsx_sheets(paths["xlsx"])
    seen = {
        "hwpx": readers.hwpx_text(paths["hwpx"]),
        "html": "\n".join(page.seen),
        "xlsx": "\n".join(str(cell) for sheet in sheets for row in sheet for cell in row),
    }
    for name, text in seen.items():
        for field in ("item", "reason", "opinion", "speaker", "officer", "link"):
            assert together(told[field]) in together(text), (name, field)
    assert page.tables == [readers.rows(grid) for grid in readers.grids(dossier)]


def test_a_report_is_bound_for_hwpx_and_xlsx(tmp_path: Path) -> None:
    report = bound(sample.document())
    write_hwpx(report, tmp_path / "보고서.hwpx")
    write_xlsx(report, tmp_path / "보고서.xlsx")
    told = [readers.rows(grid) for grid in readers.grids(report)]
    assert readers.hwpx_tables(tmp_path / "보고서.hwpx")[1:] == told
    blocks = [block for _, section in report.headed for block in section.blocks]
    tables = [block for block in blocks if isinstance(block, Table)]  # one without rows says so
    assert len(readers.xlsx_sheets(tmp_path / "보고서.xlsx")) == 1 + len(tables)


@pytest.mark.parametrize("name", WRITERS)
def test_stopping_leaves_the_old_file_as_it_was(
    name: str, booklet: Booklet, tmp_path: Path
) -> None:
    def stop(share: float) -> None:
        if share > 0:
            raise CancelledError

    path = tmp_path / f"심의자료.{name}"
    path.write_bytes(b"old")
    with pytest.raises(CancelledError):
        WRITERS[name](booklet, path, stop)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", WRITERS)
def test_a_missing_folder_is_named(name: str, booklet: Booklet, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        WRITERS[name](booklet, tmp_path / "없음" / f"심의자료.{name}")
    assert caught.value.code == "folder_missing"
