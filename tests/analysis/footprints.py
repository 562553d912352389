"""Footprints, made up for tests, that meet in every way that footprints do."""

import shapely
from hypothesis import strategies as st

from scmap.model.layer import PLANE, Layer, objects

ORIGIN = 1_000_000.0  # metres; inside Korea on EPSG:5179


def box(x: float, y: float, width: float, height: float) -> shapely.Geometry:
    """Make a rectangle, in hundreds of metres from the origin."""
    corner = ORIGIN + 100 * x, ORIGIN + 100 * y
    return shapely.box(*corner, corner[0] + 100 * width, corner[1] + 100 * height)


def layer_of(*footprints: shapely.Geometry | None, uids: list[str] | None = None) -> Layer:
    """Make an investment layer of footprints, u000 onwards."""
    names = objects(uids or (f"u{row:03d}" for row in range(len(footprints))))
    return Layer("l", "investment", "l", "investment", PLANE, names, objects(footprints))


_whole = st.integers(0, 12)
_size = st.integers(1, 6)
boxes = st.builds(box, _whole, _whole, _size, _size)
circles = st.builds(
    lambda x, y, r: box(x, y, 0.01, 0.01).centroid.buffer(100.0 * r), _whole, _whole, _size
)
rings = st.builds(lambda x, y: box(x, y, 6, 6).difference(box(x + 2, y + 2, 2, 2)), _whole, _whole)
apart = st.builds(lambda one, other: shapely.union_all([one, other]), boxes, boxes)
bowties = st.builds(
    lambda x, y, s: shapely.Polygon(
        [(ORIGIN + 100 * a, ORIGIN + 100 * b) for a, b in
         ((x, y), (x + s, y + s), (x + s, y), (x, y + s))]
    ),
    _whole,
    _whole,
    _size,
)  # fmt: skip
footprints = st.one_of(boxes, circles, rings, apart, bowties)


def one_after_the_other(layer: Layer) -> dict[frozenset[str], float]:
    """Overlay footprints the plain way: each new one splits what lies there already."""
    faces: dict[frozenset[str], shapely.Geometry] = {}
    for uid, geometry in zip(layer.uids, layer.geometry, strict=True):
        rest = shapely.make_valid(geometry)
        met = {one: ground for one, ground in faces.items() if ground.intersects(rest)}
        for members, ground in met.items():
            faces[members] = ground.difference(rest)
            faces[members | {uid}] = ground.intersection(rest)
        faces[frozenset({uid})] = rest.difference(shapely.union_all(list(met.values())))
        faces = {members: ground for members, ground in faces.items() if ground.area > 0}
    return {members: ground.area for members, ground in faces.items() if ground.area >= 1.0}
