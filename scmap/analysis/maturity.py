"""The ladder of a centre: 단일정보 단일서비스, 수집·제공, 연계서비스, 도시상황 지원."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scmap.model.centre import LINKED, PLANNED, System, SystemLink
from scmap.model.design_rules import DesignRules
from scmap.model.link import AGREED, Link

STEPS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Maturity:
    """Where a centre stands, and what was counted.

    Attributes
    ----------
    step, planned : int
        From 1 to 4: by links that are agreed or run, and by all that are planned.
    systems, fields, services, dispatch : int
        Systems and service fields, linked services that are agreed or run, and those of them that
        join it to 112 or 119.
    """

    step: int
    planned: int
    systems: int
    fields: int
    services: int
    dispatch: int


@dataclass(frozen=True, slots=True)
class InnerLinkage:
    """How far the systems of a centre are linked.

    Attributes
    ----------
    pairs, linked, planned : int
        Pairs of systems there are, and how many are linked or will be.
    """

    pairs: int
    linked: int
    planned: int

    @property
    def share(self) -> float:
        """Share of the pairs that are linked, 0 to 1; NaN with fewer than two systems."""
        return self.linked / self.pairs if self.pairs else float("nan")


def measure_maturity(
    centre: str,
    fields: Sequence[str],
    systems: Iterable[System],
    links: Iterable[Link],
    rules: DesignRules,
) -> Maturity:
    """Place a centre on the ladder.

    Parameters
    ----------
    centre : str
        uid of the investment.
    fields : sequence of str
        Its service fields.
    systems : iterable of System
        Of any centre.
    links : iterable of Link
        The plan; a stopped link counts for nothing.
    rules : DesignRules
        How many systems and services a step asks.
    """
    own = [one for one in links if centre in (one.left, one.right) and one.state != "stopped"]
    sure = [one for one in own if one.state in AGREED]
    count = sum(one.centre == centre for one in systems)
    wide = max(count, len(fields))
    return Maturity(
        step=_step(wide, sure, rules),
        planned=_step(wide, own, rules),
        systems=count,
        fields=len(fields),
        services=len({one.template for one in sure}),
        dispatch=len({one.template for one in sure if one.template in rules.dispatch}),
    )


def _step(wide: int, links: Sequence[Link], rules: DesignRules) -> int:
    services = {one.template for one in links}
    if services & rules.dispatch:
        return 4
    if len(services) >= rules.services:
        return 3
    return 2 if wide >= rules.systems else 1


def measure_inner(
    centre: str, systems: Iterable[System], links: Iterable[SystemLink]
) -> InnerLinkage:
    """Count the pairs of a centre's systems that are linked."""
    own = {one.uid for one in systems if one.centre == centre}
    known = [one for one in links if {one.one, one.other} <= own]
    return InnerLinkage(
        len(own) * (len(own) - 1) // 2,
        sum(one.state == LINKED for one in known),
        sum(one.state == PLANNED for one in known),
    )


def trend(
    centre: str,
    fields: Sequence[str],
    systems: Sequence[System],
    links: Sequence[Link],
    rules: DesignRules,
) -> tuple[tuple[int, int], ...]:
    """Give the planned step of a centre at the end of each year in which a link was accepted."""
    dated = [one for one in links if one.accepted_on and centre in (one.left, one.right)]
    years = sorted({one.accepted_on.year for one in dated if one.accepted_on})
    return tuple(
        (
            year,
            measure_maturity(
                centre,
                fields,
                systems,
                [one for one in dated if one.accepted_on and one.accepted_on.year <= year],
                rules,
            ).planned,
        )
        for year in years
    )
