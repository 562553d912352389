"""Conditions on the pairs of the table: grade, ministry line."""

from collections.abc import Callable, Hashable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from scmap import reference
from scmap.analysis.summary import ALL
from scmap.gui import icons, texts
from scmap.gui.findings import Findings
from scmap.gui.models.conditions import grade_word
from scmap.gui.models.narrowed import EXCEPTED
from scmap.gui.models.summary_words import heads_of
from scmap.gui.narrowing import Narrowing
from scmap.gui.summaries import Summaries
from scmap.model.codebook import UNCLASSIFIED
from scmap.model.ruleset import GRADES
from scmap.words import tr


class FacetButton(QToolButton):
    """A menu of conditions that stays open while one ticks them."""

    def __init__(
        self, findings: Findings, summaries: Summaries, narrowing: Narrowing, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._findings, self._summaries, self._narrowing = findings, summaries, narrowing
        self._menu = StayingMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setAutoRaise(True)

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self.setText(tr("tables.facets"))
        self.setToolTip(texts.tip(tr("tables.facets.tip")))

    def tint(self) -> None:
        """Draw the sign in the colours now in force."""
        self.setIcon(icons.icon("facets"))

    def _fill(self) -> None:
        """Offer what occurs, with what is ticked now."""
        self._menu.clear()
        to = self._narrowing.to
        self._menu.addSection(tr("tables.grade"))
        for grade in (*range(len(GRADES)), EXCEPTED):
            self._offer(grade_word(grade), "grades", grade, grade in to.grades)
        self._menu.addSection(tr("tables.facets.lines"))
        ledger = self._summaries.ledger
        keys = ledger.groups["ministry"].keys if ledger is not None else ()
        lines = tuple(key for key in keys if key not in (ALL, UNCLASSIFIED))
        for head in heads_of(lines, "ministry", reference.codebook()):
            self._offer(head.title, "lines", head.key, head.key in to.lines)

    def _offer(self, words: str, name: str, value: Hashable, on: bool) -> None:
        action = self._menu.addAction(texts.item(words))
        action.setCheckable(True)
        action.setChecked(on)
        action.toggled.connect(self._ticker(name, value))

    def _ticker(self, name: str, value: Hashable) -> Callable[[bool], None]:
        def tick(on: bool) -> None:
            chosen = getattr(self._narrowing.to, name)
            chosen = chosen | {value} if on else chosen - {value}
            self._narrowing.choose(replace(self._narrowing.to, **{name: chosen}))

        return tick


class StayingMenu(QMenu):
    """A menu that a tick does not close."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action: QAction | None = self.actionAt(event.position().toPoint())
        if action is not None and action.isCheckable():
            action.toggle()
        else:
            super().mouseReleaseEvent(event)
