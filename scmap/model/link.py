"""A linked service between two investments (연계서비스), as the plan holds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import ClassVar

import shapely

# 제안, 협의, 확정, 운영, 중단, in the order in which a link walks through them.
STATES = ("proposed", "discussed", "agreed", "running", "stopped")
AGREED = frozenset({"agreed", "running"})  # states in which a 협약 must stand
# 망: own, administrative, police, fire, closed network of another agency, and the internet.
ZONES = ("own", "admin", "police", "fire", "other", "internet")
# How data cross from one network to another (망연계).
PASSAGES = ("direct", "relay", "one_way", "api")
PHASES = ("short", "middle", "long")  # 단기, 중기, 장기
SHARES = ("national", "province", "local", "private")  # sources of money

_UNKNOWN = float("nan")


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
        One of `STATES`.
    accepted_on : date or None
        Day on which it was accepted.
    formats : str
        Formats of the data items, in their order, separated by ";".
    partners : str
        협조기관, separated by ";".
    roles : str
        Roles and responsibilities, "기관: 책임", one a line.
    zone_left, zone_right : str
        Network in which each side stands, one of `ZONES`; "" = 미상.
    passage : str
        How data cross between two networks, one of `PASSAGES`; "" = none named.
    national_mkrw, province_mkrw, local_mkrw, private_mkrw : float
        Cost by source of money: 국비, 시·도비, 시·군·구비, 민간; 백만원, NaN = 미상.
    agreement : str
        Name of the 협약; "" while there is none.
    agreed_on, expires_on : date or None
        Days on which it was concluded and on which it ends.
    spatial_standard, technical_standard : str
        Standard of each tier: of the service in the city's space, and of the technology.
    use_year, uses : float
        이용실적: the year, and how often the service was used in it; NaN = 미상.
    note : str
        비고.
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
    cost_mkrw: float = _UNKNOWN
    conditions: str = ""
    state: str = "proposed"
    accepted_on: date | None = None
    formats: str = ""
    partners: str = ""
    roles: str = ""
    zone_left: str = ""
    zone_right: str = ""
    passage: str = ""
    national_mkrw: float = _UNKNOWN
    province_mkrw: float = _UNKNOWN
    local_mkrw: float = _UNKNOWN
    private_mkrw: float = _UNKNOWN
    agreement: str = ""
    agreed_on: date | None = None
    expires_on: date | None = None
    spatial_standard: str = ""
    technical_standard: str = ""
    use_year: float = _UNKNOWN
    uses: float = _UNKNOWN
    note: str = ""
    line: shapely.Geometry | None = None

    @property
    def split(self) -> Mapping[str, float]:
        """Cost by source of money, 백만원."""
        return MappingProxyType({name: getattr(self, f"{name}_mkrw") for name in SHARES})
