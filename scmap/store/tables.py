"""Writing the tables of a GeoPackage: layers, and rows without geometry."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.errors import CrsMismatchError, InputError
from scmap.model.layer import Layer
from scmap.progress import Progress, part, silent, told
from scmap.store import blob, schema, values
from scmap.store.rows import REVISION, UID
from scmap.store.schema import GEOMETRY, KEY, quoted
from scmap.store.srs import REQUIRED, srs_row

GEOMETRY_TYPES = (
    "POINT",
    "LINESTRING",
    "LINESTRING",  # a ring is stored as a line
    "POLYGON",
    "MULTIPOINT",
    "MULTILINESTRING",
    "MULTIPOLYGON",
    "GEOMETRYCOLLECTION",
)
ANY_GEOMETRY = "GEOMETRY"
_AT_ONCE = 1024  # features whose cells are held at a time: to free those of all takes too long
INDEXED_FROM = 0.4  # of the work for a layer, when its rows are written
RESERVED = ("sqlite_", "gpkg_", "rtree_", "scmap_", "layer_styles")


@dataclass(frozen=True, slots=True)
class Target:
    """Where and how a layer is written.

    Attributes
    ----------
    table : str
        Name of its table.
    identifier : str
        Title by which other programs list it; no two tables have the same.
    columns : Mapping of str to str
        Name of the column for each field: the field's own, unless another takes it.
    tracked : bool
        Whether rows carry a revision, and get a uid when another program inserts them.
    """

    table: str
    identifier: str
    columns: Mapping[str, str]
    tracked: bool = False


def create_core(connection: sqlite3.Connection) -> None:
    """Make an empty GeoPackage of an empty database."""
    connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {schema.USER_VERSION}")
    for statement in schema.CORE:
        connection.execute(statement)
    connection.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", REQUIRED)


def distinct(names: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Give each name one that SQL tells apart from all others, which ignores letter case.

    Names that are `taken`, or that an earlier one took, get a number: ``fid_2``.
    """
    used = {name.lower() for name in taken}
    chosen: list[str] = []
    for name in names:
        stem, candidate, count = name or "_", name or "_", 1
        while candidate.lower() in used:
            count += 1
            candidate = f"{stem}_{count}"
        used.add(candidate.lower())
        chosen.append(candidate)
    return chosen


def targets(layers: Sequence[Layer], *, tracked: bool = False) -> list[Target]:
    """Give the targets of layers that go into one file, if possible the tables of their names."""
    names = distinct(_free(layer.name) for layer in layers)
    identifiers = distinct(layer.title or layer.name for layer in layers)
    return [
        Target(table, identifier, _columns(layer), tracked)
        for layer, table, identifier in zip(layers, names, identifiers, strict=True)
    ]


def _free(name: str) -> str:
    """Give a table name that collides with none of SQLite, GeoPackage, QGIS or the product."""
    return f"layer_{name}" if name.lower().startswith(RESERVED) else name


def _columns(layer: Layer) -> dict[str, str]:
    names = distinct(layer.columns, (KEY, GEOMETRY, UID, REVISION))
    return dict(zip(layer.columns, names, strict=True))


def write_layer(
    connection: sqlite3.Connection,
    layer: Layer,
    where: Target,
    now: datetime,
    revisions: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> None:
    """Write a layer into a new table and register it with its extent.

    Rows of a tracked table get their `revisions`, by uid; those without have none.

    Raises
    ------
    CrsMismatchError
        layer_no_crs, if it has geometries and no CRS; crs_unknown.
    InputError
        text_not_storable or name_not_storable.
    """
    spatial = bool(layer.crs)
    if not spatial and not shapely.is_missing(layer.geometry).all():
        raise CrsMismatchError("layer_no_crs", layer=layer.title)
    if not all(map(_storable, (where.table, *where.columns.values()))):
        raise InputError("name_not_storable", layer=layer.title)
    connection.execute(_create(layer, where, spatial=spatial))
    if spatial:
        _register_features(connection, layer, where, now)
    else:
        register_attributes(connection, where.table, where.identifier, now)
    rows = part(progress, 0.0, INDEXED_FROM if spatial else 1.0)
    _insert(connection, layer, where, revisions or {}, rows, spatial=spatial)
    if spatial:
        _index(connection, layer, where, part(progress, INDEXED_FROM, 1.0))
    if where.tracked:
        names = [*([GEOMETRY] if spatial else []), UID, *where.columns.values()]
        connection.execute(schema.uid_index(where.table))
        connection.execute(schema.uid_trigger(where.table))
        for trigger in schema.dirty_triggers(where.table, names):
            connection.execute(trigger)


def register_attributes(
    connection: sqlite3.Connection, table: str, identifier: str, now: datetime
) -> None:
    """List a table without geometry, so that other programs show it."""
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change, srs_id) "
        "VALUES (?, 'attributes', ?, ?, 0)",
        (table, identifier, stamp(now)),
    )


def stamp(moment: datetime) -> str:
    """Give a moment as GeoPackage writes it: UTC with milliseconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def _storable(name: str) -> bool:
    """Tell whether SQL can hold a name: no NUL, no half of a surrogate pair."""
    return "\x00" not in name and name == name.encode("utf-8", "ignore").decode("utf-8")


def _create(layer: Layer, where: Target, *, spatial: bool) -> str:
    columns = [f"{quoted(KEY)} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"]
    if spatial:
        columns.append(f"{quoted(GEOMETRY)} {geometry_type(layer)}")
    columns.append(f"{quoted(UID)} TEXT")
    if where.tracked:
        columns.append(f"{quoted(REVISION)} TEXT")
    columns += [
        f"{quoted(where.columns[field.name])} {values.SQL_TYPES[field.type]}"
        for field in layer.fields
    ]
    return f"CREATE TABLE {quoted(where.table)} ({', '.join(columns)})"


def geometry_type(layer: Layer) -> str:
    """Give the one geometry type of a layer, or GEOMETRY when it has several or none."""
    kinds = {
        GEOMETRY_TYPES[kind] for kind in np.unique(shapely.get_type_id(layer.geometry)) if kind >= 0
    }
    return kinds.pop() if len(kinds) == 1 else ANY_GEOMETRY


def _register_features(
    connection: sqlite3.Connection, layer: Layer, where: Target, now: datetime
) -> None:
    row = srs_row(layer.crs)
    srs_id = row[1]
    connection.execute("INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", row)
    extent = layer.extent
    box = (extent.x0, extent.y0, extent.x1, extent.y1) if extent else (None,) * 4
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change, "
        "min_x, min_y, max_x, max_y, srs_id) VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?)",
        (where.table, where.identifier, stamp(now), *box, srs_id),
    )
    optional = (
        2 * int(shapely.has_z(layer.geometry).any()),
        2 * int(shapely.has_m(layer.geometry).any()),
    )
    connection.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, ?, ?)",
        (where.table, GEOMETRY, geometry_type(layer), srs_id, *optional),
    )
    connection.execute("INSERT INTO gpkg_ogr_contents VALUES (?, ?)", (where.table, len(layer)))


def _insert(
    connection: sqlite3.Connection,
    layer: Layer,
    where: Target,
    revisions: Mapping[str, str],
    progress: Progress,
    *,
    spatial: bool,
) -> None:
    revised = where.tracked and bool(revisions)
    columns = [UID, *(where.columns[name] for name in layer.columns)]
    columns += [REVISION] * revised + [GEOMETRY] * spatial
    names = ", ".join(map(quoted, columns))
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {quoted(where.table)} ({names}) VALUES ({marks})"  # noqa: S608  quoted names, values are parameters
    try:
        rows = _rows(layer, revisions if revised else None, spatial=spatial)
        connection.executemany(statement, told(rows, len(layer), progress))
    except UnicodeEncodeError as error:
        raise InputError("text_not_storable", layer=layer.title, text=repr(error.object)) from error


def _rows(
    layer: Layer, revisions: Mapping[str, str] | None, *, spatial: bool
) -> Iterator[tuple[object, ...]]:
    """Give the cells of each feature, made for a few at a time and let go of with them."""
    srs_id = srs_row(layer.crs)[1] if spatial else 0
    for start in range(0, len(layer), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        uids = layer.uids[some].tolist()
        cells: list[Sequence[object]] = [uids]
        cells += [values.cells(column[some]) for column in layer.columns.values()]
        if revisions is not None:
            cells.append([revisions.get(uid) for uid in uids])
        if spatial:
            cells.append(blob.encode(layer.geometry[some], srs_id))
        yield from zip(*cells, strict=True)


def _index(connection: sqlite3.Connection, layer: Layer, where: Target, progress: Progress) -> None:
    """Build the R-tree in one go, then set the triggers that keep it."""
    rtree = quoted(schema.rtree_name(where.table))
    connection.execute(f"CREATE VIRTUAL TABLE {rtree} USING rtree(id, minx, maxx, miny, maxy)")
    filled = np.flatnonzero(np.isfinite(layer.bounds).all(axis=1))
    connection.executemany(
        f"INSERT INTO {rtree} VALUES (?, ?, ?, ?, ?)",  # noqa: S608  a quoted name
        told(_boxes(layer, filled), len(filled), progress),
    )
    connection.execute(
        "INSERT INTO gpkg_extensions VALUES (?, ?, 'gpkg_rtree_index', ?, 'write-only')",
        (where.table, GEOMETRY, schema.RTREE_DEFINITION),
    )
    for trigger in schema.feature_triggers(where.table):
        connection.execute(trigger)


def _boxes(layer: Layer, rows: NDArray[np.intp]) -> Iterator[tuple[float, ...]]:
    """Give the id of each of some features and its box, as an R-tree takes them."""
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        boxes = layer.bounds[some][:, [0, 2, 1, 3]].tolist()
        yield from ((row + 1, *box) for row, box in zip(some.tolist(), boxes, strict=True))
