"""The window as it looked when it was last opened on the same project, on screen before the rest.

Everything that the window needs takes a second to load. Until it has, the planner sees the picture
that will be there: it was kept when the window last came to rest after its start, and is shown only
while the project's file, the settings and the program are the very same. Nothing here loads more
than Qt.
"""

import hashlib
import os
import tempfile
import threading
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QImage, QImageReader, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from scmap import paths, words

SIZE = (1440, 900)  # of the window when it opens
HAND = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.KeyPress,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}
KEPT = 6  # pictures, of the projects opened last
_FOLDER = "first_looks"
_TITLE = "Title"  # of the picture's texts


class FirstLook(QWidget):
    """Shows the picture: a window of its own at first, then a cover over the true one.

    Signals
    -------
    dismissed
        The user acted before the true window was there to be seen.
    """

    dismissed = Signal()

    def __init__(self, picture: QImage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = picture
        self.was_closed = False
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        if parent is None:
            self.setWindowTitle(picture.text(_TITLE))
            self.resize(picture.deviceIndependentSize().toSize())

    @property
    def picture(self) -> QImage:
        """What it shows."""
        return self._picture

    def cover(self, window: QWidget) -> "FirstLook":
        """Lie over the true window, which opens where this one is."""
        window.setGeometry(self.geometry())
        cover = FirstLook(self._picture, window)
        cover.setGeometry(QRect(QPoint(), window.size()))
        window.installEventFilter(cover)
        cover.raise_()
        return cover

    def leave(self) -> None:
        """Let what is below be seen."""
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # What the hand or another size changes is no more what the picture shows.
        if event.type() in HAND or watched.property("size") != self.size():
            self.dismissed.emit()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        if event.type() in HAND:
            self.dismissed.emit()
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().window())
        painter.drawImage(QPoint(), self._picture)
        painter.end()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.was_closed = True
        super().closeEvent(event)


def shown(project: Path) -> FirstLook | None:
    """Put the picture of the window on this project on screen, if there is one that still holds.

    The application is made for it where there is none; it is dressed later.
    """
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(["scmap"])
    _HELD.append(app)
    file = _file_of(project)
    if file is None or not file.exists():
        return None
    picture = QImageReader(str(file)).read()
    ratio = app.devicePixelRatio()
    if picture.isNull() or picture.width() != round(SIZE[0] * ratio):
        return None
    picture.setDevicePixelRatio(ratio)
    look = FirstLook(picture)
    look.show()
    app.processEvents()
    return look


_HELD: list[QApplication] = []  # Qt keeps no reference of its own


def keep(window: QWidget, project: Path) -> None:
    """Keep how a window looks that was opened on this project and has come to rest.

    It is written by a thread, under another name until it is whole.
    """
    file = _file_of(project)
    if file is None or file.exists():
        return
    picture = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    picture.setText(_TITLE, window.windowTitle().replace("[*]", ""))
    threading.Thread(target=_write, args=(picture, file), name="first look").start()


def forget() -> None:
    """Wipe all pictures."""
    for one in _folder().glob("*.png"):
        one.unlink(missing_ok=True)


def _write(picture: QImage, file: Path) -> None:
    for old in sorted(_folder().glob("*.png"), key=lambda one: one.stat().st_mtime)[: -KEPT + 1]:
        old.unlink(missing_ok=True)
    handle, name = tempfile.mkstemp(suffix=".part.png", dir=file.parent)  # for the user alone
    os.close(handle)
    part = Path(name)
    if picture.save(name, quality=90):  # lightly packed: read in a third of the time
        part.replace(file)
    part.unlink(missing_ok=True)


def _file_of(project: Path) -> Path | None:
    """Give where the picture for a project in its present state lies; None if it cannot be read."""
    try:
        said = project.stat()
        told = [str(project.resolve()), str(said.st_size), str(said.st_mtime_ns)]
        for one in ("settings.json", "views.json", "bookmarks.json"):
            own = paths.data_dir() / one
            told.append(own.read_text(encoding="utf-8") if own.exists() else "")
        told += [words.language(), str(_written_last()), os.environ.get("QT_SCALE_FACTOR", "")]
        told.append(QApplication.styleHints().colorScheme().name)
        key = hashlib.sha256("\n".join(told).encode()).hexdigest()
        return _folder() / f"{key[:32]}.png"
    except OSError:
        return None


def _written_last() -> int:
    """Tell one state of the program from another: by when a part of it was written last."""
    home = paths.bundle_dir()
    rooms = [home / "scmap", *(home / "scmap").glob("*/"), *(home / "resources").glob("*/")]
    return max(
        (one.stat().st_mtime_ns for room in rooms for one in os.scandir(room) if one.is_file()),
        default=0,
    )


def _folder() -> Path:
    folder = paths.cache_dir() / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return folder
