"""What is wrong with a shape, and where; and how it could be mended."""

import re
from dataclasses import dataclass

import shapely

from scmap.analysis.repair import areal, repaired

# How GEOS begins its reasons, and our code for each; what is none of these is "other".
_REASONS = (
    ("Self-intersection", "crossing"),
    ("Ring Self-intersection", "touching"),
    ("Hole lies outside shell", "hole_outside"),
    ("Holes are nested", "hole_in_hole"),
    ("Interior is disconnected", "disconnected"),
    ("Nested shells", "nested"),
    ("Duplicate Rings", "twice"),
    ("Too few points", "few"),
    ("Invalid Coordinate", "nowhere"),
)
CODES = (*(code for _, code in _REASONS), "other")
_PLACE = re.compile(r"\[([-\d.eE+]+) ([-\d.eE+]+)\]")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a shape is invalid.

    Attributes
    ----------
    code : str
        One of `CODES`.
    place : (float, float) or None
        Where that is seen, on the shape's plane; None where GEOS names no place.
    """

    code: str
    place: tuple[float, float] | None


def fault_of(shape: shapely.Geometry) -> Fault | None:
    """Explain why a shape is invalid; None of one that is valid."""
    if shapely.is_valid(shape):
        return None
    reason = str(shapely.is_valid_reason(shape))
    code = next((code for start, code in _REASONS if reason.startswith(start)), "other")
    found = _PLACE.search(reason)
    return Fault(code, (float(found[1]), float(found[2])) if found else None)


def proposal(shape: shapely.Geometry) -> shapely.Geometry | None:
    """Give the valid area that an invalid one probably means; None where there is none."""
    made, _how = repaired(shape)
    return areal(made) if made is not None else None
