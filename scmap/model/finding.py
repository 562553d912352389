"""How far the office has looked at a finding, and what people wrote at findings and features."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import ClassVar

import shapely

NEW, LOOKED_AT, CONFIRMED, DISMISSED = "신규", "검토", "확정", "기각"
STATES = (NEW, LOOKED_AT, CONFIRMED, DISMISSED)
# What may follow: none is confirmed or dismissed that nobody looked at, and both can be taken up.
NEXT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        NEW: (LOOKED_AT,),
        LOOKED_AT: (CONFIRMED, DISMISSED),
        CONFIRMED: (LOOKED_AT,),
        DISMISSED: (LOOKED_AT,),
    }
)
PAIR_LAYER = "pair"  # layer of a comment that is pinned to a pair


@dataclass(frozen=True, slots=True)
class Finding:
    """State of a pair that the analysis found; a pair without one is new (신규).

    It is the office's own work on the way to the committee, and no verdict of it.

    Attributes
    ----------
    uid : str
        Follows from the pair, so that two offices that look at one keep one record.
    pair : str
        "left uid|right uid", the smaller first.
    state : str
        One of STATES.
    assignee : str
        담당자.
    reason : str
        Why it was confirmed or dismissed.
    changed_on : date or None
        When it came into this state.
    """

    TABLE: ClassVar[str] = "review_finding"

    uid: str
    pair: str
    state: str = NEW
    assignee: str = ""
    reason: str = ""
    changed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote at a finding or at a feature of the map.

    Attributes
    ----------
    uid : str
        Identity.
    layer, subject : str
        uid of the layer and of its feature; PAIR_LAYER and "left uid|right uid" for a finding.
    author, text : str
        Who, and what.
    written_on : date or None
        When.
    line : geometry or None
        The point where it is pinned, on the project's plane; None without a place.
    """

    TABLE: ClassVar[str] = "review_comment"

    uid: str
    layer: str
    subject: str
    author: str
    text: str
    written_on: date | None = None
    line: shapely.Geometry | None = None
