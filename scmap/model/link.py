"""A linked service between two investments (연계서비스), as the committee agrees on it."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

import shapely


@dataclass(frozen=True, slots=True)
class Link:
    """A linked service drawn on the map.

    Attributes
    ----------
    uid : str
        Identity.
    template : str
        id of the linked-service template ("T1", "X1" …).
    left, right : str
        uids of the investments that give and that take.
    title : str
        Short name on the map.
    items : str
        Data items exchanged, separated by ";".
    direction : str
        "forward" (left to right), "back" or "both".
    owner : str
        주관기관.
    legal_ground : str
        Law that allows it, in full.
    phase : str
        "short", "middle" or "long" (단기, 중기, 장기).
    cost_mkrw : float
        백만원; NaN = 미상.
    conditions : str
        Preconditions as they were computed when it was accepted, one a line.
    state : str
        "proposed", "agreed" or "running".
    accepted_on : date or None
        Day on which it was accepted.
    line : geometry or None
        From the giving to the taking side, on the project's plane.
    """

    TABLE: ClassVar[str] = "link"

    uid: str
    template: str
    left: str
    right: str
    title: str = ""
    items: str = ""
    direction: str = "forward"
    owner: str = ""
    legal_ground: str = ""
    phase: str = ""
    cost_mkrw: float = float("nan")
    conditions: str = ""
    state: str = "proposed"
    accepted_on: date | None = None
    line: shapely.Geometry | None = None
