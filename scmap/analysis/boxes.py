"""Which footprints may meet: those whose bounding boxes do."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.model.layer import Objects
from scmap.progress import Progress, silent

_PLANTED = 2_048  # boxes of one tree: a few milliseconds in which the interpreter is held

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Boxes:
    """Bounding boxes of footprints, in trees that are looked up one after the other.

    A tree is planted in one go, with the interpreter held: one of the footprints themselves looks
    at all their vertices, and a window stood still for 1.3 s before 100,000 of them.

    Attributes
    ----------
    trees : tuple of (int, STRtree)
        Place of the first box, and the tree of those from there on.
    """

    trees: tuple[tuple[int, shapely.STRtree], ...]

    @classmethod
    def of(cls, footprints: Objects, progress: Progress = silent) -> Self:
        """Plant the boxes of (n,) footprints; those that are neighbours best follow each other."""
        trees = []
        for start in range(0, len(footprints), _PLANTED):
            trees.append((start, shapely.STRtree(_boxes(footprints[start : start + _PLANTED]))))
            progress(min(1.0, (start + _PLANTED) / len(footprints)))
        return cls(tuple(trees))

    def meeting(self, footprints: Objects) -> tuple[Rows, Rows]:
        """Give the pairs of places here and among the boxes, each (k,), whose boxes meet."""
        asked = _boxes(footprints)
        pairs = [np.empty((2, 0), np.intp)]
        for start, tree in self.trees:
            pairs.append(tree.query(asked))
            pairs[-1][1] += start
        here, there = np.concatenate(pairs, axis=1)
        return here, there


def _boxes(footprints: Objects) -> Objects:
    bounds = shapely.bounds(footprints).reshape(-1, 4)
    boxes: Objects = shapely.box(*bounds.T)
    return boxes
