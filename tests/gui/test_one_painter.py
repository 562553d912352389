"""Screen, layout and report are one painter: the same map is the same pixels on each of them."""

import threading
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from scmap.cartography.process import Frame, PaintingProcess
from scmap.cartography.settings import MapSettings
from scmap.cartography.sheet import Sheet, arrangement, render_sheet, sheet_settings
from scmap.report.map_paper import place_on
from scmap.report.map_sheets import map_sheet
from scmap.report.press import Press
from scmap.report.sheet_page import lies_sideways, sheet_image, sheet_rect
from tests.cartography.maps import pixels
from tests.report.map_sample import USUAL, Sample, made_city

DPI = 96.0
EDGE = 3  # pixels of the frame's line, which lies on the map's edge


@pytest.fixture(scope="module")
def sample(qapp: object) -> Sample:  # noqa: ARG001  for its application
    return made_city()


def on_screen(settings: MapSettings) -> NDArray[np.uint8]:
    """Give the frame that the painting process hands to the window's canvas."""
    frames: list[Frame] = []
    came = threading.Event()

    def take(frame: Frame) -> None:
        frames.append(frame)
        came.set()

    process = PaintingProcess(take, lambda _notice: None)
    try:
        process.request(settings)
        assert came.wait(30)
    finally:
        process.close()
    return pixels(frames[0].image)


def frame_of(colours: NDArray[np.uint8], sheet: Sheet, rect: QRectF) -> NDArray[np.uint8]:
    """Cut the map out of a sheet."""
    settings, frame = sheet_settings(sheet, rect, DPI), arrangement(sheet, rect).map
    left, top = round(frame.x() * DPI / 25.4), round(frame.y() * DPI / 25.4)
    return colours[top : top + settings.height, left : left + settings.width]


def of_layout(sheet: Sheet) -> tuple[NDArray[np.uint8], QRectF]:
    return pixels(render_sheet(sheet, USUAL.size, DPI)), place_on(USUAL)


def of_preview(sheet: Sheet) -> tuple[NDArray[np.uint8], QRectF]:
    with Press() as press:
        return pixels(press.proof(lambda: sheet, USUAL, DPI)), place_on(USUAL)


def of_report(sheet: Sheet) -> tuple[NDArray[np.uint8], QRectF]:
    place = sheet_rect(sideways=lies_sideways(sheet))
    return pixels(sheet_image(sheet, DPI)), QRectF(0, 0, place.width(), place.height())


@pytest.mark.parametrize("painted", [of_layout, of_preview, of_report])
def test_the_map_of_a_sheet_is_the_map_on_screen(
    sample: Sample, painted: Callable[[Sheet], tuple[NDArray[np.uint8], QRectF]]
) -> None:
    sheet = map_sheet(sample.shown, USUAL, sample.page)
    colours, rect = painted(sheet)
    cut = frame_of(colours, sheet, rect)[EDGE:-EDGE, EDGE:-EDGE]
    seen = on_screen(sheet_settings(sheet, rect, DPI))[EDGE:-EDGE, EDGE:-EDGE]
    assert cut.shape == seen.shape
    assert len(np.unique(seen.reshape(-1, 3), axis=0)) > 50  # a map, not paper
    assert np.array_equal(cut, seen)
