"""Start the program as a planner does, and tell when the window and when the map is on screen.

    python -m benchmarks.startup --json [--short]

On a screen of its own (Xvfb will do) `scmap` is started on its sample, warm: files were read once
before. Seconds count from before the process is made. What is painted first is the window as it
came to rest after an earlier start (`scmap.gui.first_look`): its map follows the hand, and what
else the hand does is done when all is loaded. So the window is there when it is painted, and the
map only if it is, pixel by pixel, the map that is there in the end; in some starts a wheel is
turned over it at once, and the map must move, and be there so in the end. When all that the window
can do is loaded, and its own map painted anew, is told beside it. QGIS, where it is installed, is
started in the same run, between two starts of ours: the program itself, on the layers that the
sample shows, until its window stands there with its map painted; and, where only its Python is
there, without a window and with two layers.
"""

import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.canvas import QGIS_PYTHON, has_qgis
from benchmarks.outcome import ROOT, Control, Goal, at_least, at_most, options, tell
from benchmarks.start_marks import HAND, KEEP, MARKS

WINDOW_S, MAP_S, TIMES = 0.4, 0.6, 4.0
MOVED, STEP = 3, 1.25  # starts with a hand; how much closer a notch of the wheel brings the map
ANSWER_S = 0.1  # the window answers within
NAMES = ("window", "map", "true_window", "true_map")  # what is told of each start
PATIENCE_S = 120
# What the sample shows on its map, the first on top.
SHOWN = (
    ("scmap-sample.gpkg", "investment"),
    ("boundaries.gpkg", "sido"),
    ("boundaries.gpkg", "municipality"),
)

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


def started(
    folder: Path, *, slow: float = 0.0, keeping: bool = False, hand: bool = False
) -> dict[str, float]:
    """Start the program once, and give the seconds to each mark; the first start keeps pictures.

    With a hand, a wheel is turned over the map as soon as it is seen.
    """
    file = folder / "marks.json"
    file.unlink(missing_ok=True)
    code = f"import time; time.sleep({slow}); from benchmarks.start_marks import watched; watched()"
    environment = {
        **os.environ,
        MARKS: str(file),
        "SCMAP_PROFILE_DIR": str(folder / "profile"),
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),  # modules are compiled once, as installed
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment |= {KEEP: "1"} if keeping else {}
    environment |= {HAND: "1"} if hand else {}
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
    told = {name: marks.pop(name, 0.0) for name in ("same", "closer")}
    taken = {name: at - begun for name, at in marks.items()}
    # The first look is the map only if it shows, pixel by pixel, what is there in the end.
    taken["map"] = taken["picture"] if told["same"] else taken["true_map"]
    return {**taken, **told}


def waited(run: Mapping[str, float]) -> float:
    """How long the map took to follow the hand, s; for ever where none was seen early."""
    return run["hand"] - run["turned"] if run.keys() >= {"hand", "turned"} else math.inf


def qgis_window(folder: Path) -> Callable[[], float]:
    """Make a project of QGIS of what the sample shows; give what starts QGIS on it.

    It tells the seconds until its window stands there with its map painted.
    """
    script, project = ROOT / "benchmarks" / "qgis_window.py", folder / "sample.qgz"
    sample, file = ROOT / "sample_layers", folder / "marks_of_qgis.json"
    for name in ("scmap-sample.gpkg", "boundaries.gpkg"):
        shutil.copy(sample / name, folder)
    layers = [f"{folder / one}|layername={name}" for one, name in SHOWN]
    bare = {**os.environ, "HOME": str(folder), "PYTHONPATH": ""}
    headless = {**bare, "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run(  # noqa: S603
        [QGIS_PYTHON, str(script), str(project), *layers],
        env=headless,
        check=True,
        capture_output=True,
        timeout=PATIENCE_S,
    )

    def start() -> float:
        file.unlink(missing_ok=True)
        begun = time.time()
        subprocess.run(  # noqa: S603
            [
                *("qgis", "--nologo", "--noversioncheck"),
                *("--profiles-path", str(folder / "qgis"), "--code", str(script), str(project)),
            ],
            env={**bare, MARKS: str(file)},
            check=True,
            capture_output=True,
            timeout=PATIENCE_S,
        )
        told: dict[str, float] = json.loads(file.read_text(encoding="utf-8"))
        if told["layers"] != len(layers):
            raise ValueError(told)
        return told["map"] - begun

    return start


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
    asked = options(__doc__, short="three starts").parse_args(arguments)
    rounds = 3 if asked.short else 9
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        started(folder, keeping=True)  # cold files, and caches of a first start
        theirs = qgis_window(folder) if shutil.which("qgis") else None
        if theirs is not None:
            theirs()  # it makes its profile
        runs, qgis = [], []
        for _ in range(rounds):
            runs.append(started(folder))
            qgis += [theirs()] if theirs is not None else []
        moved = [started(folder, hand=True) for _ in range(MOVED)]
        late = started(folder, slow=1.0)
        headless = qgis_headless(folder, rounds) if has_qgis() else None
    middle = {mark: float(np.median([run[mark] for run in runs])) for mark in NAMES}
    best = {mark: round(min(run[mark] for run in runs), 3) for mark in NAMES}
    followed = sum(math.isclose(run["closer"], STEP, rel_tol=1e-6) for run in moved)
    answered = float(np.median([waited(run) for run in moved]))
    reached: list[Goal] = [
        at_most("s to the window", WINDOW_S, middle["window"]),
        at_most("s to the sample map", MAP_S, middle["map"]),
        at_most("s until the map follows the hand", ANSWER_S, answered),
        at_least("starts in which it stayed so", MOVED, followed),
    ]
    window = float(np.median(qgis)) if qgis else None
    if window is not None:
        reached.append(at_least("times as fast as QGIS", TIMES, window / middle["map"]))
    elif headless is not None:
        name = "times as fast as QGIS without its window, which takes longer"
        reached.append(at_least(name, TIMES, headless / middle["map"]))
    figures: list[dict[str, object]] = [
        {"starts": rounds, **{f"{mark}_s": round(middle[mark], 3) for mark in NAMES}},
        {"best_s": best, "first_looks_that_were_the_map": sum(run["same"] for run in runs)},
        {
            "qgis_window_and_map_s": window and round(window, 3),
            "qgis_best_s": round(min(qgis), 3) if qgis else None,
            "qgis_without_its_window_s": headless and round(headless, 3),
        },
    ]
    controls = [Control("the start is held for 1 s", late["window"] > middle["window"] + WINDOW_S)]
    return tell(figures, controls, reached, as_json=asked.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
