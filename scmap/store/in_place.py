"""Saving what changed into the file as it stands: one transaction, a few pages, no copy of it all.

Only rows are written this way. Where a layer or a field came or went, or the file is not known to
hold exactly what is compared with, the project is written whole instead.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.errors import InputError, RefusedError
from scmap.formats.unchanged import is_too_long
from scmap.model.layer import Layer, objects
from scmap.model.project import Project
from scmap.store import blob, foreign, guard, registry, style_table
from scmap.store.change import NO_GEOMETRY, Change, diff
from scmap.store.geopackage import connect, take_journal_away
from scmap.store.registry import Row, text
from scmap.store.replacing import explained
from scmap.store.rows import REVISION, UID
from scmap.store.schema import GEOMETRY, quoted
from scmap.store.srs import srs_row
from scmap.store.tables import ANY_GEOMETRY, GEOMETRY_TYPES, Target, stamp

_WHOLE = {"name", "title", "crs", "table_name"}  # of a layer: its table and styles go by them
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """What a file is known to hold.

    Attributes
    ----------
    project : Project
        The very value.
    mark : str
        By which its last save is known from any other.
    """

    project: Project
    mark: str


class _UnsuitedError(Exception):
    """The difference cannot be written row by row."""


def save_in_place(path: Path, held: Held, project: Project, now: datetime) -> Held | None:
    """Write the difference to what the file holds; all of it or nothing.

    Parameters
    ----------
    path : Path
        A project of the newest schema.
    held : Held
        What it is known to hold.
    project : Project
        What it shall hold.
    now : datetime
        Moment of saving, UTC.

    Returns
    -------
    Held or None
        What it holds now; None when it must be written whole, and is as it was.

    Raises
    ------
    RefusedError
        unknown_trigger, if another program put one into it.
    InputError
        text_not_storable, or why the place cannot be written to.
    LockedError
        file_locked, if another program is writing.
    """
    changes = diff(held.project, project, who="", when=now)
    if is_too_long(path) or not _is_suited(held.project, project, changes):
        return None
    mark = f"{stamp(now)} {changes[0].id}" if changes else f"{stamp(now)} {held.mark[:24]}"
    with explained(path), closing(connect(path, is_shared=True)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            _check(connection, path, held)
            _write(connection, held.project, project, changes, now)
            _put(connection, registry.META.name, {"value": mark}, {"key": registry.MARK})
            connection.execute("COMMIT")
        except _UnsuitedError:
            connection.rollback()
            return None
        except BaseException:
            with suppress(sqlite3.Error):
                connection.rollback()
            raise
        finally:
            take_journal_away(connection)
    return Held(project, mark)


def _is_suited(before: Project, after: Project, changes: Iterable[Change]) -> bool:
    if before.uid != after.uid or before.crs != after.crs:
        return False
    for change in changes:
        if change.op in ("add_table", "add_field") or change.table == registry.FIELD.name:
            return False
        about = change.table == registry.LAYER.name
        if about and (change.op != "update" or not _WHOLE.isdisjoint(change.values)):
            return False
    return all(map(_keeps_order, before.layers, after.layers))


def _keeps_order(before: Layer, after: Layer) -> bool:
    """Tell whether the rows that both have stand in one order, and new ones behind them."""
    if before.uids is after.uids or before is after:
        return True
    if list(before.columns) != list(after.columns):
        return False
    kept = [uid for uid in before.uids if uid in after.rows]
    return bool(after.uids[: len(kept)].tolist() == kept)


def _check(connection: sqlite3.Connection, path: Path, held: Held) -> None:
    """Make sure, while nobody else can write, that the file holds what it is known to hold."""
    unknown = guard.unknown_triggers(connection)
    if unknown:
        raise RefusedError("trigger_appeared", file=path.name, **unknown[0].values)
    meta = registry.meta(registry.fetch(connection, registry.META))
    if meta.get(registry.MARK) != held.mark or foreign.noted_rows(connection):
        raise _UnsuitedError


def _write(
    connection: sqlite3.Connection,
    before: Project,
    after: Project,
    changes: Sequence[Change],
    now: datetime,
) -> None:
    targets = _targets(connection)
    looks = any(change.table == registry.MAP_LAYER.name for change in changes)
    for table, group in groupby(changes, key=attrgetter("table")):
        run = list(group)
        if table in (registry.LAYER.name, registry.MAP_LAYER.name):
            _write_records(connection, table, run)
        elif table == registry.META.name:
            for name, value in run[0].values.items():
                _put(connection, table, {"value": value}, {"key": name})
        else:
            was, now_layer = before.layer(table), after.layer(table)
            if was is None or now_layer is None or table not in targets:
                raise _UnsuitedError
            _write_features(connection, was, now_layer, targets[table], run, now)
    if looks:
        style_table.rewrite_styles(connection, after, targets, now)
    connection.execute(f"DELETE FROM {quoted(registry.DIRTY.name)}")  # noqa: S608  own name


def _targets(connection: sqlite3.Connection) -> dict[str, Target]:
    """Give where the layer of each uid lies in this file."""
    columns: dict[str, dict[str, str]] = {}
    for row in registry.fetch(connection, registry.FIELD):
        columns.setdefault(text(row, "layer"), {})[text(row, "name")] = text(row, "column_name")
    return {
        text(row, "uid"): Target(
            text(row, "table_name"), "", columns.get(text(row, "uid"), {}), tracked=True
        )
        for row in registry.fetch(connection, registry.LAYER)
    }


def _write_records(connection: sqlite3.Connection, table: str, changes: Iterable[Change]) -> None:
    """Write rows of one of the product's own tables."""
    for change in changes:
        values = {**change.values, REVISION: change.id}
        if change.op == "delete":
            _drop(connection, table, change.uid)
        elif change.op == "insert":
            _add(connection, table, {**values, "uid": change.uid})
        else:
            _put(connection, table, values, {"uid": change.uid})


def _write_features(
    connection: sqlite3.Connection,
    before: Layer,
    after: Layer,
    where: Target,
    changes: Sequence[Change],
    now: datetime,
) -> None:
    shapes = _Shapes.of(connection, after, where, changes)
    try:
        for change in changes:
            cells: dict[str, object] = {where.columns[n]: v for n, v in change.values.items()}
            cells[REVISION] = change.id
            if change.geometry is not None and after.crs:
                cells[GEOMETRY] = shapes.blobs[change.uid]
            if change.op == "delete":
                _drop(connection, where.table, change.uid)
            elif change.op == "insert":
                _add(connection, where.table, {UID: change.uid, **cells})
            else:
                _put(connection, where.table, cells, {UID: change.uid})
    except UnicodeEncodeError as error:
        raise InputError("text_not_storable", layer=after.title, text=repr(error.object)) from error
    _describe(connection, before, after, where, shapes, changes, now)


@dataclass(frozen=True, slots=True)
class _Shapes:
    """The new geometries among changes: as the file keeps them, and their bounds."""

    blobs: Mapping[str, bytes | None]
    boxes: NDArray[np.float64]

    @classmethod
    def of(
        cls,
        connection: sqlite3.Connection,
        layer: Layer,
        where: Target,
        changes: Iterable[Change],
    ) -> "_Shapes":
        moved = [one for one in changes if one.geometry is not None and one.op != "delete"]
        shapes = objects(
            None if one.geometry == NO_GEOMETRY else shapely.from_wkb(one.geometry) for one in moved
        )
        if not layer.crs:
            if not shapely.is_missing(shapes).all():
                raise _UnsuitedError  # the whole save says why
            return cls({}, np.empty((0, 4)))
        _check_kinds(connection, where, shapes)
        encoded = blob.encode(shapes, srs_row(layer.crs)[1])
        return cls(
            {one.uid: body for one, body in zip(moved, encoded, strict=True)},
            shapely.bounds(shapes).reshape(-1, 4),
        )


def _check_kinds(
    connection: sqlite3.Connection, where: Target, shapes: NDArray[np.object_]
) -> None:
    """Make sure that the table takes geometries of these kinds."""
    row = connection.execute(
        "SELECT geometry_type_name, z, m FROM gpkg_geometry_columns WHERE table_name = ?",
        (where.table,),
    ).fetchone()
    if row is None:
        raise _UnsuitedError
    kind, z, m = row
    kinds = {GEOMETRY_TYPES[one] for one in np.unique(shapely.get_type_id(shapes)) if one >= 0}
    if kind != ANY_GEOMETRY and not kinds <= {kind}:
        raise _UnsuitedError
    if (not z and shapely.has_z(shapes).any()) or (not m and shapely.has_m(shapes).any()):
        raise _UnsuitedError


def _describe(
    connection: sqlite3.Connection,
    before: Layer,
    after: Layer,
    where: Target,
    shapes: _Shapes,
    changes: Sequence[Change],
    now: datetime,
) -> None:
    """Keep what the file says about a table right: when it changed, and its extent."""
    contents: dict[str, object] = {"last_change": stamp(now)}
    if after.crs and any(one.geometry is not None or one.op == "delete" for one in changes):
        kept = connection.execute(
            "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?",
            (where.table,),
        ).fetchone()
        box = _extent(before, after, kept, shapes.boxes, changes)
        contents |= dict(zip(("min_x", "min_y", "max_x", "max_y"), box, strict=True))
    _put(connection, "gpkg_contents", contents, {"table_name": where.table})


def _extent(
    before: Layer,
    after: Layer,
    kept: Sequence[float | None],
    new: NDArray[np.float64],
    changes: Sequence[Change],
) -> Sequence[float | None]:
    """Give the extent of a layer; looks at all of it only where its edge may have moved inwards."""
    rows = [before.rows[one.uid] for one in changes if one.uid in before.rows]
    left = shapely.bounds(before.geometry[rows]).reshape(-1, 4)
    old = np.array(kept, dtype=float)
    if np.isnan(old).any() or (left == old).any():
        extent = after.extent
        return (extent.x0, extent.y0, extent.x1, extent.y1) if extent else (None,) * 4
    boxes = np.vstack((old, new[np.isfinite(new).all(axis=1)]))
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    return (*low.tolist(), *high.tolist())


def _add(connection: sqlite3.Connection, table: str, cells: Row) -> None:
    names, marks = ", ".join(map(quoted, cells)), ", ".join("?" * len(cells))
    statement = f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})"  # noqa: S608  quoted names
    connection.execute(statement, tuple(cells.values()))


def _put(connection: sqlite3.Connection, table: str, cells: Row, key: Mapping[str, str]) -> None:
    """Change the one row that has a key."""
    ((name, value),) = key.items()
    sets = ", ".join(f"{quoted(column)} = ?" for column in cells)
    statement = f"UPDATE {quoted(table)} SET {sets} WHERE {quoted(name)} = ?"  # noqa: S608  quoted names
    _one(connection.execute(statement, (*cells.values(), value)))


def _drop(connection: sqlite3.Connection, table: str, uid: str) -> None:
    statement = f"DELETE FROM {quoted(table)} WHERE {quoted(UID)} = ?"  # noqa: S608  quoted names
    _one(connection.execute(statement, (uid,)))


def _one(done: sqlite3.Cursor) -> None:
    if done.rowcount != 1:
        raise _UnsuitedError  # the file holds something else than it is known to
