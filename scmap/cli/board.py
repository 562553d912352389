"""scmap board: one of the four boards of a programme office."""

from datetime import date
from pathlib import Path

import click

from scmap import reference
from scmap.cli.parameters import FILE, Choice
from scmap.formats.sheet_file import write_sheet
from scmap.store.project_file import read_project
from scmap.store.replacing import replacing
from scmap.words import tr

_NAMES = ("execution", "monitoring", "activity", "crisis")
_KOREAN = dict(zip(("집행", "모니터링", "활동", "위기"), _NAMES, strict=True))


@click.command(help=tr("cli.board"))
@click.argument("project", type=FILE)
@click.argument("name", type=Choice(_NAMES, _KOREAN))
@click.option("--out", type=FILE, metavar="XLSX", help=tr("cli.board.out"))
def board(project: Path, name: str, out: Path | None) -> None:
    """Print a board, or write it as a spreadsheet."""
    from scmap.report.boards import board as made  # noqa: PLC0415  as `report`

    today = date.today()  # noqa: DTZ011  the day on the planner's wall
    table = made(name, read_project(project).project, reference.codebook(), today)
    head = [column.title for column in table.columns]
    rows = [list(table.texts(row)) for row in table.rows]
    if out is not None:
        figures = [n for n, one in enumerate(table.columns) if one.form != "text"]
        with replacing(out) as draft:
            write_sheet(draft, table.title, head, rows, numbers=figures, notes=table.notes)
        click.echo(tr("cli.wrote", file=out))
        return
    for row in (head, *rows):
        click.echo("\t".join(row))
    for note in table.notes if rows else (table.empty,):
        click.echo(f"※ {note}")
