"""Puts outlines in a finished PDF, where Qt wrote marks for them (`scmap.cartography.tracing`)."""

import re
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scmap.cartography.tracing import with_outlines
from scmap.report.pdf_joining import Part, finished

_CONTENTS = re.compile(rb"/Contents (\d+) 0 R")
_LENGTH = re.compile(rb"/Length (\d+) 0 R")
_BEGINS, _ENDS = b"stream\n", b"\nendstream"
_HANDS = 2  # threads that pack pages
_QUICK = 1  # a fifth of zlib's usual time, an eighth more bytes


def put_in(path: Path, traced: Sequence[bytes]) -> None:
    """Put the outlines behind the marks of a PDF in their place.

    Parameters
    ----------
    path : Path
        A PDF that QPdfWriter wrote.
    traced : sequence of bytes
        Outlines by the number of their mark; none leaves the file as it is.

    Raises
    ------
    OSError
        If the system refuses to write.
    """
    if not traced:
        return
    part = Part.of(path.read_bytes())
    with ThreadPoolExecutor(_HANDS) as hands:  # zlib lets go of the interpreter
        pages = hands.map(lambda page: _filled(part, page, traced), part.kids())
        new = {number: text for page in pages for number, text in page.items()}
    with path.open("wb") as target:
        places = {}
        target.write(part.head)
        for number in part.spans:
            places[number] = target.tell()
            target.write(new.get(number) or part.object(number))
        finished(target, places, part)


def _filled(part: Part, page: int, traced: Sequence[bytes]) -> dict[int, bytes]:
    """Give the text of a page with its outlines, and its length, by their numbers."""
    found = _CONTENTS.search(part.object(page))
    assert found is not None  # noqa: S101  a page of ours has a text
    number = int(found[1])
    length, text = _text(part, number)
    packed = zlib.compress(with_outlines(text, traced), _QUICK)
    head = b"%d 0 obj\n<<\n/Length %d 0 R\n/Filter /FlateDecode\n>>\n" % (number, length)
    return {
        number: b"".join((head, _BEGINS, packed, _ENDS, b"\nendobj\n")),
        length: b"%d 0 obj\n%d\nendobj\n" % (length, len(packed)),
    }


def _text(part: Part, number: int) -> tuple[int, bytes]:
    """Give the number of the length of a page's text, and the text."""
    content = part.object(number)
    head, packed = content.split(_BEGINS, 1)
    length = _LENGTH.search(head)
    assert length is not None  # noqa: S101  Qt tells it behind the text
    return int(length[1]), zlib.decompress(packed[: packed.rindex(_ENDS)])
