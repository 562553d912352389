"""What the view is narrowed to, as chips that a click or Delete takes away."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from scmap import reference
from scmap.gui import icons, texts
from scmap.gui.findings import USUAL, Findings
from scmap.gui.models.conditions import CONDITIONS, conditions
from scmap.gui.models.narrowed import EVERYTHING
from scmap.gui.narrowing import Narrowing
from scmap.words import tr

WIDEST = 300


class Chip(QToolButton):
    """Words with a cross.

    Signals
    -------
    dropped
        What it stands for is to go.
    """

    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setMaximumWidth(WIDEST)
        self.clicked.connect(self.dropped)
        self.hide()

    def put(self, words: str) -> None:
        """Show these words; "" for nothing to take away."""
        if words == self.accessibleName() and bool(words) != self.isHidden():
            return
        room = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, WIDEST - 48)
        self.setText(texts.item(room))
        self.setIcon(icons.icon("close"))
        self.setToolTip(texts.tip(tr("tables.chip.tip", what=words) if words else ""))
        self.setAccessibleName(words)
        self.setVisible(bool(words))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.dropped.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.setIcon(icons.icon("close"))


class Chips(QWidget):
    """A line of chips, one for each condition; it is there while there are some."""

    def __init__(self, findings: Findings, narrowing: Narrowing, parent: QWidget) -> None:
        super().__init__(parent)
        self._findings, self._narrowing = findings, narrowing
        self._says = texts.caption(parent=self)
        self._chips = {name: Chip(self) for name in ("relation", *CONDITIONS)}
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 0, 8, 4)
        line.setSpacing(8)
        line.addWidget(self._says)
        for name, chip in self._chips.items():
            chip.dropped.connect(partial(self._drop, name))
            line.addWidget(chip)
        line.addStretch(1)
        self.look()

    def look(self) -> None:
        """Say what the view is narrowed to."""
        self._says.setText(tr("tables.narrowed"))
        relation = self._findings.relation
        words = {
            "relation": tr(f"scope.relation.{relation}") if relation != USUAL else "",
            **conditions(self._narrowing.to, reference.codebook()),
        }
        for name, chip in self._chips.items():
            chip.put(words[name])
        self.setVisible(any(words.values()))

    def _drop(self, name: str) -> None:
        if name == "relation":
            self._findings.choose_relation(USUAL)
            return
        to = self._narrowing.to
        self._narrowing.choose(replace(to, **{name: getattr(EVERYTHING, name)}))
