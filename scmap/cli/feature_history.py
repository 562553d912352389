"""scmap share history, restore: what was done to one feature and by whom, and the way back."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from scmap.cli.meeting import desk
from scmap.cli.parameters import FILE
from scmap.errors import InputError
from scmap.model.project import Project
from scmap.session.opening import save_over
from scmap.session.sharing import restored, synced
from scmap.session.sharing_words import Line, blame, field_title, history, shown
from scmap.store.project_file import read_project
from scmap.store.sharing.membership import Cooperative
from scmap.store.sharing.merge import key_of
from scmap.words import tr

SHORT = 8  # letters by which a change is named
WITH = click.option("--with", "where", metavar="DIR|URL", required=True, help=tr("cli.with"))


@click.command(name="history", help=tr("cli.share.history"))
@click.argument("project", type=FILE)
@click.argument("uid")
@WITH
@click.option("--json", "as_json", is_flag=True, help=tr("cli.share.json"))
def history_verb(project: Path, uid: str, where: str, as_json: bool) -> None:
    """Tell what was done to a feature, the latest first, and who wrote what it says now."""
    opened = read_project(project).project
    with desk(where) as there:
        told = there.state()
    table = _table(told, opened, uid)
    lines = history(told, opened, table, uid)
    if as_json:
        click.echo(json.dumps(_said(told, table, uid, lines), ensure_ascii=False))
        return
    for line in lines:
        click.echo(f"{line.change[:SHORT]}  {line.when:%Y-%m-%d %H:%M}  {line.who}  {line.text}")
    for text in _blamed(told, table, uid):
        click.echo(text)


@click.command(name="restore", help=tr("cli.share.restore"))
@click.argument("project", type=FILE)
@click.argument("uid")
@WITH
@click.option("--change", required=True, help=tr("cli.share.restore.change"))
def restore_verb(project: Path, uid: str, where: str, change: str) -> None:
    """Give a feature the values that it had just after a change, and hand that over."""
    read = read_project(project)
    with desk(where) as there:
        before = synced(read.project, there)
        table = _table(before.told, before.project, uid)
        lines = history(before.told, before.project, table, uid)
        fitting = [one for one in lines if one.change.startswith(change)]
        if len(fitting) != 1:
            raise InputError("no_such_change", change=change)
        again = restored(before.project, before.told, (table, uid), fitting[0].change)
        done = synced(again, there)
    save_over(read, done.project)
    click.echo(tr("cli.share.restored", change=fitting[0].change[:SHORT], sent=done.sent))


def _table(told: Cooperative, project: Project, uid: str) -> str:
    """Give the shared layer that a feature belongs to."""
    found = {key_of(one)[0] for one in told.changes if one.uid == uid} & set(told.layers)
    known = [layer.uid for layer in project.layers if layer.uid in found]
    if not known:
        raise InputError("no_such_feature", uid=uid)
    return known[0]


def _said(told: Cooperative, table: str, uid: str, lines: list[Line]) -> dict[str, object]:
    return {
        "history": [
            {"change": one.change, "when": one.when.isoformat(), "who": one.who, "text": one.text}
            for one in lines
        ],
        "blame": [
            {"field": one.field or "geometry", "who": one.who, "when": one.when.isoformat()}
            for one in blame(told, table, uid)
        ],
    }


def _blamed(told: Cooperative, table: str, uid: str) -> Iterator[str]:
    for one in blame(told, table, uid):
        yield tr(
            "sharing.blame",
            field=field_title(one.field),
            value=shown(one.value),
            who=one.who,
            when=f"{one.when:%Y-%m-%d %H:%M}",
        )
