"""One agenda item with everything that was said and decided on it, step by step."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from scmap.gui import texts, theme
from scmap.gui.card_view import Rule, muted
from scmap.gui.models.agenda import Anchor, Entry, Score, lacking, next_step
from scmap.gui.panels.item_parts import Entries, Facts
from scmap.gui.panels.progress_bar import ProgressBar
from scmap.gui.panels.review_forms import DecisionForm, OpinionForm, PhaseForm
from scmap.gui.panels.vote_parts import Ballot, VotePart
from scmap.model.review import STEPS, AgendaItem, Step
from scmap.words import tr


@dataclass(frozen=True, slots=True)
class ItemView:
    """All that the page shows of an item.

    Attributes
    ----------
    item : AgendaItem
        The item.
    about : str
        What it is about, in words.
    done : int
        How many of the five steps are done.
    missing : tuple of str
        Steps that must be done before a decision.
    opinions, decisions : tuple of Entry
        What was registered.
    score : Score
        The pair's scores as they are now.
    year : int
        Year of the round.
    ballot : Ballot
        How the vote stands.
    anchor : Anchor
        What is selected on the map, to which an opinion can be anchored.
    """

    item: AgendaItem
    about: str
    done: int
    missing: tuple[Step, ...]
    opinions: tuple[Entry, ...]
    decisions: tuple[Entry, ...]
    score: Score
    year: int
    ballot: Ballot
    anchor: Anchor


class ItemPage(QWidget):
    """Shows an item; each deed is told, none is done here.

    Signals
    -------
    edited : (str, object)
        A field of the item has another value.
    withdrawn : object
        An opinion or decision is to be withdrawn.
    subject_wanted
        The map should show what the item is about.
    anchor_wanted : object
        The map should show the feature of an opinion.
    """

    edited = Signal(str, object)
    withdrawn = Signal(object)
    subject_wanted = Signal()
    anchor_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = texts.label(font=theme.heading(self.font(), steps=2))
        self._about, self._next = muted(""), texts.label()
        self._show = QPushButton(self)
        self._show.clicked.connect(self.subject_wanted)
        self._progress = ProgressBar(self)
        self._facts = Facts(self)
        self._facts.edited.connect(self.edited)
        self.opinion, self.decision, self.phase = OpinionForm(), DecisionForm(), PhaseForm()
        self.vote = VotePart(self)
        self._said, self._decided = Entries(self), Entries(self)
        self._score = muted("")
        self._headings: dict[str, QLabel] = {}
        self._lay_out()
        for entries in (self._said, self._decided):
            entries.withdrawn.connect(self.withdrawn)
        self._said.anchor_wanted.connect(self.anchor_wanted)

    def _lay_out(self) -> None:
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 12, 16, 16)
        body.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self._about, 1)
        head.addWidget(self._show, 0, Qt.AlignmentFlag.AlignTop)
        body.addWidget(self._title)
        body.addLayout(head)
        body.addWidget(self._progress)
        body.addWidget(self._next)
        sections: tuple[tuple[str, tuple[QWidget, ...]], ...] = (
            ("item", (self._facts,)),
            ("opinions", (self._said, self.opinion)),
            ("vote", (self.vote,)),
            ("decision", (self._decided, self._score, self.decision)),
            ("phase", (self.phase,)),
        )
        for name, parts in sections:
            self._headings[name] = heading = texts.label(font=theme.heading(self.font()))
            for part in (Rule(self), heading, *parts):
                body.addWidget(part)
        body.addStretch(1)

    def put(self, view: ItemView) -> None:
        """Show an item as it is now; what is being typed stays."""
        self._title.setText(view.item.title)
        self._about.setText(view.about)
        self._show.setVisible(view.item.subject_kind in ("pair", "link"))
        self._progress.put(view.done)
        self._next.setText(next_step(view.done))
        self._facts.put(view.item)
        self._said.put(view.opinions)
        self.opinion.anchor.offer(view.anchor)
        self._decided.put(view.decisions)
        decided = view.done >= STEPS.index("decided") + 1
        self.vote.put(view.ballot, decided=decided)
        stands = any(not entry.withdrawn for entry in view.decisions)
        self.decision.setVisible(not stands)
        self._score.setVisible(not stands)
        self._score.setText(str(view.score))
        self.decision.allow(lacking(view.missing))
        self.phase.allow("" if decided else lacking(("decided",)))
        self.phase.put(view.item, view.year)

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self._show.setText(tr("board.show_subject"))
        for name, heading in self._headings.items():
            heading.setText(tr(f"board.part.{name}"))
        for form in (self._facts, self.opinion, self.vote.form, self.decision, self.phase):
            form.retranslate()
