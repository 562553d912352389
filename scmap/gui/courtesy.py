"""Lets the window's thread go first: others wait while it is awake, wherever they can.

Threads of Python take turns with the interpreter, and each waits for all others before it has its
own again: what the window does in 90 milliseconds takes 300 beside three jobs. Jobs cannot be told
to take fewer turns, but they can stand aside in their long loops (`scmap.progress.give_way`).
"""

import threading

from PySide6.QtCore import QAbstractEventDispatcher

from scmap.progress import give_way_by

# However much there is to do in the window, a job goes on a step after so many seconds.
PATIENCE_S = 0.01

_asleep = threading.Event()
_asleep.set()


def begin() -> None:
    """Have everybody who gives way wait for the event loop of this thread, the window's own."""
    dispatcher = QAbstractEventDispatcher.instance()
    if dispatcher.property("courteous"):
        return
    dispatcher.setProperty("courteous", True)
    dispatcher.awake.connect(_asleep.clear)
    dispatcher.aboutToBlock.connect(_asleep.set)
    give_way_by(_stand_aside)


def _stand_aside() -> None:
    if threading.current_thread() is not threading.main_thread():
        _asleep.wait(PATIENCE_S)
