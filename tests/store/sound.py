"""Whether everything in a project file that follows from its rows follows from them still."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import shapely

from scmap.model.layer import Objects
from scmap.model.project import Project
from scmap.store import tables
from scmap.store.schema import quoted

LEAST = 1e-37  # what an R-tree of 32-bit numbers takes for 0


def check_sound(path: Path, project: Project) -> None:
    """Assert that pages, index, counts and extents are exact, and that nothing is marked dirty."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("SELECT count(*) FROM scmap_dirty").fetchone() == (0,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)  # not WAL
        for layer, target in zip(project.layers, tables.targets(project.layers), strict=True):
            if not layer.crs:
                continue
            name = target.table
            told = connection.execute("SELECT rtreecheck(?)", (f"rtree_{name}_geom",)).fetchone()
            assert told == ("ok",)
            count = connection.execute(
                "SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = ?", (name,)
            ).fetchone()
            assert count == (len(layer),)
            box = connection.execute(
                "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?", (name,)
            ).fetchone()
            extent = layer.extent
            assert box == ((extent.x0, extent.y0, extent.x1, extent.y1) if extent else (None,) * 4)
            _check_index(connection, name, layer.geometry)


def _check_index(connection: sqlite3.Connection, table: str, geometry: Objects) -> None:
    """Assert that the R-tree holds each row that lies somewhere, at least as large as it is."""
    index = quoted(f"rtree_{table}_geom")
    # the names are quoted identifiers
    found = connection.execute(f"SELECT fid FROM {quoted(table)} ORDER BY fid")  # noqa: S608
    keys = [key for (key,) in found]
    rows = connection.execute(f"SELECT id, minx, miny, maxx, maxy FROM {index}")  # noqa: S608
    boxes = {row[0]: np.array(row[1:]) for row in rows}
    bounds = shapely.bounds(geometry).reshape(-1, 4)
    placed = {key: box for key, box in zip(keys, bounds, strict=True) if np.isfinite(box).all()}
    assert boxes.keys() == placed.keys()
    for key, box in placed.items():
        assert (boxes[key][:2] <= box[:2] + LEAST).all()
        assert (boxes[key][2:] >= box[2:] - LEAST).all()
