"""One city's map for tests of its sheets, and what poppler sees of a PDF."""

import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

from scmap.cartography.presets import default_map
from scmap.cartography.scales import scale_bar
from scmap.cartography.settings import layer_sources
from scmap.cartography.sheet import arrangement
from scmap.model.layout import Layout
from scmap.reference import base_layer, codebook, gazetteer
from scmap.reference.layouts import layouts
from scmap.report.map_paper import place_on
from scmap.report.map_sheets import Page, Shown, map_sheet
from scmap.report.map_write import pages_of
from scmap.session.findings import Lookups, find
from tests import needs
from tests.cartography.maps import pixels
from tests.gui.board import city

USUAL = replace(layouts()[0], title="화성시 중첩 현황도", author="화성시", number="2026-3")
Box = tuple[float, float, float, float]  # millimetres on the page


@dataclass(frozen=True, eq=False)
class Sample:
    """A map, one page of it, and the same without layers."""

    shown: Shown
    page: Page

    @property
    def bare(self) -> Shown:
        """Only the furniture is on its sheets."""
        return replace(self.shown, project=self.shown.project.with_map(()))


def made_city() -> Sample:
    project = city()
    project = project.with_map(default_map(project.layers, codebook()))
    found = find(project, Lookups.of(project))
    results = {"overlap": found.drawn, "graded": found.graded}
    shown = Shown(project, layer_sources(project, base_layer, results), base_layer("sido"))
    return Sample(shown, pages_of(shown, gazetteer(), USUAL, None, code="41590")[0])


def poppler(program: str, *arguments: object) -> str:
    found = needs.program(program, "poppler-utils")
    words = [found, *map(str, arguments)]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def text_of(pdf: Path) -> str:
    return poppler("pdftotext", "-layout", pdf, "-")


def seen(pdf: Path, dpi: int, box: Box | None = None) -> np.ndarray:
    """Give the first page, or a part of it, as pixels, as another program draws it."""
    cut: tuple[object, ...] = ()
    if box is not None:
        x0, y0, x1, y1 = (round(side * dpi / 25.4) for side in box)
        cut = ("-x", x0, "-y", y0, "-W", x1 - x0, "-H", y1 - y0)
    poppler("pdftoppm", "-r", dpi, *cut, "-png", "-singlefile", pdf, pdf.with_suffix(""))
    return pixels(QImage(str(pdf.with_suffix(".png"))))


def crop(colours: np.ndarray, box: Box, dpi: float) -> np.ndarray:
    x0, y0, x1, y1 = (round(side * dpi / 25.4) for side in box)
    return colours[y0:y1, x0:x1]


def denominator_of(pdf: Path) -> float:
    """Read n of the scale 1:n from the sheet."""
    told = next(line for line in text_of(pdf).splitlines() if "1:" in line).split("1:")[1]
    return float(told.split()[0].replace(",", ""))


def measured_bar(shown: Shown, layout: Layout, page: Page, pdf: Path) -> tuple[float, float]:
    """Measure the scale bar on the page as pdftoppm draws it.

    Returns
    -------
    length : float
        Metres that it stands for by its length and the 1:n written beside it.
    known : float
        Metres that it says.
    """
    dpi = 600
    place = arrangement(map_sheet(shown, layout, page), place_on(layout)).scale
    bar = (place.x() + 0.5, place.y() + 9.8, place.right() - 15, place.y() + 10.5)
    ink = (seen(pdf, dpi, bar).max(axis=2) < 100).mean(axis=0) > 0.5
    columns = np.flatnonzero(ink)
    # The frame's line of 0.15 mm stands half outside the bar on either side.
    length = (columns[-1] - columns[0] + 1) / dpi * 25.4 - 0.15
    scale = denominator_of(pdf)
    return length * scale / 1000, scale_bar((place.width() - 20) * scale / 1000).metres
