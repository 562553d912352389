"""scmap cases: how the verdicts compare with what authorities decided on real pairs."""

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from scmap import __version__
from scmap.analysis.precedents import judge_precedents
from scmap.cli.parameters import FILE
from scmap.model.precedent import OUTCOMES, Confusion, Judged
from scmap.reference import codebook
from scmap.reference.precedents import precedents
from scmap.reference.rules import ruleset
from scmap.session.judging import rules_of
from scmap.store.project_file import read_project
from scmap.words import columns, tr


@click.command(help=tr("cases.about"))
@click.argument("project", type=FILE, required=False)
@click.option("--json", "as_json", is_flag=True, help=tr("cases.json"))
def cases(project: Path | None, as_json: bool) -> None:
    """Judge the labelled cases and print the confusion table and each miss."""
    rules = rules_of(read_project(project).project) if project else ruleset()
    found = judge_precedents(precedents(), codebook().living(rules.lives), rules)
    click.echo(json.dumps(_record(found), ensure_ascii=False) if as_json else _in_words(found))


def _record(found: Confusion) -> dict[str, object]:
    return {
        "cases": len(found.judged),
        "agreement": found.agreement,
        "continuing_flagged": found.false_alarms,
        "confusion": {
            expected: {outcome: found.count(expected, outcome) for outcome in OUTCOMES}
            for expected in OUTCOMES
        },
        "judged": [_judged(one) for one in found.judged],
        "parameters": {"version": __version__},
    }


def _judged(one: Judged) -> dict[str, object]:
    case = one.precedent
    return {
        "id": case.id,
        "title": case.title,
        "expected": case.expected,
        "outcome": one.outcome,
        "agrees": one.agrees,
        "status": one.status or None,
        "duplication": None if math.isnan(one.duplication) else one.duplication,
        "linkage": None if math.isnan(one.linkage) else one.linkage,
        "opinion": one.opinion or None,
        "decision": case.decision,
        "decided_by": case.decided_by,
        "decided": case.decided,
        "confidence": case.confidence,
        "inferred": case.inferred or None,
        "source": case.source,
        "discussion": case.discussion or None,
    }


def _in_words(found: Confusion) -> str:
    lines = [
        *_table(found),
        "",
        tr(
            "cases.summary",
            cases=len(found.judged),
            agree=len(found.judged) - len(found.misses),
            percent=f"{100 * found.agreement:.1f}",
        ),
        tr("cases.false_alarms", count=found.false_alarms),
    ]
    for one in found.misses:
        lines += ["", *_miss(one)]
    return "\n".join(lines)


def _table(found: Confusion) -> list[str]:
    """Decisions by row, verdicts by column."""
    names = [tr(f"cases.outcome.{outcome}") for outcome in OUTCOMES]
    rows = [
        [name, *(str(found.count(expected, outcome)) for outcome in OUTCOMES)]
        for name, expected in zip(names, OUTCOMES, strict=True)
    ]
    return _aligned([[tr("cases.corner"), *names], *rows])


def _miss(one: Judged) -> list[str]:
    case = one.precedent
    return [
        tr(
            "cases.miss",
            id=case.id,
            title=case.title,
            expected=tr(f"cases.outcome.{case.expected}"),
            outcome=tr(f"cases.outcome.{one.outcome}"),
            how=_how(one),
        ),
        tr("cases.decision", decision=case.decision, by=case.decided_by, year=case.decided),
        tr("cases.discussion", text=case.discussion or "-"),
    ]


def _how(one: Judged) -> str:
    if math.isnan(one.duplication):
        return one.status or tr("cases.ungraded")
    return tr(
        "cases.scores",
        status=one.status,
        duplication=f"{one.duplication:.1f}",
        linkage=f"{one.linkage:.1f}",
    )


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Set cells in columns of a terminal, in which a Hangul letter takes two places."""
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(_padded(row, widths)).rstrip() for row in rows]


def _padded(row: Sequence[str], widths: Iterable[int]) -> list[str]:
    return [cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=True)]
