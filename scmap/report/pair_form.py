"""쌍별 검토표: one form a graded pair, with all that the grade rests on."""

from dataclasses import dataclass, field

import numpy as np

from scmap.analysis.explanation import Explanation, explain
from scmap.analysis.verdict import half_up
from scmap.model import amounts
from scmap.model.codebook import parts
from scmap.model.finding import PAIR_LAYER, Comment
from scmap.report.blocks import Box, Grid
from scmap.report.korean import LANGUAGE, phrase, word
from scmap.report.parts import Cell, Form, Side
from scmap.report.round_scope import SUSPECTED, RoundScope
from scmap.report.wording import field_titles, kind_title, known, ministry_then, period_of, place_of
from scmap.session.finding_states import comments_on

_LABEL_MM, _VALUE_MM = 29.0, 24.0
_VALUES = 6  # columns beside the labels: three for each side, or one for each measure
_HALF = _VALUES // 2

_DUPLICATION = ("ground", "fields", "content", "beneficiaries", "time")
_LINKAGE = ("preconditions", "field_complement", "kind_complement", "interoperability", "time")


def pair_form(scope: RoundScope, row: int) -> Grid:
    """Fill in the form of one pair.

    Parameters
    ----------
    scope : RoundScope
        The round.
    row : int
        Row of its pairs.
    """
    form = _Form(scope, row, explain(scope.pairs, row, scope.codebook, LANGUAGE))
    form.begin()
    form.sides()
    form.shared()
    form.scores()
    form.reasons()
    return Grid(
        name=f"pair{row + 1}",
        title=phrase("form.title", n=row + 1),
        widths=(_LABEL_MM, *[_VALUE_MM] * _VALUES),
        boxes=tuple(form.boxes),
        heads=1,
    )


def _comment(one: Comment) -> str:
    return f"{one.author} ({amounts.day(one.written_on, LANGUAGE)}) {one.text}"


@dataclass(slots=True)
class _Form:
    """A form that is being filled in, row by row."""

    scope: RoundScope
    pair: int
    told: Explanation
    boxes: list[Box] = field(default_factory=list)
    row: int = 0

    def begin(self) -> None:
        """Write number, grade and reliability."""
        reliability = phrase(f"reliability.{self.scope.pairs.reliability_of(self.pair)}")
        self._put(0, phrase("form.number", n=self.pair + 1), head=True)
        suspected = self.scope.pairs.verdict.grade[self.pair] < SUSPECTED
        grade = phrase("form.suspicion" if suspected else "form.grade", grade=self.told.grade)
        self._put(1, grade, columns=4, head=True)
        self._put(5, phrase("form.reliability", grade=reliability), columns=2, head=True)
        self.row += 1

    def sides(self) -> None:
        """Write what is registered of both sides, one above the other's attribute."""
        self._label(phrase("form.side"))
        self._put(1, phrase("form.a"), columns=_HALF, head=True)
        self._put(1 + _HALF, phrase("form.b"), columns=_HALF, head=True)
        self.row += 1
        left, right = (
            int(side[self.pair]) for side in (self.scope.pairs.left, self.scope.pairs.right)
        )
        for (label, one), (_, other) in zip(self._facts(left), self._facts(right), strict=True):
            self._label(label)
            self._put(1, one, columns=_HALF)
            self._put(1 + _HALF, other, columns=_HALF)
            self.row += 1

    def shared(self) -> None:
        """Write what both share: ground, years, and the money, which is no saving."""
        pairs, pair = self.scope.pairs, self.pair
        self._label(phrase("form.shared"))
        coefficient = float(pairs.verdict.terms.coefficient[pair])
        self._measure(1, word("column.area"), float(pairs.area[pair]), "area")
        self._measure(3, word("column.coefficient"), coefficient, "percent")
        self._measure(5, word("column.years"), float(pairs.years[pair]), "count")
        self.row += 1
        self._label(phrase("form.money"))
        self._put(1, float(pairs.money[pair]), columns=2, form="money", side="right")
        self._put(3, phrase("money_no_saving"), columns=4)
        self.row += 1

    def scores(self) -> None:
        """Write the terms of both scores with what they add up to."""
        verdict = self.scope.pairs.verdict
        self._terms("duplication", _DUPLICATION, float(verdict.duplication[self.pair]))
        self._terms("linkage", _LINKAGE, float(verdict.linkage[self.pair]))

    def reasons(self) -> None:
        """Write sentence, remarks, 처리의견, and what the committee decided."""
        pair = self.scope.pairs.uid(self.pair)
        number = self.scope.item_of.get(pair)
        item = self.scope.items[number - 1] if number else None
        decision = self.scope.decision(item) if item else None
        sentence = (item.text if item else "") or self.told.sentence
        self._wide(phrase("form.sentence"), sentence)
        self._wide(phrase("form.notes"), "\n".join(f"※ {note}" for note in self.told.notes))
        self._label(phrase("column.opinion"))
        self._put(1, self.told.opinion, columns=_HALF)
        self._put(1 + _HALF, phrase("form.item"), head=True)
        title = phrase("item", n=number, title=item.title) if item else amounts.NOT_APPLICABLE
        self._put(2 + _HALF, title, columns=2)
        self.row += 1
        self._wide(phrase("form.state"), self._state())
        comments = comments_on(self.scope.project, PAIR_LAYER, pair)
        if comments:
            self._wide(phrase("form.comments"), "\n".join(map(_comment, comments)))
        if decision:
            day = amounts.day(decision.decided_on, LANGUAGE)
            text = phrase("form.decided", verdict=decision.verdict, day=day, reason=decision.reason)
            self._wide(phrase("form.decision"), text)

    def _state(self) -> str:
        """Say how far the office has looked at the pair, and who does."""
        found = self.scope.states[self.pair]
        day = amounts.day(found.changed_on, LANGUAGE) if found.changed_on else ""
        who = phrase("form.assignee", name=found.assignee) if found.assignee else ""
        return " · ".join(filter(None, (found.state, day, who, found.reason)))

    def _facts(self, row: int) -> list[tuple[str, str]]:
        """Give what is registered of one side."""
        layer, book = self.scope.pairs.layer, self.scope.codebook
        return [
            (word("column.name"), known(layer.text("name")[row])),
            (word("column.ministry"), ministry_then(book, layer, row)),
            (word("column.municipality"), place_of(layer, row)),
            (word("column.kind"), kind_title(book, layer.text("kind")[row])),
            (word("column.fields"), field_titles(book, layer.text("fields")[row])),
            (phrase("form.tags"), self._words("tags", row)),
            (phrase("form.beneficiaries"), self._words("beneficiaries", row)),
            (word("column.period"), period_of(layer, row)),
            (phrase("form.total"), self._money(row)),
            (word("column.quality"), known(layer.text("quality")[row])),
        ]

    def _words(self, column: str, row: int) -> str:
        """Write 기능태그 or 지원대상; those that stand in for the kind say so."""
        layer = self.scope.pairs.layer
        text = ", ".join(parts(layer.text(column)[row]))
        if text and layer.text(f"{column}_basis")[row] == "kind":
            return phrase("form.default", words=text)
        return known(text)

    def _money(self, row: int) -> str:
        layer = self.scope.pairs.layer
        total, national = (
            amounts.money(float(layer.number(f"{part}_mkrw")[row]), LANGUAGE)
            for part in ("total", "national")
        )
        return phrase("form.money_of", total=total, national=national)

    def _terms(self, score: str, names: tuple[str, ...], result: float) -> None:
        self._put(0, phrase(f"form.{score}"), rows=2, head=True)
        for place, name in enumerate(names, start=1):
            self._put(place, phrase(f"term.{score}.{name}"), head=True, side="centre")
            term = float(half_up(np.array([self._term(name)]), 3)[0])
            self._put(place, term, below=1, form="term", side="centre")
        self._put(_VALUES, phrase(f"column.{score}"), head=True, side="centre")
        self._put(
            _VALUES, float(half_up(np.array([result]), 1)[0]), below=1, form="score", side="centre"
        )
        self.row += 2

    def _term(self, name: str) -> float:
        pairs = self.scope.pairs
        source = pairs if name in ("preconditions", "interoperability") else pairs.verdict.terms
        return float(getattr(source, name)[self.pair])

    def _measure(self, column: int, label: str, value: float, form: Form) -> None:
        self._put(column, label, head=True)
        self._put(column + 1, value, form=form, side="right")

    def _wide(self, label: str, text: str) -> None:
        self._label(label)
        self._put(1, text, columns=_VALUES)
        self.row += 1

    def _label(self, text: str) -> None:
        self._put(0, text, head=True)

    def _put(
        self,
        column: int,
        cell: Cell,
        *,
        below: int = 0,
        rows: int = 1,
        columns: int = 1,
        form: Form = "text",
        head: bool = False,
        side: Side = "left",
    ) -> None:
        self.boxes.append(Box(self.row + below, column, cell, rows, columns, form, head, side=side))
