"""The tables of a report: investments, ministry lines, overlaps, sources."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from scmap.analysis.register import lineages
from scmap.model import amounts
from scmap.model.codebook import CodeBook
from scmap.model.layer import Layer
from scmap.model.overlap import RELATIONS
from scmap.report.korean import word
from scmap.report.parts import Column, Row, Table
from scmap.report.scope import Scope
from scmap.report.wording import (
    confidence_title,
    field_titles,
    kind_title,
    known,
    lineage_title,
    ministry_then,
    period_of,
    place_of,
)

Money = Mapping[str, NDArray[np.float64]]

PAIRS_LISTED = 2_000  # about 150 pages; a longer list helps nobody, its length is stated instead


def investment_table(layer: Layer, codebook: CodeBook) -> Table:
    """List investments with their ministry at the time and their money."""
    money = money_columns(layer)
    order = reading_order(layer)
    rows = [
        Row(
            (
                str(number),
                known(layer.text("name")[row]),
                kind_title(codebook, layer.text("kind")[row]),
                place_of(layer, row),
                ministry_then(codebook, layer, row),
                period_of(layer, row),
                field_titles(codebook, layer.text("fields")[row]),
                *(float(values[row]) for values in money.values()),
                known(layer.text("money_basis")[row]),
            ),
            key=str(layer.uids[row]),
        )
        for number, row in enumerate(order, start=1)
    ]
    sums = {part: amounts.total(values) for part, values in money.items()}
    total = Row(
        ("", word("total"), word("items", n=len(layer)), *[""] * 4, *_known(sums), ""), total=True
    )
    return Table(
        name="investments",
        title=word("table.investments"),
        unit=word("unit.mkrw"),
        columns=(
            Column(word("column.number"), "count", 11),
            Column(word("column.name"), width=50, named=True),
            Column(word("column.kind"), width=25),
            Column(word("column.municipality"), width=20),
            Column(word("column.ministry"), width=36),
            Column(word("column.period"), width=19),
            Column(word("column.fields"), width=27),
            *(Column(word(f"column.{part}"), "money", 15) for part in money),
            Column(word("column.money_basis"), width=15),
        ),
        rows=(total, *rows) if rows else (),
        notes=(*left_out(sums), *_unequal(money, order), word("note.unknown_sign")),
        empty=word("empty.investments"),
    )


def lineage_table(layer: Layer, codebook: CodeBook) -> Table:
    """Add up each ministry line; joint investments stand apart, so that none counts twice."""
    money = money_columns(layer)
    owners = lineages(layer, codebook)
    places = {owner: place for place, owner in enumerate(codebook.lineages)}

    def order(owner: frozenset[str]) -> tuple[bool, int, list[int]]:
        return not owner, len(owner), sorted(places.get(name, len(places)) for name in owner)

    def row(title: str, mine: NDArray[np.bool_], *, total: bool = False) -> Row:
        whole, unknown = amounts.total(money["total"][mine])
        national, _ = amounts.total(money["national"][mine])
        count = float(mine.sum())
        return Row((title, count, whole, float(unknown), national), total=total)

    groups = [
        row(
            lineage_title(codebook, owner),
            np.array([other == owner for other in owners], dtype=bool),
        )
        for owner in sorted(set(owners), key=order)
    ]
    everything = row(word("total"), np.ones(len(owners), bool), total=True)
    # As is said of each figure: that of the total leaves out more investments.
    beyond = ((money["national"] > 0) & np.isnan(money["total"])).any()
    return Table(
        name="lineages",
        title=word("table.lineages"),
        unit=word("unit.mkrw"),
        columns=(
            Column(word("column.lineage"), width=70, named=True),
            Column(word("column.investments"), "count", 22),
            Column(word("column.total"), "money", 28),
            Column(word("column.total_unknown"), "count", 28),
            Column(word("column.national"), "money", 28),
        ),
        rows=(everything, *groups) if groups else (),
        notes=(
            word("note.unknown_left_out"),
            *((word("note.national_beyond"),) if beyond else ()),
        ),
        empty=word("empty.investments"),
    )


def overlap_table(scope: Scope, codebook: CodeBook) -> Table:
    """List the pairs whose shared ground lies in the area, the strongest first."""
    layer, table = scope.run.layer, scope.run.table
    whole_country = scope.municipality is None

    def side(row: int) -> tuple[str, str, str]:
        return (
            known(layer.text("name")[row]),
            ministry_then(codebook, layer, row),
            period_of(layer, row),
        )

    rows = []
    for number, pair in enumerate(scope.pairs[:PAIRS_LISTED], start=1):
        inside = () if whole_country else (float(scope.inside[number - 1]),)
        cells = (
            str(number),
            *side(int(table.left[pair])),
            *side(int(table.right[pair])),
            float(table.area[pair]),
            *inside,
            float(table.coefficient[pair]),
            float(table.years[pair]),
            word(f"relation.{RELATIONS[table.relation_code[pair]]}"),
            word(f"class.{scope.classes[number - 1]}"),
        )
        rows.append(Row(cells, key=table.uid(int(pair))))
    return Table(
        name="overlaps",
        title=word("table.overlaps", relation=word(f"relation.{scope.run.rule.relation}")),
        columns=_overlap_columns(whole_country=whole_country),
        rows=tuple(rows),
        notes=_overlap_notes(scope),
        empty=word("empty.overlaps"),
    )


def source_table(layer: Layer) -> Table:
    """List where each record comes from, under its number in the list of investments."""
    rows = tuple(
        Row(
            (
                str(number),
                known(layer.text("name")[row]),
                known(layer.text("quality")[row]),
                confidence_title(layer.text("confidence")[row]),
                known(layer.text("source")[row]),
            )
        )
        for number, row in enumerate(reading_order(layer), start=1)
    )
    return Table(
        name="sources",
        title=word("table.sources"),
        columns=(
            Column(word("column.number"), "count", 10),
            Column(word("column.name"), width=50, named=True),
            Column(word("column.quality"), width=16),
            Column(word("column.confidence"), width=24),
            Column(word("column.source"), width=80),
        ),
        rows=rows,
        notes=(word("note.quality"),),
        attached=True,
        empty=word("empty.investments"),
    )


def reading_order(layer: Layer) -> NDArray[np.intp]:
    """Rows by municipality code, first year (unknown last) and name; ties by uid."""
    text = [
        [str(cell or "") for cell in layer.text(name)] for name in ("name", "municipality_code")
    ]
    years = np.nan_to_num(layer.number("year_from"), nan=math.inf)
    name, code = (np.array(cells, dtype=str) for cells in text)
    return np.lexsort((layer.uids.astype(str), name, years, code))


def money_columns(layer: Layer) -> Money:
    """Money of the list of investments, 백만원; 민간 is cash and kind, as far as known."""
    cash, kind = layer.number("private_cash_mkrw"), layer.number("private_kind_mkrw")
    both = np.where(
        np.isnan(cash) & np.isnan(kind), np.nan, np.nan_to_num(cash) + np.nan_to_num(kind)
    )
    plain = {
        part: layer.number(f"{part}_mkrw") for part in ("total", "national", "local", "public")
    }
    return {**plain, "private": both}


def _known(sums: Mapping[str, tuple[float, int]]) -> tuple[float, ...]:
    return tuple(known_sum for known_sum, _ in sums.values())


def left_out(sums: Mapping[str, tuple[float, int]]) -> tuple[str, ...]:
    """Say how many rows each total leaves out."""
    counts = [
        word("unknown_count", what=word(f"column.{part}"), n=unknown)
        for part, (_, unknown) in sums.items()
        if unknown
    ]
    return (word("note.left_out", counts=", ".join(counts)),) if counts else ()


def _unequal(money: Money, order: Sequence[int] | NDArray[np.intp]) -> tuple[str, ...]:
    """Name the rows whose known parts do not add up to their total."""
    parts = np.array([money[part] for part in ("national", "local", "public", "private")])
    total, known_sum = money["total"], np.nansum(parts, axis=0)
    complete = ~np.isnan(parts).any(axis=0)
    wrong = (known_sum > total + 0.5) | (complete & (np.abs(known_sum - total) > 0.5))
    numbers = [str(number) for number, row in enumerate(order, start=1) if wrong[row]]
    if not numbers:
        return ()
    return (word("note.unequal", n=len(numbers), numbers=", ".join(numbers)),)


def _overlap_columns(*, whole_country: bool) -> tuple[Column, ...]:
    sides = [
        column
        for side in ("a", "b")
        for column in (
            Column(word(f"column.name_{side}"), width=40, named=True),
            Column(word(f"column.ministry_{side}"), width=32),
            Column(word("column.period"), width=18),
        )
    ]
    inside = () if whole_country else (Column(word("column.inside"), "area", 15),)
    return (
        Column(word("column.number"), "count", 11),
        *sides,
        Column(word("column.area"), "area", 18),
        *inside,
        Column(word("column.coefficient"), "percent", 17),
        Column(word("column.years"), "count", 14),
        Column(word("column.relation"), width=16),
        Column(word("column.class"), width=19),
    )


def _overlap_notes(scope: Scope) -> tuple[str, ...]:
    notes = [word("note.coefficient"), word("note.pairs_not_added"), word("note.suspicion")]
    if len(scope.pairs) > PAIRS_LISTED:
        notes.insert(0, word("note.capped", n=PAIRS_LISTED, all=len(scope.pairs)))
    return tuple(notes)
