"""Move the real map over the whole country, and tell how it feels; QGIS draws the same beside it.

    python -m benchmarks.canvas --json [--short]

On a screen of its own (Xvfb will do, 2400 x 1400) a window opens on all 법정동 coloured by 시·도,
the outlines of 시·군·구 and a million cameras, its map 1920 x 1080. A hand of real mouse and wheel
events pans and zooms it; what is timed is how far frames are apart, and how long after the last
event the exact frame is on screen. Then 20,000 translucent footprints take their place. `--short`
has a tenth of the data and takes about a minute.
"""

import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from benchmarks import country
from benchmarks.outcome import ROOT, Control, Goal, at_least, at_most, options, tell

WIDTH, HEIGHT = 1920, 1080
TICK_MS = 16
REST_S = 4.0  # within which the window gives back what it needs no more
LOOK_MS = 2  # between two looks whether something is the case
# Middle of the view and metres a pixel.
VIEWS: Mapping[str, tuple[float, float, float]] = {
    "national": (955_000.0, 1_762_000.0, 574.0),
    "province": (975_000.0, 1_945_000.0, 120.0),
    "city": (955_000.0, 1_952_000.0, 32.0),
}
MEDIAN_MS, P99_MS, STALL_MS = 16.7, 25.0, 50.0
EXACT_MEDIAN_MS, EXACT_P95_MS = 50.0, 80.0
FOOTPRINTS_MS, RSS_MB, TIMES = 150.0, 300.0, 10.0
QGIS_PYTHON = "/usr/bin/python3"

HUES = ("A6CEE3", "B2DF8A", "FB9A99", "FDBF6F", "CAB2D6", "FFFF99", "8DD3C7", "BC80BD", "CCEBC5")
DYES = ("0072B2", "D55E00", "009E73", "7A8B00", "CC79A7", "56B4E9", "E69F00", "6A3D9A")
UID = "00000000-0000-4000-8000-00000000000"

Numbers: TypeAlias = dict[str, float]
Found: TypeAlias = dict[str, Any]


def prepare(folder: Path, points: int, footprints: int, for_qgis: bool) -> str:
    """Make the data in this process, and tell where the ground comes from."""
    ground, source = country.neighbourhoods()
    layers = {
        "emd": ground,
        "cameras": country.cameras(ground, points),
        "footprints": country.footprints(ground, footprints),
    }
    for name, layer in layers.items():
        country.keep(layer, folder / f"{name}.npz")
    if for_qgis:
        from scmap import reference  # noqa: PLC0415
        from scmap.formats.frames import to_frame  # noqa: PLC0415

        layers["municipality"] = reference.base_layer("municipality")
        for name, layer in layers.items():
            to_frame(layer).to_file(folder / f"{name}.gpkg", engine="pyogrio")
    return source


# -- the window --------------------------------------------------------------------------------


def country_map(folder: Path) -> Any:
    """Give the map of 법정동, 시·군·구 and cameras."""
    from scmap.model.maplayer import MapLayer  # noqa: PLC0415
    from scmap.model.project import Project  # noqa: PLC0415
    from scmap.model.symbology import Symbol, Symbology  # noqa: PLC0415

    layers = {name: country.take_up(name, folder / f"{name}.npz") for name in ("emd", "cameras")}
    sidos = sorted(set(layers["emd"].columns["sido"].tolist()))
    entries = {
        "emd": Symbology(Symbol(), "sido", look(sidos, HUES, stroke="#666666")),
        "base:municipality": Symbology(Symbol(stroke="#7A0000", stroke_mm=0.25)),
        "cameras": Symbology(Symbol(), "purpose", look(country.PURPOSES, DYES, stroke="#FFFFFF")),
    }
    tree = [MapLayer(name, name, name, symbology=one) for name, one in entries.items()]
    return Project(f"{UID}1", "all", layers=tuple(layers.values()), map=tuple(tree))


def footprint_map(folder: Path) -> Any:
    """Give the map of translucent footprints."""
    from scmap.model.maplayer import MapLayer  # noqa: PLC0415
    from scmap.model.project import Project  # noqa: PLC0415
    from scmap.model.symbology import Symbol, Symbology  # noqa: PLC0415

    made = country.take_up("footprints", folder / "footprints.npz")
    names = sorted(set(made.columns["ministry"].tolist()))
    classes = look(names, DYES, fill_opacity=0.24, stroke="#555555")
    glass = Symbology(Symbol(), "ministry", classes)
    shown = (MapLayer("footprints", "footprints", "footprints", symbology=glass),)
    return Project(f"{UID}2", "footprints", layers=(made,), map=shown)


def look(values: Sequence[str], colours: Sequence[str], **symbol: Any) -> tuple[Any, ...]:
    """Give a class a value."""
    from scmap.model.symbology import Category, Symbol  # noqa: PLC0415

    made = [Symbol(fill=f"#{colours[n % len(colours)]}", **symbol) for n in range(len(values))]
    return tuple(Category(one, one, each) for one, each in zip(values, made, strict=True))


class Hand:
    """Moves the map with real events, and notes when it was painted."""

    def __init__(self, window: Any) -> None:
        from PySide6.QtCore import QPointF  # noqa: PLC0415

        self.window, self.canvas = window, window.canvas
        self.painted: list[float] = []
        self.exact_at = 0.0  # when the exact frame of the newest view was painted
        self.moved_at = 0.0  # when the hand last moved the view
        self.begun_at = 0.0  # and when it first did, of what it does now
        self.at = QPointF(WIDTH / 2, HEIGHT / 2)
        kind, watch = type(self.canvas), self

        original = kind.paintEvent

        def painting(canvas: Any, event: Any) -> None:
            original(canvas, event)
            watch.painted.append(time.perf_counter())
            if canvas.is_exact and not watch.exact_at:
                watch.exact_at = watch.painted[-1]

        kind.paintEvent = painting

    def until(self, done: Callable[[], bool], patience: float = 120.0) -> None:
        """Let the window work until something is the case.

        It sleeps between events as the program does: `processEvents` with a time never waits, and
        the loop around it took one of two cores from the painting process.
        """
        from PySide6.QtCore import QEventLoop, QTimer  # noqa: PLC0415

        end = time.perf_counter() + patience
        loop, watch = QEventLoop(), QTimer(interval=LOOK_MS)
        watch.timeout.connect(lambda: loop.quit() if done() or time.perf_counter() > end else None)
        watch.start()
        if not done():
            loop.exec()
        watch.stop()
        if not done():
            raise TimeoutError

    def pause(self, seconds: float) -> None:
        """Let the window work for a while."""
        end = time.perf_counter() + seconds
        self.until(lambda: time.perf_counter() >= end)

    def wheel(self, delta: int) -> None:
        """Turn the wheel a little over the middle of the map."""
        from PySide6.QtCore import QPoint, Qt  # noqa: PLC0415
        from PySide6.QtGui import QWheelEvent  # noqa: PLC0415
        from PySide6.QtWidgets import QApplication  # noqa: PLC0415, TID251

        none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        place = self.canvas.mapToGlobal(self.at)
        phase = Qt.ScrollPhase.NoScrollPhase
        turned = QWheelEvent(self.at, place, QPoint(), QPoint(0, delta), *none, phase, False)
        QApplication.sendEvent(self.canvas, turned)

    def drag(self, kind: str, dx: float = 0.0, dy: float = 0.0) -> None:
        """Press, move by so much, or let go."""
        from PySide6.QtCore import QEvent, QPointF, Qt  # noqa: PLC0415
        from PySide6.QtGui import QMouseEvent  # noqa: PLC0415
        from PySide6.QtWidgets import QApplication  # noqa: PLC0415, TID251

        self.at += QPointF(dx, dy)
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        meant, button, held = {
            "press": (QEvent.Type.MouseButtonPress, left, left),
            "move": (QEvent.Type.MouseMove, none, left),
            "release": (QEvent.Type.MouseButtonRelease, left, none),
        }[kind]
        place = self.canvas.mapToGlobal(self.at)
        modifiers = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(meant, self.at, place, button, held, modifiers)
        QApplication.sendEvent(self.canvas, event)
        if kind == "release":
            self.at = QPointF(WIDTH / 2, HEIGHT / 2)

    def play(self, steps: Iterator[Callable[[], None]]) -> None:
        """Take a step each sixtieth of a second."""
        from PySide6.QtCore import Qt, QTimer  # noqa: PLC0415

        over: list[bool] = []
        self.exact_at = 0.0
        timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=TICK_MS)

        def tick() -> None:
            step = next(steps, None)
            if step is None:
                timer.stop()
                over.append(True)
            else:
                self.take(step)

        timer.timeout.connect(tick)
        timer.start()
        self.until(lambda: bool(over))

    def frames_of(self, steps: Iterator[Callable[[], None]]) -> list[float]:
        """Take steps; tell when the first that moved the map was taken, and each frame since."""
        self.painted.clear()
        self.begun_at = 0.0
        self.play(steps)
        return [self.begun_at, *(at for at in self.painted if at > self.begun_at)]

    def take(self, step: Callable[[], None]) -> None:
        """Take a step; letting go of the button moves nothing: what was exact stays so."""
        before, at = self.canvas.view, time.perf_counter()
        step()
        if self.canvas.view != before:
            self.moved_at, self.exact_at = at, 0.0
            self.begun_at = self.begun_at or at

    def pan(self, dx: float, dy: float, ticks: int) -> Iterator[Callable[[], None]]:
        """Give the steps of a drag."""
        yield lambda: self.drag("press")
        for _ in range(ticks):
            yield lambda: self.drag("move", dx, dy)
        yield lambda: self.drag("release")

    def zoom(self, delta: int, ticks: int) -> Iterator[Callable[[], None]]:
        """Give the steps of a turn of the wheel."""
        for _ in range(ticks):
            yield lambda: self.wheel(delta)

    def go(self, where: tuple[float, float, float]) -> float:
        """Jump to a view, and tell how long it took until it was exact on screen, ms."""
        from scmap.model.extent import Extent  # noqa: PLC0415

        x, y, pixel = where
        dx, dy = WIDTH * pixel / 2, HEIGHT * pixel / 2
        self.exact_at = 0.0
        begun = time.perf_counter()
        shown = Extent(x - dx, y - dy, x + dx, y + dy)
        self.canvas.look_at(shown)
        self.until(lambda: bool(self.exact_at))
        return 1e3 * (self.exact_at - begun)

    def stop(self, steps: Sequence[Callable[[], None]]) -> float:
        """Move, stop, and tell how long after the last move the exact frame was on screen, ms."""
        self.play(iter(steps))
        self.until(lambda: bool(self.exact_at))
        return 1e3 * (self.exact_at - self.moved_at)


def moved(hand: Hand) -> Numbers:
    """Pan, zoom in and pan again for seven seconds, and tell how far frames are apart."""
    hand.go(VIEWS["national"])
    hand.pause(1.0)
    ways = (hand.pan(-4, -1, 120), hand.zoom(8, 180), hand.pan(6, 2, 120))
    # From the first event of each to its last frame: between two the hand does nothing for three
    # ticks, and there is nothing to paint.
    apart = np.concatenate([1e3 * np.diff(hand.frames_of(way)) for way in ways])
    median, late, worst = np.percentile(apart, (50, 99, 100)).tolist()
    return {"frames": len(apart), "p50_ms": median, "p99_ms": late, "longest_ms": worst}


def stopped(hand: Hand, rounds: int) -> list[float]:
    """Move a little here and there, by hand and by wheel, and stop."""
    rng, taken = np.random.default_rng(3), []
    for turn in range(rounds):
        x, y, pixel = list(VIEWS.values())[turn % 3]
        far = pixel * 200
        hand.go((x + rng.uniform(-far, far), y + rng.uniform(-far, far), pixel))
        hand.pause(0.25)
        near, wide = (rng.uniform(-most, most, 2).tolist() for most in (14, 30))
        ways = (
            hand.pan(near[0], near[1], 16),
            hand.zoom(12, 12),
            hand.pan(wide[0], wide[1], 24),
            hand.zoom(-12, 12),
            hand.zoom(120, 2),
        )
        taken.append(hand.stop(list(ways[turn % len(ways)])))
    return taken


def jumped(hand: Hand, rounds: int) -> Numbers:
    """Jump to each view; the best of some rounds, as for QGIS."""
    best = {}
    for name, where in VIEWS.items():
        times = []
        for _ in range(rounds):
            hand.go((where[0] + 3e5, where[1], where[2] * 1.5))
            hand.pause(0.3)
            times.append(hand.go(where))
        best[name] = min(times)
    return best


def rss_mb() -> float:
    """Memory of this process that is in use now, MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def feel(folder: Path, rounds: int) -> Found:
    """Open the window in this process and measure."""
    from PySide6.QtWidgets import QWidget  # noqa: PLC0415, TID251  it opens the window

    from scmap.gui.main_window import MainWindow  # noqa: PLC0415
    from scmap.gui.start import application  # noqa: PLC0415
    from scmap.session.session import Session  # noqa: PLC0415

    application()
    window = MainWindow()
    for hidden in (window.showing.layers, window.showing.inspector, window.showing.tables):
        hidden(False)
    window.resize(WIDTH, HEIGHT + 150)
    window.show()
    hand = Hand(window)
    found: Found = {}

    def open_(project: Any) -> None:
        window.bridge.take(Session(project))
        hand.until(lambda: window.is_painted)
        canvas: QWidget = window.canvas
        if (canvas.width(), canvas.height()) != (WIDTH, HEIGHT):
            window.resize(
                window.width() + WIDTH - canvas.width(), window.height() + HEIGHT - canvas.height()
            )
            hand.pause(0.3)
        hand.until(lambda: window.is_painted)
        hand.pause(1.5)

    everything = country_map(folder)
    open_(everything)
    found["canvas"] = [window.canvas.width(), window.canvas.height()]
    for where in VIEWS.values():  # what is made once for each detail is not the work
        hand.go(where)
        hand.pause(0.5)
    found["moving"] = moved(hand)
    found["stopping"] = stopped(hand, rounds)
    found["all"] = jumped(hand, 3)
    found["rss_moved_mb"] = rss_mb()
    hand.pause(REST_S)
    found["rss_mb"] = rss_mb()
    polygons = everything.with_map(everything.map[:2])
    for name, project in (("polygons", polygons), ("footprints", footprint_map(folder))):
        open_(project)
        jumped(hand, 1)
        found[name] = jumped(hand, 3)
    window.bridge.take(None)
    window.close()
    return found


def stand_still(folder: Path) -> float:
    """Move the map while something else holds the window: the longest time between two frames."""
    del folder
    from PySide6.QtCore import QTimer  # noqa: PLC0415

    from scmap.gui.main_window import MainWindow  # noqa: PLC0415
    from scmap.gui.start import application  # noqa: PLC0415

    application()
    window = MainWindow()
    window.show()
    hand = Hand(window)
    from benchmarks.projects import tiled_project  # noqa: PLC0415
    from scmap import reference  # noqa: PLC0415
    from scmap.session.session import Session  # noqa: PLC0415

    window.bridge.take(Session(tiled_project(50, reference.codebook())))
    hand.until(lambda: window.is_painted)
    hand.painted.clear()
    QTimer.singleShot(200, lambda: time.sleep(0.2))
    hand.play(hand.pan(2, 1, 30))
    longest = float(np.diff(hand.painted).max())
    window.close()
    return 1e3 * longest


def apart(work: Callable[..., Any], *arguments: Any) -> Any:
    """Do something in a fresh process."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(work, *arguments).result()


# -- QGIS --------------------------------------------------------------------------------------


def has_qgis() -> bool:
    """Tell whether QGIS is installed for the system's Python."""
    asked = [QGIS_PYTHON, "-c", "import qgis.core"]
    try:
        found = subprocess.run(asked, capture_output=True, check=False)  # noqa: S603
    except OSError:
        return False
    return found.returncode == 0


def by_qgis(folder: Path, rounds: int) -> dict[str, Numbers]:
    """Let QGIS paint the same views, full frames, ms: the faster of both its ways to paint."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": ""}
    told = subprocess.run(  # noqa: S603
        [
            QGIS_PYTHON,
            str(ROOT / "benchmarks" / "qgis_frames.py"),
            str(folder),
            json.dumps(VIEWS),
            str(rounds),
        ],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    answer: dict[str, Numbers] = json.loads(told.stdout.splitlines()[-1])
    return answer


# -- the outcome -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """How much is measured."""

    points: int
    footprints: int
    rounds: int


FULL = Asked(1_000_000, 20_000, 45)
SHORT = Asked(100_000, 2_000, 10)


def goals(found: Found, qgis: Mapping[str, Numbers]) -> list[Goal]:
    """Say what was reached."""
    moving, taken = found["moving"], np.percentile(found["stopping"], (50, 95)).tolist()
    reached = [
        at_most("ms between frames, p50", MEDIAN_MS, moving["p50_ms"]),
        at_most("ms between frames, p99", P99_MS, moving["p99_ms"]),
        at_most("ms between frames, longest", STALL_MS, moving["longest_ms"]),
        at_most("ms from the hand's stop to the exact frame, p50", EXACT_MEDIAN_MS, taken[0]),
        at_most("ms from the hand's stop to the exact frame, p95", EXACT_P95_MS, taken[1]),
        at_most(
            "ms, translucent footprints, national", FOOTPRINTS_MS, found["footprints"]["national"]
        ),
        at_most("MB of the window's process at rest", RSS_MB, found["rss_mb"]),
        at_most("MB of the window's process, just moved", RSS_MB, found["rss_moved_mb"]),
    ]
    for name, times in (("all", TIMES), ("polygons", 1.0), ("footprints", 1.0)):
        reached += [
            at_least(f"times as fast as QGIS, {name}, {view}", times, qgis[name][view] / spent)
            for view, spent in found[name].items()
            if name in qgis
        ]
    return reached


def figures(found: Found, qgis: Mapping[str, Numbers], source: str) -> list[dict[str, object]]:
    """Draw up what is printed."""
    taken = np.percentile(found["stopping"], (50, 95, 100)).round(1).tolist()
    names = ("all", "polygons", "footprints")
    frames = {name: {view: round(ms, 1) for view, ms in found[name].items()} for name in names}
    return [
        {"ground": source, "canvas": found["canvas"]},
        {name: round(found[name]) for name in ("rss_mb", "rss_moved_mb")},
        {"moving": {name: round(value, 1) for name, value in found["moving"].items()}},
        {"hand_stops_to_exact_ms": dict(zip(("p50", "p95", "longest"), taken, strict=True))},
        {"exact_frame_ms": frames},
        {"qgis_frame_ms": dict(qgis) or "QGIS is not installed for the system's Python"},
    ]


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    told = options(__doc__).parse_args(arguments)
    asked = SHORT if told.short else FULL
    qgis = has_qgis()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["SCMAP_PROFILE_DIR"] = str(folder / "profile")
        source = apart(prepare, folder, asked.points, asked.footprints, qgis)
        found = apart(feel, folder, asked.rounds)
        theirs = by_qgis(folder, 1 if told.short else 3) if qgis else {}
        still = apart(stand_still, folder)
    controls = [Control("the window is held for 0.2 s", still > STALL_MS)]
    return tell(figures(found, theirs, source), controls, goals(found, theirs), as_json=told.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
