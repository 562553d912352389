"""Arrows point where a line ends, and leave the marker there in sight."""

import numpy as np
import pytest
import shapely

from scmap.cartography.arrows import arrow_heads
from scmap.cartography.painter import render
from scmap.cartography.settings import Drawn, MapSettings
from scmap.model.extent import Extent
from scmap.model.layer import Layer, objects
from scmap.model.maplayer import MapLayer
from scmap.model.symbology import Line, Symbol, Symbology

TEAL = "#0F766E"
EASTWARD = np.array([[0.0, 50.0], [300.0, 50.0]])


def teal(line: Line) -> "np.ndarray[tuple[int], np.dtype[np.int_]]":
    """Paint a line from west to east, and count the pixels of its colour in each column."""
    layer = Layer(
        uid="l",
        name="l",
        title="l",
        kind="records",
        crs="EPSG:5179",
        uids=objects(["1"]),
        geometry=objects([shapely.LineString([(20, 50), (280, 50)])]),
    )
    look = Symbology(Symbol(stroke=TEAL, stroke_mm=0.5, line=line))
    drawn = Drawn(layer, MapLayer("e", "e", "l", symbology=look))
    image = render(MapSettings(Extent(0, 0, 300, 100), 300, 100, 96, (drawn,)))
    pixels = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(100, 300, 4)
    return (np.abs(pixels[:, :, :3].astype(int) - (0x6E, 0x76, 0x0F)).sum(axis=2) < 60).sum(axis=0)  # type: ignore[no-any-return]


def test_an_arrow_has_its_head_where_the_line_ends() -> None:
    heights = teal("arrow")
    assert heights[220:280].max() >= 6
    assert heights[20:80].max() <= 3


def test_a_double_arrow_has_heads_at_both_ends_and_a_plain_line_none() -> None:
    both, plain = teal("arrows"), teal("solid")
    assert min(both[20:80].max(), both[220:280].max()) >= 6
    assert plain.max() <= 3


def test_the_head_points_along_the_line_and_leaves_the_marker_room() -> None:
    (head,) = arrow_heads([EASTWARD], 4.0, (True, False))
    tip, *base = head.tolist()
    assert tip == pytest.approx([300 - 2.6 * 4, 50])
    assert all(x < tip[0] for x, _ in base)
    assert np.mean([y for _, y in base]) == pytest.approx(50)


def test_a_line_too_short_for_a_head_stays_a_line() -> None:
    assert not list(arrow_heads([EASTWARD / 100], 4.0, (True, True)))
