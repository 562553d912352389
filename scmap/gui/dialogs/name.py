"""Asks what something is to be called."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scmap.gui import texts
from scmap.gui.dialog import Dialog
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.line_entry import LineEntry
from scmap.words import tr

WIDTH = 360


class NameDialog(Dialog):
    """One line for a name; it cannot be left empty.

    Parameters
    ----------
    title, label : str
        Words of the deed, and of what is named.
    text : str
        The name it has.
    """

    def __init__(self, title: str, label: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.entry = LineEntry(self)
        self.entry.setAccessibleName(label)
        buttons, self._yes = answer_buttons(self, tr("dialogs.name.yes"), tr("dialogs.name.no"))
        said = texts.label(label, parent=self)
        said.setBuddy(self.entry)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.setSpacing(8)
        for part in (said, self.entry, buttons):
            body.addWidget(part)
        self.setMinimumWidth(WIDTH)
        self.entry.typed.connect(self._look)
        self.entry.setText(text)
        self.entry.selectAll()
        self._look()

    @property
    def name(self) -> str:
        """What was written, without blanks around it."""
        return self.entry.shown.strip()

    def _look(self) -> None:
        self._yes.setEnabled(bool(self.name))


def ask_name(parent: QWidget, title: str, label: str, text: str = "") -> str:
    """Ask for a name and wait for the answer; "" where nobody gave one."""
    dialog = NameDialog(title, label, text, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # it is read afterwards
    agreed = dialog.exec() == NameDialog.DialogCode.Accepted
    dialog.deleteLater()
    return dialog.name if agreed else ""
