"""타 부처 사업 조회 on the open project: a plan's place, and what it meets."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import shapely

from scmap.analysis.survey import Survey, survey
from scmap.errors import InputError
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import Layer
from scmap.model.plan import Plan
from scmap.model.project import Project
from scmap.progress import Progress, silent
from scmap.session.findings import Lookups

LEAST_SHARE = 0.01  # of the plan's ground: a border drawn a few metres over makes no neighbour

_SEPARATORS = re.compile(r"[\s,·ㆍ;/]+")


def placed(footprint: shapely.Geometry, gazetteer: Gazetteer) -> Plan:
    """Give the plan of a footprint (EPSG:5179): it lies where so much of its ground does."""
    layer = gazetteer.boundaries("municipality")
    rows = np.sort(layer.tree.query(footprint, predicate="intersects"))
    shared = shapely.area(shapely.intersection(layer.geometry[rows], footprint))
    least = LEAST_SHARE * float(shapely.area(footprint))
    codes = tuple(str(code) for code in layer.text("code")[rows[shared >= least]])
    return Plan(footprint, codes, _titles(codes, gazetteer))


def place_named(text: str, gazetteer: Gazetteer) -> Plan:
    """Give the plan of a municipality, or of 법정동 in it: "부천시", "부천시 내동·삼정동".

    Raises
    ------
    InputError
        If the words name no municipality or 법정동, or more than one.
    """
    words = text.split()
    if not words:
        raise InputError("place_unknown", place=text)
    for count in range(len(words), 0, -1):
        name, rest = " ".join(words[:count]), " ".join(words[count:])
        if gazetteer.municipality(name):
            unit = gazetteer.one(name)
            names = "|".join(filter(None, _SEPARATORS.split(rest)))
            level = "gu" if unit.level == "gu" else "municipality"
            extent = f"emd:{unit.code}:{names}" if names else f"{level}:{unit.code}"
            codes = (unit.parent or unit.code,)
            return Plan(
                gazetteer.footprint(extent),
                codes,
                _titles(codes, gazetteer),
                quality="A′" if names else "B",
                extent=extent,
            )
    raise InputError("place_unknown", place=text)


def of_feature(layer: Layer, row: int, gazetteer: Gazetteer) -> Plan | None:
    """Give the plan on the ground of a feature; None where it has no area."""
    ground = layer.geometry[row]
    if ground is None or not shapely.area(ground) > 0:
        return None
    plan = placed(ground, gazetteer)
    quality, extent = layer.text("quality")[row], layer.text("extent")[row]
    return replace(plan, quality=quality or plan.quality, extent=extent or "")


def move_investment(project: Project, uid: str, to: Plan) -> Project:
    """Put an investment on the ground of a plan, where its point and municipality go along.

    Its footprint is one that was put there by hand from now on: quality A, made of no units.

    Raises
    ------
    InputError
        ``investment_unknown``.
    """
    layer = project.investments
    row = layer.rows.get(uid) if layer is not None else None
    if layer is None or row is None:
        raise InputError("investment_unknown", name=uid)
    geometry = layer.geometry.copy()
    geometry[row] = shapely.multipolygons(shapely.get_parts(to.footprint))
    point = shapely.point_on_surface(to.footprint)
    cells = {
        "x": float(point.x),
        "y": float(point.y),
        "quality": to.quality,
        "extent": to.extent or None,
        "municipality": to.place or None,
        "municipality_code": ";".join(to.municipalities) or None,
    }
    columns = {**layer.columns}
    for name, value in cells.items():
        known: Any = layer.number(name) if isinstance(value, float) else layer.text(name)
        columns[name] = column = known.copy()
        column[row] = value
    return project.with_layer(layer.replace(geometry=geometry, columns=columns))


def look_up(project: Project, plan: Plan, *, progress: Progress = silent) -> Survey | None:
    """Look up what a plan would meet; None in a project without investments."""
    layer = project.investments
    if layer is None:
        return None
    field = Lookups.of(project)
    return survey(layer, plan, field.codebook, field.rules, progress=progress)


def _titles(codes: tuple[str, ...], gazetteer: Gazetteer) -> str:
    """Name units as a cell of several does."""
    return ";".join(gazetteer.units[code].title for code in codes if code in gazetteer.units)
