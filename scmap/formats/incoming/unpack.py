"""Archives from outside, unpacked into a private folder, or refused.

A zip may claim paths outside the folder, hold gigabytes in a few bytes, or another zip; names of
members that Korean programs wrote are CP949 without saying so.
"""

import errno
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO

from scmap.errors import InputError, RefusedError
from scmap.formats import letters
from scmap.formats.unchanged import check_file
from scmap.formats.unpacked_size import most_unpacked

ARCHIVES = (".zip",)
MOST_MEMBERS = 5_000
DEEPEST = 3  # a zip in a zip in a zip
_BLOCK = 1 << 20
# What zipfile raises for archives that are not whole, packed in an unknown way, or locked.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,  # a packing that Python does not know
    UnicodeError,
)
_UTF8_FLAG = 0x800
_ENCRYPTED = 0x1
# What cannot be data: GDAL would follow a .vrt, and programs are never opened.
_REFUSED = frozenset({".vrt", ".exe", ".dll", ".bat", ".cmd", ".ps1", ".js", ".vbs", ".lnk"})


@dataclass(slots=True)
class _Room:
    """What may still come out of an archive, and what did not."""

    left: int
    passed: list[str]


@contextmanager
def unpacked(path: Path, passed: list[str] | None = None) -> Iterator[Path]:
    """Give a folder with the files of an archive, archives within it unpacked too.

    Parameters
    ----------
    path : Path
        The archive.
    passed : list of str, optional
        Takes the names of members that are never unpacked: programs, and what leads elsewhere.

    Raises
    ------
    InputError
        archive_damaged, archive_empty, archive_encrypted, no_room_to_unpack.
    RefusedError
        archive_too_large, archive_leaves_folder, archive_too_deep.
    """
    check_file(path)
    with TemporaryDirectory(prefix="scmap-") as folder:
        room = _Room(most_unpacked(path), [] if passed is None else passed)
        count = _unpack(path, Path(folder), path.name, room, 1)
        if not count:
            raise InputError("archive_empty", file=path.name)
        yield Path(folder)


def _unpack(path: Path, folder: Path, name: str, room: _Room, depth: int) -> int:
    """Unpack one archive; give the number of files."""
    if depth > DEEPEST:
        raise RefusedError("archive_too_deep", file=name)
    try:
        with zipfile.ZipFile(path) as archive:
            # `is_dir` looks at the last letter of a name; a damaged archive has members without.
            named = [one for one in archive.infolist() if one.filename]
            members = [one for one in named if not one.is_dir()]
            if len(members) > MOST_MEMBERS:
                raise RefusedError("archive_too_large", file=name)
            return sum(_member(archive, one, folder, name, room, depth) for one in members)
    except _DAMAGED as error:
        raise InputError("archive_damaged", file=name) from error
    except OSError as error:
        full = error.errno == errno.ENOSPC
        raise InputError("no_room_to_unpack" if full else "archive_damaged", file=name) from error


def _member(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    folder: Path,
    name: str,
    room: _Room,
    depth: int,
) -> int:
    inside = PurePosixPath(_spelled(member).replace("\\", "/"))
    if not inside.parts:
        return 0
    if inside.is_absolute() or ".." in inside.parts or ":" in inside.parts[0]:
        raise RefusedError("archive_leaves_folder", file=name, member=str(inside))
    if "__MACOSX" in inside.parts:
        return 0
    if inside.suffix.lower() in _REFUSED:
        room.passed.append(inside.name)
        return 0
    if member.flag_bits & _ENCRYPTED:
        raise InputError("archive_encrypted", file=name)
    target = folder.joinpath(*inside.parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as source, target.open("wb") as copy:
        _copy(source, copy, name, room)
    if target.suffix.lower() in ARCHIVES:
        within = target.with_name(target.name + "_")
        within.mkdir()
        return _unpack(target, within, f"{name} ▸ {inside.name}", room, depth + 1)
    return 1


def _copy(source: IO[bytes], target: IO[bytes], name: str, room: _Room) -> None:
    """Copy what comes out, not what the archive says would, as long as there is room."""
    while block := source.read(_BLOCK):
        room.left -= len(block)
        if room.left < 0:
            raise RefusedError("archive_too_large", file=name)
        target.write(block)


def _spelled(member: zipfile.ZipInfo) -> str:
    """Give a member's name with its Hangul: without a flag, zipfile reads it as code page 437."""
    if member.flag_bits & _UTF8_FLAG:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    return letters.decoded(raw, letters.judge([raw]).encoding)[0]
