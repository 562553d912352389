"""The HWPX of a paper, written in a second process while this one paints its maps.

Laying out a document takes as long as painting its maps and printing them, and the two need nothing
of each other until the maps are put in. The process loads what it needs while the paper is still
being composed.
"""

import os
import signal
import traceback
from collections.abc import Iterable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self

from scmap.cartography.settings import MapSettings
from scmap.cartography.sheet import Sheet
from scmap.errors import InputError, ScmapError
from scmap.formats.partner import POLL_S, Partner
from scmap.progress import Progress, part, silent
from scmap.report.blocks import Block, Booklet
from scmap.report.sheet_page import pictures
from scmap.store.replacing import replacing


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """What is written: a paper whose maps come later, where to, and into which document."""

    booklet: Booklet
    file: Path
    base: Path | None


class Scribe:
    """Writes the HWPX of one paper; ended with the block that it is used in."""

    def __init__(self) -> None:
        self._partner = Partner("scribe", serve)
        self._partner.begun()

    @classmethod
    def wanted(cls, formats: Iterable[str]) -> "Scribe | None":
        """Start one where there is something to write and a second core to write it on."""
        return cls() if "hwpx" in formats and (os.cpu_count() or 1) > 1 else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._partner.end()

    def begin(
        self, booklet: Booklet, file: Path, base: Path | None, progress: Progress = silent
    ) -> None:
        """Have a paper written to a file; its maps are painted here, and handed over at the end."""
        try:
            pipe = self._partner.begun()
            pipe.send(_Task(_bare(booklet), file, base))
            maps = []
            for place, one in enumerate(pictures(booklet.sheets, part(progress, 0.0, 0.9))):
                maps.append(file.with_name(f"{place}.png"))
                with replacing(maps[-1]) as draft:
                    draft.write_bytes(one.png)
            pipe.send(tuple(maps))
        except (EOFError, OSError) as error:
            raise InputError("press_ended") from error
        progress(1.0)

    def finish(self, progress: Progress = silent) -> None:
        """Wait until the file is written.

        Raises
        ------
        ScmapError
            What `write_hwpx` raises; ``press_ended`` when the process is gone.
        """
        pipe = self._partner.begun()
        try:
            while not pipe.poll(POLL_S):
                progress(0.0)
            told = pipe.recv()
        except (EOFError, OSError) as error:
            raise InputError("press_ended") from error
        if isinstance(told, ScmapError):
            raise told
        if told is not None:
            raise RuntimeError(told)
        progress(1.0)


def serve(pipe: Connection) -> None:
    """Write one paper; the entry of the process."""
    from scmap.report.hwpx import hwpx_unpainted  # noqa: PLC0415  loads while the other composes

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which then ends this
    try:
        task: _Task = pipe.recv()
        unpainted = hwpx_unpainted(task.booklet, base=task.base)
        maps = [file.read_bytes() for file in pipe.recv()]
        with replacing(task.file) as draft:
            draft.write_bytes(unpainted.painted(maps))
    except (EOFError, BrokenPipeError):
        return  # the other side is gone
    except ScmapError as error:
        pipe.send(error)
    except Exception:  # noqa: BLE001  the other side tells of it
        pipe.send(traceback.format_exc())
    else:
        pipe.send(None)


def _bare(booklet: Booklet) -> Booklet:
    """Give a paper without the data on its maps: they are painted here."""

    def bare(block: Block) -> Block:
        if not isinstance(block, Sheet):
            return block
        return replace(block, settings=replace(block.settings, layers=()), country=None)

    sections = tuple(
        replace(section, blocks=tuple(map(bare, section.blocks))) for section in booklet.sections
    )
    return Booklet(
        booklet.title,
        booklet.place,
        booklet.made_on,
        booklet.organisation,
        booklet.cover,
        sections,
        MapSettings(booklet.shown.extent, 1, 1, booklet.shown.dpi),
        booklet.restricted,
    )
