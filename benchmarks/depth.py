"""Cut footprints into faces that know their investments, against plainer ways in the same run.

    python -m benchmarks.depth --n 2000,20000 --json [--short]

Each way runs in a process of its own, so that its peak memory is its own; seconds begin when the
footprints are in memory. The peers are the union of all edges of the plane at once, and the overlay
of one footprint after the other (what a GIS calls union); the latter only up to 500 footprints.
"""

import multiprocessing
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import shapely

from benchmarks.outcome import Control, Goal, at_least, at_most, options, tell
from benchmarks.overlap import peak_mb
from benchmarks.tiles import tiled_investments
from scmap.analysis.depth import partition
from scmap.analysis.depth_count import count_depth
from scmap.analysis.depth_tables import tabulate
from scmap.model.depth import Partition, Stakes
from scmap.model.layer import Layer

PLAIN = 500  # footprints beyond which overlaying one after the other takes minutes
AT_ONCE = 5_000  # footprints beyond which one union of all edges is not waited for


@dataclass(frozen=True)
class Cut:
    """What a way of cutting found: how many faces of a square metre, and their ground, m²."""

    faces: int
    area: float
    footprints: float


@dataclass(frozen=True)
class Run:
    """A way of cutting, and what it cost."""

    way: str
    count: int
    seconds: float
    cpu_seconds: float
    peak_mb: float
    cut: Cut

    def figure(self) -> dict[str, object]:
        """Draw up what is printed."""
        return {
            "way": self.way,
            "n": self.count,
            "seconds": round(self.seconds, 2),
            "cpu_seconds": round(self.cpu_seconds, 2),
            "peak_mb": round(self.peak_mb),
            "faces": self.cut.faces,
            "area_m2": round(self.cut.area, 1),
            "us_per_face": round(self.cpu_seconds / self.cut.faces * 1e6, 1),
        }


def by_squares(layer: Layer) -> Cut:
    """Cut as scmap does: components, and squares of large ones."""
    return summed(partition(layer))


def summed(found: Partition) -> Cut:
    """Sum up a partition."""
    rows = np.bincount(found.shape, minlength=len(found.shapes))
    depth = np.add.reduceat(rows[found.member], found.start[:-1])
    return Cut(len(found), float(found.area.sum()), float((found.area * depth).sum()))


def at_once(layer: Layer) -> Cut:
    """Join all edges, polygonize, and ask for each face which footprints hold a point of it."""
    joined = shapely.union_all(shapely.boundary(layer.geometry))
    faces = shapely.get_parts(shapely.polygonize([joined]))
    inner = shapely.STRtree(shapely.point_on_surface(faces))
    owner, face = inner.query(layer.geometry, predicate="contains")
    order = np.lexsort((owner, face))
    depth = np.bincount(face, minlength=len(faces))
    sets = np.split(owner[order], np.cumsum(depth)[:-1])
    area: dict[bytes, float] = {}
    for members, one in zip(sets, shapely.area(faces).tolist(), strict=True):
        area[members.tobytes()] = area.get(members.tobytes(), 0.0) + one
    area.pop(b"", None)
    kept = {key: one for key, one in area.items() if one >= 1.0}
    size = np.dtype(np.intp).itemsize
    footprints = sum(len(key) // size * one for key, one in kept.items())
    return Cut(len(kept), sum(kept.values()), footprints)


def one_by_one(layer: Layer) -> Cut:
    """Let each footprint split the faces that it meets."""
    faces: list[tuple[int, shapely.Geometry]] = []
    for footprint in layer.geometry:
        grounds = np.array([ground for _, ground in faces], dtype=object)
        met = shapely.intersects(grounds, footprint) if faces else np.zeros(0, bool)
        rest, split = footprint, [one for one, hit in zip(faces, met, strict=True) if not hit]
        for depth, ground in (one for one, hit in zip(faces, met, strict=True) if hit):
            split += [(depth, ground.difference(footprint))]
            split += [(depth + 1, ground.intersection(footprint))]
        if met.any():
            rest = footprint.difference(shapely.union_all(grounds[met]))
        faces = [one for one in (*split, (1, rest)) if one[1].area >= 1.0]
    area = [(depth, ground.area) for depth, ground in faces]
    return Cut(len(area), sum(one for _, one in area), sum(depth * one for depth, one in area))


WAYS: Mapping[str, Callable[[Layer], Cut]] = {
    "squares": by_squares,
    "all edges at once": at_once,
    "one after the other": one_by_one,
}


def run(way: str, count: int) -> Run:
    """Run one way on `count` footprints in this process."""
    layer = tiled_investments(count)
    WAYS["squares"](tiled_investments(50))  # what is loaded at first use is not the work
    wall, cpu = time.perf_counter(), time.process_time()
    cut = WAYS[way](layer)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Run(way, count, wall, cpu, peak_mb(), cut)


def apart(way: str, count: int) -> Run:
    """Run one way in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(run, way, count).result()


def again(count: int) -> dict[str, object]:
    """Move one footprint and count ten other years: what a change and a filter cost."""
    layer = tiled_investments(count)
    before = partition(layer)
    geometry = layer.geometry.copy()
    geometry[count // 2] = shapely.transform(geometry[count // 2], lambda points: points + 50.0)
    moved = layer.replace(geometry=geometry)
    began = time.perf_counter()
    after = partition(moved, earlier=before)
    change = time.perf_counter() - began
    lines = tuple(frozenset({str(one)}) for one in layer.number("ministry"))
    money = np.linspace(1.0, 100.0, count)
    stakes = Stakes(lines, money, money / 2, *np.zeros((2, count), bool))
    began = time.perf_counter()
    for year in range(10):
        depth = count_depth(after, stakes, np.arange(count) % 10 != year)
    year_s = (time.perf_counter() - began) / 10
    began = time.perf_counter()
    tabulate(depth)
    kept = sum(one in {id(two) for two in before.pieces} for one in map(id, after.pieces))
    return {
        "way": "a change, a year, the tables",
        "n": count,
        "change_s": round(change, 2),
        "year_s": round(year_s, 3),
        "tables_s": round(time.perf_counter() - began, 2),
        "cells": len(after.cells),
        "cells_cut_again": len(after.cells) - kept,
    }


def controls() -> list[Control]:
    """Put in faults that the comparison must see."""
    layer = tiled_investments(200)
    whole = by_squares(layer)
    larger = replace(whole, area=whole.area * 1.00001)
    fewer = by_squares(layer.take(np.arange(199)))
    return [
        Control("a footprint is missing", not agree(fewer, whole)),
        Control("the ground is 1e-5 off", not agree(larger, whole)),
    ]


def agree(one: Cut, other: Cut) -> bool:
    """Tell whether ground and footprints are the same, relative 1e-6."""
    pairs = ((one.area, other.area), (one.footprints, other.footprints))
    return all(abs(a - b) <= 1e-6 * b for a, b in pairs)


def growth(small: Run, large: Run) -> float:
    """Exponent with which processor seconds grow with the faces."""
    faces = large.cut.faces / small.cut.faces
    return float(np.log(large.cpu_seconds / small.cpu_seconds) / np.log(faces))


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    parser = options(__doc__)
    parser.add_argument("--n", default="2000,20000", help="numbers of footprints, by commas")
    asked = parser.parse_args(arguments)
    counts = [PLAIN] if asked.short else [PLAIN, *map(int, asked.n.split(","))]
    runs: list[Run] = []
    goals: list[Goal] = []
    own: list[Run] = []
    for count in counts:
        peers = ["all edges at once"] if count <= AT_ONCE else []
        peers += ["one after the other"] if count <= PLAIN else []
        ours = apart("squares", count)
        runs.append(ours)
        own.append(ours)
        for way in peers:
            peer = apart(way, count)
            runs.append(peer)
            same = float(agree(ours.cut, peer.cut))
            goals.append(at_least(f"ground of {way} at {count:,}", 1.0, same))
    if len(own) > 1:
        goals.append(at_most("exponent of seconds by faces", 1.1, growth(own[-2], own[-1])))
    figures = [*(one.figure() for one in runs), *(again(count) for count in counts)]
    return tell(figures, controls(), goals, as_json=asked.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
