"""Joins PDFs that QPdfWriter wrote into one: pages of an atlas that two processes painted.

Qt writes every object plainly, lists all of them in one table at the end, and gives the five that
a document has once the same numbers each time; nothing else is understood here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

_ONCE = 5  # 1 properties, 2 metadata, 3 catalogue, 4 pages, 5 names
_PAGES = 4
_REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
_KIDS = re.compile(rb"/Kids\s*\[(.*?)\]\s*/Count\s+(\d+)", re.DOTALL)
_ENTRY = 20  # bytes of a line of the table


@dataclass(frozen=True, slots=True)
class Part:
    """A file that is joined: its bytes, and where each object begins and ends."""

    content: bytes
    spans: dict[int, tuple[int, int]]
    tail: bytes

    @classmethod
    def of(cls, content: bytes) -> "Part":
        """Read the table of objects at the end of a file."""
        table = int(content[content.rindex(b"startxref") :].split()[1])
        head, rest = content[table:].split(b"\n", 2)[1:]
        count = int(head.split()[1])
        starts = {
            number: int(rest[number * _ENTRY : number * _ENTRY + 10]) for number in range(1, count)
        }
        edges = sorted([*starts.values(), table])
        ends = dict(pairwise(edges))
        spans = {number: (start, ends[start]) for number, start in starts.items()}
        trailer = content[content.rindex(b"trailer") : content.rindex(b"startxref")]
        return cls(content, spans, trailer)

    @property
    def head(self) -> bytes:
        """What stands before all objects."""
        return self.content[: min(start for start, _ in self.spans.values())]

    def object(self, number: int) -> bytes:
        """Give an object from its number to its end."""
        start, end = self.spans[number]
        return self.content[start:end]

    def kids(self) -> list[int]:
        """Give the numbers of the pages."""
        found = _KIDS.search(self.object(_PAGES))
        if found is None:
            raise ValueError("no pages in a PDF of ours")
        return [int(number) for number in _REFERENCE.findall(found[1])]


def join_pdfs(files: Sequence[Path], out: Path) -> None:
    """Write the pages of all files, in order, as one file; properties are those of the first.

    Parameters
    ----------
    files : sequence of Path
        PDFs that QPdfWriter wrote.
    out : Path
        The file to write.

    Raises
    ------
    ValueError
        If a file is none of Qt's.
    OSError
        If the system refuses to write.
    """
    places: dict[int, int] = {}
    kids: list[int] = []
    with out.open("wb") as target:
        first: Part | None = None
        shift = 0
        for file in files:
            part = Part.of(file.read_bytes())
            if first is None:
                first = part
                target.write(part.head)
                once = {number: number for number in range(1, _ONCE + 1) if number != _PAGES}
            else:
                once = {}
            kids += [_moved(number, shift) for number in part.kids()]
            for number, content in _objects(part, shift, once):
                places[number] = target.tell()
                target.write(content)
            shift += max(part.spans) - _ONCE
        if first is None:
            raise ValueError("nothing to join")
        places[_PAGES] = target.tell()
        target.write(_pages(first, kids))
        finished(target, places, first)


def _objects(part: Part, shift: int, once: dict[int, int]) -> Iterator[tuple[int, bytes]]:
    """Give the objects of a part under their new numbers."""
    for number in part.spans:
        if number in once or number > _ONCE:
            content = part.object(number)
            body = content.split(b"obj", 1)[1]
            cut = body.find(b"stream")  # what stands behind it is data, not references
            head, data = (body, b"") if cut < 0 else (body[:cut], body[cut:])
            moved = _REFERENCE.sub(lambda found: _reference(found, shift), head)
            new = _moved(number, shift)
            yield new, b"%d 0 obj%s%s" % (new, moved, data)


def _moved(number: int, shift: int) -> int:
    return number if number <= _ONCE else number + shift


def _reference(found: re.Match[bytes], shift: int) -> bytes:
    return b"%d 0 R" % _moved(int(found[1]), shift)


def _pages(first: Part, kids: Sequence[int]) -> bytes:
    """Give the list of all pages."""
    names = b"\n".join(b"%d 0 R" % kid for kid in kids)
    listed = b"/Kids \n[\n%s\n]\n/Count %d" % (names, len(kids))
    return _KIDS.sub(lambda _: listed, first.object(_PAGES), count=1)


def finished(target: BinaryIO, places: dict[int, int], first: Part) -> None:
    """Write the table of objects at their places, and where it begins."""
    table, size = target.tell(), max(places) + 1
    target.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for number in range(1, size):
        used = number in places
        target.write(b"%010d 00000 n \n" % places[number] if used else b"0000000000 00000 f \n")
    target.write(re.sub(rb"/Size \d+", b"/Size %d" % size, first.tail))
    target.write(b"startxref\n%d \n%%%%EOF\n" % table)
