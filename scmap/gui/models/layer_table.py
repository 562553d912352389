"""The rows of any layer as a table: one column for each of its fields."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import numpy as np

from scmap.gui.keys import LayerKeys
from scmap.gui.models import wording
from scmap.gui.models.column import Column, Numbers, roomy
from scmap.gui.models.column_titles import column_title
from scmap.gui.models.feature_card import OURS, POINTERS, label_of
from scmap.gui.models.table import Table, listed, plain
from scmap.model import amounts
from scmap.model.codebook import CodeBook
from scmap.model.layer import Layer

DECIMALS = 3  # of a number of which nothing is known
_SAID: Mapping[str, Callable[[str | None], str]] = {
    "ministry": listed,
    "municipality": listed,
    "tags_basis": wording.basis,
    "beneficiaries_basis": wording.basis,
    "confidence": wording.confidence,
}
LOOKED_AT = 60  # rows that say how wide a column of texts is
NARROW, WIDE = 8, 30  # characters
_YEARS = 1900, 2100


def layer_table(layer: Layer, name: str, codebook: CodeBook, known: Iterable[Column] = ()) -> Table:
    """Lay out a layer for reading; codes of ours are written in the field's words.

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
        if kept is None or not same:
            kept = _column(key, title, values, _writer(layer, key, codebook))
        columns.append(kept)
    return Table(name, LayerKeys(layer), tuple(columns))


def _column(
    key: str, title: str, values: np.ndarray[Any, Any], write: Callable[[Any], str]
) -> Column:
    if values.dtype.kind == "f":
        years = _are_years(values)
        number = _year if years else _number
        return Column(key, values, number, 10, decimals=DECIMALS, adds_up=not years, title=title)
    if values.dtype.kind == "M":
        return Column(key, values, amounts.day, 12, title=title)
    seen = (str(write(value)) for value in values[:LOOKED_AT] if value)
    width = min(roomy(seen, NARROW), WIDE)
    return Column(key, values, write, width, title=title)


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


def _writer(layer: Layer, key: str, codebook: CodeBook) -> Callable[[Any], str]:
    """Give what writes the texts of a column: only columns of ours hold codes of ours."""
    is_investment = layer.kind == "investment"
    if is_investment and key in _SAID:
        return _SAID[key]
    coded = (is_investment or layer.kind in OURS) and codebook.terms(key)
    return partial(_in_words, codebook, key) if coded else plain


def _in_words(codebook: CodeBook, key: str, value: str | None) -> str:
    return codebook.words(key, value) if value else amounts.unknown()
