"""Cutting shapes by a line, giving their border another course, joining them, making holes."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import ops

from scmap.analysis.repair import GRID, repaired
from scmap.errors import InputError

NOTHING_M = 1e-9  # metres along a line below which two places on it are one


def split(shape: shapely.Geometry, blade: shapely.Geometry) -> tuple[shapely.Geometry, ...]:
    """Cut an area or a line into parts, the largest first.

    Parts of a multipolygon that the blade does not cut stay with the nearest part that it did.

    Raises
    ------
    InputError
        ``edit_not_cut``: the blade does not cut it through.
    """
    if shapely.get_dimensions(shape) == 1:
        parts = shapely.get_parts(ops.split(shapely.line_merge(shape), blade))
        parts = sorted(parts, key=lambda one: -float(one.length))
        whole = len(shapely.get_parts(shape))
    else:
        parts, whole = _faces(shape, blade), 1
    if len(parts) <= whole:
        raise InputError("edit_not_cut")
    return tuple(parts)


def _faces(shape: shapely.Geometry, blade: shapely.Geometry) -> list[shapely.Geometry]:
    """Cut each part on its own; what stays whole goes with the piece nearest to it."""
    pieces: list[shapely.Geometry] = []
    left: list[shapely.Geometry] = []
    for part in shapely.get_parts(shape):
        found = _cut(part, blade)
        (pieces if len(found) > 1 else left).extend(found if len(found) > 1 else [part])
    if not pieces:
        return [shape]
    groups = [[piece] for piece in pieces]
    for part in left:
        groups[int(np.argmin(shapely.distance(pieces, part)))].append(part)
    made = [group[0] if len(group) == 1 else shapely.union_all(group) for group in groups]
    return sorted(made, key=lambda one: -float(one.area))


def _cut(part: shapely.Geometry, blade: shapely.Geometry) -> list[shapely.Geometry]:
    """Give the faces that a blade makes of one polygon: they share their sides exactly."""
    net = shapely.union_all([part.boundary, blade])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(net)))
    inside = shapely.contains(part, shapely.point_on_surface(faces))
    return list(faces[inside])


def merged(shapes: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """Make one shape of several of the same kind: areas joined, lines joined end to end.

    Raises
    ------
    InputError
        ``edit_kinds_differ``: areas, lines and points do not become one.
    """
    if len({int(shapely.get_dimensions(one)) for one in shapes}) != 1:
        raise InputError("edit_kinds_differ")
    whole = shapely.union_all(list(shapes))
    if shapely.get_dimensions(whole) == 1 and whole.geom_type != "LineString":
        whole = shapely.line_merge(whole)
    return whole


def reshaped(shape: shapely.Geometry, line: shapely.Geometry) -> shapely.Geometry:
    """Let the border take the course of a line between its first and its last crossing.

    Of the two areas that this can mean, the one that keeps more of the shape is meant. A line that
    crosses the border of a hole gives that hole another course.

    Raises
    ------
    InputError
        ``edit_not_crossed``: the line does not cross one border twice.
    """
    parts = list(shapely.get_parts(shape))
    for place, part in enumerate(parts):
        made = _reshaped_part(part, line)
        if made is not None:
            parts[place] = made
            return parts[0] if len(parts) == 1 else shapely.union_all(parts)
    raise InputError("edit_not_crossed")


def _reshaped_part(part: shapely.Geometry, line: shapely.Geometry) -> shapely.Geometry | None:
    if part.geom_type != "Polygon":
        return _reshaped_line(part, line)
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(part)]
    for place, ring in enumerate(rings):
        choices = _courses(ring, line)
        if choices:
            before = shapely.Polygon(ring)
            rings[place] = max(choices, key=lambda one: _kept(before, one))
            shell, *holes = (_valid(shapely.Polygon(one)) for one in rings)
            return _valid(_less(shell, holes))
    return None


def _less(shell: shapely.Geometry, holes: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """Take holes out of ground; where GEOS refuses, with corners a millimetre exact."""
    try:
        return shapely.difference(shell, shapely.union_all(list(holes)))
    except shapely.errors.GEOSException:
        grid = {"grid_size": GRID}
        return shapely.difference(shell, shapely.union_all(list(holes), **grid), **grid)


def _valid(shape: shapely.Geometry) -> shapely.Geometry:
    """Give a shape as it is, or mended where its border touches itself."""
    if shapely.is_valid(shape):
        return shape
    ground, _how = repaired(shape)
    return ground if ground is not None else shapely.Polygon()


def _kept(before: shapely.Geometry, corners: np.ndarray) -> float:
    """How much of an area a course keeps, less what it adds."""
    ground = _valid(shapely.Polygon(corners))
    return float(shapely.intersection(before, ground).area) * 2 - float(ground.area)


def _courses(ring: np.ndarray, line: shapely.Geometry) -> list[np.ndarray]:
    """Give both rings that a line and either side of a ring make; none if it crosses it once."""
    border = shapely.LineString(ring)
    ends = _ends(border, line)
    if ends is None:
        return []
    new, first, last = ends
    low, high = sorted((first, last))
    inner = ops.substring(border, low, high)
    tail, head = ops.substring(border, high, border.length), ops.substring(border, 0, low)
    outer = np.vstack((shapely.get_coordinates(tail), shapely.get_coordinates(head)))
    course = shapely.get_coordinates(new)
    forward = course if first <= last else course[::-1]  # from low to high
    return [
        _closed(np.vstack((forward, shapely.get_coordinates(inner)[::-1]))),
        _closed(np.vstack((forward, outer))),
    ]


def _closed(corners: np.ndarray) -> np.ndarray:
    apart = np.append(True, np.abs(np.diff(corners, axis=0)).max(axis=1) > NOTHING_M)
    corners = corners[apart]
    return corners if np.array_equal(corners[0], corners[-1]) else np.vstack((corners, corners[:1]))


def _ends(
    border: shapely.Geometry, line: shapely.Geometry
) -> tuple[shapely.Geometry, float, float] | None:
    """Give the line between its first and last crossing, and where on the border these are."""
    crossings = shapely.get_coordinates(shapely.intersection(border, line))
    along = shapely.line_locate_point(line, shapely.points(crossings)) if len(crossings) else []
    if len(along) < 2 or max(along) - min(along) <= NOTHING_M:
        return None
    first, last = crossings[int(np.argmin(along))], crossings[int(np.argmax(along))]
    places = shapely.line_locate_point(border, shapely.points([first, last]))
    if abs(places[0] - places[1]) <= NOTHING_M:
        return None
    course = ops.substring(line, min(along), max(along))
    return course, float(places[0]), float(places[1])


def _reshaped_line(part: shapely.Geometry, line: shapely.Geometry) -> shapely.Geometry | None:
    ends = _ends(part, line)
    if ends is None:
        return None
    new, first, last = ends
    low, high = sorted((first, last))
    course = shapely.get_coordinates(new)
    corners = np.vstack(
        (
            shapely.get_coordinates(ops.substring(part, 0, low)),
            course if first <= last else course[::-1],
            shapely.get_coordinates(ops.substring(part, high, part.length)),
        )
    )
    apart = np.append(True, np.abs(np.diff(corners, axis=0)).max(axis=1) > NOTHING_M)
    return shapely.LineString(corners[apart])


def with_hole(shape: shapely.Geometry, hole: shapely.Geometry) -> shapely.Geometry:
    """Cut a hole out of an area.

    Raises
    ------
    InputError
        ``edit_hole_outside``: it does not lie within the area, or nothing would be left.
    """
    if not shapely.contains_properly(shape, hole):
        raise InputError("edit_hole_outside")
    return shapely.difference(shape, hole)


def without_hole(shape: shapely.Geometry, at: tuple[float, float]) -> shapely.Geometry:
    """Fill the hole in which a place lies.

    Raises
    ------
    InputError
        ``edit_no_hole``: there is no hole there.
    """
    place, parts, filled = shapely.Point(at), [], False
    for part in shapely.get_parts(shape):
        holes = [ring for ring in part.interiors if not _holds(ring, place)]
        filled = filled or len(holes) < len(part.interiors)
        parts.append(shapely.Polygon(part.exterior, holes))
    if not filled:
        raise InputError("edit_no_hole")
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)


def _holds(ring: shapely.Geometry, place: shapely.Geometry) -> bool:
    return bool(shapely.Polygon(ring).covers(place))
