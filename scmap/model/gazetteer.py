"""Places: municipalities, their codes through time, and which one a point lies in.

Municipality = 시·군·자치구, 세종, 제주's two 행정시; a 일반구 (gu) belongs to its city.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality in force today.

    Attributes
    ----------
    code : str
        Five digits of the 행정표준코드 in force.
    name, sido : str
        Its own name and its 시·도.
    parent : str
        For a 일반구, the code of its city; "" for a municipality.
    """

    code: str
    name: str
    sido: str
    parent: str = ""

    @property
    def title(self) -> str:
        """Full name, for example "경기도 화성시"."""
        return self.name if self.name == self.sido else f"{self.sido} {self.name}"


@dataclass(frozen=True, slots=True)
class CodeChange:
    """A dated change of a code; one old code may have several new ones."""

    old: str
    new: str
    on: date
    old_name: str
    new_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """Answer of a look-up: the municipality and, where it has them, the 일반구.

    Attributes
    ----------
    municipality : Municipality
        In force today.
    gu : Municipality or None
        일반구, when the place is known that finely.
    code_then : str
        Code at the record's date.
    nearest_m : float
        0 inside; otherwise the distance to the nearest municipality, metres: a guess to be shown.
    """

    municipality: Municipality
    gu: Municipality | None = None
    code_then: str = ""
    nearest_m: float = 0.0
