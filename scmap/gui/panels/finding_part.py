"""Below the inspector's card: how far a finding was looked at, and comments on what is selected."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from scmap import clock
from scmap.errors import ScmapError
from scmap.gui import icons, texts, theme
from scmap.gui.bridge import Bridge
from scmap.gui.card_view import Rule, muted
from scmap.gui.flow_layout import FlowLayout
from scmap.gui.line_entry import LineEntry
from scmap.gui.models.agenda import opinion_title
from scmap.gui.parting import part_with
from scmap.model import amounts
from scmap.model.finding import CONFIRMED, DISMISSED, LOOKED_AT, NEW, NEXT, PAIR_LAYER, Comment
from scmap.model.project import Project, new_uid
from scmap.model.review import Opinion
from scmap.session import finding_states
from scmap.session.reviewing import opinions_at
from scmap.settings import load, settings_file
from scmap.words import explain, tr

STATE_WORDS = {NEW: "new", LOOKED_AT: "looked_at", CONFIRMED: "confirmed", DISMISSED: "dismissed"}
_STEPS = 3  # what begins a review (again), and the two that end it


class FindingPart(QWidget):
    """State, person in charge and comments of a pair; comments alone of a feature."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._layer = self._subject = ""
        self._rule = Rule(self)
        self._state = texts.label(font=theme.heading(self.font()))
        self._who, self._reason, self._text = (LineEntry(self) for _ in range(3))
        self._steps = tuple(QPushButton(self) for _ in range(_STEPS))
        for button in self._steps:
            button.clicked.connect(partial(self._move, button))
        self._add, self._fold = QPushButton(self), QToolButton(self)
        self._fold.setCheckable(True)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._told = texts.label(parent=self)
        self._lines: list[QWidget] = []
        self._notes = QWidget(self)  # comments, folded away while nobody asks for them
        self._written = QVBoxLayout()
        self._decide = QWidget(self)
        self._lay_out()
        self._who.editingFinished.connect(self._assign)
        self._text.returnPressed.connect(self._comment)
        self._add.clicked.connect(self._comment)
        self._fold.toggled.connect(self._unfold)
        self.retranslate()

    def _lay_out(self) -> None:
        self._state.setWordWrap(False)
        head = FlowLayout()
        parts: tuple[QWidget, ...] = (self._state, self._who, self._steps[0], self._fold)
        for part in parts:
            head.addWidget(part)
        decide = FlowLayout(self._decide)
        decide.setContentsMargins(0, 0, 0, 0)
        decide.addWidget(self._reason)
        for button in self._steps[1:]:
            decide.addWidget(button)
        entry = QHBoxLayout()
        entry.addWidget(self._text, 1)
        entry.addWidget(self._add)
        notes = QVBoxLayout(self._notes)
        notes.setContentsMargins(0, 0, 0, 0)
        notes.setSpacing(4)
        self._written.setSpacing(2)
        notes.addLayout(self._written)
        notes.addLayout(entry)
        body = QVBoxLayout(self)
        body.setContentsMargins(12, 6, 12, 2)
        body.setSpacing(6)
        body.addWidget(self._rule)
        body.addLayout(head)
        for part in (self._decide, self._notes, self._told):
            body.addWidget(part)
        self._told.hide()
        self._notes.hide()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._sign()
        super().changeEvent(event)

    def _unfold(self, shown: bool) -> None:
        self._notes.setVisible(shown)
        self._sign()

    def _sign(self) -> None:
        self._fold.setIcon(icons.icon("down" if self._fold.isChecked() else "right"))

    def put(self, project: Project | None, layer: str, subject: str) -> None:
        """Show what is known of a selected pair (PAIR_LAYER) or feature; "" for nothing."""
        self.setVisible(project is not None and bool(subject))
        turned = (layer, subject) != (self._layer, self._subject)
        self._layer, self._subject = layer, subject
        if turned:
            for line in (self._reason, self._text):
                line.clear()
            self._tell("")
        if project is None or not subject:
            return
        pair = layer == PAIR_LAYER
        for part in (self._state, self._who):
            part.setVisible(pair)
        if pair:
            self._show_state(project)
        else:
            self._steps[0].hide()
            self._decide.hide()
        said = opinions_at(project, layer, subject)
        self._show_comments(said, finding_states.comments_on(project, layer, subject))

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        for line, name in ((self._who, "who"), (self._reason, "reason"), (self._text, "text")):
            words = tr(f"finding.{name}")
            line.setPlaceholderText(words)
            line.setAccessibleName(words)
        self._add.setText(tr("finding.add"))
        self._unfold(self._fold.isChecked())

    def _show_state(self, project: Project) -> None:
        found = finding_states.finding_of(project, self._subject)
        day = amounts.day(found.changed_on) if found.changed_on else ""
        state = tr(f"finding.state.{STATE_WORDS[found.state]}")
        self._state.setText(" · ".join(filter(None, (state, day))))
        if not self._who.hasFocus() and self._who.text() != found.assignee:
            self._who.setText(found.assignee)
        self._state.setToolTip(texts.tip(found.reason))
        following = NEXT[found.state]
        decided = CONFIRMED in following
        self._decide.setVisible(decided)
        self._steps[0].setVisible(not decided)
        begun = "looked_at" if found.state == NEW else "again"
        words = ("confirmed", "dismissed") if decided else (begun,)
        buttons = self._steps[1:] if decided else self._steps[:1]
        for button, state, word in zip(buttons, following, words, strict=True):
            button.setText(tr(f"finding.do.{word}"))
            button.setProperty("state", state)

    def _show_comments(self, said: tuple[Opinion, ...], comments: tuple[Comment, ...]) -> None:
        """Show the registered opinions that are anchored here, then what was written here."""
        for old in self._lines:
            part_with(old)
        self._lines = [*map(self._opinion, said), *map(self._line, comments)]
        for line in self._lines:
            self._written.addWidget(line)
        self._fold.setText(tr("finding.count", n=len(self._lines)))

    def _opinion(self, one: Opinion) -> QWidget:
        view = QWidget(self)
        column = QVBoxLayout(view)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(muted(opinion_title(one)))
        column.addWidget(texts.label(one.text))
        return view

    def _line(self, one: Comment) -> QWidget:
        view = QWidget(self)
        line = QHBoxLayout(view)
        line.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(muted(f"{one.author} · {amounts.day(one.written_on)}"))
        text: QLabel = texts.label(one.text)
        column.addWidget(text)
        line.addLayout(column, 1)
        drop = QToolButton(view)
        drop.setIcon(icons.icon("close"))
        drop.setAutoRaise(True)
        drop.setAccessibleName(tr("finding.drop"))
        drop.setToolTip(texts.tip(tr("finding.drop")))
        drop.clicked.connect(
            lambda: self._do(
                tr("finding.undo.drop"), lambda now: finding_states.drop_comment(now, one.uid)
            )
        )
        line.addWidget(drop, 0, Qt.AlignmentFlag.AlignTop)
        return view

    # -- deeds -------------------------------------------------------------------------------

    def _assign(self) -> None:
        pair, who = self._subject, self._who.text()
        if pair and self._layer == PAIR_LAYER:
            self._do(
                tr("finding.undo.assign", who=who.strip()),
                lambda now: finding_states.assign(now, pair, who),
            )

    def _move(self, button: QPushButton) -> None:
        state = str(button.property("state"))
        pair, reason = self._subject, self._reason.text()
        today = clock.today()
        label = tr("finding.undo.move", state=tr(f"finding.state.{STATE_WORDS[state]}"))
        if self._do(label, lambda now: finding_states.move(now, pair, state, today, reason)):
            self._reason.clear()

    def _comment(self) -> None:
        author = load(settings_file()).text("author") or tr("finding.somebody")
        today = clock.today()
        told = Comment(new_uid(), self._layer, self._subject, author, self._text.text(), today)
        if self._do(tr("finding.undo.comment"), lambda now: finding_states.comment(now, told)):
            self._text.clear()

    def _do(self, label: str, command: Callable[[Project], Project]) -> bool:
        try:
            self._bridge.do(label, command)
        except ScmapError as error:
            self._tell(str(explain(error)))
            return False
        self._tell("")
        return True

    def _tell(self, text: str) -> None:
        colours = self._told.palette()
        colours.setColor(theme.Role.WindowText, QColor(theme.tones().error))
        self._told.setPalette(colours)
        self._told.setText(text)
        self._told.setVisible(bool(text))
