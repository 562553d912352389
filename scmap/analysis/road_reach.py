"""How far one comes along roads from facilities: shortest ways on the lines of a road layer.

Roads meet where their lines cross or touch (bridges are not told from crossings); a facility and
a target go to the nearest road in a straight line. Dijkstra 1959, from all facilities at once.
"""

import heapq
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.model.layer import Objects, objects
from scmap.progress import Progress, silent

Numbers = NDArray[np.float64]
Rows = NDArray[np.intp]

_GRAIN = 0.01  # metres; ends of lines that lie nearer are one junction


@dataclass(frozen=True, slots=True, eq=False)
class Feet:
    """Where things come to the road: row, straight distance, section and metres along it.

    Attributes
    ----------
    rows : (m,) int
        Things that have a road within reach.
    aside : (m,) float64
        Metres from each to the road.
    section : (m,) int
    along : (m,) float64
        Metres from the section's first junction.
    """

    rows: Rows
    aside: Numbers
    section: Rows
    along: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Sections of road between junctions.

    Attributes
    ----------
    lines : (s,) object
        Each section, a LineString.
    length : (s,) float64
        Metres.
    start, stop : (s,) int
        Junctions at its ends.
    sections : tuple of tuple of int
        Sections that meet at each junction.
    """

    lines: Objects
    length: Numbers
    start: Rows
    stop: Rows
    sections: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, roads: Objects) -> Self:
        """Make a network of lines; they are cut where they cross."""
        merged = shapely.union_all(shapely.force_2d(roads))
        lines = objects(one for one in shapely.get_parts(merged) if shapely.length(one) > 0)
        if not len(lines):
            return cls(lines, np.empty(0), np.empty(0, np.intp), np.empty(0, np.intp), ())
        first = shapely.get_coordinates(shapely.get_point(lines, 0))
        last = shapely.get_coordinates(shapely.get_point(lines, -1))
        ends = np.round(np.concatenate((first, last)) / _GRAIN).astype(np.int64)
        _, junction = np.unique(ends, axis=0, return_inverse=True)
        junction = junction.ravel().astype(np.intp)
        meeting: list[list[int]] = [[] for _ in range(int(junction.max()) + 1)]
        start, stop = junction[: len(lines)], junction[len(lines) :]
        for section, (one, other) in enumerate(zip(start.tolist(), stop.tolist(), strict=True)):
            meeting[one].append(section)
            if other != one:
                meeting[other].append(section)
        return cls(lines, shapely.length(lines), start, stop, tuple(map(tuple, meeting)))

    def feet(self, things: Objects, aside: float) -> Feet:
        """Find the nearest road of each thing within `aside` metres."""
        none = np.empty(0, dtype=np.intp)
        if not len(self.lines) or not len(things):
            return Feet(none, np.empty(0), none, np.empty(0))
        (rows, section), apart = shapely.STRtree(self.lines).query_nearest(
            things, max_distance=aside, return_distance=True, all_matches=False
        )
        along = shapely.line_locate_point(self.lines[section], things[rows])
        return Feet(rows, apart, section, along)

    def ways(self, feet: Feet, most: float, *, progress: Progress = silent) -> Numbers:
        """Give the metres to each junction from the nearest foot, inf beyond `most`."""
        queue: list[tuple[float, int]] = []
        for aside, section, along in zip(
            feet.aside.tolist(), feet.section.tolist(), feet.along.tolist(), strict=True
        ):
            queue.append((aside + along, int(self.start[section])))
            queue.append((aside + float(self.length[section]) - along, int(self.stop[section])))
        heapq.heapify(queue)
        found = np.full(len(self.sections), math.inf)
        done = 0
        while queue:
            metres, junction = heapq.heappop(queue)
            if metres > most:
                break
            if metres >= found[junction]:
                continue
            found[junction] = metres
            done += 1
            if done % 4096 == 0:
                progress(min(0.99, done / len(found)))
            for section in self.sections[junction]:
                other = (
                    self.stop[section] if self.start[section] == junction else self.start[section]
                )
                further = metres + float(self.length[section])
                if further < found[other]:
                    heapq.heappush(queue, (further, int(other)))
        return found

    def reached(self, feet: Feet, ways: Numbers, most: float) -> Objects:
        """Give the parts of sections that are reached within `most` metres."""
        from_start = np.clip(most - ways[self.start], 0.0, self.length)
        from_stop = np.clip(most - ways[self.stop], 0.0, self.length)
        whole = from_start + from_stop >= self.length
        some = np.flatnonzero(~whole)
        parts = [self.lines[whole]]
        parts += [self._cut(row, 0.0, from_start[row]) for row in some.tolist()]
        parts += [
            self._cut(row, self.length[row] - from_stop[row], self.length[row])
            for row in some.tolist()
        ]
        left = most - feet.aside
        for row in np.flatnonzero(left > 0):
            section, along = feet.section[row], feet.along[row]
            if not whole[section]:
                end = min(along + left[row], self.length[section])
                parts.append(self._cut(section, max(along - left[row], 0.0), end))
        return np.concatenate(parts)

    def distances(self, feet: Feet, sources: Feet, ways: Numbers, count: int) -> Numbers:
        """Give the metres from each of `count` things to the nearest source, inf without a way.

        Parameters
        ----------
        feet : Feet
            Of the things.
        sources : Feet
            Of the facilities; one on the same section is reached directly.
        ways : (j,) float64
            What `ways` found of them.
        """
        by_start = ways[self.start[feet.section]] + feet.along
        by_stop = ways[self.stop[feet.section]] + self.length[feet.section] - feet.along
        nearest = np.minimum(by_start, by_stop)
        order = np.argsort(sources.section, kind="stable")
        lows = np.searchsorted(sources.section[order], feet.section, side="left")
        highs = np.searchsorted(sources.section[order], feet.section, side="right")
        for row in np.flatnonzero(highs > lows):
            same = order[lows[row] : highs[row]]
            direct = np.abs(sources.along[same] - feet.along[row]) + sources.aside[same]
            nearest[row] = min(nearest[row], float(direct.min()))
        found = np.full(count, math.inf)
        found[feet.rows] = nearest + feet.aside
        return found

    def _cut(self, row: int, start: float, stop: float) -> Objects:
        """Cut a part out of a section, metres from its first junction."""
        line, length = self.lines[row], float(self.length[row])
        if stop - start <= 0:
            return objects(())
        corners = shapely.get_coordinates(line)
        at = np.append(0.0, np.cumsum(np.hypot(*np.diff(corners, axis=0).T)))
        inner = corners[(at > start) & (at < min(stop, length))]
        ends = shapely.get_coordinates(shapely.line_interpolate_point(line, [start, stop]))
        return objects([shapely.LineString(np.vstack((ends[:1], inner, ends[1:])))])


def one_by_one(feet: Feet) -> Iterable[Feet]:
    """Give each foot alone, for counting how many facilities reach a target."""
    for row in range(len(feet.rows)):
        yield Feet(
            feet.rows[row : row + 1],
            feet.aside[row : row + 1],
            feet.section[row : row + 1],
            feet.along[row : row + 1],
        )
