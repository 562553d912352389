"""What goes into a PDF past Qt looks as what Qt writes itself, cut to the frame or not."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QFile, QIODevice
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter

from scmap.cartography import tracing
from scmap.cartography.outlines import level
from scmap.cartography.painter import paint
from scmap.cartography.settings import MapSettings
from scmap.cartography.tracing import TracedPdf, shapes_text
from scmap.model.extent import Extent
from scmap.model.layer import objects
from scmap.model.symbology import Label, Symbol, Symbology
from scmap.report.pdf_tracing import put_in
from tests.cartography.maps import column, drawn, layer, pixels
from tests.report.map_sample import poppler

FRAME = MapSettings(Extent(0, 0, 1_000, 1_000), 4_000, 4_000, 1_200.0)
STAR = shapely.Polygon(
    [(-300, 400), (450, 480), (500, 1_400), (560, 480), (1_300, 420), (560, 380), (500, -300)],
    holes=[[(480, 400), (520, 400), (520, 440), (480, 440)]],
)
FAR = shapely.box(2_000, 2_000, 2_500, 2_500)
SPECK = shapely.box(100.0, 100.0, 100.2, 100.2)
LINE = shapely.LineString([(-200, 700), (300, 900), (700, 650), (1_400, 900)])


def page(path: Path, settings: MapSettings) -> NDArray[np.uint8]:
    """Paint a map on a PDF, and give it as another program draws it."""
    file = QFile(str(path))
    assert file.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = TracedPdf(file)
    writer.setResolution(1_200)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageOrientation(QPageLayout.Orientation.Portrait)
    with QPainter(writer) as painter:
        paint(painter, settings)
    file.close()
    put_in(path, writer.traced)
    poppler("pdftoppm", "-r", 100, "-png", "-singlefile", path, path.with_suffix(""))
    return pixels(QImage(str(path.with_suffix(".png"))))


@pytest.fixture
def crossing() -> MapSettings:
    look = Symbol(fill="#0072B2", fill_opacity=0.4, stroke="#B42318", stroke_mm=0.5)
    named = Symbology(look, label=Label("name", size_pt=14, halo="#F2F4F6", halo_mm=0.6))
    names = column("별", None, None, "선 2.5 ㎞")
    shown = drawn(layer([STAR, FAR, SPECK, LINE], name=names), symbology=named)
    return MapSettings(FRAME.extent, FRAME.width, FRAME.height, FRAME.dpi, (shown,))


def test_a_page_looks_as_qt_writes_it(
    crossing: MapSettings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qapp: object,  # noqa: ARG001  a PDF needs an application
) -> None:
    ours = page(tmp_path / "ours.pdf", crossing)
    assert b"31000" not in (tmp_path / "ours.pdf").read_bytes()  # no mark is left
    monkeypatch.setattr(tracing, "library", lambda: None)
    plain = page(tmp_path / "plain.pdf", crossing)
    away = np.abs(ours.astype(int) - plain.astype(int)).max(axis=-1)
    assert (away > 40).mean() < 1e-4
    assert (plain < 250).any()


def told(*shapes: shapely.Geometry, filled: bool = True) -> list[str]:
    some = level(objects(shapes), (-2, -2)).of(np.arange(len(shapes)))
    return shapes_text(FRAME, some, (2.0, 7.0, 1), filled=filled)().decode().split("\n")


def test_what_lies_beyond_the_frame_is_cut_off() -> None:
    assert told(FAR) == [""]
    numbers = [float(word) for line in told(STAR) for word in line.split() if word[-1].isdigit()]
    assert min(numbers) == -80
    assert max(numbers) == 4_080
    lines = told(LINE)
    assert lines[-2:] == ["S", ""]  # a line is drawn, never filled
    assert lines[0].split()[0] == "-80"


def test_a_speck_is_drawn_as_large_as_can_be_seen_and_a_detail_is_left_out() -> None:
    x = [float(line.split()[0]) for line in told(SPECK)[:4]]
    assert max(x) - min(x) == pytest.approx(7, abs=1)
    straight = shapely.LineString([(0, 0), (100, 0.1), (200, 0), (300, 100)])
    assert len(told(straight)) == 3 + 2  # three vertices, the operator, the end
