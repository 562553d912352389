"""The centres of an adopted answer about sites, as planned investments of the register."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from scmap.model.codebook import CodeBook
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import Layer, objects
from scmap.model.plan import Plan
from scmap.model.project import Project, new_uid
from scmap.model.records import records
from scmap.model.scenario import Reach, Scenario, Site
from scmap.session.editing import referring
from scmap.session.registering import Tree, add_investments
from scmap.session.siting import PLANNED
from scmap.words import tr

KIND = "OPC"  # 통합운영센터
_STAND_IN = "B"  # quality of a footprint that is made of municipalities


@dataclass(frozen=True, slots=True)
class Reference:
    """Look-ups with which a centre is registered."""

    codebook: CodeBook
    gazetteer: Gazetteer
    tree: Tree | None = None


def register(project: Project, scenario: Scenario, known: Reference) -> Project:
    """Make the new and the shared centres of a scenario planned investments.

    A centre stands at its point; its ground is that of the municipalities that it serves. What is
    not known of it (소관, 분야, 연도) stays unknown. One that is registered already stays as it is.
    """
    layer = project.investments
    there = frozenset() if layer is None else frozenset(map(str, layer.uids))
    made = [
        _centre(project, scenario, site, known)
        for site in _new(project, scenario.uid)
        if uid_of(site) not in there
    ]
    for one in made:
        project = add_investments(project, one, known.tree)
    return project


def withdraw(project: Project, scenario: str) -> Project:
    """Take the planned centres of a scenario out again, except those that records name."""
    layer = project.investments
    if layer is None:
        return project
    gone = {
        uid
        for uid in map(uid_of, _new(project, scenario))
        if uid in layer.rows and not referring(project, uid)
    }
    if not gone:
        return project
    return project.with_layer(layer.take(~np.isin(layer.uids.astype(str), sorted(gone))))


def uid_of(site: Site) -> str:
    """Give the uid of the investment that a site becomes: the same at every adoption."""
    return str(uuid.uuid5(uuid.UUID(site.uid), KIND))


def _new(project: Project, scenario: str) -> Iterator[Site]:
    for one in records(project, Site):
        if one.scenario == scenario and one.role != "existing":
            yield one


def _centre(project: Project, scenario: Scenario, site: Site, known: Reference) -> Layer:
    """Give a centre as a layer of one planned investment."""
    served = [one for one in records(project, Reach) if _serves(site, one)]
    own = tuple(one.code for one in served) if site.role == "group" else (site.code,)
    codes = sorted({site.code, *(one.code for one in served)})
    extent = ";".join(f"municipality:{code}" for code in codes)
    plan = Plan(
        known.gazetteer.footprint(extent),
        own,
        _names(site, served),
        _STAND_IN,
        extent,
        tr("scenario.planned", place=site.name),
        KIND,
        total=site.cost_mkrw,
    )
    layer = plan.layer(known.codebook, uid=uid_of(site), crs=project.crs)
    point = site.line if site.line is not None else shapely.point_on_surface(plan.footprint)
    told = {
        "phase": PLANNED,
        "source": tr("scenario.planned.source", title=scenario.title),
        "extent_reason": tr("scenario.planned.extent"),
        "note": scenario.parameters.replace(";", ", ") or None,
        "money_basis": None if np.isnan(site.cost_mkrw) else PLANNED,
    }
    cells = {
        **layer.columns,
        **{name: objects([text]) for name, text in told.items()},
        "x": np.array([point.x]),
        "y": np.array([point.y]),
    }
    return replace(layer, uid=new_uid(), columns=cells)


def _serves(site: Site, reach: Reach) -> bool:
    return reach.scenario == site.scenario and reach.by == site.name


def _names(site: Site, served: Sequence[Reach]) -> str:
    """Name the place of a centre; of a shared one all that share it, its own first."""
    if site.role != "group":
        return site.name
    others = [one.name for one in served if one.code != site.code]
    return ", ".join((site.name, *others))
