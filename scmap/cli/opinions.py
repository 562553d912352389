"""scmap opinions: the spreadsheet by which opinions are asked for, and what comes back of it."""

from pathlib import Path
from typing import Any

import click

from scmap.cli.handing import on_terms, tell, terms
from scmap.cli.parameters import FILE, Target
from scmap.formats.opinion_form import read_opinion_form, write_opinion_form
from scmap.session.handing import entered_in, hand_out_file
from scmap.session.opinion_taking import asked_of, take_opinions
from scmap.session.session import Session
from scmap.store.project_file import read_project
from scmap.words import tr


@click.command(help=tr("cli.opinions"))
@click.argument("project", type=FILE)
@click.option("--round", "round_", metavar="R", default="", help=tr("cli.opinions.round"))
@click.option("--out", type=Target(".xlsx"), metavar="XLSX", help=tr("cli.opinions.out"))
@click.option("--take", type=FILE, metavar="XLSX", help=tr("cli.opinions.take"))
@on_terms
def opinions(project: Path, round_: str, out: Path | None, take: Path | None, **asked: Any) -> None:
    """Write the form of a round, or take a filled one in."""
    from scmap.report.round_scope import find_round  # noqa: PLC0415  as `report`

    if (out is None) == (take is None):
        raise click.UsageError(tr("cli.opinions.which"))
    opened = read_project(project)
    if out is not None:
        found = find_round(opened.project, round_)
        issued = hand_out_file(
            out,
            opened.project,
            terms(asked),
            lambda file, let: write_opinion_form(
                file, found.committee, asked_of(let.project, found.uid)
            ),
            entered_in(project),
        )
        tell(issued)
    if take is not None:
        after, taken, issues = take_opinions(opened.project, read_opinion_form(take))
        session = Session(opened.project, project, opened.read_only, held=opened.held)
        session.do(tr("opinionform.undo"), lambda _: after)
        session.save()
        for issue in issues:
            click.echo(issue.said(), err=True)
        click.echo(tr("cli.opinions.taken", n=len(taken), left=len(issues)))
