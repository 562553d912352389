"""scmap define: the 연계 정의서 of a project's links."""

from functools import partial
from pathlib import Path
from typing import Any

import click

from scmap import clock
from scmap.cli.handing import on_terms, tell, terms, wanted
from scmap.cli.parameters import FILE
from scmap.model.release import Issued
from scmap.reference import codebook
from scmap.session.handing import entered_in, hand_out
from scmap.session.scenarios import links_of
from scmap.store.project_file import read_project
from scmap.words import tr

FORMATS = ("hwpx", "xlsx")


@click.command(help=tr("definition.cli"))
@click.argument("project", type=FILE)
@click.option("--out", type=FILE, metavar="DIR|FILE", required=True, help=tr("definition.cli.out"))
@click.option("--format", "formats", help=tr("definition.cli.format"))
@click.option("--scenario", default="", metavar="UID", help=tr("definition.cli.scenario"))
@click.option("--organisation", default="", help=tr("definition.organisation"))
@on_terms
def define(project: Path, out: Path, formats: str | None, **given: Any) -> None:
    """Write who gives what to whom, on which ground, across which networks."""
    from scmap.report.link_definition import write_definition  # noqa: PLC0415  as `report`

    files = wanted(out, formats, FORMATS, FORMATS)
    opened = read_project(project).project
    write = partial(
        write_definition,
        opened,
        links_of(opened, given["scenario"]),
        codebook(),
        today=clock.today(),
        formats=files.formats,
        organisation=given["organisation"],
        terms=terms(given),
    )

    def write_all(aside: Path) -> Issued:
        return files.named(write(folder=aside))

    tell(hand_out(files.folder, write_all, entered_in(project), make=True))
