"""Work that follows from one event, spread over several turns of the event loop."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from scmap.gui.courtesy import first

_BREATH_MS = 1  # between two turns; with 0 Qt does them all before it looks at mouse and keys


class Turns(QObject):
    """Does one piece of work after the other, and lets the window live in between.

    However many of these there are, one piece is done at a time: what is due elsewhere at the same
    moment waits for its own turn.

    Signals
    -------
    over
        The last piece that was asked for is done.
    """

    over = Signal()
    _ended = 0.0  # when the last piece of any was done, monotonic seconds

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: list[Callable[[], None]] = []
        self._closed = False
        self._timer = QTimer(self, singleShot=True, interval=_BREATH_MS)
        self._timer.timeout.connect(self._next)

    @property
    def busy(self) -> bool:
        """Whether any work is left."""
        return bool(self._waiting)

    def ask(self, work: Callable[[], None]) -> None:
        """Do `work` soon, behind what was asked for before; once, however often it is asked."""
        if work not in self._waiting and not self._closed:
            self._waiting.append(work)
            self._timer.start()

    def close(self) -> None:
        """Forget what waits, and do nothing any more: whom it concerns is about to go."""
        self._closed = True
        self._waiting.clear()
        self._timer.stop()

    def _next(self) -> None:
        if time.monotonic() - Turns._ended < _BREATH_MS / 1000:
            self._timer.start()
            return
        work = self._waiting.pop(0)
        try:
            with first:
                work()
        finally:
            Turns._ended = time.monotonic()
            if self._waiting:  # from now on: else it would be due before all that came meanwhile
                self._timer.start()
            else:
                self.over.emit()
