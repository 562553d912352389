"""Letting a window live for a while.

`QTest.qWait` keeps the interpreter all the time: a job that is waited for stands still meanwhile.
"""

from PySide6.QtCore import QEventLoop, QTimer

REST_MS = 20  # in which what was asked for in an event is done


def rest(ms: int = REST_MS) -> None:
    """Let the window, and its jobs, live for so many milliseconds."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()
