"""A planner's hand for the measurement of durability: edits a project, saves after each batch.

`python -m benchmarks.saver PROJECT ACKS COUNT WAY` saves `COUNT` batches and writes the number of
each to the file `ACKS` once it is saved. `WAY` is ours ("sound"), or a fault put in on purpose.
"""

import os
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import shapely

from scmap.model.layer import PLANE, Layer, objects
from scmap.model.project import Project
from scmap.session.session import Session
from scmap.store import in_place
from scmap.store.blob import register_functions
from scmap.store.project_file import read_project, write_project

ROWS, BATCH = 60, 5
GROUPS = ROWS // BATCH
WHOLE_EVERY = 7  # batches: a layer comes or goes, so that the file is written whole
SOUND, OFF, WAL = "sound", "journal off", "WAL, NORMAL"
PRAGMAS = {
    OFF: ("journal_mode = OFF", "synchronous = OFF"),
    WAL: ("journal_mode = WAL", "synchronous = NORMAL"),
}


def state(number: int, way: str = SOUND) -> Project:
    """Give the project after so many batches: everything in it follows from the number."""
    rows = np.arange(ROWS)
    last = np.maximum(number - (number - 1 - rows // BATCH) % GROUPS, 0)  # batch of each row
    layer = Layer(
        uid="zones",
        name="zones",
        title="구역",
        kind="other",
        crs=PLANE,
        uids=objects(f"zone-{row}" for row in rows),
        geometry=objects(shapely.buffer(shapely.points(rows * 1e3, 0), 100.0 + last, quad_segs=16)),
        columns={"batch": last.astype(float), "이름": objects(f"구역 {one}" for one in last)},
    )
    more = number // WHOLE_EVERY % 2 if way == SOUND else 0
    return Project(uid="durable", title=str(number), layers=(layer, _extra())[: 1 + more])


def _extra() -> Layer:
    uids, value = objects(["row"]), np.array([1.0])
    return Layer("more", "more", "더", "other", "", uids, objects([None]), {"값": value})


def begin(path: Path) -> None:
    """Write the project before the first batch."""
    write_project(state(0), path)


def work(path: Path, count: int, way: str, tell: Callable[[int], object]) -> None:
    """Save batch after batch, and tell of each."""
    if way != SOUND:
        vars(in_place)["connect"] = _Careless(PRAGMAS[way]).connect  # the fault
    opened = read_project(path)
    session = Session(opened.project, path, held=opened.held)
    first = int(opened.project.title) + 1
    for number in range(first, first + count):
        session.do(str(number), partial(next_state, number, way))
        session.save()
        tell(number)


def next_state(number: int, way: str, project: Project) -> Project:
    """Give the state of that number, made of the rows that are there."""
    wanted, before = state(number, way), project.layers[0]
    layer = wanted.layers[0]
    changed = layer.columns["batch"] != before.columns["batch"]
    geometry = np.where(changed, layer.geometry, before.geometry)
    edited = before.replace(geometry=geometry, columns=layer.columns)
    return replace(wanted, layers=(edited, *wanted.layers[1:]))


class _Kept(sqlite3.Connection):
    """A connection that stays open, as those of programs do that edit for hours."""

    def close(self) -> None:
        """Stay."""


class _Careless:
    """Opens a project in a way of which it is known that it loses what was saved."""

    def __init__(self, pragmas: tuple[str, ...]) -> None:
        self._pragmas = pragmas
        self._connection: sqlite3.Connection | None = None

    def connect(self, path: Path, **_asked: object) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = sqlite3.connect(path, isolation_level=None, factory=_Kept)
            for pragma in self._pragmas:
                self._connection.execute(f"PRAGMA {pragma}")
            register_functions(self._connection)
        return self._connection


def main(arguments: list[str]) -> None:
    """Work, and tell of each batch in a file."""
    project, acks, count, way = arguments
    told = os.open(acks, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    work(Path(project), int(count), way, lambda number: os.write(told, f"{number}\n".encode()))


if __name__ == "__main__":
    main(sys.argv[1:])
