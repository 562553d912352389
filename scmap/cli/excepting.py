"""scmap except: register pairs that are no duplication, withdraw that, and list them."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from scmap import clock
from scmap.cli.parameters import FILE, Choice
from scmap.errors import InputError
from scmap.model.exemption import KINDS, PlacedExemption
from scmap.model.project import Project
from scmap.session import excepting
from scmap.session.opening import save_over
from scmap.store.project_file import read_project
from scmap.words import tr

ALIASES = {"중복아님": "distinct", "동일사업": "same", "선후행": "sequence"}


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a command line asks for beside project and pair."""

    kind: str | None
    withdraw: str | None
    reason: str
    author: str
    earlier: Path | None


@click.command(name="except", help=tr("cli.except"))
@click.argument("project", type=FILE)
@click.argument("pair", nargs=-1, metavar="[A B]")
@click.option("--kind", type=Choice(KINDS, ALIASES), help=tr("cli.except.kind"))
@click.option("--withdraw", metavar="UID", help=tr("cli.except.withdraw"))
@click.option("--reason", default="", help=tr("cli.except.reason"))
@click.option("--author", default="", help=tr("cli.except.author"))
@click.option("--from", "earlier", type=FILE, metavar="PROJECT", help=tr("cli.except.from"))
@click.option("--json", "as_json", is_flag=True, help=tr("cli.except.json"))
def except_verb(project: Path, pair: tuple[str, ...], as_json: bool, **asked: Any) -> None:
    """Register an exception for a pair, withdraw one, take those of a project over, or list."""
    wish = _Wish(**asked)
    if (len(pair) == 2) != (wish.kind is not None) or len(pair) not in (0, 2):
        raise click.UsageError(tr("cli.except.pair_and_kind"))
    read = read_project(project)
    opened = read.project
    changed = _changed(opened, pair, wish)
    if changed is not opened:
        save_over(read, changed)
    listed = excepting.placed(changed)
    if as_json:
        click.echo(json.dumps([_record(changed, one) for one in listed], ensure_ascii=False))
        return
    click.echo(tr("cli.except.count", count=len(listed)))
    for one in listed:
        click.echo(_line(one))


def _changed(project: Project, pair: tuple[str, ...], wish: _Wish) -> Project:
    """Do what is asked; the very same project when only the list is."""
    today = clock.today()
    entry = excepting.entry_on(wish.kind or "", wish.reason, wish.author, today)
    if wish.withdraw is not None:
        found = [one for one in excepting.exemptions(project) if one.uid == wish.withdraw]
        if not found:
            raise InputError("exemption_unknown", uid=wish.withdraw)
        project = excepting.withdraw(project, found[0], entry)
    if wish.earlier is not None:
        project = excepting.taken_over(project, read_project(wish.earlier).project)
    if not pair:
        return project
    if project.investments is None:
        raise InputError("no_investments", file=project.title)
    layer = project.investments
    left, right = (excepting.investment_named(layer, text) for text in pair)
    return excepting.register(project, excepting.drafted(project, (left, right), entry))


def _record(project: Project, one: PlacedExemption) -> dict[str, object]:
    entry = one.entry
    return {
        "uid": entry.uid,
        "kind": entry.kind,
        "left": one.left or None,
        "right": one.right or None,
        "found": one.found,
        "left_name": entry.left_name,
        "right_name": entry.right_name,
        "left_year": _year(entry.left_year),
        "right_year": _year(entry.right_year),
        "reason": entry.reason,
        "author": entry.author,
        "registered_on": entry.registered_on.isoformat() if entry.registered_on else None,
        "entries": [old.uid for old in excepting.history_of(project, one.pair)],
    }


def _year(year: float) -> int | None:
    return None if math.isnan(year) else int(year)


def _line(one: PlacedExemption) -> str:
    entry = one.entry
    return tr(
        "cli.except.line",
        uid=entry.uid,
        kind=tr(f"exemption.kind.{entry.kind}"),
        left=entry.left_name,
        right=entry.right_name,
        reason=entry.reason,
        author=entry.author,
        day=entry.registered_on.isoformat() if entry.registered_on else "-",
        found=tr(f"exemption.found.{one.found}"),
    )
