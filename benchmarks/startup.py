"""Start the program as a planner does, and tell when the window and when the map is on screen.

    python -m benchmarks.startup --json [--short]

On a screen of its own (Xvfb will do) `scmap` is started on its sample, warm: files were read once
before. Seconds count from before the process is made until the window is there and answers the
hand, and until its own exact map is on screen with its boundaries; what the analysis adds comes
later. What is painted first is a picture of the window as it came to rest after an earlier start.
It answers nothing, so it meets no goal: it is told beside them, as the map only if the map that is
there in the end is the same in each pixel. QGIS, where it
is installed, is started in the same run: without its window, and with two layers only.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.canvas import QGIS_PYTHON, has_qgis
from benchmarks.outcome import ROOT, Control, Goal, at_least, at_most, tell

WINDOW_S, MAP_S, TIMES = 0.4, 0.6, 4.0
MARKS, KEEP = "SCMAP_BENCHMARK_MARKS", "SCMAP_BENCHMARK_KEEP"
PATIENCE_S = 120

HEADLESS = """
import sys, time
from qgis.core import *
from qgis.PyQt.QtCore import QSize
app = QgsApplication([], False); app.initQgis()
names = ("municipality", "sido")
layers = [QgsVectorLayer(f"{sys.argv[1]}|layername={name}", name, "ogr") for name in names]
settings = QgsMapSettings(); settings.setLayers(layers); settings.setOutputSize(QSize(1440, 900))
settings.setExtent(layers[0].extent()); settings.setDestinationCrs(layers[0].crs())
job = QgsMapRendererSequentialJob(settings); job.start(); job.waitForFinished()
print(time.time(), flush=True)
import os; os._exit(0)
"""


def watched() -> None:
    """Start the program in this process, and write down when what was painted."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415, TID251

    from scmap import app  # noqa: PLC0415
    from scmap.gui.first_look import FirstLook  # noqa: PLC0415

    watch = watcher()
    made, painted = QApplication.__init__, FirstLook.paintEvent

    def making(application: Any, *arguments: Any) -> None:
        made(application, *arguments)
        application.installEventFilter(watch)

    def painting(look: Any, event: Any) -> None:
        painted(look, event)
        watch.noted.picture = look.picture
        watch.noted.mark("window", "picture")

    setattr(QApplication, "__init__", making)  # noqa: B010  before it is made
    setattr(FirstLook, "paintEvent", painting)  # noqa: B010
    app.run([])


def watcher() -> Any:
    """Give what writes down when the window and its map are painted, and then ends."""
    from PySide6.QtCore import QEvent, QObject, QTimer  # noqa: PLC0415

    class Watch(QObject):
        noted: Any = None

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
            if event.type() == QEvent.Type.Show and type(watched).__name__ == "MainWindow":
                QTimer.singleShot(0, lambda: self.noted.begin(watched))
            return False

    watch = Watch()
    watch.noted = Noted()
    return watch


class Noted:
    """What was on screen when, seconds."""

    def __init__(self) -> None:
        self.marks: dict[str, float] = {}
        self.picture: Any = None  # of the first look
        self.window: Any = None

    def mark(self, *names: str) -> None:
        """Note that these are on screen."""
        for name in names:
            self.marks.setdefault(name, time.time())

    def begin(self, window: Any) -> None:
        """Look at the true window, which is on screen now."""
        self.window = window
        self.mark("window", "true_window")
        window.canvas.settled.connect(self.look)
        window.painted.connect(self.end)

    def look(self) -> None:
        """See whether the map is there with its boundaries."""
        if self.window.sources.complete:
            self.mark("true_map")

    def end(self) -> None:
        """Compare what was seen first with what is there in the end, and write all down."""
        from PySide6.QtCore import QTimer  # noqa: PLC0415

        self.look()
        QTimer.singleShot(5000 if KEEP in os.environ else 700, self.leave)

    def leave(self) -> None:
        """End the program."""
        self.marks["same"] = float(same_map(self.window, self.picture))
        Path(os.environ[MARKS]).write_text(json.dumps(self.marks), encoding="utf-8")
        self.window.canvas.close_painting()
        os._exit(0)


def same_map(window: Any, picture: Any) -> bool:
    """Tell whether a picture of the window shows the map as it is there now, pixel by pixel."""
    if picture is None:
        return False
    canvas = window.canvas
    place = canvas.rect().translated(canvas.mapTo(window, canvas.rect().topLeft()))
    now = window.grab(place).toImage().convertToFormat(picture.format())
    then = picture.copy(place)
    return bytes(now.constBits()) == bytes(then.constBits())


def started(folder: Path, *, slow: float = 0.0, keeping: bool = False) -> dict[str, float]:
    """Start the program once, and give the seconds to each mark; the first start keeps pictures."""
    file = folder / "marks.json"
    file.unlink(missing_ok=True)
    code = f"import time; time.sleep({slow}); from benchmarks.startup import watched; watched()"
    environment = {
        **os.environ,
        MARKS: str(file),
        "SCMAP_PROFILE_DIR": str(folder / "profile"),
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),  # modules are compiled once, as installed
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if keeping:
        environment[KEEP] = "1"
    program = folder / "start.py"
    program.write_text(f'if __name__ == "__main__":\n    {code}\n', encoding="utf-8")
    begun = time.time()
    subprocess.run(  # noqa: S603  our own program
        [sys.executable, str(program)],
        env=environment,
        check=True,
        timeout=PATIENCE_S,
        cwd=ROOT,
    )
    marks: dict[str, float] = json.loads(file.read_text(encoding="utf-8"))
    same = marks.pop("same", 0.0)
    taken = {name: at - begun for name, at in marks.items()}
    # The first look is the map only if it shows, pixel by pixel, what is there in the end.
    taken["map"] = taken["picture"] if same else taken["true_map"]
    return {**taken, "same": same}


def qgis_headless(folder: Path, rounds: int) -> float:
    """Start QGIS without a window, paint the boundaries once; its window takes longer still."""
    program = folder / "headless.py"
    program.write_text(HEADLESS, encoding="utf-8")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": ""}
    boundaries = folder / "boundaries.gpkg"
    shutil.copy(ROOT / "sample_layers" / "boundaries.gpkg", boundaries)
    taken = []
    for _ in range(rounds + 1):
        begun = time.time()
        told = subprocess.run(  # noqa: S603
            [QGIS_PYTHON, str(program), str(boundaries)],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE_S,
        )
        taken.append(float(told.stdout.split()[-1]) - begun)
    return float(np.median(taken[1:]))


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--short", action="store_true", help="three starts")
    asked = parser.parse_args(arguments)
    rounds = 3 if asked.short else 9
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        started(folder, keeping=True)  # cold files, and caches of a first start
        runs = [started(folder) for _ in range(rounds)]
        late = started(folder, slow=1.0)
        qgis = qgis_headless(folder, rounds) if has_qgis() else None
    names = ("window", "map", "true_window", "true_map")
    middle = {mark: float(np.median([run[mark] for run in runs])) for mark in names}
    window, shown = middle["true_window"], middle["true_map"]
    best = {mark: round(min(run[mark] for run in runs), 3) for mark in names}
    same = sum(run["same"] for run in runs)
    reached: list[Goal] = [
        at_most("s to the window", WINDOW_S, window),
        at_most("s to the sample map", MAP_S, shown),
    ]
    if qgis is not None:
        name = "times as fast as QGIS without its window, which takes longer"
        reached.append(at_least(name, TIMES, qgis / shown))
    figures: list[dict[str, object]] = [
        {"starts": rounds, "window_s": round(window, 3), "map_s": round(shown, 3), "best_s": best},
        {
            "first_look_s": round(middle["window"], 3),
            "first_look_as_map_s": round(middle["map"], 3),
            "first_looks_that_were_the_map": same,
        },
        {"qgis_headless_s": qgis and round(qgis, 3), "qgis_program": shutil.which("qgis") or "no"},
    ]
    controls = [Control("the start is held for 1 s", late["true_window"] > window + WINDOW_S)]
    return tell(figures, controls, reached, as_json=asked.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
