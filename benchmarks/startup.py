"""Start the program as a planner does, and tell when the window and when the map is on screen.

    python -m benchmarks.startup --json [--short]

On a screen of its own (Xvfb will do) `scmap` is started on its sample, warm: files were read once
before. Seconds count from before the process is made to the first painting of the window, and to
that of the exact sample map with its boundaries; what the analysis adds comes later. QGIS, where it
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
MARKS = "SCMAP_BENCHMARK_MARKS"
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
    from PySide6.QtCore import QEvent, QObject, QTimer  # noqa: PLC0415

    from scmap import app  # noqa: PLC0415

    marks: dict[str, float] = {}

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
            if event.type() == QEvent.Type.Paint:
                QTimer.singleShot(0, lambda: self.look(watched))
            return False

        def look(self, painted: Any) -> None:
            kind = type(painted).__name__
            if kind in ("MainWindow", "Canvas"):
                marks.setdefault("window", time.time())
            window = painted.window() if kind == "Canvas" else None
            exact = window is not None and painted.is_exact and bool(painted.drawn)
            if exact and window.sources.complete:
                marks["map"] = time.time()
                Path(os.environ[MARKS]).write_text(json.dumps(marks), encoding="utf-8")
                window.canvas.close_painting()
                os._exit(0)

    def begin() -> None:
        from PySide6.QtWidgets import QApplication  # noqa: PLC0415, TID251

        watch = Watch()
        made = QApplication.__init__

        def making(application: Any, *arguments: Any) -> None:
            made(application, *arguments)
            application.installEventFilter(watch)

        QApplication.__init__ = making  # type: ignore[method-assign]  # before it is made

    begin()
    app.run([])


def started(folder: Path, *, slow: float = 0.0) -> dict[str, float]:
    """Start the program once, and give the seconds to each mark."""
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
    return {name: at - begun for name, at in marks.items()}


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
        started(folder)  # cold files, and caches of a first start
        runs = [started(folder) for _ in range(rounds)]
        late = started(folder, slow=1.0)
        qgis = qgis_headless(folder, rounds) if has_qgis() else None
    window, shown = (float(np.median([run[mark] for run in runs])) for mark in ("window", "map"))
    best = {mark: round(min(run[mark] for run in runs), 3) for mark in ("window", "map")}
    reached: list[Goal] = [
        at_most("s to the window", WINDOW_S, window),
        at_most("s to the sample map", MAP_S, shown),
    ]
    if qgis is not None:
        name = "times as fast as QGIS without its window, which takes longer"
        reached.append(at_least(name, TIMES, qgis / shown))
    figures = [
        {"starts": rounds, "window_s": round(window, 3), "map_s": round(shown, 3), "best_s": best},
        {"qgis_headless_s": qgis and round(qgis, 3), "qgis_program": shutil.which("qgis") or "no"},
    ]
    controls = [Control("the start is held for 1 s", late["window"] > window + WINDOW_S)]
    return tell(figures, controls, reached, as_json=asked.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
