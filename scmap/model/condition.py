"""Conditions on the cells of a row: what filters a layer, and what rules of a symbology ask.

A condition is data, never code: a name of a column, one of a few tests, and a text to compare
with. Nothing that comes with a project or a style file is ever evaluated.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scmap.model.distinct import distinct
from scmap.model.layer import Column, Layer

Test: TypeAlias = Literal[
    "is", "is_not", "contains", "below", "at_most", "above", "at_least", "known", "unknown"
]
Mask: TypeAlias = NDArray[np.bool_]

SEPARATOR = ";"  # between the parts of a cell that holds several
MOST_CONDITIONS = 50  # of one filter: more is no filter that somebody made

_ORDERED: Mapping[str, Callable[[Any, Any], Any]] = MappingProxyType(
    {
        "below": np.less,
        "at_most": np.less_equal,
        "above": np.greater,
        "at_least": np.greater_equal,
    }
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A test of one cell.

    An unknown cell passes the test "unknown" and no other: what is not known is neither equal to
    a value nor different from it.

    Attributes
    ----------
    field : str
        Name of the column; a layer without it knows nothing of it.
    test : str
        "is" and "is_not" compare with any part of a cell of several; "contains" looks for a piece
        of text; "below", "at_most", "above" and "at_least" compare numbers and dates, and texts
        that are numbers.
    value : str
        What is compared with; dates as ``2026-01-31``.
    """

    field: str
    test: Test
    value: str = ""

    def mask(self, layer: Layer) -> Mask:
        """Tell for each row whether it passes, shape (n,)."""
        column = layer.columns.get(self.field)
        if column is None:
            return np.full(len(layer), self.test == "unknown", dtype=bool)
        known = ~_unknown(column)
        if self.test in ("known", "unknown"):
            return known if self.test == "known" else ~known
        return known & self._compared(column)

    def _compared(self, column: Column) -> Mask:
        if self.test in _ORDERED:
            numbers, limit = _measured(column), _limit(column, self.value)
            with np.errstate(invalid="ignore"):
                ordered: Mask = _ORDERED[self.test](numbers, limit)
            return ordered & ~_unknown(numbers)
        values, at = distinct(column)
        passes = (self._holds(written(value)) for value in values)
        held: Mask = np.fromiter(passes, dtype=bool, count=len(values))[at]
        return held

    def _holds(self, text: str) -> bool:
        if self.test == "contains":
            return self.value.casefold() in text.casefold()
        same = self.value == text or self.value in text.split(SEPARATOR)
        return same == (self.test == "is")


@dataclass(frozen=True, slots=True)
class Filter:
    """Several conditions: rows pass that meet all of them, or at least one.

    Without a condition every row passes.
    """

    conditions: tuple[Condition, ...] = ()
    every: bool = True

    @property
    def fields(self) -> frozenset[str]:
        """Names of the columns that are looked at."""
        return frozenset(one.field for one in self.conditions)

    def mask(self, layer: Layer) -> Mask:
        """Tell for each row whether it passes, shape (n,)."""
        if not self.conditions:
            return np.ones(len(layer), dtype=bool)
        masks = np.array([one.mask(layer) for one in self.conditions])
        return np.asarray(masks.all(axis=0) if self.every else masks.any(axis=0))


def written(cell: Any) -> str:
    """Give a cell as categories and conditions name it.

    "" stands for unknown; whole numbers are written without a point.
    """
    if cell is None or cell != cell:  # noqa: PLR0124  NaN and NaT differ from themselves
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def numbers_of(column: Column) -> NDArray[np.float64]:
    """Give a column as numbers, NaN where a cell is none: dates as days, texts as they read."""
    if column.dtype == object:
        values, at = distinct(column)
        read: NDArray[np.float64] = np.array([_number(value) for value in values], dtype=float)
        return read[at] if len(values) else np.empty(0)
    if column.dtype.kind == "M":
        days = column.astype("datetime64[D]").astype(np.float64)
        days[np.isnat(column)] = np.nan
        return days
    return column.astype(np.float64)


def _measured(column: Column) -> Column:
    return column if column.dtype.kind == "M" else numbers_of(column)


def _limit(column: Column, text: str) -> Any:
    """Give what a text says in the terms of a column; unknown, which no cell passes, if nothing."""
    if column.dtype.kind == "M":
        try:
            return np.datetime64(text, "D")
        except ValueError:
            return np.datetime64("NaT")
    return _number(text)


def _number(value: object) -> float:
    try:
        return float(str(value).replace(",", "")) if value is not None else np.nan
    except ValueError:
        return np.nan


def _unknown(column: Column) -> Mask:
    if column.dtype == object:
        values, at = distinct(column)
        none = np.fromiter((value is None for value in values), dtype=bool, count=len(values))
        unknown: Mask = none[at] if len(values) else np.empty(0, dtype=bool)
        return unknown
    return np.asarray(np.isnat(column) if column.dtype.kind == "M" else np.isnan(column))
