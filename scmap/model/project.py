"""A project: everything that one planner's file holds, as one immutable value."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from scmap.model import investment
from scmap.model.layer import PLANE, Layer
from scmap.model.maplayer import MapLayer

# CRS in which a map can be shown: the country's plane, its belts, the web's, and degrees.
DISPLAYS = (PLANE, "EPSG:5186", "EPSG:5185", "EPSG:5187", "EPSG:3857", "EPSG:4326")


def new_uid() -> str:
    """Make the identity of a new thing (a random UUID)."""
    return str(uuid.uuid4())


@dataclass(frozen=True, slots=True, eq=False)
class Project:
    """All that is open: data layers and how the map shows them.

    A command is a function from a project to a project; what did not change is the same object,
    so that a change is found by identity.

    Attributes
    ----------
    uid, title : str
        Identity and the words in the window's title.
    crs : str
        Plane on which everything is analysed and kept.
    municipality : str
        Code of the municipality that the project is about; "" for the whole country.
    layers : tuple of Layer
        The data.
    map : tuple of MapLayer
        The layer tree, from the bottom of the map to its top.
    display_crs : str
        CRS in which the map is shown; "" for the plane.
    """

    uid: str
    title: str
    crs: str = PLANE
    municipality: str = ""
    layers: tuple[Layer, ...] = ()
    map: tuple[MapLayer, ...] = ()
    display_crs: str = ""

    @property
    def display(self) -> str:
        """CRS in which the map is shown."""
        return self.display_crs or self.crs

    def layer(self, uid: str) -> Layer | None:
        """Give the layer with this uid, or None."""
        return next((layer for layer in self.layers if layer.uid == uid), None)

    def named(self, name: str) -> Layer | None:
        """Give the layer with this table name, or None."""
        return next((layer for layer in self.layers if layer.name == name), None)

    @property
    def investments(self) -> Layer | None:
        """The investment layer, or None while the project has none."""
        return self.named(investment.TABLE)

    def with_layer(self, layer: Layer) -> Self:
        """Give the project with `layer` in place of the one with its uid, or added at the end."""
        if self.layer(layer.uid) is None:
            return replace(self, layers=(*self.layers, layer))
        kept = tuple(layer if old.uid == layer.uid else old for old in self.layers)
        return replace(self, layers=kept)

    def with_map(self, entries: Iterable[MapLayer]) -> Self:
        """Give the project with another layer tree."""
        return replace(self, map=tuple(entries))

    def with_entry(self, entry: MapLayer) -> Self:
        """Give the project with `entry` in place of the one with its uid, or added on top."""
        if all(old.uid != entry.uid for old in self.map):
            return self.with_map((*self.map, entry))
        return self.with_map(entry if old.uid == entry.uid else old for old in self.map)
