"""실행 취소 목록: everything that was done, in words; a click goes back there, or forth again."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import icons, texts, theme
from scmap.gui.bridge import Bridge
from scmap.gui.dialog import Dialog
from scmap.gui.rows import Rows
from scmap.words import tr

SIZE = (420, 480)


class HistoryDialog(Dialog):
    """Lists the steps of the open project beside the window, and follows it.

    The first line is the project as it was opened. What is undone stands below the present state,
    in italics.
    """

    def __init__(self, bridge: Bridge, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._said = texts.label()
        self.list = QListWidget(self)
        self.list.setItemDelegate(Rows(self.list))
        self.list.setUniformItemSizes(True)
        self.list.itemClicked.connect(self._go)
        self.list.itemActivated.connect(self._go)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        for widget in (self._said, self.list, buttons):
            body.addWidget(widget)
        self.resize(*SIZE)
        bridge.stated.connect(self._show)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self.setWindowTitle(tr("history.title"))
        self._said.setText(tr("history.how"))
        self.list.setAccessibleName(tr("history.title"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "list"):
            self._show()  # signs and muted letters are of the scheme in which they were made
        super().changeEvent(event)

    def _show(self) -> None:
        session = self._bridge.session
        self.list.clear()
        if session is None:
            return
        place, saved = session.place, session.saved_place
        for number, label in enumerate((tr("history.opened"), *session.steps)):
            marks = [
                *([tr("history.now")] if number == place else []),
                *([tr("history.saved")] if number == saved else []),
            ]
            item = QListWidgetItem(" · ".join((label, *marks)), self.list)
            self._dress(item, number, place)
        self.list.setCurrentRow(place)
        current = self.list.item(place)
        if current is not None:
            self.list.scrollToItem(current)

    def _dress(self, item: QListWidgetItem, number: int, place: int) -> None:
        font = self.list.font()
        font.setBold(number == place)
        font.setItalic(number > place)
        item.setFont(font)
        if number > place:
            item.setForeground(self.palette().brush(theme.Role.PlaceholderText))
        if number:
            item.setIcon(icons.icon("redo" if number > place else "undo"))
        else:
            item.setIcon(icons.icon("open"))

    def _go(self, item: QListWidgetItem) -> None:
        self._bridge.go_to(self.list.row(item))
