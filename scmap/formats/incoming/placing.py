"""Records that name where they are and give no coordinates: placed on their municipality or 읍면동.

Where nearly every record names a place of its own, it gets that ground; where many share one, each
gets a point within it, for a thousand areas one over the other show nothing. A column says how
finely each is known.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.formats.incoming.code_systems import CodeSystems, digits
from scmap.formats.incoming.table import Incoming, noticed
from scmap.model.address import Addresses, Spot
from scmap.model.issue import Issue
from scmap.model.layer import PLANE, Column, objects
from scmap.words import tr

MOSTLY = 0.5  # share of the records that must be placed, or none is
NEIGHBOURS = 3  # municipalities of one 시·도 by which a name that several places have is settled
ALONE = 0.8  # share of places that only one record names, by which records are areas
PLACED = ("address", "sido", "municipality", "neighbourhood")


@dataclass(frozen=True, slots=True)
class _Said:
    """What the records say of their place, in columns by meaning."""

    columns: Mapping[str, Sequence[Column]]

    def texts(self, row: int) -> list[str]:
        """Give what may be looked up for a record, the finest first."""
        found = [_word(column[row]) for column in self.columns["address"]]
        parts = [
            next((word for column in self.columns[meaning] if (word := _word(column[row]))), "")
            for meaning in PLACED[1:]
        ]
        return [text for text in (*found, " ".join(filter(None, parts))) if text]


def placed_by_name(
    table: Incoming,
    meanings: Mapping[str, str],
    addresses: Addresses,
    systems: CodeSystems | None = None,
) -> Incoming:
    """Place the records of a table without coordinates by addresses, names or codes of places.

    Parameters
    ----------
    table : Incoming
        Without geometry.
    meanings : Mapping of str to str
        What its columns are taken for.
    addresses : Addresses
    systems : CodeSystems or None
        By which codes are read, each column in its own system; without, codes place nothing.

    Returns
    -------
    Incoming
        On the plane of the boundaries, with a column of how finely each is placed; as it was, where
        fewer than half can be. One whose address could be several places has none, and is listed.
    """
    said = _Said(
        {
            one: [column for name, column in table.columns.items() if meanings.get(name) == one]
            for one in PLACED
        }
    )
    coded = [] if systems is None else list(_coded(table, meanings, addresses, systems))
    if not (any(said.columns.values()) or coded) or not len(table):
        return table
    found = [
        _spots(said.texts(row), addresses) or next((c[row] for c in coded if c[row]), ())
        for row in range(len(table))
    ]
    found, settled = _by_others(found, addresses)
    sure = [spots[0] if len(spots) == 1 else None for spots in found]
    if sum(one is not None for one in sure) < MOSTLY * len(table):
        return table
    column = tr("incoming.placed_on")
    levels = objects(None if one is None else _level(one) for one in sure)
    return replace(
        table,
        geometry=_grounds(sure, addresses),
        columns={**table.columns, column: levels},
        crs=PLANE,
        crs_from="guessed",
    ).noticing(*_by_others_told(table, found, settled, addresses), *_issues(table, found, sure))


def _by_others(
    found: Sequence[tuple[Spot, ...]], addresses: Addresses
) -> tuple[list[tuple[Spot, ...]], NDArray[np.bool_]]:
    """Choose among places of one name by the 시·도 in which all other records lie.

    A list of Seoul's districts says 강서구 and means Seoul's; it is told as the guess that it is.

    Returns
    -------
    list of tuple of Spot
        With one place where that tells it.
    (n,) bool
        Which records were settled so.
    """
    sidos = {_sido(spots[0], addresses) for spots in found if len(spots) == 1}
    units = {spots[0].unit for spots in found if len(spots) == 1}
    if len(sidos) != 1 or len(units) < NEIGHBOURS:
        return list(found), np.zeros(len(found), dtype=bool)
    within = [
        tuple(spot for spot in spots if _sido(spot, addresses) in sidos) if len(spots) > 1 else ()
        for spots in found
    ]
    settled = np.array([len(spots) == 1 for spots in within], dtype=bool)
    chosen = [new if len(new) == 1 else old for old, new in zip(found, within, strict=True)]
    return chosen, settled


def _by_others_told(
    table: Incoming,
    found: Sequence[tuple[Spot, ...]],
    settled: NDArray[np.bool_],
    addresses: Addresses,
) -> Iterator[Issue]:
    if settled.any():
        first = found[int(np.flatnonzero(settled)[0])][0]
        told = {"sido": _sido(first, addresses), "example": first.title}
        yield noticed("placed_by_others", table.name, table.rows[settled], **told)


def _sido(spot: Spot, addresses: Addresses) -> str:
    """Name the 시·도 of a place."""
    return addresses.gazetteer.units[spot.unit].sido


def _coded(
    table: Incoming, meanings: Mapping[str, str], addresses: Addresses, systems: CodeSystems
) -> Iterator[list[tuple[Spot, ...]]]:
    """Give the places of each record by each column that holds codes of places."""
    readings = {"municipality_code": systems.standard, "kostat_code": systems.statistical}
    for name, column in table.columns.items():
        read = readings.get(meanings.get(name, ""))
        if read is not None:
            codes = [digits(value) for value in column.tolist()]
            known = {code: addresses.coded(read(code), code) for code in set(codes) if code}
            yield [known.get(code, ()) for code in codes]


def _spots(texts: Sequence[str], addresses: Addresses) -> tuple[Spot, ...]:
    """Look a record up by all that it says of its place: a 법정동 before a municipality."""
    found = [spots for spots in map(addresses.spots, texts) if spots]
    sure = [spots for spots in found if len(spots) == 1]
    fine = [spots for spots in sure if spots[0].neighbourhood]
    return next(iter((*fine, *sure, *found)), ())


def _grounds(sure: Sequence[Spot | None], addresses: Addresses) -> Column:
    known = [one for one in sure if one is not None]
    grounds = {one: addresses.ground(one) for one in dict.fromkeys(known)}
    if len(grounds) < ALONE * len(known):
        grounds = {
            one: None if ground is None else shapely.point_on_surface(ground)
            for one, ground in grounds.items()
        }
    return objects(None if one is None else grounds[one] for one in sure)


def _issues(
    table: Incoming, found: Sequence[tuple[Spot, ...]], sure: Sequence[Spot | None]
) -> list[Issue]:
    known = [one for one in sure if one is not None]
    fine = sum(bool(one.neighbourhood) for one in known)
    told = {"count": len(known), "emd": fine, "municipality": len(known) - fine}
    issues = [Issue("placed_by_name", table.name, values=told)]
    several = np.array([len(spots) > 1 for spots in found], dtype=bool)
    unknown = np.array([not spots for spots in found], dtype=bool)
    if several.any():
        first = found[int(np.flatnonzero(several)[0])]
        candidates = ", ".join(one.title for one in first)
        rows = table.rows[several]
        issues.append(noticed("address_ambiguous", table.name, rows, candidates=candidates))
    if unknown.any():
        issues.append(noticed("address_unknown", table.name, table.rows[unknown]))
    return issues


def _level(spot: Spot) -> str:
    level = "emd" if spot.neighbourhood else "municipality"
    return tr(f"incoming.placed_on.{level}")


def _word(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
