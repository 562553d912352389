"""What the inspector says about a feature of which nothing special is known: its columns."""

from collections.abc import Mapping

import numpy as np

from scmap.gui.models.card import Card, Fact, Section
from scmap.model import amounts
from scmap.model.layer import Column, Layer
from scmap.words import catalogue, language, tr

NAMES = ("name", "title", "code")  # columns that may say what a feature is called


def feature_card(layer: Layer, uid: str) -> Card:
    """Explain a feature of a layer by its attributes."""
    row = layer.rows[uid]
    facts = tuple(
        Fact(_label(name), _cell(column, row), number=column.dtype.kind == "f")
        for name, column in layer.columns.items()
    )
    return Card(
        kind=layer.title,
        title=_title(layer.columns, row) or layer.title,
        sections=(Section("attributes", tr("inspector.attributes"), facts=facts),),
    )


def _label(name: str) -> str:
    """Give the words for a column of ours; a foreign one is called as its file calls it."""
    key = f"inspector.column.{name}"
    return tr(key) if key in catalogue(language()) else name


def _title(columns: Mapping[str, Column], row: int) -> str:
    found = (columns[name][row] for name in NAMES if name in columns)
    return next((str(value) for value in found if value), "")


def _cell(column: Column, row: int) -> str:
    value = column[row]
    if column.dtype.kind == "f":
        return amounts.unknown() if np.isnan(value) else amounts.trimmed(float(value), 3)
    if column.dtype.kind == "M":
        return amounts.day(value)
    return str(value) if value else amounts.unknown()
