"""What cameras see: discs about them, each place counted once, exact and without any polygon.

The ground covered is measured by walking round it (Green's theorem): along the arcs of discs that
no other disc covers, where they lie in the zone, and along the border of the zone where a disc
covers it.
"""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.model.layer import Objects

Numbers = NDArray[np.float64]
Rows = NDArray[np.intp]

_ROUND = 8.0  # more than a whole turn: angles of the next disc begin that much later


def covered_area(zone: shapely.Geometry, points: Objects, radius: float) -> float:
    """Measure the ground of a zone that lies within `radius` of a point, in square metres.

    Parameters
    ----------
    zone : polygon
        On a plane in metres.
    points : (n,) object
        Cameras inside and outside the zone; one outside may see into it.
    radius : float
        Metres.
    """
    shapely.prepare(zone)
    near = points[shapely.dwithin(zone, points, radius)]
    if not len(near):
        return 0.0
    places = np.unique(shapely.get_coordinates(near), axis=0)
    middle = places.mean(axis=0)  # small numbers lose fewer digits
    walk = _arcs(zone, places, middle, radius) + _border(zone, places, middle, radius)
    return max(0.0, min(walk, float(shapely.area(zone))))


def measure_covered_length(lines: Objects, points: Objects, radius: float) -> float:
    """Measure the share of the length of lines that lies within `radius` of a point, 0 to 1.

    NaN where the lines have no length.
    """
    length = float(np.sum(shapely.length(lines)))
    if not length:
        return math.nan
    begins, ends = _segments(lines)
    _, start, stop = _seen(begins, ends, shapely.get_coordinates(points), radius)
    return min(1.0, float(np.sum(stop - start)) / length)


def _segments(lines: Objects) -> tuple[Numbers, Numbers]:
    """Give the ends of the straight pieces of lines or rings, two arrays of shape (k, 2)."""
    corners, line = shapely.get_coordinates(shapely.get_parts(lines), return_index=True)
    joined = line[1:] == line[:-1]
    begins, ends = corners[:-1][joined], corners[1:][joined]
    long = (begins != ends).any(axis=1)
    return begins[long], ends[long]


@dataclass(frozen=True, slots=True, eq=False)
class _Chords:
    """Where lines along straight pieces enter and leave discs.

    Attributes
    ----------
    place, piece : (m,) int
        Disc and piece that come near each other.
    enter, leave : (m,) float64
        Metres from the piece's begin, also beyond its ends.
    length : (k,) float64
        Of each piece, metres.
    along : (k, 2) float64
        Its direction, of length 1.
    """

    place: Rows
    piece: Rows
    enter: Numbers
    leave: Numbers
    length: Numbers
    along: Numbers

    @classmethod
    def of(cls, begins: Numbers, ends: Numbers, places: Numbers, radius: float) -> "_Chords":
        pieces = shapely.linestrings(np.stack((begins, ends), axis=1))
        close = _beside(places, np.concatenate((begins, ends)), radius)
        place, piece = shapely.STRtree(pieces).query(
            shapely.points(places[close]), predicate="dwithin", distance=radius
        )
        place = close[place]
        length = np.hypot(*(ends - begins).T)
        along = (ends - begins) / length[:, np.newaxis]
        to, way = places[place] - begins[piece], along[piece]
        reached = (to * way).sum(axis=1)
        aside = to[:, 0] * way[:, 1] - to[:, 1] * way[:, 0]
        half = np.sqrt(np.maximum(radius**2 - aside**2, 0.0))
        return cls(place, piece, reached - half, reached + half, length, along)


def _beside(places: Numbers, corners: Numbers, radius: float) -> Rows:
    """Give the places in the box of some corners, made larger by a radius."""
    if not len(corners):
        return np.empty(0, dtype=np.intp)
    low, high = corners.min(axis=0) - radius, corners.max(axis=0) + radius
    return np.flatnonzero(((places >= low) & (places <= high)).all(axis=1))


def _seen(
    begins: Numbers, ends: Numbers, places: Numbers, radius: float
) -> tuple[Rows, Numbers, Numbers]:
    """Find what of straight pieces lies within `radius` of a place.

    Returns
    -------
    rows, start, stop : (m,) arrays
        Piece, and metres from its begin; what is given of one piece does not overlap.
    """
    chords = _Chords.of(begins, ends, places, radius)
    piece, length = chords.piece, chords.length
    start, stop = (np.clip(reach, 0.0, length[piece]) for reach in (chords.enter, chords.leave))
    before = np.cumsum(length + 1.0) - length  # pieces laid out one after another, with room
    start, stop = _joined(before[piece] + start, before[piece] + stop)
    rows = np.searchsorted(before, start, side="right") - 1
    return rows, start - before[rows], stop - before[rows]


def _joined(start: Numbers, stop: Numbers) -> tuple[Numbers, Numbers]:
    """Join intervals that overlap or touch; those without length stay where nothing covers them."""
    if not len(start):
        return start, stop
    order = np.argsort(start, kind="stable")
    start, reach = start[order], np.maximum.accumulate(stop[order])
    first = np.append(True, start[1:] > reach[:-1])
    last = np.append(first[1:], True)
    return start[first], reach[last]


def _arcs(zone: shapely.Geometry, places: Numbers, middle: Numbers, radius: float) -> float:
    """Walk the arcs in the zone that no other disc covers; half the circulation about `middle`."""
    one, towards, half = _hidden(places, radius)
    row, angle = _crossings(zone, places, radius)
    disc = np.arange(len(places))
    rows = np.concatenate((one, row, disc, disc))  # each circle begins at 0 and ends with a turn
    begin = np.concatenate(
        (towards - half, angle, np.zeros(len(disc)), np.full(len(disc), math.tau))
    )
    width = np.concatenate((2.0 * half, np.zeros(len(row) + 2 * len(disc))))
    fixed = len(one) + len(row)
    begin[:fixed] %= math.tau
    over = np.flatnonzero(begin + width > math.tau)  # runs on at 0
    rest = begin[over] + width[over] - math.tau
    stop = np.minimum(begin + width, math.tau)
    base = _ROUND * np.concatenate((rows, rows[over]))
    start, stop = _joined(
        base + np.concatenate((begin, np.zeros(len(over)))), base + np.concatenate((stop, rest))
    )
    return _circulation(zone, places, middle, radius, stop[:-1], start[1:])


def _hidden(places: Numbers, radius: float) -> tuple[Rows, Numbers, Numbers]:
    """Find the parts of circles that lie in other discs: disc, middle angle and half the width."""
    points = shapely.points(places)
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=2.0 * radius)
    apart = places[other] - places[one]
    distance = np.hypot(*apart.T)
    meet = (one != other) & (distance < 2.0 * radius)
    towards = np.arctan2(apart[meet, 1], apart[meet, 0])
    return one[meet], towards, np.arccos(distance[meet] / (2.0 * radius))


def _circulation(
    zone: shapely.Geometry,
    places: Numbers,
    middle: Numbers,
    radius: float,
    start: Numbers,
    stop: Numbers,
) -> float:
    """Add up the arcs between angles, each wholly in the zone or wholly outside."""
    row = (start // _ROUND).astype(np.intp)
    same = row == (stop // _ROUND).astype(np.intp)
    row = row[same]
    start, stop = start[same] - _ROUND * row, stop[same] - _ROUND * row
    half = (start + stop) / 2.0
    on = places[row] + radius * np.column_stack((np.cos(half), np.sin(half)))
    inside = shapely.contains_xy(zone, on[:, 0], on[:, 1])
    row, start, stop = row[inside], start[inside], stop[inside]
    x, y = (places[row] - middle).T
    turned = radius * (stop - start)
    across = x * (np.sin(stop) - np.sin(start)) - y * (np.cos(stop) - np.cos(start))
    return float(np.sum(radius * (turned + across)) / 2.0)


def _crossings(zone: shapely.Geometry, places: Numbers, radius: float) -> tuple[Rows, Numbers]:
    """Find the angles at which circles cross the border of the zone."""
    begins, ends = _segments(np.array([shapely.boundary(zone)], dtype=object))
    chords = _Chords.of(begins, ends, places, radius)
    rows, angles = [], []
    for metres in (chords.enter, chords.leave):
        on = (metres >= 0.0) & (metres <= chords.length[chords.piece])
        place, piece = chords.place[on], chords.piece[on]
        met = begins[piece] + metres[on, np.newaxis] * chords.along[piece]
        away = met - places[place]
        rows.append(place)
        angles.append(np.arctan2(away[:, 1], away[:, 0]))
    return np.concatenate(rows), np.concatenate(angles)


def _border(zone: shapely.Geometry, places: Numbers, middle: Numbers, radius: float) -> float:
    """Walk the border of the zone where discs cover it; half the circulation about `middle`."""
    polygons = shapely.get_parts(shapely.orient_polygons(zone))
    begins, ends = _segments(shapely.get_rings(polygons))
    rows, start, stop = _seen(begins, ends, places, radius)
    along = (ends - begins) / np.hypot(*(ends - begins).T)[:, np.newaxis]
    one = begins[rows] + start[:, np.newaxis] * along[rows] - middle
    other = begins[rows] + stop[:, np.newaxis] * along[rows] - middle
    return float(np.sum(one[:, 0] * other[:, 1] - other[:, 0] * one[:, 1]) / 2.0)
