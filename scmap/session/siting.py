"""What a siting question means in a project: its places, its standing centres, its groups."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis.siting.neighbours import touching
from scmap.errors import InputError
from scmap.model.attribute_form import PHASES
from scmap.model.codebook import parts
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import objects
from scmap.model.municipality import Municipality
from scmap.model.project import Project
from scmap.model.siting import Candidates, Demand, Joint

CENTRES = ("OPC", "CCC")  # kinds that are a centre where they stand
PLANNED = PHASES[0]  # 사업단계: 계획
_RURAL = "군"  # small municipalities, as long as nobody says how many people live in them


@dataclass(frozen=True, slots=True)
class Region:
    """The municipalities that a question is about, by code.

    Attributes
    ----------
    title : str
        Name of the 시·도; "" for the country.
    places : tuple of Municipality
    """

    title: str
    places: tuple[Municipality, ...]


def region_of(gazetteer: Gazetteer, asked: str | None) -> Region:
    """Give the municipalities of a 시·도 by code or name, or all of the country.

    Raises
    ------
    InputError
        ``place_unknown``.
    """
    if asked is None:
        return Region("", gazetteer.municipalities)
    found = gazetteer.sido(asked)
    if not found:
        raise InputError("place_unknown", place=asked)
    names = {place.unit.name for place in found}
    inside = tuple(one for one in gazetteer.municipalities if one.sido in names)
    return Region(", ".join(sorted(names)), inside)


def small_of(
    region: Region, weights: Mapping[str, float] | None, most: float | None
) -> tuple[Municipality, ...]:
    """Give the small municipalities: those of at most `most` people, or else every 군.

    Raises
    ------
    InputError
        ``site_small_without_weights`` when a limit is given but nobody's weight is known.
    """
    if most is None:
        return tuple(one for one in region.places if one.name.endswith(_RURAL))
    if weights is None:
        raise InputError("site_small_without_weights", most=most)
    return tuple(one for one in region.places if weights.get(one.code, math.inf) <= most)


def numbers_by_code(gazetteer: Gazetteer, written: Mapping[str, float]) -> dict[str, float]:
    """Give numbers by the code in force, from codes or names of any time.

    Numbers of units that have become one are added.

    Raises
    ------
    InputError
        ``place_unknown`` or ``place_ambiguous``, naming the place.
    """
    found: dict[str, float] = {}
    for place, number in written.items():
        code = gazetteer.one(place).code
        found[code] = found.get(code, 0.0) + number
    return found


def demand_of(
    gazetteer: Gazetteer, places: Sequence[Municipality], weights: Mapping[str, float] | None
) -> Demand:
    """Give municipalities as places to be served, each at one point; each counts 1 without weights.

    Raises
    ------
    InputError
        ``site_weights_missing``: an unknown weight is not 0.
    """
    if weights is not None:
        lacking = [one.title for one in places if one.code not in weights]
        if lacking:
            raise InputError(
                "site_weights_missing", names=", ".join(lacking[:5]), count=len(lacking)
            )
    return Demand(
        tuple(one.code for one in places),
        tuple(one.title for one in places),
        _points(gazetteer, places),
        np.array([1.0 if weights is None else weights[one.code] for one in places]),
    )


def candidates_of(
    gazetteer: Gazetteer,
    places: Sequence[Municipality],
    standing: frozenset[str],
    costs: Mapping[str, float] | None,
) -> Candidates:
    """Give municipalities as sites: those in `standing` (codes) have a centre already."""
    known = costs or {}
    return Candidates(
        tuple(one.code for one in places),
        tuple(one.title for one in places),
        _points(gazetteer, places),
        np.array([one.code in standing for one in places], dtype=bool),
        np.array([known.get(one.code, math.nan) for one in places]),
    )


def standing_centres(
    project: Project, gazetteer: Gazetteer, kinds: Sequence[str] = CENTRES
) -> frozenset[str]:
    """Give the codes in force of municipalities in which an investment of these kinds stands.

    One that is only planned does not stand yet.
    """
    layer = project.investments
    if layer is None:
        return frozenset()
    told = (layer.text(name) for name in ("kind", "phase", "municipality_code"))
    codes = {
        code
        for kind, phase, cell in zip(*told, strict=True)
        if kind in kinds and phase != PLANNED
        for code in parts(cell)
    }
    return frozenset(
        place.municipality.code for code in codes for place in gazetteer.municipality(code)
    )


def neighbours_of(
    gazetteer: Gazetteer, places: Sequence[Municipality], joints: Iterable[Joint] = ()
) -> NDArray[np.int64]:
    """Give the rows of municipalities that share a border or that a joint joins, shape (k, 2)."""
    land = touching(objects(_ground(gazetteer, one) for one in places))
    row = {one.code: place for place, one in enumerate(places)}
    water = [
        sorted((row[one.one], row[one.other]))
        for one in joints
        if one.one in row and one.other in row
    ]
    both = np.concatenate((land, np.array(water, dtype=np.int64).reshape(-1, 2)))
    found: NDArray[np.int64] = np.unique(both, axis=0)
    return found


def joints_of(gazetteer: Gazetteer, written: Iterable[tuple[str, str]]) -> tuple[Joint, ...]:
    """Give joints by the code in force, from codes or names of any time.

    Raises
    ------
    InputError
        ``place_unknown`` or ``place_ambiguous``, naming the place.
    """
    return tuple(
        Joint(gazetteer.one(one).code, gazetteer.one(other).code) for one, other in written
    )


def _points(gazetteer: Gazetteer, places: Sequence[Municipality]) -> NDArray[np.float64]:
    """Give the centroid of each municipality, or a point on it where that lies outside."""
    ground = objects(_ground(gazetteer, one) for one in places)
    middle = shapely.centroid(ground)
    outside = ~shapely.contains(ground, middle)
    middle[outside] = shapely.point_on_surface(ground[outside])
    points: NDArray[np.float64] = shapely.get_coordinates(middle)
    return points


def _ground(gazetteer: Gazetteer, place: Municipality) -> shapely.Geometry:
    return gazetteer.footprint(f"municipality:{place.code}")
