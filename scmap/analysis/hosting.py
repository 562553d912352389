"""적용 후보지: where an idea can be tried, ranked, with the reasons."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from scmap.model.codebook import parts
from scmap.model.design_rules import DesignRules
from scmap.model.layer import Layer

UNKNOWN, CLOSED = "미상", "폐쇄"


@dataclass(frozen=True, slots=True)
class Host:
    """A test-bed or pilot city in which an idea could be tried.

    Attributes
    ----------
    uid : str
        The investment.
    score : float
        Points, 0 to 100.
    reasons : tuple of (str, str)
        Key of the words ``ideas.reason.<key>``, and what they name.
    open : bool or None
        Whether its interfaces are open; None while nobody knows.
    """

    uid: str
    score: float
    reasons: tuple[tuple[str, str], ...]
    open: bool | None


def find_hosts(
    layer: Layer, fields: frozenset[str], rules: DesignRules, year: float
) -> tuple[Host, ...]:
    """Rank the polygons that have a field of the idea; closed ones are left out.

    Parameters
    ----------
    layer : Layer
        The investments.
    fields : frozenset of str
        Codes of the idea's service fields; empty finds nothing.
    rules : DesignRules
        Kinds and points.
    year : float
        In which it would be tried.
    """
    found = []
    for row in range(len(layer)):
        own = tuple(parts(layer.text("fields")[row]))
        if layer.text("kind")[row] not in rules.host_kinds or fields.isdisjoint(own):
            continue
        if layer.geometry[row] is None or layer.text("openness")[row] == CLOSED:
            continue
        told = tuple(_reasons(layer, row, fields, rules, year))
        score = sum(points for _, _, points in told)
        openness = layer.text("openness")[row]
        reasons = tuple((key, name) for key, name, _ in told)
        found.append(Host(layer.uids[row], score, reasons, None if openness is None else True))
    return tuple(sorted(found, key=lambda host: (-host.score, host.uid)))


def _reasons(
    layer: Layer, row: int, fields: frozenset[str], rules: DesignRules, year: float
) -> Iterator[tuple[str, str, float]]:
    """Give each reason with what it names and its points."""
    own = tuple(parts(layer.text("fields")[row]))
    shared = [code for code in own if code in fields]
    main = own[0] in fields
    yield (
        ("main_field" if main else "field"),
        ";".join(shared),
        (rules.main_field if main else rules.other_field),
    )
    openness = layer.text("openness")[row] or UNKNOWN
    yield "openness", openness, rules.openness.get(openness, rules.openness[UNKNOWN])
    standards = layer.text("standards")[row]
    if standards:
        yield "standard", standards, rules.standard
    last = float(layer.number("year_to")[row])
    if not math.isnan(last):
        running = last >= year
        yield ("running" if running else "ended"), f"{last:.0f}", rules.running if running else 0.0
