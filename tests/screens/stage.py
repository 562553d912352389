"""The window that is walked through, and the camera before it."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QListWidget,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QTableView,
    QWidget,
)

from scmap.gui import theme
from scmap.gui.dialogs.page_view import PageView
from scmap.gui.main_window import MainWindow
from scmap.gui.sketch_view import SketchView
from scmap.session.session import Session
from scmap.store.project_file import read_project
from scmap.words import tr
from tests.event_loop import rest
from tests.gui import audit

SIZE = (1280, 720)  # the smallest screen that the program promises to work on
SAMPLE = Path(__file__).resolve().parents[2] / "sample_layers" / "scmap-sample.gpkg"
PATIENCE_S = 60
DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
TURN_MS = 30  # between two looks at what is waited for
LOOKS = 25  # at what is not in its place yet


@dataclass
class Camera:
    """Takes pictures, and looks each time for controls without a name and words that are cut.

    Attributes
    ----------
    folder : Path or None
        Where pictures are kept; None where the look alone is wanted.
    suffix : str
        What the names of the pictures of this walk have in common.
    faults : list of str
        What was found, with the name of the picture.
    seen : set of type
        Classes of the windows and of all that was in sight in them.
    then : callable
        What is done at a screen besides, given its name and itself.
    """

    folder: Path | None
    suffix: str = ""
    faults: list[str] = field(default_factory=list)
    seen: set[type] = field(default_factory=set)
    then: Callable[[str, QWidget], None] = lambda _name, _screen: None
    taken: int = 0

    def take(self, name: str, screen: QWidget, *, audited: bool = True) -> None:
        """Take a picture of a screen that has found its places."""
        if audited:
            self.faults += [f"{name}: {one}" for one in _settled_faults(screen)]
        inside = [one for one in screen.findChildren(QWidget) if one.isVisibleTo(screen)]
        self.seen |= {kind for one in (screen, *inside) for kind in type(one).__mro__}
        self.taken += 1
        if self.folder is not None:
            file = self.folder / f"{re.sub(r'[^a-z0-9._-]+', '-', name)}{self.suffix}.png"
            if not screen.grab().save(str(file)):
                raise OSError(f"{file} could not be written")
        self.then(name, screen)


def _settled_faults(screen: QWidget) -> list[str]:
    """Give the faults of a screen that are still there when it has found its places."""
    found: list[str] = []
    for _ in range(LOOKS):
        found = [f"{one} has no name" for one in audit.unnamed(screen)] + audit.clipped(screen)
        if not found:
            break
        rest(60)
    return found


def wait(until: Callable[[], object], what: str, seconds: float = PATIENCE_S) -> None:
    """Wait until something is the case.

    Raises
    ------
    TimeoutError
        If it does not come to be.
    """
    for _ in range(int(seconds * 1000 / TURN_MS)):
        if until():
            return
        rest(TURN_MS)
    raise TimeoutError(what)


class Stage:
    """A planner's window, and the verbs with which it is brought from screen to screen.

    Parameters
    ----------
    window : MainWindow
        In sight.
    camera : Camera
        Takes the pictures.
    folder : Path
        For files of the scenes' own.
    """

    def __init__(self, window: MainWindow, camera: Camera, folder: Path) -> None:
        self.window, self.camera, self.folder = window, camera, folder

    # -- the window --------------------------------------------------------------------------

    def open_sample(self) -> None:
        """Open the sample, as a file of the planner's own, and wait for its map."""
        file = self.folder / "화성시 사업.gpkg"
        if not file.exists():
            file.write_bytes(SAMPLE.read_bytes())
        self.window.bridge.take(Session(read_project(file).project, file))
        self.window.files.keeping.remember()
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is being worked out, and the map is painted."""
        window = self.window
        wait(
            lambda: not window.jobs.running and (not window.bridge.project or window.is_painted),
            "the window does not come to rest",
        )
        rest()

    def put_back(self) -> None:
        """Close what a scene opened, and go back to the second step."""
        self.close_dialogs()
        window = self.window
        window.messages.clear()
        window.tooling.tools.put_down()
        window.tooling.comparing.stop()
        window.resize(*SIZE)
        window.showing.reset()
        for name in ("share.panel", "analysis.survey", "tool.identify"):
            if window.actions_[name].isChecked():
                window.actions_[name].trigger()
        window.actions_["step.overlap"].trigger()
        self.turn_table(0)

    def turn_table(self, number: int) -> None:
        """Bring a tab of the tables to the front."""
        bar = next(one for one in self.window.tables.findChildren(QTabBar) if one.isVisible())
        bar.setCurrentIndex(number)
        self.settle()

    def act(self, action: str) -> None:
        """Do what an action does, and wait for what comes of it."""
        found = self.window.actions_[action]
        if not found.isEnabled():
            raise RuntimeError(f"{action} cannot be done: {found.toolTip()}")
        found.trigger()
        rest()

    def take(self, name: str) -> None:
        """Take a picture of the window."""
        self.settle()
        self.camera.take(name, self.window)

    def select_row(self, row: int = 0) -> None:
        """Choose a row of the table that is in front."""
        view = next(one for one in self.window.tables.findChildren(QTableView) if one.isVisible())
        view.selectRow(row)
        self.settle()

    def choose_row(self) -> None:
        """Choose the first row of the table that is in front at the third step."""
        table = self.window.designing.table
        if table is None:
            raise RuntimeError("the design table was not shown")
        view = next(one for one in table.findChildren(QTableView) if one.isVisible())
        view.selectRow(0)
        rest()

    def press(self, key: str, within: QWidget | None = None) -> None:
        """Press the first button in sight that has the words of a key."""
        parent, words = within or self.window, tr(key)
        every = parent.findChildren(QAbstractButton)
        found = [one for one in every if one.text() == words and one.isVisible()]
        next(one for one in found if one.isEnabled()).click()
        rest()

    def scroll(self, within: QWidget) -> None:
        """Scroll what is in sight to its end."""
        for area in within.findChildren(QScrollArea):
            if area.isVisible():
                area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())

    def select_layer(self) -> None:
        """Make the entry of the tree that shows most investments the current one."""
        project = self.window.bridge.project
        layer = project.investments if project is not None else None
        if project is None or layer is None:
            raise RuntimeError("there are no investments")
        entries = [one for one in project.map if one.layer == layer.uid]
        self.window.layers.select_entry(max(entries, key=lambda one: len(one.rows(layer))).uid)
        self.settle()

    # -- its dialogs -------------------------------------------------------------------------

    def dialogs(self) -> list[QWidget]:
        """Give the dialogs in sight."""
        shown = (one for one in QApplication.topLevelWidgets() if one.isVisible())
        return [one for one in shown if isinstance(one, QDialog)]

    def close_dialogs(self) -> None:
        """Close every dialog, those of dialogs first."""
        for one in reversed(self.dialogs()):
            one.close()
            one.deleteLater()
        rest(30)

    def opened(self, deed: Callable[[], object]) -> QWidget:
        """Do what opens a dialog, and give it when it is there and filled."""
        before = self.dialogs()
        deed()
        wait(lambda: set(self.dialogs()) - set(before), "no dialog came")
        found = next(one for one in self.dialogs() if one not in before)
        self.fill(found)
        return found

    def fill(self, dialog: QWidget) -> None:
        """Wait until a dialog's work is done, and its pages and small maps are painted."""
        rest()
        wait(lambda: not self.window.jobs.running, "a dialog's work does not end")
        wait(lambda: _is_filled(dialog), "a dialog is not filled")
        rest()

    def show(self, name: str, deed: Callable[[], object]) -> QWidget:
        """Take a picture of the dialog that comes, and of each of its tabs; it stays open."""
        dialog = self.opened(deed)
        self.camera.take(name, dialog)
        for number in self.turned(dialog):
            self.camera.take(f"{name}-tab{number}", dialog)
        for number in self.leafed(dialog):
            self.camera.take(f"{name}-page{number}", dialog)
        return dialog

    def shown(self, name: str, deed: Callable[[], object]) -> None:
        """Take a picture of the dialog that comes, and close it."""
        self.show(name, deed)
        self.close_dialogs()

    def leafed(self, screen: QWidget) -> Iterator[int]:
        """Leaf through a dialog whose pages are listed beside them, from the second on."""
        lists = [one for one in screen.findChildren(QListWidget) if one.isVisible()]
        if not lists or not screen.findChildren(QStackedWidget, options=DIRECT):
            return
        for number in range(1, lists[0].count()):
            lists[0].setCurrentRow(number)
            rest()
            yield number
        lists[0].setCurrentRow(0)

    def turned(self, screen: QWidget) -> Iterator[int]:
        """Turn to each tab of a screen that is not in front, and give its number."""
        bars = [one for one in screen.findChildren(QTabBar) if one.isVisible()]
        for bar in bars[:1]:
            first = bar.currentIndex()
            for number in range(bar.count()):
                if number != first and bar.isTabVisible(number):
                    bar.setCurrentIndex(number)
                    rest()
                    yield number
            bar.setCurrentIndex(first)

    def accept(self, dialog: QWidget) -> None:
        """Answer a dialog by yes."""
        if not isinstance(dialog, QDialog):
            raise TypeError(dialog)
        dialog.accept()
        self.settle()

    def asked(self, name: str, deed: Callable[[], object]) -> None:
        """Take a picture of a dialog that halts what opened it until it is answered: by no."""

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if dialog is None:
                QTimer.singleShot(50, look)
                return
            rest()
            self.camera.take(name, dialog)
            dialog.close()

        QTimer.singleShot(50, look)
        deed()


def _is_filled(dialog: QWidget) -> bool:
    """Tell whether all that a dialog works out behind is in sight."""
    pages = (one.has_page for one in dialog.findChildren(PageView) if one.isVisible())
    maps = (one.is_painted for one in dialog.findChildren(SketchView) if one.isVisible())
    own = (getattr(dialog, name, True) for name in ("is_filled", "is_settled"))
    return all(pages) and all(maps) and all(own) and not getattr(dialog, "is_busy", False)


@contextmanager
def stage(camera: Camera, folder: Path, scheme: str) -> Iterator[Stage]:
    """Open a window on the smallest screen that is promised, and put it away."""
    theme.choose(scheme)
    window = MainWindow()
    window.resize(*SIZE)
    window.show()
    window.activateWindow()
    rest(400)
    with no_files_chosen():
        made = Stage(window, camera, folder)
        yield made
        made.close_dialogs()
    window.bridge.take(None)
    window.close()
    window.deleteLater()
    rest()


@contextmanager
def no_files_chosen() -> Iterator[None]:
    """Let nobody be asked for a file by the system's own dialog, which is not of the program."""
    names = ("getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory")
    kept = {name: getattr(QFileDialog, name) for name in names}
    answers: dict[str, object] = {"getOpenFileNames": ([], ""), "getExistingDirectory": ""}
    for name in names:
        answer = answers.get(name, ("", ""))
        setattr(QFileDialog, name, staticmethod(lambda *_, answer=answer, **__: answer))
    try:
        yield
    finally:
        for name, one in kept.items():
            setattr(QFileDialog, name, one)


def say(line: str) -> None:
    """Tell whoever waits."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
