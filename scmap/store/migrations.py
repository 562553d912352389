"""Bringing a project of an older version up to date.

`STEPS[n - 1]` takes a file from version n to n + 1. Whoever adds a table or a column adds a step,
counts `SCHEMA` up by having done so, and freezes a project of the old version in
``tests/store/versions``. Steps run on a copy in memory: opening changes no byte of the file, and
the new form is written with the first save.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TypeAlias

from scmap.store import registry
from scmap.store.blob import register_functions

Step: TypeAlias = Callable[[sqlite3.Connection], None]


def _filters(connection: sqlite3.Connection) -> None:
    """Give entries of the layer tree a filter of the planner's own."""
    known = connection.execute("SELECT name FROM pragma_table_info('scmap_map_layer')").fetchall()
    if known and ("filter",) not in known:
        connection.execute('ALTER TABLE "scmap_map_layer" ADD COLUMN "filter" TEXT')


def _provenance(connection: sqlite3.Connection) -> None:
    """Let layers say when their file was obtained, and how CRS and encoding were decided."""
    known = connection.execute("SELECT name FROM pragma_table_info('scmap_layer')").fetchall()
    for name in ("retrieved", "crs_from", "encoding_from"):
        if known and (name,) not in known:
            connection.execute(f'ALTER TABLE "scmap_layer" ADD COLUMN "{name}" TEXT')


def _foreign_edits(connection: sqlite3.Connection) -> None:
    """Make room for notes of what other programs do; triggers come with the next save."""
    registry.create_table(connection, registry.DIRTY, datetime.now(UTC))


STEPS: Sequence[Step] = (_filters, _provenance, _foreign_edits)
SCHEMA = len(STEPS) + 1  # version that this program writes


@contextmanager
def current(connection: sqlite3.Connection, version: int) -> Iterator[sqlite3.Connection]:
    """Give a project's database in the newest form: itself, or a migrated copy in memory.

    Parameters
    ----------
    connection : sqlite3.Connection
        An open project.
    version : int
        Its schema; a newer one than ours is given as it is.
    """
    missing = STEPS[version - 1 :]
    if not missing:
        yield connection
        return
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        connection.backup(copy)
        copy.text_factory = connection.text_factory
        register_functions(copy)
        copy.execute("BEGIN IMMEDIATE")
        for step in missing:
            step(copy)
        copy.execute("COMMIT")
        yield copy
