"""Places that are typed while one draws: a coordinate, a step from the last point, a length."""

import math
import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from scmap.model.coordinates import Typed, read_coordinate

Point: TypeAlias = tuple[float, float]
LETTERS = "0123456789.,-@<"  # what begins or goes on with such a text

_NUMBER = r"([-+]?\d+(?:\.\d+)?)"
_STEP = re.compile(rf"^@\s*{_NUMBER}\s*,\s*{_NUMBER}$")
_POLAR = re.compile(rf"^{_NUMBER}\s*<\s*{_NUMBER}$")
_LENGTH = re.compile(rf"^{_NUMBER}$")
_PLACE = re.compile(rf"^{_NUMBER}\s*,\s*{_NUMBER}$")


@dataclass(frozen=True, slots=True)
class Said:
    """What was typed.

    Attributes
    ----------
    kind : str
        "step": metres east and north of the last point; "length": metres in the direction of the
        cursor; "polar": metres, and degrees clockwise from north; "place": a coordinate.
    one, other : float
        The numbers.
    place : Typed or None
        The coordinate, with its plane.
    """

    kind: Literal["step", "length", "polar", "place"]
    one: float = 0.0
    other: float = 0.0
    place: Typed | None = None


def read_typed(text: str) -> Said | None:
    """Read what was typed; None for what is none of the forms (yet)."""
    text = text.strip()
    if found := _STEP.match(text):
        return Said("step", float(found[1]), float(found[2]))
    if found := _POLAR.match(text):
        return Said("polar", float(found[1]), float(found[2]))
    if found := _LENGTH.match(text):
        return Said("length", float(found[1]))
    if _PLACE.match(text):
        place = read_coordinate(text.replace(",", ", "))
        return Said("place", place=place) if place is not None else None
    return None


def stepped(said: Said, last: Point | None, cursor: Point | None) -> Point | None:
    """Give the place that a step, a length or an angle means; None where a point is lacking."""
    if last is None:
        return None
    if said.kind == "step":
        return last[0] + said.one, last[1] + said.other
    if said.kind == "polar":
        turn = math.radians(said.other)
        return last[0] + said.one * math.sin(turn), last[1] + said.one * math.cos(turn)
    away = math.dist(last, cursor) if cursor is not None else 0.0
    if cursor is None or not away:
        return None
    share = said.one / away
    return last[0] + share * (cursor[0] - last[0]), last[1] + share * (cursor[1] - last[1])
