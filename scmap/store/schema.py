"""The tables and triggers of a GeoPackage, word for word as GDAL 3.12 writes them for version 1.4.

Only names that went through `quoted` or `literal` are put into statements; values are parameters.
"""
# ruff: noqa: S608  triggers take no parameters; every name in them is a quoted identifier

from collections.abc import Sequence

APPLICATION_ID = 0x47504B47  # "GPKG"
USER_VERSION = 10400
GEOMETRY = "geom"
KEY = "fid"

CORE = (
    (
        "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL,"
        "srs_id INTEGER NOT NULL PRIMARY KEY,organization TEXT NOT NULL,"
        "organization_coordsys_id INTEGER NOT NULL,definition TEXT NOT NULL,description TEXT)"
    ),
    (
        "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY,data_type TEXT NOT NULL,"
        "identifier TEXT UNIQUE,description TEXT DEFAULT '',"
        "last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),"
        "min_x DOUBLE,min_y DOUBLE,max_x DOUBLE,max_y DOUBLE,srs_id INTEGER,"
        "CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))"
    ),
    (
        "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL,column_name TEXT NOT NULL,"
        "geometry_type_name TEXT NOT NULL,srs_id INTEGER NOT NULL,z TINYINT NOT NULL,"
        "m TINYINT NOT NULL,CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),"
        "CONSTRAINT uk_gc_table_name UNIQUE (table_name),"
        "CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),"
        "CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))"
    ),
    (
        "CREATE TABLE gpkg_extensions (table_name TEXT,column_name TEXT,"
        "extension_name TEXT NOT NULL,definition TEXT NOT NULL,scope TEXT NOT NULL,"
        "CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))"
    ),
    (
        "CREATE TABLE gpkg_ogr_contents(table_name TEXT NOT NULL PRIMARY KEY,"
        "feature_count INTEGER DEFAULT NULL)"
    ),
)
RTREE_DEFINITION = "http://www.geopackage.org/spec120/#extension_rtree"

# A random UUID (version 4) in SQL, for rows that another program inserts.
_NEW_UID = (
    "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || "
    "substr(hex(randomblob(2)),2) || '-' || substr('89AB',1 + (abs(random()) % 4),1) || "
    "substr(hex(randomblob(2)),2) || '-' || hex(randomblob(6)))"
)

_NOTE = 'INSERT INTO "scmap_dirty" ("table_name", "row", "op", "column_name", "value", "at")'
_NOW = "strftime('%Y-%m-%dT%H:%M:%fZ','now')"


def quoted(name: str) -> str:
    """Give an identifier as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Give a text as SQL takes it where a statement allows no parameter."""
    return "'" + text.replace("'", "''") + "'"


def rtree_name(table: str) -> str:
    """Name of the spatial index of a feature table."""
    return f"rtree_{table}_{GEOMETRY}"


def feature_triggers(table: str, geometry: str = GEOMETRY, key: str = KEY) -> tuple[str, ...]:
    """Give the triggers that keep the R-tree and the feature count of a table right."""
    return (*_rtree_triggers(table, geometry, key), *count_triggers(table))


def uid_trigger(table: str) -> str:
    """Give the trigger that gives a uid to a row that another program inserted without one."""
    return (
        f"CREATE TRIGGER {quoted(f'scmap_uid_{table}')} AFTER INSERT ON {quoted(table)} "
        f'WHEN NEW."uid" IS NULL BEGIN UPDATE {quoted(table)} SET "uid" = {_NEW_UID} '
        f'WHERE "{KEY}" = NEW."{KEY}"; END'
    )


def uid_index(table: str) -> str:
    """Give the index by which a row is found by its uid."""
    return f'CREATE INDEX {quoted(f"scmap_row_{table}")} ON {quoted(table)} ("uid")'


def dirty_triggers(table: str, columns: Sequence[str]) -> tuple[str, ...]:
    """Give the triggers that note what other programs do to the rows of a tracked table.

    A save of ours gives each row that it writes a revision of its own; other programs leave it.

    Parameters
    ----------
    table : str
        Its name.
    columns : sequence of str
        Its columns but for key and revision: those whose earlier values are kept.
    """

    def trigger(event: str, when: str, action: str) -> str:
        title = quoted(f"scmap_dirty_{event.lower()}_{table}")
        return f"CREATE TRIGGER {title} AFTER {event} ON {quoted(table)} {when}BEGIN {action} END"

    new = f"{_NOTE} VALUES ({literal(table)}, NEW.\"{KEY}\", 'insert', NULL, NULL, {_NOW});"
    kept = "".join(_note(table, "update", c, f"NEW.{quoted(c)} IS NOT OLD.") for c in columns)
    lost = "".join(_note(table, "delete", c) for c in columns)
    return (
        trigger("INSERT", 'WHEN NEW."rev" IS NULL ', new),
        trigger("UPDATE", 'WHEN NEW."rev" IS OLD."rev" ', kept),
        trigger("DELETE", "", lost),
    )


def _note(table: str, op: str, column: str, differs_from: str = "") -> str:
    old = f"OLD.{quoted(column)}"
    where = f" WHERE {differs_from}{quoted(column)}" if differs_from else ""
    return (
        f'{_NOTE} SELECT {literal(table)}, OLD."{KEY}", {literal(op)}, {literal(column)}, '
        f"{old}, {_NOW}{where};"
    )


def canonical(statement: str) -> str:
    """Give a statement without what programs write differently: spaces and letter case."""
    return "".join(statement.split()).lower().removesuffix(";")


def _rtree_triggers(table: str, geometry: str, key: str) -> tuple[str, ...]:
    rtree, name = quoted(f"rtree_{table}_{geometry}"), quoted(table)
    g, i = quoted(geometry), quoted(key)

    def trigger(suffix: str, event: str, when: str, action: str) -> str:
        title = quoted(f"rtree_{table}_{geometry}_{suffix}")
        return f"CREATE TRIGGER {title} AFTER {event} ON {name} WHEN {when} BEGIN {action} END"

    box = f"ST_MinX(NEW.{g}), ST_MaxX(NEW.{g}),ST_MinY(NEW.{g}), ST_MaxY(NEW.{g})"
    same, other = f"OLD.{i} = NEW.{i}", f"OLD.{i} != NEW.{i}"
    filled = f"(NEW.{g} NOTNULL AND NOT ST_IsEmpty(NEW.{g}))"
    was_filled = f"(OLD.{g} NOTNULL AND NOT ST_IsEmpty(OLD.{g}))"
    was_empty = f"(OLD.{g} ISNULL OR ST_IsEmpty(OLD.{g}))"
    empty = f"(NEW.{g} ISNULL OR ST_IsEmpty(NEW.{g}))"
    put = f"INSERT OR REPLACE INTO {rtree} VALUES (NEW.{i},{box});"
    move = (
        f"UPDATE {rtree} SET minx = ST_MinX(NEW.{g}), maxx = ST_MaxX(NEW.{g}),"
        f"miny = ST_MinY(NEW.{g}), maxy = ST_MaxY(NEW.{g}) WHERE id = NEW.{i};"
    )
    add = f"INSERT INTO {rtree} VALUES (NEW.{i},{box});"
    drop = f"DELETE FROM {rtree} WHERE id = OLD.{i};"
    drop_both = f"DELETE FROM {rtree} WHERE id IN (OLD.{i}, NEW.{i});"
    of_geometry = f"UPDATE OF {g}"
    return (
        trigger("insert", "INSERT", f"(new.{g} NOT NULL AND NOT ST_IsEmpty(NEW.{g}))", put),
        trigger("update6", of_geometry, f"{same} AND {filled} AND {was_filled}", move),
        trigger("update7", of_geometry, f"{same} AND {filled} AND {was_empty}", add),
        trigger("update2", of_geometry, f"{same} AND {empty}", drop),
        trigger("update5", "UPDATE", f"{other} AND {filled}", f"{drop} {put}"),
        trigger("update4", "UPDATE", f"{other} AND {empty}", drop_both),
        trigger("delete", "DELETE", f"old.{g} NOT NULL", drop),
    )


def count_triggers(table: str) -> tuple[str, ...]:
    """Give the triggers by which GDAL keeps a table's number of features."""
    return tuple(
        f"CREATE TRIGGER {quoted(f'trigger_{event.lower()}_feature_count_{table}')} "
        f"AFTER {event} ON {quoted(table)} BEGIN UPDATE gpkg_ogr_contents "
        f"SET feature_count = feature_count {sign} 1 "
        f"WHERE lower(table_name) = lower({literal(table)}); END"
        for event, sign in (("INSERT", "+"), ("DELETE", "-"))
    )
