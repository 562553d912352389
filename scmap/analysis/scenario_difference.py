"""How two plans differ: links, money by source, phases, what is served and what is lacking."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from scmap.analysis.link_checks import Flaw
from scmap.model.link import PHASES, SHARES, STATES, Link
from scmap.model.scenario import Scenario, Site

Form = Literal["count", "money", "percent", "km", "area"]
_Told = tuple[float, int, Form]  # value, rows left out, form


@dataclass(frozen=True, slots=True)
class Side:
    """One of two plans.

    Attributes
    ----------
    links : sequence of Link
    flaws : sequence of Flaw
        What they lack.
    sites : sequence of Site
        Its centres, where it answers a question about sites.
    scenario : Scenario or None
        None for the plan in force.
    places : frozenset of str
        Codes of the municipalities that its links reach, or that its centres serve.
    ground : float
        m² of the ground that they cover, each piece once; NaN where nobody knows.
    groundless : int
        Investments that its links join and that have no footprint.
    """

    links: Sequence[Link]
    flaws: Sequence[Flaw] = ()
    sites: Sequence[Site] = ()
    scenario: Scenario | None = None
    places: frozenset[str] = frozenset()
    ground: float = math.nan
    groundless: int = 0


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the comparison.

    Attributes
    ----------
    key : str
        Its words are ``scenario.measure.<key>``.
    left, right : float
        NaN where it is unknown, or means nothing there.
    form : str
        How it is written.
    unknown : (int, int)
        Rows that each sum leaves out.
    """

    key: str
    left: float
    right: float
    form: Form = "count"
    unknown: tuple[int, int] = (0, 0)

    @property
    def difference(self) -> float:
        """How much more the right has; NaN while a side is unknown."""
        return self.right - self.left


def compare(left: Side, right: Side) -> tuple[Measure, ...]:
    """Measure both plans by the same lines; a line that says nothing of either is left out."""
    one, other = _measures(left), _measures(right)
    nothing: _Told = (math.nan, 0, "count")
    return tuple(
        Measure(
            key,
            one.get(key, nothing)[0],
            other.get(key, nothing)[0],
            (one.get(key) or other[key])[2],
            (one.get(key, nothing)[1], other.get(key, nothing)[1]),
        )
        for key in dict.fromkeys((*one, *other))
    )


def changed_links(left: Side, right: Side) -> tuple[tuple[str, Link], ...]:
    """Give the links that only one side has ("left", "right"), or that differ ("changed").

    Links are the same when they join the same investments by the same service.
    """
    one, other = ({service(link): link for link in side.links} for side in (left, right))
    found = [("left", link) for key, link in one.items() if key not in other]
    found += [("right", link) for key, link in other.items() if key not in one]
    found += [
        ("changed", link)
        for key, link in other.items()
        if key in one and _told(link) != _told(one[key])
    ]
    return tuple(found)


def service(link: Link) -> tuple[str, frozenset[str]]:
    """Tell what makes two links one: the same investments joined by the same service."""
    return link.template, frozenset((link.left, link.right))


def _told(link: Link) -> tuple[object, ...]:
    """Give what makes two links of one service differ; NaN is equal to itself here."""
    kept = (
        "title", "items", "formats", "direction", "owner", "partners", "legal_ground", "phase",
        "state", "roles", "zone_left", "zone_right", "passage", "agreement", "agreed_on",
        "expires_on", "spatial_standard", "technical_standard",
    )  # fmt: skip
    money = (link.cost_mkrw, *link.split.values())
    numbers = tuple(None if math.isnan(one) else one for one in money)
    return (*(getattr(link, name) for name in kept), *numbers)


def _measures(side: Side) -> dict[str, _Told]:
    scenario = side.scenario
    if scenario is not None and scenario.model != "plan":
        new = [one for one in side.sites if one.role != "existing"]
        return _of_sites(scenario, new) | _coverage(side)
    return _of_links(side)


def _of_links(side: Side) -> dict[str, _Told]:
    links = side.links
    found: dict[str, _Told] = {"links": _number(len(links))}
    for state in STATES:
        found[f"state.{state}"] = _number(sum(one.state == state for one in links))
    for phase in PHASES:
        found[f"phase.{phase}"] = _number(sum(one.phase == phase for one in links))
    found |= _coverage(side)
    found["cost"] = (*_sum(one.cost_mkrw for one in links), "money")
    for share in SHARES:
        found[f"cost.{share}"] = (*_sum(one.split[share] for one in links), "money")
    found["joined"] = _number(len({uid for one in links for uid in (one.left, one.right)}))
    found["errors"] = _number(sum(flaw.weight == "error" for flaw in side.flaws))
    found["flaws"] = _number(len(side.flaws))
    return found


def _of_sites(scenario: Scenario, new: Sequence[Site]) -> dict[str, _Told]:
    return {
        "centres": _number(len(new)),
        "served": (scenario.served, 0, "percent"),
        "mean_km": (scenario.mean_km, 0, "km"),
        "cost": (*_sum(one.cost_mkrw for one in new), "money"),
        "gap": (scenario.gap, 0, "percent"),
    }


def _coverage(side: Side) -> dict[str, _Told]:
    return {"places": _number(len(side.places)), "ground": (side.ground, side.groundless, "area")}


def _number(value: int) -> _Told:
    return float(value), 0, "count"


def _sum(values: Iterable[float]) -> tuple[float, int]:
    """Add up what is known; NaN when nothing is, and how many are not."""
    every = list(values)
    known = [one for one in every if not math.isnan(one)]
    return (math.fsum(known) if known or not every else math.nan), len(every) - len(known)
