"""scmap site: where new centres go, and which small municipalities share one."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from scmap import __version__
from scmap.cli.parameters import FILE, Number, Whole
from scmap.formats.digest import sha256
from scmap.formats.place_numbers import read_place_numbers, read_place_pairs
from scmap.model.gazetteer import Gazetteer
from scmap.model.project import Project
from scmap.model.siting import MODELS, Candidates, Demand, Grouping, Joint, Siting
from scmap.reference import gazetteer_of
from scmap.reference.places import bridges
from scmap.session.siting import CENTRES, joints_of, numbers_by_code
from scmap.session.siting_question import KM, Answer, Question, ask, said_neighbours
from scmap.store.project_file import read_project
from scmap.words import tr


@dataclass(frozen=True, slots=True)
class _Asked:
    """The options of one question."""

    project: Path
    model: str
    region: str | None
    new: int
    radius_km: float | None
    weights: Path | None
    costs: Path | None
    budget: float | None
    small: float | None
    sizes: tuple[int, int]
    kinds: str
    seconds: float
    joins: Path | None
    land_only: bool

    def files(self) -> dict[str, str]:
        """Name and digest of each file that was read."""
        read = (self.project, self.weights, self.costs, self.joins)
        return {one.name: sha256(one) for one in read if one is not None}

    def parameters(self) -> dict[str, Any]:
        """Give what the answer depends on beside the files."""
        left_out = {"project", "weights", "costs", "joins"}
        chosen = {name: getattr(self, name) for name in self.__slots__ if name not in left_out}
        return {**chosen, "sizes": list(self.sizes), "version": __version__}


@click.command(help=tr("siting.about"))
@click.argument("project", type=FILE)
@click.option("--model", type=click.Choice(MODELS), required=True, help=tr("siting.model"))
@click.option("--region", metavar="CODE", help=tr("siting.region"))
@click.option("--new", "-p", type=Whole(1), default=1, show_default=True, help=tr("siting.new"))
@click.option("--radius", "radius_km", type=Number(0.001), metavar="KM", help=tr("siting.radius"))
@click.option("--weights", type=FILE, metavar="FILE", help=tr("siting.weights"))
@click.option("--costs", type=FILE, metavar="FILE", help=tr("siting.costs"))
@click.option("--budget", type=Number(0), help=tr("siting.budget"))
@click.option("--small", type=Number(0), help=tr("siting.small"))
@click.option(
    "--sizes", nargs=2, type=Whole(2, 9), default=(3, 4), show_default=True, help=tr("siting.sizes")
)
@click.option(
    "--centres", "kinds", default=",".join(CENTRES), show_default=True, help=tr("siting.centres")
)
@click.option(
    "--seconds", type=Number(0.1), default=60.0, show_default=True, help=tr("siting.seconds")
)
@click.option("--joins", type=FILE, metavar="FILE", help=tr("siting.joins"))
@click.option("--land-only", is_flag=True, help=tr("siting.land_only"))
@click.option("--json", "as_json", is_flag=True, help=tr("siting.json"))
def site(as_json: bool, **options: Any) -> None:
    """Answer one siting question from a project, exactly or with the gap to the optimum."""
    asked = _Asked(**options)
    _check(asked)
    opened = read_project(asked.project).project
    answered = _answered(asked, opened)
    answer = _told(answered)
    if not as_json:
        click.echo(answer.words)
        return
    record = {
        "model": asked.model,
        "region": answered.region.title or None,
        **answer.record,
        "inputs": asked.files(),
        "parameters": asked.parameters(),
    }
    click.echo(json.dumps(record, ensure_ascii=False))


@dataclass(frozen=True, slots=True)
class _Answer:
    """The same answer for a program and for a reader."""

    record: Mapping[str, Any]
    words: str


def _check(asked: _Asked) -> None:
    """Refuse options that do not belong together."""
    if asked.model == "mclp" and asked.radius_km is None:
        raise click.UsageError(tr("siting.radius_missing"))
    if asked.budget is not None and asked.costs is None:
        raise click.UsageError(tr("siting.costs_missing"))


def _numbers(file: Path | None, known: Gazetteer) -> dict[str, float] | None:
    return None if file is None else numbers_by_code(known, read_place_numbers(file))


def _answered(asked: _Asked, opened: Project) -> Answer:
    known = gazetteer_of(opened)
    kinds = tuple(kind.strip() for kind in asked.kinds.split(",") if kind.strip())
    question = Question(
        asked.model,
        asked.region,
        asked.new,
        asked.radius_km,
        _numbers(asked.weights, known),
        _numbers(asked.costs, known),
        asked.budget,
        asked.small,
        asked.sizes,
        kinds,
        asked.seconds,
        _joints(asked, known),
    )
    return ask(opened, known, question)


def _joints(asked: _Asked, known: Gazetteer) -> tuple[Joint, ...]:
    """Give what joins municipalities across water: known bridges, and the planner's own."""
    own = () if asked.joins is None else joints_of(known, read_place_pairs(asked.joins))
    return own if asked.land_only else (*bridges(), *own)


def _told(answer: Answer) -> _Answer:
    """Put an answer into a record and into words."""
    found, demand, candidates = answer.found, answer.demand, answer.candidates
    if isinstance(found, Grouping):
        return _Answer(_group_record(answer, found), _group_words(answer, found))
    unit = 1.0 if answer.question.model == "mclp" else KM
    return _Answer(_site_record(found, demand, candidates, unit), _site_words(answer, found))


def _place(demand: Demand, row: int) -> dict[str, Any]:
    return {
        "code": demand.codes[row],
        "name": demand.names[row],
        "weight": float(demand.weights[row]),
    }


def _group_record(answer: Answer, found: Grouping) -> dict[str, Any]:
    demand = answer.demand
    return {
        "places": len(demand),
        "groups": [
            {"load": float(load), "members": [_place(demand, row) for row in members]}
            for members, load in zip(found.groups, found.loads, strict=True)
        ],
        "alone": [
            {**_place(demand, row), "why": "no_neighbour" if row in answer.lonely else "no_room"}
            for row in found.alone
        ],
        "joined": [
            {"one": joint.one, "other": joint.other, "by": joint.by or None}
            for joint in answer.crossings
        ],
        "target": number(found.target),
        "imbalance": number(found.imbalance),
        "gap": number(found.gap),
        "proven": found.gap == 0,
    }


def _site_record(
    found: Siting, demand: Demand, candidates: Candidates, unit: float
) -> dict[str, Any]:
    return {
        "places": len(demand),
        "opened": [
            {
                "code": candidates.codes[row],
                "name": candidates.names[row],
                "existing": bool(candidates.existing[row]),
                "cost_mkrw": number(float(candidates.costs[row])),
            }
            for row in np.flatnonzero(found.opened).tolist()
        ],
        "served": [
            {
                **_place(demand, row),
                "by": candidates.codes[by] if by >= 0 else None,
                "km": number(float(found.distances[row]) / KM),
            }
            for row, by in enumerate(found.served_by.tolist())
        ],
        "objective": number(found.objective / unit),
        "bound": number(found.bound / unit),
        "gap": number(found.gap),
        "proven": found.gap == 0,
    }


def number(value: float) -> float | None:
    """Give a number to six places; None where it is unknown or infinite."""
    return round(value, 6) if math.isfinite(value) else None


def _group_words(answer: Answer, found: Grouping) -> str:
    demand = answer.demand
    lines = [
        tr(
            "siting.groups",
            region=answer.region.title or tr("cli.link.country"),
            places=len(demand),
            groups=len(found.groups),
            imbalance=f"{found.imbalance:.1%}",
        )
    ]
    for index, (members, load) in enumerate(zip(found.groups, found.loads, strict=True), start=1):
        names = ", ".join(demand.names[row] for row in members)
        lines.append(tr("siting.group", index=index, names=names, load=f"{load:,.0f}"))
    return "\n".join([*lines, *said_neighbours(answer), _proof(found.gap)])


def _site_words(answer: Answer, found: Siting) -> str:
    candidates, region = answer.candidates, answer.region
    new = np.flatnonzero(found.opened & ~candidates.existing)
    lines = [
        tr(
            "siting.sites",
            region=region.title or tr("cli.link.country"),
            places=len(answer.demand),
            existing=int(candidates.existing.sum()),
            new=len(new),
        ),
        *(f"  {candidates.codes[row]} {candidates.names[row]}" for row in new),
        tr("siting.reached", share=f"{answer.served:.1%}", mean=f"{answer.mean_km:.1f}"),
    ]
    return "\n".join([*lines, _proof(found.gap)])


def _proof(gap: float) -> str:
    if gap == 0:
        return tr("siting.proven")
    return tr("siting.gap", gap=f"{gap:.2%}") if math.isfinite(gap) else tr("siting.no_bound")
