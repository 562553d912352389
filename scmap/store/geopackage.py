"""GeoPackages of plain layers, read and written with SQLite and shapely alone."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from scmap.errors import InputError
from scmap.formats.unchanged import check_intact, reading
from scmap.model.layer import Layer
from scmap.store import rows, tables
from scmap.store.blob import register_functions
from scmap.store.replacing import replacing


def table_names(path: Path) -> list[str]:
    """Give the names of the feature and attribute tables of a GeoPackage.

    Raises
    ------
    InputError
        If there is no such file, it is no GeoPackage, or it is damaged.
    """
    with reading(path) as connection:
        check_geopackage(connection, path)
        return rows.table_names(connection)


def read_layer(path: Path, table: str) -> Layer:
    """Read one table of a GeoPackage; no byte of the file changes.

    The layer's uid follows from the names of file and table, so that it is the same each time.

    Raises
    ------
    InputError
        If the file or the table cannot be read, or a geometry is none (named by its key).
    CrsMismatchError
        no_crs, if the table has geometries and does not say on which plane.
    """
    with reading(path) as connection:
        check_geopackage(connection, path)
        layer, _issues = rows.read_table(connection, path, table)
        return layer


def write_layers(path: Path, layers: Sequence[Layer], *, now: datetime | None = None) -> None:
    """Write a plain GeoPackage with one table a layer, in place of the file at `path`.

    The same layers and the same `now` (in UTC) give the same bytes.

    Raises
    ------
    InputError
        If the place cannot be written to, or a name or text cannot be stored.
    CrsMismatchError
        If a layer has geometries and no CRS.
    """
    moment = now or datetime.now(UTC)
    with replacing(path) as draft, writing(draft) as connection:
        tables.create_core(connection)
        for layer, target in zip(layers, tables.targets(layers), strict=True):
            tables.write_layer(connection, layer, target, moment)


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database for one transaction: kept when the block ends, undone when it raises."""
    with closing(connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.rollback()
            raise
        connection.execute("COMMIT")


def connect(path: Path, *, patience: float = 10.0, is_shared: bool = False) -> sqlite3.Connection:
    """Open a database to be written: durable, and never in WAL mode by our hand.

    Parameters
    ----------
    path : Path
        The file; made when missing.
    patience : float
        How long another writer is waited for, seconds.
    is_shared : bool
        Whether a file that another program has open in WAL mode is written to in that mode.
    """
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
    try:
        try:
            connection.execute("PRAGMA journal_mode = TRUNCATE")
        except sqlite3.OperationalError:
            if not is_shared:
                raise
        connection.execute("PRAGMA synchronous = FULL")
        register_functions(connection)
    except sqlite3.Error:
        connection.close()  # left open it would go on holding the file
        raise
    return connection


def take_journal_away(connection: sqlite3.Connection) -> None:
    """Leave no empty file beside a database that was written: planners wonder what it is.

    SQLite deletes its journal itself, and not while another program is about to write. It was
    emptied before, and that is on the disk: one that comes back after a power cut undoes nothing.
    """
    with suppress(sqlite3.Error):  # all is written or taken back: an empty file does no harm
        if connection.execute("PRAGMA journal_mode").fetchone() == ("truncate",):
            connection.execute("PRAGMA journal_mode = DELETE")


def check_geopackage(connection: sqlite3.Connection, path: Path) -> None:
    """Make sure that a database is a GeoPackage and whole.

    Raises
    ------
    InputError
        not_geopackage or file_damaged.
    """
    check_intact(connection, path)
    known = connection.execute(
        "SELECT count(*) FROM sqlite_master "
        "WHERE name IN ('gpkg_contents', 'gpkg_geometry_columns', 'gpkg_spatial_ref_sys')"
    ).fetchone()
    if known[0] != 3:
        raise InputError("not_geopackage", file=path.name)
