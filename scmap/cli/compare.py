"""scmap compare: 표 3 for two ministry lines or programmes."""

from pathlib import Path

import click

from scmap import reference
from scmap.cli.parameters import Target
from scmap.formats.sheet_file import write_sheet
from scmap.reference.programmes import programme_facts
from scmap.store.replacing import replacing
from scmap.words import tr


@click.command(help=tr("cli.compare"))
@click.argument("left")
@click.argument("right")
@click.option("--out", type=Target(".xlsx"), metavar="XLSX", help=tr("cli.compare.out"))
def compare(left: str, right: str, out: Path | None) -> None:
    """Print 표 3, or write it as a spreadsheet."""
    from scmap.report.comparison import comparison_table, side_of  # noqa: PLC0415  as `report`

    book, facts = reference.codebook(), programme_facts()
    table = comparison_table([side_of(one, book, facts) for one in (left, right)], book, facts)
    head = [column.title for column in table.columns]
    rows = [list(table.texts(row)) for row in table.rows]
    if out is None:
        for row in (head, *rows):
            click.echo("\t".join(row))
        for note in table.notes:
            click.echo(f"※ {note}")
        return
    with replacing(out) as draft:
        write_sheet(draft, table.title, head, rows, notes=table.notes)
    click.echo(tr("cli.wrote", file=out))
