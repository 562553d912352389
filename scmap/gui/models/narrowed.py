"""To what the view may be narrowed, as one value."""

from dataclasses import dataclass

from scmap.model.overlap import Time
from scmap.model.ruleset import GRADES
from scmap.session.summaries import Axis, Scope

EXCEPTED = len(GRADES)  # code of a listed pair that is no candidate (E1, E2)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a matrix: pairs of a scope whose sides belong to these groups."""

    axis: Axis
    scope: Scope
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the view is narrowed to; an empty set keeps everything.

    Attributes
    ----------
    years : (int, int) or None
        First and last year in view; None for all.
    cell : Cell or None
        The cell in view; None for all pairs.
    grades : frozenset of int
        Places in `GRADES`, or `EXCEPTED`.
    lines : frozenset of str
        Ministry lines of which one side at least is.
    time : str
        "meet": pairs whose operating years meet; "any": whatever the years.
    """

    years: tuple[int, int] | None = None
    cell: Cell | None = None
    grades: frozenset[int] = frozenset()
    lines: frozenset[str] = frozenset()
    time: Time = "any"

    @property
    def to_pairs(self) -> bool:
        """Whether it asks more of a pair than its years."""
        return bool(self.cell or self.grades or self.lines or self.time != "any")


EVERYTHING = Narrowed()
