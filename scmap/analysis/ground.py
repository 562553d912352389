"""The ground that pairs of investments share, cut when it is asked for and kept."""

import threading
from collections import OrderedDict

import numpy as np
import shapely

from scmap.analysis.repair import repair_footprints
from scmap.analysis.shared_area import Shapes, cut_pairs
from scmap.model.difference import Difference
from scmap.model.layer import Layer, Objects
from scmap.model.overlap import Rows
from scmap.progress import Progress, silent

KEPT = 20_000  # polygons that stay in memory: about 60 MB of winding borders


class Ground:
    """Shared ground of the pairs of one layer; any thread may ask.

    Equal footprints are cut once, whatever the number of investments that stand on them.

    Parameters
    ----------
    layer : Layer
        The investments whose rows are paired.
    footprints : (n,) object or None
        Their valid footprints, where these are at hand.
    """

    def __init__(self, layer: Layer, footprints: Objects | None = None) -> None:
        self.layer = layer
        valid = repair_footprints(layer)[0] if footprints is None else footprints
        self._shapes = Shapes.of(valid)
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[int, int], shapely.Geometry] = OrderedDict()

    def cut(self, left: Rows, right: Rows, *, progress: Progress = silent) -> Objects:
        """Give the polygons that pairs of rows share; an empty one where they share no ground.

        Parameters
        ----------
        left, right : (k,) intp
            Rows of the layer.
        progress : Progress
            Told the share done; may raise CancelledError.

        Returns
        -------
        (k,) object
            Polygonal geometries on the plane of the layer.
        """
        shapes = self._shapes
        one, other = shapes.number[left], shapes.number[right]
        keys = list(
            zip(np.minimum(one, other).tolist(), np.maximum(one, other).tolist(), strict=True)
        )
        with self._lock:
            known = {key: self._kept[key] for key in keys if key in self._kept}
        lacking = [key for key in dict.fromkeys(keys) if key not in known and key[0] >= 0]
        if lacking:
            cut = cut_pairs(shapes.distinct, *shapes.turned(*np.transpose(lacking)), progress)
            fresh = dict(zip(lacking, cut, strict=True))
            known |= fresh
            self._keep(fresh)
        nothing = shapely.Polygon()
        ground = np.empty(len(keys), dtype=object)
        ground[:] = [known.get(key, nothing) for key in keys]
        return ground

    def updated(self, footprints: Objects, difference: Difference) -> "Ground":
        """Give the ground of a later state of the layer; what was cut of rows that stayed is kept.

        Parameters
        ----------
        footprints : (n,) object
            Valid footprints of that state.
        difference : Difference
            What changed, from this ground's layer on.
        """
        later = Ground(difference.after, footprints)
        stayed = np.flatnonzero(~difference.moved)
        now = np.full(len(self._shapes.distinct) + 1, -1, dtype=np.intp)  # the last has no shape
        now[self._shapes.number[difference.origin[stayed]]] = later._shapes.number[stayed]
        now[-1] = -1
        with self._lock:
            known = list(self._kept.items())
        for (one, other), ground in known:
            pair = int(min(now[one], now[other])), int(max(now[one], now[other]))
            if pair[0] >= 0:
                later._kept[pair] = ground
        return later

    def _keep(self, fresh: dict[tuple[int, int], shapely.Geometry]) -> None:
        """Keep what was cut, and let go of what was cut longest ago."""
        with self._lock:
            self._kept.update(fresh)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
