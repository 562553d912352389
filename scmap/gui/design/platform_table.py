"""The sheet of two platforms, and the platforms around a municipality, as tables."""

from collections.abc import Sequence

import numpy as np

from scmap import reference
from scmap.analysis.interoperability import Comparison
from scmap.gui.keys import Named
from scmap.gui.models.column import Column
from scmap.gui.models.table import Table, plain
from scmap.model import amounts
from scmap.model.codebook import parts, title_of
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import Layer, objects
from scmap.words import tr

BORDER = 1.0  # metres; borders nearer are one
PLATFORMS = ("PLT", "OPC", "CCC", "TBD", "NPC")


def comparison_table(found: Sequence[Comparison]) -> Table:
    """Lay out the data items of two platforms."""
    columns = (
        _texts("item", [one.name for one in found], 18),
        _texts("left", [_format(one.left) for one in found], 12),
        _texts("right", [_format(one.right) for one in found], 12),
        _texts("state", [tr(f"platform.state.{one.state}") for one in found], 14),
    )
    return Table("comparison", Named(objects(one.name for one in found)), columns)


def around_table(layer: Layer, known: Gazetteer, code: str) -> Table:
    """Lay out the platforms and centres of a municipality and of those that touch it."""
    near, places = neighbours(known, code), layer.text("municipality_code").tolist()
    rows = [
        row
        for row in np.flatnonzero(np.isin(layer.text("kind").astype(str), PLATFORMS)).tolist()
        if not near.isdisjoint(parts(places[row]))
    ]
    rows.sort(key=lambda row: code not in parts(places[row]))
    book = reference.codebook()
    unknown = amounts.unknown()
    kinds = [book.kinds.get(layer.text("kind")[row]) for row in rows]
    columns = (
        _texts("name", [layer.text("name")[row] or unknown for row in rows], 22),
        _texts("kind", [title_of(kind) if kind else unknown for kind in kinds], 12),
        _texts("place", [layer.text("municipality")[row] or unknown for row in rows], 10),
        Column(
            "year",
            layer.number("year_from")[rows],
            lambda value: unknown if np.isnan(value) else f"{value:.0f}",
            7,
            title=tr("platform.column.year"),
        ),
        _texts("openness", [layer.text("openness")[row] or unknown for row in rows], 8),
        _texts("standards", [layer.text("standards")[row] or unknown for row in rows], 14),
    )
    return Table(layer.uid, Named(objects(layer.uids[row] for row in rows)), columns)


def neighbours(known: Gazetteer, code: str) -> frozenset[str]:
    """Give a municipality with those that touch it, by code."""
    cities = known.boundaries("municipality")
    codes = cities.text("code")
    own = np.flatnonzero(codes == code)
    if not len(own):
        return frozenset()
    ground = cities.geometry[own[0]]
    rows = cities.tree.query(ground, predicate="dwithin", distance=BORDER)
    return frozenset(str(codes[row]) for row in rows)


def _format(told: str | None) -> str:
    if told is None:
        return "–"
    return told or amounts.unknown()


def _texts(key: str, values: Sequence[str], width: int) -> Column:
    return Column(key, objects(values), plain, width, title=tr(f"platform.column.{key}"))
