"""The status bar: where the cursor is, what runs, what is saved."""

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QStatusBar,
    QToolButton,
    QWidget,
)

from scmap.gui import icons, texts
from scmap.gui.display_box import DisplayBox
from scmap.gui.job import Job, Jobs
from scmap.gui.scale_box import ScaleBox
from scmap.session.session import Session
from scmap.words import tr

PATIENCE_MS = 300  # a job that runs so long is shown
PARTS = ("place", "coordinate", "crs", "scale", "selected", "engine", "shared", "saved")
_WIDEST = {
    "coordinate": "000.00000°, 00.00000°  0,000,000, 0,000,000 m",
}


ROOMY = 1150  # pixels; in a narrower window the coordinate gives way to a running job


class StatusBar(QStatusBar):
    """Cells for the state of map and project, and the running job with its cancel button.

    Signals
    -------
    coordinate_pressed, shared_pressed : QPoint
        The coordinate was pressed, or how far one is with those who share the project, at a point
        of the screen.
    """

    coordinate_pressed = Signal(QPoint)
    shared_pressed = Signal(QPoint)

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.scale = ScaleBox(self)
        self.display = DisplayBox(self)
        own: dict[str, ScaleBox | DisplayBox] = {"scale": self.scale, "crs": self.display}
        self._cells: dict[str, QLabel | ScaleBox | DisplayBox] = {
            name: own.get(name) or self._cell(name) for name in PARTS
        }
        self._cells["place"].setMinimumWidth(0)
        self._cells["place"].setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._progress = JobProgress(jobs, self)
        for name in ("coordinate", "place"):
            self.addWidget(self._cells[name], 1 if name == "place" else 0)
        self.addPermanentWidget(self._progress)
        self._is_busy = False  # whether the progress of a job is shown
        self._progress.turned.connect(self._make_room)
        for name in ("selected", "engine", "crs", "scale", "shared", "saved"):
            self.addPermanentWidget(self._cells[name])
        for box in (self.scale, self.display):
            box.setText("")  # a status bar shows whatever is added to it
        self.retranslate()

    def put(self, part: str, text: str, tip: str = "") -> None:
        """Show `text` in the cell `part` (see `PARTS`)."""
        cell = self._cells[part]
        if cell.text() != text:
            cell.setText(text)
        if part not in ("scale", "crs"):
            cell.setToolTip(texts.tip(tip or (text if part == "place" else "")))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room(self._is_busy)

    def _make_room(self, is_busy: bool) -> None:
        self._is_busy = is_busy
        self._cells["coordinate"].setVisible(self.width() >= ROOMY or not is_busy)

    def text(self, part: str) -> str:
        """Give what the cell `part` shows."""
        return self._cells[part].text()

    def retranslate(self) -> None:
        """Name the cells in the language now in force."""
        for name, cell in self._cells.items():
            if isinstance(cell, QLabel):
                cell.setAccessibleName(tr(f"window.status.{name}"))

    def _cell(self, name: str) -> QLabel:
        heard = {"coordinate": self.coordinate_pressed, "shared": self.shared_pressed}
        cell = PressedCell(self) if name in heard else QLabel(self)
        if isinstance(cell, PressedCell):
            cell.pressed.connect(heard[name])
        cell.setObjectName(name)
        cell.setTextFormat(Qt.TextFormat.PlainText)
        cell.setContentsMargins(8, 2, 8, 2)
        widest = _WIDEST.get(name)
        if widest:
            cell.setMinimumWidth(self.fontMetrics().horizontalAdvance(widest) + 16)
        return cell


class PressedCell(QLabel):
    """A cell that can be pressed.

    Signals
    -------
    pressed : QPoint
        It was, at a point of the screen.
    """

    pressed = Signal(QPoint)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.text():
            self.pressed.emit(event.globalPosition().toPoint())


class _Bar(QProgressBar):
    """Is painted when the window is.

    Qt's own paints itself at each report, and with it all that waits to be painted: map and tables.
    """

    def setValue(self, value: int) -> None:
        self.setUpdatesEnabled(False)
        super().setValue(value)
        self.setUpdatesEnabled(True)


class JobProgress(QFrame):
    """The oldest running job: its name, how far it is, and how to stop it.

    A job that is done at once is not shown at all: a bar that flashes up says nothing.

    Signals
    -------
    turned : bool
        It is about to be shown, or was hidden.
    """

    turned = Signal(bool)

    def __init__(self, jobs: Jobs, parent: QWidget) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._bar = _Bar(self)
        self._bar.setRange(0, 100)
        self._bar.setFixedSize(120, 8)
        self._bar.setTextVisible(False)
        self._stop = QToolButton(self)
        self._stop.setAutoRaise(True)
        self._stop.clicked.connect(self._cancel)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._come)
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 0, 8, 0)
        line.setSpacing(6)
        for part in (self._label, self._bar, self._stop):
            line.addWidget(part)
        self.hide()
        jobs.started.connect(self._watch)
        jobs.idle.connect(self._rest)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self._stop.setToolTip(tr("window.job.cancel"))
        self._stop.setAccessibleName(tr("window.job.cancel"))
        self._turn()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_stop"):
            self._stop.setIcon(icons.icon("close"))
        super().changeEvent(event)

    def _watch(self, job: Job) -> None:
        job.progressed.connect(self._turn)
        job.ended.connect(self._turn)
        if not self.isVisible() and not self._patience.isActive():
            self._stop.setIcon(icons.icon("close"))
            self._patience.start()
        self._turn()

    def _come(self) -> None:
        self.turned.emit(True)
        self.show()

    def _rest(self) -> None:
        self._patience.stop()
        self.hide()
        self.turned.emit(False)

    def _turn(self) -> None:
        """Show the oldest job that still runs."""
        for job in self._jobs.running[:1]:
            self._say(job)

    def _say(self, job: Job) -> None:
        words = "window.job.stopping" if job.stopping else "window.job.running"
        text = tr(words, job=job.label, percent=round(job.share * 100))
        if text == self._label.text():
            return  # twenty reports a second: to write the same anew lays the window out anew
        self._label.setText(text)
        self._bar.setValue(round(job.share * 100))
        self._bar.setAccessibleName(job.label)

    def _cancel(self) -> None:
        self._jobs.cancel()
        self._turn()


def how_saved(session: Session | None) -> str:
    """Say whether the disk has what is on screen; a new project has no file that could."""
    if session is None:
        return ""
    if not session.saved:
        return tr("window.status.unsaved")
    return tr("window.status.saved" if session.path is not None else "window.status.no_file")
