"""What a map shows and at which size: all that painting needs, as one value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from scmap.cartography.display import PLAIN, Display
from scmap.model.extent import Extent
from scmap.model.layer import Layer
from scmap.model.maplayer import BASE, RESULT, MapLayer
from scmap.model.project import Project

MM_PER_INCH = 25.4
PT_PER_INCH = 72.0

LayerSource: TypeAlias = Callable[[str], Layer | None]


Masks: TypeAlias = Mapping[str, NDArray[np.bool_]]


@dataclass(frozen=True, eq=False)
class Drawn:
    """One entry of the layer tree together with the data it draws.

    Attributes
    ----------
    layer : Layer
        The data.
    entry : MapLayer
        Which rows, and their look.
    kept : (n,) bool or None
        Rows of the layer that are in view now (years, a cell of a matrix); None for all.
    """

    layer: Layer
    entry: MapLayer
    kept: NDArray[np.bool_] | None = None

    @property
    def rows(self) -> NDArray[np.intp]:
        """Row numbers that are drawn, ascending."""
        rows = self.entry.rows(self.layer)
        return rows if self.kept is None else rows[self.kept[rows]]


@dataclass(frozen=True, eq=False)
class Backdrop:
    """A picture of ground that lies below all layers.

    Attributes
    ----------
    extent : Extent
        Ground that it shows, on the plane of the map.
    pixels : (height, width) uint32
        ``0xAARRGGBB``, the first row in the north.
    credit : str
        Who is to be named beside it.
    """

    extent: Extent
    pixels: NDArray[np.uint32]
    credit: str = ""


@dataclass(frozen=True, eq=False)
class MapSettings:
    """A map: where, how large, and which layers.

    Attributes
    ----------
    extent : Extent
        What must be seen, where the layers lie; `view` is what the frame shows.
    width, height : int
        Size in device pixels.
    dpi : float
        Device pixels an inch: 96 times the scaling on screen, the resolution in print.
    layers : tuple of Drawn
        From the bottom to the top.
    background : str
        ``#RRGGBB`` behind everything, and the halo of labels.
    backdrop : Backdrop or None
        Picture above the background, below all layers.
    display : Display
        How the map is shown: extent and layers are in metres of the display.
    """

    extent: Extent
    width: int
    height: int
    dpi: float
    layers: tuple[Drawn, ...] = ()
    background: str = "#FFFFFF"
    backdrop: Backdrop | None = None
    display: Display = PLAIN

    @property
    def pixel(self) -> float:
        """Metres of the display that one device pixel stands for."""
        return max(self.extent.width / self.width, self.extent.height / self.height)

    @property
    def scale(self) -> float:
        """Denominator n of the scale 1:n, in the middle of the map."""
        return self.pixel / self.stretch * self.dpi / MM_PER_INCH * 1000

    @property
    def stretch(self) -> float:
        """Metres of the display that a metre on the ground is, in the middle of the map."""
        return self.display.stretch(*self.extent.centre)

    @property
    def view(self) -> Extent:
        """Ground that the whole frame shows: `extent`, widened to the frame's shape."""
        (x, y), dx, dy = (
            self.extent.centre,
            self.width * self.pixel / 2,
            self.height * self.pixel / 2,
        )
        return Extent(x - dx, y - dy, x + dx, y + dy)

    def mm(self, length: float) -> float:
        """Give device pixels for a length in millimetres on paper."""
        return length * self.dpi / MM_PER_INCH

    def pt(self, size: float) -> float:
        """Give device pixels for a type size in points."""
        return size * self.dpi / PT_PER_INCH

    def to_pixels(self, ground: NDArray[np.float64]) -> NDArray[np.float64]:
        """Place ground coordinates, shape (n, 2), on the frame; y runs downwards."""
        view = self.view
        return (ground - (view.x0, view.y1)) * (1 / self.pixel, -1 / self.pixel)

    def to_ground(self, x: float, y: float) -> tuple[float, float]:
        """Tell which ground a pixel of the frame shows."""
        view = self.view
        return view.x0 + x * self.pixel, view.y1 - y * self.pixel


def layer_sources(
    project: Project, boundaries: Callable[[str], Layer], results: Mapping[str, Layer]
) -> LayerSource:
    """Give the look-up from what entries of the tree name to layers.

    Parameters
    ----------
    project : Project
        Answers for the uids of its layers.
    boundaries : callable
        Gives the bundled boundaries of a level, for "base:<level>".
    results : mapping
        What the analysis found, by name, for "result:<name>".
    """

    def look_up(name: str) -> Layer | None:
        if name.startswith(BASE):
            return boundaries(name.removeprefix(BASE))
        if name.startswith(RESULT):
            return results.get(name.removeprefix(RESULT))
        return project.layer(name)

    return look_up


def map_settings(
    project: Project,
    sources: LayerSource,
    *,
    extent: Extent,
    width: int,
    height: int,
    dpi: float,
    kept: Masks | None = None,
    display: Display = PLAIN,
) -> MapSettings:
    """Compose the map of a project's layer tree.

    Parameters
    ----------
    project : Project
        Whose tree is drawn; hidden entries and those not drawn at this scale are left out.
    sources : callable
        Gives the layer for a layer's uid, "base:<level>" or "result:<name>"; entries for which it
        gives None (no analysis run yet) are left out.
    extent, width, height, dpi
        See `MapSettings`.
    kept : mapping, optional
        Rows in view by the same names as `sources`; what is not named is drawn whole.
    display : Display, optional
        How the map is shown; layers that lie on its plane are moved, which takes a while at first.
    """
    drawn = []
    masks = kept or {}
    frame = MapSettings(extent, width, height, dpi, display=display)
    scale = frame.scale
    for entry in project.map:
        seen = entry.visible and entry.symbology.at_scale(scale)
        layer = sources(entry.layer) if seen else None
        if layer is not None:
            drawn.append(Drawn(display.moved(layer), entry, masks.get(entry.layer)))
    return replace(frame, layers=tuple(drawn))
