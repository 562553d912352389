"""Starts the program and writes down when what was painted; loads nothing that it does not load.

`benchmarks.startup` starts this in a process of its own.
"""

import json
import os
import time
from pathlib import Path
from typing import Any

MARKS, KEEP, HAND = "SCMAP_BENCHMARK_MARKS", "SCMAP_BENCHMARK_KEEP", "SCMAP_BENCHMARK_HAND"
NOTCH = 120  # of a wheel


def watched() -> None:
    """Start the program in this process, and write down when what was painted."""
    from scmap import app  # noqa: PLC0415

    noted = Noted()
    watch_the_look(noted)
    watch_the_window(noted)
    app.run([])


class Noted:
    """What was on screen when, seconds."""

    def __init__(self) -> None:
        self.marks: dict[str, float] = {}
        self.picture: Any = None  # of the first look
        self.window: Any = None
        self.rested = 0.0  # metres a pixel of the map before the hand turned the wheel

    def mark(self, *names: str) -> None:
        """Note that these are on screen."""
        for name in names:
            self.marks.setdefault(name, time.time())

    def begin(self, window: Any) -> None:
        """Look at the true window, which is on screen now."""
        self.window = window
        self.mark("window", "true_window")
        window.canvas.settled.connect(self.look)
        window.painted.connect(self.end)

    def look(self) -> None:
        """See whether the map is there with its boundaries."""
        if self.window.sources.complete:
            self.rested = self.rested or self.window.canvas.view.pixel
            self.mark("true_map")

    def end(self) -> None:
        """Compare what was seen first with what is there in the end, and write all down."""
        from PySide6.QtCore import QTimer  # noqa: PLC0415

        self.look()
        QTimer.singleShot(5000 if KEEP in os.environ else 700, self.leave)

    def leave(self) -> None:
        """End the program."""
        self.marks["same"] = float(same_map(self.window, self.picture))
        self.marks["closer"] = self.rested / self.window.canvas.view.pixel
        Path(os.environ[MARKS]).write_text(json.dumps(self.marks), encoding="utf-8")
        self.window.canvas.close_painting()
        os._exit(0)


def watch_the_look(noted: Noted) -> None:
    """Note when the first look is painted and, where a hand is asked for, when its map moves."""
    from scmap.gui.first_look import FirstLook  # noqa: PLC0415

    painted, woken = FirstLook.paintEvent, FirstLook.wake

    def painting(look: Any, event: Any) -> None:
        painted(look, event)
        noted.picture = look.picture
        noted.mark("window", "picture")

    def waking(look: Any) -> None:
        woken(look)
        if look.map is not None:
            watch_the_map(noted, look.map)

    setattr(FirstLook, "paintEvent", painting)  # noqa: B010  before it is made
    setattr(FirstLook, "wake", waking)  # noqa: B010


def watch_the_map(noted: Noted, shown: Any) -> None:
    """Turn the wheel over the map that can be moved, if asked to; note when it is moved."""
    from PySide6.QtCore import QTimer  # noqa: PLC0415

    def look() -> None:
        if not shown.moved.isIdentity():
            noted.mark("hand")

    shown.painted.connect(look)
    if HAND in os.environ and "turned" not in noted.marks:
        noted.mark("turned")
        QTimer.singleShot(0, shown, lambda: turn(shown))


def turn(shown: Any) -> None:
    """Turn the wheel by a notch in the middle of the map."""
    from PySide6.QtCore import QPoint, QPointF, Qt  # noqa: PLC0415
    from PySide6.QtGui import QWheelEvent  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415, TID251

    at = QPointF(shown.rect().center())
    place, none = QPointF(shown.mapToGlobal(at)), Qt.MouseButton.NoButton
    phase, keys = Qt.ScrollPhase.NoScrollPhase, Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(at, place, QPoint(), QPoint(0, NOTCH), none, keys, phase, False)
    QApplication.sendEvent(shown, event)


def watch_the_window(noted: Noted) -> None:
    """Begin to look at the true window when it is shown."""
    from PySide6.QtCore import QEvent, QObject, QTimer  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415, TID251

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
            if event.type() == QEvent.Type.Show and type(watched).__name__ == "MainWindow":
                QTimer.singleShot(0, lambda: noted.begin(watched))
            return False

    made, watch = QApplication.__init__, Watch()

    def making(application: Any, *arguments: Any) -> None:
        made(application, *arguments)
        application.installEventFilter(watch)

    setattr(QApplication, "__init__", making)  # noqa: B010  before it is made


def same_map(window: Any, picture: Any) -> bool:
    """Tell whether a picture of the window shows the map as it is there now, pixel by pixel."""
    if picture is None:
        return False
    canvas = window.canvas
    place = canvas.rect().translated(canvas.mapTo(window, canvas.rect().topLeft()))
    now = window.grab(place).toImage().convertToFormat(picture.format())
    then = picture.copy(place)
    return bytes(now.constBits()) == bytes(then.constBits())
