"""What was needed for a while goes back to the system, and the window does not wait for that."""

import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject, Signal

from scmap.gui import slack
from scmap.gui.canvas.canvas import Canvas
from scmap.gui.job import Jobs


class Ground(QObject):
    """Of a canvas, what the memory is looked after by."""

    settled = Signal()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems look after it themselves")
def test_who_gives_memory_back_stands_where_the_window_stands(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stood = list[tuple[str, int]]()

    def from_libc(name: str) -> Callable[..., object]:
        return lambda *_: stood.append((name, here()))

    def here() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    monkeypatch.setattr(slack, "_from_libc", from_libc)
    monkeypatch.setattr(slack, "REST_MS", 1)
    ground, jobs = Ground(), Jobs()
    slack.Slack(cast("Canvas", ground), jobs)
    jobs.run("", lambda _progress: None)
    qtbot.waitUntil(lambda: "malloc_trim" in dict(stood))
    assert dict(stood)["malloc_trim"] == here()
    jobs.close()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems look after it themselves")
def test_memory_is_given_back_when_nobody_works_in_the_window(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = list[float]()
    monkeypatch.setattr(slack, "give_back", lambda: given.append(time.monotonic()))
    monkeypatch.setattr(slack, "REST_MS", 300)
    ground, jobs = Ground(), Jobs()
    slack.Slack(cast("Canvas", ground), jobs)
    ground.settled.emit()
    begun = time.monotonic()
    while time.monotonic() - begun < 1:  # as somebody does who pulls a map about
        qtbot.wait(1)
        sum(range(100_000))
    worked = time.monotonic()
    while not given and time.monotonic() - worked < 20:
        qtbot.wait(700)  # at rest: to look more often is work
    assert given[0] > worked
    jobs.close()
