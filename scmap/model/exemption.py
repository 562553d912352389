"""A pair that people took out of the judgement: 중복 아님, 동일사업 or 선후행, with a reason."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, TypeAlias

ExemptionKind: TypeAlias = Literal["distinct", "same", "sequence"]

# 중복 아님, 동일사업, 선후행
KINDS: tuple[ExemptionKind, ...] = ("distinct", "same", "sequence")


@dataclass(frozen=True, slots=True)
class Exemption:
    """A registered exception; it is never changed, a mistake is withdrawn by a new entry (철회).

    Name, place and year of both sides are kept beside their uids: a register that is read anew
    gives its rows new identities, and the exception must find them again.

    Attributes
    ----------
    uid : str
        Identity of the entry.
    left, right : str
        uids of the investments; of a 선후행 the first is what the second builds on.
    kind : str
        One of KINDS.
    reason, author : str
        Mandatory: why, and who says so.
    registered_on : date or None
        When.
    left_name, right_name : str
        사업명 at that time.
    left_place, right_place : str
        Codes of the municipalities at that time, separated by ";".
    left_year, right_year : float
        First year at that time, NaN = unknown.
    withdraws : str
        uid of the entry that this one withdraws, "" for none.
    """

    TABLE: ClassVar[str] = "exemption"

    uid: str
    left: str
    right: str
    kind: str
    reason: str
    author: str
    registered_on: date | None = None
    left_name: str = ""
    left_place: str = ""
    left_year: float = float("nan")
    right_name: str = ""
    right_place: str = ""
    right_year: float = float("nan")
    withdraws: str = ""

    @property
    def pair(self) -> str:
        """Identity of the pair as the analysis writes it: both uids, the smaller first."""
        return "|".join(sorted((self.left, self.right)))


@dataclass(frozen=True, slots=True)
class PlacedExemption:
    """An exception and the two investments that it is about now.

    Attributes
    ----------
    entry : Exemption
        What was registered.
    left, right : str
        uids of the investments as they are now; "" for a side that is not found.
    found : str
        "uid"; "identity" when a side was found again by name, place and year only; "missing" when
        a side is not there any more; "several" when more than one investment fits a side.
    """

    entry: Exemption
    left: str
    right: str
    found: str

    @property
    def pair(self) -> str:
        """Identity of the pair as it is now; "" while a side is not found."""
        return "|".join(sorted((self.left, self.right))) if self.left and self.right else ""
