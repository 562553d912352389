"""What lies under the cursor: points first, then overlaps, then footprints, the smallest first."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.cartography import clusters
from scmap.cartography.classes import classify
from scmap.cartography.coarse import heavy
from scmap.cartography.crowds import is_crowd, nearest
from scmap.cartography.marks import place_marks
from scmap.cartography.settings import Drawn, MapSettings
from scmap.model.extent import Extent
from scmap.model.layer import Layer
from scmap.model.maplayer import BASE, RESULT
from scmap.words import tr

MOST_PICKED = 20  # of very many points under the cursor
MOST_JOINED = 500  # of a disc that are selected at once
SAME_PLACE_M = 1.0  # points that are not farther apart stand at one place
MOST_NAMED = 4  # lines of a tip; of the rest only the number is said


@dataclass(frozen=True, slots=True)
class Hit:
    """A feature under the cursor, as the selection names it.

    Attributes
    ----------
    layer, uid : str
        Its layer and itself.
    row : int
        Its row in the layer that is drawn: to look a uid up among a million takes longer.
    """

    layer: str
    uid: str
    row: int = field(default=-1, compare=False)


def pick(settings: MapSettings, x: float, y: float, reach: float) -> tuple[Hit, ...]:
    """Find the features at a place of the plane, the most likely meant first.

    Parameters
    ----------
    settings : MapSettings
        The map; its base boundaries are never picked.
    x, y : float
        The place, metres.
    reach : float
        How far from a point symbol still counts, metres.
    """
    areas = [one for one in settings.layers if not one.entry.layer.startswith(BASE)]
    found = [
        *_near(settings, x, y, reach),
        *_areas((one for one in areas if one.entry.layer.startswith(RESULT)), x, y, reach),
        *_areas((one for one in areas if not one.entry.layer.startswith(RESULT)), x, y, reach),
    ]
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Disc:
    """Points joined in one disc under the cursor.

    Attributes
    ----------
    layer : str
        Their layer, as the selection names it.
    ground : Extent
        Where they stand, metres of the display.
    uids : tuple of str
        They themselves, the nearest to the cursor first; no more than `MOST_JOINED`.
    """

    layer: str
    ground: Extent
    uids: tuple[str, ...]

    @property
    def opens(self) -> bool:
        """Whether they stand apart from one another, so that coming nearer shows them."""
        return max(self.ground.width, self.ground.height) > SAME_PLACE_M


def disc_at(settings: MapSettings, x: float, y: float) -> Disc | None:
    """Find the uppermost disc at a place of the display; None where there is none."""
    ((px, py),) = settings.to_pixels(np.array([[x, y]])).tolist()
    for number, drawn in reversed(list(enumerate(settings.layers))):
        if not (drawn.entry.symbology.clusters and clusters.are_at_hand(settings, number)):
            continue
        found = clusters.disc_at(settings, number, px, py)
        if found is not None:
            places = clusters.clusters_of(settings, number).members(found)
            points = classify(drawn).points[places]
            rows = classify(drawn).rows[places[_nearest(np.hypot(*(points - (x, y)).T))]]
            ground = Extent(*points.min(axis=0).tolist(), *points.max(axis=0).tolist())
            return Disc(drawn.entry.layer, ground, tuple(map(str, drawn.layer.uids[rows])))
    return None


def _nearest(away: NDArray[np.float64]) -> NDArray[np.intp]:
    """Give the places of the `MOST_JOINED` smallest numbers, in their order."""
    near = np.arange(len(away))
    if len(away) > MOST_JOINED:  # a disc may stand for a million points
        near = np.argpartition(away, MOST_JOINED)[:MOST_JOINED]
    return near[np.argsort(away[near], kind="stable")]


def names(hits: tuple[Hit, ...], sources: Callable[[str], Layer | None]) -> str:
    """Name what was hit, a line each, the most likely meant first."""
    lines = [line for hit in hits[:MOST_NAMED] if (line := name_of(hit, sources(hit.layer)))]
    rest = len(hits) - MOST_NAMED
    return "\n".join((*lines, tr("window.canvas.more", count=rest)) if rest > 0 else lines)


def name_of(hit: Hit, layer: Layer | None) -> str:
    """Name a feature, a pair by both sides; "" for one that is gone."""
    if layer is None or hit.uid not in layer.rows:
        return ""
    row = layer.rows[hit.uid]
    pair = [layer.text(side)[row] for side in ("left_name", "right_name")]
    if all(pair):
        return " × ".join(pair)
    return str(layer.text("name")[row] or layer.title)


def _near(settings: MapSettings, x: float, y: float, reach: float) -> Iterator[Hit]:
    """Markers within reach where they are painted, the nearest first, else the upper one.

    Those of very many points come last.
    """
    marks = place_marks(settings, at_hand=True)
    at = settings.to_pixels(np.array([[x, y]]))
    distance = np.hypot(*(marks.place - at).T)
    order = np.lexsort((-np.arange(len(distance)), np.round(distance)))
    for mark in order[distance[order] <= reach / settings.pixel]:
        drawn = settings.layers[marks.layer[mark]]
        if not drawn.entry.layer.startswith(BASE):
            yield _hit(drawn, marks.row[mark])
    disc = disc_at(settings, x, y)
    if disc is not None:
        yield from (Hit(disc.layer, uid) for uid in disc.uids[:MOST_PICKED])
    for drawn in reversed(settings.layers):
        if is_crowd(drawn, settings.view) and not drawn.entry.layer.startswith(BASE):
            for row in nearest(drawn, x, y, reach)[:MOST_PICKED]:
                yield _hit(drawn, row)


def _near_rows(
    layer: Layer, point: shapely.Point, reach: float, shown: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """Give the rows that are shown and within reach; those of very many vertices once prepared."""
    near = layer.tree.query(point.buffer(reach).envelope)
    near = near[shown[near]]
    geometry = layer.geometry[near]
    at_hand = ~heavy(layer.geometry)[near] | shapely.is_prepared(geometry)
    near, geometry = near[at_hand], geometry[at_hand]
    return np.asarray(near[shapely.dwithin(geometry, point, reach)])


def _hit(drawn: Drawn, row: np.integer) -> Hit:
    return Hit(drawn.entry.layer, str(drawn.layer.uids[row]), int(row))


def _areas(layers: Iterable[Drawn], x: float, y: float, reach: float) -> list[Hit]:
    """Areas that hold the place and lines within reach, the smallest first."""
    point = shapely.Point(x, y)
    hits: list[tuple[float, int, Hit]] = []
    for drawn in layers:
        if drawn.entry.shape == "point" or not classify(drawn).has_shapes:
            continue
        shown = np.zeros(len(drawn.layer), bool)
        shown[drawn.rows] = True
        near = drawn.layer.tree.query(point, predicate="dwithin", distance=reach)
        for row in near[shown[near]]:
            geometry = drawn.layer.shapes([row])[0]
            if shapely.get_dimensions(geometry) == 2 and not geometry.intersects(point):
                continue
            hits.append((geometry.area, len(hits), _hit(drawn, row)))
    return [hit for _area, _order, hit in sorted(hits, key=lambda one: one[:2])]
