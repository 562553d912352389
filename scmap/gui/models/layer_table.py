"""The rows of any layer as a table: one column for each of its fields."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from scmap.gui.keys import LayerKeys
from scmap.gui.models.column import Column, Numbers
from scmap.gui.models.column_titles import column_title
from scmap.gui.models.feature_card import OURS, POINTERS, label_of
from scmap.gui.models.table import Table, plain
from scmap.model import amounts
from scmap.model.layer import Layer

DECIMALS = 3  # of a number of which nothing is known
LOOKED_AT = 60  # rows that say how wide a column of texts is
NARROW, WIDE = 8, 30  # characters
_YEARS = 1900, 2100


def layer_table(layer: Layer, name: str, known: Iterable[Column] = ()) -> Table:
    """Lay out a layer for reading.

    Parameters
    ----------
    layer : Layer
        Its rows.
    name : str
        The layer as the selection names it.
    known : iterable of Column
        Columns of an earlier table of the layer: those whose values are still the same are taken,
        with all that was worked out about them.
    """
    ours = layer.kind in OURS
    before = {id(column.values): column for column in known}
    columns = []
    for key, values in layer.columns.items():
        if ours and key in POINTERS:
            continue
        title = label_of(key) if ours else column_title(key)
        kept = before.get(id(values))
        same = kept is not None and (kept.key, kept.title) == (key, title)
        columns.append(kept if kept is not None and same else _column(key, title, values))
    return Table(name, LayerKeys(layer), tuple(columns))


def _column(key: str, title: str, values: np.ndarray[Any, Any]) -> Column:
    if values.dtype.kind == "f":
        years = _are_years(values)
        write = _year if years else _number
        return Column(key, values, write, 10, decimals=DECIMALS, adds_up=not years, title=title)
    if values.dtype.kind == "M":
        return Column(key, values, amounts.day, 12, title=title)
    letters = [len(str(value)) for value in values[:LOOKED_AT] if value]
    width = min(max(*letters, NARROW, NARROW), WIDE) if letters else NARROW
    return Column(key, values, _text, width, title=title)


def _are_years(numbers: Numbers) -> bool:
    """Tell whether all known numbers are years, which are written without thousands."""
    known = numbers[~np.isnan(numbers)]
    if not len(known):
        return False
    first, last = _YEARS
    return bool(((known >= first) & (known <= last) & (known == np.floor(known))).all())


def _number(value: float) -> str:
    return amounts.unknown() if np.isnan(value) else amounts.trimmed(float(value), DECIMALS)


def _year(value: float) -> str:
    return amounts.unknown() if np.isnan(value) else f"{value:.0f}"


_text: Callable[[Any], str] = plain
