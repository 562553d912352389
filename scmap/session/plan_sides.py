"""What a plan is when it is held beside another: its links or centres, and what they cover."""

import math
from collections.abc import Iterable
from datetime import date

import numpy as np
import shapely

from scmap.analysis.link_checks import find_flaws
from scmap.analysis.repair import repair_footprints
from scmap.analysis.scenario_difference import Side
from scmap.model.codebook import parts
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import Layer
from scmap.model.link import Link
from scmap.model.project import Project
from scmap.model.records import records
from scmap.model.scenario import CURRENT, Reach, Site
from scmap.session.scenarios import links_of, scenario_of


def side_of(project: Project, uid: str, known: Gazetteer, today: date) -> Side:
    """Give the plan in force (`CURRENT`) or a scenario as one side of a comparison.

    Links cover the ground of the investments that they join, centres that of the municipalities
    that they serve.

    Raises
    ------
    RefusedError
        ``scenario_gone`` when the project has no scenario of that uid.
    """
    scenario = None if uid == CURRENT else scenario_of(project, uid)
    links, layer = links_of(project, uid), project.investments
    if scenario is None or scenario.model == "plan":
        flaws, places = find_flaws(links, layer, today), _places(links, layer)
        return Side(links, flaws, (), scenario, places, *_covered(links, layer))
    sites = tuple(one for one in records(project, Site) if one.scenario == uid)
    served = (one for one in records(project, Reach) if one.scenario == uid and one.by)
    places = frozenset(one.code for one in served)
    return Side((), (), sites, scenario, places, _area(known, places))


def _joined(links: Iterable[Link], layer: Layer | None) -> list[int]:
    """Give the rows of the investments that links join."""
    if layer is None:
        return []
    uids = {uid for one in links for uid in (one.left, one.right)}
    return sorted(layer.rows[uid] for uid in uids if uid in layer.rows)


def _places(links: Iterable[Link], layer: Layer | None) -> frozenset[str]:
    """Give the codes of the municipalities in which the ends of links stand."""
    if layer is None:
        return frozenset()
    cells = layer.text("municipality_code")
    return frozenset(code for row in _joined(links, layer) for code in parts(cells[row]))


def _covered(links: Iterable[Link], layer: Layer | None) -> tuple[float, int]:
    """Give the m² of the ground that links cover, each piece once, and the ends without ground."""
    rows = _joined(links, layer)
    if layer is None or not rows:
        return 0.0, 0
    footprints, _ = repair_footprints(layer.take(np.array(rows)))
    known = footprints[~shapely.is_missing(footprints)]
    # Many investments stand for the same city: its outline is united once.
    outlines = list(dict(zip(shapely.to_wkb(known), known, strict=True)).values())
    area = float(shapely.area(shapely.union_all(outlines))) if outlines else math.nan
    return area, len(rows) - len(known)


def _area(known: Gazetteer, codes: Iterable[str]) -> float:
    """Give the m² of municipalities."""
    layer = known.boundaries("municipality")
    names = layer.text("code")
    asked = frozenset(codes)
    rows = np.array([code in asked for code in names], dtype=bool)
    return float(shapely.area(layer.geometry[rows]).sum())
