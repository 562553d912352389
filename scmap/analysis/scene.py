"""The place at which preconditions are checked, and the facilities that are known of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.errors import CrsMismatchError
from scmap.model.facility import is_fictional
from scmap.model.layer import Layer, Objects, are_finite, objects
from scmap.model.linkage import Precondition, Selection, TemplateTable

_OPEN_SHARE = 0.01  # of a zone that a layer may not know: boundaries differ by slivers


@dataclass(frozen=True, eq=False)
class Facilities:
    """Facility layers by role, and where each of them knows what is there.

    Attributes
    ----------
    layers : mapping of str to Layer
        By role; all on one plane.
    known : mapping of str to polygon
        Ground that a role's layer describes: outside it, a missing camera is not "no camera". A
        role without an entry describes everywhere.
    """

    layers: Mapping[str, Layer]
    known: Mapping[str, shapely.Geometry] = field(default_factory=dict)
    _chosen: dict[str, Layer] = field(default_factory=dict, init=False, repr=False)
    _unsure: dict[str, Layer] = field(default_factory=dict, init=False, repr=False)
    _there: dict[str, Layer] = field(default_factory=dict, init=False, repr=False)

    def on(self, crs: str) -> "Facilities":
        """Give these facilities when all of them lie on the plane `crs`.

        Raises
        ------
        CrsMismatchError
            ``planes_differ``, naming the first layer that does not.
        """
        for layer in self.layers.values():
            if layer.crs != crs:
                raise CrsMismatchError(
                    "planes_differ", layer=layer.title, crs=layer.crs, project=crs
                )
        return self

    def chosen(self, selection: Selection) -> Layer:
        """Give the features of a selection that have a place; kept for the next question."""
        if selection.id not in self._chosen:
            layer = self._placed(selection.layer)
            self._chosen[selection.id] = layer.take(selection.mask(layer))
        return self._chosen[selection.id]

    def unsure(self, selection: Selection) -> Layer:
        """Give the features that would belong to a selection if an unknown cell were filled in."""
        if selection.id not in self._unsure:
            layer = self._placed(selection.layer)
            self._unsure[selection.id] = layer.take(selection.unsure(layer))
        return self._unsure[selection.id]

    def _placed(self, role: str) -> Layer:
        """Give the features of a layer that have a place, with geometries that can be measured."""
        if role not in self._there:
            layer = self.layers[role]
            layer = layer.take(are_finite(layer.geometry))
            if not shapely.is_valid(layer.geometry).all():
                layer = layer.replace(geometry=shapely.make_valid(layer.geometry))
            self._there[role] = layer
        return self._there[role]


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """The two investments of a pair, as preconditions on pairs see them; giver first."""

    footprints: tuple[shapely.Geometry | None, shapely.Geometry | None]
    municipalities: tuple[frozenset[str], frozenset[str]]
    fields: tuple[frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What a verb found: its measure, and what shows it.

    Attributes
    ----------
    value : float
        In the unit of the precondition's least value; NaN where there is nothing to measure on.
    features : tuple of str
        uids of the features that were counted.
    shown : (k,) object
        Geometries for the map.
    counts : mapping of str to float
        Further numbers for its words.
    partners : tuple of (str, float)
        For each feature the uid of what it was found beside (a row of the second selection), and
        the metres between; () where features stand alone.
    """

    value: float
    features: tuple[str, ...] = ()
    shown: Objects = field(default_factory=lambda: objects(()))
    counts: Mapping[str, float] = field(default_factory=dict)
    partners: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, eq=False)
class Scene:
    """One place with all that is asked about it.

    Attributes
    ----------
    facilities : Facilities
        What is known.
    table : TemplateTable
        Selections and parameters.
    zone : polygon or None
        The place; None when it is unknown.
    """

    facilities: Facilities
    table: TemplateTable
    zone: shapely.Geometry | None
    _within: dict[str, Layer] = field(default_factory=dict, init=False, repr=False)
    _described: dict[int, bool] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def ground(self) -> shapely.Geometry:
        """The zone where there is one; preconditions on a place are asked of no other scene."""
        if self.zone is None:
            raise ValueError("a scene without a zone has no ground")
        shapely.prepare(self.zone)
        return self.zone

    def chosen(self, selection: str) -> Layer:
        """Give the features of a selection, wherever they are."""
        return self.facilities.chosen(self.table.selections[selection])

    def within(self, selection: str) -> Layer:
        """Give the features of a selection that meet the zone, whole; kept for the next verb."""
        if selection not in self._within:
            layer = self.chosen(selection)
            self._within[selection] = layer.take(self._meeting(layer))
        return self._within[selection]

    def _meeting(self, layer: Layer) -> NDArray[np.intp]:
        """Give the rows of a layer that meet the zone, in order."""
        return np.sort(layer.tree.query(self.ground, predicate="intersects"))

    def cut(self, selection: str) -> Objects:
        """Give the geometries of `within`, cut to the zone."""
        cut: Objects = self.within(selection).geometry.copy()
        crossing = ~shapely.covers(self.ground, cut)  # few: cutting is far dearer than asking
        cut[crossing] = shapely.intersection(cut[crossing], self.ground)
        return cut

    def distance(self, ask: Precondition, place: int = 0) -> float:
        """Give the value of one of the precondition's distances, metres."""
        return self.table.value(ask.distances[place])

    def lacking(self, ask: Precondition) -> tuple[str, ...]:
        """Name the layers that a precondition needs and that are not there, by role."""
        return tuple(role for role in self.roles(ask) if role not in self.facilities.layers)

    def silent(self, ask: Precondition) -> tuple[str, ...]:
        """Name the layers that do not know the zone, by role."""
        return tuple(role for role in self.roles(ask) if not self._describes(role))

    def unsure(self, ask: Precondition) -> bool:
        """Tell whether the zone has features that might count, were their cells not unknown."""
        chosen = (self.table.selections[one] for one in ask.of)
        return any(self._meeting(self.facilities.unsure(one)).size for one in chosen)

    def fictional(self, ask: Precondition) -> bool:
        """Tell whether a precondition rests on made-up rows."""
        return any(is_fictional(self.facilities.layers[role]) for role in self.roles(ask))

    def roles(self, ask: Precondition) -> tuple[str, ...]:
        """Name the layers that a precondition rests on, by role."""
        return tuple(dict.fromkeys(self.table.selections[one].layer for one in ask.of))

    def _describes(self, role: str) -> bool:
        """Tell whether a layer knows all of the zone; kept for what knows the very same ground."""
        known = self.facilities.known.get(role)
        if known is None:
            return True
        if id(known) not in self._described:
            beyond = shapely.area(shapely.difference(self.ground, known))
            self._described[id(known)] = bool(beyond <= _OPEN_SHARE * shapely.area(self.ground))
        return self._described[id(known)]
