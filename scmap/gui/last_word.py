"""What is still being typed when a project is saved or closed belongs to it, too."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

TYPED_INTO = (QLineEdit, QComboBox, QAbstractSpinBox, QTextEdit, QPlainTextEdit)


def take_last_word(window: QWidget) -> None:
    """Have taken what is being typed, as if the hand had left the line or the cell.

    A shortcut leaves the keyboard where it is: a cell that is being edited, and lines that are
    taken when they are left, would be saved as they were before.
    """
    focused = QApplication.focusWidget()
    if not isinstance(focused, TYPED_INTO) or not window.isAncestorOf(focused):
        return
    QGuiApplication.inputMethod().commit()  # half a syllable of Hangul
    view = _view(focused)
    focused.clearFocus()
    (view or focused).setFocus()


def _view(editor: QWidget) -> QAbstractItemView | None:
    """Give the table in one of whose cells somebody types."""
    parent = editor.parentWidget()
    around = parent.parentWidget() if parent is not None else None
    if isinstance(around, QAbstractItemView) and around.viewport() is parent:
        return around
    return None
