"""Whether everything in a project file that follows from its rows follows from them still."""

import sqlite3
from contextlib import closing
from pathlib import Path

from scmap.store.checking import check_project


def check_sound(path: Path) -> None:
    """Assert that nothing is wrong with a file, and that it is not in WAL mode."""
    assert check_project(path)[1] == ()
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
