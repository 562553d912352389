"""A paper in an office's own document: its pages and letterhead stay, marks are filled."""

import re
import zipfile
from pathlib import Path

import pytest
from hwpx.document import HwpxDocument
from hwpx.tools.package_validator import validate_package

from scmap.errors import InputError
from scmap.report.blocks import Booklet
from scmap.report.hwpx import write_hwpx
from scmap.report.hwpx_styles import units
from scmap.report.png import blank_png
from scmap.words import explain
from tests.report import readers, round_sample


@pytest.fixture(scope="module")
def booklet() -> Booklet:
    return round_sample.dossier()


def office(
    path: Path,
    *,
    title: str = "{{제목}}",
    head: str = "가온시 스마트도시과",
    line: str = "의안번호 {{ 의안번호 }} / {{공개구분}}",
) -> Path:
    """Write what an office keeps: letterhead with a logo's place, a cover with marks, styles."""
    document = HwpxDocument.new()
    page = document.page
    page.setup(margin_left_mm=25, margin_right_mm=25, margin_top_mm=20, header_margin_mm=15)
    page.set_header(text=head)
    document.styles.ensure_font("한컴 윤고딕 230")
    document.add_paragraph(title)
    document.add_paragraph(line)
    if "의안번호" in line:
        document.fields.add("제출자", prompt="제출자")
    logo = document.media.add_image(blank_png(40, 20, 100), "png")
    document.add_paragraph("").add_picture(str(logo), width=units(20), height=units(10))
    document.save_to_path(path)
    return path


def sections(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as package:
        names = [one for one in package.namelist() if one.startswith("Contents/section")]
        names.sort(key=lambda one: int(re.sub(r"\D", "", one)))
        return [package.read(one).decode() for one in names]


@pytest.fixture(scope="module")
def written(
    booklet: Booklet,
    tmp_path_factory: pytest.TempPathFactory,
    qapp: object,  # noqa: ARG001  maps are painted
) -> Path:
    folder = tmp_path_factory.mktemp("base")
    path = folder / "심의자료.hwpx"
    write_hwpx(booklet, path, base=office(folder / "기관 서식.hwpx"))
    return path


def test_the_offices_cover_comes_first_with_its_marks_filled(
    written: Path, booklet: Booklet
) -> None:
    text = readers.hwpx_text(written)
    assert text.count(booklet.title) == 1  # no second cover
    assert "의안번호 제2026-1호 / 부분공개(안)" in text
    assert "가온시 스마트도시과" in sections(written)[0]
    assert "{{" not in text
    assert text.index(booklet.title) < text.index("의결주문") < text.index("1. 추진배경")


def test_every_upright_page_of_text_is_under_the_letterhead(
    written: Path, booklet: Booklet
) -> None:
    first, *rest = sections(written)
    edges = re.search(r"<hp:margin ([^>]*)/>", first)
    assert edges is not None
    under = [one for one in rest if "가온시 스마트도시과</hp:t>" in one]
    assert len(rest) - len(under) == len(booklet.sheets)  # a map fills its page
    assert all(edges[0] in one for one in under)
    assert all('<hp:pageNum pos="BOTTOM_CENTER"' in one for one in rest)
    maps = [one for one in rest if one not in under]
    assert all('<hp:pageHiding hideHeader="1"' in one for one in maps)


def test_the_package_holds_the_logo_and_has_no_issue(written: Path, booklet: Booklet) -> None:
    with zipfile.ZipFile(written) as package:
        assert package.infolist()[0].filename == "mimetype"
        pictures = [one for one in package.namelist() if one.startswith("BinData/")]
    assert len(pictures) == len(booklet.sheets) + 1
    assert HwpxDocument.open(written).validate().issues == ()
    assert all(issue.level == "warning" for issue in validate_package(written).issues)


def test_styles_that_the_office_declares_for_papers_are_used(
    booklet: Booklet,
    tmp_path: Path,
    qapp: object,  # noqa: ARG001
) -> None:
    base = office(tmp_path / "a.hwpx", title="표지")
    with zipfile.ZipFile(base) as package:
        parts = {one.filename: package.read(one) for one in package.infolist()}
    header = parts["Contents/header.xml"].decode()
    parts["Contents/header.xml"] = header.replace('name="개요 1"', 'name="scmap □"').encode()
    with zipfile.ZipFile(base, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    path = tmp_path / "b.hwpx"
    write_hwpx(booklet, path, base=base)
    style = re.search(
        r'<hh:style id="(\d+)"[^>]*name="scmap □"[^>]*',
        header.replace('name="개요 1"', 'name="scmap □"'),
    )
    assert style is not None
    lines = [
        one for part in sections(path)[1:] for one in re.findall(r"<hp:p [^>]*>.*?</hp:p>", part)
    ]
    squares = [one for one in lines if "<hp:t>□ " in one]
    assert squares
    assert all(f'styleIDRef="{style[1]}"' in one for one in squares)
    assert booklet.title in readers.hwpx_text(path)  # without a mark, the paper's own cover


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "report_base_wrong"), (b"PK\x03\x04broken", "report_base_wrong")]
)
def test_what_is_no_document_is_refused_by_name(
    booklet: Booklet, tmp_path: Path, content: bytes, code: str
) -> None:
    base = tmp_path / "서식.hwpx"
    base.write_bytes(content)
    with pytest.raises(InputError, match=code) as stopped:
        write_hwpx(booklet, tmp_path / "out.hwpx", base=base)
    assert "서식.hwpx" in str(explain(stopped.value))
    assert not (tmp_path / "out.hwpx").exists()


def test_a_mark_that_nothing_fills_is_named_with_those_that_are(
    booklet: Booklet, tmp_path: Path
) -> None:
    base = office(tmp_path / "a.hwpx", title="{{제몫}}")
    with pytest.raises(InputError, match="report_base_mark") as stopped:
        write_hwpx(booklet, tmp_path / "out.hwpx", base=base)
    told = str(explain(stopped.value))
    assert "{{제몫}}" in told
    assert "의안번호" in told
