"""Triggers in a project file: what a file from elsewhere could run when it is written to.

SQLite runs a file's triggers with full trust while rows are written. Every trigger is therefore
compared, word for word, with those that GDAL and the product make; with any other one the project
is opened read-only.
"""

import sqlite3

from scmap.model.issue import Issue
from scmap.store import foreign, schema


def unknown_triggers(connection: sqlite3.Connection) -> list[Issue]:
    """Name the triggers of a file that are neither GeoPackage's nor ours."""
    known = _known(connection)
    found = connection.execute(
        "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    )
    return [
        Issue("unknown_trigger", str(table), values={"trigger": str(name)})
        for name, table, sql in found
        if schema.canonical(str(sql)) not in known
    ]


def _known(connection: sqlite3.Connection) -> set[str]:
    statements: set[str] = set()
    spatial = connection.execute(
        "SELECT g.table_name, g.column_name, i.name FROM gpkg_geometry_columns g "
        "JOIN pragma_table_info(g.table_name) i ON i.pk = 1"
    )
    for table, geometry, key in spatial:
        statements.update(schema.feature_triggers(str(table), str(geometry), str(key)))
    for (table,) in connection.execute("SELECT table_name FROM gpkg_contents"):
        statements.add(schema.uid_trigger(str(table)))
        statements.update(schema.count_triggers(str(table)))
    for table, columns in foreign.tracked(connection):
        statements.update(schema.dirty_triggers(table, columns))
    return set(map(schema.canonical, statements))
