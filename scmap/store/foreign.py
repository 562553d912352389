"""What other programs do to a project file: marked by its triggers, read back as changes.

QGIS writes to the tables directly. A row that it inserts, updates or deletes keeps the revision it
had, which no save of ours does; triggers then note the row in ``scmap_dirty``, with every value as
it was before. From these notes the project is known as it was saved last.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from scmap.model.project import Project
from scmap.store import blob, registry
from scmap.store.applying import apply
from scmap.store.change import NO_GEOMETRY, Change, Op, diff
from scmap.store.registry import text
from scmap.store.rows import UID
from scmap.store.schema import GEOMETRY, KEY, quoted
from scmap.words import tr


def tracked(connection: sqlite3.Connection) -> Iterator[tuple[str, list[str]]]:
    """Give the tables that a project lists as its layers, with the columns that are tracked."""
    fields = registry.fetch(connection, registry.FIELD)
    spatial = {
        str(name) for (name,) in connection.execute("SELECT table_name FROM gpkg_geometry_columns")
    }
    for row in registry.fetch(connection, registry.LAYER):
        table = text(row, "table_name")
        names = [text(one, "column_name") for one in fields if one.get("layer") == row.get("uid")]
        yield table, [*([GEOMETRY] if table in spatial else []), UID, *names]


def noted_rows(connection: sqlite3.Connection) -> int:
    """Count the rows that other programs changed since the project was saved."""
    notes = registry.fetch(connection, registry.DIRTY)
    return len({(note.get("table_name"), note.get("row")) for note in notes})


@dataclass(frozen=True, slots=True, eq=False)
class ForeignEdits:
    """What other programs did since a project was saved.

    Attributes
    ----------
    before : Project
        As it was saved.
    changes : tuple of Change
        What made of it what was read.
    """

    before: Project
    changes: tuple[Change, ...]


@dataclass(slots=True)
class _Former:
    """A row as it was: whether it was there, and the cells that are others now."""

    table: str
    existed: bool
    cells: dict[str, object] = field(default_factory=dict)
    gone: bool = False


def foreign_edits(connection: sqlite3.Connection, project: Project) -> ForeignEdits | None:
    """Give what other programs did to a project that was read; None when they did nothing."""
    notes = registry.fetch(connection, registry.DIRTY)
    tables = {text(row, "table_name"): row for row in registry.fetch(connection, registry.LAYER)}
    notes = [note for note in notes if note.get("table_name") in tables]
    if not notes:
        return None
    when = _moment(text(notes[-1], "at"))
    columns = _columns(connection)
    back: list[Change] = []
    for table, formers in _formers(notes).items():
        layer = text(tables[table], "uid")
        uids = _uids(connection, table)
        back += _undone(layer, formers, uids, columns.get(layer, {}), when)
    before = apply(project, back)
    return ForeignEdits(before, tuple(diff(before, project, who=tr("foreign.who"), when=when)))


def _formers(notes: Iterable[Mapping[str, object]]) -> dict[str, dict[object, _Former]]:
    """Sort notes by table and row; of each cell the first note holds what was saved."""
    found: dict[str, dict[object, _Former]] = {}
    for note in notes:
        table, op = text(note, "table_name"), text(note, "op")
        rows = found.setdefault(table, {})
        former = rows.setdefault(note.get("row"), _Former(table, existed=op != "insert"))
        former.gone = op == "delete"
        name = note.get("column_name")
        if isinstance(name, str):
            former.cells.setdefault(name, note.get("value"))
    return found


def _undone(
    layer: str,
    formers: Mapping[object, _Former],
    uids: Mapping[object, str],
    fields: Mapping[str, str],
    when: datetime,
) -> Iterator[Change]:
    """Give the changes that take back what happened to the rows of one layer."""
    for key, former in formers.items():
        now = uids.get(key)
        was = former.cells.get(UID, now)
        if not isinstance(was, str):
            was = now or ""
        if now is not None and (not former.existed or now != was):
            yield _change(layer, now, "delete", {}, None, when)
        if former.existed:
            values = {fields[name]: cell for name, cell in former.cells.items() if name in fields}
            op: Op = "update" if now == was else "insert"
            yield _change(layer, was, op, values, _shape(former.cells), when)


def _change(
    layer: str,
    uid: str,
    op: Op,
    values: Mapping[str, object],
    shape: bytes | None,
    when: datetime,
) -> Change:
    return Change("", layer, uid, op, (), values, shape, tr("foreign.who"), when)


def _shape(cells: Mapping[str, object]) -> bytes | None:
    if GEOMETRY not in cells:
        return None
    try:
        return blob.body(cells[GEOMETRY]) or NO_GEOMETRY
    except blob.BlobError:
        return NO_GEOMETRY


def _columns(connection: sqlite3.Connection) -> dict[str, dict[str, str]]:
    """Give the field's name of each column, by layer."""
    found: dict[str, dict[str, str]] = {}
    for row in registry.fetch(connection, registry.FIELD):
        found.setdefault(text(row, "layer"), {})[text(row, "column_name")] = text(row, "name")
    return found


def _uids(connection: sqlite3.Connection, table: str) -> dict[object, str]:
    rows = connection.execute(
        f"SELECT {quoted(KEY)}, {quoted(UID)} FROM {quoted(table)} WHERE {quoted(UID)} IS NOT NULL"  # noqa: S608  quoted names
    )
    return {key: str(uid) for key, uid in rows}


def _moment(stamp: str) -> datetime:
    try:
        return datetime.fromisoformat(stamp)
    except ValueError:
        return datetime.now(UTC)
