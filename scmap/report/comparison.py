"""표 3: two ministry lines or programmes side by side, in the paper's eight rows."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scmap.errors import InputError
from scmap.model import amounts
from scmap.model.codebook import CodeBook, Programme
from scmap.model.layer import Layer
from scmap.model.programme import MONEY, ROWS, ProgrammeFacts
from scmap.report.korean import LANGUAGE, phrase
from scmap.report.parts import Column, Row, Table

Facts = Mapping[str, ProgrammeFacts]
_EOK = 100.0  # 백만원


@dataclass(frozen=True, slots=True)
class Side:
    """One column of the comparison.

    Attributes
    ----------
    title : str
        Ministry as it was named then, or the programme.
    programmes : tuple of str
        Ids of the programmes that it stands for.
    """

    title: str
    programmes: tuple[str, ...]


def side_of(text: str, codebook: CodeBook, facts: Facts, layer: Layer | None = None) -> Side:
    """Give the side that a lineage or a programme (by id or title) or a ministry names.

    A lineage stands for its programmes of which facts are known: those that `layer` holds, or all.

    Raises
    ------
    InputError
        ``side_unknown``.
    """
    for one in codebook.programmes.values():
        if text in (one.id, one.title):
            return Side(one.title, (one.id,))
    lineage = next(
        (id_ for id_, one in codebook.lineages.items() if text in (id_, one.title)), None
    ) or codebook.lineage_of(text)  # a ministry, as it is or was called
    if lineage is None:
        raise InputError("side_unknown", side=text)
    held = {str(cell) for cell in layer.text("programme")} if layer is not None else set()
    own = [
        id_
        for id_ in facts
        if id_ in codebook.programmes and lineage in codebook.programmes[id_].lineages
    ]
    chosen = tuple(id_ for id_ in own if _is_held(codebook.programmes[id_], held)) or tuple(own)
    return Side(codebook.lineages[lineage].title, chosen)


def comparison_table(sides: Sequence[Side], codebook: CodeBook, facts: Facts) -> Table:
    """Draw up 표 3; a cell of which no source tells prints 미작성, and the sources stand below."""
    rows = tuple(
        Row((phrase(f"compare.{row}"), *(_cell(row, side, codebook, facts) for side in sides)))
        for row in ROWS
    )
    used = tuple(dict.fromkeys(id_ for side in sides for id_ in side.programmes))
    return Table(
        name="comparison",
        title=phrase("compare.title", left=sides[0].title, right=sides[-1].title),
        columns=(
            Column(phrase("compare.row"), width=22, named=True),
            *(Column(side.title, width=76) for side in sides),
        ),
        rows=rows,
        notes=(
            *_kinds(used, codebook),
            phrase("compare.sources", sources="; ".join(_sources(used, facts))),
        ),
    )


def _is_held(programme: Programme, held: set[str]) -> bool:
    return programme.id in held or programme.title in held


def _cell(row: str, side: Side, codebook: CodeBook, facts: Facts) -> str:
    told = []
    for id_ in side.programmes:
        known = facts.get(id_)
        text = _text(row, codebook.programmes[id_], known)
        if text:
            several = len(side.programmes) > 1 and row not in ("work", "ground")
            told.append(f"{codebook.programmes[id_].title}: {text}" if several else text)
    return " / ".join(dict.fromkeys(told)) or phrase("compare.empty")


def _text(row: str, programme: Programme, facts: ProgrammeFacts | None) -> str:
    if facts is not None and row in facts.cells:
        return facts.cells[row].text
    if row == "work":
        return f"{programme.title} ({_years(programme)})"
    return _budget(facts) if row == "budget" and facts is not None else ""


def _years(programme: Programme) -> str:
    first = "" if programme.year_from is None else str(programme.year_from)
    last = "" if programme.year_to is None else str(programme.year_to)
    return first if first == last else f"{first}–{last}"


def _budget(facts: ProgrammeFacts) -> str:
    """Write money as 표 3 does: "총 238억 원(국비 190, 민간 48)"."""
    total = facts.money.get("total", math.nan)
    if math.isnan(total):
        return facts.money_note
    split = ", ".join(
        f"{phrase(f'compare.money.{part}')} {amounts.trimmed(facts.money[part] / _EOK, 2)}"
        for part in MONEY
        if part in facts.money
    )
    written = amounts.money_in_prose(total, LANGUAGE)
    told = phrase("compare.total", total=written, split=split or phrase("compare.unsplit"))
    return f"{told}, {facts.money_note}" if facts.money_note else told


def _kinds(programmes: Iterable[str], codebook: CodeBook) -> tuple[str, ...]:
    """Say that programmes of different kinds are no like for like, where that is so."""
    kinds = {codebook.programmes[id_].kind for id_ in programmes}
    return (phrase("compare.kinds"),) if len(kinds) > 1 else ()


def _sources(programmes: Iterable[str], facts: Facts) -> tuple[str, ...]:
    known = [facts[id_] for id_ in programmes if id_ in facts]
    told = [
        source
        for one in known
        for source in (one.money_source, *(cell.source for cell in one.cells.values()))
    ]
    return tuple(dict.fromkeys(filter(None, told)))
