"""What preconditions measure along roads: entries, watched sections, routes of the fire service."""

import math

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis.coverage import measure_covered_length
from scmap.analysis.place_measures import counted, partners
from scmap.analysis.proximity import connections, nearest, within
from scmap.analysis.scene import Measured, Scene
from scmap.model.layer import Layer, Objects
from scmap.model.linkage import Precondition

METRES_PER_KM = 1_000.0


def length(scene: Scene, ask: Precondition) -> Measured:
    """Measure the length of the zone's roads, km."""
    roads, cut = scene.within(ask.of[0]), scene.cut(ask.of[0])
    metres = float(np.sum(shapely.length(cut)))
    return Measured(metres / METRES_PER_KM, tuple(roads.uids), cut)


def entries(scene: Scene, ask: Precondition) -> Measured:
    """Measure the share of the roads that enter the zone on which a camera watches (cordon).

    NaN where no road enters.
    """
    found, total = _watched_entries(scene, ask)
    share = found.value / total if total else math.nan
    return Measured(share, found.features, found.shown, {"total": float(total)})


def watched_entries(scene: Scene, ask: Precondition) -> Measured:
    """Count the roads that enter the zone on which a camera watches."""
    return _watched_entries(scene, ask)[0]


def near_watched(scene: Scene, ask: Precondition) -> Measured:
    """Count the sensors of the zone that have a road near on which a camera watches."""
    sensors = scene.within(ask.of[0])
    roads = _watched(scene.chosen(ask.of[1]), scene.chosen(ask.of[2]), scene.distance(ask, 1))
    rows, distance = nearest(sensors.geometry, roads.geometry)
    mask = within(distance, scene.distance(ask))
    least = float(distance.min(initial=math.inf))
    lines = connections(sensors.geometry[mask], roads.geometry[rows[mask]])
    counts = {"nearest": least} if math.isfinite(least) else {}
    beside = partners(roads.uids[rows[mask]], distance[mask])
    return Measured(float(mask.sum()), tuple(sensors.uids[mask]), lines, counts, beside)


def reaching(scene: Scene, ask: Precondition) -> Measured:
    """Count the fire stations from which the zone is reached."""
    stations = scene.chosen(ask.of[0])
    distance = shapely.distance(stations.geometry, scene.ground)
    return counted(stations, within(distance, scene.distance(ask)), stations.geometry)


def on_routes(scene: Scene, ask: Precondition) -> Measured:
    """Count the devices beside the zone's roads within reach of a fire station.

    Main roads about a station stand in for the route to an incident, which nobody knows yet.
    """
    devices = scene.within(ask.of[0])
    routes = _routes(scene, ask)
    _, distance = nearest(devices.geometry, routes)
    return counted(devices, within(distance, scene.distance(ask, 1)), devices.geometry)


def along(scene: Scene, ask: Precondition) -> Measured:
    """Measure the share of the length of the zone's ways that cameras see; NaN without ways."""
    ways, cut = scene.within(ask.of[0]), scene.cut(ask.of[0])
    cameras = scene.chosen(ask.of[1])
    share = measure_covered_length(cut, cameras.geometry, scene.distance(ask))
    return Measured(share, tuple(ways.uids), cut)


def _watched_entries(scene: Scene, ask: Precondition) -> tuple[Measured, int]:
    """Give the watched ones of the roads that reach the zone's edge, and how many reach it."""
    roads = scene.within(ask.of[0])
    edge = shapely.boundary(scene.ground)
    shapely.prepare(edge)
    entering = roads.take(shapely.dwithin(edge, roads.geometry, scene.distance(ask)))
    mask = _watching(entering.geometry, scene.chosen(ask.of[1]), scene.distance(ask, 1))
    return counted(entering, mask, entering.geometry), len(entering)


def _watched(roads: Layer, cameras: Layer, reach: float) -> Layer:
    return roads.take(_watching(roads.geometry, cameras, reach))


def _watching(roads: Objects, cameras: Layer, reach: float) -> NDArray[np.bool_]:
    """Tell on which roads a camera watches: one stands within `reach` metres."""
    return within(nearest(roads, cameras.geometry)[1], reach)


def _routes(scene: Scene, ask: Precondition) -> Objects:
    """Give the pieces of the zone's roads within reach of a fire station."""
    stations = scene.chosen(ask.of[2]).geometry
    reach = scene.distance(ask)
    near = stations[shapely.dwithin(scene.ground, stations, reach)]
    about = shapely.union_all(shapely.buffer(near, reach))
    shapely.prepare(about)
    roads = scene.cut(ask.of[1])
    pieces = shapely.intersection(roads[shapely.intersects(about, roads)], about)
    routes: Objects = pieces[~shapely.is_empty(pieces)]
    return routes
