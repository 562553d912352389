"""What the faces of a depth come to, by every territory that is asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Self

import numpy as np

from scmap.analysis.depth_count import rows_of, shapes_on
from scmap.model.amounts import total
from scmap.model.depth import DEEPEST, Depth, DepthTables, Ground, Mask, Rows, Values
from scmap.progress import Progress, part, silent

_OF_FACES = ("bound", "between", "national", "invested")


def tabulate(
    depth: Depth,
    ground: int | None = None,
    *,
    rows: Mask | None = None,
    progress: Progress = silent,
) -> DepthTables:
    """Draw up a depth by every territory: depth, municipality, ministry line, two lines.

    Parameters
    ----------
    depth : Depth
        What was counted.
    ground : int or None
        Row of the one territory (municipality) whose faces are wanted; None = all faces.
    rows : (n,) bool or None
        Among which investments those that no face holds are counted; None = among all.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    there = depth.investments > 0
    if ground is not None:
        there &= depth.partition.ground == ground
    faces = np.flatnonzero(there & ~depth.sliver)
    deep = np.minimum(depth.ministries[faces], DEEPEST)
    places = depth.partition.ground[faces]
    placed, known = depth.partition.shape >= 0, depth.stakes.known
    among = np.ones(len(placed), dtype=bool) if rows is None else rows
    by_line, by_lines = _by_lines(depth, faces, part(progress, 0.0, 0.6))
    by_municipality = {row: measure(depth, faces[mine]) for row, mine in _grouped(places)}
    progress(0.8)
    return DepthTables(
        whole=measure(depth, faces),
        by_depth={k: measure(depth, faces[mine]) for k, mine in _grouped(deep)},
        by_municipality=by_municipality,
        by_line=by_line,
        by_lines=by_lines,
        slivers=measure(depth, np.flatnonzero(there & depth.sliver)),
        unknown_ministry=int((among & ~known).sum()),
        without_footprint=int((among & depth.chosen & ~placed).sum()),
        not_chosen=int((among & known & ~depth.chosen).sum()),
        regional=int((among & depth.stakes.regional & depth.chosen & placed).sum()),
    )


def measure(depth: Depth, faces: Rows) -> Ground:
    """Sum up some faces, each once.

    Unknown totals are no part of any sum; they are counted.
    """
    return _Part.of(depth, faces).ground(depth)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Sums over some faces, and the footprints on them: parts without common faces add up.

    `sums` holds faces, m², m² of several lines, then the money of `_OF_FACES`, then m² and money
    that rest on stand-ins.
    """

    sums: Values
    shapes: Mask

    @classmethod
    def of(cls, depth: Depth, faces: Rows) -> Self:
        area, deep = depth.partition.area[faces], depth.ministries[faces] > 1
        resting = depth.stand_in[faces]
        money = [getattr(depth, name)[faces] for name in _OF_FACES]
        parts = (area, area[deep], *money, area[resting], depth.bound[faces][resting])
        sums = np.array([len(faces), *(one.sum() for one in parts)], dtype=np.float64)
        return cls(sums, shapes_on(depth, faces))

    def ground(self, depth: Depth) -> Ground:
        faces, area, overlapped, bound, between, national, invested, *resting = self.sums.tolist()
        rows = rows_of(depth, self.shapes)
        share = (resting[1], bound) if bound else (resting[0], area)
        return Ground(
            faces=int(faces),
            investments=len(rows),
            area=area,
            overlapped=overlapped,
            bound=bound,
            between=between,
            national=national,
            invested=invested,
            unknown=total(depth.stakes.total[rows])[1],
            stand_in=share[0] / share[1] if share[1] else float("nan"),
        )


def _by_lines(
    depth: Depth, faces: Rows, progress: Progress
) -> tuple[Mapping[str, Ground], Mapping[tuple[str, str], Ground]]:
    """Sum up the ground of each ministry line, and that on which two of them invest.

    Faces on which the very same lines invest are summed up once, and these sums are added.
    """
    lines, packed = depth.lines, np.packbits(depth.has[faces], axis=1)
    _, first, kind = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    has = depth.has[faces][first]
    progress(0.3)
    parts = []
    for _, mine in _grouped(kind.ravel()):
        parts.append(_Part.of(depth, faces[mine]))
        progress(0.3 + 0.7 * len(parts) / len(has))
    sums = np.array([one.sums for one in parts])
    shapes = np.array([one.shapes for one in parts])

    def together(chosen: Mask) -> Ground:
        there = np.asarray(shapes[chosen].any(axis=0), dtype=bool)
        return _Part(sums[chosen].sum(axis=0), there).ground(depth)

    one = {line: together(has[:, place]) for place, line in enumerate(lines) if len(faces)}
    pairs = combinations(range(len(lines)), 2)
    both = {(lines[a], lines[b]): has[:, a] & has[:, b] for a, b in pairs}
    return one, {pair: together(mine) for pair, mine in both.items() if mine.any()}


def _grouped(values: Rows) -> Iterable[tuple[int, Rows]]:
    """Give each value, ascending, with the places at which it stands."""
    order = np.argsort(values, kind="stable")
    bounds = np.flatnonzero(np.diff(values[order], prepend=values.min(initial=0) - 1))
    for places in np.split(order, bounds[1:]) if len(order) else ():
        yield int(values[places[0]]), places
