"""The scale of the map as a line that can be typed into, and scales to choose from."""

import re

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QWidget

from scmap.words import tr

SCALES = (
    1_000,
    2_500,
    5_000,
    10_000,
    25_000,
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    5_000_000,
)
LEAST, MOST = 20, 100_000_000
_WIDEST = "1:00,000,000"
_SPACE = 44  # pixels for the arrow and the frame


class ScaleBox(QComboBox):
    """Shows 1:n, and takes another n: "5000", "1:5,000" and "1/5000" alike.

    Signals
    -------
    wanted : float
        The denominator that was typed or chosen.
    """

    wanted = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self.setObjectName("scale")
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCompleter(None)  # type: ignore[arg-type]  # Qt: none completes
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.addItems([written(one) for one in SCALES])
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance(_WIDEST) + _SPACE)
        self.setEditText("")
        self.activated.connect(self._take)
        line = self.lineEdit()
        assert line is not None  # noqa: S101  it is editable
        self._line = line
        line.returnPressed.connect(self._take)
        line.installEventFilter(self)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        for named in (self, self._line):  # the keyboard comes to the line within
            named.setAccessibleName(tr("window.status.scale"))
        self.setToolTip(tr("goto.scale.tip"))

    def setText(self, text: str) -> None:
        """Show the scale of the map, unless one is being typed."""
        self._shown = text
        self.setVisible(bool(text))  # without a map there is no scale
        if not self._line.hasFocus():
            self.setEditText(text)

    def text(self) -> str:
        """Give the scale of the map as it is shown."""
        return self._shown

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.setEditText(self._shown)
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.KeyPress:
                self.setEditText(self._shown)
                self._line.clearFocus()
            return True
        return super().eventFilter(watched, event)

    def _take(self) -> None:
        denominator = read(self.currentText())
        self._line.clearFocus()
        if denominator is None:
            self.setEditText(self._shown)
        else:
            self.wanted.emit(denominator)


def written(denominator: float) -> str:
    """Write a scale."""
    return f"1:{round(denominator):,}"


def read(text: str) -> float | None:
    """Read the denominator of a scale; None for what is none."""
    found = re.fullmatch(r"(?:1\s*[:/：]\s*)?(\d[\d,. ]*)", text.strip())
    digits = re.sub(r"[,. ]", "", found[1]) if found else ""
    value = float(digits) if digits else 0.0
    return value if LEAST <= value <= MOST else None
