"""The CRS in which a map is shown, whatever the plane its layers lie on.

Everything else lies on the project's plane; only what a frame shows is moved, when it is shown.
Degrees are shown as so many metres of the equator each, so that scales, pens and pixels are
reckoned in metres on any display.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Self
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis.geodesic import measure_legs
from scmap.formats.projection import reprojected
from scmap.model.extent import Extent
from scmap.model.layer import PLANE, Layer, Objects, bare
from scmap.model.project import DISPLAYS, Project

Points = NDArray[np.float64]

DEGREES = "EPSG:4326"
DEGREE_M = 6_378_137.0 * np.pi / 180  # of the equator
_STEP_M = 100.0  # over which the stretch of a display is measured
_NOWHERE = 1e12  # where points are put that the display cannot show
_PIECE = 256  # geometries that are moved in one go, with the interpreter held
_EDGE = 9  # places along an edge of an extent that are moved to find where it lies


@dataclass(frozen=True, slots=True)
class Display:
    """How a map is shown.

    Attributes
    ----------
    plane : str
        CRS of the layers, ``EPSG:n``.
    crs : str
        CRS that is shown, one of `DISPLAYS` or the plane itself.
    """

    plane: str = PLANE
    crs: str = PLANE

    @classmethod
    def of(cls, project: Project | None) -> Self:
        """Give how a project is shown."""
        if project is None:
            return cls()
        known = project.display in DISPLAYS  # a file from elsewhere may say anything
        return cls(project.crs, project.display if known else project.crs)

    @property
    def is_plain(self) -> bool:
        """Whether the plane itself is shown."""
        return self.crs == self.plane

    @property
    def is_degrees(self) -> bool:
        """Whether degrees are shown, as metres of the equator."""
        return self.crs == DEGREES

    def place(self, ground: Points) -> Points:
        """Give where points of the plane are shown, shape (n, 2), metres of the display."""
        if self.is_plain:
            return ground
        at = reprojected(ground, self.plane, self.crs)
        return at * DEGREE_M if self.is_degrees else at

    def ground(self, shown: Points) -> Points:
        """Give the points of the plane that are shown at places of the display, shape (n, 2)."""
        if self.is_plain:
            return shown
        at = shown / DEGREE_M if self.is_degrees else shown
        return reprojected(at, self.crs, self.plane)

    def shown(self, extent: Extent) -> Extent:
        """Give what a map must show so that an extent of the plane is seen."""
        return extent if self.is_plain else _around(self.place(_edge(extent)), extent)

    def seen(self, extent: Extent) -> Extent:
        """Give an extent of the plane that holds what is seen in one of the display."""
        return extent if self.is_plain else _around(self.ground(_edge(extent)), extent)

    def stretch(self, x: float, y: float) -> float:
        """Tell how many metres of the display a metre on the ground is, eastwards from a place.

        The plane of the country is true to scale within a thousandth; nothing is measured there.
        """
        plain = self.is_plain or self.crs == PLANE
        return 1.0 if plain else _stretch(self.crs, x, y)

    def moved(self, layer: Layer) -> Layer:
        """Give a layer as it is shown; worked out once.

        Its coordinates, and the columns ``x`` and ``y``, are metres of the display.
        """
        if self.is_plain or layer.crs != self.plane:
            return layer
        known = _MOVED.setdefault(layer, {})
        if self.crs not in known:
            known[self.crs] = self._moved(layer)
        return known[self.crs]

    def knows(self, layer: Layer) -> bool:
        """Tell whether a layer as it is shown is there without any work."""
        return self.is_plain or layer.crs != self.plane or self.crs in _MOVED.get(layer, {})

    def _moved(self, layer: Layer) -> Layer:
        columns = dict(layer.columns)
        if {"x", "y"} <= columns.keys() and columns["x"].dtype == columns["y"].dtype == float:
            at = self._finite(np.column_stack((columns["x"], columns["y"])))
            at[at == _NOWHERE] = np.nan
            columns["x"], columns["y"] = (np.ascontiguousarray(one) for one in at.T)
        geometry = self._shapes(layer) if layer.points is None else self._points(layer.points)
        return layer.replace(geometry=geometry, columns=columns, crs=f"{self.crs} m")

    def _finite(self, ground: Points) -> Points:
        """Give where points are shown; nowhere if the display cannot show them."""
        at = self.place(ground)
        return np.where(np.isfinite(at), at, _NOWHERE)

    def _points(self, points: Points) -> Objects:
        return bare(self._finite(points))

    def _shapes(self, layer: Layer) -> Objects:
        """Move geometries, a few at a time; what the display cannot show is None."""
        moved = np.empty(len(layer), dtype=object)
        for start in range(0, len(layer), _PIECE):
            some = slice(start, start + _PIECE)
            moved[some] = shapely.transform(layer.geometry[some], self._finite)
        moved[(shapely.bounds(moved) >= _NOWHERE).any(axis=1)] = None
        return moved


PLAIN = Display()

# Layers are immutable, so what follows from one holds as long as it lives.
_MOVED: WeakKeyDictionary[Layer, dict[str, Layer]] = WeakKeyDictionary()


@lru_cache(maxsize=256)
def _stretch(crs: str, x: float, y: float) -> float:
    ends = np.array([[x - _STEP_M / 2, y], [x + _STEP_M / 2, y]])
    at = ends / DEGREE_M if crs == DEGREES else reprojected(ends, crs, DEGREES)
    metres = float(measure_legs(at)[0]) if np.isfinite(at).all() else np.nan
    return _STEP_M / metres if np.isfinite(metres) and metres > 0 else 1.0


def _edge(extent: Extent) -> Points:
    """Give places along the border of an extent and within it."""
    x, y = np.meshgrid(
        np.linspace(extent.x0, extent.x1, _EDGE), np.linspace(extent.y0, extent.y1, _EDGE)
    )
    return np.column_stack((x.ravel(), y.ravel()))


def _around(places: Points, before: Extent) -> Extent:
    """Give the extent of the places that are any."""
    return Extent.around(np.hstack((places, places))) or before
