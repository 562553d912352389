"""What a command did to a project, as a list of row changes.

The same list is what the journal keeps, what is exchanged and what the audit log shows. It is
found by identity first (what did not change is the same object) and then row by row.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain
from operator import is_not, ne
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scmap.model.difference import unknown
from scmap.model.layer import Column, Layer, Objects, field_type
from scmap.model.project import Project, new_uid
from scmap.progress import give_way
from scmap.store import registry
from scmap.store.blob import wkb
from scmap.store.values import Cell, cells

Op: TypeAlias = Literal["insert", "update", "delete", "add_table", "add_field"]
Rows: TypeAlias = NDArray[np.intp]

NO_GEOMETRY = b""
AT_ONCE = 64  # changes that are made while others wait for the interpreter
BLOCK = 2_048  # rows that came, whose values are held at a time


@dataclass(frozen=True, slots=True)
class Change:
    """One row that came, went or became another.

    Attributes
    ----------
    id : str
        UUID of the change; sending it twice has no further effect.
    table : str
        uid of the layer whose feature it is, or the name of one of the product's own tables:
        ``scmap_meta``, ``scmap_layer``, ``scmap_field``, ``scmap_map_layer``.
    uid : str
        Identity of the row; of a field its name.
    op : str
        "add_table" makes the layer named by `table`, "add_field" one of its fields.
    base : tuple of str
        Ids of the changes on which this one rests; filled in by whoever keeps revisions.
    values : Mapping
        New values by field, only those that changed; None is unknown, a date is ISO text.
    geometry : bytes or None
        New geometry as ISO WKB; `NO_GEOMETRY` where it was taken away; None where it stayed.
    who : str
        Who did it.
    when : datetime
        When.
    """

    id: str
    table: str
    uid: str
    op: Op
    base: tuple[str, ...]
    values: Mapping[str, object]
    geometry: bytes | None
    who: str
    when: datetime


def diff(old: Project, new: Project, *, who: str, when: datetime) -> list[Change]:
    """List what makes `new` of `old`, in an order in which it can be applied.

    The order of features within a layer means nothing and is not kept.
    """
    return list(differences(old, new, who=who, when=when))


def differences(old: Project, new: Project, *, who: str, when: datetime) -> Iterator[Change]:
    """Yield what `diff` lists, for whoever holds no more than one change at a time.

    Python frees a list of very many in one go, and all other threads wait meanwhile.
    """
    make = partial(_change, who=who, when=when)
    for number, parts in enumerate(chain(_meta(old, new), _layers(old, new), _map(old, new))):
        if number % AT_ONCE == AT_ONCE - 1:
            give_way()
        yield make(*parts)


# table, uid, op, values, geometry
_Parts: TypeAlias = tuple[str, str, Op, Mapping[str, object], bytes | None]


def _change(
    table: str,
    uid: str,
    op: Op,
    values: Mapping[str, object],
    geometry: bytes | None,
    *,
    who: str,
    when: datetime,
) -> Change:
    return Change(new_uid(), table, uid, op, (), values, geometry, who, when)


def _meta(old: Project, new: Project) -> Iterator[_Parts]:
    changed = {
        name: getattr(new, name)
        for name in registry.SAID
        if getattr(new, name) != getattr(old, name)
    }
    if changed:
        yield registry.META.name, new.uid, "update", changed, None


def _map(old: Project, new: Project) -> Iterator[_Parts]:
    if old.map is new.map:
        return
    before = {entry.uid: registry.map_row(entry, place) for place, entry in enumerate(old.map)}
    after = {entry.uid: registry.map_row(entry, place) for place, entry in enumerate(new.map)}
    yield from _records(registry.MAP_LAYER.name, before, after)


def _records(
    table: str, before: Mapping[str, registry.Row], after: Mapping[str, registry.Row]
) -> Iterator[_Parts]:
    """Compare rows of one of the product's own tables by their uid."""
    for uid in before:
        if uid not in after:
            yield table, uid, "delete", {}, None
    for uid, row in after.items():
        earlier = before.get(uid)
        if earlier is None:
            yield table, uid, "insert", row, None
        elif row != earlier:
            changed = {name: value for name, value in row.items() if value != earlier.get(name)}
            yield table, uid, "update", changed, None


def _layers(old: Project, new: Project) -> Iterator[_Parts]:
    if old.layers is new.layers:
        return
    before = {layer.uid: layer for layer in old.layers}
    former, present = _layer_rows(old), _layer_rows(new)
    # first what happened to layers that were there, so that new ones find their places
    known = {uid: row for uid, row in present.items() if uid in before}
    yield from _records(registry.LAYER.name, former, known)
    for layer in new.layers:
        earlier = before.get(layer.uid)
        if earlier is None:
            yield layer.uid, layer.uid, "add_table", present[layer.uid], None
            yield from _features(_emptied(layer), layer)
        elif earlier is not layer:
            yield from _features(earlier, layer)


def _layer_rows(project: Project) -> dict[str, registry.Row]:
    return {
        layer.uid: registry.layer_row(layer, place, layer.name)
        for place, layer in enumerate(project.layers)
    }


def _emptied(layer: Layer) -> Layer:
    """Give the layer as it is made: without fields or features."""
    nothing = np.empty(0, dtype=object)
    return layer.replace(uids=nothing, geometry=nothing.copy(), columns={})


def _features(old: Layer, new: Layer) -> Iterator[_Parts]:
    """Compare two states of a layer: first its fields, then its rows."""
    types = {name: field_type(column) for name, column in old.columns.items()}
    for name, kind in types.items():
        if name not in new.columns or field_type(new.columns[name]) != kind:
            yield registry.FIELD.name, name, "delete", {"layer": new.uid}, None
    for place, (name, column) in enumerate(new.columns.items()):
        if types.get(name) != field_type(column):
            made = {"type": field_type(column), "position": place}
            yield new.uid, name, "add_field", made, None
    same = old.uids is new.uids
    if not same:
        for uid in old.uids:
            if uid not in new.rows:
                yield new.uid, uid, "delete", {}, None
    yield from _updated(old, new)
    if not same:
        yield from _inserted(old, new)


def _inserted(old: Layer, new: Layer) -> Iterator[_Parts]:
    came = np.array([row for row, uid in enumerate(new.uids) if uid not in old.rows], dtype=np.intp)
    for start in range(0, len(came), BLOCK):
        rows = came[start : start + BLOCK]
        columns = {name: cells(column[rows]) for name, column in new.columns.items()}
        shapes = wkb(new.geometry[rows])
        for place, row in enumerate(rows):
            values = {name: column[place] for name, column in columns.items()}
            yield new.uid, new.uids[row], "insert", values, shapes[place] or NO_GEOMETRY


def _updated(old: Layer, new: Layer) -> Iterator[_Parts]:
    before, after = _common(old, new)
    values: dict[int, dict[str, Cell]] = {}
    for name, column in new.columns.items():
        earlier = old.columns.get(name)
        if earlier is not None and earlier.dtype != column.dtype:
            earlier = None
        for number, (row, cell) in enumerate(_differing(earlier, column, before, after)):
            if number % AT_ONCE == AT_ONCE - 1:
                give_way()
            values.setdefault(row, {})[name] = cell
    shapes = _moved(old.geometry, new.geometry, before, after)
    for row in sorted([*values, *(row for row in shapes if row not in values)]):
        # Taken out, so that not all are freed in one go when the last is done.
        yield new.uid, new.uids[row], "update", values.pop(row, {}), shapes.pop(row, None)


def _common(old: Layer, new: Layer) -> tuple[Rows, Rows]:
    """Give the rows of the features that both have, in `old` and in `new`."""
    if old.uids is new.uids:
        every = np.arange(len(new))
        return every, every
    there = old.rows.get
    pairs = [(at, row) for row, uid in enumerate(new.uids) if (at := there(uid)) is not None]
    both = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _differing(
    earlier: Column | None, column: Column, before: Rows, after: Rows
) -> Iterator[tuple[int, Cell]]:
    """Give the rows of a column whose value is another one, and that value."""
    if earlier is column and before is after:
        return
    every = before is after
    now = column if every else column[after]
    if earlier is None:
        differs = ~unknown(now)
    else:
        differs = _apart(earlier if every else earlier[before], now)
    places = np.flatnonzero(differs)
    for place, cell in zip(places, cells(now[places]), strict=True):
        yield int(after[place]), cell


def _apart(was: Column, now: Column) -> NDArray[np.bool_]:
    """Tell which values are others; what is unknown is no other than what is unknown."""
    if field_type(now) == "text":
        return np.fromiter(map(ne, was.tolist(), now.tolist()), dtype=bool, count=len(now))
    return np.asarray((was != now) & ~(unknown(was) & unknown(now)), dtype=bool)


def _moved(old: Objects, new: Objects, before: Rows, after: Rows) -> dict[int, bytes]:
    """Give the rows whose geometry is another one, and that geometry."""
    if old is new and before is after:
        return {}
    every = before is after
    shapes = (old, new) if every else (old[before], new[after])
    moved = map(is_not, *(one.tolist() for one in shapes))
    apart = np.flatnonzero(np.fromiter(moved, dtype=bool, count=len(after)))
    if not len(apart):
        return {}
    were, rows = before[apart], after[apart]
    pairs = zip(rows, wkb(old[were]), wkb(new[rows]), strict=True)
    return {int(row): now or NO_GEOMETRY for row, then, now in pairs if now != then}
