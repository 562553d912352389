"""Has a server's certificate kept once its fingerprint was compared: nobody trusts unasked."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from scmap.errors import InputError
from scmap.gui import texts
from scmap.gui.messages import MessageBar, message_for
from scmap.store.sharing.trust import keep_certificate, read_certificate
from scmap.words import tr

BOX = "trust"  # name of the question


def ask_certificate(
    host: str, window: QWidget, messages: MessageBar, then: Callable[[], None]
) -> None:
    """Ask for the certificate of a server's keeper, and whether its fingerprint is the one told.

    Parameters
    ----------
    host : str
        Name of the server, as its address has it.
    then : callable
        What is done once it is kept.
    """
    chosen, _kind = QFileDialog.getOpenFileName(
        window, tr("sharepanel.trust"), "", tr("sharepanel.trust.kind")
    )
    if not chosen:
        return
    try:
        certificate = read_certificate(Path(chosen))
    except InputError as error:
        messages.tell(message_for(error))
        return
    asked = tr("sharepanel.trust.ask", server=host, file=Path(chosen).name)
    box = texts.question(tr("sharepanel.trust"), asked, certificate.fingerprint, window)
    box.setObjectName(BOX)
    yes = box.addButton(tr("sharepanel.trust.do"), QMessageBox.ButtonRole.AcceptRole)
    no = box.addButton(tr("sharepanel.cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(no)

    def keep() -> None:
        keep_certificate(host, certificate)
        then()

    yes.clicked.connect(keep)
    box.finished.connect(box.deleteLater)
    box.open()
