import numpy as np
import pytest
import shapely
from PySide6.QtGui import QImage, QPainter, QPicture

from scmap.cartography.highlight import ACCENT, paint_highlight
from scmap.cartography.marks import place_marks
from scmap.cartography.painter import paint, render
from scmap.cartography.settings import MapSettings
from scmap.model.extent import Extent
from scmap.model.symbology import Symbol
from tests.cartography.maps import (
    RED,
    by_value,
    column,
    drawn,
    frame,
    inked,
    layer,
    pixels,
    points,
    square,
)

BLUE = Symbol(fill="#0000C0", stroke=None)


def test_a_footprint_is_painted_where_it_lies() -> None:
    ink = inked(render(frame(drawn(layer([square(20, 10, 30)])))))
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    assert (columns[0], columns[-1]) == (20, 49)
    assert (rows[0], rows[-1]) == (60, 89)  # y runs upwards on the ground


@pytest.mark.parametrize("size", [1.0, 100.0, 0.001])
def test_an_island_smaller_than_a_pixel_is_seen(size: float) -> None:
    island = layer([shapely.MultiPolygon([square(0, 0, 100_000), square(300_000, 200_000, size)])])
    shown = drawn(island, Symbol(fill="#000000", stroke="#000000"))
    settings = MapSettings(Extent(-10_000, -10_000, 400_000, 300_000), 410, 310, 96, (shown,))
    assert inked(render(settings))[95:105, 305:315].any()


def test_markers_stand_above_all_areas() -> None:
    below = drawn(points([(50, 50)]), BLUE, shape="point")
    above = drawn(layer([square(0, 0, 100)]))
    assert pixels(render(frame(below, above)))[50, 50].tolist() == [0, 0, 0xC0]


def test_the_legends_first_class_stands_on_top() -> None:
    shown = layer([square(0, 0, 60), square(20, 20, 60)], kind=column("a", "b"))
    look = by_value("kind", {"a": RED, "b": BLUE})
    middle = pixels(render(frame(drawn(shown, symbology=look))))[60, 40].tolist()
    assert middle == [0xC0, 0, 0]


def test_equal_footprints_lie_on_one_another() -> None:
    glass = Symbol(fill="#000000", fill_opacity=0.5, stroke=None)
    shown = drawn(layer([square(0, 0, 100)] * 2), glass)
    assert pixels(render(frame(shown)))[50, 50, 0] == pytest.approx(255 / 4, abs=2)


def test_hidden_opacity_paints_nothing() -> None:
    shown = drawn(layer([square(0, 0, 100)]), opacity=0.0)
    assert not inked(render(frame(shown))).any()


def test_lines_are_as_wide_on_paper_at_every_resolution() -> None:
    line = layer([shapely.LineString([(0, 50), (100, 50)])])
    shown = drawn(line, Symbol(stroke="#000000", stroke_mm=1.0))
    for dpi in (96, 192, 300):
        settings = MapSettings(Extent(0, 0, 100, 100), 100, 100, dpi, (shown,))
        ink = (255 - pixels(render(settings))[:, 50, 0].astype(float)).sum() / 255
        assert ink == pytest.approx(dpi / 25.4, rel=0.08)


def test_the_same_picture_beside_the_origin() -> None:
    settings = frame(drawn(layer([square(20, 10, 30)]), Symbol(hatch="cross", stroke_mm=0.5)))
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    with QPainter(image) as painter:
        painter.translate(120, 40)
        paint(painter, settings)
    assert (pixels(image)[40:140, 120:220] == pixels(render(settings))).all()


def test_panning_by_whole_pixels_moves_the_picture_and_nothing_else() -> None:
    shown = drawn(layer([square(10, 10, 60)]), Symbol(hatch="dots", stroke="#000000"))
    here = MapSettings(Extent(0, 0, 100, 100), 100, 100, 96, (shown,))
    there = MapSettings(Extent(-15, 0, 85, 100), 100, 100, 96, (shown,))
    # Vertices are the same to within the rounding of the transform.
    moved = pixels(render(there))[:, 15:].astype(int) - pixels(render(here))[:, :-15]
    assert np.abs(moved).max() <= 2


def test_selected_features_wear_a_white_cased_accent() -> None:
    shown = layer([square(20, 20, 60)], x=np.array([np.nan]), y=np.array([np.nan]))
    settings = frame()
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    image.fill(0xFF808080)
    with QPainter(image) as painter:
        paint_highlight(painter, settings, shown, np.array([0]))
    across = pixels(image)[50, 15:25].astype(int)
    accent = np.array([int(ACCENT[i : i + 2], 16) for i in (1, 3, 5)])
    line = np.flatnonzero(np.abs(across - accent).max(axis=1) < 6)
    white = np.flatnonzero(across.min(axis=1) > 240)
    assert len(line) == 2
    assert white.min() < line.min() < line.max() < white.max()


def strokes(rows: list[int]) -> int:
    """Bytes of what is painted to mark rows of four squares, all but the last in sight."""
    grounds = [square(20, 20, 30), square(20, 20, 30), square(20, 20, 30), square(900, 900, 30)]
    shown = layer(grounds)
    picture = QPicture()
    with QPainter(picture) as painter:
        paint_highlight(painter, frame(drawn(shown)), shown, np.array(rows, dtype=np.intp))
    return picture.size()


def test_selected_features_on_one_ground_are_marked_once_so_that_panning_stays_smooth() -> None:
    assert strokes([0, 1, 2]) == strokes([0]) > strokes([])


def test_selected_features_out_of_sight_cost_nothing() -> None:
    assert strokes([3]) == strokes([])


def test_a_selected_marker_is_ringed_where_it_is_painted() -> None:
    beside = [points([(50, 50)]) for _ in range(2)]
    settings = frame(*(drawn(one, Symbol(size_mm=3.0), shape="point") for one in beside))
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    image.fill(0xFF808080)
    with QPainter(image) as painter:
        paint_highlight(painter, settings, beside[0], np.array([0]))
    inked_columns = np.flatnonzero((pixels(image) != 0x80).any(axis=(0, 2)))
    painted = place_marks(settings).place[0]
    assert (inked_columns.min() + inked_columns.max()) / 2 == pytest.approx(painted[0], abs=1.0)
    assert painted[0] != pytest.approx(50, abs=2.0)
