"""Layers to store: hostile ones by hypothesis, small ones by hand, and when two are the same."""

from datetime import date
from typing import Any

import numpy as np
import shapely
from hypothesis import strategies as st

from scmap.model.layer import PLANE, Layer, Objects, Source, objects
from scmap.model.project import new_uid

HOSTILE = (
    "'; DROP TABLE gpkg_contents;--",
    'a"b',
    "100% {0} ${x} {{ 7*7 }}",
    "<script>alert(1)</script>",
    "\u202eevil",
    "가각\u1100\u1161",
    "nul\x00inside",
    "줄\n바꿈\t탭",
    "가" * 200,
    "",
)

texts = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"])))
names = st.one_of(
    st.sampled_from(("이름", "fid", "FID", "geom", "uid", "rev", "Rev", "a b", 'q"q', "select")),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30),
)
coordinates = st.floats(-1e7, 1e7, allow_subnormal=False)
points = st.tuples(coordinates, coordinates)


def _ring(box: tuple[float, float, float, float]) -> Any:
    x, y, width, height = box
    return shapely.box(x, y, x + width, y + height)


polygons = st.builds(
    _ring, st.tuples(coordinates, coordinates, st.floats(1, 1e5), st.floats(1, 1e5))
)
lines = st.lists(points, min_size=2, max_size=5).map(shapely.linestrings)
simple = st.one_of(points.map(shapely.points), lines, polygons)
geometries = st.one_of(
    st.none(),
    simple,
    st.tuples(coordinates, coordinates, coordinates).map(shapely.points),
    st.lists(polygons, max_size=3).map(shapely.MultiPolygon),
    st.lists(lines, max_size=3).map(shapely.MultiLineString),
    st.lists(points.map(shapely.points), max_size=3).map(shapely.MultiPoint),
    st.lists(simple, max_size=3).map(shapely.GeometryCollection),
    st.sampled_from(("POINT EMPTY", "POLYGON EMPTY", "LINESTRING EMPTY")).map(shapely.from_wkt),
)


@st.composite
def columns(draw: st.DrawFn, size: int) -> np.ndarray[Any, Any]:
    """Values of any type that a layer knows, unknown ones among them."""
    kind = draw(st.sampled_from(("text", "number", "date")))

    def rows(values: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(values, min_size=size, max_size=size))

    if kind == "text":
        return objects(rows(st.none() | texts))
    if kind == "number":
        return np.array(rows(st.floats(allow_nan=True)), dtype="f8")
    dates = st.none() | st.dates(min_value=date(1, 1, 1))
    return np.array(rows(dates), dtype="datetime64[D]")


@st.composite
def layers(draw: st.DrawFn, *, spatial: bool = True) -> Layer:
    """A layer with anything in it."""
    size = draw(st.integers(0, 5))
    geometry = (
        draw(st.lists(geometries, min_size=size, max_size=size)) if spatial else [None] * size
    )
    return Layer(
        uid=new_uid(),
        name=draw(names),
        title=draw(texts),
        kind=draw(st.sampled_from(("investment", "boundary", "facility", "overlap", "other"))),
        crs=PLANE if spatial else "",
        uids=objects(new_uid() for _ in range(size)),
        geometry=objects(geometry),
        columns=draw(st.dictionaries(names, columns(size), max_size=5)),
        source=draw(st.builds(Source, *[texts] * 9)),
        security=draw(texts),
    )


def boxes(*corners: tuple[float, float], name: str = "zones", **values: Any) -> Layer:
    """A layer of 1 km squares with their lower left corners at `corners`."""
    return Layer(
        uid=f"layer-{name}",
        name=name,
        title=name,
        kind="other",
        crs=PLANE,
        uids=objects(f"{name}-{row}" for row in range(len(corners))),
        geometry=objects(shapely.box(x, y, x + 1000, y + 1000) for x, y in corners),
        columns={key: _column(cells) for key, cells in values.items()},
    )


def _column(cells: list[Any]) -> np.ndarray[Any, Any]:
    numbers = all(isinstance(cell, float) for cell in cells)
    return np.array(cells, dtype="f8") if numbers else objects(cells)


def same_rows(left: Layer, right: Layer) -> bool:
    """Tell whether two layers hold the same features, value for value and vertex for vertex."""
    return (
        left.uids.tolist() == right.uids.tolist()
        and left.crs == right.crs
        and same_geometry(left.geometry, right.geometry)
        and list(left.columns) == list(right.columns)
        and all(same_column(left.columns[name], right.columns[name]) for name in left.columns)
    )


def same_geometry(left: Objects, right: Objects) -> bool:
    return _wkb(left) == _wkb(right)


def same_column(left: np.ndarray[Any, Any], right: np.ndarray[Any, Any]) -> bool:
    if left.dtype != right.dtype or left.shape != right.shape:
        return False
    if left.dtype == object:
        return bool(left.tolist() == right.tolist())
    return bool(np.array_equal(left, right, equal_nan=True))


def _wkb(geometry: Objects) -> list[bytes | None]:
    return list(shapely.to_wkb(geometry, output_dimension=4, byte_order=1))
