"""Asks for the password of a server, where this machine keeps none."""

from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from scmap.gui import texts
from scmap.gui.dialog import Dialog
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.line_entry import LineEntry
from scmap.store.sharing.server import Address
from scmap.words import tr

WIDTH = 460


class PasswordDialog(Dialog):
    """The password, and whether this machine's own keyring is to keep it.

    Parameters
    ----------
    address : Address
        Where, and as whom.
    said : str
        What came of the last attempt; "" for the first.
    """

    def __init__(self, address: Address, said: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("sharepanel.password.title"))
        self.entry = LineEntry(self)
        self.entry.setEchoMode(QLineEdit.EchoMode.Password)
        self.entry.setAccessibleName(tr("sharepanel.password.field"))
        self.keep = QCheckBox(tr("sharepanel.password.keep"), self)
        self.keep.setToolTip(texts.tip(tr("sharepanel.password.keep.tip")))
        self.keep.setChecked(True)
        buttons, self._yes = answer_buttons(
            self, tr("sharepanel.password.do"), tr("sharepanel.cancel")
        )
        form = QFormLayout()
        form.addRow(tr("sharepanel.password.field"), self.entry)
        form.addRow("", self.keep)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        lead = tr("sharepanel.password.lead", server=address.host, login=address.login)
        for text in filter(None, (lead, said)):
            body.addWidget(texts.label(text, parent=self))
        body.addLayout(form)
        body.addWidget(buttons)
        self.setMinimumWidth(WIDTH)
        self.entry.textChanged.connect(lambda text: self._yes.setEnabled(bool(text)))
        self._yes.setEnabled(False)
