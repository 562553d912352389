"""Centres on the map by the step of the ladder on which they stand."""

import numpy as np
import shapely

from scmap.analysis.maturity import STEPS, measure_maturity
from scmap.model.centre import System
from scmap.model.codebook import parts
from scmap.model.design_rules import DesignRules
from scmap.model.layer import Layer, objects
from scmap.model.link import Link
from scmap.model.maplayer import RESULT, MapLayer
from scmap.model.project import Project
from scmap.model.records import records
from scmap.model.symbology import Label, Span, Symbol, Symbology
from scmap.session.siting import CENTRES
from scmap.words import tr

MATURITY = f"{RESULT}maturity"
ENTRY = "9b1f6f5e-9a60-5b0b-8f8b-6a3c1d0f7a27"
_SIZES_MM = (2.2, 3.2, 4.4, 5.8)


def maturity_layer(project: Project, rules: DesignRules) -> Layer | None:
    """Give the centres as points with their step; those without a place are left out."""
    layer = project.investments
    if layer is None:
        return None
    links, systems = records(project, Link), records(project, System)
    points = np.column_stack((layer.number("x"), layer.number("y")))
    centred = np.isin(layer.text("kind").astype(str), [*CENTRES, "PLT"])
    rows = np.flatnonzero(centred & ~np.isnan(points).any(axis=1))
    steps = [
        measure_maturity(
            layer.uids[row], parts(layer.text("fields")[row]), systems, links, rules
        ).step
        for row in rows.tolist()
    ]
    return Layer(
        MATURITY,
        "maturity",
        tr("centre.entry"),
        "other",
        project.crs,
        objects(layer.uids[rows]),
        objects(shapely.points(points[rows])),
        {"name": objects(layer.text("name")[rows]), "step": np.array(steps, dtype=float)},
        security=layer.security,
        left_out=int(centred.sum()) - len(rows),
    )


def shown(project: Project) -> Project:
    """Give the layer tree the entry of the steps, if it has none."""
    if any(entry.uid == ENTRY for entry in project.map):
        return project
    spans = [
        Span(
            step - 0.5,
            step + 0.5,
            tr("centre.span", number=step, step=tr(f"centre.step.{step}")),
            Symbol(fill="#1F5FBF", stroke="#FFFFFF", stroke_mm=0.3, marker="hexagon", size_mm=size),
        )
        for step, size in zip(STEPS, _SIZES_MM, strict=True)
    ]
    look = Symbology(
        spans[0].symbol, "step", spans=tuple(spans), label=Label("name", max_scale=500_000.0)
    )
    entry = MapLayer(ENTRY, tr("centre.entry"), MATURITY, tr("centre.entry"), symbology=look)
    return project.with_entry(entry)
