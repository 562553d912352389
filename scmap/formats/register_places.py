"""Where a row of the register form is: its municipality, and its footprint.

A drawn shape comes first, then what an export of ours names, then 법정동, a circle about the point,
and the whole of what the row names. A national project lies nowhere, and is a record like others.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

import shapely

from scmap.errors import InputError
from scmap.model.address import Addresses
from scmap.model.codebook import parts
from scmap.model.gazetteer import LEVELS, Gazetteer, Municipality
from scmap.words import tr_in

RADIUS_M = 1000.0  # footprint of a point without a radius; DOMAIN §5.2, quality C
NATION, CIRCLE = "nation", "circle"  # extents that name no place
_EVERYWHERE = frozenset({"전국", "전 국", "비공간", "해당 없음", "해당없음"})

Values: TypeAlias = dict[str, object]


def located(
    values: Values,
    text: Callable[[str], str | None],
    radius: float,
    point: tuple[float, float] | None,
    shape: shapely.Geometry | None,
    gazetteer: Gazetteer,
) -> shapely.Geometry | None:
    """Say where a row is, and give its footprint as a MultiPolygon on the plane.

    Parameters
    ----------
    values : dict
        Takes municipality, its code, the point (metres), and what the footprint is.
    text : callable
        Gives a cell of the row by field of the form, None for an empty one.
    radius : float
        Metres around the point, NaN where the row says none.
    point : (x, y) or None
        On the plane.
    shape : Geometry or None
        Ground that the file itself draws, on the plane.
    gazetteer : Gazetteer

    Raises
    ------
    InputError
        place_unknown, place_ambiguous, neighbourhood_unknown and others of `Gazetteer`.
    """
    written = str(text("municipality"))
    values |= {"municipality": written, "x": math.nan, "y": math.nan, "radius_m": math.nan}
    if point is not None:
        values |= {"x": point[0], "y": point[1]}
    stated = text("extent") or ""
    if shape is not None and not stated:
        return _drawn(values, shape, text("municipality_code") or _codes(written, gazetteer))
    if written in _EVERYWHERE or stated == NATION:
        values |= {"extent": NATION, "extent_reason": tr_in("ko", "form.place.nowhere")}
        return None
    code = text("municipality_code")
    if stated == CIRCLE and point is not None and code:
        values |= {"municipality_code": code}
        return _circle(values, point, radius)
    if stated.startswith(LEVELS):
        values |= {"municipality_code": code or _codes(written, gazetteer)}
        return _ground(values, gazetteer, stated, text("quality") or "B")
    return _named(values, written, text, radius, point, gazetteer)


def _named(
    values: Values,
    written: str,
    text: Callable[[str], str | None],
    radius: float,
    point: tuple[float, float] | None,
    gazetteer: Gazetteer,
) -> shapely.Geometry:
    """Give the ground of a place as a row names it."""
    provinces = gazetteer.sido(written)
    if provinces and not gazetteer.municipality(written):
        values |= {"municipality_code": None, "extent_reason": tr_in("ko", "form.place.province")}
        return _ground(values, gazetteer, f"sido:{written}", "B")
    several = parts(written)
    if len(several) > 1:
        codes = [_city(_unit(one, gazetteer)[0]) for one in several]
        values |= {"municipality_code": ";".join(dict.fromkeys(codes))}
        return _ground(values, gazetteer, "municipality:" + ";".join(codes), "B")
    unit, within = _unit(written, gazetteer)
    code = _city(unit)
    names = "|".join(parts(text("neighbourhoods")) or within)
    values |= {"municipality_code": code}
    if names:
        return _ground(values, gazetteer, f"emd:{code}:{names}", "A′")
    if point is not None:
        return _circle(values, point, radius)
    return _ground(values, gazetteer, f"municipality:{code}", "B")


def _city(unit: Municipality) -> str:
    return unit.parent or unit.code


def _codes(written: str, gazetteer: Gazetteer) -> str | None:
    """Give the codes of the municipalities that a cell names; None for a 시·도 or the country."""
    if written in _EVERYWHERE or (gazetteer.sido(written) and not gazetteer.municipality(written)):
        return None
    codes = [_city(_unit(one, gazetteer)[0]) for one in parts(written)]
    return ";".join(dict.fromkeys(codes))


def _drawn(values: Values, shape: shapely.Geometry, codes: str | None) -> shapely.Geometry:
    """Take the ground that the file draws; a point outside of it is none of it."""
    point = shapely.Point(values["x"], values["y"])
    if point.is_empty or not shape.intersects(point):
        inside = shapely.point_on_surface(shape)
        values |= {"x": inside.x, "y": inside.y}
    values |= {"municipality_code": codes, "extent": None, "quality": "A"}
    return shapely.multipolygons(shapely.get_parts(shape))


def _unit(written: str, gazetteer: Gazetteer) -> tuple[Municipality, list[str]]:
    """Give the municipality of a name, code or address, and the 법정동 that an address names."""
    try:
        return gazetteer.one(written), []
    except InputError as error:
        spots = _addresses(gazetteer).spots(written) if error.code == "place_unknown" else ()
        if len(spots) > 1:
            told = ", ".join(spot.title for spot in spots)
            raise InputError("place_ambiguous", place=written, candidates=told) from error
        if not spots:
            raise
    unit = gazetteer.units[spots[0].unit]
    city = _city(unit)
    within = {city, *(gu.code for gu in gazetteer.gus(city))}
    name = spots[0].title.removeprefix(unit.title).strip()
    known = gazetteer.territory.neighbourhoods(within) if name else {}
    return unit, [name] if len(known.get(name, ())) == 1 else []


@lru_cache(maxsize=2)
def _addresses(gazetteer: Gazetteer) -> Addresses:
    return Addresses(gazetteer)


def _ground(values: Values, gazetteer: Gazetteer, extent: str, quality: str) -> shapely.Geometry:
    values |= {"extent": extent, "quality": quality}
    return _footprint(gazetteer, extent)


@lru_cache(maxsize=500)
def _footprint(gazetteer: Gazetteer, extent: str) -> shapely.Geometry:
    """Give the ground of an extent; a register names the same municipality in row after row."""
    return shapely.multipolygons(shapely.get_parts(gazetteer.footprint(extent)))


def _circle(values: Values, point: tuple[float, float], radius: float) -> shapely.Geometry:
    metres = RADIUS_M if math.isnan(radius) else radius
    values |= {"extent": CIRCLE, "quality": "C", "radius_m": metres}
    return shapely.multipolygons([shapely.buffer(shapely.Point(point), metres, quad_segs=16)])
