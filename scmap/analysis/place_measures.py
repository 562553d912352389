"""What preconditions measure of the facilities of a place: how many, how near, how much is seen.

Each verb takes the scene and the precondition, and gives its measure with the features behind it.
The counted features are those of the precondition's first selection.
"""

import math
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis.coverage import covered_area
from scmap.analysis.proximity import connections, nearest, within
from scmap.analysis.scene import Measured, Scene
from scmap.model.layer import Layer, Objects
from scmap.model.linkage import Precondition

FLOOR = 1.0  # m²; borders that merely touch share less


def meeting(scene: Scene, ask: Precondition) -> Measured:
    """Count the areas, jurisdictions for example, that share ground with the zone."""
    areas, cut = scene.within(ask.of[0]), scene.cut(ask.of[0])
    return counted(areas, shapely.area(cut) >= FLOOR, cut)


def coverage(scene: Scene, ask: Precondition) -> Measured:
    """Measure the share of the zone that the cameras see."""
    cameras = scene.chosen(ask.of[0])
    radius = scene.distance(ask)
    near = shapely.dwithin(scene.ground, cameras.geometry, radius)
    area = covered_area(scene.ground, cameras.geometry[near], radius)
    return Measured(
        value=min(1.0, area / scene.ground.area),
        features=tuple(cameras.uids[near]),
        shown=cameras.geometry[near],
        counts={"cameras": float(near.sum()), "area": area},
    )


def served(scene: Scene, ask: Precondition) -> Measured:
    """Measure the share of the zone's demand points that have a camera near; NaN without any."""
    points = scene.within(ask.of[0])
    near, found = _near(scene, points, ask)
    value = float(near.mean()) if len(points) else math.nan
    return replace(found, value=value, counts={"total": float(len(points))})


def unserved(scene: Scene, ask: Precondition) -> Measured:
    """Count the features of the zone (traffic cameras) that have none of the others near."""
    of = scene.within(ask.of[0])
    _, distance = nearest(of.geometry, scene.chosen(ask.of[1]).geometry)
    return counted(of, ~within(distance, scene.distance(ask)), of.geometry)


def near(scene: Scene, ask: Precondition) -> Measured:
    """Count the features of the zone that have one of the others near their part in the zone."""
    return _near(scene, scene.within(ask.of[0]), ask)[1]


def inside(scene: Scene, ask: Precondition) -> Measured:
    """Count the features that lie, at least in part, in areas of the zone."""
    of, cut = scene.within(ask.of[0]), scene.cut(ask.of[0])
    areas = scene.cut(ask.of[1])
    hit = np.unique(shapely.STRtree(cut).query(areas, predicate="intersects")[1])
    mask = np.zeros(len(of), dtype=bool)
    mask[hit] = True
    return counted(of, mask, cut)


def together(scene: Scene, ask: Precondition) -> Measured:
    """Count the areas of the zone that hold a feature of one kind with one of another.

    With a distance the other must be so near to the first; without, it must lie in the area too.
    """
    areas = scene.within(ask.of[0])
    one, other = scene.chosen(ask.of[1]), scene.chosen(ask.of[2])
    if ask.distances:
        _, distance = nearest(one.geometry, other.geometry)
        one = one.take(within(distance, scene.distance(ask)))
        other = one
    holds = _holds(areas, one.geometry) & _holds(areas, other.geometry)
    return counted(areas, holds, areas.geometry)


def present(scene: Scene, ask: Precondition) -> Measured:
    """Count the features of a selection in the zone."""
    of = scene.within(ask.of[0])
    return counted(of, np.ones(len(of), dtype=bool), of.geometry)


def counted(layer: Layer, mask: NDArray[np.bool_], shown: Objects, **counts: float) -> Measured:
    """Draw up the features of a layer that count; `shown` has a geometry for each of its rows."""
    return Measured(float(mask.sum()), tuple(layer.uids[mask]), shown[mask], counts)


def partners(
    uids: NDArray[np.object_], metres: NDArray[np.float64]
) -> tuple[tuple[str, float], ...]:
    """Give what features were found beside, and how far from it."""
    return tuple(zip(map(str, uids), metres.tolist(), strict=True))


def _near(scene: Scene, of: Layer, ask: Precondition) -> tuple[NDArray[np.bool_], Measured]:
    """Tell which features have one of the others near; the lines between show it."""
    to = scene.chosen(ask.of[1])
    cut = scene.cut(ask.of[0])
    rows, distance = nearest(cut, to.geometry)
    mask = within(distance, scene.distance(ask))
    found = counted(of, mask, cut, **_closest(distance))
    lines = connections(cut[mask], to.geometry[rows[mask]])
    beside = partners(to.uids[rows[mask]], distance[mask])
    return mask, replace(found, shown=lines, partners=beside)


def _closest(distance: NDArray[np.float64]) -> dict[str, float]:
    """Give the least distance under the name that words know it by; nothing where there is none."""
    least = float(distance.min(initial=math.inf))
    return {"nearest": least} if math.isfinite(least) else {}


def _holds(areas: Layer, features: Objects) -> NDArray[np.bool_]:
    """Tell which areas have one of the features inside."""
    mask = np.zeros(len(areas), dtype=bool)
    mask[shapely.STRtree(features).query(areas.geometry, predicate="intersects")[0]] = True
    return mask
