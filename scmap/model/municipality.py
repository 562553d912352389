"""Municipalities in force today, dated changes of their codes, and what a look-up answers.

Municipality = 시·군·자치구, 세종, 제주's two 행정시; a 일반구 (gu) belongs to its city. All
codes are 행정표준코드 (two digits a 시·도, five a municipality or gu), never those of 통계청, in
which the same digits name other places.
"""

from dataclasses import dataclass
from datetime import date

from scmap.words import tr


@dataclass(frozen=True, slots=True)
class Municipality:
    """An administrative unit in force today: a municipality, a 일반구 or a 시·도.

    Attributes
    ----------
    code : str
        Five digits of the 행정표준코드 in force; two for a 시·도.
    name, sido : str
        Its own name, a 일반구 with its city ("수원시 장안구"), and its 시·도.
    parent : str
        For a 일반구, the code of its city; "" for a municipality.
    since : date or None
        First day under this code; None = before 2003.
    aliases : tuple of str
        Other names in use ("세종시", "전북").
    """

    code: str
    name: str
    sido: str
    parent: str = ""
    since: date | None = None
    aliases: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Full name, for example "경기도 화성시"."""
        return self.name if self.name == self.sido else f"{self.sido} {self.name}"

    @property
    def level(self) -> str:
        """What it is: "sido", "municipality" or "gu"."""
        if len(self.code) == 2:
            return "sido"
        return "gu" if self.parent else "municipality"


@dataclass(frozen=True, slots=True)
class CodeChange:
    """A dated change of a code; one old code may have several new ones.

    Attributes
    ----------
    old, new : str
        Codes before and after.
    on : date
        First day of the new code.
    old_name, new_name : str
        Full names ("인천광역시 중구", "인천광역시 영종구").
    reason : str
        Why, in the words of the table ("인천 행정체제 개편").
    aliases : tuple of str
        Other names of the old unit ("전남").
    """

    old: str
    new: str
    on: date
    old_name: str
    new_name: str
    reason: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Answer of a look-up: the municipality and, where it has them, the 일반구.

    Attributes
    ----------
    municipality : Municipality
        In force today (a 시·도 where a 시·도 was asked for).
    gu : Municipality or None
        일반구, when the place is known that finely.
    code_then : str
        Code at the record's date; several joined by ";" where today's unit was several then.
    nearest_m : float
        0 inside; otherwise the distance to the nearest municipality, metres: a guess to be shown.
    changes : tuple of CodeChange
        What leads from the name or code asked for to this place; () when it is in force as asked.
    """

    municipality: Municipality
    gu: Municipality | None = None
    code_then: str = ""
    nearest_m: float = 0.0
    changes: tuple[CodeChange, ...] = ()

    @property
    def unit(self) -> Municipality:
        """The finest unit known: the 일반구, or else the municipality."""
        return self.gu or self.municipality

    @property
    def reason(self) -> str:
        """Say why this place answers an old name or code; "" when it is in force as asked."""
        return "; ".join(
            tr("places.changed", on=c.on, reason=c.reason, old=c.old_name, new=c.new_name)
            for c in self.changes
        )
