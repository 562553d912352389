"""How soon a colleague's edit is on the map of a window that listens to the same server."""

import os
import threading
import time
from pathlib import Path
from unittest.mock import patch

import numpy as np
import shapely

from benchmarks.postgres import ADMIN, Cluster
from scmap.model.layer import Layer
from scmap.model.project import Project
from scmap.paths import PROFILE_VARIABLE
from scmap.session import sharing
from scmap.session.session import Session
from scmap.store.sharing.administration import add_member, migrate
from scmap.store.sharing.exchange import Introduction
from scmap.store.sharing.server import Address, Server

PATIENCE_MS = 20_000
BETWEEN_MS = 150  # from one edit that was seen to the next


def seen(cluster: Cluster, folder: Path, layer: Layer, count: int) -> list[float]:
    """Give the seconds from the moment that a member hands over an edit until it is painted.

    Parameters
    ----------
    cluster : Cluster
        A server of one's own, which asks for no password.
    folder : Path
        For what the two members have.
    layer : Layer
        What they share; its features are moved one by one.
    count : int
        How many edits.
    """
    cluster.database("window")
    with Server(Address.read(cluster.address(ADMIN, "window"))) as server:
        migrate(server, "t")
        for login in ("sender", "looker"):
            add_member(server, login, Introduction(login), "x")
    sender = _Sender(cluster.address("sender", "window"), folder / "sender", layer)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen" if "DISPLAY" not in os.environ else "xcb")
    with patch.dict(os.environ, {PROFILE_VARIABLE: str(folder / "profile")}):
        where = cluster.address("looker", "window")
        with sharing.desk(where) as desk:
            project = sharing.synced(Project("q", "t"), desk).project
        return sorted(_looked(project, sender, count))


class _Sender:
    """A member who moves one feature after another."""

    def __init__(self, where: str, home: Path, layer: Layer) -> None:
        self._where, self._home = where, home
        self._project = Project("p", "t", layers=(layer,))
        self._layer, self._row = layer.uid, 0
        with sharing.desk(where, home) as desk:
            sharing.share_layers(self._project, desk, {layer.uid: "joint"})
            self._project = sharing.synced(self._project, desk).project

    def send(self) -> None:
        """Move the next feature and hand it over."""
        layer = self._project.layer(self._layer)
        if layer is None:
            raise RuntimeError(self._layer)
        geometry = layer.geometry.copy()
        geometry[self._row] = shapely.transform(geometry[self._row], lambda at: at + 50.0)
        self._row += 1
        edited = self._project.with_layer(layer.replace(geometry=geometry))
        with sharing.desk(self._where, self._home) as desk:
            self._project = sharing.synced(edited, desk).project


def _looked(project: Project, sender: _Sender, count: int) -> list[float]:
    """Open a window that listens, and look at it while edits come."""
    from PySide6.QtCore import QEventLoop, QTimer  # noqa: PLC0415  loaded by those who look

    from scmap.gui.main_window import MainWindow  # noqa: PLC0415
    from scmap.gui.start import application  # noqa: PLC0415

    application()
    window = MainWindow()
    window.resize(1440, 900)
    window.show()
    loop, arrived = QEventLoop(), list[float]()

    def wait(seconds: float | None = None) -> None:
        end = QTimer(loop, singleShot=True)
        end.timeout.connect(loop.quit)
        end.start(PATIENCE_MS if seconds is None else int(1000 * seconds))
        loop.exec()
        end.stop()

    window.painted.connect(loop.quit)
    window.bridge.take(Session(project))
    wait()
    window.painted.disconnect(loop.quit)
    window.actions_["share.live"].setChecked(True)
    wait(2.0)
    window.bridge.changed.connect(lambda _changes: arrived.append(time.perf_counter()))
    window.painted.connect(lambda: loop.quit() if arrived else None)
    found = []
    for _ in range(count):
        arrived.clear()
        begun = time.perf_counter()
        hand = threading.Thread(target=sender.send)
        hand.start()
        wait()
        found.append(time.perf_counter() - begun if arrived else np.inf)
        hand.join()
        arrived.clear()
        wait(BETWEEN_MS / 1000)
    window.sharing.live(on=False)
    window.bridge.take(None)
    window.close()
    return found
