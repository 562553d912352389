"""The window as it looked when it was last opened on the same project, on screen before the rest.

Everything that the window needs takes a second to load. Until it has, the planner sees the picture
that will be there: it was kept when the window last came to rest after its start, and is shown only
while the project's file, the settings and the program are the very same. The map in it follows the
hand at once; what else the hand does is kept and done by the true window (`first_deeds`). Nothing
here loads more than Qt.
"""

import hashlib
import json
import os
import sys
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPoint, QRect, QRectF, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from scmap import behind, paths, words
from scmap.gui import screens
from scmap.gui.application import the_application

if TYPE_CHECKING:
    from scmap.gui.first_deeds import Deed, MapLook

SIZE = (1440, 900)  # of the window when it opens
ANSWER_S = 0.5  # within which a file tells its time, or there is no first look
KEPT = 4  # pictures, of the projects opened last
TURN_S = 0.0005  # after which what loads lets the hand have its turn
LOOK_MS = 4  # between two looks whether all is loaded
_FOLDER = "first_looks"
_LONGEST = 20_000  # bytes of the line about a picture
_NOTHING = "{}\n"  # a file of the profile in which nothing is kept
_FULL = "Full"  # whether the window took all the room of its screen
_TITLE, _ABOVE, _AT = "Title", "Above", "At"  # of the picture's texts
# Endings of the picture of the window, whose pixels lie as they are, for unpacking them would take
# a tenth of the time until it is seen, and of the map alone with its margin.
_LOOK, _GROUND = ".look", ".png"


class FirstLook(QWidget):
    """Shows the picture: a window of its own at first, then a cover over the true one.

    Attributes
    ----------
    deeds : list of Deed
        What the hand did meanwhile, in its order.
    wanted : bool
        Whether it asked for more than the map, or for another size.

    Signals
    -------
    dismissed
        It did: the true window is wanted.
    """

    dismissed = Signal()

    def __init__(
        self, picture: QImage, ground: Path | None = None, deeds: "list[Deed] | None" = None
    ) -> None:
        super().__init__()
        self._picture, self._ground = picture, ground
        self.was_closed = self.wanted = self._fitted = False
        self.deeds = deeds if deeds is not None else []
        self.map: MapLook | None = None
        self.setWindowTitle(picture.text(_TITLE))
        self.resize(picture.deviceIndependentSize().toSize())

    @property
    def picture(self) -> QImage:
        """What it shows."""
        return self._picture

    def wake(self) -> None:
        """Let the map follow the hand; what this loads would have kept the picture waiting."""
        from scmap.gui.first_deeds import PLACE, MapLook, rect_of  # noqa: PLC0415

        place = rect_of(self._picture.text(PLACE)).toRect()
        if self.map is None and not place.isEmpty():
            above = [rect_of(one).toRect() for one in self._picture.text(_ABOVE).split(",") if one]
            self.map = MapLook(self._picture, place, above, QImage(str(self._ground)), self)
            self.map.did.connect(self.deeds.append)
            self.map.show()
            self.map.setFocus()

    def cover(self, window: QWidget) -> "FirstLook":
        """Lie over the true window, which opens where this one is; what was done goes with it."""
        if not self.isMaximized():  # else the window takes all the room that there is, as this does
            window.setGeometry(self.geometry())
        cover = FirstLook(self._picture, self._ground, self.deeds)
        cover.setParent(window)
        cover.setGeometry(QRect(QPoint(), self.size()))
        cover.wanted = self.wanted
        cover.wake()
        if cover.map is not None and self.map is not None:
            cover.map.moved = self.map.moved
        window.installEventFilter(cover)
        cover.show()
        cover.raise_()
        return cover

    def leave(self) -> None:
        """Let what is below be seen."""
        self.hide()
        self.deleteLater()

    def answer_while(self, thread: threading.Thread) -> None:
        """Let the hand move the map while a thread, which begins now, loads the rest."""
        self.wake()
        usual = sys.getswitchinterval()
        sys.setswitchinterval(TURN_S)
        loop, watch = QEventLoop(), QTimer(self, interval=LOOK_MS)
        watch.timeout.connect(lambda: None if thread.is_alive() else loop.quit())
        thread.start()
        watch.start()
        loop.exec()
        watch.stop()
        sys.setswitchinterval(usual)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched.property("size") == self.size():
            self._fitted = True
        elif self._fitted:  # another size is no more what the picture shows
            self._want()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        from scmap.gui.first_deeds import click  # noqa: PLC0415

        self._want(click(event.position().toPoint(), event.button(), event.modifiers()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from scmap.gui.first_deeds import press  # noqa: PLC0415

        self._want(press(event.keyCombination()))

    def _want(self, *deeds: "Deed") -> None:
        """Keep what only the true window can do; the cursor says that it comes."""
        from PySide6.QtCore import Qt  # noqa: PLC0415  its enumerations take 30 ms

        self.deeds += deeds
        self.wanted = True
        self.setCursor(Qt.CursorShape.BusyCursor)
        self.dismissed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)  # to fill what lies beyond would load all enumerations of Qt
        painter.drawImage(QPoint(), self._picture)
        painter.end()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.was_closed = True
        super().closeEvent(event)


def shown(project: Path) -> FirstLook | None:
    """Put the picture of the window on this project on screen, if there is one that still holds.

    The application is made for it where there is none; it is dressed later.
    """
    app = the_application(["scmap"])
    _HELD.append(app)
    file = _file_of(project)
    if file is None or not file.exists():
        return None
    picture = _unpacked(file)
    at, ratio = _place_of(picture), app.devicePixelRatio()
    if picture.isNull() or at is None or picture.width() != round(at.width() * ratio):
        return None
    picture.setDevicePixelRatio(ratio)
    look = FirstLook(picture, file.with_suffix(_GROUND))
    look.setGeometry(at)
    if picture.text(_FULL):
        look.showMaximized()
    else:
        look.show()
    app.processEvents()
    return look


def _place_of(picture: QImage) -> QRect | None:
    """Give where the window stood whose picture it is."""
    try:
        x, y, width, height = map(int, picture.text(_AT).split())
    except ValueError:
        return None
    return QRect(x, y, width, height)


def _packed(picture: QImage) -> bytes:
    """Write a picture of 32 bits a pixel: a line about it, then its pixels."""
    texts = {name: picture.text(name) for name in picture.textKeys()}
    told = {"width": picture.width(), "height": picture.height(), "texts": texts}
    return json.dumps(told).encode() + b"\n" + bytes(picture.constBits())


def _unpacked(file: Path) -> QImage:
    """Read what `_packed` wrote; an empty picture of anything else."""
    try:
        with file.open("rb") as content:
            told = json.loads(content.readline(_LONGEST))
            width, height, texts = told["width"], told["height"], told["texts"]
            pixels = content.read()
    except (OSError, ValueError, KeyError, TypeError):
        return QImage()
    if len(pixels) != 4 * width * height:
        return QImage()
    picture = QImage(pixels, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
    for name, text in texts.items():
        picture.setText(name, text)
    return picture


_HELD: list[QApplication] = []  # Qt keeps no reference of its own


def keep(window: QWidget, project: Path, canvas: QWidget, ground: QImage) -> None:
    """Keep how a window looks that was opened on this project and has come to rest.

    It is written by a thread, under another name until it is whole.

    Parameters
    ----------
    window : QWidget
        The window.
    project : Path
        What it was opened on.
    canvas : QWidget
        Its map.
    ground : QImage
        The map alone with its margin; its text `PLACE` says where on the canvas it lies.
    """
    file = _file_of(project)
    if file is None or file.exists():
        return
    picture = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    from scmap.gui.first_deeds import PLACE, written  # noqa: PLC0415

    at = window.geometry()
    picture.setText(_AT, f"{at.x()} {at.y()} {at.width()} {at.height()}")
    if window.isMaximized():
        picture.setText(_FULL, "1")
    picture.setText(_TITLE, window.windowTitle().replace("[*]", ""))
    place = QRect(canvas.mapTo(window, QPoint()), canvas.size())
    picture.setText(PLACE, written(QRectF(place)))
    above = [one for one in canvas.children() if isinstance(one, QWidget) and one.isVisible()]
    picture.setText(_ABOVE, ",".join(written(QRectF(one.geometry())) for one in above))
    threading.Thread(target=_write, args=(picture, ground, file), name="first look").start()


def forget() -> None:
    """Wipe all pictures."""
    for one in _folder().iterdir():
        one.unlink(missing_ok=True)


def _write(picture: QImage, ground: QImage, file: Path) -> None:
    import tempfile  # noqa: PLC0415  not before a first look

    looks = sorted(_folder().glob(f"*{_LOOK}"), key=lambda one: one.stat().st_mtime)
    for old in looks[: -KEPT + 1]:
        old.unlink(missing_ok=True)
        old.with_suffix(_GROUND).unlink(missing_ok=True)
    for ending in (_GROUND, _LOOK):
        handle, name = tempfile.mkstemp(suffix=".part.png", dir=file.parent)  # for the user alone
        part = Path(name)
        with os.fdopen(handle, "wb") as content:
            if ending == _LOOK:
                content.write(_packed(picture))
        if ending == _LOOK or ground.save(name, quality=90):
            part.replace(file.with_suffix(ending))
        part.unlink(missing_ok=True)


def _file_of(project: Path) -> Path | None:
    """Give where the picture for a project in its present state lies; None if it cannot be read."""
    try:
        told = _said_of(project)
        for one in ("settings.json", "views.json", "bookmarks.json", screens.LAYOUTS):
            told.append(_kept_in(paths.data_dir() / one))
        office = paths.office_defaults()
        told.append(office.read_text(encoding="utf-8") if office.exists() else "")
        told += [words.language(), str(_written_last()), os.environ.get("QT_SCALE_FACTOR", "")]
        told += [str(_lightness()), screens.told()]
        key = hashlib.sha256("\n".join(told).encode()).hexdigest()
        return _folder() / f"{key[:32]}{_LOOK}"
    except OSError:
        return None


def _kept_in(file: Path) -> str:
    """Give what a file of the profile holds; one that is not there yet says as much as nothing."""
    try:
        return behind.text(file)
    except FileNotFoundError:
        return _NOTHING


@cache
def _lightness() -> int:
    """Tell how light the system's windows are: as this program found them, before its own dress.

    Qt's word for it, the colour scheme, would load all its enumerations.
    """
    return QApplication.palette().window().color().lightness()


def _said_of(project: Path) -> list[str]:
    """Give what tells one state of a file from another; one on a share that is gone is let be.

    Raises
    ------
    OSError
        If it cannot be told, or not within a moment.
    """
    found: list[str] = []

    def look() -> None:
        with suppress(OSError):
            said = project.stat()
            found.extend((str(project.resolve()), str(said.st_size), str(said.st_mtime_ns)))

    looking = threading.Thread(target=look, name=f"looking at {project.name}", daemon=True)
    looking.start()
    looking.join(ANSWER_S)
    if len(found) < 3:
        raise OSError
    return found


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
