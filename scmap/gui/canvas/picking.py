"""What lies under the cursor: points first, then overlaps, then footprints, the smallest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import shapely

from scmap.cartography.settings import Drawn
from scmap.model.maplayer import BASE, RESULT


@dataclass(frozen=True, slots=True)
class Hit:
    """A feature under the cursor, as the selection names it."""

    layer: str
    uid: str


def pick(drawn: Iterable[Drawn], x: float, y: float, reach: float) -> tuple[Hit, ...]:
    """Find the features at a place of the plane, the most likely meant first.

    Parameters
    ----------
    drawn : iterable of Drawn
        What the map shows, bottom to top; base boundaries are never picked.
    x, y : float
        The place, metres.
    reach : float
        How far from a point symbol still counts, metres.
    """
    layers = [one for one in drawn if not one.entry.layer.startswith(BASE)]
    found = [
        *(
            hit
            for one in reversed(layers)
            if one.entry.shape == "point"
            for hit in _near(one, x, y, reach)
        ),
        *_areas((one for one in layers if one.entry.layer.startswith(RESULT)), x, y, reach),
        *_areas((one for one in layers if not one.entry.layer.startswith(RESULT)), x, y, reach),
    ]
    return tuple(dict.fromkeys(found))


def _near(drawn: Drawn, x: float, y: float, reach: float) -> Iterator[Hit]:
    """Points within reach, the nearest first."""
    layer = drawn.layer
    rows = drawn.entry.rows(layer)
    distance = np.hypot(layer.number("x")[rows] - x, layer.number("y")[rows] - y)
    close = np.flatnonzero(distance <= reach)
    for place in close[np.argsort(distance[close], kind="stable")]:
        yield Hit(drawn.entry.layer, str(layer.uids[rows[place]]))


def _areas(layers: Iterable[Drawn], x: float, y: float, reach: float) -> list[Hit]:
    """Areas that hold the place and lines within reach, the smallest first."""
    point = shapely.Point(x, y)
    hits: list[tuple[float, int, Hit]] = []
    for drawn in layers:
        if drawn.entry.shape == "point":
            continue
        shown = np.zeros(len(drawn.layer), bool)
        shown[drawn.entry.rows(drawn.layer)] = True
        near = drawn.layer.tree.query(point, predicate="dwithin", distance=reach)
        for row in near[shown[near]]:
            geometry = drawn.layer.geometry[row]
            if shapely.get_dimensions(geometry) == 2 and not geometry.intersects(point):
                continue
            hits.append(
                (geometry.area, len(hits), Hit(drawn.entry.layer, str(drawn.layer.uids[row])))
            )
    return [hit for _area, _order, hit in sorted(hits, key=lambda one: one[:2])]
