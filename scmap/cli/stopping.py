"""Ctrl+C: whoever asks for a stop gets one, wherever the program is."""

import signal
import sys
import threading
from contextlib import AbstractContextManager
from types import FrameType, TracebackType
from typing import Self

WAIT_SECONDS = 0.05
LOADER = "<frozen importlib"


class Stopping(AbstractContextManager["Stopping"]):
    """Remembers that a stop was asked for.

    Qt's painters call back into Python: a KeyboardInterrupt raised there is lost or comes out as
    another error, and would be told as a fault of the program. While modules are loaded it waits
    until they are: Qt's end the process when their loading is broken off.

    Attributes
    ----------
    asked : bool
        Whether Ctrl+C was pressed.
    """

    def __init__(self) -> None:
        self.asked = False

    def __enter__(self) -> Self:
        self._hook = sys.excepthook
        self._is_ours = (
            threading.current_thread() is threading.main_thread()
            and signal.getsignal(signal.SIGINT) is signal.default_int_handler
        )
        if self._is_ours:
            signal.signal(signal.SIGINT, self._stop)
            sys.excepthook = self._quiet
        return self

    def __exit__(self, *_how: object) -> None:
        if self._is_ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            sys.excepthook = self._hook

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        if _is_loading(frame):
            again = threading.Timer(WAIT_SECONDS, _press, (number,))
            again.daemon = True
            again.start()
            return
        signal.default_int_handler(number, frame)

    def _quiet(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            self._hook(kind, error, trace)


def _press(number: int) -> None:
    """Send the signal once more; to the thread that may be waiting, where the system can."""
    if sys.platform != "win32":
        signal.pthread_kill(threading.main_thread().ident or 0, number)
    else:
        signal.raise_signal(number)


def _is_loading(frame: FrameType | None) -> bool:
    """Tell whether a module is being loaded."""
    while frame is not None:
        if frame.f_code.co_filename.startswith(LOADER):
            return True
        frame = frame.f_back
    return False
