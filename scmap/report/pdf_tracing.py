"""Puts outlines in a finished PDF, where Qt wrote marks for them (`scmap.cartography.tracing`)."""

import re
import zlib
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QFile

from scmap.cartography.tracing import Traced, TracedPdf, with_outlines
from scmap.report.pdf_joining import Part, finished

_CONTENTS = re.compile(rb"/Contents (\d+) 0 R")
_BEGINS, _ENDS = b"stream\n", b"\nendstream"
_TEXT = re.compile(
    rb"(\d+) 0 obj\n<<\n/Length (\d+) 0 R\n/Filter /FlateDecode\n>>\n"
    rb"stream\n(.*)\nendstream\nendobj\n",
    re.DOTALL,
)
_QUICK = 1  # a fifth of zlib's usual time, an eighth more bytes

Objects: TypeAlias = dict[int, bytes]


class Packing:
    """Puts outlines in the text of each page and packs it while the next page is painted.

    Parameters
    ----------
    writer : TracedPdf
        Its hand does it.
    file : QFile
        What it writes to.
    """

    def __init__(self, writer: TracedPdf, file: QFile) -> None:
        self._writer, self._file = writer, file
        self._read = self._traced = 0
        self._pages: list[Future[Objects] | None] = []

    def turned(self) -> None:
        """Take up the page that Qt has just finished: it writes one when the next begins."""
        start, traced = self._read, self._traced
        self._read, self._traced = self._file.pos(), len(self._writer.traced)
        if self._traced == traced:
            self._pages.append(None)  # it has no mark
            return
        self._file.flush()
        with Path(self._file.fileName()).open("rb") as written:
            written.seek(start)
            content = written.read(self._read - start)
        self._pages.append(self._writer.hand.submit(_filled, content, self._writer.traced))

    def put_in(self) -> None:
        """Put all in place once the file is whole and closed.

        Raises
        ------
        OSError
            If the system refuses to write.
        """
        done = [page.result() if page is not None else {} for page in self._pages]
        put_in(Path(self._file.fileName()), self._writer.traced, done)
        self._writer.hand.shutdown()


def put_in(path: Path, traced: Sequence[Traced], done: Sequence[Objects] = ()) -> None:
    """Put the outlines behind the marks of a PDF in their place.

    Parameters
    ----------
    path : Path
        A PDF that QPdfWriter wrote.
    traced : sequence
        Outlines by the number of their mark; none leaves the file as it is.
    done : sequence
        For the first pages what is to stand in place of their objects.

    Raises
    ------
    OSError
        If the system refuses to write.
    """
    if not traced:
        return
    part = Part.of(path.read_bytes())
    new = {number: text for page in done for number, text in page.items()}
    for page in part.kids()[len(done) :]:
        found = _CONTENTS.search(part.object(page))
        assert found is not None  # noqa: S101  a page of ours has a text
        new |= _filled(part.object(int(found[1])), traced)
    with path.open("wb") as target:
        places = {}
        target.write(part.head)
        for number in part.spans:
            places[number] = target.tell()
            target.write(new.get(number) or part.object(number))
        finished(target, places, part)


def _filled(content: bytes, traced: Sequence[Traced]) -> Objects:
    """Give the text of a page with its outlines, and its length, by their numbers."""
    found = _TEXT.search(content)
    assert found is not None  # noqa: S101  Qt writes a page's text so
    number, length = int(found[1]), int(found[2])
    packed = zlib.compress(with_outlines(zlib.decompress(found[3]), traced), _QUICK)
    head = b"%d 0 obj\n<<\n/Length %d 0 R\n/Filter /FlateDecode\n>>\n" % (number, length)
    return {
        number: b"".join((head, _BEGINS, packed, _ENDS, b"\nendobj\n")),
        length: b"%d 0 obj\n%d\nendobj\n" % (length, len(packed)),
    }
