"""Opening a SQLite file (every GeoPackage is one) without changing a byte of it or beside it.

SQLite itself writes when it only reads: it makes side files for a database in WAL mode and rolls a
crashed transaction back. Here a file is read in place where that is safe, and through a private
copy where it is not.
"""

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from scmap.errors import InputError, LockedError

MAGIC = b"SQLite format 3\x00"
HEADER_BYTES = 100
WAL_VERSION = 2  # bytes 18 and 19 of the header: write and read version
LONGEST = 500  # bytes of a path: SQLite's own bound is 512, with room for "-journal"
LONGEST_WINDOWS = 245  # characters: 260, likewise
SIDE_FILES = ("-wal", "-journal", "-shm")


@dataclass(frozen=True, slots=True)
class Readable:
    """A path that may be opened for reading, by SQLite or by GDAL, and how.

    Attributes
    ----------
    path : Path
        The file itself, or a private copy that lasts as long as the context.
    immutable : bool
        Whether it has to be opened as immutable, so that no side files are made.
    """

    path: Path
    immutable: bool


def check_file(path: Path) -> None:
    """Make sure that there is a file with something in it.

    Raises
    ------
    InputError
        file_missing, file_is_folder, file_empty or file_not_readable.
    """
    if not path.exists():
        raise InputError("file_missing", file=str(path))
    if path.is_dir():
        if next(path.glob("*.gdbtable"), None) is not None:
            return  # a file geodatabase is a folder
        raise InputError("file_is_folder", file=path.name)
    try:
        with path.open("rb") as file:
            empty = not file.read(1)
    except OSError as error:
        raise InputError("file_not_readable", file=path.name) from error
    if empty:
        raise InputError("file_empty", file=path.name)


def check_name(path: Path) -> None:
    """Make sure that the system can be asked for a path at all.

    Raises
    ------
    InputError
        file_name_zero: it has U+0000 in it, which ends a text for every system.
    """
    if "\0" in str(path):
        raise InputError("file_name_zero", file=str(path).replace("\0", "␀"))


@contextmanager
def readable(path: Path) -> Iterator[Readable]:
    """Give a path from which `path` can be read unchanged.

    Raises
    ------
    InputError
        If there is no such file, or it is no SQLite database.
    """
    check_file(path)
    if path.is_dir():
        raise InputError("not_geopackage", file=path.name)
    with path.open("rb") as file:
        header = file.read(HEADER_BYTES)
    if not header.startswith(MAGIC) or len(header) < HEADER_BYTES:
        raise InputError("not_geopackage", file=path.name)
    if is_too_long(path) or _side(path, "-wal").exists() or _crashed(path):
        with TemporaryDirectory(prefix="scmap-") as folder:
            yield Readable(_snapshot(path, Path(folder)), immutable=False)
    else:
        yield Readable(path, immutable=WAL_VERSION in header[18:20])


@contextmanager
def at_rest(path: Path) -> Iterator[Path]:
    """Give a path from which any program, GDAL too, reads `path` without leaving side files.

    Raises
    ------
    InputError
        If there is no such file, or it is no SQLite database.
    """
    with readable(path) as source:
        if not source.immutable:
            yield source.path
            return
        with TemporaryDirectory(prefix="scmap-") as folder:
            yield _snapshot(path, Path(folder))


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open `path` to be read: nothing in it can run, and no byte of it changes.

    Raises
    ------
    InputError
        If there is no such file, it is no SQLite database, or what is read of it is damaged.
    LockedError
        If another program is writing and does not finish.
    """
    with readable(path) as source, _explained(path), closing(_open(source)) as connection:
        yield connection


def check_intact(connection: sqlite3.Connection, path: Path) -> None:
    """Make sure that the pages of the database are whole.

    Raises
    ------
    InputError
        file_damaged.
    """
    answer = connection.execute("PRAGMA quick_check(1)").fetchone()
    if answer is None or answer[0] != "ok":
        raise InputError("file_damaged", file=path.name)


@contextmanager
def checked_beside(path: Path) -> Iterator[None]:
    """Check the pages of a database in a thread of its own while it is read.

    What is wrong with it is told at the end, and instead of what its reader says of it.

    Raises
    ------
    InputError
        As `reading` and `check_intact` do.
    """

    def check() -> None:
        with reading(path) as connection:
            check_intact(connection, path)

    with ThreadPoolExecutor(1, "checking") as pool:
        checking = pool.submit(check)
        try:
            yield
        except InputError:
            checking.result()
            raise
        checking.result()


def is_too_long(path: Path) -> bool:
    """Tell whether SQLite cannot open a path, although the system can: 170 syllables are enough."""
    name = str(path.absolute())
    if sys.platform == "win32":
        return len(name) > LONGEST_WINDOWS
    return len(os.fsencode(name)) > LONGEST


def has_side_files(path: Path) -> bool:
    """Tell whether another program has the database open, or crashed while it had."""
    return _side(path, "-wal").exists() or _size(_side(path, "-journal")) > 0


def _open(source: Readable) -> sqlite3.Connection:
    connection = _connect(source.path, "immutable=1" if source.immutable else "mode=ro")
    connection.text_factory = _lenient_text
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA cell_size_check = ON")
    return connection


def _connect(path: Path, query: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?{query}"
    return sqlite3.connect(uri, uri=True, timeout=10, isolation_level=None)


def _lenient_text(raw: bytes) -> str:
    """Read text that some program stored in another encoding, rather than refuse the file."""
    return raw.decode("utf-8", "replace")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what SQLite says about a file into words of ours."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise LockedError("file_locked", file=path.name) from error
        raise InputError("file_damaged", file=path.name) from error
    except (sqlite3.DatabaseError, UnicodeDecodeError, MemoryError, OverflowError) as error:
        # SQLite's own words about a damaged schema quote it, and may be no UTF-8
        raise InputError("file_damaged", file=path.name) from error


def _crashed(path: Path) -> bool:
    """Tell whether a journal lies beside `path` that has to be rolled back first."""
    if is_too_long(path) or not _size(_side(path, "-journal")):
        return False
    with closing(_connect(path, "mode=ro")) as connection:
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            return True
        except sqlite3.DatabaseError:
            return False  # damaged in another way: whoever reads it will say so
    return False


def _snapshot(path: Path, folder: Path) -> Path:
    """Copy the database as of its last whole transaction into `folder`."""
    copy = folder / "snapshot.gpkg"
    if _side(path, "-shm").exists() and not is_too_long(path):
        _back_up(path, copy)
    else:  # nobody has it open: the files hold still
        shutil.copyfile(path, copy)
        for side in ("-wal", "-journal"):
            with suppress(FileNotFoundError):
                shutil.copyfile(_side(path, side), _side(copy, side))
    with _explained(path), closing(_connect(copy, "mode=rw")) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    return copy


def _back_up(path: Path, copy: Path) -> None:
    with (
        _explained(path),
        closing(_connect(path, "mode=ro&readonly_shm=1")) as source,
        closing(_connect(copy, "mode=rwc")) as target,
    ):
        source.backup(target)


def _side(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _size(path: Path) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116  one call, no race with a vanishing file
    except FileNotFoundError:
        return 0
