"""Cells of a table that take one of a few values are edited by choosing it from a list."""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QTimer
from PySide6.QtWidgets import QComboBox, QStyleOptionViewItem, QWidget

from scmap.gui import texts
from scmap.gui.models.table import Role, TableModel
from scmap.gui.rows import Rows
from scmap.model import amounts

Index = QModelIndex | QPersistentModelIndex


class ChoiceRows(Rows):
    """Offers what may stand in a cell where that is known, and a line to type in elsewhere."""

    def __init__(self, rows: TableModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._choices_of = rows.choices

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        choices = self._choices_of(index.column())
        if not choices:
            return super().createEditor(parent, option, index)
        box = QComboBox(parent)
        box.addItem(amounts.unknown(), "")
        for value, title in choices:
            box.addItem(texts.item(title), value)
        box.activated.connect(lambda _place: self._take(box))
        QTimer.singleShot(0, box, box.showPopup)
        return box

    def _take(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if not isinstance(editor, QComboBox):
            super().setEditorData(editor, index)
            return
        text = str(index.data(Role.EditRole))
        if editor.findData(text) < 0:  # a value of before that is none of the choices stays
            editor.addItem(texts.item(text), text)
        editor.setCurrentIndex(editor.findData(text))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, str(editor.currentData()))
        else:
            super().setModelData(editor, model, index)
