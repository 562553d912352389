"""Which pairs are seen: how their owners relate, and whether they operate together."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar, get_args

from PySide6.QtCore import QSize
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from scmap.gui import icons, texts
from scmap.gui.findings import Findings
from scmap.gui.narrowing import Narrowing
from scmap.model.overlap import Relation, Time
from scmap.words import tr

RELATIONS: tuple[Relation, ...] = get_args(Relation)
TIMES: tuple[Time, ...] = get_args(Time)
T = TypeVar("T", bound=str)
ARROW_PX = 8


class ScopeButton(QToolButton):
    """Says which pairs are seen, and offers others; table, map and matrices follow."""

    def __init__(self, findings: Findings, narrowing: Narrowing, parent: QWidget) -> None:
        super().__init__(parent)
        self._findings, self._narrowing = findings, narrowing
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.tint()

    def tint(self) -> None:
        """Draw the sign in the colours now in force."""
        self.setIcon(icons.icon("overlap"))

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(ARROW_PX, 0)  # Qt leaves no room for the menu's arrow

    def look(self) -> None:
        """Say which pairs are seen."""
        relation, time = self._findings.relation, self._narrowing.to.time
        words = tr(f"scope.relation.{relation}")
        if time != "any":
            words = tr("scope.title", relation=words, time=tr(f"scope.time.{time}"))
        self.setText(texts.item(words))
        self.setToolTip(texts.tip(f"{words}\n{tr('scope.button.tip')}"))
        self.setAccessibleName(tr("scope.button.name"))
        self.setAccessibleDescription(words)

    def _fill(self) -> None:
        """Offer every relation and time, the present ones marked."""
        menu = self.menu()
        menu.clear()
        menu.addSection(tr("scope.relation"))
        self._offer("relation", RELATIONS, self._findings.relation, self._findings.choose_relation)
        menu.addSection(tr("scope.time"))
        self._offer("time", TIMES, self._narrowing.to.time, self._choose_time)

    def _offer(
        self, what: str, values: tuple[T, ...], chosen: T, choose: Callable[[T], None]
    ) -> None:
        group = QActionGroup(self.menu())
        for value in values:
            action = self.menu().addAction(texts.item(tr(f"scope.{what}.{value}")))
            action.setToolTip(texts.tip(tr(f"scope.{what}.{value}.tip")))
            action.setCheckable(True)
            action.setChecked(value == chosen)
            action.setActionGroup(group)
            action.triggered.connect(lambda _on, value=value: choose(value))

    def _choose_time(self, time: Time) -> None:
        self._narrowing.choose(replace(self._narrowing.to, time=time))
