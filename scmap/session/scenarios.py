"""Commands on scenarios: keep an answer about sites, branch the plan, adopt, drop."""

import math
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date

import numpy as np
import shapely

from scmap.analysis.scenario_difference import service
from scmap.errors import RefusedError
from scmap.model.link import Link
from scmap.model.maplayer import MapLayer, Where
from scmap.model.project import Project, new_uid
from scmap.model.records import record, records, with_all, with_record, without_record
from scmap.model.scenario import CURRENT, PARTS, Reach, Scenario, ScenarioLink, Site
from scmap.model.siting import Grouping, Siting
from scmap.model.symbology import Category, Label, Symbol, Symbology
from scmap.session import linking, planned_centres
from scmap.session.planned_centres import Reference
from scmap.session.siting_question import KM, Answer
from scmap.words import tr

TINTS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#7A8B00", "#56B4E9", "#9F1239", "#6B4FA0")
NOBODY = "0"  # tint of what no centre serves
_GREY, _NEW, _STANDING = "#8A8F98", "#0F766E", "#4A5568"
_TABLES = (Scenario, *PARTS)


def keep_answer(
    project: Project, answer: Answer, *, title: str, parameters: str, uid: str, made_on: date
) -> Project:
    """Keep what was found about sites as a scenario, and put it on the map in place of others.

    Parameters
    ----------
    answer : Answer
        What was found.
    title, parameters : str
        What it is called, and what it depends on.
    uid : str
        Identity of the scenario.
    """
    found, sited = answer.found, isinstance(answer.found, Siting)
    kept = Scenario(
        uid,
        title,
        answer.question.model,
        answer.region.title,
        parameters,
        objective=found.objective if isinstance(found, Siting) else found.imbalance,
        bound=found.bound if isinstance(found, Siting) else math.nan,
        gap=found.gap,
        served=answer.served,
        mean_km=answer.mean_km,
        cost_mkrw=_cost(answer) if sited else math.nan,
        made_on=made_on,
    )
    sites, reaches = _sited(answer, uid) if sited else _grouped(answer, uid)
    project = with_record(project, kept)
    project = with_all(project, Site, [*records(project, Site), *sites])
    project = with_all(project, Reach, [*records(project, Reach), *reaches])
    return _shown(project, kept)


def branch(project: Project, *, title: str, uid: str, made_on: date, of: str = CURRENT) -> Project:
    """Copy the links of a plan into a scenario of its own, where they can be changed.

    Raises
    ------
    RefusedError
        ``scenario_untitled`` without a title, ``scenario_empty`` when there is nothing to copy.
    """
    links = links_of(project, of)
    if not title.strip():
        raise RefusedError("scenario_untitled")
    if not links:
        raise RefusedError("scenario_empty")
    project = with_record(project, Scenario(uid, title.strip(), made_on=made_on))
    copies = [_copied(one, ScenarioLink, new_uid(), scenario=uid) for one in links]
    project = with_all(project, ScenarioLink, [*records(project, ScenarioLink), *copies])
    return _shown(project, scenario_of(project, uid))


def links_of(project: Project, uid: str) -> tuple[Link, ...]:
    """Give the links of the plan in force (`CURRENT`) or of a scenario."""
    if uid == CURRENT:
        return records(project, Link)
    return tuple(one for one in records(project, ScenarioLink) if one.scenario == uid)


def scenario_of(project: Project, uid: str) -> Scenario:
    """Give a scenario.

    Raises
    ------
    RefusedError
        ``scenario_gone`` when the project has none of that uid.
    """
    found = record(project, Scenario, uid)
    if found is None:
        raise RefusedError("scenario_gone")
    return found


def adopt(project: Project, uid: str, today: date, former: str, known: Reference) -> Project:
    """Make a scenario the plan: of a branch its links, of sites its centres.

    What the plan was before stays as a scenario called `former`. New and shared centres come into
    the register as planned ones; those of the sites that were adopted before leave it.

    Raises
    ------
    RefusedError
        ``scenario_gone`` when the project has none of that uid.
    """
    chosen = scenario_of(project, uid)
    if chosen.model == "plan":
        project = _adopted_links(project, uid, today, former)
    for one in records(project, Scenario):
        alike = (one.model == "plan") == (chosen.model == "plan")
        if alike and one.adopted_on is not None and one.uid != uid:
            project = planned_centres.withdraw(project, one.uid)
            project = with_record(project, replace(one, adopted_on=None))
    if chosen.model != "plan":
        project = planned_centres.register(project, chosen, known)
    return with_record(project, replace(chosen, adopted_on=today))


def _adopted_links(project: Project, uid: str, today: date, former: str) -> Project:
    """Put a branch's links in force; a link that was there keeps its uid: others name it."""
    old = {service(one): one.uid for one in records(project, Link)}
    if old:
        project = branch(project, title=former, uid=new_uid(), made_on=today)
    links = [
        _copied(one, Link, old.get(service(one), "") or new_uid()) for one in links_of(project, uid)
    ]
    return linking.accept_all(project, links)


def drop(project: Project, uid: str) -> Project:
    """Take a scenario out of the project and off its map."""
    project = without_record(project, Scenario, uid)
    for part in PARTS:
        if any(one.scenario == uid for one in records(project, part)):
            kept = [one for one in records(project, part) if one.scenario != uid]
            project = with_all(project, part, kept)
    gone = set(entries_of(uid))
    return project.with_map(entry for entry in project.map if entry.uid not in gone)


def rename(project: Project, uid: str, title: str) -> Project:
    """Call a scenario otherwise.

    Raises
    ------
    RefusedError
        ``scenario_gone``, or ``scenario_untitled`` without a title.
    """
    if not title.strip():
        raise RefusedError("scenario_untitled")
    return with_record(project, replace(scenario_of(project, uid), title=title.strip()))


def entries_of(uid: str) -> tuple[str, ...]:
    """Give the uids of the entries of the layer tree that show a scenario, or the plan."""
    if uid == CURRENT:
        return (linking.ENTRY,)
    space = uuid.UUID(uid)
    return tuple(str(uuid.uuid5(space, part.TABLE)) for part in PARTS)


@dataclass(frozen=True, slots=True)
class _Place:
    """One municipality with its point."""

    code: str
    name: str
    point: shapely.Geometry


def _place(names: tuple[str, ...], codes: tuple[str, ...], points: object, row: int) -> _Place:
    return _Place(codes[row], names[row], shapely.Point(np.asarray(points)[row]))


def _sited(answer: Answer, uid: str) -> tuple[list[Site], list[Reach]]:
    found, demand, sites = answer.found, answer.demand, answer.candidates
    if isinstance(found, Grouping):
        return [], []
    loads = np.zeros(len(sites))
    served = found.served_by >= 0
    np.add.at(loads, found.served_by[served], demand.weights[served])
    opened = np.flatnonzero(found.opened).tolist()
    tints = {row: str(place % len(TINTS) + 1) for place, row in enumerate(opened)}
    made = [
        Site(
            new_uid(),
            uid,
            "existing" if sites.existing[row] else "new",
            sites.codes[row],
            sites.names[row],
            load=float(loads[row]),
            cost_mkrw=math.nan if sites.existing[row] else float(sites.costs[row]),
            line=shapely.Point(sites.points[row]),
        )
        for row in opened
    ]
    reaches = []
    for row, by in enumerate(found.served_by.tolist()):
        here = _place(demand.names, demand.codes, demand.points, row)
        there = shapely.Point(sites.points[by]) if by >= 0 else here.point
        reaches.append(
            Reach(
                new_uid(),
                uid,
                here.code,
                here.name,
                sites.names[by] if by >= 0 else "",
                tints[by] if by >= 0 else NOBODY,
                float(demand.weights[row]),
                float(found.distances[row]) / KM,
                _line(here.point, there),
            )
        )
    return made, reaches


def _grouped(answer: Answer, uid: str) -> tuple[list[Site], list[Reach]]:
    found, demand = answer.found, answer.demand
    if isinstance(found, Siting):
        return [], []
    sites, reaches = [], []
    for number, members in enumerate(found.groups, start=1):
        points = demand.points[list(members)]
        apart = np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
        heart = members[int(np.argmin(apart.sum(axis=1)))]
        middle = _place(demand.names, demand.codes, demand.points, heart)
        load = float(found.loads[number - 1])
        told = (new_uid(), uid, "group", middle.code, middle.name, float(number), load)
        sites.append(Site(*told, line=middle.point))
        tint = str((number - 1) % len(TINTS) + 1)
        reaches += [_member(answer, uid, row, middle, tint) for row in members]
    reaches += [_member(answer, uid, row, None, NOBODY) for row in found.alone]
    return sites, reaches


def _member(answer: Answer, uid: str, row: int, middle: _Place | None, tint: str) -> Reach:
    demand = answer.demand
    here = _place(demand.names, demand.codes, demand.points, row)
    km = math.nan if middle is None else shapely.distance(here.point, middle.point) / KM
    line = _line(here.point, here.point if middle is None else middle.point)
    by = "" if middle is None else middle.name
    weight = float(demand.weights[row])
    return Reach(new_uid(), uid, here.code, here.name, by, tint, weight, float(km), line)


def _line(start: shapely.Geometry, stop: shapely.Geometry) -> shapely.Geometry:
    """Join two points; a place that is its own centre gets a line too short to be seen."""
    one, other = start.coords[0], stop.coords[0]
    return shapely.LineString([one, other if one != other else (one[0] + 1.0, one[1])])


def _cost(answer: Answer) -> float:
    """Give what the new centres cost together; one unknown makes the sum unknown."""
    found = answer.found
    if isinstance(found, Grouping):
        return math.nan
    return float(answer.candidates.costs[found.opened & ~answer.candidates.existing].sum())


def _copied(link: Link, kind: type[Link], uid: str, **more: str) -> Link:
    told = {one.name: getattr(link, one.name) for one in fields(Link)}
    return kind(**{**told, "uid": uid, **more})


def _shown(project: Project, scenario: Scenario) -> Project:
    """Put a scenario on the map, and take the other scenarios off it."""
    others = {
        entry
        for one in records(project, Scenario)
        if one.uid != scenario.uid
        for entry in entries_of(one.uid)
    }
    kept = [replace(one, visible=False) if one.uid in others else one for one in project.map]
    return project.with_map([*kept, *_entries(scenario)])


def _entries(scenario: Scenario) -> Iterator[MapLayer]:
    group, own = tr("scenario.group"), Where("scenario", frozenset({scenario.uid}))
    looks: Iterable[tuple[type, str, Symbology]]
    if scenario.model == "plan":
        looks = ((ScenarioLink, "links", linking.link_look()),)
    else:
        looks = ((Reach, "reach", _reach_look()), (Site, "sites", _site_look()))
    names = dict(zip((part.TABLE for part in PARTS), entries_of(scenario.uid), strict=True))
    for part, words, look in looks:
        title = tr(f"scenario.entry.{words}", title=scenario.title)
        yield MapLayer(names[part.TABLE], title, part.TABLE, group=group, where=own, symbology=look)


def _reach_look() -> Symbology:
    lines = [Symbol(stroke=colour, stroke_mm=0.6) for colour in TINTS]
    looks = {str(place): line for place, line in enumerate(lines, start=1)}
    nobody = Symbol(stroke=_GREY, stroke_mm=0.6, line="dot")
    categories = [Category(NOBODY, tr("scenario.unserved"), nobody)]
    categories += [
        Category(tint, tr("scenario.tint", number=tint), look) for tint, look in looks.items()
    ]
    return Symbology(looks["1"], "tint", tuple(categories))


def _site_look() -> Symbology:
    looks = {
        "existing": Symbol(fill=_STANDING, stroke="#FFFFFF", marker="square", size_mm=2.2),
        "new": Symbol(fill=_NEW, stroke="#FFFFFF", marker="diamond", size_mm=4.2),
        "group": Symbol(fill=_NEW, stroke="#FFFFFF", marker="circle", size_mm=3.4),
    }
    return Symbology(
        looks["new"],
        "role",
        tuple(Category(role, tr(f"scenario.role.{role}"), look) for role, look in looks.items()),
        label=Label("name", size_pt=8.0, colour=_NEW),
    )
