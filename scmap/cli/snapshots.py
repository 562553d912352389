"""scmap snapshot, verify, changes: states of a project frozen under a name."""

import json
from pathlib import Path
from typing import Any

import click

from scmap.cli.handing import on_terms, tell, terms
from scmap.cli.parameters import FILE, Target
from scmap.errors import InputError, RefusedError
from scmap.formats.sheet_file import write_sheet
from scmap.model.release import Terms
from scmap.reference.places import gazetteer_of
from scmap.reference.withholding import withholding
from scmap.session.handing import entered_in, hand_out_file
from scmap.session.opening import opened_session
from scmap.session.releasing import Cleared, cleared, grade_lines
from scmap.session.snapshots import (
    Seal,
    Verified,
    is_told_alike,
    remembered,
    snapshot_file,
    take_snapshot,
    verify_snapshot,
)
from scmap.session.states import WHATS, States, compare_states
from scmap.store.project_file import read_project
from scmap.words import tr

HEADER = ("what", "layer", "name", "column", "before", "after")


@click.command(help=tr("cli.snapshot"))
@click.argument("project", type=FILE)
@click.option("--name", required=True, help=tr("cli.snapshot.name"))
@click.option("--author", default="", help=tr("cli.snapshot.author"))
@click.option("--note", default="", help=tr("cli.snapshot.note"))
@click.option("--out", type=Target(".gpkg"), metavar="GPKG", help=tr("cli.snapshot.out"))
def snapshot(project: Path, name: str, author: str, note: str, out: Path | None) -> None:
    """Freeze the present state under a name; the project remembers its seal."""
    opened = read_project(project)
    if opened.read_only:  # it could not remember the seal
        raise RefusedError("read_only", file=project.name)
    session = opened_session(opened, project)
    file = out or snapshot_file(project, name)
    one = take_snapshot(session.project, name, file, author=author, note=note)
    session.do(tr("snapshots.did", name=one.name), lambda before: remembered(before, one))
    try:
        session.save()
    except BaseException:
        file.unlink(missing_ok=True)  # nobody knows of it
        raise
    click.echo(tr("cli.snapshot.taken", name=one.name, file=file, mark=Seal.told_by(one).mark))


@click.command(help=tr("cli.verify"))
@click.argument("file", metavar="SNAPSHOT", type=FILE)
@click.option("--project", type=FILE, metavar="GPKG", help=tr("cli.verify.project"))
@click.option("--seal", "mark", default="", metavar="HEX", help=tr("cli.verify.seal"))
@click.option("--json", "as_json", is_flag=True, help=tr("cli.verify.json"))
def verify(file: Path, project: Path | None, mark: str, as_json: bool) -> None:
    """Prove that a frozen state is what it was; exit code 10 when it is not."""
    found = verify_snapshot(file)
    doubts = list(found.broken)
    if mark and mark.lower() != found.found.mark:
        doubts.append("mark")
    if project is not None:
        alike = is_told_alike(read_project(project).project, found.snapshot)
        doubts += [] if alike else ["unknown" if alike is None else "project"]
    if as_json:
        click.echo(json.dumps(_record(file, found, doubts), ensure_ascii=False, indent=1))
    else:
        one = found.snapshot
        click.echo(tr("cli.verify.about", name=one.name, day=one.taken_on, mark=found.found.mark))
        for doubt in doubts:
            click.echo(tr(f"snapshots.broken.{doubt}", program=one.program))
        if not doubts:
            click.echo(tr("snapshots.whole"))
    if doubts:
        raise click.exceptions.Exit(InputError.exit_code)


def _record(file: Path, found: Verified, doubts: list[str]) -> dict[str, Any]:
    one = found.snapshot
    return {
        "file": file.name,
        "name": one.name,
        "taken_on": str(one.taken_on),
        "program": one.program,
        "seal": found.found.mark,
        "data": found.found.data,
        "parameters": found.found.parameters,
        "verdicts": found.found.verdicts,
        "unchanged": not doubts,
        "doubts": doubts,
    }


@click.command(help=tr("cli.changes"))
@click.argument("before", type=FILE)
@click.argument("after", type=FILE)
@click.option("--out", type=Target(".xlsx"), metavar="XLSX", help=tr("cli.changes.out"))
@click.option("--json", "as_json", is_flag=True, help=tr("cli.changes.json"))
@on_terms
def changes(before: Path, after: Path, out: Path | None, as_json: bool, **asked: Any) -> None:
    """Say what is new, gone and changed between two states."""
    states = compare_states(read_project(before).project, read_project(after).project)
    if out is not None:
        _hand_out(before, after, out, terms(asked))
    if as_json:
        counts = {what: states.count(what) for what in WHATS}
        told = [{name: getattr(one, name) for name in ("uid", *HEADER)} for one in states.lines]
        click.echo(json.dumps({"counts": counts, "lines": told}, ensure_ascii=False, indent=1))
        return
    if out is None:
        for row in rows(states):
            click.echo("  ".join(filter(None, row)))
    click.echo(_summary(states))


def _hand_out(before: Path, after: Path, out: Path, how: Terms) -> None:
    """Write what differs between two states, as far as both may leave; the later one enters it."""
    earlier, later = read_project(before).project, read_project(after).project

    def write(file: Path, let: Cleared) -> None:
        was = cleared(earlier, how, withholding(), gazetteer_of(earlier)).project
        states = compare_states(was, let.project)
        title = tr("states.title", before=before.stem, after=after.stem)
        head = [tr(f"states.head.{name}") for name in HEADER]
        notes = (_summary(states), *grade_lines(let.grade, how.profile, let.left))
        write_sheet(file, title, head, rows(states), notes=notes)

    tell(hand_out_file(out, later, how, write, entered_in(after)))


def rows(states: States) -> list[tuple[str, ...]]:
    """Give the lines as they are read."""
    return [
        (tr(f"states.{one.what}"), one.layer, one.name, one.column, one.before, one.after)
        for one in states.lines
    ]


def _summary(states: States) -> str:
    return tr("states.sum", **{what: f"{states.count(what):,}" for what in WHATS})
