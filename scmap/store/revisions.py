"""Revisions of rows across a save that writes the whole file: what did not change keeps its own.

A revision is the id of the change by which a row became what it is; copies of one project tell by
it whether they hold the same.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from scmap.errors import ScmapError
from scmap.formats.unchanged import reading
from scmap.model.project import Project
from scmap.store import registry
from scmap.store.change import diff
from scmap.store.registry import Row, Table
from scmap.store.rows import REVISION, UID
from scmap.store.schema import quoted

# By the uid of a layer, or the name of one of the product's own tables: revision of each row.
Revisions: TypeAlias = Mapping[str, Mapping[str, str]]

NO_REVISIONS: Revisions = {}


def dated(row: Row, table: Table, revisions: Revisions) -> Row:
    """Give a row of one of the product's own tables with its revision."""
    known = revisions.get(table.name, {}).get(str(row.get(UID)))
    return {**row, REVISION: known} if known else row


def revisions_after(path: Path, held: Project, project: Project, now: datetime) -> Revisions:
    """Give the revisions that rows have in a project of which a file holds an earlier state.

    Parameters
    ----------
    path : Path
        The file; one that cannot be read tells nothing, and its rows begin anew.
    held : Project
        What it holds.
    project : Project
        What the rows are now: those that are others, or new in a layer, get a new revision.
    now : datetime
        Moment of saving, UTC.
    """
    found: dict[str, dict[str, str]] = {}
    with suppress(ScmapError, sqlite3.Error, OSError), reading(path) as connection:
        found = _kept(connection)
    known = {layer.uid: layer for layer in held.layers}
    both = tuple(layer for layer in project.layers if layer.uid in known)
    before = replace(held, layers=tuple(known[layer.uid] for layer in both))
    for change in diff(before, replace(project, layers=both), who="", when=now):
        if change.op in ("insert", "update"):
            found.setdefault(change.table, {})[change.uid] = change.id
    return found


def _kept(connection: sqlite3.Connection) -> dict[str, dict[str, str]]:
    tables = {table.name: table.name for table in (registry.LAYER, registry.MAP_LAYER)}
    for row in registry.fetch(connection, registry.LAYER):
        tables[registry.text(row, "uid")] = registry.text(row, "table_name")
    return {uid: _of(connection, table) for uid, table in tables.items()}


def _of(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    rows = connection.execute(
        f"SELECT {quoted(UID)}, {quoted(REVISION)} FROM {quoted(table)} "  # noqa: S608  quoted names
        f"WHERE {quoted(UID)} IS NOT NULL AND {quoted(REVISION)} IS NOT NULL"
    )
    return {str(uid): str(revision) for uid, revision in rows}
