"""Making a project of an earlier one and a list of changes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import cast, get_args

import numpy as np
import shapely

from scmap.model.layer import Column, FieldType, Layer, field_type, objects
from scmap.model.project import Project
from scmap.store import registry, values
from scmap.store.change import NO_GEOMETRY, Change


def apply(project: Project, changes: Iterable[Change]) -> Project:
    """Carry out changes in their order.

    A change of a row, layer or entry that is not there has no effect: it was deleted meanwhile.
    """
    for table, group in groupby(changes, key=attrgetter("table")):
        run = list(group)
        verb = _OWN.get(table)
        project = verb(project, run) if verb else _change_layer(project, table, run)
    return project


def _change_meta(project: Project, changes: Sequence[Change]) -> Project:
    for change in changes:
        known = {name: str(value) for name, value in change.values.items() if name in registry.SAID}
        project = replace(project, **known)  # type: ignore[arg-type]  # text attributes
    return project


def _change_map(project: Project, changes: Sequence[Change]) -> Project:
    kept = {entry.uid: registry.map_row(entry, place) for place, entry in enumerate(project.map)}
    rows = _changed(kept, changes)
    return project.with_map(registry.map_layer(row, str(row["uid"])) for row in rows)


def _change_layer_rows(project: Project, changes: Sequence[Change]) -> Project:
    kept = {
        layer.uid: registry.layer_row(layer, place, layer.name)
        for place, layer in enumerate(project.layers)
    }
    layers = {layer.uid: layer for layer in project.layers}
    rows = _changed(kept, changes)
    return replace(
        project,
        layers=tuple(
            _described(layers[str(row["uid"])], kept[str(row["uid"])], row)
            for row in rows
            if row["uid"] in layers
        ),
    )


def _described(layer: Layer, former: registry.Row, row: registry.Row) -> Layer:
    same = all(former.get(name) == value for name, value in row.items() if name != "position")
    crs = registry.text(row, "crs")
    return layer if same else registry.described(layer, row).replace(crs=crs)


def _changed(kept: Mapping[str, registry.Row], changes: Sequence[Change]) -> list[registry.Row]:
    """Give the rows of one of the product's own tables after `changes`, in their order."""
    rows = dict(kept)
    for change in changes:
        if change.op == "delete":
            rows.pop(change.uid, None)
        elif change.op == "insert" or change.uid in rows:
            rows[change.uid] = {**rows.get(change.uid, {}), **change.values, "uid": change.uid}
    return sorted(rows.values(), key=lambda row: cast("int", row.get("position", 0)))


def _drop_fields(project: Project, changes: Sequence[Change]) -> Project:
    for change in changes:
        layer = project.layer(str(change.values.get("layer")))
        if layer is not None and change.op == "delete":
            columns = {name: c for name, c in layer.columns.items() if name != change.uid}
            project = project.with_layer(layer.replace(columns=columns))
    return project


_OWN: Mapping[str, Callable[[Project, Sequence[Change]], Project]] = {
    registry.META.name: _change_meta,
    registry.MAP_LAYER.name: _change_map,
    registry.LAYER.name: _change_layer_rows,
    registry.FIELD.name: _drop_fields,
}


def _change_layer(project: Project, uid: str, changes: Sequence[Change]) -> Project:
    """Carry out what happened to one layer's fields and features."""
    made = [change for change in changes if change.op == "add_table"]
    layer = _new_layer(made[0]) if made else project.layer(uid)
    if layer is None:
        return project
    fields = [change for change in changes if change.op == "add_field"]
    features = [change for change in changes if change.op in ("insert", "update", "delete")]
    changed = _with_features(_with_fields(layer, fields), features)
    if not made:
        return project.with_layer(changed)
    place = cast("int", made[0].values.get("position", len(project.layers)))
    layers = [other for other in project.layers if other.uid != uid]
    return replace(project, layers=(*layers[:place], changed, *layers[place:]))


def _new_layer(change: Change) -> Layer:
    nothing = np.empty(0, dtype=object)
    crs = str(change.values.get("crs", ""))
    empty = Layer(change.uid, "", "", "other", crs, nothing, nothing.copy())
    return registry.described(empty, {**change.values, "uid": change.uid})


def _with_fields(layer: Layer, changes: Sequence[Change]) -> Layer:
    """Add fields of unknown values at the places the changes name."""
    columns = list(layer.columns.items())
    for change in changes:
        kind = change.values.get("type")
        if kind not in get_args(FieldType):
            continue
        unknown = np.full(len(layer), _UNKNOWN[cast("FieldType", kind)])
        place = cast("int", change.values.get("position", len(columns)))
        columns = [item for item in columns if item[0] != change.uid]
        columns.insert(place, (change.uid, unknown))
    return layer.replace(columns=dict(columns)) if changes else layer


_UNKNOWN: Mapping[FieldType, object] = {
    "text": None,
    "number": np.nan,
    "date": np.datetime64("NaT", "D"),
}


def _with_features(layer: Layer, changes: Sequence[Change]) -> Layer:
    if not changes:
        return layer
    rows = dict(layer.rows)
    gone = {change.uid for change in changes if change.op == "delete"}
    for change in changes:
        if change.op == "insert":
            rows.setdefault(change.uid, len(rows))
    size = len(rows)
    live = [change for change in changes if change.op != "delete" and change.uid in rows]
    uids = objects(rows)
    geometry = _grown(layer.geometry, size)
    for change in live:
        if change.geometry is not None:
            shape = change.geometry
            geometry[rows[change.uid]] = None if shape == NO_GEOMETRY else shapely.from_wkb(shape)
    columns = {
        name: _edited(_grown(column, size), name, live, rows)
        for name, column in layer.columns.items()
    }
    whole = layer.replace(uids=uids, geometry=geometry, columns=columns)
    return whole.take(np.array([uid not in gone for uid in uids], dtype=bool)) if gone else whole


def _grown(column: Column, size: int) -> Column:
    """Give a copy that can be written to, with unknown values at its end."""
    more = np.full(size - len(column), _UNKNOWN[field_type(column)], dtype=column.dtype)
    return np.concatenate([column, more])


def _edited(
    column: Column, name: str, changes: Sequence[Change], rows: Mapping[str, int]
) -> Column:
    """Put the changed values of one field into its column."""
    edits = [(rows[c.uid], c.values[name]) for c in changes if name in c.values]
    if edits:
        places, cells = zip(*edits, strict=True)
        parsed, _unreadable = values.column(cells, field_type(column))
        column[list(places)] = parsed
    return column
