"""찾아가기: a coordinate, a kept place, a municipality, a project or a centre, as one types."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QVBoxLayout, QWidget

from scmap.gui import icons, texts
from scmap.gui.dialog import Dialog
from scmap.gui.line_entry import LineEntry
from scmap.gui.rows import Rows
from scmap.words import tr

SIZE = (460, 400)
_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


@dataclass(frozen=True, slots=True)
class Goal:
    """A place that was found.

    Attributes
    ----------
    text : str
        Its line in the list.
    go : callable
        Goes there.
    kept : str
        Name of a place that was kept, and can be forgotten; "" for any other.
    """

    text: str
    go: Callable[[], None]
    kept: str = ""


Take = Callable[[Sequence[Goal]], None]


class GoToDialog(Dialog):
    """A line to type in and the places that it finds; Enter goes to the chosen one.

    Parameters
    ----------
    find : callable
        Gives what a query finds at once.
    search : callable
        Looks for more in the background, and hands it over when it is found.
    drop : callable
        Forgets the kept place of that name.
    """

    def __init__(
        self,
        find: Callable[[str], Sequence[Goal]],
        search: Callable[[str, Take], None],
        *,
        drop: Callable[[str], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("goto.title"))
        self._find, self._search, self._drop = find, search, drop
        self._goals: list[Goal] = []
        self._query = ""
        self._model = QStringListModel(self)
        self.line = LineEntry(self)
        self.line.setPlaceholderText(tr("goto.line"))
        self.line.setAccessibleName(tr("goto.title"))
        sign = self.line.addAction(icons.icon("search"), LineEntry.ActionPosition.LeadingPosition)
        sign.setText(self.line.accessibleName())
        self.line.installEventFilter(self)
        self.list = QListView(self)
        self.list.setModel(self._model)
        self.list.setItemDelegate(Rows(self.list))
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
        self._query, self._goals = query, list(self._find(query))
        self._show(0)
        self._search(query, lambda more: self._take_more(query, more))

    def _take_more(self, query: str, more: Sequence[Goal]) -> None:
        """List what was found in the background, below the rest, if it is still asked for."""
        if query == self._query and more:
            row = max(self.list.currentIndex().row(), 0)
            self._goals += more
            self._show(row)

    def _show(self, row: int) -> None:
        self._model.setStringList([goal.text for goal in self._goals])
        if self._goals:
            self.list.setCurrentIndex(self._model.index(row))
            self._said.setText(tr("goto.hint"))
        else:
            self._said.setText(tr("goto.nothing", query=self._query))

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
        if row >= 0:
            goal = self._goals[row]
            self.accept()
            goal.go()

    def _forget(self) -> None:
        row = self.list.currentIndex().row()
        if row >= 0 and self._goals[row].kept:
            self._drop(self._goals[row].kept)
            self.show_for(self.line.text())
