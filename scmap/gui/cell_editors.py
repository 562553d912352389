"""The editors of cells: every view edits words in a line that loses no syllable."""

from PySide6.QtCore import QByteArray, QMetaType
from PySide6.QtWidgets import QItemEditorFactory, QWidget

from scmap.gui.line_entry import CellEntry

_WORDS = QMetaType.Type.QString.value


class CellEditors(QItemEditorFactory):
    """Makes what a cell is edited in; numbers and days as Qt makes it."""

    def createEditor(self, userType: int, parent: QWidget) -> QWidget:  # noqa: N803  Qt's name
        return CellEntry(parent) if userType == _WORDS else super().createEditor(userType, parent)

    def valuePropertyName(self, userType: int) -> QByteArray:  # noqa: N803  Qt's name
        if userType == _WORDS:
            return QByteArray(b"value")
        return super().valuePropertyName(userType)


_editors: list[CellEditors] = []  # Qt does not keep it


def use_own_editors() -> None:
    """Let every view of the program edit its cells with these."""
    if not _editors:
        _editors.append(CellEditors())
        QItemEditorFactory.setDefaultFactory(_editors[0])
