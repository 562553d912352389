"""The application of Qt; where there is no display, words why there is none.

Qt ends the process itself then, with English words and no way to catch it.
"""

import logging
import os
import sys
from collections.abc import Sequence

from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from scmap.errors import InputError
from scmap.words import explain

log = logging.getLogger(__name__)


def the_application(arguments: Sequence[str]) -> QApplication:
    """Give the application, made with these arguments where there is none yet."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    said: list[str] = []

    def hear(kind: QtMsgType, _where: object, message: str) -> None:
        said.append(message)
        if kind == QtMsgType.QtFatalMsg:
            _end(said)

    qInstallMessageHandler(hear)
    try:
        return QApplication(list(arguments))
    finally:
        qInstallMessageHandler(None)
        for message in said:
            sys.stderr.write(f"{message}\n")


def _end(said: Sequence[str]) -> None:
    """Say that there is no display, and end: Qt would abort the process after this."""
    log.info("no display: %s", " ".join(said))
    told = InputError("no_display")
    sys.stderr.write(f"{explain(told)}\n")
    sys.stderr.flush()
    logging.shutdown()
    os._exit(told.exit_code)
