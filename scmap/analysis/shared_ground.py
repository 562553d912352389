"""The ground that pairs of investments share, as geometry to show, pick and export."""

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis.repair import areal, repair_footprints
from scmap.model.layer import Layer, Objects, objects
from scmap.model.overlap import OverlapRun, OverlapTable
from scmap.model.ruleset import GRADES
from scmap.model.verdict import Candidates
from scmap.progress import Progress, silent

GRID = 1e-3  # metres; the grid on which an overlay that GEOS refuses is tried again

# Classes of the map until a verdict grades the pair; bounds of the coefficient: DOMAIN §5.
HIGH, PARTIAL = 0.5, 0.1


def intersect(left: Objects, right: Objects) -> Objects:
    """Cut footprints pairwise, never stopping at a pair that GEOS refuses.

    Parameters
    ----------
    left, right : (k,) object
        Valid polygonal geometries on one plane.

    Returns
    -------
    (k,) object
        Polygonal parts of the intersections; an empty polygon where two do not share ground.
    """
    try:
        cut = shapely.intersection(left, right)
    except shapely.errors.GEOSException:
        cut = objects(_stubborn(a, b) for a, b in zip(left, right, strict=True))
    mixed = np.flatnonzero(shapely.get_type_id(cut) > 6)
    for row in mixed:
        cut[row] = areal(cut[row])
    lines = shapely.is_missing(cut) | (shapely.get_dimensions(cut) < 2)
    cut[lines] = shapely.Polygon()
    return np.asarray(cut, dtype=object)


def _stubborn(left: shapely.Geometry, right: shapely.Geometry) -> shapely.Geometry:
    try:
        return shapely.intersection(left, right)
    except shapely.errors.GEOSException:
        return shapely.intersection(left, right, grid_size=GRID)


def overlap_class(table: OverlapTable) -> Objects:
    """Class of each pair for the map, shape (k,): "high", "partial", "low" or "sliver"."""
    classes = np.select(
        [table.sliver, table.coefficient >= HIGH, table.coefficient >= PARTIAL],
        ["sliver", "high", "partial"],
        default="low",
    )
    return objects(str(name) for name in classes)


def overlap_layer(run: OverlapRun, *, progress: Progress = silent) -> Layer:
    """Draw up the pairs of a run as a layer: one polygon a pair, with both sides' names.

    The feature's uid is ``left uid + "|" + right uid``, so that a pair keeps its identity from run
    to run.
    """
    layer, table = run.layer, run.table
    left = np.array([layer.rows[uid] for uid in table.left], dtype=np.intp)
    right = np.array([layer.rows[uid] for uid in table.right], dtype=np.intp)
    footprints, _ = repair_footprints(layer)
    progress(0.2)
    geometry = _cut_once(footprints, left, right)
    progress(1.0)
    return Layer(
        uid="result:overlap",
        name="overlap",
        title="overlap",
        kind="overlap",
        crs=layer.crs,
        uids=objects(f"{a}|{b}" for a, b in zip(table.left, table.right, strict=True)),
        geometry=geometry,
        columns=_columns(layer, table, left, right),
        source=layer.source,
        security=layer.security,
    )


def graded_layer(found: Candidates, *, progress: Progress = silent) -> Layer:
    """Draw up graded pairs as a layer: one polygon a pair, empty where they share no ground.

    The feature's uid is `Candidates.uid`; `grade` is "Ⅰ" to "Ⅳ".
    """
    layer, verdict = found.layer, found.verdict
    footprints, _ = repair_footprints(layer)
    progress(0.2)
    geometry = _cut_once(footprints, found.left, found.right)
    progress(1.0)
    return Layer(
        uid="result:graded",
        name="graded",
        title="graded",
        kind="overlap",
        crs=layer.crs,
        uids=objects(found.uid(row) for row in range(len(found))),
        geometry=geometry,
        columns={
            **_sides(layer, found.left, found.right),
            "area_m2": found.area,
            "coefficient": verdict.terms.coefficient,
            "years": found.years,
            "relation": found.relation,
            "grade": objects(GRADES[grade] for grade in verdict.grade),
            "duplication": verdict.duplication,
            "linkage": verdict.linkage,
        },
        source=layer.source,
        security=layer.security,
    )


def _cut_once(footprints: Objects, left: NDArray[np.intp], right: NDArray[np.intp]) -> Objects:
    """Shared ground of each pair; footprints that are equal are cut once and share one geometry."""
    wkb = shapely.to_wkb(footprints)
    keys = [(wkb[i], wkb[j]) for i, j in zip(left, right, strict=True)]
    first = {key: place for place, key in reversed(list(enumerate(keys)))}
    places = np.array(sorted(first.values()), dtype=np.intp)
    cut = dict(
        zip(places, intersect(footprints[left[places]], footprints[right[places]]), strict=True)
    )
    return objects(cut[first[key]] for key in keys)


def _columns(
    layer: Layer, table: OverlapTable, left: NDArray[np.intp], right: NDArray[np.intp]
) -> dict[str, NDArray[np.object_] | NDArray[np.float64]]:
    return {
        **_sides(layer, left, right),
        "area_m2": table.area,
        "coefficient": table.coefficient,
        "jaccard": table.jaccard,
        "years": table.years,
        "relation": table.relation,
        "class": overlap_class(table),
    }


def _sides(
    layer: Layer, left: NDArray[np.intp], right: NDArray[np.intp]
) -> dict[str, NDArray[np.object_]]:
    """Give uid, name and ministry of both sides of each pair."""
    names, ministries = layer.text("name"), layer.text("ministry")
    return {
        "left": layer.uids[left],
        "right": layer.uids[right],
        "left_name": names[left],
        "right_name": names[right],
        "left_ministry": ministries[left],
        "right_ministry": ministries[right],
        "municipality": layer.text("municipality")[left],
    }
