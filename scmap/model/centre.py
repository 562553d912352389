"""What stands inside a centre, and how the fields of two platforms answer each other."""

from dataclasses import dataclass
from typing import ClassVar

LINKED, PLANNED, APART = "linked", "planned", ""  # 연계, 예정, 미연계
STATES = (APART, PLANNED, LINKED)
MATCHES = ("same", "convert", "open")  # 같음, 변환, 미정


@dataclass(frozen=True, slots=True)
class System:
    """A system that a centre runs: 방범 CCTV, 교통정보, 재난예경보.

    Attributes
    ----------
    uid, centre : str
        Identity, and the investment that is the centre.
    name : str
        What the centre calls it.
    """

    TABLE: ClassVar[str] = "centre_system"

    uid: str
    centre: str
    name: str


@dataclass(frozen=True, slots=True)
class SystemLink:
    """How two systems of a centre stand to each other; what is not kept is not linked.

    Attributes
    ----------
    uid, centre : str
        Identity, and the investment that is the centre.
    one, other : str
        uids of the systems, the smaller first.
    state : str
        `LINKED` or `PLANNED`.
    """

    TABLE: ClassVar[str] = "system_link"

    uid: str
    centre: str
    one: str
    other: str
    state: str


@dataclass(frozen=True, slots=True)
class FieldMatch:
    """One line of the mapping of two platforms: A.field → B.field.

    Attributes
    ----------
    uid, left, right : str
        Identity, and the two investments.
    left_item, left_field, right_item, right_field : str
        Data item and field on each side.
    status : str
        One of `MATCHES`.
    """

    TABLE: ClassVar[str] = "field_match"

    uid: str
    left: str
    right: str
    left_item: str = ""
    left_field: str = ""
    right_item: str = ""
    right_field: str = ""
    status: str = "open"
