"""What may be meant, offered below a line while one types; the keyboard stays in the line.

A completer of Qt opens a list that takes the keyboard for a moment, which ends the syllable under
the hand, and it knows no initials: here 'ㅅㅇ' finds 수원시.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from scmap.gui import search
from scmap.gui.line_entry import LineEntry

MOST_ROWS = 10  # in sight at a time; the others are scrolled to
FRAME_PX = 2
_Key = Qt.Key
_MOVES = {_Key.Key_Up, _Key.Key_Down, _Key.Key_PageUp, _Key.Key_PageDown}
_TAKES = {_Key.Key_Return, _Key.Key_Enter}


class Suggestions(QListView):
    """A list below a line of those values that hold each word of it, as they are or by initials.

    Down and Up go through it, Enter or a click takes a value, Esc puts the list away.

    Signals
    -------
    taken : str
        The value that was taken; it stands in the line.
    """

    taken = Signal(str)

    def __init__(self, line: LineEntry) -> None:
        super().__init__(line)
        self.setWindowFlags(Qt.WindowType.ToolTip)  # which never takes the keyboard
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self._line = line
        self._values: list[str] = []
        self._haystacks: list[str] = []
        self._found = QStringListModel(self)
        self.setModel(self._found)
        line.typed.connect(self._offer)
        line.installEventFilter(self)
        self.clicked.connect(self._take)

    def put(self, values: Sequence[str]) -> None:
        """Offer these values from now on."""
        self._values = list(values)
        self._haystacks = [search.folded(value) for value in values]

    def found(self, query: str) -> list[str]:
        """Give the values that a query finds: what begins so comes first."""
        wanted = search.folded(query).strip()
        hits = [
            value
            for value, haystack in zip(self._values, self._haystacks, strict=True)
            if search.matches(wanted, haystack)
        ]
        return sorted(hits, key=lambda value: not _has_word(value, wanted))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.hide()
        elif isinstance(event, QKeyEvent) and self.isVisible():
            return self._hear(event)
        return super().eventFilter(watched, event)

    def _hear(self, event: QKeyEvent) -> bool:
        """Take the keys that are meant for the list; dialogs and menus hear nothing of them."""
        key = event.key()
        if key not in _MOVES | _TAKES | {_Key.Key_Escape}:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() == QEvent.Type.KeyPress:
            if key in _MOVES:
                self.event(event)
            elif key in _TAKES and self.currentIndex().isValid():
                self._take(self.currentIndex())
            else:
                self.hide()
                return key not in _TAKES
        return True

    def _offer(self, text: str) -> None:
        if not self._line.hasFocus():
            return
        found = self.found(text) if text.strip() else []
        if found in ([], [text]):
            self.hide()
            return
        self._found.setStringList(found)
        self.setCurrentIndex(QModelIndex())
        self._place(len(found))
        self.show()

    def _place(self, count: int) -> None:
        """Lie below the line, or above it where the screen ends."""
        rows = min(count, MOST_ROWS)
        width = max(self._line.width(), self.sizeHintForColumn(0) + 4 * FRAME_PX)
        if count > rows:
            width += self.verticalScrollBar().sizeHint().width()
        self.resize(width, rows * max(self.sizeHintForRow(0), 1) + 2 * FRAME_PX)
        below = self._line.mapToGlobal(self._line.rect().bottomLeft())
        screen = self._line.screen().availableGeometry()
        if below.y() + self.height() > screen.bottom():
            below = self._line.mapToGlobal(self._line.rect().topLeft())
            below.setY(below.y() - self.height())
        below.setX(max(screen.left(), min(below.x(), screen.right() - self.width())))
        self.move(below)

    def _take(self, index: QModelIndex) -> None:
        value = str(index.data())
        self._line.setText(value)  # which offers what begins so
        self.hide()
        self.taken.emit(value)


def _has_word(value: str, wanted: str) -> bool:
    """Tell whether a word of a value begins as one types."""
    return any(
        word.startswith(wanted) or search.initials(word).startswith(wanted)
        for word in search.folded(value).split()
    )
