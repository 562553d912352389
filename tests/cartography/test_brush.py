"""The brush paints what Qt paints, at once: the same map to the eye, whatever crosses the frame."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPainter

from scmap import reference
from scmap.cartography import brush, painter
from scmap.cartography.outlines import level, step_of
from scmap.cartography.painter import paint, render
from scmap.cartography.settings import MapSettings
from scmap.model.extent import Extent
from scmap.model.layer import objects
from scmap.model.symbology import Symbol
from tests.cartography.maps import by_value, drawn, frame, inked, layer, pixels, points, square

pytestmark = pytest.mark.skipif(brush.library() is None, reason="the brush was not built")

LINED = Symbol(fill="#88AACC", stroke="#333333", stroke_mm=0.2)
GLASS = Symbol(fill="#0072B2", fill_opacity=0.3, stroke="#0072B2", stroke_mm=0.25)
Shapes = Sequence[Any]


def cells(side: int = 20, size: float = 20.0) -> list[shapely.Geometry]:
    """Give a country of jagged cells, with holes and islands, that reaches beyond the frame."""
    rng = np.random.default_rng(7)
    seeds = shapely.multipoints(rng.random((side * side, 2)) * side * size - 20)
    parts = list(shapely.get_parts(shapely.voronoi_polygons(seeds)))
    ring = square(50, 50, 90).difference(square(80, 80, 20))
    islands = shapely.MultiPolygon([square(200, 10, 3), square(220, 12, 0.4), square(260, 5, 18)])
    return [*parts, ring, islands, shapely.LineString([(5, 5), (300, 200), (310, 20)])]


def by_qt(monkeypatch: pytest.MonkeyPatch, settings: MapSettings) -> NDArray[np.uint8]:
    with monkeypatch.context() as without:
        without.setattr(painter, "is_for", lambda *_: False)
        return pixels(render(settings))


@pytest.mark.parametrize(
    "symbol", [LINED, GLASS, replace(LINED, stroke=None), replace(LINED, fill=None)]
)
@pytest.mark.parametrize("dpi", [96.0, 250.0])
def test_the_brush_paints_what_qt_paints(
    monkeypatch: pytest.MonkeyPatch, symbol: Symbol, dpi: float
) -> None:
    settings = frame(drawn(layer(cells()), symbol), width=380, height=260, dpi=dpi)
    mine = pixels(render(settings)).astype(int)
    theirs = by_qt(monkeypatch, settings).astype(int)
    differ = np.abs(mine - theirs).max(axis=2)
    assert differ.mean() < 2.5
    assert (differ > 70).mean() < 0.002
    assert mine.std() > 5


def test_opacity_of_the_layer_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = frame(drawn(layer(cells()), LINED, opacity=0.4), width=380, height=260)
    differ = np.abs(pixels(render(settings)).astype(int) - by_qt(monkeypatch, settings).astype(int))
    assert differ.mean() < 3


def test_what_lies_on_one_another_is_denser() -> None:
    heap = [square(10, 10, 60)] * 4 + [square(100, 10, 60)] + [square(-900, -900, 1)] * 400
    glass = replace(GLASS, stroke=None)
    colours = pixels(render(frame(drawn(layer(heap), glass), width=200)))
    single = 255 - 0.3 * 255
    assert colours[60, 130, 0] == pytest.approx(single, abs=1)
    assert colours[60, 40, 0] == pytest.approx(255 * 0.7**4, abs=1)


def test_a_part_of_a_picture_is_the_same_as_in_the_whole() -> None:
    """Nothing depends on where the frame cuts: panning shows the same map."""
    shown = drawn(layer(cells(60, 7.0)), LINED)
    whole = frame(shown, width=380, height=260)
    part = replace(whole, extent=Extent(100, 60, 300, 160), width=200, height=100)
    here = pixels(render(whole))[100:200, 100:300].astype(int)
    assert np.abs(here - pixels(render(part)).astype(int)).max() <= 1


def test_it_paints_where_the_painter_stands_and_not_beside() -> None:
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    settings = frame(drawn(layer(cells(40, 5.0)), LINED), width=100, height=80)
    with QPainter(image) as moved:
        moved.translate(50, 40)
        paint(moved, settings)
    colours = pixels(image)
    assert (colours[40:120, 50:150] == pixels(render(settings))).all()
    colours[40:120, 50:150] = 255
    assert (colours == 255).all()


@pytest.mark.parametrize(
    "wild",
    [
        square(1e15, -1e15, 3),
        shapely.Polygon([(0, 0), (1e18, 5), (-1e18, 1e17)]),
        shapely.LineString([(1e17, 0), (0, -1e17), (3, 3)]),
        shapely.Polygon(),
        None,
    ],
)
def test_a_wild_coordinate_spoils_nothing_else(wild: shapely.Geometry | None) -> None:
    plain = frame(drawn(layer([*cells(), None]), LINED), width=380, height=260)
    spoiled = frame(drawn(layer([wild, *cells()]), LINED), width=380, height=260)
    differ = np.abs(pixels(render(plain)).astype(int) - pixels(render(spoiled)).astype(int))
    assert (differ > 8).mean() < 0.05


def test_classes_lie_on_one_another_as_qt_lays_them(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = cells()
    look = by_value("kind", {"a": LINED, "b": replace(LINED, fill="#CC8844")})
    kinds = objects(["ab"[row % 2] for row in range(len(shapes))])
    settings = frame(drawn(layer(shapes, kind=kinds), symbology=look), width=380, height=260)
    differ = np.abs(pixels(render(settings)).astype(int) - by_qt(monkeypatch, settings).astype(int))
    assert differ.mean() < 1.5


def test_many_frames_at_once_do_not_disturb_one_another() -> None:
    from concurrent.futures import ThreadPoolExecutor

    settings = [frame(drawn(layer(cells()), LINED), width=200 + n, height=150) for n in range(4)]
    alone = [pixels(render(one)) for one in settings]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(render, settings * 3))
    assert all((pixels(one) == alone[n % 4]).all() for n, one in enumerate(together))


@pytest.mark.parametrize("pixel", [300.0, 120.0, 30.0])
def test_a_simplified_frame_is_the_full_one_to_a_pixel_along_edges(
    monkeypatch: pytest.MonkeyPatch, pixel: float
) -> None:
    country, (x, y) = reference.base_layer("emd_country"), (955e3, 1955e3)
    extent = Extent(x - 200 * pixel, y - 200 * pixel, x + 200 * pixel, y + 200 * pixel)
    sidos = sorted(set(country.text("sido")))
    hues = {
        str(sido): replace(LINED, fill=f"#{40 * n % 256:02X}8040") for n, sido in enumerate(sidos)
    }
    look = by_value("sido", hues)
    settings = MapSettings(extent, 400, 400, 96, (drawn(country, symbology=look),))
    simplified = pixels(render(settings)).astype(int)
    with monkeypatch.context() as full:
        full.setattr("scmap.cartography.outlines.sheaf", _unsimplified())
        again = country.replace(geometry=country.geometry.copy())  # nothing is known of it yet
        exact = pixels(render(replace(settings, layers=(drawn(again, symbology=look),))))
        edges = Symbol(fill=None, stroke="#000000", stroke_mm=0.2)
        lines = inked(render(replace(settings, layers=(drawn(again, edges),))))
    near = np.any([np.roll(lines, (u, v), (0, 1)) for u in (-1, 0, 1) for v in (-1, 0, 1)], axis=0)
    differ = np.abs(simplified - exact).max(axis=2)
    assert (differ[~near] <= 1).all()
    assert 0.02 < (~near).mean() < 0.99


def _unsimplified() -> Callable[..., Any]:
    from scmap.cartography.outlines import sheaf

    return lambda geometry, _tolerance, dot: sheaf(geometry, 0.0, dot / 1000)


def test_no_island_vanishes() -> None:
    """독도 is a pixel wide on a national map and must be there."""
    islands = [
        square(700, 300, 0.2),
        shapely.MultiPolygon([square(20, 20, 100), square(650, 90, 0.1)]),
    ]
    away = [square(-5000 - 9 * n, 0, 5) for n in range(400)]
    for many in (False, True):  # by Qt, by the brush
        shapes = islands + (away if many else [])
        settings = frame(drawn(layer(shapes), replace(LINED, stroke=None)), width=800, height=400)
        ink = inked(render(settings))
        assert ink[97:103, 698:703].any()
        assert ink[307:313, 648:653].any()


def test_without_many_shapes_qt_paints() -> None:
    image = QImage(9, 9, QImage.Format.Format_RGB32)
    with QPainter(image) as one:
        many = level(objects(square(n, 0, 1) for n in range(brush.FEW)), step_of(0.1, 0.1))
        few, all_ = many.of(np.arange(brush.FEW - 1)), many.of(np.arange(brush.FEW))
        assert not brush.is_for(one, [few])
        assert brush.is_for(one, [few, few])
        turns = np.linspace(0, 2 * np.pi, brush.FEW_VERTICES)
        coast = shapely.Polygon(np.column_stack((np.cos(turns), np.sin(turns))) * 1e6)
        assert brush.is_for(one, [level(objects([coast]), step_of(0.1, 0.1)).of(np.arange(1))])
        one.rotate(3)
        assert not brush.is_for(one, [all_])
    assert points([(1, 1)]).points is None
