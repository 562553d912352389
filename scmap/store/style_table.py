"""The table in which QGIS looks for the style of a layer."""

import sqlite3
from collections.abc import Mapping
from datetime import datetime

from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from scmap.store.qml import qml
from scmap.store.schema import GEOMETRY
from scmap.store.tables import Target, geometry_type, register_attributes, stamp

TABLE = "layer_styles"

# Word for word as QGIS makes it.
_CREATE = (
    'CREATE TABLE "layer_styles" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,'
    '"f_table_catalog" TEXT(256),"f_table_schema" TEXT(256),"f_table_name" TEXT(256),'
    '"f_geometry_column" TEXT(256),"styleName" TEXT(30),"styleQML" TEXT,"styleSLD" TEXT,'
    '"useAsDefault" BOOLEAN,"description" TEXT,"owner" TEXT(30),"ui" TEXT(30),'
    "\"update_time\" DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))"
)
_INSERT = (
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
    for entry in project.map:
        layer = project.layer(entry.layer)
        if layer is None or not layer.crs:
            continue
        target = targets[layer.uid]
        column = target.columns.get(entry.symbology.field, "")
        style = qml(
            entry.symbology,
            geometry_type(layer),
            column,
            opacity=entry.opacity,
            points=entry.shape == "point",
        )
        default = entry is _usual(project, layer.uid)
        connection.execute(
            _INSERT,
            (target.table, GEOMETRY, entry.title, style, default, entry.title, stamp(now)),
        )


def _usual(project: Project, layer: str) -> MapLayer | None:
    """Choose the look in which QGIS opens a layer: one that shows all its rows, if there is one."""
    entries = [entry for entry in project.map if entry.layer == layer]
    return min(
        entries,
        key=lambda entry: (entry.where is not None, not entry.visible, entry.shape == "point"),
        default=None,
    )
