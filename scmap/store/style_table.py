"""The table in which QGIS looks for the style of a layer."""

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache, partial

from scmap.model.layer import FieldType
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from scmap.store.qml import entry_qml, table_qml
from scmap.store.schema import GEOMETRY
from scmap.store.tables import Target, geometry_type, register_attributes, stamp
from scmap.words import language, tr

TABLE = "layer_styles"
MOST_KEPT = 256  # styles, of twenty thousand letters each

# Word for word as QGIS makes it.
_CREATE = (
    'CREATE TABLE "layer_styles" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,'
    '"f_table_catalog" TEXT(256),"f_table_schema" TEXT(256),"f_table_name" TEXT(256),'
    '"f_geometry_column" TEXT(256),"styleName" TEXT(30),"styleQML" TEXT,"styleSLD" TEXT,'
    '"useAsDefault" BOOLEAN,"description" TEXT,"owner" TEXT(30),"ui" TEXT(30),'
    "\"update_time\" DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))"
)
_PUT = (
    "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
    "styleName, styleQML, styleSLD, useAsDefault, description, owner, update_time) "
    "VALUES ('', '', ?, ?, ?, ?, '', ?, ?, '', ?)"
)


def write_styles(
    connection: sqlite3.Connection,
    project: Project,
    targets: Mapping[str, Target],
    now: datetime,
) -> None:
    """Write the look of each map layer that shows project data.

    Parameters
    ----------
    connection : sqlite3.Connection
        The project being written.
    project : Project
        What is written.
    targets : Mapping of str to Target
        Where the layer of each uid went.
    now : datetime
        Moment of writing, UTC.
    """
    connection.execute(_CREATE)
    register_attributes(connection, TABLE, TABLE, now)
    _insert(connection, project, targets, now)


def rewrite_styles(
    connection: sqlite3.Connection,
    project: Project,
    targets: Mapping[str, Target],
    now: datetime,
) -> None:
    """Write the looks anew in a file that has the table; parameters as of `write_styles`."""
    connection.execute(f"DELETE FROM {TABLE}")  # noqa: S608  own name
    _insert(connection, project, targets, now)


def _insert(
    connection: sqlite3.Connection,
    project: Project,
    targets: Mapping[str, Target],
    now: datetime,
) -> None:
    for layer in project.layers:
        entries = [entry for entry in project.map if entry.layer == layer.uid]
        if not entries or not layer.crs:
            continue
        target, geometry = targets[layer.uid], geometry_type(layer)
        columns = tuple((one.name, (target.columns[one.name], one.type)) for one in layer.fields)
        look = partial(_style, geometry=geometry, columns=columns, said_in=language())
        styles = [(entry.title, look((entry,))) for entry in entries]
        shown = [entry for entry in entries if entry.visible]
        if len(entries) > 1:  # QGIS opens a table in one look: in that of the map
            whole = tr("map.style_whole", layer=layer.title)
            styles.insert(0, (whole, look(tuple(shown or entries), whole=True)))
        for number, (title, style) in enumerate(styles):
            name = (target.table, GEOMETRY, title)
            connection.execute(_PUT, (*name, style, number == 0, title, stamp(now)))


@lru_cache(maxsize=MOST_KEPT)
def _style(
    entries: tuple[MapLayer, ...],
    geometry: str,
    columns: tuple[tuple[str, tuple[str, FieldType]], ...],
    said_in: str,  # noqa: ARG001  another language says it anew
    *,
    whole: bool = False,
) -> str:
    """Give the QML of one entry, or of a whole table; most are as they were when last saved."""
    known = dict(columns)
    return table_qml(entries, geometry, known) if whole else entry_qml(entries[0], geometry, known)
