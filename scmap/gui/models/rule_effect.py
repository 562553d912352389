"""What other rules do to the grades, in words and as a list of pairs."""

from dataclasses import dataclass

from scmap.analysis.rejudging import Effect
from scmap.gui.models.sheet import Sheet
from scmap.model.amounts import score
from scmap.model.overlap import Rows
from scmap.model.ruleset import GRADES, RuleSet
from scmap.model.verdict import Candidates, Verdict
from scmap.words import tr

MOST_LISTED = 500


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """The judgement in force and another one, side by side.

    Attributes
    ----------
    rules : RuleSet
        The other one.
    before, after : Candidates
        The graded pairs by each.
    effect : Effect
        What differs.
    """

    rules: RuleSet
    before: Candidates
    after: Candidates
    effect: Effect


def effect_words(preview: Preview) -> str:
    """Say in a line how many grades become others, and which."""
    effect = preview.effect
    if effect.grades:
        moves = ", ".join(
            tr("rules.effect.move", old=GRADES[old], new=GRADES[new], count=f"{count:,}")
            for (old, new), count in effect.moves.items()
        )
        said = [tr("rules.effect.grades", count=f"{effect.grades:,}", moves=moves)]
    else:
        said = [tr("rules.effect.none", pairs=f"{len(preview.after):,}")]
    for name in ("opinions", "added", "gone"):
        count = getattr(effect, name)
        if count:
            said.append(tr(f"rules.effect.{name}", count=f"{count:,}"))
    return " · ".join(said)


def moved_pairs(preview: Preview) -> Sheet:
    """List the pairs whose grade becomes another, the most serious first."""
    before, after = preview.before, preview.after
    rows = preview.effect.changed[:MOST_LISTED]
    there = after.find(before.left[rows], before.right[rows])
    return _sheet(before, rows, after.verdict.take(there))


def varied_pairs(found: Candidates, rows: Rows, verdict: Verdict) -> Sheet:
    """List pairs with their verdict and another one of all pairs."""
    rows = rows[:MOST_LISTED]
    return _sheet(found, rows, verdict.take(rows))


def _sheet(before: Candidates, rows: Rows, now: Verdict) -> Sheet:
    names, then = before.layer.text("name"), before.verdict
    cells = tuple(
        (
            str(names[before.left[row]] or ""),
            str(names[before.right[row]] or ""),
            _graded(then, int(row)),
            _graded(now, place),
        )
        for place, row in enumerate(rows)
    )
    header = tuple(tr(f"rules.moved.{name}") for name in ("left", "right", "before", "after"))
    return Sheet(header, cells)


def _graded(verdict: Verdict, row: int) -> str:
    return tr(
        "rules.moved.grade",
        grade=GRADES[verdict.grade[row]],
        score=score(float(verdict.duplication[row])),
    )
