"""What the inspector says about a feature of which nothing special is known: its columns."""

import numpy as np

from scmap.gui.models import wording
from scmap.gui.models.card import Card, Fact, Section
from scmap.model import amounts
from scmap.model.codebook import CodeBook
from scmap.model.layer import Column, Layer
from scmap.words import catalogue, language, tr

NAMES = ("name", "title", "code")  # columns that may say what a feature is called
OURS = frozenset({"boundary", "facility"})  # kinds of layers whose columns are fixed by us
FIELD_CODES = frozenset({"purpose"})  # columns of service-field codes
POINTERS = frozenset({"pole"})  # columns of uids, which say nothing to a reader


def feature_card(layer: Layer, uid: str, codebook: CodeBook) -> Card:
    """Explain a feature of a layer by its attributes."""
    row = layer.rows[uid]
    ours = layer.kind in OURS
    facts = tuple(
        Fact(
            label_of(name) if ours else name,
            wording.titles(dict(codebook.fields), column[row])
            if ours and name in FIELD_CODES
            else _cell(column, row),
            number=column.dtype.kind == "f",
        )
        for name, column in layer.columns.items()
        if not (ours and name in POINTERS)
    )
    return Card(
        kind=layer.title,
        title=feature_title(layer, row),
        sections=(Section("attributes", tr("inspector.attributes"), facts=facts),),
    )


def label_of(name: str) -> str:
    """Give the words for a column of ours; an unknown one is called as its file calls it."""
    key = f"inspector.column.{name}"
    return tr(key) if key in catalogue(language()) else name


def feature_title(layer: Layer, row: int) -> str:
    """Name a feature; one without a name is called as its layer."""
    found = (layer.columns[name][row] for name in NAMES if name in layer.columns)
    return next((str(value) for value in found if value), "") or layer.title


def _cell(column: Column, row: int) -> str:
    value = column[row]
    if column.dtype.kind == "f":
        return amounts.unknown() if np.isnan(value) else amounts.trimmed(float(value), 3)
    if column.dtype.kind == "M":
        return amounts.day(value)
    return str(value) if value else amounts.unknown()
