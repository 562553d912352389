"""Find again the investments that a registered exception is about."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import numpy as np

from scmap.model.codebook import parts
from scmap.model.exemption import Exemption, PlacedExemption
from scmap.model.layer import Layer

# Name, municipalities and first year: what stays when a register is read anew.
_Identity: TypeAlias = tuple[str, frozenset[str], float]


def place_exemptions(layer: Layer, entries: Iterable[Exemption]) -> tuple[PlacedExemption, ...]:
    """Find both sides of each exception: by uid, or else by name, place and year.

    A side is found by identity only when exactly one investment has that name, municipality and
    first year; where several have, or an unknown is among the three, nothing is guessed.
    """
    known = tuple(entries)
    lost = any(uid not in layer.rows for one in known for uid in (one.left, one.right))
    identities = _identities(layer) if lost else {}
    return tuple(_placed(layer, one, identities) for one in known)


def _placed(
    layer: Layer, entry: Exemption, identities: Mapping[_Identity, list[str]]
) -> PlacedExemption:
    sides = (
        (entry.left, identity_of(entry.left_name, entry.left_place, entry.left_year)),
        (entry.right, identity_of(entry.right_name, entry.right_place, entry.right_year)),
    )
    found = []
    hows = {"uid"}
    for uid, identity in sides:
        fitting = [uid] if uid in layer.rows else _fitting(identity, identities)
        if uid not in layer.rows:
            hows.add({0: "missing", 1: "identity"}.get(len(fitting), "several"))
        found.append(fitting[0] if len(fitting) == 1 else "")
    if found[0] and found[0] == found[1]:  # both sides became one record
        return PlacedExemption(entry, found[0], "", "missing")
    how = next(one for one in ("missing", "several", "identity", "uid") if one in hows)
    return PlacedExemption(entry, found[0], found[1], how)


def _fitting(identity: _Identity | None, identities: Mapping[_Identity, list[str]]) -> list[str]:
    return [] if identity is None else identities.get(identity, [])


def identity_of(name: str | None, places: str | None, year: float) -> _Identity | None:
    """Give what a record is known by beside its uid; None where a part of it is unknown."""
    codes = frozenset(parts(places))
    if not (name and codes) or np.isnan(year):
        return None
    return " ".join(name.split()), codes, float(year)


def _identities(layer: Layer) -> dict[_Identity, list[str]]:
    found: dict[_Identity, list[str]] = {}
    cells = zip(
        layer.uids,
        layer.text("name"),
        layer.text("municipality_code"),
        layer.number("year_from").tolist(),
        strict=True,
    )
    for uid, name, places, year in cells:
        identity = identity_of(name, places, year)
        if identity is not None:
            found.setdefault(identity, []).append(uid)
    return found
