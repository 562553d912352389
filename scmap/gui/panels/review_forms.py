"""The forms of the review: a round, an agenda item, an opinion, a decision, a phase."""

import math

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox, QWidget

from scmap import clock
from scmap.gui.card_view import muted
from scmap.gui.line_entry import LineEntry
from scmap.gui.models.agenda import (
    KINDS,
    NOWHERE,
    PHASE_WORDS,
    ROLES,
    STANCE_WORDS,
    VERDICT_WORDS,
    Anchor,
    Score,
)
from scmap.gui.panels.form import Choice, DayEdit, Form, YearEdit
from scmap.gui.text_entry import TextEntry
from scmap.model.review import AgendaItem, Decision, Opinion, Round
from scmap.words import tr

TYPE_WORDS = {one: f"type.{one}" for one in ("local", "national", "council")}


class RoundForm(Form):
    """Opens a round."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("round", parent)
        self._year, self._number = YearEdit(), QSpinBox()
        self._number.setRange(1, 99)
        self._committee, self._day = LineEntry(), DayEdit()
        self._type, self._written = Choice(TYPE_WORDS), QCheckBox()
        self._next, self._waiting = muted(""), ""
        self._body.insertWidget(0, self._next)
        self.add(year=self._year, number=self._number)
        self.add(committee=self._committee)
        self.add(type=self._type, written=self._written)
        self.add(held_on=self._day)
        self.retranslate()

    def put(self, rounds: tuple[Round, ...], waiting: str = "") -> None:
        """Propose the round that follows, and say which item waits for it."""
        year = clock.today().year
        numbers = [one.number for one in rounds if one.year == year]
        self._year.setValue(year)
        self._number.setValue(int(max(numbers, default=0)) + 1)
        self._committee.setText(rounds[-1].committee if rounds else "")
        self._type.choose(rounds[-1].type if rounds else "local")
        self._written.setChecked(False)
        self._day.put(None)
        self.tell("")
        self._waiting = waiting
        self._say_next()

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        super().retranslate()
        self._say_next()

    def _say_next(self) -> None:
        self._next.setText(tr("board.round.next", title=self._waiting) if self._waiting else "")
        self._next.setVisible(bool(self._waiting))

    def round(self, uid: str) -> Round:
        """Give the round as it was filled in."""
        return Round(
            uid,
            float(self._year.value()),
            float(self._number.value()),
            self._committee.text().strip(),
            self._day.day,
            self._type.value,
            self._written.isChecked(),
        )


class ItemForm(Form):
    """Puts the selected pair or link on the agenda."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("item", parent)
        self._draft = AgendaItem("", "", "", "")
        self._kind, self._title, self._text = Choice(KINDS), LineEntry(), TextEntry(7)
        self.add(kind=self._kind)
        self.add(title=self._title)
        self.add(text=self._text)
        self.retranslate()

    def put(self, draft: AgendaItem) -> None:
        """Propose an item."""
        self._draft = draft
        self._kind.choose(draft.kind)
        self._title.setText(draft.title)
        self._title.setCursorPosition(0)
        self._text.setText(draft.text)
        self.tell("")

    def item(self, uid: str) -> AgendaItem:
        """Give the item as it was filled in."""
        draft = self._draft
        return AgendaItem(
            uid,
            draft.round,
            self._kind.value,
            self._title.text().strip() or draft.title,
            draft.subject_kind,
            draft.subject,
            text=self._text.text(),
        )


class AnchorChoice(QComboBox):
    """What an opinion is about: the item as a whole, or what is selected on the map."""

    def __init__(self) -> None:
        super().__init__()
        self._here = NOWHERE
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.addItem("", NOWHERE)

    @property
    def anchor(self) -> Anchor:
        """What is chosen."""
        found: Anchor = self.currentData()
        return found

    def offer(self, here: Anchor) -> None:
        """Offer what is selected on the map; a choice that was made stays."""
        chosen = self.anchor
        self._show(chosen if chosen.feature else here, chosen=bool(chosen.feature))

    def choose(self, anchor: Anchor) -> None:
        """Choose a feature, or the item as a whole."""
        self._show(anchor if anchor.feature else self._here, chosen=bool(anchor.feature))

    def _show(self, here: Anchor, *, chosen: bool) -> None:
        self._here = here
        while self.count() > 1:
            self.removeItem(1)
        if here.feature:
            self.addItem("", here)
        self.setCurrentIndex(1 if chosen else 0)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self.setItemText(0, tr("board.anchor.none"))
        if self.count() > 1:
            self.setItemText(1, tr("board.anchor.here", about=self._here.about))


class OpinionForm(Form):
    """Registers an opinion."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("opinion", parent)
        self.anchor = AnchorChoice()
        self._role, self._stance = Choice(ROLES), Choice(STANCE_WORDS)
        self._name, self._organisation = LineEntry(), LineEntry()
        self._day, self._text = DayEdit(), TextEntry(3)
        self.add(role=self._role, stance=self._stance)
        self.add(name=self._name, organisation=self._organisation)
        self.add(anchor=self.anchor)
        self.add(opinion=self._text)
        self.add(given_on=self._day)
        self.retranslate()

    def put(self, draft: Opinion | None) -> None:
        """Go on with what was begun, or begin anew."""
        self._role.choose(draft.role if draft else "")
        self._stance.choose(draft.stance if draft else "")
        self._name.setText(draft.name if draft else "")
        self._organisation.setText(draft.organisation if draft else "")
        self._day.put(draft.given_on if draft else None)
        self._text.setText(draft.text if draft else "")
        anchor = (draft.layer, draft.feature, draft.about) if draft else ()
        self.anchor.choose(Anchor(*anchor))
        self.tell("")

    def opinion(self, uid: str, item: str) -> Opinion:
        """Give the opinion as it was filled in."""
        return Opinion(
            uid,
            item,
            self._role.value,
            self._name.text().strip(),
            self._organisation.text().strip(),
            self._stance.value,
            self._text.text(),
            self._day.day,
            layer=self.anchor.anchor.layer,
            feature=self.anchor.anchor.feature,
            about=self.anchor.anchor.about,
        )


class DecisionForm(Form):
    """Registers the committee's decision."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("decision", parent)
        self._verdict, self._reason = Choice(VERDICT_WORDS), TextEntry(3)
        self._author, self._day = LineEntry(), DayEdit()
        self.add(verdict=self._verdict)
        self.add(reason=self._reason)
        self.add(author=self._author, decided_on=self._day)
        self.retranslate()

    def put(self, draft: Decision | None) -> None:
        """Go on with what was begun, or begin anew; the author stays."""
        self._verdict.choose(draft.verdict if draft else "")
        self._reason.setText(draft.reason if draft else "")
        self._author.setText(draft.author if draft else self._author.text())
        self._day.put(draft.decided_on if draft else None)
        self.tell("")

    def decision(self, uid: str, item: str, score: Score) -> Decision:
        """Give the decision as it was filled in, with the scores of this moment."""
        return Decision(
            uid,
            item,
            self._verdict.value,
            self._reason.text(),
            self._author.text().strip(),
            self._day.day,
            score.grade,
            score.duplication,
            score.linkage,
        )


class PhaseForm(Form):
    """Gives a decided item its phase and years."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("phase", parent)
        self._kept: tuple[str, ...] = ()
        self._phase, self._first, self._last = Choice(PHASE_WORDS), YearEdit(), YearEdit()
        self.add(phase=self._phase)
        self.add(phase_from=self._first, phase_to=self._last)
        self.retranslate()

    def put(self, item: AgendaItem, year: int) -> None:
        """Show the phase of an item, or propose the year after its round."""
        kept = (item.uid, item.phase, str(item.phase_from), str(item.phase_to))
        if kept == self._kept:
            return  # what is being chosen stays
        self._kept = kept
        self._phase.choose(item.phase)
        first = year + 1 if math.isnan(item.phase_from) else int(item.phase_from)
        self._first.setValue(first)
        self._last.setValue(first if math.isnan(item.phase_to) else int(item.phase_to))
        self.tell("")

    @property
    def phase(self) -> tuple[str, float, float]:
        """The phase, its first and its last year."""
        return self._phase.value, float(self._first.value()), float(self._last.value())
