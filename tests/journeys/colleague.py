"""A window in a program of its own, whose planner is told line by line what to do.

`python -m tests.journeys.colleague --new-instance --profile-dir DIR PROJECT`: the program as
anybody starts it; what is read from standard input is done at its window and answered in a line.
"""

import json
import queue
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import shapely
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from scmap import app
from scmap.gui.dialogs.conflict import ConflictDialog
from scmap.gui.dialogs.password import PasswordDialog
from scmap.gui.main_window import MainWindow
from scmap.gui.start import application
from scmap.model.layer import Layer
from scmap.model.project import Project

LAYER = "zones"
TURN_MS = 20


def main() -> None:
    """Start the program and do at its window what is asked."""
    words: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_listen, args=(words,), daemon=True).start()
    planner = Planner()
    timer = QTimer(application(), interval=TURN_MS)
    timer.timeout.connect(lambda: planner.turn(words))
    timer.start()
    sys.exit(app.run(sys.argv[1:]))


def _listen(words: "queue.Queue[str]") -> None:
    for line in sys.stdin:
        words.put(line)


class Planner:
    """Does what is asked at the one window there is."""

    def __init__(self) -> None:
        self._window: MainWindow | None = None
        self._came = 0.0  # when the open project became another one

    def turn(self, words: "queue.Queue[str]") -> None:
        """Do what was asked since the last turn."""
        if self._window is None:
            self._window = next(
                (one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)), None
            )
            if self._window is not None:
                self._window.bridge.changed.connect(self._changed)
            return
        try:
            verb, *said = json.loads(words.get_nowait())
        except queue.Empty:
            return
        deed: Callable[..., object] = getattr(self, verb)
        print(json.dumps(deed(*said), ensure_ascii=False), flush=True)

    @property
    def window(self) -> MainWindow:
        """The window, once it is there."""
        assert self._window is not None
        return self._window

    def see(self) -> dict[str, Any]:
        """Tell what a planner sees."""
        window = self.window
        layer = window.bridge.project.layer(LAYER) if window.bridge.project else None
        last = window.sharing.last
        box = QApplication.activeModalWidget()
        panel = window.sharing.panel.findChildren(QLabel)
        return {
            "painted": window.is_painted and layer is not None,
            "rows": dict(zip(layer.uids, layer.text("t"), strict=True)) if layer else {},
            "areas": [round(one.area) for one in layer.geometry] if layer else [],
            "busy": bool(window.jobs.running) or window.sharing.busy,
            "conflicts": len(last.done.conflicts) if last else 0,
            "dialog": type(box).__name__ if box else "",
            "glow": window.sharing.glow.count,
            "came": self._came,
            "told": [one.text for one in window.messages.messages],
            "panel": "\n".join(one.text() for one in panel if one.isVisible()),
        }

    def trigger(self, action: str) -> float:
        """Choose an action of a menu, or switch it on."""
        chosen = self.window.actions_[action]
        moment = time.time()
        if chosen.isCheckable():
            chosen.setChecked(True)
        else:
            chosen.trigger()
        return moment

    def write(self, row: str, text: str) -> None:
        """Write into the field t of a feature."""

        def command(project: Project) -> Project:
            layer = _layer(project)
            column = layer.columns["t"].copy()
            column[layer.rows[row]] = text
            return project.with_layer(layer.replace(columns={**layer.columns, "t": column}))

        self.window.bridge.do("편집", command)

    def draw(self, row: str, *bounds: float) -> None:
        """Give a feature another shape."""

        def command(project: Project) -> Project:
            layer = _layer(project)
            geometry = layer.geometry.copy()
            geometry[layer.rows[row]] = shapely.box(*bounds)
            return project.with_layer(layer.replace(geometry=geometry))

        self.window.bridge.do("도형", command)

    def log_in(self, password: str) -> None:
        """Answer the dialog that asks for a password."""
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, PasswordDialog)
        dialog.keep.setChecked(False)
        dialog.entry.setText(password)
        dialog.accept()

    def select(self, row: str) -> None:
        """Select a feature."""
        self.window.selection.select(LAYER, [row])

    def press(self, words: str) -> None:
        """Press a button of the panel."""
        every = self.window.sharing.panel.findChildren(QPushButton)
        next(one for one in every if one.text() == words and one.isVisible()).click()

    def choose(self, place: int) -> int:
        """Answer every question of the dialog of conflicts alike."""
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ConflictDialog)
        for page in dialog.pages:
            for name in page.conflict.fields:
                page.choose(name, place)
        return len(dialog.decisions)

    def accept(self) -> None:
        """Accept the dialog."""
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ConflictDialog)
        dialog.accept()

    def picture(self, file: str) -> bool:
        """Keep how the window looks, and the dialog in front of it."""
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            dialog.grab().save(file.replace(".png", "-dialog.png"))
        return self.window.grab().save(file)

    def leave(self) -> None:
        """Close the window, and what was done with it."""
        self.window.bridge.take(None)
        QTimer.singleShot(0, self.window, self.window.close)

    def _changed(self, _changes: object) -> None:
        self._came = time.time()


def _layer(project: Project) -> Layer:
    layer = project.layer(LAYER)
    assert layer is not None
    return layer


if __name__ == "__main__":
    main()
