"""Which features lie in an area, hold it, or come near it: what selecting on the map asks."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.model.layer import Layer
from scmap.progress import Progress, silent

Relation: TypeAlias = Literal["meets", "within", "holds"]
Rows: TypeAlias = NDArray[np.intp]

_PREDICATES: Mapping[str, str] = MappingProxyType(
    {"meets": "intersects", "within": "covered_by", "holds": "covers", "near": "dwithin"}
)
PIECE = 50_000  # geometries between two reports of progress

_TESTS: Mapping[Relation, Any] = MappingProxyType(
    {"meets": shapely.intersects, "within": shapely.covers, "holds": shapely.covered_by}
)


def find_in_area(
    layer: Layer,
    rows: Rows,
    area: shapely.Geometry,
    relation: Relation = "meets",
    *,
    as_points: bool = False,
    progress: Progress = silent,
) -> Rows:
    """Find the features that meet an area, lie within it, or hold it.

    Parameters
    ----------
    layer : Layer
        Whose features are asked, on the plane of `area`.
    rows : (k,) intp
        Those that may be found, ascending.
    area : shapely geometry
        Valid; of any dimension.
    relation : "meets", "within" or "holds"
        "meets" counts what only touches it from outside, too; the others let borders be shared.
    as_points : bool
        Whether the points of the columns `x` and `y` are asked in place of the geometries.

    Returns
    -------
    (m,) intp
        Ascending. A feature without a place is never found.
    """
    if area.is_empty or not len(rows):
        return rows[:0]
    shapely.prepare(area)
    if as_points or layer.points is not None:
        places = _points(layer, rows) if as_points else layer.points[rows]  # type: ignore[index]
        return rows[_points_in(places, area, relation, progress)]
    near = rows[_boxes_meet(layer.bounds[rows], area.bounds)]
    found = np.zeros(len(near), dtype=bool)
    for first in range(0, len(near), PIECE):
        piece = near[first : first + PIECE]
        found[first : first + PIECE] = _TESTS[relation](area, layer.geometry[piece])
        progress((first + len(piece)) / len(near))
    return near[found]


def find_related(
    places: NDArray[np.object_],
    others: NDArray[np.object_],
    relation: Relation | Literal["near"],
    metres: float = 0.0,
    *,
    progress: Progress = silent,
) -> Rows:
    """Find the places that meet any of some others, lie within one, hold one, or come near one.

    Parameters
    ----------
    places, others : (n,), (m,) object
        shapely geometries on one plane, None where one has no place; see `places_of`.
    relation : "meets", "within", "holds" or "near"
        As `find_in_area` has them; "near" asks for a distance.
    metres : float
        That distance, on the plane.

    Returns
    -------
    (k,) intp
        Ascending.
    """
    known = others[~shapely.is_missing(others)]
    if not len(known):
        return np.empty(0, dtype=np.intp)
    tree = shapely.STRtree(known)
    asked: dict[str, Any] = {"predicate": _PREDICATES[relation]}
    if relation == "near":
        asked["distance"] = metres
    found = np.zeros(len(places), dtype=bool)
    for first in range(0, len(places), PIECE):
        piece = places[first : first + PIECE]
        found[first + tree.query(piece, **asked)[0]] = True
        progress((first + len(piece)) / len(places))
    return np.flatnonzero(found)


def places_of(layer: Layer) -> NDArray[np.object_]:
    """Give where each feature is: its geometry, else its point; None where neither is known."""
    places = layer.geometry
    if not {"x", "y"} <= layer.columns.keys():
        return places
    at = _points(layer, np.arange(len(layer)))
    lacking = shapely.is_missing(places) & np.isfinite(at).all(axis=1)
    if not lacking.any():
        return places
    places = places.copy()
    places[lacking] = shapely.points(at[lacking])
    return places


def _points(layer: Layer, rows: Rows) -> NDArray[np.float64]:
    return np.column_stack((layer.number("x")[rows], layer.number("y")[rows]))


def _points_in(
    places: NDArray[np.float64], area: shapely.Geometry, relation: Relation, progress: Progress
) -> NDArray[np.bool_]:
    """Tell which points an area holds, shape (k,); a point never holds more than itself."""
    found = np.zeros(len(places), dtype=bool)
    near = np.flatnonzero(_boxes_meet(np.hstack((places, places)), area.bounds))
    if relation == "holds" and shapely.get_dimensions(area) > 0:
        return found
    for first in range(0, len(near), PIECE):
        piece = near[first : first + PIECE]
        found[piece] = shapely.intersects_xy(area, places[piece, 0], places[piece, 1])
        progress((first + len(piece)) / len(near))
    return found


def _boxes_meet(
    boxes: NDArray[np.float64], box: tuple[float, float, float, float]
) -> NDArray[np.bool_]:
    """Tell which boxes, shape (k, 4), meet another; one without a place (NaN) does not."""
    x0, y0, x1, y1 = box
    with np.errstate(invalid="ignore"):
        meet: NDArray[np.bool_] = (
            (boxes[:, 0] <= x1) & (boxes[:, 2] >= x0) & (boxes[:, 1] <= y1) & (boxes[:, 3] >= y0)
        )
    return meet
