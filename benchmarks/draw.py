"""Draw an area corner by corner over many footprints: all that a frame of the map waits for.

    python -m benchmarks.draw --json [--n 20000] [--short]

A frame is a place of the cursor: what it snaps to is found among all footprints, the area as it
would be closed there is made and looked at, and its pairs are measured and judged. Corners that it
snaps to are compared with a search over every corner, verdicts with a run over everything.
`--short` draws over 2,000 and takes less than a minute.
"""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from benchmarks.drag import MEDIAN, ROW, RULES, SHORT, SLOWEST, afresh, agree, of_row, others, timed
from benchmarks.outcome import Control, Goal, at_least, at_most, options, tell
from benchmarks.registers import TILE
from benchmarks.tiles import CORNER, SIDE
from scmap.analysis.editing.faults import fault_of
from scmap.analysis.editing.snapping import Snap, SnapIndex, Target
from scmap.analysis.kernel import engine
from scmap.analysis.live import Live, Standing
from scmap.analysis.register import Register

CORNERS, PLACES = 14, 40  # corners of the area, and places of the cursor between two of them
RADIUS = 2_500.0  # metres of the area that is drawn
REACH = 60.0  # metres of ten pixels at 1:22,000
CHECKED = 60  # places at which every corner is searched

Values = NDArray[np.float64]
Point = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Drawn:
    """One area, drawn."""

    frame_ms: Values
    cpu_ms: float  # of a frame, all threads together
    snap_ms: Values
    snaps: list[tuple[Point, Snap | None]]
    last: shapely.Geometry


def cursor(count: int) -> list[Point]:
    """Give the places of a hand that draws a ring over the middle of `count` footprints."""
    row = int(np.ceil(np.sqrt(-(-count // TILE))))
    middle = CORNER + row * SIDE / 2
    angles = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    wobble = RADIUS * (1 + 0.25 * np.sin(5 * angles))
    ring = middle + np.column_stack((np.cos(angles), np.sin(angles))) * wobble[:, None]
    shares = np.linspace(0, 1, PLACES, endpoint=False)[:, None]
    legs = [one + shares * (other - one) for one, other in pairwise(ring)]
    return [(x, y) for x, y in np.concatenate(legs).tolist()]


def draw(register: Register, live: Live, places: Sequence[Point]) -> Drawn:
    """Move the cursor from place to place; at each corner a point is set."""
    index, target = SnapIndex(), Target("investment", register.layer)
    corners: list[Point] = []
    frames, spent, snaps = [], [], []
    shape = register.footprints[ROW]
    index.snap([target], places[0], REACH)  # the layer's index is made when it is first drawn
    cpu = time.process_time()
    for number, place in enumerate(places):
        start = time.perf_counter()
        snap = index.snap([target], place, REACH)
        found = time.perf_counter()
        at = (snap.x, snap.y) if snap is not None else place
        ring = [*corners, at]
        if len(set(ring)) > 2:
            made = shapely.Polygon(ring)
            if fault_of(made) is None and made.area > 0:
                live.at(made)
                shape = made
        frames.append(1e3 * (time.perf_counter() - start))
        spent.append(1e3 * (found - start))
        snaps.append((place, snap))
        if number % PLACES == 0:
            corners.append(at)
    cpu = 1e3 * (time.process_time() - cpu) / len(places)
    return Drawn(np.array(frames), cpu, np.array(spent), snaps, shape)


def nearest_corner(corners: Values, place: Point) -> Point | None:
    """Search every corner."""
    away = np.hypot(*(corners - place).T)
    best = int(np.argmin(away))
    return (corners[best, 0], corners[best, 1]) if away[best] <= REACH else None


def right_corners(drawn: Drawn, corners: Values) -> bool:
    """Tell whether the corners that were snapped to are those nearest to the cursor."""
    every = drawn.snaps[:: max(1, len(drawn.snaps) // CHECKED)]
    for place, snap in every:
        truth = nearest_corner(corners, place)
        mine = (snap.x, snap.y) if snap is not None and snap.kind == "corner" else None
        if (truth is None) != (mine is None):
            return False
        if truth is not None and mine is not None:
            apart = abs(np.hypot(*np.subtract(truth, place)) - np.hypot(*np.subtract(mine, place)))
            if apart > 1e-6:
                return False
    return True


def figures(drawn: Drawn, count: int) -> tuple[dict[str, object], list[Goal]]:
    """Draw up what is printed, and what should be reached."""
    median, slow = np.percentile(drawn.frame_ms, (50, 99))
    figure: dict[str, object] = {
        "frames": len(drawn.frame_ms),
        "median_ms": round(float(median), 2),
        "p99_ms": round(float(slow), 2),
        "most_ms": round(float(drawn.frame_ms.max()), 2),
        "cpu_ms": round(drawn.cpu_ms, 2),
        "snap_median_ms": round(float(np.median(drawn.snap_ms)), 3),
        "snap_most_ms": round(float(drawn.snap_ms.max()), 2),
        "snapped": sum(snap is not None for _, snap in drawn.snaps),
    }
    over = f"drawing over {count:,}"
    return figure, [
        at_most(f"median ms, {over}", MEDIAN, float(median)),
        at_most(f"p99 ms, {over}", SLOWEST, float(slow)),
    ]


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    parser = options(__doc__)
    parser.add_argument("--n", type=int, default=20_000, help="number of others")
    asked = parser.parse_args(arguments)
    count = SHORT if asked.short else asked.n
    register = others(count)
    standing, prepare = timed(lambda: Standing.of(register.footprints))
    live, begin = timed(lambda: Live(register, ROW, RULES, standing=standing))
    drawn = draw(register, live, cursor(count))
    figure, goals = figures(drawn, count)
    corners = shapely.get_coordinates(register.layer.geometry)
    geometry = register.layer.geometry.copy()
    geometry[ROW] = shapely.multipolygons([drawn.last])
    fresh = of_row(afresh(register.layer.replace(geometry=geometry))[2], ROW)
    found = live.at(geometry[ROW])
    wrong = corners + 0.5
    started = {
        "others": count,
        "corners_of_others": len(corners),
        "engine": engine(),
        "prepare_ms": round(prepare, 1),
        "begin_ms": round(begin, 1),
    }
    return tell(
        [{**started, **figure}],
        [
            Control("every corner lies half a metre off", not right_corners(drawn, wrong)),
            Control("a pair is missing", not agree(found.take(np.arange(1, len(found))), fresh)),
        ],
        [
            *goals,
            at_least("corners nearest of all", 1.0, float(right_corners(drawn, corners))),
            at_least("verdicts of a run over everything", 1.0, float(agree(found, fresh))),
        ],
        as_json=asked.json,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
