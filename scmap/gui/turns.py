"""Work that follows from one event, spread over several turns of the event loop."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from scmap.gui.courtesy import first

_BREATH_MS = 1  # between two turns; with 0 Qt does them all before it looks at mouse and keys


class Turns(QObject):
    """Does one piece of work after the other, and lets the window live in between."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: list[Callable[[], None]] = []
        self._timer = QTimer(self, singleShot=True, interval=_BREATH_MS)
        self._timer.timeout.connect(self._next)

    @property
    def busy(self) -> bool:
        """Whether any work is left."""
        return bool(self._waiting)

    def ask(self, work: Callable[[], None]) -> None:
        """Do `work` soon, behind what was asked for before; once, however often it is asked."""
        if work not in self._waiting:
            self._waiting.append(work)
            self._timer.start()

    def _next(self) -> None:
        work = self._waiting.pop(0)
        try:
            with first:
                work()
        finally:
            if self._waiting:  # from now on: else it would be due before all that came meanwhile
                self._timer.start()
