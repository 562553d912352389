"""Texts and tables of a report as HTML: every value of a document is shown as it is."""

from collections.abc import Iterable, Mapping, Sequence

from scmap import paths
from scmap.report.escape import literal
from scmap.report.korean import word
from scmap.report.parts import Column, Document, Fact, Row, Table

ASKED = ("investments", "overlaps", "pairs", "links")  # tables whose rows are on the map

Keys = Mapping[str, str]

_SHORT_MM = 18.0  # a column of texts no wider on paper holds single words


def row_keys(tables: Iterable[Table]) -> dict[str, str]:
    """Give an own name to each table row that tells about a feature, by the feature's uid.

    A uid of foreign data may hold anything; names of ours are ``k0``, ``k1`` …
    """
    keys: dict[str, str] = {}
    for table in tables:
        if table.name in ASKED:
            for row in table.rows:
                if row.key:
                    keys.setdefault(row.key, f"k{len(keys)}")
    return keys


def head(title: str) -> str:
    """Give a page's title and style."""
    style = paths.resource("report", "report.css").read_text(encoding="utf-8")
    return f"<title>{literal(title)}</title>\n<style>{style}</style>"


def body(document: Document, keys: Keys, notes: Sequence[str]) -> str:
    """Give the heading, the figures, the tables and the remarks."""
    tables = "".join(
        table_section(table, keys) for table in (*document.tables, document.conditions)
    )
    found = literal(word("filter"))
    main = f'<main data-filter="{found}">'
    top = header(document.title, document.facts, restricted=document.restricted)
    return (
        f"{top}{main}{_figures(document.figures)}"
        f"<section><h2>{literal(word('remarks'))}</h2>{notes_list(notes)}</section>{tables}</main>"
    )


def header(title: str, facts: Iterable[Fact], *, restricted: bool) -> str:
    """Give what stands at the top of the page."""
    told = "".join(
        f"<div><dt>{literal(fact.label)}</dt><dd>{literal(fact.text)}</dd></div>" for fact in facts
    )
    warning = f'<p class="warning">{literal(word("restricted"))}</p>' if restricted else ""
    return f'<header><h1>{literal(title)}</h1><dl class="facts">{told}</dl>{warning}</header>'


def _figures(figures: Sequence[Fact]) -> str:
    shown = "".join(
        f"<div><dt>{literal(figure.label)}</dt>"
        f"<dd>{literal(figure.text)}<small>{literal(figure.remark)}</small></dd></div>"
        for figure in figures
    )
    return f'<dl class="figures">{shown}</dl>'


def table_section(table: Table, keys: Keys) -> str:
    """Give a table under its title, with its unit and its notes."""
    unit = f'<div class="unit">{literal(table.unit)}</div>' if table.unit else ""
    content = _table(table, keys) if table.rows else f'<p class="empty">{literal(table.empty)}</p>'
    title, notes = literal(table.title), notes_list(table.notes)
    return f"<section><h2>{title}</h2>{unit}{content}{notes}</section>"


def _table(table: Table, keys: Keys) -> str:
    heads = "".join(
        f'<th class="{_class(column)}" scope="col">{literal(column.title)}</th>'
        for column in table.columns
    )
    rows = "".join(_row(table, row, keys) for row in table.rows)
    asked = ' class="asked"' if table.name in ASKED else ""
    return (
        f'<div class="scroll"><table{asked} id="{table.name}"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(table: Table, row: Row, keys: Keys) -> str:
    cells = "".join(
        f'<td class="{_class(column)}">{literal(text)}</td>'
        for column, text in zip(table.columns, table.texts(row), strict=True)
    )
    key = keys.get(row.key, "") if table.name in ASKED else ""
    mark = f' id="{key}" tabindex="0"' if key else ""
    total = ' class="total"' if row.total else ""
    return f"<tr{mark}{total}>{cells}</tr>"


def _class(column: Column) -> str:
    if column.form != "text":
        return "figure"
    if column.named:
        return "name"
    return "short" if column.width <= _SHORT_MM else "text"


def notes_list(notes: Sequence[str]) -> str:
    """Give remarks, each with ※."""
    items = "".join(f"<li>※ {literal(note)}</li>" for note in notes)
    return f'<ul class="notes">{items}</ul>' if items else ""
