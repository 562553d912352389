"""Starting the window: application, look, language of Qt's own buttons, first project."""

import gc
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QSessionManager
from PySide6.QtWidgets import QApplication

from scmap import behind, paths, settings
from scmap.cartography.fonts import load_fonts
from scmap.errors import InputError, ScmapError, places_of
from scmap.gui import first_look, preferences, theme
from scmap.gui.application import the_application
from scmap.gui.canvas.framing import place_of
from scmap.gui.cell_editors import use_own_editors
from scmap.gui.first_deeds import PLACE, written
from scmap.gui.first_look import FirstLook
from scmap.gui.main_window import MainWindow
from scmap.gui.messages import Message, show_bug
from scmap.gui.one_instance import Listening
from scmap.gui.recovery import Journals
from scmap.gui.tour import is_first_start
from scmap.model.layer import CLOSED
from scmap.report.picture import write_picture
from scmap.words import tr

REST_MS = 1500  # a window that rests so long after its start looks as it will the next time
UNCOVER_MS = 300  # after the map is there, the legend is, too
PATIENCE_MS = 5000  # of a hand that wants more than the map, which does not come
SETTLED_MS = 3000  # by then the first map is on screen
WRITTEN_S = 2.0  # for what the profile remembers, when the program does not end by itself
GIVE_UP_MS = 60_000  # a screenshot that is not ready by then never will be
ANSWERED_MS = 200  # how soon it is seen that a question was answered
HAND = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.KeyPress,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}
NAME = "scmap"
_DRESSED = "scmap_dressed"

log = logging.getLogger(__name__)


def start(
    path: Path | None,
    *,
    screenshot: Path | None = None,
    size: tuple[int, int] | None = None,
    look: FirstLook | None = None,
) -> int:
    """Open the window on a project, or on the sample, and stay until it is closed.

    Parameters
    ----------
    path : Path or None
        Project to open; None for a copy of the sample.
    screenshot : Path or None
        Where to save a picture of the window once its map is painted; it then ends.
    size : tuple of int or None
        Width and height of the window, logical pixels.
    look : FirstLook, optional
        What is on screen already; the window takes its place.

    Returns
    -------
    int
        Exit code.

    Raises
    ------
    ScmapError
        Why there is no picture, when one was asked for; the window tells its errors itself.
    """
    app = application()
    window = MainWindow()
    sys.excepthook = lambda _kind, error, _trace: _surface(window, error)
    if size is not None:
        window.resize(*size)
    elif screenshot is None:
        window.place.give_back()
    if look is not None and not _take_place(app, window, look):
        return 0
    window.show()
    # The window is on screen before anything is read.
    QTimer.singleShot(0, window, lambda: _open(window, path))
    QTimer.singleShot(SETTLED_MS, window, gc.enable)  # see scmap.app
    if screenshot is not None:
        return _end_with_picture(app, window, screenshot)
    if size is None:
        look_kept = KeptLook(window, path or paths.sample(paths.SAMPLE_PROJECT))
        look_kept.over.connect(window.place.settle)
        if path is None and is_first_start():
            look_kept.over.connect(window.program.begin_tour)
    _keep_work(app, window)
    if size is None:
        QTimer.singleShot(SETTLED_MS, window, lambda: _listen(app, window))
    tell_profile(window)
    return _stay(app, window)


def _stay(app: QApplication, window: MainWindow) -> int:
    """Run until the window is closed; gives the exit code."""
    code = app.exec()
    if window.jobs.stuck:  # its thread would keep the process for ever
        behind.wait(WRITTEN_S)
        logging.shutdown()
        os._exit(code)
    return code


def tell_profile(window: MainWindow) -> None:
    """Say where settings are not what the user left."""
    if paths.is_safe():
        window.messages.tell(Message("warning", tr("program.safe_mode")))
    if settings.settings_file().is_dir():
        window.program.tell_kept(is_kept=False)
    elif settings.is_damaged(settings.settings_file()):
        told = tr("program.settings.damaged", file=settings.settings_file())
        window.messages.tell(Message("warning", told))
    if paths.lost_profile() is not None:
        told = tr("program.profile_lost", folder=paths.lost_profile())
        window.messages.tell(Message("warning", told))


def application() -> QApplication:
    """Give the application with fonts, look and Qt's own words; made and dressed once."""
    app = the_application(sys.argv[:1])
    if app.property(_DRESSED):  # its name tells nothing: the built program's file has the same
        return app
    app.setProperty(_DRESSED, True)
    app.setApplicationName(NAME)
    app.setQuitOnLastWindowClosed(True)
    _keep_in_profile()
    app.setWindowIcon(QIcon(str(paths.resource("scmap.svg"))))
    load_fonts()
    theme.apply(app)
    preferences.dress()
    use_own_editors()
    return app


def _take_place(app: QApplication, window: MainWindow, look: FirstLook) -> bool:
    """Open the window in place of its first look, which covers it until all of it is there.

    False if the planner closed what was on screen meanwhile.
    """
    app.processEvents()
    if look.was_closed:
        window.close()
        return False
    cover = look.cover(window)
    once = Qt.ConnectionType.SingleShotConnection

    def uncover() -> None:
        if not cover.isHidden():
            cover.leave()
            for deed in cover.deeds:
                deed(window, window.canvas)

    def hurry() -> None:
        """Let what the hand wants be reached as soon as there is a map."""
        if window.canvas.is_exact:
            uncover()
        else:
            window.canvas.settled.connect(uncover, once)
            QTimer.singleShot(PATIENCE_MS, cover, uncover)

    wait = QTimer(cover, singleShot=True, interval=UNCOVER_MS)
    wait.timeout.connect(uncover)
    window.painted.connect(wait.start, once)
    cover.dismissed.connect(hurry, once)
    if cover.wanted:
        hurry()
    QTimer.singleShot(0, look, look.deleteLater)  # when the window is on screen
    return True


class KeptLook(QObject):
    """Keeps how the window looks once it has come to rest, unless the hand was faster.

    Signals
    -------
    over
        Whether it was kept or not: the window has been looked at.
    """

    over = Signal()

    def __init__(self, window: MainWindow, project: Path) -> None:
        super().__init__(window)
        self._window, self._project = window, project
        self._is_over = False
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._keep)
        window.painted.connect(self._rest.start)
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in HAND:
            watched.removeEventFilter(self)
            self._window.painted.disconnect(self._rest.start)
            self._rest.stop()
            self._end()
        return super().eventFilter(watched, event)

    def _end(self) -> None:
        """Say once that it is over."""
        is_first, self._is_over = not self._is_over, True
        if is_first:
            self.over.emit()

    def _keep(self) -> None:
        self._look()
        self._end()

    def _look(self) -> None:
        session = self._window.bridge.session
        bare = self._window.messages.isHidden()
        if session is None or not bare or not self._window.is_painted:
            return
        if all(layer.security != CLOSED for layer in session.project.layers):
            canvas, frame = self._window.canvas, self._window.canvas.frame
            if frame is not None:
                place, _ = place_of(frame, canvas.view, canvas.devicePixelRatioF())
                ground = frame.image.copy()
                ground.setText(PLACE, written(place))
                first_look.keep(self._window, self._project, canvas, ground)


def _keep_in_profile() -> None:
    """Let Qt's own dialog of files, which remembers folders, do so in a portable profile, too."""
    if paths.is_portable():
        formats, scopes = QSettings.Format, QSettings.Scope
        QSettings.setPath(formats.NativeFormat, scopes.UserScope, str(paths.data_dir()))


def _open(window: MainWindow, path: Path | None) -> None:
    if path is None:
        window.files.load_sample()
    else:
        window.files.load(path)


def _keep_work(app: QApplication, window: MainWindow) -> None:
    """Keep what is done until it is saved, and offer what an earlier window did not save."""
    journals = Journals(window, window.bridge, window.jobs, window.messages)
    app.aboutToQuit.connect(journals.close)
    app.commitDataRequest.connect(
        lambda manager: leave(manager, window.files.may_leave, journals.leave),
        Qt.ConnectionType.DirectConnection,
    )
    QTimer.singleShot(0, window, window.files.offers.left)


def leave(
    manager: QSessionManager, may_leave: Callable[[], bool], keep: Callable[[], None]
) -> None:
    """Ask about unsaved work before the system logs off; where it lets nobody ask, keep it.

    What is kept is offered at the next start.
    """
    if not manager.allowsInteraction():
        keep()
        return
    stays = not may_leave()
    manager.release()
    if stays:
        manager.cancel()


def _listen(app: QApplication, window: MainWindow) -> None:
    """Take over what later starts on this profile were to open."""
    listening = Listening(window)
    app.aboutToQuit.connect(listening.close)

    listening.asked.connect(lambda path: take_over(window, path))


def take_over(window: MainWindow, path: Path | None) -> None:
    """Come to the front with what a later start was to open; it waits for an open question."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.raise_()
    window.activateWindow()
    if path is not None:
        _open_when_free(window, path)


def _open_when_free(window: MainWindow, path: Path) -> None:
    if QApplication.activeModalWidget() is None:
        window.files.open_file(path)
    else:
        QTimer.singleShot(ANSWERED_MS, window, lambda: _open_when_free(window, path))


def _end_with_picture(app: QApplication, window: MainWindow, screenshot: Path) -> int:
    """Save a picture of the window when it is painted, and end; raise what came in between."""
    errors: list[Exception] = []

    def end(error: Exception | None = None) -> None:
        if error is not None:
            errors.append(error)
        QTimer.singleShot(0, window, window.close)  # not from within the job that failed

    def take() -> None:
        try:
            write_picture(window.grab().toImage(), screenshot)
        except ScmapError as error:
            end(error)
        else:
            end()

    def rest() -> None:
        window.painted.disconnect(rest)
        QTimer.singleShot(400, window, take)  # the legend and the docks come to rest

    window.painted.connect(rest)
    window.jobs.failed.connect(end)
    QTimer.singleShot(GIVE_UP_MS, window, lambda: end(_never(screenshot)))
    code = app.exec()
    if errors:
        raise errors[0]
    return code


def _never(screenshot: Path) -> InputError:
    return InputError("picture_failed", file=screenshot.name)


def _surface(window: MainWindow, error: BaseException) -> None:
    """Log a bug and show it; the log says where, not what the data were."""
    log.error("%s", places_of(error))
    if isinstance(error, Exception):
        show_bug(window, error)
