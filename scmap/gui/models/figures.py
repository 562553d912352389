"""What the rows in sight, and the selected ones, come to: number, sum, unknown."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scmap.gui.models.column import Column
from scmap.words import tr

Rows = NDArray[np.intp]
NONE = float("nan")
BETWEEN = " · "  # two figures
ROUNDED = 6  # decimals of a sum: what is behind them comes from adding binary fractions


@dataclass(frozen=True, slots=True)
class Figures:
    """What some rows come to in one column.

    Attributes
    ----------
    rows, unknown : int
        How many rows there are, and of how many of them the cell is unknown.
    total, least, most : float
        Of the known numbers or days, in the column's own unit; NaN where there are none.
    """

    rows: int
    unknown: int
    total: float = NONE
    least: float = NONE
    most: float = NONE


def figures_of(column: Column, rows: Rows) -> Figures:
    """Count and add up; the sum does not depend on the order of the rows.

    Parameters
    ----------
    column : Column
        What is looked at.
    rows : (k,) integers
        Rows of the table, none of them twice.
    """
    taken = np.zeros(len(column), dtype=bool)
    taken[rows] = True
    unknown = int(np.count_nonzero(column.unknown & taken))
    if column.kind == "text" or unknown == len(rows):
        return Figures(len(rows), unknown)
    at = np.flatnonzero(taken & ~column.unknown)
    known = column.measured[at if column.at is None else column.at[at]]
    total = round(float(known.sum()), ROUNDED) if column.adds_up else NONE
    return Figures(len(rows), unknown, total, float(known.min()), float(known.max()))


def said(figures: Figures, column: Column, whose: str) -> str:
    """Put figures into words: "표시 151행 · 합계 1,234 · 미상 12행".

    Parameters
    ----------
    figures : Figures
        What the rows come to.
    column : Column
        Which column they are of.
    whose : "shown" or "selected"
        Which rows they are.
    """
    parts = [tr(f"figures.{whose}", count=f"{figures.rows:,}")]
    if not np.isnan(figures.total):
        parts.append(tr("figures.sum", total=column.write(figures.total)))
    elif not np.isnan(figures.least):
        least, most = (_written(column, value) for value in (figures.least, figures.most))
        parts.append(tr("figures.range", least=least, most=most))
    parts.append(tr("figures.unknown", count=f"{figures.unknown:,}"))
    return BETWEEN.join(parts)


def _written(column: Column, value: float) -> str:
    if column.kind == "date":
        return column.write(np.datetime64(int(value), "D"))
    return column.write(value)
