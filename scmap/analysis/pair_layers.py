"""Pairs of investments as layers: to draw on the map, to export."""

from collections.abc import Mapping

import numpy as np

from scmap.analysis.ground import Ground
from scmap.model.layer import Column, Layer, Objects, objects
from scmap.model.overlap import CLASSES, OverlapRun, OverlapTable, Rows
from scmap.model.ruleset import GRADES
from scmap.model.verdict import Candidates
from scmap.progress import Progress, silent

MOST_DRAWN = 3_000  # pairs of one layer on the map: more hide each other and take long to paint


def overlap_class(table: OverlapTable) -> Objects:
    """Class of each pair for the map, shape (k,): "high", "partial", "low" or "sliver"."""
    return np.asarray(objects(CLASSES)[table.class_code], dtype=object)


def overlap_layer(
    run: OverlapRun, ground: Ground | None = None, *, progress: Progress = silent
) -> Layer:
    """Draw up the pairs of a run as a layer: one polygon a pair, with both sides' names.

    Every pair is cut: take the pairs that are wanted first (`OverlapTable.take`). The feature's
    uid is ``left uid + "|" + right uid``, so that a pair keeps its identity from run to run.
    """
    table = run.table
    ground = ground or Ground(run.layer)
    return pair_layer(
        "overlap",
        run.layer,
        table.uids(),
        ground.cut(table.left, table.right, progress=progress),
        {
            **sides(run.layer, table.left, table.right),
            "area_m2": table.area,
            "coefficient": table.coefficient,
            "jaccard": table.jaccard,
            "years": table.years,
            "relation": table.relation,
            "class": overlap_class(table),
        },
    ).replace(sliver_width=run.rule.sliver_width)


def graded_layer(
    found: Candidates, ground: Ground | None = None, *, progress: Progress = silent
) -> Layer:
    """Draw up graded pairs as a layer: one polygon a pair, empty where they share no ground.

    Every pair is cut: take the pairs that are wanted first. The feature's uid is
    `Candidates.uid`; `grade` is "Ⅰ" to "Ⅳ".
    """
    layer, verdict = found.layer, found.verdict
    ground = ground or Ground(layer)
    uids = layer.uids
    return pair_layer(
        "graded",
        layer,
        np.asarray(uids[found.left] + "|" + uids[found.right], dtype=object),
        ground.cut(found.left, found.right, progress=progress),
        {
            **sides(layer, found.left, found.right),
            "area_m2": found.area,
            "coefficient": verdict.terms.coefficient,
            "years": found.years,
            "relation": found.relation,
            "grade": np.asarray(objects(GRADES)[verdict.grade], dtype=object),
            "duplication": verdict.duplication,
            "linkage": verdict.linkage,
        },
    )


def pair_layer(
    name: str, layer: Layer, uids: Objects, geometry: Objects, columns: Mapping[str, Column]
) -> Layer:
    """Give a result on pairs of a layer: on the layer's plane, as secret as that."""
    return Layer(
        uid=f"result:{name}",
        name=name,
        title=name,
        kind="overlap",
        crs=layer.crs,
        uids=uids,
        geometry=geometry,
        columns=columns,
        source=layer.source,
        security=layer.security,
    )


def sides(layer: Layer, left: Rows, right: Rows) -> dict[str, Objects]:
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
