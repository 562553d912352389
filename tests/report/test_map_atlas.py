"""An atlas that two presses paint is the atlas that one paints."""

import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from scmap.errors import CancelledError, InputError
from scmap.report import map_atlas
from scmap.report.map_atlas import write_pages
from scmap.report.map_files import Named, write_sheets
from scmap.report.map_write import named
from scmap.report.pdf_joining import join_pdfs
from tests.cartography.maps import pixels
from tests.report.map_sample import USUAL, Sample, made_city, poppler, text_of


@pytest.fixture(scope="module")
def sample(qapp: object) -> Sample:  # noqa: ARG001  for its application
    return made_city()


@pytest.fixture
def many(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> list[Named]:
    """Give five different pages, and let these be many."""
    monkeypatch.setattr(map_atlas, "MANY", 4)
    page = sample.page
    wide = [page.extent.grown(share) for share in (0.0, 0.2, 0.5, 1.0, 2.0)]
    pages = [replace(page, extent=one, title=f"{n}쪽") for n, one in enumerate(wide, start=1)]
    return named(sample.shown, USUAL, pages)


def pictures(pdf: Path) -> list[np.ndarray]:
    poppler("pdftoppm", "-r", 60, "-png", pdf, pdf.with_suffix(""))
    return [pixels(QImage(str(one))) for one in sorted(pdf.parent.glob(f"{pdf.stem}-*.png"))]


def test_two_presses_write_what_one_writes(many: list[Named], tmp_path: Path) -> None:
    told: list[float] = []
    (two,) = write_pages(many, USUAL, tmp_path / "two.pdf", dpi=100, progress=told.append)
    (one,) = write_sheets(many, USUAL, tmp_path / "one.pdf")
    assert text_of(two) == text_of(one)
    assert "Pages:           5" in poppler("pdfinfo", two)
    for ours, plain in zip(pictures(two), pictures(one), strict=True):
        assert np.array_equal(ours, plain)
    assert len(poppler("pdfimages", "-list", two).splitlines()) == 2  # vectors: the heading alone
    fonts = poppler("pdffonts", two).splitlines()[2:]
    assert all("NotoSansKR" in font and " yes no  yes" in font for font in fonts)
    assert told[-1] == 1.0
    assert max(told) == 1.0


def test_a_joined_file_is_sound(many: list[Named], tmp_path: Path) -> None:
    """A reader that cannot use the table of objects says so and repairs it; ours is right."""
    parts = [write_sheets(many[n : n + 1], USUAL, tmp_path / f"{n}.pdf")[0] for n in range(3)]
    joined = tmp_path / "joined.pdf"
    join_pdfs(parts, joined)
    told = subprocess.run(
        ["pdftotext", str(joined), "-"], capture_output=True, text=True, check=True
    )
    assert told.stderr == ""
    assert [told.stdout.count(f"{n}쪽") for n in (1, 2, 3)] == [1, 1, 1]
    again = tmp_path / "again.pdf"
    join_pdfs([joined], again)  # what was joined can be joined
    assert text_of(again) == text_of(joined)


def test_a_half_that_fails_stops_the_other_and_leaves_nothing(
    many: list[Named], tmp_path: Path
) -> None:
    def broken() -> None:
        raise InputError("place_unknown", place="없음")

    out = tmp_path / "map.pdf"
    with pytest.raises(InputError) as told:
        write_pages([*many[:4], ("x", broken)], USUAL, out, dpi=100)  # type: ignore[list-item]
    assert told.value.code == "place_unknown"
    assert list(tmp_path.iterdir()) == []


def test_an_atlas_can_be_stopped(many: list[Named], tmp_path: Path) -> None:
    def progress(share: float) -> None:
        if share > 0.3:
            raise CancelledError

    with pytest.raises(CancelledError):
        write_pages(many, USUAL, tmp_path / "map.pdf", dpi=100, progress=progress)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_missing_is_told_before_anything_is_painted(
    many: list[Named], tmp_path: Path
) -> None:
    with pytest.raises(InputError) as told:
        write_pages(many, USUAL, tmp_path / "none" / "map.pdf", dpi=100)
    assert told.value.code == "folder_missing"
