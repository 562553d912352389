"""The press itself: the process that paints, writes and prints map sheets for a window.

It never loads the window's code; it has its own Qt application, without a display, and its own
fonts. It is started by `scmap.report.press`.
"""

import signal
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

import shapely
from PySide6.QtGui import QImage

from scmap.cartography.fonts import load_fonts
from scmap.cartography.sheet import Sheet, render_sheet
from scmap.cartography.wire import Order, Receiver
from scmap.errors import CancelledError, ScmapError
from scmap.model.layer import objects
from scmap.model.layout import Layout
from scmap.reference import base_layer
from scmap.report.map_files import write_sheets
from scmap.report.map_print import Printing, print_sheets

STOP = None  # sent in place of a sheet: nothing more is wanted


@dataclass(frozen=True, slots=True)
class Packed:
    """A sheet on its way: its map as an order, and the facts on its face without map.

    The 시·도 of its small map are known in the other process, unless they are a project's own: then
    their shapes come along.
    """

    order: Order
    facts: Sheet
    country: Sequence[bytes] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """The press asks for the sheet of a page."""

    page: int


@dataclass(frozen=True, slots=True)
class Pixels:
    """A painted sheet; its pixels follow as bytes."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Broken:
    """A bug in the press."""

    report: str


Fetch = Callable[[int], Sheet]


class Task(Protocol):
    """What the press is told to do."""

    def work(self, fetch: Fetch, pipe: Connection) -> object:
        """Do it, and give what is answered."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Paint one sheet as a picture."""

    layout: Layout
    dpi: float

    def work(self, fetch: Fetch, pipe: Connection) -> Pixels:
        """Paint it and send its pixels ahead of the answer."""
        image = render_sheet(fetch(0), self.layout.size, self.dpi)
        image = image.convertToFormat(QImage.Format.Format_RGB32)
        pipe.send(Pixels(image.width(), image.height()))
        pipe.send_bytes(image.constBits())
        return Pixels(image.width(), image.height())


@dataclass(frozen=True, slots=True)
class Write:
    """Write files, see `write_sheets`."""

    names: tuple[str, ...]
    layout: Layout
    path: Path
    dpi: float

    def work(self, fetch: Fetch, _pipe: Connection) -> tuple[Path, ...]:
        """Write them."""
        pages = [(name, partial(fetch, page)) for page, name in enumerate(self.names)]
        return write_sheets(pages, self.layout, self.path, dpi=self.dpi)


@dataclass(frozen=True, slots=True)
class Print:
    """Print pages, see `print_sheets`."""

    count: int
    layout: Layout
    printing: Printing

    def work(self, fetch: Fetch, _pipe: Connection) -> tuple[Path, ...]:
        """Print them."""
        makers = [partial(fetch, page) for page in range(self.count)]
        print_sheets(makers, self.layout, self.printing)
        return ()


def serve(pipe: Connection) -> None:
    """Do what comes through `pipe` until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which then closes
    load_fonts()
    receiver = Receiver()

    def fetch(page: int) -> Sheet:
        pipe.send(Wanted(page))
        packed = pipe.recv()
        if packed is STOP:
            raise CancelledError
        return _unpacked(receiver, packed)

    while True:
        try:
            task: Task = pipe.recv()
            pipe.send(_answer(task, fetch, pipe))
        except (EOFError, OSError):  # the parent has gone
            break


def _answer(task: Task, fetch: Fetch, pipe: Connection) -> object:
    try:
        return task.work(fetch, pipe)
    except (ScmapError, CancelledError, EOFError) as error:
        return error
    except Exception:  # noqa: BLE001  the parent tells of it; the next task may well succeed
        return Broken(traceback.format_exc())


def _unpacked(receiver: Receiver, packed: Packed) -> Sheet:
    settings = receiver.settings(packed.order)
    country = settings.display.moved(base_layer("sido"))
    if packed.country:  # moved already
        country = country.replace(geometry=shapely.from_wkb(objects(packed.country)))
    return replace(packed.facts, settings=settings, country=country)
