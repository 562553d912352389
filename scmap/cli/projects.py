"""scmap form, new: how a project begins."""

from pathlib import Path

import click

from scmap.cartography.presets import default_map
from scmap.cli.parameters import PLACE, Target
from scmap.formats.register_form import write_form
from scmap.reference import codebook, gazetteer
from scmap.session.registering import new_project
from scmap.store.project_file import check_new_place, write_project
from scmap.store.replacing import replacing
from scmap.words import tr


@click.command(help=tr("cli.form"))
@click.option("--municipality", type=PLACE, metavar="CODE", help=tr("cli.new.municipality"))
@click.option("--out", type=Target(".xlsx"), metavar="XLSX", required=True, help=tr("cli.form.out"))
def form(municipality: str | None, out: Path) -> None:
    """Write the register form."""
    place = gazetteer().one(municipality).name if municipality else ""
    with replacing(out) as draft:
        write_form(draft, codebook(), place)
    click.echo(tr("cli.wrote", file=out))


@click.command(help=tr("cli.new"))
@click.option("--title", default="", help=tr("cli.new.title"))
@click.option("--municipality", type=PLACE, metavar="CODE", help=tr("cli.new.municipality"))
@click.option("--out", type=Target(".gpkg"), metavar="GPKG", required=True, help=tr("cli.new.out"))
def new(title: str, municipality: str | None, out: Path) -> None:
    """Make an empty project where no file is yet."""
    check_new_place(out)
    unit = gazetteer().one(municipality) if municipality else None
    code = (unit.parent or unit.code) if unit else ""
    project = new_project(title or (unit.title if unit else out.stem), code)
    write_project(project.with_map(default_map((), codebook())), out)
    click.echo(tr("cli.wrote", file=out))
