"""Find again the investments that a registered exception is about."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

import numpy as np

from scmap.model.codebook import parts
from scmap.model.exemption import Exemption, PlacedExemption
from scmap.model.layer import Layer

# Name and first year, and municipalities as today has them: what stays when a register is read
# anew, even one in which the codes of municipalities were renewed.
_Identity: TypeAlias = tuple[str, float]
_Places: TypeAlias = frozenset[str]
_Known: TypeAlias = Mapping[_Identity, list[tuple[str, _Places]]]

Heirs: TypeAlias = Callable[[str], Iterable[str]]


def place_exemptions(
    layer: Layer, entries: Iterable[Exemption], heirs: Heirs = lambda code: (code,)
) -> tuple[PlacedExemption, ...]:
    """Find both sides of each exception: by uid, or else by name, place and year.

    A side is found by identity only when exactly one investment has that name, municipality and
    first year; where several have, or an unknown is among the three, nothing is guessed.

    Parameters
    ----------
    layer : Layer
        The investments as they are now.
    entries : iterable of Exemption
        What was registered.
    heirs : callable
        Gives the municipalities that took over a code, or the code itself: `CodeHistory.heirs`.
        Where one was divided, either part fits.
    """
    known = tuple(entries)
    lost = any(uid not in layer.rows for one in known for uid in (one.left, one.right))
    identities = _identities(layer, heirs) if lost else {}
    return tuple(_placed(layer, one, identities, heirs) for one in known)


def _placed(layer: Layer, entry: Exemption, identities: _Known, heirs: Heirs) -> PlacedExemption:
    sides = (
        (entry.left, entry.left_name, entry.left_place, entry.left_year),
        (entry.right, entry.right_name, entry.right_place, entry.right_year),
    )
    found = []
    hows = {"uid"}
    for uid, name, place, year in sides:
        there = uid in layer.rows
        fitting = [uid] if there else _fitting(name, _today(place, heirs), year, identities)
        if uid not in layer.rows:
            hows.add({0: "missing", 1: "identity"}.get(len(fitting), "several"))
        found.append(fitting[0] if len(fitting) == 1 else "")
    if found[0] and found[0] == found[1]:  # both sides became one record
        return PlacedExemption(entry, found[0], "", "missing")
    how = next(one for one in ("missing", "several", "identity", "uid") if one in hows)
    return PlacedExemption(entry, found[0], found[1], how)


def _fitting(name: str, places: _Places, year: float, identities: _Known) -> list[str]:
    """Give the records of that name and year in those municipalities, or in a part of them."""
    identity = _identity_of(name, year)
    if identity is None or not places:
        return []
    others = identities.get(identity, ())
    return [uid for uid, own in others if own and (own <= places or places <= own)]


def _identity_of(name: str | None, year: float) -> _Identity | None:
    """Give what a record is known by beside uid and place; None where a part is unknown."""
    if not name or np.isnan(year):
        return None
    return " ".join(name.split()), float(year)


def _today(places: str | None, heirs: Heirs) -> _Places:
    """Give the municipalities of a cell as today has them; a code that is not known stays."""
    return frozenset(heir for code in parts(places) for heir in (*heirs(code),) or (code,))


def _identities(layer: Layer, heirs: Heirs) -> dict[_Identity, list[tuple[str, _Places]]]:
    found: dict[_Identity, list[tuple[str, _Places]]] = {}
    today = {cell: _today(cell, heirs) for cell in set(layer.text("municipality_code"))}
    cells = zip(
        layer.uids,
        layer.text("name"),
        layer.text("municipality_code"),
        layer.number("year_from").tolist(),
        strict=True,
    )
    for uid, name, places, year in cells:
        identity = _identity_of(name, year)
        if identity is not None:
            found.setdefault(identity, []).append((uid, today[places]))
    return found
