"""scmap define: the 연계 정의서 of a project's links."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click

from scmap.cli.handing import on_terms, tell, terms
from scmap.cli.parameters import FILE
from scmap.reference import codebook
from scmap.report.link_definition import FORMATS, write_definition
from scmap.session.handing import entered_in, hand_out
from scmap.session.scenarios import links_of
from scmap.store.project_file import read_project
from scmap.words import tr


@click.command(help=tr("definition.cli"))
@click.argument("project", type=FILE)
@click.option("--out", "folder", type=click.Path(path_type=Path), required=True)
@click.option("--format", "formats", default=",".join(FORMATS), show_default=True)
@click.option("--scenario", default="", metavar="UID", help=tr("definition.cli.scenario"))
@click.option("--organisation", default="", help=tr("definition.organisation"))
@on_terms
def define(project: Path, folder: Path, formats: str, **given: Any) -> None:
    """Write who gives what to whom, on which ground, across which networks."""
    asked = tuple(one.strip() for one in formats.split(",") if one.strip())
    wrong = [one for one in asked if one not in FORMATS]
    if wrong or not asked:
        raise click.UsageError(tr("definition.cli.formats", known=", ".join(FORMATS)))
    opened = read_project(project).project
    write = partial(
        write_definition,
        opened,
        links_of(opened, given["scenario"]),
        codebook(),
        today=date.today(),  # noqa: DTZ011  the day where the planner sits
        formats=asked,
        organisation=given["organisation"],
        terms=terms(given),
    )
    tell(hand_out(folder, lambda aside: write(folder=aside), entered_in(project), make=True))
