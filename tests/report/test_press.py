"""Sheets made in another process are the sheets made here, and it can be stopped."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely

from scmap.cartography.sheet import Sheet, render_sheet
from scmap.errors import CancelledError, InputError
from scmap.model.boundary import KIND, table_of
from scmap.model.layer import objects
from scmap.reference import base_layer
from scmap.report.map_files import Named
from scmap.report.map_print import Printing
from scmap.report.map_sheets import map_sheet
from scmap.report.map_write import named
from scmap.report.press import Press
from tests.cartography.maps import pixels
from tests.report.map_sample import USUAL, Sample, made_city, measured_bar, seen, text_of


@pytest.fixture(scope="module")
def sample(qapp: object) -> Sample:  # noqa: ARG001  for its application
    return made_city()


@pytest.fixture(scope="module")
def press(qapp: object) -> Iterator[Press]:  # noqa: ARG001  for its application
    """One press for all whose sheets it outlives."""
    with Press() as made:
        made.begin()
        yield made


@pytest.fixture
def own_press() -> Iterator[Press]:
    with Press() as made:
        yield made


def pages(sample: Sample, count: int = 1) -> list[Named]:
    return named(sample.shown, USUAL, [replace(sample.page, name=f"{n}") for n in range(count)])


def test_a_proof_is_the_sheet_to_the_pixel(sample: Sample, press: Press) -> None:
    sheet = map_sheet(sample.shown, USUAL, sample.page)
    for layout in (USUAL, replace(USUAL, paper="a3", sideways=False)):
        proof = press.proof(lambda: sheet, layout, 72)
        here = render_sheet(sheet, layout.size, 72)
        assert np.array_equal(pixels(proof), pixels(here))


def test_the_small_map_shows_the_boundaries_of_the_project(sample: Sample, press: Press) -> None:
    sheet = map_sheet(sample.shown, USUAL, sample.page)
    known = base_layer("sido")
    moved = shapely.affinity.translate
    geometry = objects(moved(one, 40_000, 0) for one in known.geometry)
    own = known.replace(name=table_of("sido"), kind=KIND, geometry=geometry)
    other = replace(sheet, country=own)
    here = render_sheet(other, USUAL.size, 72)
    assert not np.array_equal(pixels(here), pixels(render_sheet(sheet, USUAL.size, 72)))
    assert np.array_equal(pixels(press.proof(lambda: other, USUAL, 72)), pixels(here))


def test_a_pdf_from_the_press_has_the_same_text(
    sample: Sample, press: Press, tmp_path: Path
) -> None:
    told: list[float] = []
    out = tmp_path / "map.pdf"
    assert press.write(pages(sample, 3), USUAL, out, dpi=100, progress=told.append) == (out,)
    assert text_of(out).count(USUAL.title) == 3
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_a_job_that_is_cancelled_ends_soon_and_leaves_nothing(
    sample: Sample, own_press: Press, tmp_path: Path
) -> None:
    own_press.begin()
    stopped = 0.0

    def progress(share: float) -> None:
        nonlocal stopped
        if share > 0.3:
            stopped = stopped or time.monotonic()
            raise CancelledError

    for ending in ("pdf", "png"):
        stopped = 0.0
        out = tmp_path / f"map.{ending}"
        with pytest.raises(CancelledError):
            own_press.write(pages(sample, 4), USUAL, out, dpi=50, progress=progress)
        assert time.monotonic() - stopped < 2.0
        assert list(tmp_path.iterdir()) == []
    own_press.write(pages(sample), USUAL, out, dpi=50)  # the same press goes on
    assert out.exists()


def test_trouble_of_the_file_comes_back_as_it_was_raised(
    sample: Sample, press: Press, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as told:
        press.write(pages(sample), USUAL, tmp_path / "none" / "map.pdf", dpi=50)
    assert told.value.code == "folder_missing"
    (tmp_path / "map.pdf").mkdir()
    with pytest.raises(InputError) as told:
        press.write(pages(sample), USUAL, tmp_path / "map.pdf", dpi=50)
    assert told.value.code == "file_is_folder"


def test_a_press_that_is_killed_says_so_and_is_started_again(
    sample: Sample, own_press: Press, tmp_path: Path
) -> None:
    def killer() -> Sheet:
        process = own_press._partner._process
        assert process is not None
        process.kill()
        process.join()
        return map_sheet(sample.shown, USUAL, sample.page)

    out = tmp_path / "map.pdf"
    out.write_bytes(b"old")
    with pytest.raises(InputError) as told:
        own_press.write([("one", killer)], USUAL, out, dpi=50)
    assert told.value.code == "press_ended"
    assert out.read_bytes() == b"old"
    assert own_press.write(pages(sample), USUAL, out, dpi=50) == (out,)


@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_what_is_printed_has_the_scale_that_is_written_on_it(
    sample: Sample, press: Press, paper: str, tmp_path: Path
) -> None:
    """Through the printer that prints to a PDF: nothing is shifted, shrunk or fitted."""
    layout = replace(USUAL, paper=paper)
    out = tmp_path / "printed.pdf"
    makers = [make for _, make in named(sample.bare, layout, [sample.page] * 2)]
    press.print(makers, layout, Printing(file=str(out)))
    assert text_of(out).count(USUAL.title) == 2
    length, known = measured_bar(sample.bare, layout, sample.page, out)
    assert length == pytest.approx(known, rel=0.005)
    width, height = layout.size
    colours = seen(out, 50)
    assert colours.shape[:2] == (
        pytest.approx(height / 25.4 * 50, abs=2),
        pytest.approx(width / 25.4 * 50, abs=2),
    )


def test_a_printer_that_is_gone_is_named(sample: Sample, press: Press) -> None:
    makers = [make for _, make in pages(sample)]
    with pytest.raises(InputError) as told:
        press.print(makers, USUAL, Printing(printer="없는 프린터"))
    assert told.value.code == "printer_gone"
    assert told.value.values["printer"] == "없는 프린터"
