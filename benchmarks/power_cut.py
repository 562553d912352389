"""What a power cut can leave on a disk, from what a program wrote and when it waited for the disk.

A process with `disk_log.c` preloaded writes down what it does to the files of one folder. At any
moment of that record the disk holds, of each file, what was synced last; of each sector of 512
bytes written since, the old or the new content; its old or its new length; and of the names made,
moved and taken away since the folder was synced, the first few.
"""

import os
import random
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
HALF = 0.5  # chance that a sector that was not synced is on the disk all the same
SOURCE = Path(__file__).with_name("disk_log.c")
_HEAD = struct.Struct("<cQQQ")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done: see ``disk_log.c`` for the letters."""

    verb: str
    inode: int
    offset: int
    data: bytes


def build(folder: Path) -> Path:
    """Compile what is preloaded."""
    library = folder / "disk_log.so"
    command = [sys.executable, "-m", "ziglang", "cc", "-shared", "-fPIC", "-O2"]
    subprocess.run([*command, "-o", str(library), str(SOURCE), "-ldl"], check=True)  # noqa: S603  own
    return library


def preloaded(library: Path, root: Path, log: Path) -> dict[str, str]:
    """Give the environment of a process that writes down what it does below `root`."""
    told = {"LD_PRELOAD": str(library), "SCMAP_CUT_ROOT": str(root), "SCMAP_CUT_LOG": str(log)}
    return {**os.environ, **told}


def read_log(log: Path) -> list[Step]:
    """Give what was done, in order."""
    raw, at, steps = log.read_bytes(), 0, []
    while at < len(raw):
        verb, inode, offset, size = _HEAD.unpack_from(raw, at)
        at += _HEAD.size
        steps.append(Step(verb.decode("ascii"), inode, offset, raw[at : at + size]))
        at += size
    return steps


@dataclass(slots=True, eq=False)
class _File:
    """A file as the disk is sure to hold it, and as programs see it."""

    sure: bytearray = field(default_factory=bytearray)
    seen: bytearray = field(default_factory=bytearray)
    loose: set[int] = field(default_factory=set)  # sectors written since it was synced

    def write(self, offset: int, data: bytes) -> None:
        end = offset + len(data)
        self.seen.extend(bytes(max(0, end - len(self.seen))))
        self.seen[offset:end] = data
        self.loose.update(range(offset // SECTOR, -(-end // SECTOR)))

    def cut(self, size: int) -> None:
        self.seen.extend(bytes(max(0, size - len(self.seen))))
        del self.seen[size:]

    def sync(self) -> None:
        self.sure, self.loose = bytearray(self.seen), set()

    def left(self, chance: random.Random) -> bytes:
        """Give what may be left of it."""
        size = chance.choice((len(self.sure), len(self.seen)))
        found = bytearray(self.sure[:size].ljust(size, b"\0"))
        for sector in sorted(self.loose):
            span = slice(sector * SECTOR, min((sector + 1) * SECTOR, size))
            if chance.random() < HALF and span.start < size:
                found[span] = self.seen[span].ljust(span.stop - span.start, b"\0")
        return bytes(found)


class Disk:
    """The files of one folder while steps are carried out.

    Parameters
    ----------
    files : mapping of str to bytes
        What the folder held, by name, before anything was written down.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._names = {
            name: _File(bytearray(data), bytearray(data)) for name, data in files.items()
        }
        self._sure = dict(self._names)
        self._pending: list[tuple[str, str, _File | None]] = []
        self._open: dict[int, _File] = {}

    def do(self, step: Step) -> None:
        """Carry out a step."""
        if step.verb in "CO":
            self._take(step)
        elif step.verb == "W":
            self._open[step.inode].write(step.offset, step.data)
        elif step.verb == "T":
            self._open[step.inode].cut(step.offset)
        elif step.verb == "S":
            self._open[step.inode].sync()
        elif step.verb == "D":
            self._sure, self._pending = dict(self._names), []
        elif step.verb == "U":
            self._name(_base(step.data), "", None)
        elif step.verb == "R":
            old, new = step.data.split(b"\0")
            self._name(_base(old), _base(new), self._names[_base(old)])

    def left(self, chance: random.Random) -> dict[str, bytes]:
        """Give the files that a power cut may leave now."""
        names = dict(self._sure)
        for old, new, file in self._pending[: chance.randint(0, len(self._pending))]:
            _rename(names, old, new, file)
        return {name: file.left(chance) for name, file in names.items()}

    def _take(self, step: Step) -> None:
        name = _base(step.data)
        if step.verb == "C" or name not in self._names:
            self._open[step.inode] = _File()
            self._name("", name, self._open[step.inode])
        else:
            self._open[step.inode] = self._names[name]

    def _name(self, old: str, new: str, file: _File | None) -> None:
        _rename(self._names, old, new, file)
        self._pending.append((old, new, file))


def _rename(names: dict[str, _File], old: str, new: str, file: _File | None) -> None:
    if old:
        names.pop(old, None)
    if new and file is not None:
        names[new] = file


def _base(path: bytes) -> str:
    return path.decode("utf-8").rpartition("/")[2]


def cuts(
    files: Mapping[str, bytes], steps: Sequence[Step], count: int, chance: random.Random
) -> Iterator[tuple[int, dict[str, bytes]]]:
    """Cut the power at random moments; gives how many steps were done, and what is left."""
    disk = Disk(files)
    moments = sorted(chance.randrange(1, len(steps) + 1) for _ in range(count))
    done = 0
    for moment in moments:
        while done < moment:
            disk.do(steps[done])
            done += 1
        yield moment, disk.left(chance)
