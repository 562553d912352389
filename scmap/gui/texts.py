"""Labels and tips for texts that come from data: shown as they are, never read as markup."""

import functools
import re
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QMessageBox, QSizePolicy, QWidget

from scmap.words import columns

_SELECTABLE = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


def label(text: str = "", font: QFont | None = None, parent: QWidget | None = None) -> QLabel:
    """Make a label of plain text that wraps and can be selected."""
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    made.setTextInteractionFlags(_SELECTABLE)
    if font is not None:
        made.setFont(font)
    return made


def caption(text: str = "", parent: QWidget | None = None) -> QLabel:
    """Make a label for our own words: one line, in the muted colour."""
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setForegroundRole(made.palette().ColorRole.PlaceholderText)
    return made


LEAST_SHOWN = 0.75  # of a remark, or it is left out


class Remark(QLabel):
    """One line in the muted colour that gives way: what has no room is left out behind "…"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look()

    @property
    def shown(self) -> str:
        """What there is room for; a syllable would say nothing."""
        room, metrics = self.contentsRect().width(), self.fontMetrics()
        if room < LEAST_SHOWN * metrics.horizontalAdvance(self.text()):
            return ""
        return metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.contentsRect(), int(right), self.shown)
        painter.end()

    def _look(self) -> None:
        """Let the tip say what there is no room for."""
        self.setToolTip(tip(self.text()) if self.shown != self.text() else "")


TIP_COLUMNS = 72  # letters of Latin script in a line of a tip; a syllable takes two
_JOINER = "\u2060"  # is not seen and not spoken
_SIGN = re.compile("[<&]")


def question(
    heading: str, text: str, detail: str = "", parent: QWidget | None = None
) -> QMessageBox:
    """Make a box that asks about what data say; Qt would take some of it for markup, and hide it.

    Parameters
    ----------
    heading : str
        Title of the box.
    text, detail : str
        What is asked, and what is said below it.
    parent : QWidget or None
        In front of which window.
    """
    made = QMessageBox(parent)
    made.setIcon(QMessageBox.Icon.NoIcon)
    made.setWindowTitle(title(heading))
    made.setText(text)
    made.setInformativeText(detail)
    for one in made.findChildren(QLabel):
        one.setTextFormat(Qt.TextFormat.PlainText)
    grid = made.layout()
    if isinstance(grid, QGridLayout):
        grid.setContentsMargins(16, 14, 16, 12)
        for row in range(grid.rowCount()):
            indent, part = grid.itemAtPosition(row, 0), grid.itemAtPosition(row, 1)
            words = None if part is None else part.widget()
            if isinstance(words, QLabel):
                if indent is not None:
                    grid.removeItem(indent)  # it stands for a sign, and there is none
                grid.addWidget(words, row, 0, 1, -1)
    return made


@functools.lru_cache(maxsize=1024)  # a window has some three hundred, and looks at them often
def tip(text: str) -> str:
    """Give a text as a tool tip that shows it literally, in lines that are read at a glance.

    Qt guesses at markup, and breaks only the lines of what it takes for it. Screen readers are
    told the tip as it is: it is plain text, and what would look like markup is none.
    """
    lines = (broken for line in text.split("\n") for broken in _broken(line))
    return _SIGN.sub(rf"\g<0>{_JOINER}", "\n".join(lines))


def _broken(line: str) -> Iterator[str]:
    """Break a line between words, and within a word that is longer than a line."""
    if 2 * len(line) <= TIP_COLUMNS:  # as most are: whatever its letters, it is no longer
        yield line.lstrip(" ")
        return
    made, width = "", 0
    for word in line.split(" "):
        longer, taken = word, columns(word)
        if made and width + 1 + taken <= TIP_COLUMNS:
            longer, taken = f"{made} {word}", width + 1 + taken
        elif made:
            yield made
        while taken > TIP_COLUMNS:
            kept = next(n for n in range(len(longer), 0, -1) if columns(longer[:n]) <= TIP_COLUMNS)
            yield longer[:kept]
            longer = longer[kept:]
            taken = columns(longer)
        made, width = longer, taken
    yield made


def item(text: str) -> str:
    """Give a text for a menu item or button, where "&" would mark a key."""
    return text.replace("&", "&&")


def title(text: str) -> str:
    """Give a text for a window title, where "[*]" would be the mark for unsaved."""
    return text.replace("[*]", "[*][*]")
