"""What the program tells the planner: message bar, and the dialog for a bug."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeAlias

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QColor, QDesktopServices, QGuiApplication, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from scmap import paths
from scmap.errors import ScmapError
from scmap.gui import icons, texts, theme
from scmap.gui.fault_report import write_fault
from scmap.gui.parting import part_with
from scmap.words import explain, tr

Level: TypeAlias = Literal["info", "success", "warning", "error"]

FADE_MS = 5000  # how long good news stay; warnings and errors stay until they are closed
MOST_SHOWN = 3


@dataclass(frozen=True)
class Message:
    """Something to tell.

    Attributes
    ----------
    level : str
        "info", "success", "warning" or "error".
    text : str
        One sentence or two.
    detail : str
        Shown on 자세히: the cause and what to do, line by line.
    action, act : str, callable or None
        Words and deed of a button ("열기").
    other, act_other : str, callable or None
        Words and deed of a second button ("버리기").
    """

    level: Level
    text: str
    detail: str = ""
    action: str = ""
    act: Callable[[], None] | None = None
    other: str = ""
    act_other: Callable[[], None] | None = None

    @property
    def fades(self) -> bool:
        """Whether it goes by itself."""
        return self.level in {"info", "success"}


def message_for(error: Exception) -> Message:
    """Put an error into a message: what happened in sight, what to do beside it."""
    if isinstance(error, ScmapError):
        said = explain(error)
        return Message("error", str(said))
    return Message("error", bug_text(error))


def bug_text(error: Exception, report: Path | None = None) -> str:
    """Name a bug for whoever mends it: its kind and where the log or its report lies, no data."""
    what = tr("errors.unexpected.what", kind=type(error).__name__)
    if report is not None:
        return f"{what} {tr('window.bug.written', report=report)}"
    return f"{what} {tr('errors.unexpected.remedy', log=paths.log_dir())}"


_BUG = "bug"  # name of its dialog


def show_bug(parent: QWidget | None, error: Exception) -> None:
    """Say in a dialog that something unforeseen happened, and offer what may be handed on.

    One that is open already stays alone: what fails again and again is in the log.
    """
    report = write_fault(error, datetime.now().astimezone())
    there = parent.findChildren(QMessageBox, _BUG) if parent is not None else []
    if any(one.isVisible() for one in there):
        return
    box = QMessageBox(parent)
    box.setObjectName(_BUG)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(tr("window.bug"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(bug_text(error, report))
    box.setInformativeText(tr("window.bug.kept"))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    close = box.addButton(tr("dialogs.close"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(close)
    if report is not None:
        show = box.addButton(tr("window.bug.report"), QMessageBox.ButtonRole.ActionRole)
        copy = box.addButton(tr("window.message.copy"), QMessageBox.ButtonRole.ActionRole)
        for button in (show, copy):
            button.clicked.disconnect()  # a box would close: one may want both, and the details
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(report))))
        text = report.read_text(encoding="utf-8")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
        box.setDetailedText(text)
    box.open()


class MessageRow(QFrame):
    """One message with its buttons."""

    closed = Signal()

    def __init__(self, message: Message, parent: QWidget) -> None:
        super().__init__(parent)
        self.message = message
        self._dressing = True
        self.setAutoFillBackground(True)
        self._detail = texts.label(message.detail)
        self._detail.hide()
        body = QVBoxLayout(self)
        body.setContentsMargins(12, 6, 8, 6)
        body.setSpacing(4)
        body.addLayout(self._line())
        body.addWidget(self._detail)
        self._dress()
        self._dressing = False
        if message.fades:
            QTimer.singleShot(FADE_MS, self, self._fade)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and not self._dressing:
            self._dressing = True  # to dress is a change, too
            self.setPalette(QPalette())  # what was mixed from the old colours is forgotten
            self._dress()
            self._dressing = False
        super().changeEvent(event)

    def _line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        self._sign = QLabel()
        self._sign.setAccessibleName(tr(f"window.message.{self.message.level}"))
        words, buttons = texts.label(self.message.text), self._buttons()
        height = max(button.sizeHint().height() for button in buttons)
        above = max(height - words.fontMetrics().height(), 0) // 2
        words.setContentsMargins(0, above, 0, above)  # its first line stands beside the buttons
        line.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(words, 1)
        for button in buttons:
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        for small in (self._sign, self._close):
            small.setMinimumHeight(height)
        return line

    def _buttons(self) -> list[QWidget]:
        buttons: list[QWidget] = []
        said = self.message
        for words, deed in ((said.action, said.act), (said.other, said.act_other)):
            if deed is not None:
                act = QPushButton(words)
                act.clicked.connect(deed)
                act.clicked.connect(self.closed)
                buttons.append(act)
        if self.message.detail:
            more = QPushButton(tr("window.message.more"))
            more.setCheckable(True)
            more.toggled.connect(self._detail.setVisible)
            copy = QPushButton(tr("window.message.copy"))
            copy.clicked.connect(self._copy)
            buttons += [more, copy]
        self._close = QToolButton()
        self._close.setAutoRaise(True)
        self._close.setToolTip(tr("window.message.close"))
        self._close.setAccessibleName(tr("window.message.close"))
        self._close.clicked.connect(self.closed)
        return [*buttons, self._close]

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(f"{self.message.text}\n{self.message.detail}".strip())

    def _fade(self) -> None:
        if self.underMouse():
            QTimer.singleShot(FADE_MS, self, self._fade)
        else:
            self.closed.emit()

    def _dress(self) -> None:
        tone = QColor(getattr(theme.tones(), self.message.level))
        dressed = QPalette()  # the one role that it sets; the others are those of the window
        ground = theme.blend(self.palette().color(theme.Role.Base), tone, 0.10)
        dressed.setColor(theme.Role.Window, ground)
        self.setPalette(dressed)
        ratio = self.devicePixelRatioF()
        self._sign.setPixmap(icons.pixmap(self.message.level, tone, ratio=ratio))
        self._close.setIcon(icons.icon("close"))


class MessageBar(QWidget):
    """Stacks the messages that still stand, the newest on top."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[MessageRow] = []
        self._stack = QVBoxLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    @property
    def messages(self) -> tuple[Message, ...]:
        """Messages in sight, the newest first."""
        return tuple(row.message for row in self._rows)

    def tell(self, message: Message) -> None:
        """Show a message; the same words are not shown twice."""
        for row in [row for row in self._rows if row.message.text == message.text]:
            self._remove(row)
        row = MessageRow(message, self)
        row.closed.connect(lambda: self._remove(row))
        self._rows.insert(0, row)
        self._stack.insertWidget(0, row)
        for old in self._rows[MOST_SHOWN:]:
            self._remove(old)
        self.show()

    def take_back(self, message: Message) -> None:
        """Take a message away that no longer holds; nothing happens when it has gone."""
        for row in [row for row in self._rows if row.message is message]:
            self._remove(row)

    def tell_error(self, error: Exception) -> None:
        """Show an error in the planner's words."""
        self.tell(message_for(error))

    def clear(self) -> None:
        """Take every message away."""
        for row in list(self._rows):
            self._remove(row)

    def _remove(self, row: MessageRow) -> None:
        if row not in self._rows:
            return
        self._rows.remove(row)
        part_with(row)
        self.setVisible(bool(self._rows))
