"""Templates of linked services (연계서비스), and how far one fits a place or a pair."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from math import nan
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scmap.model.layer import Layer, Objects, objects
from scmap.model.maplayer import Where
from scmap.words import language

Basis: TypeAlias = Literal["statutory", "reported", "judgement"]
State: TypeAlias = Literal["met", "unmet", "unknown"]
Standing: TypeAlias = Literal["full", "partial", "none", "unknown"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words of a table that the planner may edit, in both languages; `str` gives the window's."""

    ko: str
    en: str

    def __str__(self) -> str:
        return self.of(language())

    def of(self, code: str) -> str:
        """Give the words in language `code`; Korean where the table has no English."""
        return self.en or self.ko if code == "en" else self.ko


@dataclass(frozen=True, slots=True)
class Parameter:
    """A distance, share or count that preconditions ask for; printed in 분석조건.

    Attributes
    ----------
    id : str
        Name by which preconditions refer to it.
    value : float
        In `unit`; shares from 0 to 1.
    unit : str
        "m", "km", "share" or "count".
    basis : str
        Whether a law says so, a source reports it, or it is a judgement that may be edited.
    source : str
        Who reports it, or why it was judged so.
    title : Text
        What the planner reads.
    """

    id: str
    value: float
    unit: str
    basis: Basis
    source: str
    title: Text


@dataclass(frozen=True, slots=True)
class Selection:
    """Features that a precondition speaks of: some rows of a facility layer.

    Attributes
    ----------
    id : str
        Name by which preconditions refer to it.
    layer : str
        Role of the layer ("camera", "road" …).
    where, unless : tuple of Where
        A row passes every one of `where` and none of `unless`.
    title : Text
        What the features are called ("방범 카메라").
    counter : str
        Korean counting word ("대", "개소").
    """

    id: str
    layer: str
    where: tuple[Where, ...]
    unless: tuple[Where, ...]
    title: Text
    counter: str

    def mask(self, layer: Layer) -> NDArray[np.bool_]:
        """Tell for each row whether it is chosen, shape (n,)."""
        possible, unknown = self._read(layer)
        return possible & ~unknown

    def unsure(self, layer: Layer) -> NDArray[np.bool_]:
        """Tell for each row whether only a cell that is unknown decides about it, shape (n,)."""
        possible, unknown = self._read(layer)
        return possible & unknown

    def _read(self, layer: Layer) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Tell which rows no known cell rules out, and which have an unknown one."""
        possible, unknown = np.ones(len(layer), dtype=bool), np.zeros(len(layer), dtype=bool)
        asked = [(one, True) for one in self.where] + [(one, False) for one in self.unless]
        for condition, wanted in asked:
            blank = np.array([cell is None for cell in layer.text(condition.field)], dtype=bool)
            possible &= (condition.mask(layer) == wanted) | blank
            unknown |= blank
        return possible, unknown


@dataclass(frozen=True, slots=True)
class Precondition:
    """What must be so on the ground for a service: a measure and the least it must reach.

    Attributes
    ----------
    verb : str
        How it is measured; see `scmap.analysis.preconditions`.
    of : tuple of str
        Selections that it is measured on, in the verb's order.
    distances : tuple of str
        Parameters that the verb measures with, in its order.
    least : str
        Parameter that the measure must reach.
    words : str
        Key of its words: ``linkage.<words>.title`` and so on.
    either : str
        Preconditions of a template with the same name here are alternatives; "" stands alone.
    spatial : bool
        Whether it counts for P, the share of spatial preconditions met.
    """

    verb: str
    of: tuple[str, ...]
    distances: tuple[str, ...]
    least: str
    words: str
    either: str = ""
    spatial: bool = True


Ways: TypeAlias = tuple[bool, bool]  # whether an investment can give, and can take


@dataclass(frozen=True, slots=True)
class Role:
    """Who can take a side of a service: kinds of investments, and fields of which one is needed.

    An empty set asks for nothing.
    """

    kinds: frozenset[str]
    fields: frozenset[str]

    def fits(self, kind: str, fields: frozenset[str]) -> bool:
        """Tell whether an investment of a kind with some service fields can take the side."""
        return (not self.kinds or kind in self.kinds) and (
            not self.fields or not self.fields.isdisjoint(fields)
        )


@dataclass(frozen=True, slots=True)
class Template:
    """A linked service as it is offered: who gives what to whom, where, and by which law.

    Attributes
    ----------
    id : str
        "T1" … "T13", "X1" … "X8".
    title : Text
        Its name.
    giver, taker : Role
        Investments that can give and take.
    source, target : Text
        Systems that give, and the agency or system that takes.
    items : tuple of Text
        Data items exchanged.
    direction : str
        "forward" (giver to taker) or "both".
    benefit : Text
        What is gained.
    legal : tuple of Text
        Laws by their full names, with what they say on it.
    agreements : tuple of Text
        What must be agreed besides, which no layer can tell.
    preconditions : tuple of Precondition
        What is checked on the map.
    """

    id: str
    title: Text
    giver: Role
    taker: Role
    source: Text
    target: Text
    items: tuple[Text, ...]
    direction: str
    benefit: Text
    legal: tuple[Text, ...]
    agreements: tuple[Text, ...]
    preconditions: tuple[Precondition, ...]

    def ways(self, kind: str, fields: frozenset[str]) -> Ways:
        """Tell whether an investment of a kind with some service fields can give, and can take."""
        return self.giver.fits(kind, fields), self.taker.fits(kind, fields)

    @staticmethod
    def turned(left: Ways, right: Ways) -> bool | None:
        """Tell whether a pair fits as it stands (False), the other way round (True), or not (None).

        Of each side is told whether it can give, and can take.
        """
        if left[0] and right[1]:
            return False
        return True if right[0] and left[1] else None


@dataclass(frozen=True, slots=True)
class TemplateTable:
    """The catalogue of linked services, with what its preconditions are measured by.

    Attributes
    ----------
    id, version, effective, source : str
        Which catalogue this is, since when, and whose.
    parameters, selections, templates : mapping of str
        By id, in the catalogue's order.
    layers : mapping of str to Text
        Titles of the facility layers by role, for naming one that is missing.
    """

    id: str
    version: str
    effective: str
    source: str
    parameters: Mapping[str, Parameter]
    selections: Mapping[str, Selection]
    layers: Mapping[str, Text]
    templates: Mapping[str, Template]

    def only(self, template: str) -> "TemplateTable":
        """Give the catalogue with one template."""
        return replace(self, templates={template: self.templates[template]})

    def measured_by(self, values: Mapping[str, float]) -> "TemplateTable":
        """Give the catalogue with other values of its parameters, by id."""
        parameters = {
            id_: replace(one, value=values.get(id_, one.value))
            for id_, one in self.parameters.items()
        }
        return self if parameters == self.parameters else replace(self, parameters=parameters)

    def same_as(self, other: "TemplateTable") -> bool:
        """Tell whether both ask for the same services under the same conditions."""
        one = (self.templates, self.selections, self.parameters)
        return self is other or one == (other.templates, other.selections, other.parameters)

    def value(self, parameter: str) -> float:
        """Give the value of a parameter."""
        return self.parameters[parameter].value


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """A precondition as it was found.

    Attributes
    ----------
    precondition : Precondition
        What was asked.
    state : str
        "met", "unmet", or "unknown" where it cannot be computed.
    value, least : float
        What was measured, NaN when unknown, and what was asked for.
    why : str
        Why it is unknown: "layer" (a layer is missing), "data" (a layer does not know this place),
        "cells" (rows that would decide lack a value), "nothing" (there is nothing to measure on),
        "zone" (no place), "pair" (no pair was asked about); "" where it is known.
    lacking : tuple of str
        Roles of the layers that are missing or do not know the place.
    counts : mapping of str to float
        Further numbers that its words name ("nearest": metres …).
    features : tuple of str
        uids of the features that show it.
    shown : (k,) object
        Geometries that show it on the map: points, lines between, ground covered.
    fictional : bool
        Whether it rests on rows that are made up (가상 예시).
    partners : tuple of (str, float)
        For each feature the uid of what it was found beside, and the metres between; () where
        features stand alone.
    """

    precondition: Precondition
    state: State
    value: float
    least: float
    why: str = ""
    lacking: tuple[str, ...] = ()
    counts: Mapping[str, float] = field(default_factory=dict)
    features: tuple[str, ...] = ()
    shown: Objects = field(default_factory=lambda: objects(()))
    fictional: bool = False
    partners: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """How far a linked service fits a place, or a pair of investments.

    Attributes
    ----------
    template : Template
        The service.
    checks : tuple of Check
        Its preconditions as they were found, in its order.
    giver, taker : str
        uids of the investments; "" where a place was asked about.
    """

    template: Template
    checks: tuple[Check, ...]
    giver: str = ""
    taker: str = ""

    @property
    def share(self) -> float:
        """P: spatial preconditions met over those computed; NaN when none was computed.

        What a template asks of the place decides: that two projects share ground says nothing
        about the cameras on it, so with no facility known P is not computable.
        """
        asked = [one for one in self.checks if one.precondition.spatial and one.precondition.of]
        if asked and all(one.state == "unknown" for one in asked):
            return nan
        states = [state for state in self._states(spatial=True) if state != "unknown"]
        return states.count("met") / len(states) if states else nan

    @property
    def standing(self) -> Standing:
        """Whether all that was computed is met ("full"), some ("partial"), none, or unknown."""
        states = [state for state in self._states(spatial=False) if state != "unknown"]
        if not states:
            return "unknown"
        met = states.count("met")
        return "full" if met == len(states) else "partial" if met else "none"

    def _states(self, *, spatial: bool) -> Iterator[State]:
        """Give the state of each precondition; alternatives are met together by the best one."""
        checks = [one for one in self.checks if one.precondition.spatial or not spatial]
        for either, group in groupby(checks, key=lambda one: one.precondition.either):
            states = [one.state for one in group]
            yield from states if not either else (_best(states),)


def _best(states: list[State]) -> State:
    if "met" in states:
        return "met"
    return "unknown" if "unknown" in states else "unmet"
