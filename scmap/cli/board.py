"""scmap board: one of the four boards of a programme office."""

from pathlib import Path
from typing import Any

import click

from scmap import clock, reference
from scmap.cli.handing import on_terms, tell, terms
from scmap.cli.parameters import FILE, Choice, Target
from scmap.formats.sheet_file import write_sheet
from scmap.session.handing import entered_in, hand_out_file
from scmap.session.releasing import Cleared, grade_lines
from scmap.store.project_file import read_project
from scmap.words import tr

_NAMES = ("execution", "monitoring", "activity", "crisis", "sorted", "released")
_KOREAN = dict(zip(("집행", "모니터링", "활동", "위기", "분류", "반출대장"), _NAMES, strict=True))


@click.command(help=tr("cli.board"))
@click.argument("project", type=FILE)
@click.argument("name", type=Choice(_NAMES, _KOREAN))
@click.option("--out", type=Target(".xlsx"), metavar="XLSX", help=tr("cli.board.out"))
@on_terms
def board(project: Path, name: str, out: Path | None, **asked: Any) -> None:
    """Print a board, or write it as a spreadsheet."""
    from scmap.report.boards import board as made  # noqa: PLC0415  as `report`

    today = clock.today()
    opened, how = read_project(project).project, terms(asked)

    def write(file: Path, let: Cleared) -> None:
        table = made(name, let.project, reference.codebook(), today)
        figures = [n for n, one in enumerate(table.columns) if one.form != "text"]
        rows = [list(table.texts(row)) for row in table.rows]
        head = [column.title for column in table.columns]
        notes = (*table.notes, *grade_lines(let.grade, how.profile, let.left))
        write_sheet(file, table.title, head, rows, numbers=figures, notes=notes)

    if out is not None:
        tell(hand_out_file(out, opened, how, write, entered_in(project)))
        return
    table = made(name, opened, reference.codebook(), today)
    click.echo("\t".join(column.title for column in table.columns))
    for row in table.rows:
        click.echo("\t".join(table.texts(row)))
    for note in table.notes if table.rows else (table.empty,):
        click.echo(f"※ {note}")
