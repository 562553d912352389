"""오픈소스 라이선스: what the program is made with, and on which terms."""

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QListWidget,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import texts
from scmap.gui.dialog import Dialog
from scmap.gui.rows import Rows
from scmap.reference.parts import notice, parts
from scmap.words import tr

SIZE, LIST_WIDTH = (1130, 620), 220


class LicencesDialog(Dialog):
    """Shows what is said of all parts together, and the licence of each."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("program.licences.title"))
        self._said = [notice()]
        self._list = QListWidget(self)
        self._list.setItemDelegate(Rows(self._list))
        self._list.setAccessibleName(tr("program.licences.list"))
        self._list.addItem(tr("program.licences.all"))
        for part in parts():
            self._list.addItem(f"{part.name} {part.version}")
            self._said.append(part.text or tr("program.licences.none"))
        self._text = QPlainTextEdit(self)
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._text.setAccessibleName(tr("program.licences.text"))
        self._list.currentRowChanged.connect(self._show)
        halves = QSplitter(self)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self._list)
        halves.addWidget(self._text)
        halves.setStretchFactor(1, 1)
        halves.setSizes([LIST_WIDTH, SIZE[0] - LIST_WIDTH])
        box = QDialogButtonBox(self)
        box.addButton(tr("dialogs.close"), QDialogButtonBox.ButtonRole.RejectRole)
        box.rejected.connect(self.reject)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.addWidget(texts.label(tr("program.licences.what"), parent=self))
        body.addWidget(halves, 1)
        body.addWidget(box)
        self.resize(*SIZE)
        self._list.setCurrentRow(0)
        self._list.setFocus()

    @property
    def shown(self) -> str:
        """The text in sight."""
        return self._text.toPlainText()

    def _show(self, row: int) -> None:
        self._text.setPlainText(self._said[row])
