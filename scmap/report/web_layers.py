"""Map layers as GeoJSON for a web page, small enough to open at once."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.cartography.classes import Codes, classify, in_view, symbol_of
from scmap.cartography.settings import Drawn, MapSettings
from scmap.formats.projection import reprojected
from scmap.model.extent import Extent
from scmap.model.layer import Objects, are_finite
from scmap.model.maplayer import BASE
from scmap.report.escape import literal
from scmap.report.web_symbols import SymbolSheet

MAX_FEATURES = 20_000  # a map layer with more is cut; a browser grows sluggish beyond (REPORTS §2)
MAX_VERTICES = 250_000  # about 6 MB of coordinates
FINEST_M = 5.0  # outlines are never kept finer than this, metres
DECIMALS = 5  # of a degree: about 1 m

# Own property names: a column's name would be rendered as a template (REPORTS §2).
SYMBOL, KEY, TEXT, FROM_SCALE, TO_SCALE = "f0", "f1", "f2", "f3", "f4"

Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class WebLayer:
    """One entry of the layer tree as GeoJSON.

    Attributes
    ----------
    drawn : Drawn
        The entry and its data.
    shapes, labels : dict
        GeoJSON feature collections in degrees; texts in them are already inert HTML.
    left_out : int
        Features that the cap keeps out.
    """

    drawn: Drawn
    shapes: Json
    labels: Json
    left_out: int


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """Features of an entry that lie in the map's extent, equal ones joined.

    Attributes
    ----------
    rows : (m,) intp
        First row of the layer that looks like this.
    codes : (m,) int32
        Category.
    uids : list of m lists of str
        Features that share this geometry and category.
    geometry : (m,) object
        In metres.
    """

    drawn: Drawn
    rows: NDArray[np.intp]
    codes: Codes
    uids: list[list[str]]
    geometry: Objects
    left_out: int


def web_layers(
    frame: MapSettings, keys: Mapping[str, str], symbols: SymbolSheet
) -> tuple[tuple[WebLayer, ...], float]:
    """Turn the layers of a map into GeoJSON.

    Parameters
    ----------
    frame : MapSettings
        Layers on one plane, and the ground of the map; features outside are left out.
    keys : mapping of str to str
        Name of the table row that tells about a feature, by the feature's uid.
    symbols : SymbolSheet
        Takes up the symbols that occur.

    Returns
    -------
    layers : tuple of WebLayer
    tolerance : float
        How far outlines may stray from the data, metres.
    """
    seen = [_seen(drawn, frame.view) for drawn in frame.layers]
    tolerance, light = _light(seen, max(frame.view.width, frame.view.height))
    return tuple(_web_layer(one, keys, symbols) for one in light), tolerance


def _seen(drawn: Drawn, extent: Extent) -> _Seen:
    classes = classify(drawn)
    seen = np.flatnonzero(in_view(drawn, extent))
    places = seen[:MAX_FEATURES]
    geometry = drawn.layer.geometry[classes.rows[places]].copy()
    dots = ~classes.shaped[places]
    geometry[dots] = shapely.points(classes.points[places][dots])
    drawable = are_finite(geometry)
    rows, codes = classes.rows[places][drawable], classes.codes[places][drawable]
    geometry = geometry[drawable]
    alike: dict[tuple[bytes, int], list[int]] = {}
    for place, look in enumerate(zip(shapely.to_wkb(geometry), codes.tolist(), strict=True)):
        alike.setdefault(look, []).append(place)
    first = np.array([members[0] for members in alike.values()], dtype=np.intp)
    uids = [[str(drawn.layer.uids[rows[place]]) for place in members] for members in alike.values()]
    return _Seen(drawn, rows[first], codes[first], uids, geometry[first], len(seen) - len(places))


def _light(seen: Sequence[_Seen], size: float) -> tuple[float, list[_Seen]]:
    """Simplify outlines until all of them together are light enough."""
    tolerance = max(FINEST_M, size / 20_000)
    while True:
        light = [replace(one, geometry=_simplified(one, tolerance)) for one in seen]
        vertices = sum(int(shapely.get_num_coordinates(one.geometry).sum()) for one in light)
        if vertices <= MAX_VERTICES or tolerance > size:
            return tolerance, light
        tolerance *= 1.6


def _simplified(one: _Seen, tolerance: float) -> Objects:
    if one.drawn.entry.layer.startswith(BASE) and len(one.geometry):
        # Bundled boundaries are a coverage: neighbours keep one common edge, without gaps.
        covered: Objects = shapely.coverage_simplify(one.geometry, tolerance)
        return covered
    simple: Objects = shapely.simplify(one.geometry, tolerance)
    return simple


def _web_layer(one: _Seen, keys: Mapping[str, str], symbols: SymbolSheet) -> WebLayer:
    symbology = one.drawn.entry.symbology
    properties = [
        {
            SYMBOL: symbols.name(symbol_of(symbology, code)),
            KEY: " ".join(keys[uid] for uid in uids if uid in keys),
        }
        for code, uids in zip(one.codes.tolist(), one.uids, strict=True)
    ]
    return WebLayer(
        drawn=one.drawn,
        shapes=_collection(_degrees(one.geometry, one.drawn.layer.crs), properties),
        labels=_labels(one),
        left_out=one.left_out,
    )


def _labels(one: _Seen) -> Json:
    """Give a point for the name of each feature, the largest feature first."""
    label = one.drawn.entry.symbology.label
    if label is None:
        return _collection(np.empty(0, dtype=object), [])
    texts = one.drawn.layer.text(label.field)[one.rows]
    told = np.array([text is not None for text in texts], dtype=bool)
    named = np.flatnonzero(told & ~shapely.is_empty(one.geometry))
    order = named[np.argsort(-shapely.area(one.geometry[named]), kind="stable")]
    points = _degrees(shapely.point_on_surface(one.geometry[order]), one.drawn.layer.crs)
    scales = {FROM_SCALE: label.min_scale, TO_SCALE: min(label.max_scale, 1e12)}
    return _collection(points, [{TEXT: literal(texts[place]), **scales} for place in order])


def degrees(points: NDArray[np.float64], crs: str) -> NDArray[np.float64]:
    """Give longitude and latitude of points of a plane, shape (n, 2), rounded to about a metre."""
    turned: NDArray[np.float64] = np.round(reprojected(points, crs, "EPSG:4326"), DECIMALS)
    return turned


def _degrees(geometry: Objects, crs: str) -> Objects:
    placed: Objects = shapely.transform(geometry, lambda points: degrees(points, crs))
    return placed


def _collection(geometry: Objects, properties: Iterable[Json]) -> Json:
    """Give a GeoJSON feature collection; what has no geometry is left out."""
    features = [
        {"type": "Feature", "id": place, "properties": told, "geometry": json.loads(shape)}
        for place, (shape, told) in enumerate(
            zip(shapely.to_geojson(geometry), properties, strict=True)
        )
        if shape is not None and not geometry[place].is_empty
    ]
    return {"type": "FeatureCollection", "features": features}
