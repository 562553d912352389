"""The small map of a file shows at a glance where its features lie."""

from dataclasses import replace

import shapely

from scmap.cartography.painter import render
from scmap.gui.models.sketch import sketch_of
from scmap.gui.start import application
from scmap.model import facility
from scmap.model.layer import Layer
from scmap.reference import codebook
from tests.cartography.maps import layer, pixels

DARK = 128  # of 255: what stands out from the pale ground


def ground(_level: str) -> Layer:
    return layer([shapely.box(900_000, 1_900_000, 1_000_000, 2_000_000)])


def test_a_facility_is_seen_that_lies_quiet_on_the_large_map() -> None:
    application()
    pole = layer([shapely.Point(950_000, 1_950_000)]).replace(kind=facility.KIND)
    sketch = sketch_of(pole, ground, codebook())
    assert sketch is not None
    seen = pixels(render(sketch.settings(320, 260, 96.0)))
    without = replace(sketch, drawn=sketch.drawn[:-1])
    bare = pixels(render(without.settings(320, 260, 96.0)))
    marked = (seen.astype(int) - bare).min(axis=2) < -DARK / 2
    assert marked.sum() > 20, "a dot of five pixels and more"
