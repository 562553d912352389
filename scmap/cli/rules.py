"""scmap rules: the judgement of a project, what it does to the grades, and its way in and out."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from scmap import clock
from scmap.analysis.rejudging import Sensitivity, measure_sensitivity
from scmap.cli.parameters import FILE, Target
from scmap.formats.rule_file import read_rules, rule_text
from scmap.model.amounts import trimmed
from scmap.model.issue import Issue
from scmap.model.project import Project
from scmap.model.records import records
from scmap.model.ruleset import RuleEdit, RuleSet
from scmap.reference.rules import rule_table
from scmap.session.findings import Lookups, judged
from scmap.session.judging import Editor, Judgement, differences, judgement_of, set_values
from scmap.session.opening import save_over
from scmap.store.project_file import read_project
from scmap.store.replacing import replacing
from scmap.words import tr


@click.command(help=tr("cli.rules"))
@click.argument("project", type=FILE)
@click.option("--import", "wanted", type=FILE, metavar="FILE", help=tr("cli.rules.import"))
@click.option("--reset", is_flag=True, help=tr("cli.rules.reset"))
@click.option("--author", metavar="NAME", default="", help=tr("cli.rules.author"))
@click.option("--reason", metavar="TEXT", default="", help=tr("cli.rules.reason"))
@click.option("--export", "out", type=Target(".json"), metavar="JSON", help=tr("cli.rules.export"))
@click.option("--sensitivity", is_flag=True, help=tr("cli.rules.sensitivity"))
@click.option("--json", "as_json", is_flag=True, help=tr("cli.rules.json"))
def rules(
    project: Path,
    wanted: Path | None,
    reset: bool,
    author: str,
    reason: str,
    out: Path | None,
    sensitivity: bool,
    as_json: bool,
) -> None:
    """Show the judgement of a project; take another one in, go back to the product's, write it."""
    if wanted is not None and reset:
        raise click.UsageError(tr("cli.rules.one_change"))
    read = read_project(project)
    opened = read.project
    if wanted is not None or reset:
        today = clock.today()
        opened = _changed(opened, wanted, Editor(author, reason, today))
        save_over(read, opened)
    judgement = judgement_of(opened)
    if out is not None:
        with replacing(out) as draft:
            draft.write_text(rule_text(judgement.rules), encoding="utf-8")
        click.echo(tr("cli.wrote", file=out), err=True)
    measured = _measured(opened) if sensitivity else None
    if as_json:
        found = {} if measured is None else {"sensitivity": _counts(measured)}
        click.echo(json.dumps({**_record(judgement), **found}, ensure_ascii=False))
        return
    click.echo(_in_words(judgement))
    if measured is not None:
        click.echo("\n".join(_varied(measured, judgement.rules)))


def _changed(project: Project, wanted: Path | None, editor: Editor) -> Project:
    """Let exactly the values of a file stand otherwise than the product's; none without a file."""
    if wanted is None:
        return set_values(project, {one.key: None for one in records(project, RuleEdit)}, editor)
    found = read_rules(wanted, rule_table())
    for issue in found.issues:
        click.echo(_told(issue), err=True)
    return set_values(project, differences(project, found.values), editor)


def _measured(project: Project) -> Sensitivity:
    """Vary each weight, threshold and factor over the project's graded pairs."""
    return measure_sensitivity(judged(project, Lookups.of(project)).candidates)


def _counts(measured: Sensitivity) -> dict[str, object]:
    return {
        "pairs": measured.pairs,
        "steps": list(measured.steps),
        "values": [
            {"key": key, "grades": grades, "opinions": opinions}
            for key, grades, opinions in zip(
                measured.keys, measured.grades.tolist(), measured.opinions.tolist(), strict=True
            )
        ],
    }


def _varied(measured: Sensitivity, rules: RuleSet) -> Iterator[str]:
    """Say in a line a value how many grades, and opinions, change at each step."""
    yield tr("cli.rules.varied.head", pairs=f"{measured.pairs:,}")
    for row, key in enumerate(measured.keys):
        counts = ", ".join(
            f"{100 * step:+.0f}% {grades:,} ({opinions:,})"
            for step, grades, opinions in zip(
                measured.steps, measured.grades[row], measured.opinions[row], strict=True
            )
        )
        name = rules.table.values[key].title
        yield tr("cli.rules.varied", name=name, key=key, counts=counts)


def _record(judgement: Judgement) -> dict[str, object]:
    rules = judgement.rules
    table, edits = rules.table, rules.edits
    return {
        "id": rules.id,
        "version": rules.version,
        "effective": rules.effective,
        "source": rules.source,
        "values": [
            {
                "key": key,
                "title": spec.title.ko,
                "value": table.in_force(key, rules.changed),
                "default": table.default(key, rules.changed),
                "unit": spec.unit,
                "low": spec.low,
                "high": spec.high,
                "basis": spec.basis,
                "source": spec.source,
                "version": spec.version,
                "effective": spec.effective,
                "edit": _edit(edits[key]) if key in edits else None,
            }
            for key in table.ordered({*table.values, *rules.changed})
            if (spec := table.value(key)) is not None
        ],
        "not_applied": [
            {"key": issue.feature, "code": issue.code, "message": _told(issue)}
            for issue in judgement.issues
        ],
        "default_moved": [one.key for one in judgement.moved],
    }


def _edit(edit: RuleEdit) -> dict[str, object]:
    return {
        "author": edit.author,
        "reason": edit.reason,
        "edited_on": edit.edited_on.isoformat() if edit.edited_on else None,
        "base_value": edit.base_value,
        "base_version": edit.base_version,
    }


def _in_words(judgement: Judgement) -> str:
    rules = judgement.rules
    lines = [
        tr("cli.rules.head", id=rules.id, version=rules.version, since=rules.effective),
        tr("cli.rules.count", values=len(rules.table.values), edits=len(rules.edits)),
    ]
    for key, number in rules.changed.items():
        spec = rules.table.value(key)
        name = spec.title if spec else key
        default = trimmed(rules.table.default(key, rules.changed), 6)
        value = trimmed(number, 6)
        lines.append(tr("cli.rules.edit", name=name, key=key, value=value, default=default))
    moved = [tr("cli.rules.moved", key=one.key) for one in judgement.moved]
    return "\n".join((*lines, *moved, *map(_told, judgement.issues)))


def _told(issue: Issue) -> str:
    return tr(f"issues.{issue.code}", **issue.values)
