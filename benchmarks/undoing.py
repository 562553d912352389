"""Take back and do again all that a planner does with 100,000 features, and edit very many cells.

`python -m benchmarks.undoing [--json] [--short]`, on a screen (Xvfb will do). With 100,000
investments, in a session with its file and its journal: one value, 100,000 values, a shape, a row,
the look of a layer, the order of layers, the judgement, a link, a draft of a review and an opinion
that is registered, each done, taken back and done again. Then in a window on a layer of as many
areas: cells are pasted and filled down, taken back and done again; a timer of the window's own
thread tells the longest time in which the window could do nothing.
"""

import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

import numpy as np
import shapely

from benchmarks.outcome import Goal, at_most, options, tell
from benchmarks.projects import tiled_project
from benchmarks.window import Watch, after, controls
from scmap import reference
from scmap.model.link import Link
from scmap.model.project import Project
from scmap.model.records import records
from scmap.model.review import AgendaItem, Opinion, Round
from scmap.session import layer_tree
from scmap.session.cell_editing import CellChange, put_cells
from scmap.session.editing import changed_shapes, removed
from scmap.session.judging import Editor, set_values
from scmap.session.linking import accept
from scmap.session.reviewing import open_round, opinions_on, put_on_agenda, register_opinion
from scmap.session.session import Command, Session
from scmap.store.journal import Journal
from scmap.store.project_file import read_project, write_project

FEATURES, SHORT_FEATURES = 100_000, 5_000
TURNS = 5  # each is undone and redone so often
INSTANT_S = 0.1  # from the key to the next thing that the hand can do
STILL_MS = 100.0
PATIENCE_S = 300.0
ITEM = AgendaItem("item", "round", "심의", "기능조정")
OPINION = Opinion("opinion", "item", "학", "김", "대학교", "찬", "찬성함")
ZONES = "zones"


def deeds(project: Project) -> Mapping[str, Command]:
    """Give one command of each kind on the investments of a project."""
    layer, entry = project.layers[0], project.map[0].uid
    uids = [str(uid) for uid in layer.uids]
    shape = shapely.transform(layer.geometry[7], lambda at: at + 5.0)
    values = np.random.default_rng(1).integers(10, 99_999, len(layer)).astype(float).tolist()
    every = CellChange({"total_mkrw": dict(zip(uids, values, strict=True))})
    one = CellChange({"name": {uids[7]: "고친 사업"}})
    link = Link("link", "X1", uids[0], uids[1], "교통+방범", "", "both", "", "", "short")
    return {
        "one value": lambda now: put_cells(now, layer.uid, one),
        "every value of a column": lambda now: put_cells(now, layer.uid, every),
        "a shape": lambda now: changed_shapes(now, layer.uid, {uids[7]: shape}),
        "a row that goes": lambda now: removed(now, layer.uid, uids[9:10]),
        "how a layer looks": lambda now: layer_tree.set_opacity(now, entry, 0.5),
        "the order of layers": lambda now: now.with_map(reversed(now.map)),
        "the judgement": lambda now: set_values(now, {"life.CCC": 9.0}, Editor()),
        "a link": lambda now: accept(now, link),
        "a draft of a review": _agenda,
        "a registered opinion": lambda now: register_opinion(_agenda(now), OPINION),
    }


def _agenda(project: Project) -> Project:
    return put_on_agenda(open_round(project, Round("round", 2026, 1, "위원회")), ITEM)


def take_back(folder: Path, count: int) -> tuple[dict[str, dict[str, float]], int]:
    """Do, undo and redo one thing after the other.

    Gives the seconds of each, and how many were not given back just as they were.
    """
    project, path = tiled_project(count, reference.codebook()), folder / "p.gpkg"
    project = project.with_map((*project.map, replace(project.map[0], uid="second")))
    held = write_project(project, path)
    found, same = dict[str, dict[str, float]](), []
    for name, command in deeds(project).items():
        session = Session(project, path, held=held)
        session.journal = journal = Journal(folder / "journal", project, path)
        did = _seconds(partial(session.do, name, command))
        done, times = session.project, []
        journal.settle()
        for _ in range(TURNS):
            for verb in (session.undo, session.redo):
                times.append(_seconds(verb))
                journal.settle()
        registered = name == "a registered opinion"
        same.append(_stands(session.project) if registered else session.project is done)
        session.undo()
        same.append(_is_withdrawn(session.project) if registered else session.project is project)
        session.close()
        told = {"do": did, "p50": statistics.median(times), "max": max(times)}
        found[name] = {key: round(seconds, 4) for key, seconds in told.items()}
    return found, same.count(False)


def _stands(project: Project) -> bool:
    return len(opinions_on(project, "item")) == 1


def _is_withdrawn(project: Project) -> bool:
    kept = records(project, Opinion)
    return len(kept) > 1 and kept[0].uid == OPINION.uid and not opinions_on(project, "item")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


class Table:
    """The attribute table of a real window on a layer of so many areas."""

    def __init__(self, path: Path, count: int) -> None:
        from scmap.gui.main_window import MainWindow  # noqa: PLC0415
        from scmap.gui.start import application  # noqa: PLC0415

        self._app = application()
        (layer,) = tiled_project(count, reference.codebook()).layers
        layer = layer.replace(uid=ZONES, name=ZONES, title="구역", kind="other")
        write_project(Project("cells", "칸", layers=(layer,)).with_map(_entry()), path)
        opened = read_project(path)
        self.window = MainWindow()
        self.window.show()
        self.session = Session(opened.project, path, held=opened.held)
        self._journal = Journal(path.parent / "journal", opened.project, path)
        self._journal.beside = self.window.jobs.share_with
        self.session.journal = self._journal
        self.window.bridge.take(self.session)
        self._until(lambda: self.window.is_painted)
        self.window.actions_["view.tables"].setChecked(True)
        self.window.tables.show_attributes(opened.project.map[0])
        self.table = self.window.tables.attributes
        self._until(lambda: self.table.rows.rowCount() == count)
        self._watch = Watch()

    def stand(self, column: str) -> None:
        """Put the cursor into the first cell of a column."""
        keys = [one.key for one in self.table.rows.table.columns]
        self.table.setCurrentIndex(self.table.rows.index(0, keys.index(column)))

    def act(self, name: str) -> dict[str, object]:
        """Do what an action of the window does, and tell how long the window stood still."""
        self._until(after(0.5))
        before, start = self.session.project, time.perf_counter()
        self._watch.take()
        self.window.actions_[name].trigger()
        self._until(lambda: self.session.project is not before)
        done = round(time.perf_counter() - start, 3)
        self._until(after(0.5))
        self._until(lambda: not self.window.jobs.running and self.window.is_painted)
        settled = Thread(target=self._journal.settle)  # the window's own thread never waits for it
        settled.start()
        self._until(lambda: not settled.is_alive())
        return {"done_s": done, **{f"{k}_ms": v for k, v in asdict(self._watch.take()).items()}}

    def close(self) -> None:
        """Put the window away."""
        self.window.jobs.close()
        self.window.canvas.close_painting()
        self.session.close()

    def clip(self, text: str) -> None:
        """Have something on the clipboard."""
        self._app.clipboard().setText(text)

    def select_all(self) -> None:
        """Select every row; the cursor stays."""
        self.table.selectAll()

    def _until(self, done: Callable[[], bool]) -> None:
        from PySide6.QtCore import QEventLoop  # noqa: PLC0415

        start = time.perf_counter()
        while not done():
            self._app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
            if time.perf_counter() - start > PATIENCE_S:
                raise TimeoutError


def _entry() -> Sequence[Any]:
    from scmap.model.maplayer import MapLayer  # noqa: PLC0415

    return (MapLayer("entry", "구역", ZONES),)


def edit_cells(folder: Path, count: int) -> dict[str, dict[str, object]]:
    """Paste, fill, clear; take back and do again; tell how long the window stood still."""
    table = Table(folder / "cells.gpkg", count)
    found = {}
    rng = np.random.default_rng(2)
    table.stand("total_mkrw")
    table.clip("\n".join(map(str, rng.integers(10, 99_999, count).tolist())))
    found["paste numbers"] = table.act("edit.paste")
    table.stand("name")
    table.clip("\n".join(f"새 이름 {row}\tCCC" for row in range(count)))
    found["paste names and kinds"] = table.act("edit.paste")
    found["undo"] = table.act("edit.undo")
    found["redo"] = table.act("edit.redo")
    table.select_all()
    found["fill"] = table.act("edit.fill")
    found["undo the filling"] = table.act("edit.undo")
    table.close()
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and tell."""
    asked = options(__doc__).parse_args(arguments)
    count = SHORT_FEATURES if asked.short else FEATURES
    with TemporaryDirectory(prefix="scmap-undoing-") as folder:
        taken, wrong = take_back(Path(folder), count)
        edited = edit_cells(Path(folder), count)
    figures: list[Mapping[str, object]] = [
        *({"what": name, **times} for name, times in taken.items()),
        *({"in the window": name, **told} for name, told in edited.items()),
    ]
    goals: list[Goal] = [
        at_most("projects that were not given back just as they were", 0, wrong),
        *(
            at_most(f"s to undo or redo {name}, the longest", INSTANT_S, times["max"])
            for name, times in taken.items()
        ),
        *(
            at_most(f"ms the window stands still: {name}", STILL_MS, float(str(told["wall_ms"])))
            for name, told in edited.items()
        ),
    ]
    return tell(figures, controls(), goals, as_json=asked.json)


if __name__ == "__main__":
    sys.exit(main())
