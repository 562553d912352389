"""위치로 이동: a municipality or a kept place by name, as one types."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QDialog, QListView, QVBoxLayout, QWidget

from scmap.gui import icons, search, texts
from scmap.gui.line_entry import LineEntry
from scmap.gui.models.places import Choice
from scmap.words import tr

SIZE = (460, 400)
_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}

Find = Callable[[str], Sequence[Choice]]


class GoToDialog(QDialog):
    """A line to type in and the places that it finds; Enter goes to the chosen one.

    Parameters
    ----------
    kept : sequence of str
        Names of kept places; they come first.
    find : callable
        Finds municipalities by name, initials or code.
    go_kept, go_place, drop : callable
        Take the name of a kept place, the code of a municipality, the name of one to forget.
    """

    def __init__(
        self,
        kept: Sequence[str],
        find: Find,
        *,
        go_kept: Callable[[str], None],
        go_place: Callable[[str], None],
        drop: Callable[[str], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("goto.title"))
        self._kept, self._find = list(kept), find
        self._go_kept, self._go_place, self._drop = go_kept, go_place, drop
        self._names: list[str] = []
        self._places: list[Choice] = []
        self._model = QStringListModel(self)
        self.line = LineEntry(self)
        self.line.setPlaceholderText(tr("goto.line"))
        self.line.setAccessibleName(tr("goto.title"))
        self.line.addAction(icons.icon("search"), LineEntry.ActionPosition.LeadingPosition)
        self.line.installEventFilter(self)
        self.list = QListView(self)
        self.list.setModel(self._model)
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setAccessibleName(tr("goto.list"))
        self._said = texts.label()
        body = QVBoxLayout(self)
        body.setContentsMargins(8, 8, 8, 8)
        for part in (self.line, self.list, self._said):
            body.addWidget(part)
        self.line.typed.connect(self.show_for)
        self.line.returnPressed.connect(self._go)
        self.list.clicked.connect(self._go)
        self.show_for("")
        self.resize(*SIZE)

    def show_for(self, query: str) -> None:
        """List what a query finds."""
        wanted = search.folded(query).strip()
        self._names = [one for one in self._kept if search.matches(wanted, search.folded(one))]
        self._places = list(self._find(query))
        kept = [tr("goto.kept", name=name) for name in self._names]
        self._model.setStringList([*kept, *(place.text for place in self._places)])
        if self._model.rowCount():
            self.list.setCurrentIndex(self._model.index(0))
            self._said.setText(tr("goto.hint"))
        else:
            self._said.setText(tr("goto.nothing", query=query))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _MOVES:
                self.list.event(event)  # the line keeps the focus, the list moves
                return True
            if event.key() == Qt.Key.Key_Delete and not self.line.text():
                self._forget()
                return True
        return super().eventFilter(watched, event)

    def _go(self, _index: QModelIndex | None = None) -> None:
        row = self.list.currentIndex().row()
        if row < 0:
            return
        self.accept()
        if row < len(self._names):
            self._go_kept(self._names[row])
        else:
            self._go_place(self._places[row - len(self._names)].code)

    def _forget(self) -> None:
        row = self.list.currentIndex().row()
        if 0 <= row < len(self._names):
            name = self._names[row]
            self._kept.remove(name)
            self._drop(name)
            self.show_for(self.line.text())
