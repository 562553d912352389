"""Bring foreign files in: what each real file gives, and how long it takes against its peers.

`python -m benchmarks.importing [--json] [--short]`. Prints one line for each file of the folder of
comparison data where that is there (records, kept out, CRS, encoding, seconds); and reads 1,000,000
CSV points and a GeoPackage of 700,000 vertices, each beside the plain libraries on the same file:
pandas.read_csv + shapely.points, and pyogrio.read_dataframe + is_valid + sha256. Each runs in a
process of its own, so that its memory is its own, and in turns with the other.
"""

import csv
import hashlib
import multiprocessing
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import shapely

from benchmarks.outcome import Control, Goal, at_most, options, tell
from benchmarks.overlap import peak_mb
from scmap.errors import ScmapError
from scmap.formats.incoming.recognise import recognise
from scmap.reference.incoming import knowledge

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
POINTS, VERTICES = 1_000_000, 700_000
SLOWER, LARGER = 1.5, 2.0
RUNS = 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Read all, and tell."""
    asked = options(__doc__).parse_args(arguments)
    figures: list[dict[str, object]] = []
    goals: list[Goal] = []
    with TemporaryDirectory(prefix="scmap-importing-") as folder:
        for name, make, ours, theirs in _races():
            file = make(Path(folder), asked.short)
            mine, peer = _side_by_side(ours, theirs, file)
            for who, run in (("scmap", mine), ("peer", peer)):
                told = zip(("s", "mb", "cpu_s"), run, strict=True)
                figures.append({"what": name} | {f"{who}_{unit}": value for unit, value in told})
            goals.append(at_most(f"{name}: times the peer's seconds", SLOWER, mine[0] / peer[0]))
            goals.append(at_most(f"{name}: times the peer's memory", LARGER, mine[1] / peer[1]))
    # After the races: a process begun from a large one counts that one's memory as its own.
    return tell([*manifest(), *figures], [_control()], goals, as_json=asked.json)


def manifest() -> list[dict[str, object]]:
    """Give one figure for each file of the manifest; [] where the data are not there."""
    if not DATA.is_dir():
        return []
    with (DATA / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        names = [row["file"] for row in csv.DictReader(file)]
    return [_figure(name) for name in names]


def _figure(name: str) -> dict[str, object]:
    start = time.perf_counter()
    try:
        layers = [one.table for one in recognise(DATA / name, knowledge()).layers]
    except ScmapError as error:
        return {"file": name, "refused": error.code}
    return {
        "file": name,
        "features": sum(map(len, layers)),
        "kept_out": sum(len(one.kept_out) for one in layers),
        "crs": " ".join(f"{one.crs or '-'} ({one.crs_from})" for one in layers),
        "encoding": layers[0].encoding,
        "issues": ", ".join(sorted({issue.code for one in layers for issue in one.issues})),
        "seconds": round(time.perf_counter() - start, 2),
    }


Reader = Callable[[Path], None]


def _races() -> list[tuple[str, Callable[[Path, bool], Path], Reader, Reader]]:
    return [
        (f"{POINTS:,} CSV points", _make_points, _ours, _pandas),
        (f"{VERTICES:,}-vertex GeoPackage", _make_polygons, _ours, _pyogrio),
    ]


def _make_points(folder: Path, short: bool) -> Path:
    count = POINTS // 10 if short else POINTS
    rng = np.random.default_rng(20261128)
    lon, lat = rng.uniform(126.6, 128.4, count), rng.uniform(35.2, 37.8, count)
    path = folder / "points.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("관리번호,설치목적,위도,경도,대수\n")
        file.writelines(
            f"C{row:07d},방범,{y:.7f},{x:.7f},{row % 9}\n"
            for row, (x, y) in enumerate(zip(lon, lat, strict=True))
        )
    return path


def _make_polygons(folder: Path, short: bool) -> Path:
    import geopandas  # noqa: PLC0415  in the process that needs it

    count = (VERTICES // 70) // (10 if short else 1)
    rng = np.random.default_rng(20261128)
    middle = shapely.points(rng.uniform(9.2e5, 1.1e6, count), rng.uniform(1.7e6, 2.0e6, count))
    circles = shapely.buffer(middle, rng.uniform(100, 3000, count), quad_segs=17)
    frame = geopandas.GeoDataFrame({"이름": [f"구역{n}" for n in range(count)]}, geometry=circles)
    path = folder / "polygons.gpkg"
    frame.set_crs(5179).to_file(path)
    return path


def _ours(path: Path) -> None:
    recognise(path, knowledge())


def _pandas(path: Path) -> None:
    import pandas as pd  # noqa: PLC0415  in the process that needs it

    frame = pd.read_csv(path)
    shapely.points(frame["경도"].to_numpy(), frame["위도"].to_numpy())


def _pyogrio(path: Path) -> None:
    import pyogrio  # noqa: PLC0415  in the process that needs it

    frame = pyogrio.read_dataframe(path)
    shapely.is_valid(frame.geometry.to_numpy())
    hashlib.sha256(path.read_bytes()).hexdigest()


def _side_by_side(ours: Reader, theirs: Reader, path: Path) -> list[tuple[float, float, float]]:
    """Read in turns, each in a process of its own: the best of some runs; the first one is none.

    Gives seconds, MB, and seconds of the processor, which tell most while others work here.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context) as one, ProcessPoolExecutor(1, context) as other:
        sides = ((one, ours), (other, theirs))
        runs = [
            [pool.submit(_timed, read, path).result() for pool, read in sides]
            for _run in range(RUNS + 1)
        ]
    # A process keeps what it once needed: the last run tells its memory.
    return [
        (min(seconds), side[-1][1], min(busy))
        for side in zip(*runs, strict=True)
        for seconds, _mb, busy in [zip(*side[1:], strict=True)]
    ]


def _timed(read: Reader, path: Path) -> tuple[float, float, float]:
    start, worked = time.perf_counter(), time.process_time()
    read(path)
    seconds, busy = time.perf_counter() - start, time.process_time() - worked
    return round(seconds, 3), round(peak_mb(), 1), round(busy, 3)


def _control() -> Control:
    """Tell whether swapped coordinates, put in on purpose, are found."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "c.csv"
        rows = ["37.2,127.07"] * 9 + ["127.07,37.2"]
        path.write_text("위도,경도\n" + "\n".join(rows) + "\n", encoding="utf-8")
        issues = [issue.code for issue in recognise(path, knowledge()).layers[0].table.issues]
    return Control("one pair of coordinates is swapped", "coordinate_swapped" in issues)


if __name__ == "__main__":
    sys.exit(main())
