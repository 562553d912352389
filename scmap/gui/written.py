"""Saying that a file was written, with the offer to open it."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from scmap.gui.messages import Message
from scmap.words import tr


def written(text: str, file: Path) -> Message:
    """Give the message that tells `text` and offers to open `file`."""
    return Message("success", text, action=tr("window.written.open"), act=lambda: _show(file))


def _show(file: Path) -> None:
    """Open a file or a folder in the program that the desktop has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
