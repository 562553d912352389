"""The file behind a PDF: Qt's writer alone would not tell that the disk is full."""

import errno
from pathlib import Path

from PySide6.QtCore import QFile, QFileDevice, QIODevice


def begun(path: Path) -> QFile:
    """Open a file that a PDF is written to.

    Raises
    ------
    OSError
        If it cannot be opened.
    """
    file = QFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.WriteOnly):
        raise OSError(errno.EACCES, file.errorString())
    return file


def ended(file: QFile) -> None:
    """Close a file whose PDF is whole.

    Raises
    ------
    OSError
        If the system did not take all of it.
    """
    if not file.flush() or file.error() != QFileDevice.FileError.NoError:
        raise refused(file)
    file.close()


def refused(file: QFile) -> OSError:
    """Say why the system took no more; Qt tells only that the disk is full apart."""
    full = file.error() == QFileDevice.FileError.ResourceError
    return OSError(errno.ENOSPC if full else errno.EIO, file.errorString())
