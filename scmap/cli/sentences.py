"""scmap sentences: the generated sentences of a dossier, and other words for them."""

from pathlib import Path

import click

from scmap import clock
from scmap.cli.parameters import FILE, PLACE
from scmap.session.findings import Lookups, find
from scmap.session.session import Session
from scmap.store.project_file import read_project
from scmap.words import tr


@click.command(help=tr("cli.sentences"))
@click.argument("project", type=FILE)
@click.option("--round", "round_", metavar="R", required=True, help=tr("cli.report.round"))
@click.option("--municipality", type=PLACE, metavar="CODE", help=tr("cli.report.municipality"))
@click.option("--edit", "edits", nargs=2, multiple=True, metavar="KEY TEXT", help=tr("cli.edit"))
def sentences(
    project: Path, round_: str, municipality: str | None, edits: tuple[tuple[str, str], ...]
) -> None:
    """List the sentences of a round's dossier, those edited and those to be looked at marked."""
    # Qt is loaded when it is needed.
    from scmap.cli.report import municipality_of  # noqa: PLC0415
    from scmap.report.dossier import compose_dossier  # noqa: PLC0415
    from scmap.report.sentences import edit, edits_of, printed  # noqa: PLC0415

    opened = read_project(project)
    before = opened.project
    field = Lookups.of(before)
    place = municipality_of(municipality) if municipality else before.municipality or None
    today = clock.today()
    candidates = find(before, field).candidates
    made = compose_dossier(
        before, round_, candidates, field.codebook, field.gazetteer, place, today
    )
    session = Session(before, project, opened.read_only, held=opened.held)
    for key, text in edits:
        session.do(
            tr("dossier.sentence.undo"),
            lambda now, k=key, t=text: edit(now, made.round.uid, made.generated, k, t),  # type: ignore[misc]
        )
    if edits:
        session.save()
    for one in printed(made.generated, edits_of(session.project, made.round.uid)):
        mark = "?" if one.stale else "*" if one.text != one.made else " "
        click.echo(f"{mark} {one.key}  {one.section}  {one.text}")
