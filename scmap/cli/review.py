"""scmap accept, review: agree on a linked service, and take in a round of the committee."""

from pathlib import Path

import click

from scmap import clock
from scmap.cli.parameters import FILE
from scmap.errors import InputError
from scmap.formats.round_file import read_round
from scmap.model.linkage import Fit
from scmap.model.project import Project, new_uid
from scmap.session.findings import Findings, Lookups, find
from scmap.session.judging import templates_of
from scmap.session.linking import accept, proposed
from scmap.session.opening import save_over
from scmap.session.round_taking import take_round
from scmap.store.project_file import read_project
from scmap.words import tr


@click.command(name="accept", help=tr("cli.accept"))
@click.argument("project", type=FILE)
@click.option("--template", metavar="ID", required=True, help=tr("cli.accept.template"))
@click.option("--pair", nargs=2, metavar="A B", required=True, help=tr("cli.accept.pair"))
def accept_verb(project: Path, template: str, pair: tuple[str, str]) -> None:
    """Agree on a linked service for a pair of investments."""
    read = read_project(project)
    opened = read.project
    fit = _fit(_find(opened), template, pair)
    today = clock.today()
    link = proposed(opened, fit, templates_of(opened), uid=new_uid(), accepted_on=today)
    save_over(read, accept(opened, link))
    click.echo(tr("cli.accepted", service=link.title, left=pair[0], right=pair[1]))


@click.command(help=tr("cli.review"))
@click.argument("project", type=FILE)
@click.argument("round_file", type=FILE, metavar="ROUND.json")
def review(project: Path, round_file: Path) -> None:
    """Take a round that was written down into a project."""
    read = read_project(project)
    opened = read.project
    written = read_round(round_file)
    save_over(read, take_round(opened, written, _find(opened).candidates))
    click.echo(
        tr("cli.reviewed", year=written.year, number=written.number, items=len(written.items))
    )


def _find(project: Project) -> Findings:
    return find(project, Lookups.of(project))


def _fit(found: Findings, template: str, pair: tuple[str, str]) -> Fit:
    """Give the service of that template that fits the pair.

    Raises
    ------
    InputError
        ``item_subject_unknown`` for a pair that is no candidate, ``service_unfit`` for a service
        whose roles do not fit it.
    """
    candidates = found.candidates
    names = candidates.layer.text("name")
    for row, fits in enumerate(found.services.fits if found.services else ()):
        if {names[candidates.left[row]], names[candidates.right[row]]} != set(pair):
            continue
        for fit in fits:
            if fit.template.id == template:
                return fit
        raise InputError("service_unfit", template=template, pair=" × ".join(pair))
    raise InputError("item_subject_unknown", subject=" × ".join(pair))
