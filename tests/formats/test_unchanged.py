import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from scmap.errors import InputError
from scmap.formats.unchanged import check_intact, readable, reading

CRASH = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode = " + sys.argv[2])
connection.execute("PRAGMA cache_size = 5")
connection.execute("BEGIN")
connection.execute("UPDATE t SET b = 'half'")
if sys.argv[2] == "wal":
    connection.execute("COMMIT")
os._exit(9)
"""
LIVE = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode = wal")
connection.execute("INSERT INTO t VALUES (9999, 'live')")
print("ready", flush=True)
sys.stdin.read()
"""

pytestmark = pytest.mark.damages  # databases that are called .gpkg and hold no layers


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "자료 #1.gpkg"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE t (a INTEGER, b TEXT)")
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO t VALUES (?, ?)", ((i, "x" * 900) for i in range(500)))
        connection.execute("COMMIT")
    return path


def state(path: Path) -> dict[str, tuple[str, int]]:
    return {
        file.name: (hashlib.sha256(file.read_bytes()).hexdigest(), file.stat().st_mtime_ns)
        for file in path.parent.iterdir()
    }


def found(path: Path) -> tuple[int, str]:
    with reading(path) as connection:
        count, least = connection.execute("SELECT count(*), min(b) FROM t").fetchone()
    return count, least[:4]


def crash(path: Path, mode: str) -> None:
    subprocess.run([sys.executable, "-c", CRASH, path, mode], check=False)


def test_a_file_at_rest_is_read_in_place(database: Path) -> None:
    before = state(database)
    with readable(database) as source:
        assert source.path == database
    assert found(database) == (500, "xxxx")
    assert state(database) == before


def test_a_wal_header_without_side_files_makes_none(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    before = state(database)
    assert list(before) == [database.name]
    assert found(database) == (500, "xxxx")
    assert state(database) == before


def test_a_crashed_transaction_is_undone_in_the_copy_only(database: Path) -> None:
    crash(database, "truncate")
    before = state(database)
    assert len(before) == 2
    assert found(database) == (500, "xxxx")
    assert state(database) == before


@pytest.mark.parametrize("shared_memory", [True, False])
def test_what_a_crash_left_in_the_log_is_read(database: Path, shared_memory: bool) -> None:
    crash(database, "wal")
    if not shared_memory:
        database.with_name(database.name + "-shm").unlink()
    before = state(database)
    assert found(database) == (500, "half")
    assert state(database) == before


@contextmanager
def edited_elsewhere(path: Path) -> Iterator[None]:
    command = [sys.executable, "-c", LIVE, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as editor:
        assert editor.stdout
        editor.stdout.readline()
        yield
        editor.communicate()


def test_a_file_open_elsewhere_is_read_with_its_last_edit(database: Path) -> None:
    with edited_elsewhere(database):
        before = state(database)
        assert found(database) == (501, "live")
        assert state(database) == before


def test_nothing_can_be_written_through_a_reading_connection(database: Path) -> None:
    with pytest.raises(InputError), reading(database) as connection:
        connection.execute("DELETE FROM t")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"SQLite format 3\x00", "not_geopackage"),
        (b"PK\x03\x04", "not_geopackage"),
    ],
)
def test_what_is_no_database_is_told_apart(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "x.gpkg"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught, reading(path):
        pass
    assert caught.value.code == code


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.gpkg", "file_missing"), (tmp_path, "file_is_folder")):
        with pytest.raises(InputError) as caught, reading(path):
            pass
        assert caught.value.code == code


def test_damaged_pages_are_noticed(database: Path) -> None:
    content = bytearray(database.read_bytes())
    content[4096 * 3 : 4096 * 3 + 2000] = os.urandom(2000)
    database.write_bytes(content)
    with pytest.raises(InputError) as caught, reading(database) as connection:
        check_intact(connection, database)
    assert caught.value.code == "file_damaged"
