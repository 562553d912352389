"""Layers made of the states of their rows, and the changes that make one state of another."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import get_args

import numpy as np
import shapely

from scmap.model.layer import FieldType, Layer, objects
from scmap.model.project import Project
from scmap.store import registry
from scmap.store.change import NO_GEOMETRY, Change, diff
from scmap.store.sharing.merge import GEOMETRY, Key, State, asked, identity_of, key_of, written
from scmap.store.values import column

LOCAL = ("position", "table_name", "uid")  # of a layer: each project's own business


def layers_of(states: Mapping[Key, State], shared: Iterable[str]) -> tuple[Layer, ...]:
    """Make the layers that `shared` names; one whose description has not arrived is left out."""
    rows: dict[str, list[State]] = {uid: [] for uid in shared}
    fields: dict[str, dict[str, State]] = {uid: {} for uid in rows}
    for (table, uid), state in states.items():
        if table == registry.FIELD.name:
            layer, _slash, name = uid.partition("/")
            fields.setdefault(layer, {})[name] = state
        elif table in rows and state.exists:
            rows[table].append(state)
    return tuple(
        _layer(uid, about, rows[uid], fields[uid])
        for uid in rows
        if (about := states.get((registry.LAYER.name, uid))) is not None
    )


def _layer(uid: str, about: State, rows: Sequence[State], fields: Mapping[str, State]) -> Layer:
    types = dict(sorted(map(_typed, fields.items()), key=lambda item: item[1][0]))
    nothing = np.empty(0, dtype=object)
    crs = about.values.get("crs")
    bare = Layer(uid, "", "", "other", crs if isinstance(crs, str) else "", nothing, nothing.copy())
    blobs = [state.values.get(GEOMETRY) or None for state in rows]
    return registry.described(bare, {**about.values, "uid": uid}).replace(
        uids=objects(state.key[1] for state in rows),
        geometry=objects(shapely.from_wkb(np.array(blobs, dtype=object))),
        columns={
            name: column([state.values.get(name) for state in rows], kind)[0]
            for name, (_place, kind) in types.items()
        },
    )


def _typed(item: tuple[str, State]) -> tuple[str, tuple[tuple[float, str], FieldType]]:
    """Give name, place and type of a field; where people differ about the type it is text."""
    name, state = item
    kind, place = state.values.get("type"), state.values.get("position")
    told = state.conflict.fields if state.conflict else {}
    agreed: FieldType = "text"
    for known in get_args(FieldType):
        if kind == known and "type" not in told:
            agreed = known
    return name, ((place if isinstance(place, int | float) else 0.0, name), agreed)


def differences(
    before: Iterable[Layer], after: Iterable[Layer], when: datetime
) -> Iterator[Change]:
    """Give what makes the layers `after` of those `before`.

    A layer that `after` lacks was not deleted for everybody, and no field goes away for everybody.
    """
    now = {layer.uid: layer for layer in after}
    then = [layer for layer in before if layer.uid in now]
    known = [now[layer.uid] for layer in then]
    rest = [layer for layer in now.values() if layer.uid not in {one.uid for one in then}]
    old = Project("", "", layers=tuple(then))
    new = Project("", "", layers=(*known, *rest))
    for change in diff(old, new, who="", when=when):
        if change.table == registry.FIELD.name and change.op == "delete":
            continue
        local = change.table == registry.LAYER.name or change.op == "add_table"
        values = {
            name: value for name, value in change.values.items() if not (local and name in LOCAL)
        }
        if values or not local:
            yield replace(change, values=values)


def sealed(changes: Iterable[Change], states: Mapping[Key, State], who: str) -> Iterator[Change]:
    """Say of own changes what their author had seen, and give them the identity that follows.

    The same edit of the same state has the same identity each time it is found: it counts once,
    even when the program ended before it could write down that it was found.

    Of a row about which a conflict waits its author has seen what was shown: whatever else is in
    the conflict goes on waiting until somebody decides it.
    """
    for change in changes:
        state = states.get(key_of(change))
        for part in _seen(change, state) if state else (replace(change, base=()),):
            told = replace(part, who=who)
            yield replace(told, id=identity_of(told))


def _seen(change: Change, state: State) -> Iterator[Change]:
    """Say what the author of a change of a row had seen: where sides differ, the one shown."""
    conflict = asked(state.conflict) if state.conflict else None
    if conflict is None:
        yield replace(change, base=state.heads)
        return
    if change.op == "delete":
        yield replace(change, base=conflict.looked)
        return
    values = dict(written(change))
    for name in sorted(values.keys() & conflict.fields.keys()):
        yield _of_fields(change, {name: values.pop(name)}, conflict.fields[name].shown)
    if values:
        kept = tuple(claim.change for claim in conflict.edited_by)
        yield _of_fields(change, values, kept or state.heads)


def _of_fields(change: Change, values: Mapping[str, object], base: tuple[str, ...]) -> Change:
    shape = values.get(GEOMETRY)
    plain = {name: value for name, value in values.items() if name != GEOMETRY}
    blob = shape if isinstance(shape, bytes) else None
    return replace(change, base=base, values=plain, geometry=blob)


def outcome_of(
    layers: Iterable[Layer], states: Mapping[Key, State], touched: Iterable[Key], when: datetime
) -> Iterator[Change]:
    """Give what makes rows that `layers` have those of `states`, looking at `touched` alone."""
    rows = {layer.uid: layer.rows for layer in layers}
    for table, uid in sorted(touched):
        state = states.get((table, uid))
        there = uid in rows[table]
        if state is None or not state.exists:
            if there:
                yield Change("", table, uid, "delete", (), {}, None, "", when)
            continue
        values = {name: value for name, value in state.values.items() if name != GEOMETRY}
        shape = state.values.get(GEOMETRY)
        yield Change(
            id="",
            table=table,
            uid=uid,
            op="update" if there else "insert",
            base=(),
            values=values,
            geometry=shape if isinstance(shape, bytes) else NO_GEOMETRY,
            who="",
            when=when,
        )
