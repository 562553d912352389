"""Levels of detail on disk, so that a layer is simplified once and not at each start.

They lie in the user's own cache folder and are known by the content of the layer: another content,
another tolerance or another GEOS is another file. What was not asked for longest goes when they
become too many, and all of them go on request.
"""

import hashlib
import logging
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap import paths
from scmap.model.kept import Kept

Arrays: TypeAlias = Sequence[NDArray[Any]]

MOST_BYTES = 256 << 20  # of all files together
WORTH_BYTES = 256 << 10  # of geometries: some 16,000 vertices
_FORM = "1"  # counts up when what is kept of a level changes
_FOLDER, _SUFFIX = "levels", ".npz"

log = logging.getLogger(__name__)


class Content:
    """The hash of the geometries of a layer, which come a few at a time."""

    def __init__(self) -> None:
        self._sum = hashlib.blake2b(digest_size=16)
        self._bytes = 0

    def add(self, written: NDArray[np.object_]) -> None:
        """Take in the next geometries as WKB; None where there is none."""
        for one in written.tolist():
            self._sum.update(len(one or b"").to_bytes(8, "little"))
            self._sum.update(one or b"")
            self._bytes += len(one or b"")

    @property
    def name(self) -> str:
        """What the content is known by; "" if it is simplified sooner than read."""
        return self._sum.hexdigest() if self._bytes >= WORTH_BYTES else ""


_NAMES: Kept[list[str]] = Kept(lambda _geometry: [])


def name(geometry: NDArray[Any], content: str) -> None:
    """Let the levels of these geometries be kept under the hash of their content."""
    _NAMES.of(geometry)[:] = [content]


def name_of(geometry: NDArray[Any]) -> str:
    """Give the hash under which the levels of geometries are kept; "" if they are not."""
    return "".join(_NAMES.of(geometry))


def read(content: str, step: tuple[int, int], count: int) -> list[NDArray[Any]] | None:
    """Read the `count` arrays of a level; None if they are not there, or damaged."""
    file = _file(content, step)
    try:
        with file.open("rb") as source, np.load(source, allow_pickle=False) as kept:
            arrays = [kept[f"arr_{one}"] for one in range(count)]
            told = kept["sum"].tobytes()
        os.utime(file)  # asked for just now
    except FileNotFoundError:
        return None
    except Exception:  # noqa: BLE001  whatever is wrong with it, it is made again
        log.info("a level of detail on disk is damaged")
        file.unlink(missing_ok=True)
        return None
    if told == _sum(arrays):
        return arrays
    file.unlink(missing_ok=True)
    return None


def keep(content: str, step: tuple[int, int], arrays: Arrays) -> None:
    """Keep the arrays of a level; a disk that is full or closed is no matter."""
    file = _file(content, step)
    try:
        handle, part = tempfile.mkstemp(".part", dir=file.parent)  # for the user alone
        with os.fdopen(handle, "wb") as out:
            np.savez(out, *arrays, sum=np.frombuffer(_sum(arrays), np.uint8))
        Path(part).replace(file)
        _make_room()
    except OSError as error:
        log.info("a level of detail was not kept: %s", type(error).__name__)


def forget() -> None:
    """Wipe all levels from the disk."""
    for one in _files():
        one.unlink(missing_ok=True)


def _make_room() -> None:
    known = sorted(((one.stat().st_mtime, one) for one in _files()), reverse=True)
    total = 0
    for _, one in known:
        total += one.stat().st_size
        if total > MOST_BYTES:
            one.unlink(missing_ok=True)


def _files() -> Iterator[Path]:
    folder = _folder()
    yield from folder.glob(f"*{_SUFFIX}")
    yield from folder.glob("*.part")


def _file(content: str, step: tuple[int, int]) -> Path:
    told = f"{_FORM}-{shapely.geos_version_string}-{content}-{step[0]}-{step[1]}"
    return _folder() / f"{hashlib.blake2b(told.encode(), digest_size=16).hexdigest()}{_SUFFIX}"


def _folder() -> Path:
    folder = paths.cache_dir() / _FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _sum(arrays: Arrays) -> bytes:
    total = hashlib.blake2b(digest_size=16)
    for one in arrays:
        total.update(repr((one.shape, one.dtype.str)).encode())
        total.update(np.ascontiguousarray(one).data)
    return total.digest()
