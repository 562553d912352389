"""scmap check, copy, compact: looking after the file of a project."""

import json
from pathlib import Path

import click

from scmap.cli.parameters import FILE, Target
from scmap.errors import InputError
from scmap.model.issue import Issue
from scmap.session.entries import broken_entries
from scmap.store.checking import check_project
from scmap.store.copying import compact_project, copy_project
from scmap.words import tr

HARMLESS = ("check_foreign", "layer_adopted")


@click.command(help=tr("cli.check"))
@click.argument("project", type=FILE)
@click.option("--json", "as_json", is_flag=True, help=tr("cli.check.json"))
def check(project: Path, as_json: bool) -> None:
    """Look at all of a project file; exit code 10 when something is wrong with it."""
    opened, found = check_project(project)
    broken = broken_entries(opened.project)
    issues = (
        *found,
        *(Issue(f"chain_{one.why}", one.table, values={"uid": one.uid}) for one in broken),
    )
    rows = sum(map(len, opened.project.layers))
    if as_json:
        told = [
            {"code": one.code, "layer": one.layer, "values": dict(one.values), "what": _words(one)}
            for one in issues
        ]
        layers = len(opened.project.layers)
        record = {"file": project.name, "layers": layers, "rows": rows, "issues": told}
        click.echo(json.dumps(record, ensure_ascii=False, indent=1, default=str))
    else:
        for one in issues:
            click.echo(_words(one))
        key = "cli.check.noticed" if issues else "cli.check.whole"
        values = {"file": project.name, "count": len(issues), "rows": rows}
        click.echo(tr(key, **values, layers=len(opened.project.layers)))
    if any(one.code not in HARMLESS for one in issues):
        raise click.exceptions.Exit(InputError.exit_code)


@click.command(help=tr("cli.copy"))
@click.argument("project", type=FILE)
@click.option("--out", type=Target(".gpkg"), metavar="GPKG", required=True, help=tr("cli.copy.out"))
def copy(project: Path, out: Path) -> None:
    """Write a copy of a project that is whole whatever other programs do."""
    copy_project(project, out)
    click.echo(tr("cli.wrote", file=out))


@click.command(help=tr("cli.compact"))
@click.argument("project", type=FILE)
def compact(project: Path) -> None:
    """Give the room back that deleted rows have left."""
    before, after = (size / 1e6 for size in compact_project(project))
    click.echo(
        tr("cli.compacted", file=project.name, before=f"{before:,.1f}", after=f"{after:,.1f}")
    )


def _words(issue: Issue) -> str:
    return tr(f"issues.{issue.code}", **{"layer": issue.layer, **issue.values})
