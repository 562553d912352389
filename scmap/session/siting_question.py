"""One siting question as window and command line ask it, and its answer."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from scmap.analysis.siting.facility_siting import maximal_covering, p_median
from scmap.analysis.siting.grouping import Sizes, group
from scmap.model.gazetteer import Gazetteer
from scmap.model.project import Project
from scmap.model.siting import Candidates, Demand, Grouping, Joint, Siting, Wish
from scmap.progress import Progress, silent
from scmap.session.siting import (
    CENTRES,
    Region,
    candidates_of,
    demand_of,
    neighbours_of,
    region_of,
    small_of,
    standing_centres,
)
from scmap.words import tr

KM = 1000.0
_NOWHERE = Candidates((), (), np.empty((0, 2)), np.empty(0, dtype=bool), np.empty(0))


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes
    ----------
    model : str
        "group", "p-median" or "mclp".
    region : str or None
        시·도 by code or name; None for the country.
    new : int
        Centres to be added.
    radius_km : float or None
        Of a centre (mclp).
    weights, costs : mapping of str to float, or None
        By code in force; None = every place counts 1, no cost is known.
    budget : float or None
        백만원.
    small : float or None
        Most people of a small municipality; None = every 군 is one (group).
    sizes : (int, int)
        Members of a group.
    kinds : tuple of str
        Kinds of investments that are a centre where they stand.
    seconds : float
        Time after which the best so far is given.
    joints : tuple of Joint
        Municipalities that count as neighbours across water (group).
    """

    model: str
    region: str | None = None
    new: int = 1
    radius_km: float | None = None
    weights: Mapping[str, float] | None = None
    costs: Mapping[str, float] | None = None
    budget: float | None = None
    small: float | None = None
    sizes: tuple[int, int] = (3, 4)
    kinds: tuple[str, ...] = CENTRES
    seconds: float = 60.0
    joints: tuple[Joint, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What was found.

    Attributes
    ----------
    question : Question
        What was asked.
    region : Region
        The municipalities it is about.
    demand : Demand
        Places to be served.
    candidates : Candidates
        Where centres can stand; none for groups.
    found : Siting or Grouping
    touched : frozenset of int
        Rows of places that have a neighbour (groups).
    """

    question: Question
    region: Region
    demand: Demand
    candidates: Candidates
    found: Siting | Grouping
    touched: frozenset[int] = field(default_factory=frozenset)

    @property
    def lonely(self) -> tuple[int, ...]:
        """Rows of places that stay alone because they have no neighbour at all."""
        alone = self.found.alone if isinstance(self.found, Grouping) else ()
        return tuple(row for row in alone if row not in self.touched)

    @property
    def crossings(self) -> tuple[Joint, ...]:
        """Joints of which both ends are in one group."""
        if not isinstance(self.found, Grouping):
            return ()
        codes = self.demand.codes
        groups = [{codes[row] for row in members} for members in self.found.groups]
        return tuple(
            joint
            for joint in self.question.joints
            if any({joint.one, joint.other} <= group for group in groups)
        )

    @property
    def unused(self) -> int:
        """How many joints of the planner's own name a place that the question is not about."""
        codes = set(self.demand.codes)
        own = (joint for joint in self.question.joints if not joint.by)
        return sum(not {joint.one, joint.other} <= codes for joint in own)

    @property
    def served(self) -> float:
        """Share of the demand that a centre serves, 0 to 1."""
        weights = self.demand.weights
        if isinstance(self.found, Grouping):
            return float(self.found.loads.sum() / weights.sum())
        return float(weights[self.found.served_by >= 0].sum() / weights.sum())

    @property
    def mean_km(self) -> float:
        """Weighted mean distance of what is served, km; NaN for groups."""
        if isinstance(self.found, Grouping):
            return math.nan
        served = self.found.served_by >= 0
        weights = self.demand.weights[served]
        if not weights.sum() > 0:
            return math.nan
        return float(np.average(self.found.distances[served], weights=weights)) / KM


def ask(
    project: Project, known: Gazetteer, question: Question, *, progress: Progress = silent
) -> Answer:
    """Answer a siting question from a project, exactly or with the gap to the optimum.

    Raises
    ------
    InputError
        What `scmap.session.siting` and `scmap.analysis.siting` raise: no places, more centres
        than candidates, a budget below the cheapest, no groups that hang together.
    """
    region = region_of(known, question.region)
    if question.model == "group":
        places = small_of(region, question.weights, question.small)
        demand = demand_of(known, places, question.weights)
        neighbours = neighbours_of(known, places, question.joints)
        sizes = Sizes(*question.sizes)
        grouped = group(demand, neighbours, sizes, seconds=question.seconds, progress=progress)
        touched = frozenset(neighbours.ravel().tolist())
        return Answer(question, region, demand, _NOWHERE, grouped, touched)
    demand = demand_of(known, region.places, question.weights)
    standing = standing_centres(project, known, question.kinds)
    candidates = candidates_of(known, region.places, standing, question.costs)
    wish = Wish(
        question.new,
        radius=math.inf if question.radius_km is None else question.radius_km * KM,
        budget=math.inf if question.budget is None else question.budget,
        seconds=question.seconds,
    )
    model = maximal_covering if question.model == "mclp" else p_median
    sited = model(demand, candidates, wish, progress=progress)
    return Answer(question, region, demand, candidates, sited)


def said_neighbours(answer: Answer) -> list[str]:
    """Say which places stay alone and why, and which a bridge made neighbours."""
    names = dict(zip(answer.demand.codes, answer.demand.names, strict=True))
    alone = answer.found.alone if isinstance(answer.found, Grouping) else ()
    crowded = [answer.demand.names[row] for row in alone if row not in answer.lonely]
    lonely = [answer.demand.names[row] for row in answer.lonely]
    joined = [
        tr("siting.joint", one=names[joint.one], other=names[joint.other], by=joint.by)
        if joint.by
        else f"{names[joint.one]}–{names[joint.other]}"
        for joint in answer.crossings
    ]
    lines = {"alone": crowded, "lonely": lonely, "joined": joined}
    said = [tr(f"siting.{key}", names=", ".join(told)) for key, told in lines.items() if told]
    return [*said, tr("siting.unused", count=answer.unused)] if answer.unused else said
