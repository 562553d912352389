"""One window a profile: a second start hands its project to the one that is open, and ends.

The open window leaves a note of where it listens in its profile. A start that finds no note asks
nobody, so it is not slowed down; a note that nobody answers is one of a program that was killed.
What is listened to is a pipe of this machine for this user, no socket of a network.
"""

import hashlib
import json
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from scmap import behind, paths

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalSocket

NOTE = "instance.json"
PATIENCE_MS = 1500  # for a window that is busy; one that hangs is not waited for
MOST_BYTES = 70_000  # a path under Windows has at most 32,767 letters
HEARD = b"heard\n"

log = logging.getLogger(__name__)


def hand_over(path: Path | None) -> bool:
    """Give a project to the window that is open on this profile; False if there is none.

    Parameters
    ----------
    path : Path or None
        The project; None only brings the window to the front.
    """
    try:
        note = behind.held(_note())
    except (OSError, ValueError):
        return False
    name = note.get("name") if isinstance(note, dict) else None
    if name is None:
        return False
    from PySide6.QtNetwork import QLocalSocket  # noqa: PLC0415  only where there is somebody

    socket = QLocalSocket()
    socket.connectToServer(str(name))
    if not socket.waitForConnected(PATIENCE_MS):
        return False
    asked = {"open": None if path is None else str(path.absolute())}
    socket.write(json.dumps(asked).encode() + b"\n")
    socket.flush()
    while socket.bytesAvailable() < len(HEARD):
        if not socket.waitForReadyRead(PATIENCE_MS):
            return False
    return bytes(socket.readAll().data()) == HEARD


class Listening(QObject):
    """Hears of later starts on the same profile.

    Signals
    -------
    asked : Path or None
        The project that a later start was to open; None if it was to open none.
    """

    asked = Signal(object)

    def __init__(self, parent: QObject) -> None:
        from PySide6.QtNetwork import QLocalServer  # noqa: PLC0415  after the window is there

        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._meet)
        place = f"{paths.data_dir().resolve()}|{os.getpid()}"
        name = f"scmap-{hashlib.sha256(place.encode()).hexdigest()[:24]}"
        if self._server.listen(name):
            self._leave_note(name)
        else:
            log.warning("later starts are not heard: %s", self._server.errorString())

    def close(self) -> None:
        """Hear nothing any more, and take the note away if it is still the own one."""
        name = self._server.serverName()
        self._server.close()
        try:
            if name and name in _note().read_text(encoding="utf-8"):
                _note().unlink()
        except OSError:
            return  # another start has taken it away

    def _leave_note(self, name: str) -> None:
        try:
            _note().write_text(json.dumps({"name": name}), encoding="utf-8")
        except OSError as error:
            log.warning("later starts are not heard: %s", type(error).__name__)

    def _meet(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.readyRead.connect(lambda: self._hear(socket))
        socket.disconnected.connect(socket.deleteLater)

    def _hear(self, socket: "QLocalSocket") -> None:
        if socket.bytesAvailable() > MOST_BYTES:
            socket.abort()
        if not socket.canReadLine():
            return
        try:
            asked = json.loads(bytes(socket.readLine().data()))["open"]
            path = None if asked is None else Path(asked)
        except (ValueError, KeyError, TypeError):
            socket.abort()
            return
        socket.write(HEARD)
        socket.flush()
        # In a turn of its own: what is asked may put a question, and the later start, which ends
        # meanwhile, would take its socket away from under the very call that hears it.
        QTimer.singleShot(0, self, lambda: self.asked.emit(path))


def _note() -> Path:
    return paths.data_dir() / NOTE
