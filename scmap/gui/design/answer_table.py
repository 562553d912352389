"""What the window says of an answer about sites: its title, its words, its table."""

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from scmap.gui.keys import Named
from scmap.gui.models.column import Column
from scmap.gui.models.table import Table, plain
from scmap.model import amounts
from scmap.model.layer import objects
from scmap.model.project import Project
from scmap.model.records import records
from scmap.model.scenario import Reach
from scmap.model.siting import Grouping
from scmap.session.siting_question import Answer, said_neighbours
from scmap.words import tr


def title_of(answer: Answer) -> str:
    """Call an answer after its model and what was asked."""
    question, region = answer.question, answer.region.title or tr("cli.link.country")
    model = tr(f"siteplan.model.{question.model}")
    if isinstance(answer.found, Grouping):
        return tr(
            "siteplan.title.group", region=region, model=model, count=len(answer.found.groups)
        )
    new = int((answer.found.opened & ~answer.candidates.existing).sum())
    return tr("siteplan.title.sites", region=region, model=model, count=new)


def parameters_of(answer: Answer) -> str:
    """Put into words what the answer depends on."""
    return ";".join(f"{tr(f'siteplan.field.{key}')}={value}" for key, value in _parameters(answer))


def _parameters(answer: Answer) -> Iterator[tuple[str, str]]:
    question = answer.question
    yield "region", answer.region.title or tr("cli.link.country")
    if question.model == "group":
        yield "low", f"{question.sizes[0]}–{question.sizes[1]}"
        if question.small is not None:
            yield "small", f"{question.small:,.0f}"
        yield "joined", tr("siteplan.joined.yes" if question.joints else "siteplan.joined.no")
    else:
        yield "new", f"{question.new}"
        if question.model == "mclp":
            yield "radius", f"{question.radius_km:g}"
        if question.budget is not None:
            yield "budget", f"{question.budget:,.0f}"
    yield "weights", tr("siteplan.weights.file" if question.weights else "siteplan.weights.even")
    yield "seconds", f"{question.seconds:g}"


def said(answer: Answer) -> str:
    """Say what was found, and whether it is proven to be the best."""
    found, region = answer.found, answer.region.title or tr("cli.link.country")
    if isinstance(found, Grouping):
        lines = [
            tr(
                "siteplan.said.group",
                region=region,
                places=len(answer.demand),
                groups=len(found.groups),
                alone=len(found.alone),
                imbalance=_share(found.imbalance),
            )
        ]
        lines += said_neighbours(answer)
    else:
        standing = answer.candidates.existing
        new = np.flatnonzero(found.opened & ~standing).tolist()
        lines = [
            tr(
                "siteplan.said.sites",
                names=", ".join(answer.candidates.names[row] for row in new),
                existing=int(standing.sum()),
            ),
            tr("siting.reached", share=_share(answer.served), mean=f"{answer.mean_km:.1f}"),
        ]
    return "\n".join([*lines, proof(found.gap)])


def _share(value: float) -> str:
    return f"{amounts.percent(value)}%"


def proof(gap: float) -> str:
    """Say whether an answer is proven, or by how much it could be better."""
    if gap == 0:
        return tr("siting.proven")
    return tr("siting.gap", gap=f"{gap:.2%}") if math.isfinite(gap) else tr("siteplan.no_bound")


def answer_table(project: Project, scenario: str) -> Table:
    """Lay out a scenario's municipalities with the centre that serves each."""
    rows = [one for one in records(project, Reach) if one.scenario == scenario]
    columns = (
        _text("by", [one.by or None for one in rows], 18),
        _text("place", [one.name for one in rows], 18),
        _text("code", [one.code for one in rows], 8),
        _number("weight", [one.weight for one in rows], lambda value: f"{value:,.0f}"),
        _number("km", [one.km for one in rows], _km),
    )
    return Table(Reach.TABLE, Named(objects(one.uid for one in rows)), columns)


def _km(value: float) -> str:
    return amounts.unknown() if math.isnan(value) else f"{value:,.1f}"


def _text(key: str, values: Sequence[str | None], width: int) -> Column:
    title = tr(f"siteplan.column.{key}")
    return Column(key, objects(values), plain, width, title=title)


def _number(key: str, values: list[float], write: Callable[[float], str]) -> Column:
    title = tr(f"siteplan.column.{key}")
    return Column(key, np.array(values, dtype=float), write, 10, decimals=1, title=title)
