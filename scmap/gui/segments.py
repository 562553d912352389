"""A row of words of which one is chosen, and seen to be so on light and dark ground."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from scmap.gui import texts, theme

HEIGHT = 26
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class Segments(QWidget):
    """Chooses one of some; the arrow keys go from one to the next.

    Signals
    -------
    chosen : int
        Place of the one that the user chose.
    """

    chosen = Signal(int)

    def __init__(self, count: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        for place in range(count):
            button = _Segment(self)
            self._group.addButton(button, place)
            line.addWidget(button)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(self.chosen)

    @property
    def place(self) -> int:
        """Place of the one that is chosen."""
        return self._group.checkedId()

    def choose(self, place: int) -> None:
        """Choose one as a click would."""
        self._group.button(place).click()

    def name(self, words: Sequence[str], tips: Sequence[str] = ()) -> None:
        """Name them in the language now in force."""
        for place, word in enumerate(words):
            self._group.button(place).setText(texts.item(word))
        for place, tip in enumerate(tips):
            self._group.button(place).setToolTip(texts.tip(tip))

    def step(self, by: int) -> None:
        """Choose the next one that can be chosen, or the one before."""
        places = range(len(self._group.buttons()))
        place = self.place + by
        while place in places and not self._group.button(place).isEnabled():
            place += by
        if place in places:
            self._group.button(place).setFocus(Qt.FocusReason.OtherFocusReason)
            self.choose(place)

    def refuse(self, place: int, reason: str) -> None:
        """Let one not be chosen; its tip says why."""
        button = self._group.button(place)
        button.setEnabled(False)
        button.setToolTip(texts.tip(reason))


class _Segment(QToolButton):
    """One of the words, on a ground of the accent while it is chosen."""

    def __init__(self, row: Segments) -> None:
        super().__init__(row)
        self._row = row
        self.setCheckable(True)
        self.setFixedHeight(HEIGHT)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._row.step(step)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours, on = self.palette(), self.isChecked()
        ground = theme.Role.Highlight if on else theme.Role.Button
        words = theme.Role.HighlightedText if on else theme.Role.ButtonText
        place = self.rect().adjusted(0, 1, -1, -1)
        painter = QPainter(self)
        painter.fillRect(place, colours.color(ground))
        edge = theme.Role.Accent if self.hasFocus() else theme.Role.Mid
        painter.setPen(QPen(colours.color(edge), 2 if self.hasFocus() else 1))
        painter.drawRect(place)
        painter.setPen(colours.color(words))
        flags = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextShowMnemonic.value
        painter.drawText(place, flags, self.text())
        painter.end()
