"""Half of a dossier's formats, written in a second process while this one paints maps and prints.

Laying out a document and a web page takes as long as painting the maps and printing the PDF, and
the two need nothing of each other until the maps are put in. The process loads what it needs while
the paper is still being composed. Decision 0038.
"""

import os
import signal
import traceback
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from scmap.errors import InputError, ScmapError
from scmap.formats.partner import POLL_S, Partner
from scmap.progress import Progress, part, silent
from scmap.report.blocks import Booklet
from scmap.report.sheet_page import paint_known, pictures
from scmap.store.replacing import replacing

WRITTEN = ("hwpx", "html")


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """What is written where, and into which document; its maps come later."""

    booklet: Booklet
    files: Mapping[str, Path]
    base: Path | None


class Scribe:
    """Writes some formats of one paper; ended with the block that it is used in.

    Parameters
    ----------
    formats : sequence of str
        Members of `WRITTEN`.
    """

    def __init__(self, formats: Sequence[str]) -> None:
        self.formats = formats
        self._partner = Partner("scribe", partial(serve, formats=tuple(formats)))
        self._partner.begun()

    @classmethod
    def wanted(cls, formats: Sequence[str]) -> "Scribe | None":
        """Start one where there is enough to write and a second core to write it on."""
        own = [one for one in WRITTEN if one in formats]
        worth = "hwpx" in formats or (own and len(formats) > 1)
        return cls(own) if worth and (os.cpu_count() or 1) > 1 else None

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
        self,
        booklet: Booklet,
        files: Mapping[str, Path],
        base: Path | None,
        progress: Progress = silent,
    ) -> None:
        """Have a paper written to a file for each format; its maps are painted here."""
        pipe = self._partner.begun()
        try:
            pipe.send(_Task(booklet, files, base))
        except OSError as error:
            raise InputError("press_ended") from error
        maps = []
        folder = next(iter(files.values())).parent
        for place, one in enumerate(pictures(booklet.sheets, part(progress, 0.0, 0.9))):
            maps.append(folder / f"{place}.png")
            maps[-1].write_bytes(one.png)
        with suppress(OSError):  # it has ended already: `finish` hears why
            pipe.send(tuple(maps))
        progress(1.0)

    def finish(self, progress: Progress = silent) -> None:
        """Wait until all is written.

        Raises
        ------
        ScmapError
            What the writers raise; ``press_ended`` when the process is gone.
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


def serve(pipe: Connection, formats: Iterable[str]) -> None:
    """Write one paper; the entry of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which then ends this
    # Loaded while the other process composes.
    from scmap.report.booklet_html import write_booklet_html  # noqa: PLC0415
    from scmap.report.hwpx import hwpx_unpainted  # noqa: PLC0415

    if "html" in formats:
        import scmap.report.web_map  # noqa: F401, PLC0415  folium takes half a second
    try:
        task: _Task = pipe.recv()
        booklet, files = task.booklet, task.files
        hwpx = hwpx_unpainted(booklet, base=task.base) if "hwpx" in files else None
        maps = [file.read_bytes() for file in pipe.recv()]
        if hwpx is not None:
            with replacing(files["hwpx"]) as draft:
                draft.write_bytes(hwpx.painted(maps))
        if "html" in files:
            paint_known(booklet.sheets, maps)
            write_booklet_html(booklet, files["html"])
    except (EOFError, BrokenPipeError):
        return  # the other side is gone
    except ScmapError as error:
        pipe.send(error)
    except Exception:  # noqa: BLE001  the other side tells of it
        pipe.send(traceback.format_exc())
    else:
        pipe.send(None)


def _proxy(known: dict[object, object]) -> MappingProxyType[object, object]:
    return MappingProxyType(known)


# Columns of a layer cannot be changed, nor sent without this.
ForkingPickler.register(MappingProxyType, lambda known: (_proxy, (dict(known),)))
