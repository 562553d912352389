"""What a journal looks like on the disk: one line a command, each with its own checksum.

The layout is described in docs/formats/journal.md.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b, sha256
from itertools import chain, islice
from pathlib import Path
from typing import Literal, TypeAlias, cast

from scmap.errors import InputError
from scmap.model.project import Project
from scmap.progress import give_way
from scmap.store.change import AT_ONCE, Change, Op

Deed: TypeAlias = Literal["do", "undo", "redo", "merge"]
Head: TypeAlias = Mapping[str, object]

VERSION = 1
DIGEST_BYTES = 8
_encode = json.JSONEncoder(separators=(",", ":")).encode  # one for all: to make one takes as long
ENDS = 64 * 1024  # bytes of a file's beginning and end that tell one state of it from another


@dataclass(frozen=True, slots=True)
class Base:
    """What the commands of a journal start from.

    Attributes
    ----------
    uid, title, crs, municipality : str
        What the project says about itself.
    path : Path or None
        Its file; None when it was never saved: then the line holds all of it.
    fingerprint : str
        State of that file when it was opened or saved.
    read_only : bool
        Whether that file must not be overwritten.
    started : datetime
        When the journal began.
    process : int
        Who wrote it, for whoever looks for a fault.
    """

    uid: str
    title: str
    crs: str
    municipality: str
    path: Path | None
    fingerprint: str
    read_only: bool
    started: datetime
    process: int

    @property
    def empty(self) -> Project:
        """The project before anything was put into it."""
        return Project(self.uid, self.title, self.crs, self.municipality)


@dataclass(frozen=True, slots=True)
class Entry:
    """One command as it was kept.

    Attributes
    ----------
    label : str
        What was done, in words.
    deed : str
        "do", "undo" or "redo"; "merge" where several commands share one entry, because the disk
        did not take them one by one.
    when : datetime
        When.
    changes : iterable of Change
        What it did.
    """

    label: str
    deed: Deed
    when: datetime
    changes: Iterable[Change]


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is whole: what it says, and the changes still as text."""

    head: Head
    body: bytes

    @property
    def label(self) -> str:
        """What was done, in words."""
        return str(self.head["label"])

    @property
    def deed(self) -> Deed:
        """Whether it was done, undone or redone."""
        return cast("Deed", self.head["deed"])

    @property
    def when(self) -> datetime:
        """When it was done."""
        return datetime.fromisoformat(str(self.head["when"]))

    @property
    def changes(self) -> list[Change]:
        """What it did."""
        return _changes(self.body, str(self.head.get("who", "")), self.when)

    @property
    def entry(self) -> Entry:
        """The command that the line keeps."""
        return Entry(self.label, self.deed, self.when, self.changes)


@dataclass(frozen=True, slots=True)
class Lines:
    """The whole lines of a journal.

    Attributes
    ----------
    first : Line
        What the journal is about.
    commands : tuple of Line
        What was done since.
    size : int
        Bytes that are whole; what follows was never acknowledged, or is damaged.
    damaged : int
        Number of the first line that is not readable although others follow it; 0 for none.
    """

    first: Line
    commands: tuple[Line, ...]
    size: int
    damaged: int = 0

    @property
    def base(self) -> Base:
        """What the commands start from."""
        head = self.first.head
        path = head["path"]
        return Base(
            uid=str(head["uid"]),
            title=str(head["label"]),
            crs=str(head["crs"]),
            municipality=str(head["municipality"]),
            path=Path(str(path)) if path else None,
            fingerprint=str(head["fingerprint"]),
            read_only=bool(head["read_only"]),
            started=self.first.when,
            process=int(str(head["process"])),
        )


def first_line(base: Base, changes: Iterable[Change]) -> list[bytes]:
    """Write down what a journal is about, in pieces."""
    head = {
        "journal": VERSION,
        "number": 0,
        "label": base.title,
        "when": base.started.isoformat(),
        "uid": base.uid,
        "crs": base.crs,
        "municipality": base.municipality,
        "path": str(base.path or ""),
        "fingerprint": base.fingerprint,
        "read_only": base.read_only,
        "process": base.process,
    }
    return _line(head, changes)


def command_line(number: int, entry: Entry) -> list[bytes]:
    """Write down a command, in pieces; numbers count from 1 without a gap."""
    coming = iter(entry.changes)
    first = [*islice(coming, 1)]
    head = {
        "number": number,
        "label": entry.label,
        "deed": entry.deed,
        "when": entry.when.isoformat(),
        "who": first[0].who if first else "",
    }
    return _line(head, chain(first, coming))


def read_lines(path: Path) -> Lines:
    """Read a journal up to its last whole line; a torn one at the end was never acknowledged.

    Raises
    ------
    InputError
        journal_unreadable, if not even its first line can be read; journal_newer, if a later
        version of the program wrote it.
    OSError
        If the file cannot be read.
    """
    pieces = path.read_bytes().split(b"\n")
    whole: list[Line] = []
    size = 0
    for number, piece in enumerate(pieces[:-1]):  # what follows the last line break is torn
        line = _read(piece)
        if line is None or line.head.get("number") != number:
            break
        whole.append(line)
        size += len(piece) + 1
    if not whole:
        raise InputError("journal_unreadable", file=path.name)
    if whole[0].head.get("journal") != VERSION:
        raise InputError("journal_newer", file=path.name)
    rest = pieces[len(whole) :]
    torn = len(rest) == 1 or (len(rest) == 2 and not rest[1])
    return Lines(whole[0], tuple(whole[1:]), size, 0 if torn else len(whole) + 1)


def fingerprint(path: Path) -> str:
    """Tell one state of a file from another by its size, its time and its two ends.

    A file that cannot be read has the state "", which is no other file's.
    """
    try:
        status = path.stat()
        with path.open("rb") as file:
            ends = file.read(ENDS)
            file.seek(max(status.st_size - ENDS, 0))
            ends += file.read(ENDS)
    except OSError:
        return ""
    return f"{status.st_size}:{status.st_mtime_ns}:{sha256(ends).hexdigest()}"


def _line(head: Head, changes: Iterable[Change]) -> list[bytes]:
    # Some changes at a time: one call for all of them would keep other threads waiting to its end.
    pieces = [f"{_text(head)}\t[".encode("ascii"), *_pieces(changes), b"]"]
    digest = blake2b(digest_size=DIGEST_BYTES)
    for piece in pieces:
        digest.update(piece)
    return [f"{digest.hexdigest()} ".encode("ascii"), *pieces, b"\n"]


def _pieces(changes: Iterable[Change]) -> Iterator[bytes]:
    coming, between = iter(changes), ""
    while some := [_text(change_record(one)) for one in islice(coming, AT_ONCE)]:
        yield f"{between}{','.join(some)}".encode("ascii")
        between = ","
        give_way()


def _read(piece: bytes) -> Line | None:
    digest, _space, text = piece.partition(b" ")
    if digest != _digest(text):
        return None
    head, _tab, body = text.partition(b"\t")
    return Line(json.loads(head), body)


def _digest(text: bytes) -> bytes:
    return blake2b(text, digest_size=DIGEST_BYTES).hexdigest().encode("ascii")


def _text(value: object) -> str:
    # ASCII: no text, not even half a surrogate pair, can break a line or fail to be encoded
    return _encode(value)


def change_record(change: Change) -> list[object]:
    """Give a change as JSON takes it, without who did it and when: lines say that once."""
    shape = change.geometry
    return [
        change.id,
        change.table,
        change.uid,
        change.op,
        change.base,
        dict(change.values),
        None if shape is None else b64encode(shape).decode("ascii"),
    ]


def _changes(body: bytes, who: str, when: datetime) -> list[Change]:
    return list(changes_of(json.loads(body), who, when))


def changes_of(records: Iterable[list[object]], who: str, when: datetime) -> Iterator[Change]:
    """Read back what `change_record` gave."""
    for uid, table, row, op, base, values, shape in records:
        yield Change(
            id=str(uid),
            table=str(table),
            uid=str(row),
            op=cast("Op", op),
            base=tuple(cast("list[str]", base)),
            values=cast("dict[str, object]", values),
            geometry=None if shape is None else b64decode(str(shape)),
            who=who,
            when=when,
        )
