"""A new project: about which municipality, and under which title."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QListView,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import texts, theme
from scmap.gui.dialog import Dialog
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.line_entry import LineEntry
from scmap.gui.models.places import Choice, PlaceModel
from scmap.gui.rows import Rows
from scmap.model.gazetteer import Gazetteer
from scmap.words import tr

SHOWN_ROWS = 8
_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


class NewProjectDialog(Dialog):
    """Asks for municipality and title.

    The municipalities that fit stand in a list below the line, not in a pop-up: a pop-up would
    take the input method's window away while a syllable is being composed.
    """

    def __init__(self, gazetteer: Gazetteer, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("intake.new"))
        self._model = PlaceModel(gazetteer, self)
        self._place = LineEntry(self)
        self._title = LineEntry(self)
        self._list = self._make_list()
        self._said = texts.label()
        self._buttons, self._make = answer_buttons(
            self, tr("intake.new.make"), tr("intake.new.cancel")
        )
        self._lay_out()
        self._place.typed.connect(self._find)
        self._place.installEventFilter(self)
        self._list.selectionModel().currentChanged.connect(self._follow)
        self._list.doubleClicked.connect(self.accept)
        self._choose_first()

    @property
    def municipality(self) -> str:
        """Code of the chosen municipality; "" for the whole country."""
        choice = self._choice
        return choice.code if choice else ""

    @property
    def title(self) -> str:
        """The title as it was typed, or the one that was offered."""
        return self._title.shown.strip() or self._title.placeholderText()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            moves = event.key() in _MOVES
            if moves:  # the line keeps the focus, the list moves
                self._list.event(event)
            return moves
        return super().eventFilter(watched, event)

    @property
    def _choice(self) -> Choice | None:
        index = self._list.currentIndex()
        return self._model.choice(index.row()) if index.isValid() else None

    def _make_list(self) -> QListView:
        made = QListView(self)
        made.setModel(self._model)
        made.setItemDelegate(Rows(made))
        made.setUniformItemSizes(True)
        made.setAccessibleName(tr("intake.new.places"))
        made.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        made.setMinimumHeight(made.sizeHintForRow(0) * SHOWN_ROWS + 2 * made.frameWidth())
        return made

    def _lay_out(self) -> None:
        self._place.setPlaceholderText(tr("intake.new.place.hint"))
        self._place.offer_clearing()
        self._said.setForegroundRole(theme.Role.PlaceholderText)
        # Two lines of room from the start: the dialog does not jump when more is said.
        self._said.setMinimumHeight(QLabel(" \n ").sizeHint().height())
        fields = QGridLayout()
        fields.setHorizontalSpacing(12)
        for row, (word, field) in enumerate((("place", self._place), ("title", self._title))):
            buddy = QLabel(tr(f"intake.new.{word}"), self)
            buddy.setBuddy(field)
            field.setAccessibleName(buddy.text().replace("&", ""))
            fields.addWidget(buddy, 2 * row, 0)
            fields.addWidget(field, 2 * row, 1)
        fields.addWidget(self._list, 1, 1)
        fields.setRowStretch(1, 1)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.setSpacing(8)
        body.addLayout(fields, 1)
        body.addWidget(self._said)
        body.addWidget(self._buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 72)
        self._place.setFocus()

    def _find(self, query: str) -> None:
        found = self._model.find(query)
        if not found and self._place.composing:
            return  # half a syllable fits nothing: what the finished ones found stays in sight
        self._model.show(found)
        self._choose_first()

    def _choose_first(self) -> None:
        if self._model.rowCount():
            select = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self._list.selectionModel().setCurrentIndex(self._model.index(0), select)
        self._follow()

    def _follow(self) -> None:
        """Say what the choice means, and offer a title for it."""
        choice = self._choice
        self._make.setEnabled(choice is not None)
        if choice is None:
            self._said.setText(tr("intake.new.none", query=self._place.shown))
            return
        self._said.setText(
            tr("intake.new.chosen", place=choice.name)
            if choice.code
            else tr("intake.new.chosen.country")
        )
        name = choice.name or tr("window.report.country")
        self._title.setPlaceholderText(tr("intake.new.title.of", place=name))
