"""Whether a project file is whole: its pages, and everything that follows from its rows."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scmap.formats.unchanged import reading
from scmap.model.issue import Issue
from scmap.model.layer import Layer
from scmap.progress import Progress, part, silent
from scmap.store import foreign, registry
from scmap.store.project_file import Opened, read_project
from scmap.store.registry import text
from scmap.store.schema import KEY, quoted, rtree_name

LEAST = 1e-37  # what an R-tree of 32-bit numbers takes for 0


def check_project(path: Path, *, progress: Progress = silent) -> tuple[Opened, tuple[Issue, ...]]:
    """Look at all of a project file; no byte of it changes.

    Returns
    -------
    opened : Opened
        The project.
    issues : tuple of Issue
        What is wrong, beside what opening it noticed: ``check_pages``, ``check_references``,
        ``check_index``, ``check_count``, ``check_extent`` with the layer; ``check_foreign`` where
        another program's edits wait to be taken in, which is no fault.

    Raises
    ------
    InputError, LockedError
        As of `read_project`.
    """
    opened = read_project(path, progress=part(progress, 0.0, 0.5))
    with reading(path) as connection:
        found = [*opened.issues, *_file(connection)]
        layers = {layer.uid: layer for layer in opened.project.layers}
        described = registry.fetch(connection, registry.LAYER)
        for number, row in enumerate(described):
            progress(0.5 + 0.5 * number / len(described))
            layer = layers.get(text(row, "uid"))
            if layer is not None and layer.crs:
                found += _table(connection, layer, text(row, "table_name"))
    progress(1.0)
    return opened, tuple(found)


def _file(connection: sqlite3.Connection) -> Iterator[Issue]:
    for (line,) in connection.execute("PRAGMA integrity_check(5)"):
        if line != "ok":
            yield Issue("check_pages", values={"what": str(line)})
    for table, *_rest in connection.execute("PRAGMA foreign_key_check"):
        yield Issue("check_references", str(table))
    count = foreign.noted_rows(connection)
    if count:
        yield Issue("check_foreign", values={"count": count})


def _table(connection: sqlite3.Connection, layer: Layer, table: str) -> Iterator[Issue]:
    if not _is_indexed(connection, layer, table):
        yield Issue("check_index", layer.title)
    counted = connection.execute(
        "SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = ?", (table,)
    ).fetchone()
    if counted is not None and counted[0] not in (None, len(layer)):
        yield Issue("check_count", layer.title, values={"told": counted[0], "count": len(layer)})
    box = connection.execute(
        "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?", (table,)
    ).fetchone()
    extent = layer.extent
    exact = (extent.x0, extent.y0, extent.x1, extent.y1) if extent else (None,) * 4
    if box != exact:
        yield Issue("check_extent", layer.title)


def _is_indexed(connection: sqlite3.Connection, layer: Layer, table: str) -> bool:
    """Tell whether the R-tree holds just the rows that lie somewhere, each at least as large."""
    index = rtree_name(table)
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (index,)).fetchone():
        return True  # a table of another program may do without
    if connection.execute("SELECT rtreecheck(?)", (index,)).fetchone() != ("ok",):
        return False
    placed = np.isfinite(layer.bounds).all(axis=1)
    # the names are quoted identifiers
    keys = connection.execute(f"SELECT {quoted(KEY)} FROM {quoted(table)} ORDER BY 1").fetchall()  # noqa: S608
    rows = connection.execute(
        f"SELECT id, minx, miny, maxx, maxy FROM {quoted(index)} ORDER BY id"  # noqa: S608
    ).fetchall()
    found: NDArray[np.float64] = np.array(rows, dtype=float).reshape(-1, 5)
    expected = np.array(keys, dtype=float).reshape(-1)[placed]
    if not np.array_equal(found[:, 0], expected):
        return False
    box = layer.bounds[placed]
    low, high = found[:, 1:3] <= box[:, :2] + LEAST, found[:, 3:5] >= box[:, 2:] - LEAST
    return bool(low.all() and high.all())
