"""Time saving one edit of a large project, undoing one, and opening the sample of the country.

`python -m benchmarks.saving [--json] [--short]`. The project has 20,000 areas of 257 vertices,
which are 94 MB; one footprint moves and is renamed, and is saved. Beside it, in the same run: the
whole file written, which is what a save would be without the difference, and GDAL reading it. An
edit in a project of 100,000 features is undone and redone, with the journal of the window. The
sample is opened in a process of its own, as the program opens it, before all that and after it; the
processor seconds beside the time on the wall tell how much of that was somebody else's.
"""

import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyogrio
import shapely

from benchmarks.data import CORNER, SIDE
from benchmarks.outcome import Control, at_most, options, tell
from scmap import paths
from scmap.model.layer import PLANE, Layer, objects
from scmap.model.project import Project
from scmap.session.session import Session
from scmap.store.journal import Journal
from scmap.store.project_file import read_project, write_project

AREAS, SAVES, OPENINGS = (20_000, 2_000), (100, 20), (9, 5)  # long and short
SEGMENTS = 64  # a quarter of a circle: 257 vertices
SAVE_S, OPEN_S, UNDO_S = 0.015, 0.3, 0.05
FEATURES = (100_000, 10_000)


def large(count: int, *, segments: int = SEGMENTS) -> Project:
    """Make a project of circles."""
    rng = np.random.default_rng(20261128)
    centres = shapely.points(CORNER + rng.random((count, 2)) * SIDE)
    layer = Layer(
        uid="investment",
        name="investment",
        title="투자사업",
        kind="investment",
        crs=PLANE,
        uids=objects(f"{row:08d}-0000-4000-8000-000000000000" for row in range(count)),
        geometry=shapely.buffer(centres, 300.0, quad_segs=segments),
        columns={
            "name": objects(f"사업 {row}" for row in range(count)),
            "total_mkrw": rng.random(count),
        },
    )
    return Project(uid="large", title="대형", layers=(layer,))


def edited(row: int, project: Project) -> Project:
    """Move one footprint by 5 m and name it anew."""
    (layer,) = project.layers
    geometry, names = layer.geometry.copy(), layer.columns["name"].copy()
    geometry[row] = shapely.transform(geometry[row], lambda at: at + 5.0)
    names[row] = f"고친 사업 {row}"
    return project.with_layer(
        layer.replace(geometry=geometry, columns={**layer.columns, "name": names})
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Save, open, and tell how long it took."""
    asked = options(__doc__).parse_args(arguments)
    short = int(asked.short)
    before = opening(OPENINGS[short])
    with TemporaryDirectory(prefix="scmap-saving-") as folder:
        path = Path(folder) / "p.gpkg"
        project = large(AREAS[short])
        whole = _seconds(lambda: write_project(project, path))
        saves = _save(path, SAVES[short])
        figures: list[dict[str, object]] = [
            {"areas": len(project.layers[0]), "megabytes": round(path.stat().st_size / 1e6, 1)},
            {"what": "one edit", "p50_s": statistics.median(saves), "max_s": max(saves)},
            {"what": "the whole file", "s": whole},
            {"what": "opening it", "s": _seconds(lambda: read_project(path))},
            {
                "what": "GDAL reads it",
                "s": _seconds(lambda: pyogrio.read_dataframe(path, layer="investment")),
            },
        ]
        undos = _undo(Path(folder) / "journal", FEATURES[short])
    figures.append({"what": "undo or redo", "p50_s": statistics.median(undos), "max_s": max(undos)})
    after = opening(OPENINGS[short])
    for when, (wall, processor) in (("before", before), ("after", after)):
        told = {"what": f"opening the sample, {when}", "median_s": wall, "processor_s": processor}
        figures.append(told)
    goals = [
        at_most("saving one edit, s p50", SAVE_S, statistics.median(saves)),
        at_most("undoing one edit of 100,000 features, s p50", UNDO_S, statistics.median(undos)),
        at_most("opening the sample of the country, s", OPEN_S, max(before[0], after[0])),
    ]
    control = Control("the whole file is not written in the time of an edit", whole > SAVE_S)
    return tell(figures, [control], goals, as_json=asked.json)


def opening(count: int) -> tuple[float, float]:
    """Open the sample in a fresh process: median seconds on the wall, and of the processor."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_open, count).result()


def _open(count: int) -> tuple[float, float]:
    sample, times = paths.sample(paths.SAMPLE_PROJECT), []
    for _ in range(count):
        start = time.perf_counter(), time.process_time()
        read_project(sample)
        times.append((time.perf_counter() - start[0], time.process_time() - start[1]))
    wall, processor = zip(*times, strict=True)
    return statistics.median(wall), statistics.median(processor)


def _undo(folder: Path, count: int) -> list[float]:
    """Undo and redo an edit again and again, each kept in a journal."""
    project = large(count, segments=2)
    path = folder.with_suffix(".gpkg")
    write_project(project, path)
    session = Session(project, path)
    session.journal = Journal(folder, project, path)
    session.do("0", partial(edited, 7))
    times = []
    for _ in range(10):
        times += [_seconds(session.undo), _seconds(session.redo)]
        session.journal.settle()
    session.close()
    return times


def _save(path: Path, count: int) -> list[float]:
    opened = read_project(path)
    session = Session(opened.project, path, held=opened.held)
    session.do("0", partial(edited, 0))
    session.save()  # keeps the backup
    times = []
    for number in range(1, count + 1):
        session.do(str(number), partial(edited, number * 7))
        times.append(_seconds(session.save))
    return times


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
