import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path
from typing import ClassVar

import pytest

from scmap.cartography import blocks
from scmap.cartography import process as painting
from scmap.cartography.painter import render
from scmap.cartography.process import Frame, PaintingProcess
from scmap.cartography.settings import MapSettings
from scmap.cartography.wire import Receiver, Sender
from scmap.model.symbology import Label, Symbol, Symbology
from tests.cartography.maps import column, drawn, frame, layer, pixels, points, square

PATIENCE = 60.0  # seconds; a process starts slowly on a busy machine


class Window:
    """Stands in for the window: asks for maps, keeps frames and notices."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.notices: list[str] = []
        self._came = threading.Condition()
        self.process = PaintingProcess(self._frame, self._notice)

    def see(self, settings: MapSettings) -> Frame:
        """Ask for a map and wait until it is there."""
        self.process.request(settings)
        with self._came:
            assert self._came.wait_for(lambda: self._shown(settings), PATIENCE), "no frame came"
            return self.frames[-1]

    def hear(self, count: int) -> None:
        """Wait until so many notices came."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.notices) >= count, PATIENCE)

    def _shown(self, settings: MapSettings) -> bool:
        return bool(self.frames) and self.frames[-1].settings is settings

    def _frame(self, came: Frame) -> None:
        with self._came:
            self.frames.append(came)
            self._came.notify_all()

    def _notice(self, key: str) -> None:
        with self._came:
            self.notices.append(key)
            self._came.notify_all()


@pytest.fixture
def window(qapp: object) -> Iterator[Window]:  # noqa: ARG001  painting here needs its application
    opened = Window()
    yield opened
    opened.process.close()


def city(width: int = 120) -> MapSettings:
    look = Symbology(Symbol(fill="#0072B2", hatch="cross"), label=Label("name"))
    ground = drawn(layer([square(10, 10, 80)], name=column("화성시")), symbology=look)
    return frame(ground, drawn(points([(60, 60)]), shape="point"), width=width)


def test_the_other_process_paints_the_same_picture(window: Window) -> None:
    settings = city()
    came = window.see(settings)
    assert (pixels(came.image) == pixels(render(settings))).all()
    assert came.milliseconds > 0
    assert window.process.pid not in {None, os.getpid()}


def test_a_frame_keeps_its_pixels(window: Window) -> None:
    first = window.see(city())
    before = pixels(first.image)
    window.see(city(300))
    window.see(frame(width=80))
    assert (pixels(first.image) == before).all()


def test_the_newest_view_wins(window: Window) -> None:
    window.see(city())
    views = [city() for _ in range(40)]
    for view in views[:-1]:
        window.process.request(view)
    last = window.see(views[-1])
    assert last.settings is views[-1]
    assert len(window.frames) < 40


def test_a_process_that_died_is_started_once_more_then_the_window_paints(window: Window) -> None:
    expected = pixels(render(city()))
    for notice in (painting.RESTARTED, painting.IN_PROCESS):
        window.see(city())
        assert window.process.pid is not None
        os.kill(window.process.pid, signal.SIGKILL)
        assert (pixels(window.see(city()).image) == expected).all()
        assert window.notices[-1] == notice
    assert window.process.pid is None
    assert (pixels(window.see(city()).image) == expected).all()
    assert len(window.notices) == 2


def test_a_map_that_cannot_be_painted_is_told_and_the_next_one_is_painted(window: Window) -> None:
    window.see(city())
    broken = drawn(layer([square(0, 0, 9)]), symbology=Symbology(Symbol(hatch="no such")))  # type: ignore[arg-type]
    window.process.request(frame(broken))
    window.hear(1)
    assert window.notices == [painting.FAILED]
    window.see(city())


class RecordedMemory(SharedMemory):
    """Shared memory that remembers which blocks this process made."""

    made: ClassVar[list[str]] = []

    def __init__(self, *, create: bool, size: int) -> None:
        super().__init__(create=create, size=size)
        self.made.append(self.name)


@pytest.mark.parametrize("moment", ["at once", "idle", "busy"])
def test_closing_leaves_nothing_behind(
    qapp: object,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
) -> None:
    monkeypatch.setattr(blocks, "SharedMemory", RecordedMemory)
    opened = Window()
    if moment != "at once":
        opened.see(city())
        assert RecordedMemory.made
    pid = opened.process.pid
    if moment == "busy":
        opened.process.request(city(5000))
    start = time.monotonic()
    opened.process.close()
    assert time.monotonic() - start < 5
    assert not [name for name in RecordedMemory.made if Path("/dev/shm", name).exists()]  # noqa: S108
    assert pid is None or not Path(f"/proc/{pid}").exists()


PARENT = """
import sys, threading
from scmap.cartography.process import PaintingProcess
from scmap.cartography.settings import MapSettings
from scmap.model.extent import Extent
if __name__ == "__main__":
    came = threading.Event()
    process = PaintingProcess(lambda frame: came.set(), print)
    process.request(MapSettings(Extent(0, 0, 9, 9), 9, 9, 96))
    came.wait(60)
    print(process.pid, "scmap.gui" in sys.modules, flush=True)
    sys.stdin.read()
    ENDING
"""


def started(tmp_path: Path, ending: str) -> tuple[subprocess.Popen[str], int]:
    """Start a program with a painting process; give it and the painting process's id."""
    script = tmp_path / "parent.py"
    script.write_text(PARENT.replace("ENDING", ending), encoding="utf-8")
    root = Path(painting.__file__).parents[2]
    parent = subprocess.Popen(
        [sys.executable, "-W", "error", str(script)],
        env=os.environ | {"PYTHONPATH": str(root), "QT_QPA_PLATFORM": "offscreen"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    return parent, int(parent.stdout.readline().split()[0])


def gone(pid: int) -> bool:
    """Tell whether a process ends within a few seconds."""
    return waited(lambda: not Path(f"/proc/{pid}/cmdline").exists() or not alive(pid))


def alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def waited(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + 20
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def test_the_process_ends_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    parent, pid = started(tmp_path, "pass")
    with parent:
        assert alive(pid)
        parent.kill()
        parent.communicate()
    assert gone(pid)


def test_a_program_that_ends_properly_says_nothing(tmp_path: Path) -> None:
    parent, pid = started(tmp_path, "process.close()")
    with parent:
        out, errors = parent.communicate("")
    assert (parent.returncode, out, errors) == (0, "", "")
    assert gone(pid)


def test_arrays_travel_once() -> None:
    sender, receiver = Sender(), Receiver()
    settings = city()
    first = sender.order(settings, "m")
    again = sender.order(settings, "m")
    assert len(first.geometries) == 2
    assert not again.geometries
    assert not again.columns
    one, two = receiver.settings(first), receiver.settings(again)
    assert [d.layer for d in one.layers] == [d.layer for d in two.layers]  # the same objects


def test_after_an_edit_only_the_edited_column_travels() -> None:
    sender = Sender()
    shown = layer([square(0, 0, 50)], name=column("가"), kind=column("OPC"))
    look = Symbology(label=Label("name"), field="kind")
    sender.order(frame(drawn(shown, symbology=look)), "m")
    edited = shown.replace(columns={**shown.columns, "name": column("나")})
    order = sender.order(frame(drawn(edited, symbology=look)), "m")
    assert not order.geometries
    assert [values.tolist() for values, _ in order.columns.values()] == [["나"]]


def test_what_no_layer_holds_any_more_is_forgotten() -> None:
    sender, receiver = Sender(), Receiver()
    receiver.settings(deepcopy(sender.order(city(), "m")))  # a pipe copies, too
    last = sender.order(frame(), "m")
    receiver.settings(last)
    assert len(last.forget) == 5  # two geometries, the name, x and y
    assert not receiver._arrays


def test_a_picture_that_nobody_waits_for_any_more_is_given_up(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hand that stops waits for its own picture, not for that of where it was before."""
    monkeypatch.setattr(painting, "_STALE_S", 60.0)
    squares = [square(10, 10, 80)] * 40
    slow = frame(*[drawn(layer(squares), Symbol(fill="#0072B2", hatch="cross"))] * 60, width=900)
    window.see(slow)
    begun = time.perf_counter()
    window.see(frame(*slow.layers, width=901))
    alone = time.perf_counter() - begun
    window.process.request(frame(*slow.layers, width=902))
    time.sleep(min(0.1, alone / 4))
    window.see(city())
    widths = [came.settings.width for came in window.frames]
    assert widths == [900, 901, 120]
    assert not window.notices
