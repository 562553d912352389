"""What authorities decided on pairs of investments: the cases that the verdict is held against."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

# What comes of a pair, for authority and program alike. `adjust`: taken for similar or double and
# merged, stopped or adjusted; `link`: kept and linked; `continue`: one project that goes on;
# `separate`: kept apart; `double`: one project entered twice.
OUTCOMES = ("adjust", "link", "continue", "separate", "double")

Side: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Precedent:
    """A pair of real investments, and what an authority decided on it.

    Attributes
    ----------
    id, title : str
        How the case is named.
    left, right : mapping of str to str
        Columns of the investment layer as they stand in the table; an empty cell of tags or
        지원대상 stands for the kind's default, "-" for unknown.
    coefficient : float
        Overlap coefficient of the footprints, 0 to 1.
    builds_on : str
        "a" or "b": the side that the source calls a later step of the other; "" for none.
    expected : str
        What the decision comes to: one of `OUTCOMES`.
    decision, decided_by : str
        What was decided, in own words, and by whom.
    decided : int
        Year of the decision.
    confidence : str
        H: the source says it; M: the source says part of it.
    inferred : str
        Which inputs are not in the source.
    source : str
        Sites with the numbers of their articles.
    discussion : str
        Why the verdict may differ; "" where nothing is to be said.
    """

    id: str
    title: str
    left: Side
    right: Side
    coefficient: float
    builds_on: str
    expected: str
    decision: str
    decided_by: str
    decided: int
    confidence: str
    inferred: str
    source: str
    discussion: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A precedent as the program judges it.

    Attributes
    ----------
    outcome : str
        What the verdict comes to: one of `OUTCOMES`.
    status : str
        "Ⅰ" to "Ⅳ", "E1", "E2", "E3", or "" for a pair that is not graded.
    duplication, linkage : float
        Scores D and L; NaN where the pair is not graded.
    opinion : str
        Key of the 처리의견; "" where the pair is not graded.
    """

    precedent: Precedent
    outcome: str
    status: str
    duplication: float
    linkage: float
    opinion: str

    @property
    def agrees(self) -> bool:
        """Whether the verdict comes to what the authority decided."""
        return self.outcome == self.precedent.expected


@dataclass(frozen=True, slots=True)
class Confusion:
    """How verdicts and decisions agree.

    Attributes
    ----------
    judged : tuple of Judged
        The cases, in the table's order.
    """

    judged: tuple[Judged, ...]

    def count(self, expected: str, outcome: str) -> int:
        """Count the cases that were decided and judged so."""
        return self._counts[expected, outcome]

    @property
    def _counts(self) -> Counter[tuple[str, str]]:
        return Counter((one.precedent.expected, one.outcome) for one in self.judged)

    @property
    def misses(self) -> Sequence[Judged]:
        """Cases in which the verdict differs from the decision."""
        return [one for one in self.judged if not one.agrees]

    @property
    def agreement(self) -> float:
        """Share of cases in which both agree, 0 to 1; NaN without cases."""
        if not self.judged:
            return float("nan")
        return 1 - len(self.misses) / len(self.judged)

    @property
    def false_alarms(self) -> int:
        """Number of continuing projects that are taken for duplicates; must be 0."""
        return self.count("continue", "adjust")
