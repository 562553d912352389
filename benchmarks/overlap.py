"""Measure all pairs that share ground, against geopandas and QGIS on the same data in one run.

    python -m benchmarks.overlap --n 2000,20000 --json [--short]

Each engine runs in a process of its own, so that its peak memory is its own; seconds begin when the
footprints are in memory. QGIS is compared where Debian's python3-qgis is installed; where it is
not, a figure says so. `--short` leaves out what takes longer than a minute.
"""

import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from benchmarks import qgis_pairs
from benchmarks.outcome import Control, Goal, at_least, at_most, options, tell
from benchmarks.tiles import tiled_investments
from scmap.analysis import kernel
from scmap.analysis.overlay import find_overlaps
from scmap.model.layer import PLANE, Layer
from scmap.model.overlap import OverlapRule

FLOOR = 1.0  # m²
GOAL = 20_000  # footprints for which the goals were set
LARGEST = 100_000  # footprints at the far end of the growth measurement
OURS = "scmap"
PEERS = {"geopandas": 40, "QGIS": 70}  # and how many times as fast scmap should be
QGIS_PYTHON = "/usr/bin/python3"

Values: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs that an engine found, in the order of `key` = left row × 2³² + right row."""

    key: NDArray[np.int64]
    area: Values


@dataclass(frozen=True, eq=False)
class Run:
    """What one engine found in one set of footprints, and at what cost."""

    engine: str
    count: int
    seconds: float
    cpu_seconds: float
    peak_mb: float
    pairs: Pairs

    def figure(self) -> dict[str, object]:
        """Draw up what is printed."""
        pairs = max(len(self.pairs.key), 1)
        return {
            "engine": self.engine,
            "n": self.count,
            "seconds": round(self.seconds, 3),
            "cpu_seconds": round(self.cpu_seconds, 3),
            "peak_mb": round(self.peak_mb),
            "pairs": len(self.pairs.key),
            "area_m2": round(float(self.pairs.area.sum()), 3),
            "us_per_pair": round(self.seconds / pairs * 1e6, 3),
        }


def by_scmap(layer: Layer, *, sliver_width: float) -> Pairs:
    """Measure with scmap; width 0 measures every pair and cuts none."""
    groups = [frozenset({str(one)}) for one in layer.number("ministry")]
    rule = OverlapRule(time="any", floor=FLOOR, sliver_width=sliver_width)
    table = find_overlaps(layer, groups, None, rule).table
    left, right = table.left.astype(np.int64), table.right.astype(np.int64)
    return Pairs((left << 32) + right, table.area)


def by_numpy(layer: Layer) -> Pairs:
    """Measure with scmap as it does where the kernel was not built."""
    kernel.engine = lambda: "numpy"
    return by_scmap(layer, sliver_width=10.0)


def by_geopandas(layer: Layer) -> Pairs:
    """Measure as a user of geopandas does: join, then intersect the pairs."""
    import geopandas  # noqa: PLC0415  the peer, and only in its own process

    frame = geopandas.GeoDataFrame(
        {"row": np.arange(len(layer)), "ministry": layer.number("ministry")},
        geometry=layer.geometry,
        crs=PLANE,
    )
    joined = frame.sjoin(frame, predicate="intersects")
    joined = joined[
        (joined["row_left"] < joined["row_right"])
        & (joined["ministry_left"] != joined["ministry_right"])
    ]
    left = joined["row_left"].to_numpy(np.int64)
    right = joined["row_right"].to_numpy(np.int64)
    other = frame.geometry.iloc[right].reset_index(drop=True)
    area = joined.geometry.reset_index(drop=True).intersection(other).area.to_numpy()
    key = (left << 32) + right
    order = np.argsort(key)
    kept = order[area[order] >= FLOOR]
    return Pairs(key[kept], area[kept])


ENGINES: Mapping[str, Callable[[Layer], Pairs]] = {
    OURS: lambda layer: by_scmap(layer, sliver_width=10.0),
    "scmap, no slivers": lambda layer: by_scmap(layer, sliver_width=0.0),
    "scmap, numpy": by_numpy,
    "geopandas": by_geopandas,
}


def by_qgis(count: int) -> Run:
    """Measure with native:intersection, in the Python for which QGIS was installed."""
    layer = tiled_investments(count)
    with tempfile.TemporaryDirectory() as room:
        footprints, pairs = Path(room) / "footprints", Path(room) / "pairs"
        with footprints.open("wb") as out:
            ministries = layer.number("ministry").astype(int).tolist()
            for row, wkb in enumerate(shapely.to_wkb(layer.geometry)):
                out.write(qgis_pairs.HEAD.pack(row, ministries[row], len(wkb)) + wkb)
        told = subprocess.run(  # noqa: S603  our own program
            [QGIS_PYTHON, qgis_pairs.__file__, str(footprints), str(pairs)],
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": ""},
            capture_output=True,
            text=True,
            check=True,
        )
        found = np.fromfile(pairs, [("left", "<i8"), ("right", "<i8"), ("area", "<f8")])
    cost = json.loads(told.stdout.splitlines()[-1])
    key, place = np.unique((found["left"] << 32) + found["right"], return_inverse=True)
    area = np.bincount(place.ravel(), found["area"], len(key)).astype(np.float64)
    kept = area >= FLOOR
    return Run("QGIS", count, **cost, pairs=Pairs(key[kept], area[kept]))


def has_qgis() -> bool:
    """Tell whether QGIS can be compared here."""
    if not Path(QGIS_PYTHON).exists():
        return False
    asked = [QGIS_PYTHON, "-c", "import qgis.core"]
    told = subprocess.run(asked, capture_output=True, check=False)  # noqa: S603
    return told.returncode == 0


def run(engine: str, count: int) -> Run:
    """Run one engine on `count` footprints in this process."""
    layer = tiled_investments(count)
    ENGINES[engine](tiled_investments(200))  # what is loaded at first use is not the work
    wall, cpu = time.perf_counter(), time.process_time()
    pairs = ENGINES[engine](layer)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Run(engine, count, wall, cpu, peak_mb(), pairs)


def apart(engine: str, count: int) -> Run:
    """Run one engine in a fresh process."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(run, engine, count).result()


def peak_mb() -> float:
    """Give the most memory that this process has had, MB."""
    if sys.platform == "win32":
        return float("nan")
    import resource  # noqa: PLC0415  Windows has none

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def agree(one: Pairs, other: Pairs) -> bool:
    """Tell whether both found the same pairs: total relative 1e-6, each relative 1e-6 or 1 m²."""
    if not np.array_equal(one.key, other.key):
        return False
    each = np.maximum(1.0, 1e-6 * other.area)
    total = abs(one.area.sum() - other.area.sum()) <= 1e-6 * other.area.sum()
    return bool(total and (np.abs(one.area - other.area) <= each).all())


def controls(found: Pairs) -> list[Control]:
    """Put in faults that the comparison must see."""
    wrong = found.area.copy()
    wrong[len(wrong) // 2] += 2.0 + 2e-6 * wrong[len(wrong) // 2]
    return [
        Control("a pair is missing", not agree(Pairs(found.key[1:], found.area[1:]), found)),
        Control("one area is 2 m² off", not agree(Pairs(found.key, wrong), found)),
    ]


def growth(small: Run, large: Run) -> float:
    """Exponent with which seconds grow with the pairs that share ground."""
    pairs = len(large.pairs.key) / len(small.pairs.key)
    return float(np.log(large.seconds / small.seconds) / np.log(pairs))


def compared(count: int, *, short: bool) -> tuple[list[Run], list[Goal]]:
    """Run the engines on `count` footprints and say what was reached."""
    asked = [one for one in ENGINES if not short or count <= 2000 or one.startswith(OURS)]
    runs = {engine: apart(engine, count) for engine in asked}
    if (not short or count <= 2000) and has_qgis():
        runs["QGIS"] = by_qgis(count)
    ours, goals = runs[OURS], []
    if count == GOAL:
        goals += [
            at_most("seconds to measure all pairs of 20,000, slivers too", 2.5, ours.seconds),
            at_most("peak memory of it, MB", 1000, ours.peak_mb),
        ]
    for peer, times in PEERS.items():
        if peer in runs:
            same = float(agree(ours.pairs, runs[peer].pairs))
            goals.append(at_least(f"pairs and areas of {peer} at {count:,}", 1.0, same))
            if count == GOAL:
                ratio = runs[peer].seconds / ours.seconds
                goals.append(at_least(f"times as fast as {peer} at {count:,}", times, ratio))
    return list(runs.values()), goals


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    parser = options(__doc__)
    parser.add_argument("--n", default="2000,20000", help="numbers of footprints, by commas")
    asked = parser.parse_args(arguments)
    runs, goals = [], []
    for count in map(int, asked.n.split(",")):
        some, reached = compared(count, short=asked.short)
        runs += some
        goals += reached
    small, large = apart(OURS, 2000), apart(OURS, GOAL if asked.short else LARGEST)
    goals.append(
        at_most("exponent of seconds by pairs that share ground", 1.1, growth(small, large))
    )
    figures = [one.figure() for one in (*runs, large)]
    if not has_qgis():
        figures.append({"engine": "QGIS", "note": "not installed: apt-get install python3-qgis"})
    return tell(figures, controls(runs[0].pairs), goals, as_json=asked.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
