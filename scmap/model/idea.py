"""Ideas of contests and citizens' proposals, without anything that tells who had them."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

import shapely

SOURCES = ("contest", "citizen")  # 경진대회, 시민 제안


@dataclass(frozen=True, slots=True)
class Idea:
    """One idea.

    Attributes
    ----------
    uid, title, text : str
        Identity, name and what is proposed.
    fields : str
        Service-field codes separated by ";".
    source : str
        One of `SOURCES`.
    place, code : str
        Municipality as written, and its code in force; "" for none.
    year, satisfaction : float
        Year, and score of 체감도 as the file writes it; NaN = 미상.
    applied_to : str
        uid of the investment in which it is tried; "" while there is none.
    applied_on : date or None
        Day of that decision.
    line : geometry or None
        Its point.
    """

    TABLE: ClassVar[str] = "idea"

    uid: str
    title: str
    text: str = ""
    fields: str = ""
    source: str = "citizen"
    place: str = ""
    code: str = ""
    year: float = float("nan")
    satisfaction: float = float("nan")
    applied_to: str = ""
    applied_on: date | None = None
    line: shapely.Geometry | None = None
