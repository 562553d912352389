"""The judgement while it is being changed: what was typed, what of it can stand, what it makes."""

import unicodedata
from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from scmap.model.amounts import trimmed
from scmap.model.issue import Issue
from scmap.model.ruleset import RuleEdit, RuleSet, ruleset_of
from scmap.session.judging import Judgement
from scmap.words import tr

PLACES = 6  # decimals shown of a value that somebody typed


class RuleDraft(QObject):
    """Values of the judgement as the planner is setting them.

    What cannot be read as a number, or lies out of bounds, stays in sight as it was typed and is
    explained; as long as anything is, there are no rules to apply.

    Signals
    -------
    changed
        A value is another one.
    """

    changed = Signal()

    def __init__(self, judgement: Judgement, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table = judgement.rules.table
        self.edits: Mapping[str, RuleEdit] = judgement.rules.edits
        self.moved = {one.key: one for one in judgement.moved}
        self._start = dict(judgement.rules.changed)
        self._values = dict(self._start)
        self._typed: dict[str, str] = {}
        self._wrong: dict[str, str] = {}

    # -- what stands -------------------------------------------------------------------------

    @property
    def wanted(self) -> dict[str, float]:
        """Values that are to stand otherwise than the product's, by key."""
        return dict(self._values)

    @property
    def problems(self) -> Mapping[str, str]:
        """What is wrong, in words, by key."""
        return self._wrong

    @property
    def rules(self) -> RuleSet | None:
        """The judgement that this is; None while something is wrong."""
        return None if self._wrong else ruleset_of(self.table, self._values)

    @property
    def is_touched(self) -> bool:
        """Whether anything is otherwise than in the project."""
        return bool(self._typed) or self._values != self._start

    def value(self, key: str) -> float:
        """Give the number that stands at a key; what cannot stand is not counted."""
        return self.table.in_force(key, self._values)

    def default(self, key: str) -> float:
        """Give what would stand there without an edit."""
        return self.table.default(key, self._values)

    def text(self, key: str) -> str:
        """Give what is in sight at a key."""
        return self._typed.get(key) or trimmed(self.value(key), PLACES)

    def is_changed(self, key: str) -> bool:
        """Tell whether a value is not the product's own."""
        return key in self._values or key in self._typed

    def changed_in(self, group: str) -> int:
        """Count the values of a group that are not the product's own."""
        return sum(key.partition(".")[0] == group for key in {*self._values, *self._typed})

    # -- changing ----------------------------------------------------------------------------

    def put(self, key: str, text: str) -> None:
        """Take what was typed."""
        value = parsed(text)
        spec = self.table.value(key)
        if spec is None:
            return
        issue = spec.issue("rule_no_number") if value is None else spec.problem(value)
        if value is None or issue is not None:
            self._typed[key] = text.strip() or " "
        else:
            self._set(key, value)
        self._settle()

    def step(self, key: str, way: int) -> None:
        """Make a value larger or smaller by what a hand's turn is there."""
        spec = self.table.value(key)
        if spec is None:
            return
        turn = spec.step or (1.0 if spec.high > 1 else 0.01)
        value = round(self.value(key) + way * turn, PLACES)
        self._set(key, min(max(value, spec.low), spec.high))
        self._settle()

    def reset(self, *keys: str) -> None:
        """Go back to the product's own values."""
        for key in keys:
            self._values.pop(key, None)
            self._typed.pop(key, None)
        self._settle()

    def take(self, values: Mapping[str, float]) -> None:
        """Let exactly these values stand otherwise than the product's."""
        self._values, self._typed = dict(values), {}
        self._settle()

    def _set(self, key: str, value: float) -> None:
        self._typed.pop(key, None)
        if value == self.default(key):
            self._values.pop(key, None)
        else:
            self._values[key] = value

    def _settle(self) -> None:
        issues = list(self.table.problems(self._values))
        for key, text in self._typed.items():
            spec, value = self.table.value(key), parsed(text)
            if spec is not None:
                issues.append(
                    (spec.problem(value) if value is not None else None)
                    or spec.issue("rule_no_number")
                )
        self._wrong = {issue.feature: _told(issue) for issue in issues}
        self.changed.emit()


def parsed(text: str) -> float | None:
    """Read a number as people type it: ``0.25``, ``25%``, ``5,000``; None for what is none."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    percent = plain.endswith("%")
    try:
        value = float(plain.removesuffix("%").strip())
    except ValueError:
        return None
    return round(value / 100, PLACES + 2) if percent else value


def _told(issue: Issue) -> str:
    return tr(f"issues.{issue.code}", **issue.values)
