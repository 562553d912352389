"""명령 검색: every command by its name, as one types."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import icons, texts
from scmap.gui.action_set import ActionSet, shown_keys
from scmap.gui.actions import ACTIONS
from scmap.gui.dialog import Dialog
from scmap.gui.line_entry import LineEntry
from scmap.gui.models.commands import KEYS, NAME, PLACE, CommandModel
from scmap.gui.rows import ROW_PX, Rows
from scmap.words import tr

SIZE = (580, 440)
_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


class CommandButton(QToolButton):
    """The corner of the menu bar where one asks for a command by name."""

    def __init__(self, actions: ActionSet, parent: QWidget) -> None:
        super().__init__(parent)
        self._actions = actions
        self.setAutoRaise(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(actions["help.commands"].trigger)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        action = self._actions["help.commands"]
        self.setText(f"{action.iconText()}  {action.shortcut().toString()}")
        self.setToolTip(action.toolTip())
        self.setIcon(icons.icon("search"))
        if self.isVisible():  # a menu bar gives its corner a new width only when it appears
            self.hide()
            self.show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_actions"):
            self.setIcon(icons.icon("search"))
        super().changeEvent(event)


class CommandPalette(Dialog):
    """A line to type in and the commands that it finds; Enter carries out the chosen one."""

    def __init__(self, actions: ActionSet, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("actions.help.commands"))
        self._actions = actions
        keys = {spec.id: shown_keys(spec) for spec in ACTIONS}
        self._model = CommandModel(actions.state, keys, self)
        self._line = LineEntry(self)
        self._line.setPlaceholderText(tr("dialogs.commands.line"))
        self._line.setAccessibleName(tr("actions.help.commands"))
        sign = self._line.addAction(icons.icon("search"), LineEntry.ActionPosition.LeadingPosition)
        sign.setText(self._line.accessibleName())
        self._line.installEventFilter(self)
        self._list = self._make_list()
        self._said = texts.label()
        self._lay_out()
        self._line.typed.connect(self._find)
        self._line.returnPressed.connect(self._run)
        self._list.clicked.connect(self._run)
        self._find("")
        self.resize(*SIZE)

    @property
    def said(self) -> str:
        """What is said of the chosen command: what it does, or why it cannot be used."""
        return self._said.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and _moves(event):
            self._list.event(event)  # the line keeps the focus, the list moves
            return True
        return super().eventFilter(watched, event)

    def _make_list(self) -> QTableView:
        made = QTableView(self)
        made.setModel(self._model)
        made.setItemDelegate(Rows(made))
        made.setFrameShape(QTableView.Shape.NoFrame)
        made.setShowGrid(False)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        made.setAccessibleName(tr("dialogs.commands.list"))
        made.horizontalHeader().hide()
        made.verticalHeader().hide()
        made.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        made.verticalHeader().setDefaultSectionSize(ROW_PX)
        header = made.horizontalHeader()
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(PLACE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(KEYS, QHeaderView.ResizeMode.ResizeToContents)
        made.selectionModel().currentRowChanged.connect(self._say)
        return made

    def _lay_out(self) -> None:
        self._said.setForegroundRole(self._said.palette().ColorRole.PlaceholderText)
        self._said.setMinimumHeight(QLabel(" \n ").sizeHint().height())
        body = QVBoxLayout(self)
        body.setContentsMargins(8, 8, 8, 8)
        body.setSpacing(6)
        body.addWidget(self._line)
        body.addWidget(self._list, 1)
        body.addWidget(self._said)

    def _find(self, query: str) -> None:
        self._model.filter(query)
        if self._model.rowCount():
            self._list.selectRow(0)
            self._list.scrollToTop()
        else:
            self._said.setText(tr("dialogs.commands.nothing", query=query))

    def _say(self, index: QModelIndex) -> None:
        if index.isValid():
            row = index.row()
            self._said.setText(self._model.hindrance(row) or self._model.spec(row).tip)

    def _run(self) -> None:
        index = self._list.currentIndex()
        if not index.isValid() or self._model.hindrance(index.row()):
            return
        action = self._actions[self._model.spec(index.row()).id]
        self.accept()
        action.trigger()


def _moves(event: QKeyEvent) -> bool:
    return event.type() == QEvent.Type.KeyPress and event.key() in _MOVES
