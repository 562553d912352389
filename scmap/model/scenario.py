"""Scenarios: other plans beside the one in force, kept in the project until one is adopted."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

import shapely

from scmap.model.link import Link

CURRENT = ""  # stands for the plan in force where a scenario is named
_UNKNOWN = float("nan")


@dataclass(frozen=True, slots=True)
class Scenario:
    """A branch of the plan, or the answer to a question about sites.

    Attributes
    ----------
    uid : str
        Identity.
    title : str
        What the planner calls it.
    model : str
        "plan" for a branch of the links; "group", "p-median" or "mclp" for sites.
    region : str
        Name of the 시·도 that sites were asked for; "" for the country, and of a branch.
    parameters : str
        What the answer depends on, as "이름=값" separated by ";".
    objective, bound, gap : float
        What was reached, the best that could be, and the share between; NaN for a branch.
    served : float
        Share of the demand that a centre serves; NaN for a branch.
    mean_km : float
        Weighted mean distance of what is served, km; NaN where there is none.
    cost_mkrw : float
        Of the new centres, 백만원; NaN = 미상.
    made_on, adopted_on : date or None
        Day on which it was made, and on which it became the plan.
    """

    TABLE: ClassVar[str] = "scenario"

    uid: str
    title: str
    model: str = "plan"
    region: str = ""
    parameters: str = ""
    objective: float = _UNKNOWN
    bound: float = _UNKNOWN
    gap: float = _UNKNOWN
    served: float = _UNKNOWN
    mean_km: float = _UNKNOWN
    cost_mkrw: float = _UNKNOWN
    made_on: date | None = None
    adopted_on: date | None = None


@dataclass(frozen=True, slots=True)
class ScenarioLink(Link):
    """A link as a scenario has it; `scenario` is its uid."""

    TABLE: ClassVar[str] = "scenario_link"

    scenario: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """A centre of a scenario: one that stands, a new one, or the middle of a group.

    Attributes
    ----------
    uid, scenario : str
        Identity, and the scenario's.
    role : str
        "existing", "new" or "group".
    code, name : str
        The municipality.
    number : float
        Of the group, from 1; NaN for single centres.
    load : float
        Weight that it serves.
    cost_mkrw : float
        백만원; NaN = 미상.
    line : geometry or None
        Its point.
    """

    TABLE: ClassVar[str] = "scenario_site"

    uid: str
    scenario: str
    role: str
    code: str
    name: str
    number: float = _UNKNOWN
    load: float = _UNKNOWN
    cost_mkrw: float = _UNKNOWN
    line: shapely.Geometry | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """A municipality of a scenario with the centre that serves it.

    Attributes
    ----------
    uid, scenario : str
        Identity, and the scenario's.
    code, name : str
        The municipality.
    by : str
        Name of the municipality whose centre serves it; "" where none does.
    tint : str
        "1" to "8": groups beside each other are told apart by it; "0" where nobody serves it.
    weight : float
        How much it counts.
    km : float
        Distance to the centre; NaN where none serves it.
    line : geometry or None
        From the municipality to its centre; a point where they are one.
    """

    TABLE: ClassVar[str] = "scenario_reach"

    uid: str
    scenario: str
    code: str
    name: str
    by: str = ""
    tint: str = "1"
    weight: float = 1.0
    km: float = _UNKNOWN
    line: shapely.Geometry | None = None


PARTS: tuple[type[ScenarioLink] | type[Site] | type[Reach], ...] = (ScenarioLink, Site, Reach)
