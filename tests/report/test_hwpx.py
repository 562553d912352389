"""The HWPX package: valid, clean, on A4 with an office's margins, and drawn by another program."""

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pylopdf_fonts_ko
import pytest
from hwpx.document import HwpxDocument
from hwpx.tools.package_validator import validate_package

from scmap.report.blocks import Booklet
from scmap.report.hwpx import write_hwpx
from scmap.report.hwpx_styles import units
from scmap.report.parts import Column, Row, Table
from tests.needs import missing
from tests.report import round_sample

FREETYPE = Path("/usr/lib/x86_64-linux-gnu/libfreetype.so.6")
DRAW = """
import json, sys, rhwp
document = rhwp.Document(sys.argv[1])
pages = [document.render_svg(n) for n in range(document.page_count)]
seen = [0, next(n for n, page in enumerate(pages) if "<image" in page), len(pages) - 1]
print(json.dumps([pages, [len(document.render_png(n)) for n in seen]]))
"""


@pytest.fixture(scope="module")
def booklet() -> Booklet:
    return round_sample.dossier()


@pytest.fixture(scope="module")
def written(
    booklet: Booklet,
    tmp_path_factory: pytest.TempPathFactory,
    qapp: object,  # noqa: ARG001  a process has one application for its whole life
) -> Path:
    path = tmp_path_factory.mktemp("hwpx") / "심의자료.hwpx"
    write_hwpx(booklet, path)
    return path


def content(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as package:
        return package.read(name).decode()


def test_the_package_begins_with_its_type_stored(written: Path) -> None:
    with zipfile.ZipFile(written) as package:
        first = package.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert package.read("mimetype") == b"application/hwp+zip"
        assert package.testzip() is None


def test_package_and_schema_have_no_issue(written: Path) -> None:
    assert HwpxDocument.open(written).validate().issues == ()
    assert all(issue.level == "warning" for issue in validate_package(written).issues)


def test_nobody_elses_name_is_left_in_it(written: Path, booklet: Booklet) -> None:
    told = content(written, "Contents/content.hpf")
    assert booklet.title in told
    assert "가온시 스마트도시과" in told
    with zipfile.ZipFile(written) as package:
        parts = (name for name in package.namelist() if not name.endswith(".png"))
        whole = b"".join(package.read(name) for name in parts).decode()
    assert "synthetic" not in whole
    assert "2025" not in told
    assert content(written, "Preview/PrvText.txt").strip() == ""


def test_pages_are_a4_with_the_margins_of_an_office(written: Path) -> None:
    first = content(written, "Contents/section0.xml")
    page = re.search(r"<hp:pagePr ([^>]*)><hp:margin ([^>]*)/>", first)
    assert page is not None
    margins = {name: int(value) for name, value in re.findall(r'(\w+)="(\d+)"', page[2])}
    assert margins["top"] + margins["header"] == pytest.approx(units(30), abs=2)
    assert margins["bottom"] + margins["footer"] == pytest.approx(units(15), abs=2)
    assert (margins["left"], margins["right"]) == (units(20), units(15))
    assert 'width="59528" height="84188"' in page[1] or 'width="59528" height="84189"' in page[1]


def test_fonts_of_an_office_are_named(written: Path) -> None:
    header = content(written, "Contents/header.xml")
    for face in ("함초롬바탕", "맑은 고딕"):
        assert f'face="{face}"' in header


def test_every_part_numbers_its_pages(written: Path, booklet: Booklet) -> None:
    with zipfile.ZipFile(written) as package:
        parts = [name for name in package.namelist() if name.startswith("Contents/section")]
        assert len(parts) == 1 + 2 * len(booklet.sheets)
        for name in parts:
            assert b'<hp:pageNum pos="BOTTOM_CENTER"' in package.read(name)


def test_maps_are_pictures_of_200_dots_an_inch_at_least(written: Path, booklet: Booklet) -> None:
    with zipfile.ZipFile(written) as package:
        pictures = [name for name in package.namelist() if name.startswith("BinData/")]
        assert len(pictures) == len(booklet.sheets)
        for name in pictures:
            data = package.read(name)
            assert data.startswith(b"\x89PNG")
            width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
            printed = 273 if width > height else 186
            assert width / (printed / 25.4) >= 200


def test_merged_cells_and_heads_are_real(written: Path) -> None:
    with zipfile.ZipFile(written) as package:
        parts = [name for name in package.namelist() if name.startswith("Contents/section")]
        whole = "".join(package.read(name).decode() for name in parts)
    assert re.search(r'colSpan="6" rowSpan="1"', whole)
    assert re.search(r'colSpan="1" rowSpan="[2-9]"', whole)
    assert 'repeatHeader="1"' in whole
    assert re.search(r'<hp:tc [^>]*header="1"', whole)


def test_a_renderer_draws_every_page_with_its_number(written: Path, booklet: Booklet) -> None:
    """All as vectors; the cover, a map and the last page as pixels, too: half a second each."""
    pages, sizes = drawn(written)
    assert len(pages) >= 1 + len(booklet.sheets) + len(booklet.grids)
    for number, svg in enumerate(pages, start=1):
        assert foot(svg) == ("" if number == 1 else f"-{number}-"), f"foot of page {number}"
    assert sum("<image" in svg for svg in pages) == len(booklet.sheets)
    assert min(sizes) > 5_000


def test_a_wide_table_lies_on_its_side(tmp_path: Path, booklet: Booklet) -> None:
    from dataclasses import replace

    columns = tuple(Column(f"열 {number}", width=30) for number in range(9))
    wide = Table("wide", "넓은 표", columns, (Row(tuple("가나다라마바사아자")),))
    section = replace(booklet.sections[2], blocks=(wide,))
    path = tmp_path / "넓은 표.hwpx"
    write_hwpx(replace(booklet, sections=(section,)), path)
    parts = [content(path, f"Contents/section{number}.xml") for number in range(2)]
    assert 'landscape="WIDELY"' in parts[0]
    assert 'landscape="NARROWLY"' in parts[1]


def foot(svg: str) -> str:
    """Give what a drawn page says in its lowest centimetre."""
    height = re.search(r'<svg[^>]* height="([\d.]+)', svg)
    assert height is not None
    texts = re.findall(r"<text ([^>]*)>([^<]*)</text>", svg)
    lowest = float(height[1]) - 96 / 2.54
    return "".join(
        text for place, text in texts if float(re.findall(r'\by="([\d.]+)', place)[0]) > lowest
    )


def drawn(path: Path) -> tuple[list[str], list[int]]:
    """Draw the pages, and tell how many bytes some of them are as pixels.

    In a process of its own: the renderer wants the system's freetype.
    """
    fonts = path.parent / "fonts.conf"
    folder = Path(str(pylopdf_fonts_ko.sans_path())).parent
    fonts.write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{folder}</dir><cachedir>{path.parent}</cachedir></fontconfig>"
    )
    extra = {"FONTCONFIG_FILE": str(fonts)}
    if FREETYPE.exists():
        extra["LD_PRELOAD"] = str(FREETYPE)
    environment = {**os.environ, **extra}
    started = _python(environment, "import rhwp")
    if started.returncode:
        missing(f"rhwp cannot be started: {started.stderr.strip().splitlines()[-1:]}")
    done = _python(environment, DRAW, str(path))
    assert done.returncode == 0, done.stderr
    pages, sizes = json.loads(done.stdout)
    return pages, sizes


def _python(
    environment: Mapping[str, str], program: str, *arguments: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
