"""Make footprints valid before they are measured, and say what that changed."""

from collections.abc import Callable

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis.blocks import cut, in_blocks
from scmap.model.issue import Repair
from scmap.model.layer import Layer, Objects, are_finite
from scmap.progress import Progress, silent

_BUDGET = 200_000  # vertices whose validity is looked at in one block: some 50 ms of work

_POLYGON, _MULTIPOLYGON, _COLLECTION = 3, 6, 7  # GEOS type ids


def repair_footprints(
    layer: Layer, *, progress: Progress = silent
) -> tuple[Objects, tuple[Repair, ...]]:
    """Give each footprint as a valid polygon or multipolygon, and a note for each that was not.

    Parameters
    ----------
    layer : Layer
        Any layer; geometries that are no polygons have no footprint.
    progress : Progress
        Told the share done; may raise CancelledError.

    Returns
    -------
    footprints : (n,) object
        Valid polygonal geometries; None where a feature has none.
    repairs : tuple of Repair
        One for each footprint that was invalid, in the layer's order.
    """
    footprints = _polygonal(layer.geometry)
    finite = are_finite(footprints)
    wrong = np.flatnonzero(
        ~shapely.is_missing(footprints) & ~(_are_valid(footprints, progress) & finite)
    )
    repairs = []
    for row in wrong:
        before = footprints[row]
        footprints[row], how = repaired(before) if _is_finite(before) else (None, "none")
        repairs.append(_note(layer, int(row), before, footprints[row], how))
    return footprints, tuple(repairs)


def mended(layer: Layer, *, progress: Progress = silent) -> tuple[Layer, tuple[Repair, ...]]:
    """Give a layer whose areas are valid, and a note for each that was not.

    One that no way repairs stays as it is, and its note says so; lines and points stay.
    """
    if layer.points is not None:
        return layer, ()
    areas = shapely.get_dimensions(layer.geometry) == 2
    wrong = np.flatnonzero(areas & ~_are_valid(layer.geometry, progress))
    if not len(wrong):
        return layer, ()
    footprints, repairs = repair_footprints(layer.take(wrong), progress=progress)
    made = ~shapely.is_missing(footprints)
    geometry = layer.geometry.copy()
    geometry[wrong[made]] = footprints[made]
    return layer.replace(geometry=geometry), repairs


def repaired(footprint: shapely.Geometry) -> tuple[shapely.Geometry | None, str]:
    """Make a footprint valid by the first way that works; also give the name of that way.

    A way works when GEOS does not refuse it and what comes out is valid ground, no more than lies
    between all vertices of the footprint.
    """
    most = shapely.area(shapely.convex_hull(footprint)) * (1 + 1e-6) + 1e-3
    for how, way in _WAYS:
        try:
            ground = areal(way(footprint))
        except shapely.errors.GEOSException:
            continue
        if ground is not None and shapely.is_valid(ground) and shapely.area(ground) <= most:
            return ground, how
    return None, "none"


def _on_grid(footprint: shapely.Geometry) -> shapely.Geometry:
    return shapely.make_valid(shapely.set_precision(footprint, GRID, mode="pointwise"))


def _piecewise(footprint: shapely.Geometry) -> shapely.Geometry:
    """Repair part by part and ring by ring; a ring that GEOS refuses is left out."""
    parts = []
    for part in shapely.get_parts(footprint):
        rings = [_filled(ring) for ring in shapely.get_rings(part)]
        ground = rings[0]
        for hole in rings[1:]:
            ground = shapely.difference(ground, hole, grid_size=GRID)
        parts.append(ground)
    return shapely.union_all(parts, grid_size=GRID)


def _filled(ring: shapely.Geometry) -> shapely.Geometry:
    try:
        return areal(shapely.make_valid(shapely.polygons(ring))) or shapely.Polygon()
    except shapely.errors.GEOSException:
        return shapely.Polygon()


GRID = 1e-3  # metres; what GEOS refuses is tried again with vertices on this grid

# From what changes least to what always gives something.
_WAYS: tuple[tuple[str, Callable[[shapely.Geometry], shapely.Geometry]], ...] = (
    ("make_valid", shapely.make_valid),
    ("structure", lambda one: shapely.make_valid(one, method="structure", keep_collapsed=False)),
    ("grid", _on_grid),
    ("pieces", _piecewise),
)


def _are_valid(footprints: Objects, progress: Progress) -> NDArray[np.bool_]:
    """Ask on all cores which footprints are valid."""
    valid = np.zeros(len(footprints), dtype=bool)

    def look(block: slice) -> None:
        valid[block] = shapely.is_valid(footprints[block])

    in_blocks(look, cut(shapely.get_num_coordinates(footprints), _BUDGET), progress)
    return valid


def areal(geometry: shapely.Geometry) -> shapely.Geometry | None:
    """Keep the polygons of a geometry, whatever else a repair or an overlay left beside them."""
    if geometry is None or shapely.get_dimensions(geometry) < 2:
        return None
    if shapely.get_type_id(geometry) in (_POLYGON, _MULTIPOLYGON):
        return None if geometry.is_empty else geometry
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return shapely.union_all(parts[shapely.get_type_id(parts) == _POLYGON])


def _polygonal(geometry: Objects) -> Objects:
    """Give polygons and multipolygons as they are, None for all else (a new array)."""
    kinds = shapely.get_type_id(geometry)
    keep = np.isin(kinds, (_POLYGON, _MULTIPOLYGON)) & ~shapely.is_empty(geometry)
    footprints = geometry.copy()
    footprints[~keep] = None
    for row in np.flatnonzero(kinds == _COLLECTION):
        footprints[row] = areal(geometry[row])
    return footprints


def _is_finite(geometry: shapely.Geometry) -> bool:
    coordinates: NDArray[np.float64] = shapely.get_coordinates(geometry)
    return bool(np.isfinite(coordinates).all())


def _note(
    layer: Layer, row: int, before: shapely.Geometry, after: shapely.Geometry | None, how: str
) -> Repair:
    area_before = float(shapely.area(before)) if _is_finite(before) else float("nan")
    return Repair(
        layer=layer.name,
        feature=str(layer.uids[row]),
        why=str(shapely.is_valid_reason(before)),
        area_before=round(area_before, 3),
        area_after=round(float(shapely.area(after)), 3) if after is not None else 0.0,
        how=how,
    )
