"""Which linked services fit a place or a pair of investments, and what is still missing.

Formulas: DOMAIN §3 and §5.2 (P). What cannot be computed is unknown with its reason, never unmet.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b
from types import MappingProxyType
from typing import Self, TypeAlias

import numpy as np
import shapely

from scmap.analysis import pair_measures, place_measures, road_measures
from scmap.analysis.register import Register, words
from scmap.analysis.repair import areal
from scmap.analysis.scene import Ends, Facilities, Measured, Scene
from scmap.analysis.verdict import EXACT, judge
from scmap.model.letting_go import let_go
from scmap.model.linkage import Check, Fit, Precondition, Template, TemplateTable, Ways
from scmap.model.verdict import Candidates, Rows, Values
from scmap.progress import Progress, give_way, giving_way, part, silent

PlaceVerb: TypeAlias = Callable[[Scene, Precondition], Measured]
PairVerb: TypeAlias = Callable[[Ends], Measured]

PLACE_VERBS: Mapping[str, PlaceVerb] = MappingProxyType(
    {
        verb.__name__: verb
        for verb in (
            place_measures.meeting,
            place_measures.coverage,
            place_measures.served,
            place_measures.unserved,
            place_measures.near,
            place_measures.inside,
            place_measures.together,
            place_measures.present,
            road_measures.length,
            road_measures.entries,
            road_measures.watched_entries,
            road_measures.near_watched,
            road_measures.reaching,
            road_measures.on_routes,
            road_measures.along,
        )
    }
)

PAIR_VERBS: Mapping[str, PairVerb] = MappingProxyType(
    {
        verb.__name__: verb
        for verb in (
            pair_measures.shared_ground,
            pair_measures.same_municipality,
            pair_measures.shared_field,
        )
    }
)


Side: TypeAlias = tuple[str, frozenset[str]]  # of an investment: its kind, its service fields


@dataclass(frozen=True, eq=False)
class Parties:
    """What a register says of its investments, read once: there are far more pairs than these.

    Attributes
    ----------
    register : Register
        The investments.
    table : TemplateTable
        The catalogue.
    sides : tuple of Side
        What each investment is.
    """

    register: Register
    table: TemplateTable
    sides: tuple[Side, ...]
    _of_sides: dict[Side, tuple[Ways, ...]] = field(default_factory=dict, init=False, repr=False)
    _keys: dict[int, bytes] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, register: Register, table: TemplateTable) -> Self:
        """Read the kinds and fields of a register."""
        kinds, fields = register.layer.text("kind"), register.layer.text("fields")
        sides = (
            (kind or "", words(of)) for kind, of in giving_way(zip(kinds, fields, strict=True))
        )
        return cls(register, table, tuple(sides))

    def suited(self, left: int, right: int) -> Iterator[tuple[Template, bool]]:
        """Give the templates whose roles fit two investments, and whether the right one gives."""
        ways = zip(self._catalogue, self._ways(left), self._ways(right), strict=True)
        turned = ((template, template.turned(*pair)) for template, *pair in ways)
        return ((template, way) for template, way in turned if way is not None)

    def _ways(self, row: int) -> tuple[Ways, ...]:
        side = self.sides[row]
        if side not in self._of_sides:
            self._of_sides[side] = tuple(one.ways(*side) for one in self._catalogue)
        return self._of_sides[side]

    def key(self, row: int) -> bytes:
        """Tell the ground of an investment from others that are not the very same."""
        if row not in self._keys:
            self._keys[row] = _told(self.register.footprints[row])
        return self._keys[row]

    @cached_property
    def _catalogue(self) -> tuple[Template, ...]:
        return tuple(self.table.templates.values())

    def ends(self, giver: int, taker: int) -> Ends:
        """Give what preconditions on a pair ask of its two sides."""
        footprints, places = self.register.footprints, self.register.municipalities
        return Ends(
            footprints=(footprints[giver], footprints[taker]),
            municipalities=(places[giver], places[taker]),
            fields=(self.sides[giver][1], self.sides[taker][1]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Zone:
    """A place where preconditions are checked; None is no place that could be."""

    shape: shapely.Geometry | None
    key: bytes

    @classmethod
    def of(cls, shape: shapely.Geometry | None) -> Self:
        return cls(shape, _told(shape))


@dataclass(frozen=True, eq=False)
class Survey:
    """Checks templates place by place and pair by pair; what it found at a place is kept.

    Many investments stand on the very ground of their municipality: each two grounds are met once.

    Attributes
    ----------
    facilities : Facilities
        What stands in the field.
    table : TemplateTable
        The catalogue.
    """

    facilities: Facilities
    table: TemplateTable
    _scenes: dict[bytes, Scene] = field(default_factory=dict, init=False, repr=False)
    _checks: dict[tuple[bytes, Precondition], Check] = field(
        default_factory=dict, init=False, repr=False
    )
    _grounds: dict[tuple[bytes, bytes], _Zone] = field(default_factory=dict, init=False, repr=False)

    def at(self, zone: shapely.Geometry | None, *, progress: Progress = silent) -> tuple[Fit, ...]:
        """Check every template at a place, in the catalogue's order.

        Parameters
        ----------
        zone : polygon or None
            On the plane of the facilities; with None everything is unknown.
        progress : Progress
            Told the share of templates checked; may raise CancelledError.
        """
        chosen = tuple(self.table.templates.values())
        fits, place = [], _Zone.of(zone)
        for done, template in enumerate(chosen, start=1):
            fits.append(Fit(template, self._checked(template, place, None)))
            progress(done / len(chosen))
        return tuple(fits)

    def between(
        self, parties: Parties, left: int, right: int, *, progress: Progress = silent
    ) -> tuple[Fit, ...]:
        """Check the templates whose roles fit a pair, the best first.

        Parameters
        ----------
        parties : Parties
            The investments, on the plane of the facilities.
        left, right : int
            Rows of the pair.
        progress : Progress
            Asked before each template, which may be the first to look through a layer; may raise
            CancelledError.
        """
        suited = tuple(parties.suited(left, right))
        if not suited:
            return ()  # where they are is asked by nobody
        zone, uids = self._ground(parties, left, right), parties.register.layer.uids
        fits = []
        for template, turned in suited:
            progress(0.0)
            giver, taker = (right, left) if turned else (left, right)
            checks = self._checked(template, zone, parties.ends(giver, taker))
            fits.append(Fit(template, checks, str(uids[giver]), str(uids[taker])))
        return ranked(fits)

    def _ground(self, parties: Parties, left: int, right: int) -> _Zone:
        key = parties.key(left), parties.key(right)
        if key not in self._grounds:
            footprints = parties.register.footprints
            self._grounds[key] = _Zone.of(common_ground(footprints[left], footprints[right]))
        return self._grounds[key]

    def _checked(self, template: Template, zone: _Zone, ends: Ends | None) -> tuple[Check, ...]:
        return tuple(self._check(one, zone, ends) for one in template.preconditions)

    def _check(self, ask: Precondition, zone: _Zone, ends: Ends | None) -> Check:
        least = self.table.value(ask.least)
        if ask.verb in PAIR_VERBS:
            return _of_pair(ask, least, ends)
        if (zone.key, ask) not in self._checks:
            scene = self._scenes.get(zone.key)
            if scene is None:
                scene = self._scenes[zone.key] = Scene(self.facilities, self.table, zone.shape)
            self._checks[zone.key, ask] = _of_place(ask, least, scene)
        return self._checks[zone.key, ask]


def _told(shape: shapely.Geometry | None) -> bytes:
    """Tell a shape from others that are not the very same, in 16 bytes."""
    return b"" if shape is None else blake2b(shapely.to_wkb(shape), digest_size=16).digest()


def find_fits(
    zone: shapely.Geometry | None,
    facilities: Facilities,
    table: TemplateTable,
    *,
    progress: Progress = silent,
) -> tuple[Fit, ...]:
    """Check every template at a place, in the catalogue's order; see `Survey.at`."""
    return Survey(facilities, table).at(zone, progress=progress)


def find_pair_fits(
    register: Register,
    left: Rows,
    right: Rows,
    facilities: Facilities,
    table: TemplateTable,
    *,
    progress: Progress = silent,
) -> tuple[tuple[Fit, ...], ...]:
    """Check the templates whose roles fit each pair, the best first.

    Parameters
    ----------
    register : Register
        The investments.
    left, right : (k,) intp
        Rows of each pair.
    facilities, table
        What stands in the field, and the catalogue.
    progress : Progress
        Told the share of pairs checked; may raise CancelledError.

    Raises
    ------
    CrsMismatchError
        If a facility layer lies on another plane than the investments.
    """
    survey, parties = Survey(facilities.on(register.layer.crs), table), Parties.of(register, table)
    found = []
    for done, (one, other) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        share = done / len(left)
        progress(share)
        found.append(survey.between(parties, one, other, progress=part(progress, share, share)))
    kept: list[object] = [survey, parties]  # thousands of places: not freed in one go on leaving
    del survey, parties
    let_go(kept)
    progress(1.0)
    return tuple(found)


def shares(fits: Iterable[Sequence[Fit]]) -> Values:
    """P of each pair: the highest share among its templates, NaN where none was computed, (k,)."""
    known = ([fit.share for fit in pair if not math.isnan(fit.share)] for pair in giving_way(fits))
    return np.array([max(one, default=math.nan) for one in known], dtype=float)


def with_preconditions(found: Candidates, preconditions: Values) -> Candidates:
    """Judge candidates again with P known: linkage scores and opinions follow, grades stay.

    Parameters
    ----------
    found : Candidates
        The pairs; those whose P is what it was are not judged again.
    preconditions : (p,) float64
        P of the first p pairs; that of the others is unknown.
    """
    known = np.full(len(found), np.nan)
    known[: len(preconditions)] = preconditions
    was = found.preconditions
    rows = np.flatnonzero(~((was == known) | (np.isnan(was) & np.isnan(known))))
    some = found.take(rows)
    give_way()
    judged = judge(
        some.verdict.terms, known[rows], some.interoperability, some.rules, some.regional
    )
    give_way()
    linkage, opinion = found.verdict.linkage.copy(), found.verdict.opinion_code.copy()
    linkage[rows], opinion[rows] = judged.linkage, judged.opinion_code
    verdict = replace(found.verdict, linkage=linkage, opinion_code=opinion)
    return replace(found, preconditions=known, verdict=verdict)


def linkage_score(found: Candidates, row: int, share: float) -> float:
    """L of one pair with the share of one template, 0 to 100."""
    one = found.take(np.array([row], dtype=np.intp))
    return float(with_preconditions(one, np.array([share])).verdict.linkage[0])


def ranked(fits: Iterable[Fit]) -> tuple[Fit, ...]:
    """Order by share, the highest first and the uncomputed last; equals keep their order."""
    return tuple(sorted(fits, key=lambda fit: -1.0 if math.isnan(fit.share) else -fit.share - 1))


def common_ground(
    one: shapely.Geometry | None, other: shapely.Geometry | None
) -> shapely.Geometry | None:
    """Give the place that a pair is about: shared ground, or else the ground that either has."""
    if one is None or other is None:
        return one or other
    shared = areal(shapely.intersection(one, other))
    if shared is not None and shared.area >= place_measures.FLOOR:
        return shared
    return areal(shapely.union(one, other))


def _of_pair(ask: Precondition, least: float, ends: Ends | None) -> Check:
    if ends is None:
        return Check(ask, "unknown", math.nan, least, why="pair")
    return _judged(ask, least, PAIR_VERBS[ask.verb](ends))


def _of_place(ask: Precondition, least: float, scene: Scene) -> Check:
    why, lacking = _obstacle(ask, scene)
    if why:
        return Check(ask, "unknown", math.nan, least, why=why, lacking=lacking)
    check = _judged(ask, least, PLACE_VERBS[ask.verb](scene, ask))
    if check.state == "unmet" and scene.unsure(ask):
        check = replace(check, state="unknown", why="cells", lacking=scene.roles(ask))
    return replace(check, fictional=scene.fictional(ask))


def _obstacle(ask: Precondition, scene: Scene) -> tuple[str, tuple[str, ...]]:
    """Tell why a precondition cannot be computed, and for want of which layers."""
    lacking = scene.lacking(ask)
    if lacking:
        return "layer", lacking
    if scene.zone is None:
        return "zone", ()
    silent_layers = scene.silent(ask)
    return ("data" if silent_layers else "", silent_layers)


def _judged(ask: Precondition, least: float, found: Measured) -> Check:
    """Hold what was measured against the least value; a tie is met."""
    unknown = math.isnan(found.value)
    met = found.value >= least - EXACT
    return Check(
        ask,
        "unknown" if unknown else "met" if met else "unmet",
        found.value,
        least,
        why="nothing" if unknown else "",
        counts=found.counts,
        features=found.features,
        shown=found.shown,
        partners=found.partners,
    )
