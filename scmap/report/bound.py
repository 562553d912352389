"""A map report as a booklet, for the writers that lay out booklets."""

from dataclasses import replace

from scmap.report.blocks import Block, Booklet, Cover, Line, Section
from scmap.report.korean import word
from scmap.report.parts import Column, Document, Fact, Row, Table


def bound(document: Document) -> Booklet:
    """Give a report as a booklet: summary, tables, and the map sheets behind the first table."""
    first, *rest = (*document.tables, document.conditions)
    return Booklet(
        title=document.title,
        place=document.place,
        made_on=document.made_on,
        organisation=_told(document.facts, word("fact.organisation")),
        cover=Cover(
            below=document.facts, warning=word("restricted") if document.restricted else ""
        ),
        sections=(
            Section(word("summary"), _summary(document), "front"),
            _section(first, *document.sheets),
            *map(_section, rest),
        ),
        shown=document.sheets[0].settings,
        restricted=document.restricted,
    )


def _section(table: Table, *more: Block) -> Section:
    """Give a table a section under its title."""
    untitled = replace(table, title="")
    return Section(table.title, (untitled, *more), "attached" if table.attached else "body")


def _summary(document: Document) -> tuple[Block, ...]:
    rows = tuple(Row((one.label, one.text, one.remark)) for one in document.figures)
    columns = (
        Column(word("column.item"), width=45),
        Column(word("column.value"), width=50),
        Column(word("column.remark"), width=80),
    )
    figures = Table("figures", "", columns, rows)
    return (figures, *(Line(note, 3) for note in document.notes))


def _told(facts: tuple[Fact, ...], label: str) -> str:
    return next((fact.text for fact in facts if fact.label == label), "")
