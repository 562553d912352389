"""Repeat a planner's session in the window: does it stand still, does it grow, does it leak.

    python -m benchmarks.session [--rounds 20] [--json] [--short] [--trace]

On a screen (Xvfb will do) the window opens a project of the whole country: 5,000 investments, and
200,000 cameras among the real 법정동. Each round a planner brings a table of facilities in, has the
overlaps computed, walks through pairs, wheels and pulls the map, turns through the tables, moves an
investment, writes a report, and takes it all back. Twenty rounds are some ten minutes. A timer on
the window's own thread tells the longest time in which the window could do nothing, phase by phase;
after each round, when the window has rested and given back what is free (`scmap.gui.slack`), memory
and threads, open files, processes and widgets are counted. What the first rounds build once and
keep (fonts, caches) is no growth: counting begins with the third.
"""

import csv
import gc
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.outcome import Control, Goal, at_most, options, tell
from benchmarks.window import STILL_MS, Still, Watch, controls

ROUNDS, SHORT_ROUNDS, WARM = 20, 4, 3
INVESTMENTS, CAMERAS, ROWS = 5000, 200_000, 3000
SHORT_INVESTMENTS, SHORT_CAMERAS = 500, 20_000
PLACE = "41590"  # 화성시
GROWTH = 0.05  # of memory from the third round to the last
PATIENCE_S = 300.0
REST_S = 0.4  # what follows from a deed comes within so long


@dataclass(frozen=True, slots=True)
class Held:
    """What the program holds after a round."""

    memory_mb: float
    threads: int
    files: int
    processes: int
    widgets: int


class Planner:
    """Does at a window what a planner does, one thing after the other."""

    def __init__(self, window: Any, folder: Path, *, trace: bool) -> None:
        self.window, self.folder = window, folder
        self.watch = Watch(trace=trace)
        self.still: dict[str, Still] = {}

    def until(self, done: Callable[[], bool]) -> None:
        """Let the window live until something is the case, and a moment longer."""
        from PySide6.QtCore import QEventLoop, QTimer  # noqa: PLC0415  see Watch

        begun = time.perf_counter()
        rested = [0.0]
        loop, looks = QEventLoop(), QTimer(interval=20)

        def look() -> None:
            now = time.perf_counter()
            if not done():
                rested[0] = 0.0
            elif not rested[0]:
                rested[0] = now
            if now - begun > PATIENCE_S or (rested[0] and now - rested[0] > REST_S):
                loop.quit()

        looks.timeout.connect(look)
        looks.start()
        loop.exec()
        looks.stop()
        if not done():
            raise TimeoutError

    def settle(self) -> None:
        """Wait until nothing runs and the map is there."""
        window = self.window
        self.until(
            lambda: not window.jobs.running and window.is_painted and window.findings.settled
        )

    def phase(self, name: str, deed: Callable[[], None]) -> None:
        """Do something, wait for what follows, and note how long the window stood still."""
        self.watch.take()
        begun = time.perf_counter()
        deed()
        self.settle()
        told, known = self.watch.take(), self.still.get(name)
        print(f"{name}: {time.perf_counter() - begun:.1f} s, {told}", file=sys.stderr, flush=True)
        if known is not None:
            pairs = zip(asdict(told).values(), asdict(known).values(), strict=True)
            told = Still(*(max(pair) for pair in pairs))
        self.still[name] = told

    def round(self, number: int) -> None:
        """Go through a day's work once, and take it back."""
        window = self.window
        table = facilities(self.folder / "시설.csv", number)
        self.phase("import", partial(self.bring_in, table))
        self.phase("overlap", window.findings.compute)
        self.phase("pairs", self.walk_through_pairs)
        self.phase("map", self.move_the_map)
        self.phase("tables", self.turn_through_tables)
        self.phase("editing", self.move_an_investment)
        self.phase("report", self.write_report)
        self.phase("undo", self.take_back)

    def bring_in(self, table: Path) -> None:
        """Drop a table of facilities and accept what is proposed."""
        from scmap.gui.dialogs.intake import IntakeDialog  # noqa: PLC0415

        window = self.window
        window.intake.take([table])
        self.until(lambda: window.findChild(IntakeDialog) is not None)
        window.findChild(IntakeDialog).accept()

    def walk_through_pairs(self) -> None:
        """Go from pair to pair, near and back."""
        window = self.window
        window.steps.overlap()
        for _ in range(5):
            window.tables.next_overlap()
            window.navigation.zoom_selection()
            self.settle()
        window.selection.clear()
        window.navigation.zoom_all()

    def move_the_map(self) -> None:
        """Wheel in and out, and pull, faster than frames come."""
        canvas = self.window.canvas
        for step in (canvas.zoom_in, canvas.zoom_in, canvas.zoom_in, canvas.zoom_out):
            step()
            self.pause(0.05)
        for _ in range(3):
            canvas.zoom_out()
            self.pause(0.05)
        self.window.navigation.zoom_all()

    def turn_through_tables(self) -> None:
        """Look at each table, sort, filter and select."""
        tables = self.window.tables
        for name in ("ministry", "field", "years", "investments", "overlaps"):
            tables.show_tab(name)
            self.pause(REST_S)
        tables.sort(1)
        tables.select_all()
        self.pause(REST_S)
        self.window.selection.clear()

    def move_an_investment(self) -> None:
        """Move one footprint, as carrying it does."""
        import shapely  # noqa: PLC0415  here so that the watch starts first

        from scmap.session.editing import changed_shapes  # noqa: PLC0415

        layer = self.window.bridge.project.investments
        row = int(np.flatnonzero(~shapely.is_missing(layer.geometry))[0])
        moved = shapely.transform(layer.geometry[row], lambda at: at + 700.0)
        shapes = {str(layer.uids[row]): moved}
        self.window.bridge.do("move", lambda now: changed_shapes(now, layer.uid, shapes))

    def write_report(self) -> None:
        """Write the report of one city in two formats."""
        from scmap.gui.reporting import Wish  # noqa: PLC0415

        self.window.report.write(self.folder, Wish("", PLACE, ("html", "xlsx")))

    def take_back(self) -> None:
        """Undo all."""
        bridge = self.window.bridge
        while bridge.session.undo_label is not None:
            bridge.undo()
        self.window.messages.clear()

    def pause(self, seconds: float) -> None:
        """Let time pass, and the window rest where it has nothing to do."""
        from PySide6.QtCore import QEventLoop, QTimer  # noqa: PLC0415  see Watch

        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()


def facilities(path: Path, number: int) -> Path:
    """Write a table of cameras as an office would send it; each time another one."""
    rng = np.random.default_rng(number)
    with path.open("w", encoding="cp949", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("관리번호", "설치목적", "카메라대수", "위도", "경도"))
        for row in range(ROWS):
            at = (f"{rng.uniform(35.0, 37.8):.6f}", f"{rng.uniform(126.8, 129.0):.6f}")
            writer.writerow((f"C{number}-{row}", "생활방범", int(rng.integers(1, 5)), *at))
    return path


def country(investments: int, count: int) -> Any:
    """Make the project: investments with all that a register says, and cameras all over."""
    from benchmarks import country as made  # noqa: PLC0415
    from benchmarks.projects import tiled_project  # noqa: PLC0415
    from scmap import reference  # noqa: PLC0415
    from scmap.cartography.presets import default_map  # noqa: PLC0415

    book = reference.codebook()
    project = tiled_project(investments, book)
    ground, _source = made.neighbourhoods()
    full = project.with_layer(made.cameras(ground, count))
    return full.with_map(default_map(full.layers, book))


def held() -> Held:
    """Count what the program holds now."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415, TID251

    gc.collect()
    own = os.getpid()
    children = [int(one) for task in Path(f"/proc/{own}/task").iterdir() for one in _children(task)]
    memory = sum(_resident(one) for one in (own, *children))
    files = len(list(Path(f"/proc/{own}/fd").iterdir()))
    threads = len(list(Path(f"/proc/{own}/task").iterdir()))
    widgets = len(QApplication.allWidgets())
    return Held(
        round(memory, 1), max(threads, threading.active_count()), files, len(children), widgets
    )


def _children(task: Path) -> list[str]:
    try:
        return (task / "children").read_text(encoding="ascii").split()
    except OSError:
        return []


def _resident(process: int) -> float:
    """Memory that a process has for itself, MB."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    own = [line.split()[1] for line in lines if line.startswith(("Private_", "Shared_Dirty"))]
    return sum(map(int, own)) / 1024


def go_through(rounds: int, investments: int, cameras: int, *, trace: bool) -> dict[str, object]:
    """Open the window and repeat the session; give what was felt and held."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415, TID251  it opens the window

    from scmap.gui import slack  # noqa: PLC0415
    from scmap.gui.main_window import MainWindow  # noqa: PLC0415
    from scmap.gui.start import application  # noqa: PLC0415
    from scmap.session.session import Session  # noqa: PLC0415

    application()
    project = country(investments, cameras)
    for layer in project.layers:
        layer.extent  # noqa: B018  the job that opens a file works it out, too
    gc.freeze()
    window = MainWindow()
    window.resize(1440, 900)
    window.show()
    with tempfile.TemporaryDirectory() as folder:
        planner = Planner(window, Path(folder), trace=trace)
        planner.pause(1.0)  # the window is there: its own beginning is `benchmarks.startup`
        planner.phase("opening", lambda: window.bridge.take(Session(project)))
        kept, begun = [], time.perf_counter()
        for number in range(rounds):
            planner.round(number)
            with planner.watch.away():
                planner.pause(2 * slack.REST_MS / 1000 + 1)  # the last deed may fall into the first
            planner.settle()
            kept.append(held())
            print(f"round {number + 1}: {kept[-1]}", file=sys.stderr, flush=True)
        seconds = time.perf_counter() - begun
    window.bridge.take(None)
    window.close()
    QApplication.processEvents()
    return {
        "rounds": rounds,
        "seconds": round(seconds),
        "still_ms": {name: asdict(one) for name, one in planner.still.items()},
        "held": [asdict(one) for one in kept],
    }


def goals(told: dict[str, Any]) -> list[Goal]:
    """Say what was reached: nothing stands still, nothing grows, nothing is left."""
    kept = told["held"]
    first, last = kept[min(WARM, len(kept)) - 1], kept[-1]
    still = [
        at_most(f"ms the window stands still: {name}", STILL_MS, one["wall"])
        for name, one in told["still_ms"].items()
    ]
    growth = last["memory_mb"] / first["memory_mb"] - 1
    counts = [
        at_most(f"{name} more than after round {WARM}", 0, last[name] - first[name])
        for name in ("threads", "files", "processes", "widgets")
    ]
    return [*still, at_most("growth of memory", GROWTH, growth), *counts]


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    parser = options(__doc__, short="four rounds, a tenth of the data")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--trace", action="store_true", help="print what stands in the way")
    asked = parser.parse_args(arguments)
    sizes = (SHORT_INVESTMENTS, SHORT_CAMERAS) if asked.short else (INVESTMENTS, CAMERAS)
    rounds = SHORT_ROUNDS if asked.short else asked.rounds
    seen: list[Control] = controls()
    told = go_through(rounds, *sizes, trace=asked.trace)
    return tell([told], seen, goals(told), as_json=asked.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
