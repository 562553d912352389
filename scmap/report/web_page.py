"""Texts and tables of a report as HTML: every value of a document is shown as it is."""

from collections.abc import Mapping, Sequence

from scmap import paths
from scmap.report.escape import literal
from scmap.report.korean import word
from scmap.report.parts import Column, Document, Fact, Row, Table

ASKED = ("investments", "overlaps")  # tables whose rows are features of the map

Keys = Mapping[str, str]


def row_keys(document: Document) -> dict[str, str]:
    """Give an own name to each table row that tells about a feature, by the feature's uid.

    A uid of foreign data may hold anything; names of ours are ``k0``, ``k1`` …
    """
    keys: dict[str, str] = {}
    for table in document.tables:
        if table.name in ASKED:
            for row in table.rows:
                if row.key:
                    keys.setdefault(row.key, f"k{len(keys)}")
    return keys


def head(document: Document) -> str:
    """Give the page's title and style."""
    style = paths.resource("report", "report.css").read_text(encoding="utf-8")
    return f"<title>{literal(document.title)}</title>\n<style>{style}</style>"


def body(document: Document, keys: Keys, notes: Sequence[str]) -> str:
    """Give the heading, the figures, the tables and the remarks."""
    tables = "".join(_section(table, keys) for table in (*document.tables, document.conditions))
    found = literal(word("filter"))
    main = f'<main data-filter="{found}">'
    return (
        f"{_header(document)}{main}{_figures(document.figures)}"
        f"<section><h2>{literal(word('remarks'))}</h2>{_notes(notes)}</section>{tables}</main>"
    )


def _header(document: Document) -> str:
    facts = "".join(
        f"<div><dt>{literal(fact.label)}</dt><dd>{literal(fact.text)}</dd></div>"
        for fact in document.facts
    )
    warning = f'<p class="warning">{literal(word("restricted"))}</p>' if document.restricted else ""
    title = f"<h1>{literal(document.title)}</h1>"
    return f'<header>{title}<dl class="facts">{facts}</dl>{warning}</header>'


def _figures(figures: Sequence[Fact]) -> str:
    shown = "".join(
        f"<div><dt>{literal(figure.label)}</dt>"
        f"<dd>{literal(figure.text)}<small>{literal(figure.remark)}</small></dd></div>"
        for figure in figures
    )
    return f'<dl class="figures">{shown}</dl>'


def _section(table: Table, keys: Keys) -> str:
    unit = f'<div class="unit">{literal(table.unit)}</div>' if table.unit else ""
    content = _table(table, keys) if table.rows else f'<p class="empty">{literal(table.empty)}</p>'
    return f"<section><h2>{literal(table.title)}</h2>{unit}{content}{_notes(table.notes)}</section>"


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
    return "name" if column.named else "text"


def _notes(notes: Sequence[str]) -> str:
    items = "".join(f"<li>※ {literal(note)}</li>" for note in notes)
    return f'<ul class="notes">{items}</ul>' if items else ""
