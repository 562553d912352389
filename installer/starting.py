"""How soon a built program is on screen: its pixels are watched in the memory of Xvfb.

Nothing of the program is changed or asked. The window is there when most of its pixels are, the map
when its part of the window shows, pixel by pixel, what it shows in the end.
"""

import contextlib
import mmap
import os
import statistics
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from installer.trial import Figures

MOST_S = 0.8  # from the start to the map, warm
STARTS = 5
LOOK_S, REST_S, PATIENCE_S = 0.004, 4.0, 60.0
WIDTH, HEIGHT, EVERY = 1440, 900, 6  # of the window; every so many pixels are compared
MAP = (slice(100, 560), slice(500, 700))  # rows and columns between its legend and the tour

Frame = tuple[bytes, ...]  # rows of the pixels that are compared, four bytes each


class Screen:
    """The picture that Xvfb shows, as an XWD file in memory."""

    def __init__(self, file: Path) -> None:
        with file.open("rb") as opened:
            self._memory = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        head = struct.unpack(">25I", self._memory[:100])
        self._begin, self._line = head[0] + 12 * head[19], head[12]
        self.width, self.height = head[4], head[5]

    def look(self) -> Frame:
        """Give every sixth pixel of every sixth row that a window may take."""
        return tuple(self._row(row) for row in range(0, HEIGHT, EVERY))

    def part(self, frame: Frame) -> Frame:
        """Give the map's part of a frame."""
        rows, columns = MAP
        begin, end = (4 * (at // EVERY) for at in (columns.start, columns.stop))
        return tuple(row[begin:end] for row in frame[rows.start // EVERY : rows.stop // EVERY])

    def save(self, out: Path) -> None:
        """Write all of it as PNG."""
        from PySide6.QtGui import QImage  # noqa: PLC0415  the build has it

        pixels = memoryview(self._memory)[self._begin : self._begin + self._line * self.height]
        kind = QImage.Format.Format_RGB32
        if not QImage(pixels, self.width, self.height, self._line, kind).save(str(out)):
            raise OSError(out)

    def _row(self, row: int) -> bytes:
        begin = self._begin + row * self._line
        pixels = memoryview(self._memory)[begin : begin + 4 * WIDTH].cast("I")
        return pixels[::EVERY].tobytes()


def measured(program: Path) -> Figures:
    """Start a built program again and again, and give the seconds to its window and its map.

    The first start has a new profile: the program has no picture of its window yet. The others are
    what a planner has every day.
    """
    with tempfile.TemporaryDirectory() as folder, screen(Path(folder)) as (display, shown):
        environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        environment |= {"SCMAP_PROFILE_DIR": str(Path(folder) / "profile")}
        first = started(program, environment, shown)
        rest = [started(program, environment, shown) for _ in range(STARTS)]
    window, map_ = (statistics.median(one[number] for one in rest) for number in (0, 1))
    return {
        "starts": STARTS,
        "window_s": round(window, 3),
        "map_s": round(map_, 3),
        "first_window_s": round(first[0], 3),
        "first_map_s": round(first[1], 3),
        "load": round(os.getloadavg()[0], 1),
    }


def started(program: Path, environment: dict[str, str], shown: Screen) -> tuple[float, float]:
    """Start the program once; give the seconds to its window and to its map."""
    black = shown.look()
    seen: list[tuple[float, Frame]] = []
    begun = changed = time.monotonic()
    running = subprocess.Popen([str(program)], env=environment, stderr=subprocess.DEVNULL)
    try:
        while not seen or time.monotonic() - changed < REST_S:
            frame = shown.look()
            if frame != (seen[-1][1] if seen else black):
                changed = time.monotonic()
                seen.append((changed - begun, frame))
            if time.monotonic() - begun > PATIENCE_S:
                raise TimeoutError(program.name)
            time.sleep(LOOK_S)
    finally:
        running.terminate()
        running.wait()
    last = shown.part(seen[-1][1])
    window = next(at for at, frame in seen if _share(frame, black) > 0.5)
    return window, next(at for at, frame in seen if shown.part(frame) == last)


def _share(frame: Frame, black: Frame) -> float:
    other = sum(row != dark for row, dark in zip(frame, black, strict=True))
    return other / len(frame)


@contextlib.contextmanager
def screen(folder: Path, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Iterator[tuple[str, Screen]]:
    """Start an Xvfb whose picture lies in a file; give its name and the picture."""
    reader, writer = os.pipe()
    wide, high = size
    asked = ["-screen", "0", f"{wide}x{high}x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-br", "-fbdir", str(folder), *asked],
        pass_fds=(writer,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        number = os.read(reader, 16).decode().strip()
        yield f":{number}", Screen(folder / "Xvfb_screen0")
    finally:
        os.close(reader)
        server.terminate()
        server.wait()
