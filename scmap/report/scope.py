"""Which investments and which overlaps a report is about."""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis.pair_layers import overlap_class, overlap_layer
from scmap.analysis.shared_ground import intersect
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import Layer, Objects, objects
from scmap.model.municipality import Municipality
from scmap.model.overlap import OverlapRule, OverlapRun, Rows
from scmap.progress import Progress, silent


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """Investments and pairs of a municipality, or of the whole country.

    Attributes
    ----------
    run : OverlapRun
        What was found over all investments.
    municipality : Municipality or None
        None for the whole country.
    ground : shapely polygon or None
        The municipality's, on the plane of the layer.
    investments : Layer
        Those of the area.
    pairs : (k,) intp
        Rows of the run's table whose shared ground lies in the area, the strongest first.
    overlaps : Layer
        Shared ground of those pairs, in the same order.
    classes : (k,) object
        Class of each of those pairs, one of `CLASSES`.
    inside : (k,) float64
        Part of the shared ground that lies in the area, m².
    union_m2 : float
        Ground in the area on which at least one pair (slivers apart) shares ground, each place
        counted once, m².
    """

    run: OverlapRun
    municipality: Municipality | None
    ground: shapely.Geometry | None
    investments: Layer
    pairs: NDArray[np.intp]
    overlaps: Layer
    classes: Objects
    inside: NDArray[np.float64]
    union_m2: float


def scope_of(
    run: OverlapRun,
    gazetteer: Gazetteer,
    municipality: Municipality | None,
    *,
    progress: Progress = silent,
) -> Scope:
    """Find what of a run belongs to a municipality (None: the whole country).

    An investment belongs to it when it is recorded there or when its footprint shares ground with
    it; a pair when its shared ground does.
    """
    ground = None
    if municipality is not None:
        ground = gazetteer.footprint(f"{municipality.level}:{municipality.code}")
    near = _near(run, ground)
    close = replace(run, table=run.table.take(near))
    shared = overlap_layer(close, progress=progress)
    cut = _cut(shared.geometry, ground)
    here = np.ones(len(shared), bool)
    if ground is not None:
        here = (shapely.area(cut) >= run.rule.floor) & (_wide(cut, run.rule) | close.table.sliver)
    classes = overlap_class(close.table)
    pairs = _ranked(close)
    pairs = pairs[here[pairs]]
    solid = cut[pairs[classes[pairs] != "sliver"]]
    return Scope(
        run=run,
        municipality=municipality,
        ground=ground,
        investments=run.layer.take(members(run.layer, run.rule, municipality, ground)),
        pairs=near[pairs],
        overlaps=shared.take(pairs),
        classes=classes[pairs],
        inside=shapely.area(cut[pairs]),
        union_m2=float(shapely.area(shapely.union_all(_distinct(solid)))),
    )


def members(
    layer: Layer,
    rule: OverlapRule,
    municipality: Municipality | None,
    ground: shapely.Geometry | None,
) -> NDArray[np.bool_]:
    """Tell which investments belong to an area: recorded there, or reaching into it.

    Parameters
    ----------
    layer : Layer
        The investments.
    rule : OverlapRule
        How small or narrow a piece of ground is that does not count.
    municipality, ground
        The area; None for the whole country.

    Returns
    -------
    (n,) bool
    """
    if municipality is None or ground is None:
        return np.ones(len(layer), bool)
    recorded = np.fromiter(
        (
            code is not None and municipality.code in str(code).split(";")
            for code in layer.text("municipality_code")
        ),
        bool,
        len(layer),
    )
    near = np.setdiff1d(layer.tree.query(ground), np.flatnonzero(recorded))
    recorded[near[_wide(_cut(layer.geometry[near], ground), rule)]] = True
    return recorded


def _near(run: OverlapRun, ground: shapely.Geometry | None) -> Rows:
    """Give the pairs whose shared ground may reach into an area: only these have to be cut.

    What two footprints share lies in the boxes of both.
    """
    table, boxes = run.table, run.layer.bounds
    if ground is None:
        return np.arange(len(table), dtype=np.intp)
    low = np.fmax(boxes[table.left, :2], boxes[table.right, :2])
    high = np.fmin(boxes[table.left, 2:], boxes[table.right, 2:])
    edges = np.array(ground.bounds)
    return np.flatnonzero(((low <= edges[2:]) & (high >= edges[:2])).all(axis=1))


def _cut(geometry: Objects, ground: shapely.Geometry | None) -> Objects:
    """Give the parts of geometries on `ground`; equal geometries are cut once."""
    if ground is None or not len(geometry):
        return geometry
    wkb = shapely.to_wkb(geometry)
    first = {key: row for row, key in reversed(list(enumerate(wkb)))}
    rows = np.fromiter(first.values(), np.intp, len(first))
    valid = shapely.make_valid(geometry[rows])
    pieces = intersect(valid, objects([ground] * len(rows)))
    by_key = dict(zip(first, pieces, strict=True))
    return objects(by_key[key] for key in wkb)


def _wide(cut: Objects, rule: OverlapRule) -> NDArray[np.bool_]:
    """Tell which pieces are ground rather than a mismatch of two edges of one boundary."""
    area, edge = shapely.area(cut), shapely.length(cut)
    wide: NDArray[np.bool_] = (area >= rule.floor) & (2 * area > rule.sliver_width * edge)
    return wide


def _ranked(run: OverlapRun) -> NDArray[np.intp]:
    """Rows of the run's table, the strongest overlap first; ties by uid."""
    table = run.table
    return np.lexsort((table.keys, -table.area, table.class_code))


def _distinct(geometry: Objects) -> Objects:
    """Give each of equal geometries once: joining them costs time and changes nothing."""
    wkb = shapely.to_wkb(geometry)
    return objects(dict(zip(wkb, geometry, strict=True)).values())
