"""Two states of a project held against each other: what is new, gone and changed, with both values.

Verdicts are compared like any other rows: a pair is named by its two investments.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

import numpy as np
import shapely

from scmap.analysis.pair_export import listed_layer
from scmap.model.difference import NEW, Difference
from scmap.model.layer import Column, Layer, Objects, objects
from scmap.model.project import Project
from scmap.progress import Progress, part, silent
from scmap.session.findings import Lookups, find
from scmap.session.snapshots import without_snapshots
from scmap.store.values import plain
from scmap.words import catalogue, language, tr

What: TypeAlias = Literal["new", "gone", "changed"]
WHATS: tuple[What, ...] = ("new", "gone", "changed")
PAIRS = "pairs"
JUDGED = ("relation", "exception", "grade", "opinion", "D", "L", "P", "I", "area_m2")
NAMES = ("name", "title", "service", "left_name", "key")  # columns by which people call a row


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is different, in words.

    Attributes
    ----------
    what : str
        "new", "gone" or "changed".
    table, layer : str
        uid of the layer, and what people call it.
    uid, name : str
        Which row, and what people call it.
    column : str
        Which value; "" where the whole row came or went.
    before, after : str
        Both values; "" where the whole row came or went.
    """

    what: What
    table: str
    layer: str
    uid: str
    name: str
    column: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class States:
    """What differs between two states.

    Attributes
    ----------
    before, after : Project
        The states.
    lines : tuple of Line
        All that is different, layer by layer.
    shapes : Mapping of str to (n,) object
        Where it is: the shapes that are new, gone (as they were) or changed (as they are).
    """

    before: Project
    after: Project
    lines: tuple[Line, ...]
    shapes: Mapping[What, Objects]

    def count(self, what: What) -> int:
        """Count rows that are new, gone or changed."""
        return len({(one.table, one.uid) for one in self.lines if one.what == what})


def compare_states(before: Project, after: Project, *, progress: Progress = silent) -> States:
    """Compare two states of a project, their verdicts too."""
    before, after = without_snapshots(before), without_snapshots(after)
    old = {one.uid: one for one in (*before.layers, _pairs(before, part(progress, 0.0, 0.4)))}
    new = {one.uid: one for one in (*after.layers, _pairs(after, part(progress, 0.4, 0.8)))}
    found = [
        Difference.between(*_both(old.get(uid), new.get(uid)))
        for uid in {**new, **old}
        if old.get(uid) is not new.get(uid)
    ]
    lines = tuple(line for one in found for line in _lines(one))
    progress(1.0)
    return States(before, after, lines, {what: _shapes(found, what) for what in WHATS})


def _pairs(project: Project, progress: Progress) -> Layer:
    """Give the pairs of a state as a layer, by their uids."""
    found = find(project, Lookups.of(project), progress=progress)
    layer = listed_layer(found.pairs, np.arange(len(found.pairs)))
    names = [" × ".join(map(str, both)) for both in zip(*_sides(layer), strict=True)]
    columns = {"name": objects(names), **{name: layer.columns[name] for name in JUDGED}}
    return layer.replace(uid=PAIRS, name=PAIRS, columns=columns)


def _sides(layer: Layer) -> tuple[Objects, Objects]:
    return layer.text("left_name"), layer.text("right_name")


def _both(before: Layer | None, after: Layer | None) -> tuple[Layer, Layer]:
    """Give two states of a layer; one that is not there is empty."""
    known = after or before
    if known is None:
        raise ValueError("neither state has the layer")
    empty = known.take(np.empty(0, dtype=np.intp))
    return before or empty, after or empty


def _lines(one: Difference) -> Iterator[Line]:
    title = _title(one.after if len(one.after) else one.before)

    def line(what: What, layer: Layer, row: int, *told: str) -> Line:
        return Line(what, layer.uid, title, str(layer.uids[row]), _name(layer, row), *told)

    for row in one.rows.tolist():
        was = int(one.origin[row])
        if was == NEW:
            yield line("new", one.after, row)
            continue
        if one.moved[row]:
            shapes = _shape(one.before, was), _shape(one.after, row)
            yield line("changed", one.after, row, tr("states.shape"), *shapes)
        for name in {**one.before.columns, **one.after.columns}:
            values = _cell(one.before, name, was), _cell(one.after, name, row)
            if values[0] != values[1]:
                told = map(_said, values)
                yield line("changed", one.after, row, _column(name), *told)
    for row in one.gone.tolist():
        yield line("gone", one.before, row)


def _shapes(found: list[Difference], what: What) -> Objects:
    """Give the shapes that came, went or are others; those of pairs are made of others."""
    every = [shape for one in found if one.after.uid != PAIRS for shape in _those(one, what)]
    return objects(shape for shape in every if shape is not None)


def _those(one: Difference, what: What) -> Objects:
    if what == "gone":
        gone: Objects = one.before.geometry[one.gone]
        return gone
    is_new = one.origin[one.rows] == NEW
    those: Objects = one.after.geometry[one.rows[is_new if what == "new" else ~is_new]]
    return those


def _title(layer: Layer) -> str:
    """Give what people call a layer; rows of the product's own kinds have words of ours."""
    return catalogue(language()).get(f"states.layer.{layer.name}", layer.title)


def _column(name: str) -> str:
    known = catalogue(language())
    return known.get(f"states.column.{name}", known.get(f"columns.{name}", name))


def _name(layer: Layer, row: int) -> str:
    found = (layer.columns[name][row] for name in NAMES if name in layer.columns)
    return next((str(cell) for cell in found if cell), str(row + 1))


def _cell(layer: Layer, name: str, row: int) -> str | float | date | None:
    column: Column | None = layer.columns.get(name)
    return None if column is None else plain(column[row])


def _said(value: str | float | date | None) -> str:
    if value is None:
        return tr("states.unknown")
    if isinstance(value, float):
        return f"{value:,.3f}".rstrip("0").rstrip(".")
    return value if isinstance(value, str) else value.isoformat()


def _shape(layer: Layer, row: int) -> str:
    """Say how large a shape is, or where it lies."""
    shape = layer.geometry[row]
    if shape is None or shapely.is_empty(shape):
        return tr("states.unknown")
    if shapely.area(shape):
        return tr("states.area", area=f"{shapely.area(shape):,.0f}")
    if shapely.length(shape):
        return tr("states.length", length=f"{shapely.length(shape):,.0f}")
    at = shapely.centroid(shape)
    return tr("states.place", x=f"{at.x:,.1f}", y=f"{at.y:,.1f}")
