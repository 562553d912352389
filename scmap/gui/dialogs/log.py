"""기록: what the program noted of its own work, for whoever is asked for help."""

import re
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication, QTextCursor
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import texts
from scmap.gui.dialog import Dialog
from scmap.gui.fault_report import FILE, last_lines
from scmap.words import tr

SIZE = (760, 480)
FAULTS = (" WARNING ", " ERROR ", " CRITICAL ")
_BEGINS = re.compile(r"\d{4}-\d\d-\d\d ")  # what was noted at one time


class LogDialog(Dialog):
    """Shows the end of the log, all of it or only what went wrong.

    Signals
    -------
    folder_wanted
        The folder of the log is to be shown.
    """

    folder_wanted = Signal()

    def __init__(self, folder: Path, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("program.log.title"))
        self._lines = last_lines(folder / FILE)
        self._text = QPlainTextEdit(self)
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._text.setAccessibleName(tr("program.log.title"))
        self._faults = QCheckBox(tr("program.log.faults"), self)
        self._faults.toggled.connect(self._show)
        box = QDialogButtonBox(self)
        role = QDialogButtonBox.ButtonRole
        for key, deed in (
            ("window.message.copy", self._copy),
            ("program.folder", self.folder_wanted.emit),
        ):
            button = box.addButton(tr(key), role.ActionRole)
            button.setAutoDefault(False)  # Enter closes, as it does where there is only that
            button.clicked.connect(deed)
        box.addButton(tr("dialogs.close"), role.RejectRole)
        box.rejected.connect(self.reject)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.addWidget(texts.label(tr("program.log.what"), parent=self))
        body.addWidget(self._faults)
        body.addWidget(self._text, 1)
        body.addWidget(box)
        self.resize(*SIZE)
        self._show(False)

    @property
    def shown(self) -> str:
        """The lines in sight."""
        return self._text.toPlainText()

    def _show(self, only_faults: bool) -> None:
        chosen = _of_faults(self._lines) if only_faults else self._lines
        self._text.setPlainText("\n".join(chosen) or tr("program.log.empty"))
        self._text.moveCursor(QTextCursor.MoveOperation.End)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.shown)


def _of_faults(lines: Iterable[str]) -> list[str]:
    """Keep what tells of faults, with the lines below it that say where they came about."""
    kept, is_fault = [], False
    for line in lines:
        if _BEGINS.match(line):
            is_fault = any(level in line for level in FAULTS)
        if is_fault:
            kept.append(line)
    return kept
