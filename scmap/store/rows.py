"""Reading one table of a GeoPackage into a layer."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scmap.errors import CrsMismatchError, InputError
from scmap.model import identity
from scmap.model.issue import Issue
from scmap.model.layer import Column, Layer, Objects
from scmap.store import blob, values
from scmap.store.schema import quoted
from scmap.store.srs import AUTHORITY

UID = "uid"
REVISION = "rev"


@dataclass(frozen=True, slots=True)
class _Stored:
    """A table as the file declares it."""

    name: str
    title: str
    crs: str
    geometry: str  # name of the geometry column; "" for a table without
    key: str  # expression that identifies and orders rows
    types: dict[str, str]  # declared type of each column


def table_names(connection: sqlite3.Connection) -> list[str]:
    """Give the names of the feature and attribute tables, as the file lists them."""
    found = connection.execute(
        "SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', 'attributes')"
    )
    return [str(name) for (name,) in found]


def read_table(connection: sqlite3.Connection, path: Path, table: str) -> tuple[Layer, list[Issue]]:
    """Read the rows of `table`, in the order of their keys, and what was wrong with some.

    Raises
    ------
    InputError
        layer_unknown, or geometry_unreadable with the feature.
    CrsMismatchError
        no_crs, if it has geometries and does not say on which plane.
    """
    stored = _describe(connection, path, table)
    fetched = _fetch(connection, stored)
    keys = fetched.pop("")
    tracked = stored.types.get(UID, "").upper().startswith("TEXT")
    given = fetched.pop(UID) if tracked else [None] * len(keys)
    if tracked:
        fetched.pop(REVISION, None)
    uids, made = identity.completed(given, f"{path.name}/{table}", keys)
    geometry = _geometry(fetched.pop(stored.geometry, None), keys, path, table)
    columns, unreadable = _columns(fetched, stored)
    layer = Layer(
        uid=identity.derived_uid(path.name, table),
        name=table,
        title=stored.title,
        kind="other",
        crs=stored.crs,
        uids=uids,
        geometry=geometry,
        columns=columns,
    )
    issues = [Issue("uid_given", table, str(uids[row])) for row in made if tracked]
    issues += [
        Issue("value_unreadable", table, str(uids[row]), {"field": name})
        for name, row in unreadable
    ]
    return layer, issues


def _describe(connection: sqlite3.Connection, path: Path, table: str) -> _Stored:
    found = connection.execute(
        "SELECT c.identifier, g.column_name, g.srs_id, s.organization, s.organization_coordsys_id "
        "FROM gpkg_contents c LEFT JOIN gpkg_geometry_columns g ON g.table_name = c.table_name "
        "LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id WHERE c.table_name = ?",
        (table,),
    ).fetchone()
    info = connection.execute(
        "SELECT name, type, pk FROM pragma_table_xinfo(?) WHERE hidden <> 1", (table,)
    ).fetchall()
    if found is None or not info:
        raise InputError(
            "layer_unknown", file=path.name, layer=table, layers=", ".join(table_names(connection))
        )
    title, geometry, srs_id, organisation, number = found
    keys = [str(name) for name, declared, pk in info if pk and str(declared).upper() == "INTEGER"]
    return _Stored(
        name=table,
        title=title or table,
        crs=_crs(organisation, number, path, table) if srs_id is not None else "",
        geometry=geometry or "",
        key=quoted(keys[0]) if len(keys) == 1 else "rowid",
        types={str(name): str(declared) for name, declared, _pk in info if [str(name)] != keys},
    )


def _crs(organisation: object, number: object, path: Path, table: str) -> str:
    if str(organisation).upper() != AUTHORITY or not isinstance(number, int) or number <= 0:
        raise CrsMismatchError("no_crs", file=path.name, layer=table)
    return f"{AUTHORITY}:{number}"


def _fetch(connection: sqlite3.Connection, stored: _Stored) -> dict[str, Sequence[object]]:
    """Give the cells of each column by its name, and the keys under ""."""
    names = [
        name
        for name, declared in stored.types.items()
        if name == stored.geometry or values.declared_type(declared) is not None
    ]
    listed = ", ".join([stored.key, *map(quoted, names)])
    # the names are quoted identifiers that the database itself gave
    statement = f"SELECT {listed} FROM {quoted(stored.name)} ORDER BY {stored.key}"  # noqa: S608
    rows = _all(connection, statement)
    cells: list[Sequence[object]] = list(zip(*rows, strict=True)) or [() for _ in ["", *names]]
    return dict(zip(["", *names], cells, strict=True))


def _all(connection: sqlite3.Connection, statement: str) -> list[tuple[object, ...]]:
    """Give all rows: SQLite reads their texts faster than the connection's own way for bad ones."""
    lenient = connection.text_factory
    connection.text_factory = str
    try:
        return connection.execute(statement).fetchall()
    except sqlite3.OperationalError as error:
        if "decode to UTF-8" not in str(error):
            raise
    finally:
        connection.text_factory = lenient
    return connection.execute(statement).fetchall()


def _geometry(
    blobs: Sequence[object] | None, keys: Sequence[object], path: Path, table: str
) -> Objects:
    if blobs is None:
        return np.full(len(keys), None, dtype=object)
    try:
        return blob.decode(list(blobs))
    except blob.BlobError as error:
        raise InputError(
            "geometry_unreadable", file=path.name, layer=table, feature=f"fid {keys[error.row]}"
        ) from error


def _columns(
    fetched: dict[str, Sequence[object]], stored: _Stored
) -> tuple[dict[str, Column], list[tuple[str, int]]]:
    columns: dict[str, Column] = {}
    unreadable: list[tuple[str, int]] = []
    for name, cells in fetched.items():
        declared = stored.types[name]
        boolean = declared.upper().startswith("BOOL")
        kind = values.declared_type(declared) or "text"
        columns[name], bad = values.column(cells, kind, boolean=boolean)
        unreadable += [(name, row) for row in bad]
    return columns, unreadable
