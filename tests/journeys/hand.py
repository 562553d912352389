"""A planner's hand: mouse, keys and input method on what is in sight; it counts its clicks."""

import os
import uuid
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QTableView,
    QWidget,
)

from scmap import clock
from scmap.gui.canvas.canvas import Canvas
from scmap.gui.messages import MessageBar
from tests.event_loop import rest

LEFT = Qt.MouseButton.LeftButton
PATIENCE_MS = 90_000  # a dossier in four formats, on a machine that others work on, too
PICTURES = "SCMAP_PICTURES"  # the folder that `dev.py manual` asks for pictures in
DAY = date(2026, 11, 2)  # of all that is done in pictures: they are alike whenever they are taken

Widget = TypeVar("Widget", bound=QWidget)


class Hand:
    """Does what a planner does at one window."""

    def __init__(self, qtbot: Any, window: QWidget) -> None:
        self._qtbot, self._window = qtbot, window
        self.clicks = 0
        if os.environ.get(PICTURES):
            draw_lots_alike()
            clock.today = lambda: DAY

    def wait(self, until: Callable[[], object]) -> None:
        """Wait until something is the case."""
        self._qtbot.waitUntil(lambda: bool(until()), timeout=PATIENCE_MS)

    def press(self, words: str, within: QWidget | None = None) -> None:
        """Click the button with these words as soon as it is in sight."""
        parent = within or self._window

        def found() -> list[QAbstractButton]:
            every = parent.findChildren(QAbstractButton)
            return [
                one for one in every if one.isVisible() and one.text().replace("&", "") == words
            ]

        self.wait(found)
        self.click(found()[0])

    def click(self, target: QWidget, at: QPoint | None = None) -> None:
        """Click a widget in its middle, or somewhere on it."""
        assert target.isVisible()
        self.clicks += 1
        QTest.mouseClick(target, LEFT, pos=at or target.rect().center())

    def row(self, view: QTableView, text: str) -> None:
        """Click the row of a table that shows a text."""
        model = view.model()
        for row in range(model.rowCount()):
            cells = [model.index(row, column).data() for column in range(model.columnCount())]
            if any(text in str(cell) for cell in cells):
                index = model.index(row, 1)
                view.scrollTo(index)
                self.click(view.viewport(), view.visualRect(index).center())
                return
        raise AssertionError(f"no row shows {text}")

    def key(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        """Press a key in the window."""
        held = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            held |= modifier
        QTest.keyClick(self._window, key, held)

    def write(self, target: QWidget, text: str) -> None:
        """Type Korean as its input method does: a preedit for each syllable, then the commit."""
        self.click(getattr(target, "viewport", lambda: target)())
        for syllable in text:
            QApplication.sendEvent(target, QInputMethodEvent(syllable, []))
            commit = QInputMethodEvent("", [])
            commit.setCommitString(syllable)
            QApplication.sendEvent(target, commit)

    def choose(self, box: QComboBox, value: str) -> None:
        """Go through a choice with the arrow keys until it shows a value."""
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Home)
        for _ in range(box.count()):
            if value not in (box.currentText(), box.currentData()):
                QTest.keyClick(box, Qt.Key.Key_Down)
        assert value in (box.currentText(), box.currentData())

    def drop(self, *files: Path) -> None:
        """Drop files on the window."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
        copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(QPoint(600, 300), copy, data, LEFT, none)
        QApplication.sendEvent(self._window, enter)
        assert enter.isAccepted()
        event = QDropEvent(QPointF(600, 300), copy, data, LEFT, none)
        QApplication.sendEvent(self._window, event)

    def dialog(self, kind: type[Widget]) -> Widget:
        """Wait for a dialog and give it the keyboard."""
        self.wait(lambda: isinstance(QApplication.activeModalWidget(), kind))
        found = QApplication.activeModalWidget()
        assert isinstance(found, kind)
        found.activateWindow()
        self.wait(found.isActiveWindow)
        return found

    def closed(self, dialog: QDialog) -> None:
        """Wait until a dialog has gone, and take the keyboard back."""
        self.wait(lambda: not isinstance(QApplication.activeModalWidget(), type(dialog)))
        self.activate()

    def activate(self) -> None:
        """Give the window the keyboard: the test's display has no window manager that would."""
        self._window.activateWindow()
        self.wait(self._window.isActiveWindow)


def draw_lots_alike() -> None:
    """Let new things have the same identities each time; their order in pictures follows them."""
    numbers = count()
    uuid.uuid4 = lambda: uuid.uuid5(uuid.NAMESPACE_OID, str(next(numbers)))


def let_news_go(window: QWidget) -> None:
    """Wait for good news to go by themselves: how many still stand is a matter of the machine."""
    bars = window.findChildren(MessageBar)
    while os.environ.get(PICTURES) and any(one.fades for bar in bars for one in bar.messages):
        rest(50)


def paint_anew(window: QWidget) -> None:
    """Have each map painted from where it is now.

    A frame that is there already may show it, too, painted around an earlier place or without a
    margin; labels and hatches of two such frames lie a little differently.
    """
    for canvas in window.findChildren(Canvas):
        if canvas.isVisible() and canvas.settings is not None:
            canvas.refresh()
            while not canvas.is_exact:
                rest(20)


def keep_picture(shown: QWidget, name: str, first: Callable[[], None] | None = None) -> None:
    """Keep how something looks now, where pictures are asked for; see `dev.py manual`.

    What lasts only for a moment is begun by `first`, when all else has come to rest.
    """
    folder = os.environ.get(PICTURES)
    if folder:
        let_news_go(shown)
        rest(700)  # layouts, the legend and the docks come to rest
        paint_anew(shown)
        rest(700)  # the overlay, too
        if first is not None:
            first()
        assert shown.grab().save(str(Path(folder, f"{name}.png")))


def field(parent: QWidget, name: str) -> Any:
    """Give the field in sight with this label."""
    every = parent.findChildren(QWidget)
    return next(one for one in every if one.isVisible() and one.accessibleName() == name)


def said(parent: QWidget) -> str:
    """Give the words in sight."""
    return "\n".join(one.text() for one in parent.findChildren(QLabel) if one.isVisible())


def table(parent: QWidget) -> QTableView:
    """Give the table in sight."""
    return next(view for view in parent.findChildren(QTableView) if view.isVisible())
