"""scmap export: a layer of a project as a file for other programs."""

from pathlib import Path
from typing import Any

import click

from scmap.cli.handing import on_terms, tell, terms
from scmap.cli.parameters import FILE, Choice
from scmap.formats.short_names import ENCODINGS
from scmap.session.exporting import export_layer
from scmap.session.handing import entered_in, hand_out
from scmap.session.layer_names import layer_called
from scmap.store.project_file import read_project
from scmap.words import tr


@click.command(name="export", help=tr("cli.export"))
@click.argument("project", type=FILE)
@click.option("--layer", metavar="L", required=True, help=tr("cli.export.layer"))
@click.option("--out", type=FILE, metavar="FILE", required=True, help=tr("cli.export.out"))
@click.option("--crs", metavar="EPSG:n", default="", help=tr("cli.export.crs"))
@click.option(
    "--encoding", type=Choice(ENCODINGS, {"euc-kr": "cp949"}), help=tr("cli.export.encoding")
)
@on_terms
def export_verb(
    project: Path, layer: str, out: Path, crs: str, encoding: str | None, **asked: Any
) -> None:
    """Write one layer; say which names were shortened and what was left out."""
    opened = read_project(project).project
    found, how = layer_called(opened, layer), terms(asked)
    written = hand_out(
        out.parent,
        lambda aside: export_layer(
            opened, found, aside / out.name, how, crs=crs, encoding=encoding or ""
        ),
        entered_in(project),
    )
    tell(written)
    for name, short in written.names.items():
        click.echo(tr("cli.export.name", name=name, short=short))
    for issue in written.issues:
        click.echo(issue.said(), err=True)
