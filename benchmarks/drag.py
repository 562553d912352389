"""Drag a footprint over many others: pairs and verdicts at every position, and after one edit.

    python -m benchmarks.drag --json [--n 20000] [--short]

What is timed at a position is all that the window waits for: the pairs, their areas and
coefficients, grades, D, L and opinions, in order. Verdicts are compared with a run over everything,
areas with geopandas, at positions of the same path in the same run. `--short` drags over 2,000 and
takes less than a minute.
"""

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

from benchmarks.outcome import Control, Goal, at_least, at_most, options, tell
from benchmarks.registers import TILE, tiled_register
from benchmarks.tiles import CORNER, SIDE
from scmap import reference
from scmap.analysis.candidates import find_candidates
from scmap.analysis.incremental import update_candidates, update_overlaps
from scmap.analysis.kernel import engine
from scmap.analysis.live import Live, Standing
from scmap.analysis.overlay import measure_every_pair
from scmap.analysis.register import Register
from scmap.model.difference import Difference
from scmap.model.layer import PLANE, Layer, objects
from scmap.model.overlap import OverlapRun
from scmap.model.verdict import Candidates
from scmap.reference.rules import ruleset

POSITIONS = 500
SHORT = 2000  # others of a short run
ROW = 3  # the investment that is dragged
PEERS = 10  # positions of each path at which geopandas measures too
MEDIAN, SLOWEST = 16.0, 50.0  # ms

BOOK, RULES = reference.codebook(), ruleset()

Found: TypeAlias = tuple[Register, OverlapRun, Candidates]
Values: TypeAlias = NDArray[np.float64]
Answer = TypeVar("Answer")


def timed(work: Callable[[], Answer]) -> tuple[Answer, float]:
    """Do something and tell how long it took, ms."""
    start = time.perf_counter()
    answer = work()
    return answer, 1e3 * (time.perf_counter() - start)


def shapes() -> Mapping[str, shapely.Geometry]:
    """Give what is dragged: two real municipalities, a district and the circle of a bare point."""
    gazetteer = reference.gazetteer()
    rough = shapely.Point(0, 0).buffer(1700, quad_segs=16)
    notches = [shapely.Point(x, y).buffer(500) for x, y in ((900, 900), (-1200, 300), (200, -1500))]
    return {
        "municipality, 689 km²": gazetteer.footprint("municipality:41590"),
        "municipality, 52 km²": gazetteer.footprint("municipality:26350"),
        "district, 8 km²": shapely.difference(rough, shapely.union_all(notches)),
        "circle, 1 km": shapely.Point(0, 0).buffer(1000, quad_segs=16),
    }


def path(shape: shapely.Geometry, count: int, positions: int) -> Iterator[shapely.Geometry]:
    """Give a footprint along a winding closed path over the middle of `count` footprints."""
    row = int(np.ceil(np.sqrt(-(-count // TILE))))
    middle, reach = CORNER + row * SIDE / 2, 0.35 * row * SIDE
    start = np.array(shapely.get_coordinates(shapely.centroid(shape))[0])
    for angle in np.linspace(0, 2 * np.pi, positions, endpoint=False):
        place = middle + reach * np.array([np.sin(2 * angle), np.sin(3 * angle)])
        yield shapely.transform(shape, lambda points, place=place: points - start + place)


def others(count: int) -> Register:
    """Read a register of as many investments and one that is dragged."""
    layer = tiled_register(count + 1, BOOK)
    geometry = layer.geometry.copy()
    geometry[ROW] = shapely.box(*CORNER, *(CORNER + 1000))
    return Register.of(layer.replace(geometry=geometry), BOOK)


def afresh(layer: Layer) -> Found:
    """Look at everything."""
    register = Register.of(layer, BOOK)
    run = measure_every_pair(register)
    return register, run, find_candidates(register, RULES, run)


def of_row(found: Candidates, row: int) -> Candidates:
    """Keep the pairs of one row."""
    return found.take(np.flatnonzero((found.left == row) | (found.right == row)))


def agree(one: Candidates, other: Candidates) -> bool:
    """Tell whether both have the same pairs in one order, with the same areas and verdicts."""
    if len(one) != len(other) or not (
        np.array_equal(one.left, other.left) and np.array_equal(one.right, other.right)
    ):
        return False
    near = [
        np.allclose(mine, its, rtol=1e-9, atol=tolerance, equal_nan=True)
        for mine, its, tolerance in (
            (one.area, other.area, 1e-3),
            (one.verdict.duplication, other.verdict.duplication, 1e-6),
            (one.verdict.linkage, other.verdict.linkage, 1e-6),
        )
    ]
    return all(near) and bool(
        np.array_equal(one.verdict.grade, other.verdict.grade)
        and np.array_equal(one.verdict.opinion_code, other.verdict.opinion_code)
    )


@dataclass(frozen=True, eq=False)
class Peer:
    """What geopandas needs to measure one footprint against many."""

    register: Register

    def areas(self, footprint: shapely.Geometry) -> Mapping[int, float]:
        """Measure as a user of geopandas does: query the index, intersect, keep a square metre."""
        import geopandas  # noqa: PLC0415  the peer

        frame = geopandas.GeoSeries(self.register.footprints, crs=PLANE)
        near = frame.sindex.query(footprint, predicate="intersects")
        area = frame.iloc[near].intersection(footprint).area
        return {int(row): float(one) for row, one in area.items() if one >= 1.0 and row != ROW}


def same_areas(found: Candidates, peer: Mapping[int, float]) -> bool:
    """Tell whether geopandas has each pair that shares ground, with its area."""
    shares = np.flatnonzero(found.pair >= 0)
    other = np.where(found.left == ROW, found.right, found.left)[shares].tolist()
    return all(
        row in peer and abs(area - peer[row]) <= max(1.0, 1e-6 * peer[row])
        for row, area in zip(other, found.area[shares].tolist(), strict=True)
    )


@dataclass(frozen=True, eq=False)
class Drag:
    """One footprint dragged along its path."""

    name: str
    build_ms: float
    cpu_ms: float  # at one position, all threads together
    at_ms: Values
    pairs: Values
    peer_ms: Values
    same: bool
    last: Candidates
    last_peer: Mapping[int, float]

    def figure(self) -> dict[str, object]:
        """Draw up what is printed."""
        median, slow = np.percentile(self.at_ms, (50, 99))
        peer = float(np.median(self.peer_ms))
        return {
            "dragged": self.name,
            "positions": len(self.at_ms),
            "pairs_mean": round(float(self.pairs.mean()), 1),
            "pairs_most": int(self.pairs.max()),
            "begin_ms": round(self.build_ms, 1),
            "median_ms": round(float(median), 2),
            "p99_ms": round(float(slow), 2),
            "cpu_ms": round(self.cpu_ms, 2),
            "most_ms": round(float(self.at_ms.max()), 2),
            "geopandas_areas_alone_ms": round(peer, 1),
            "times_as_fast": round(peer / float(median), 1),
        }

    def goals(self, count: int) -> list[Goal]:
        """Say what should be reached."""
        median, slow = np.percentile(self.at_ms, (50, 99))
        over = f"{self.name} over {count:,}"
        return [
            at_most(f"median ms, {over}", MEDIAN, float(median)),
            at_most(f"p99 ms, {over}", SLOWEST, float(slow)),
            at_least(f"pairs and areas of geopandas, {over}", 1.0, float(self.same)),
        ]


def drag(
    register: Register, standing: Standing, name: str, places: Sequence[shapely.Geometry]
) -> Drag:
    """Drag a footprint, and let geopandas measure it at some places."""
    live, build = timed(lambda: Live(register, ROW, RULES, standing=standing))
    live.at(places[0])  # what is loaded at first use is not the work
    cpu = time.process_time()
    found = [timed(lambda place=place: live.at(place)) for place in places]  # type: ignore[misc]
    cpu = 1e3 * (time.process_time() - cpu) / len(places)
    peer = Peer(register)
    asked = range(0, len(places), max(1, len(places) // PEERS))
    theirs = [timed(lambda place=places[one]: peer.areas(place)) for one in asked]  # type: ignore[misc]
    same = [same_areas(found[one][0], areas) for one, (areas, _) in zip(asked, theirs, strict=True)]
    return Drag(
        name,
        build,
        cpu,
        np.array([spent for _, spent in found]),
        np.array([float(len(one)) for one, _ in found]),
        np.array([spent for _, spent in theirs]),
        all(same),
        found[asked[-1]][0],
        theirs[-1][0],
    )


def edits(layer: Layer) -> Mapping[str, Layer]:
    """Give the layer after one edit of each kind."""
    rows = np.arange(len(layer))
    geometry, money, owners = (
        column.copy()
        for column in (layer.geometry, layer.number("total_mkrw"), layer.text("ministry"))
    )
    geometry[7] = shapely.affinity.translate(geometry[7], 400.0, 250.0)
    money[9], owners[11] = 1234.0, "경찰청"
    copy = layer.take(rows[20:21]).replace(uids=objects(["a new one"]))
    return {
        "money": layer.replace(columns={**layer.columns, "total_mkrw": money}),
        "ministry": layer.replace(columns={**layer.columns, "ministry": owners}),
        "footprint": layer.replace(geometry=geometry),
        "removed": layer.take(np.delete(rows, 13)),
        "added": layer.extended(copy),
    }


def updated(before: Found, layer: Layer) -> tuple[Candidates, dict[str, float]]:
    """Look at what one edit touches, and tell how long each step took, ms."""
    register, run, found = before
    difference, compare = timed(lambda: Difference.between(register.layer, layer))
    after, read = timed(lambda: register.updated(difference, BOOK))
    measured, measure = timed(lambda: update_overlaps(run, register, after, difference))
    candidates, judge = timed(lambda: update_candidates(found, measured, after, difference))
    steps = {"compare": compare, "read": read, "pairs": measure, "verdicts": judge}
    return candidates, steps


def edited(before: Found, whole_ms: float) -> tuple[list[dict[str, object]], list[Goal]]:
    """Time one edit of each kind; the last kinds are held to a run over everything."""
    figures: list[dict[str, object]] = []
    goals = []
    for name, layer in edits(before[0].layer).items():
        found, steps = updated(before, layer)
        total = sum(steps.values())
        figures.append(
            {
                "edit": name,
                "pairs": len(found),
                **{f"{step}_ms": round(spent, 1) for step, spent in steps.items()},
                "total_ms": round(total, 1),
                "times_as_fast_as_everything": round(whole_ms / total, 1),
            }
        )
        if name == "footprint":
            same = agree(found, afresh(layer)[2])
            goals.append(at_least("verdicts of a fresh run after an edit", 1.0, float(same)))
    return figures, goals


def controls(dragged: Drag, fresh: Candidates, found: Candidates) -> list[Control]:
    """Put in faults that the comparisons must see."""
    row = next(iter(dragged.last_peer))
    wrong = {**dragged.last_peer, row: dragged.last_peer[row] * 1.01 + 2.0}
    missing = {one: area for one, area in dragged.last_peer.items() if one != row}
    paired = set(dragged.last.left.tolist()) | set(dragged.last.right.tolist())
    return [
        Control("one area of geopandas is 1 % off", row not in paired or not _same(dragged, wrong)),
        Control("geopandas lacks a pair", row not in paired or not _same(dragged, missing)),
        Control("a pair is missing", not agree(found.take(np.arange(1, len(found))), fresh)),
        Control("two pairs changed places", not agree(found.take(_swapped(found)), fresh)),
    ]


def _same(dragged: Drag, peer: Mapping[int, float]) -> bool:
    return same_areas(dragged.last, peer)


def _swapped(found: Candidates) -> NDArray[np.intp]:
    order = np.arange(len(found))
    order[:2] = order[1::-1]
    return order


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    parser = options(__doc__)
    parser.add_argument("--n", type=int, default=20_000, help="number of others")
    asked = parser.parse_args(arguments)
    count = SHORT if asked.short else asked.n
    register = others(count)
    standing, prepare = timed(lambda: Standing.of(register.footprints))
    runs = []
    for name, shape in shapes().items():
        places = list(path(shape, count, POSITIONS))
        runs.append(drag(register, standing, name, places))
    geometry = register.layer.geometry.copy()
    geometry[ROW] = places[len(places) // 2]
    whole, whole_ms = timed(lambda: afresh(register.layer.replace(geometry=geometry)))
    fresh = of_row(whole[2], ROW)
    found = Live(register, ROW, RULES, standing=standing).at(geometry[ROW])
    figures, goals = edited(whole, whole_ms)
    started = {"others": count, "engine": engine(), "prepare_ms": round(prepare, 1)}
    everything = {"everything_ms": round(whole_ms), "pairs": len(whole[2])}
    return tell(
        [{**started, **everything}, *(one.figure() for one in runs), *figures],
        controls(runs[0], fresh, found),
        [
            *(goal for one in runs for goal in one.goals(count)),
            at_least("verdicts of a run over everything", 1.0, float(agree(found, fresh))),
            *goals,
        ],
        as_json=asked.json,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
