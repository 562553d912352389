"""Where batches are handed over: a shared folder or a stick, or one file that is carried.

Every file is written once, under a name that holds its own hash, and is never changed: no lock is
needed, a torn or half-copied file is told from a whole one, and what comes twice does no harm.
"""

import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from scmap.errors import InputError, RefusedError
from scmap.formats.patience import answering
from scmap.store.replacing import replacing

ABOUT = "scmap-share.json"
BATCHES, REQUESTS = "batches", "requests"
PACKAGE_SUFFIX = ".scshare"
LARGEST_FILE = 512 * 2**20
LARGEST_PACKAGE = 2**30
_NAME = re.compile(r"([0-9a-f]{32})-(\d{8})-(\d{8})-([0-9a-f]{64})[.]batch")


class Place(Protocol):
    """Files in folders of one level."""

    def names(self, folder: str) -> list[str]:
        """Give the names of the files of a folder."""

    def read(self, folder: str, name: str) -> bytes:
        """Give the bytes of a file."""

    def write(self, folder: str, name: str, data: bytes) -> None:
        """Put a file there, whole or not at all."""

    def remove(self, folder: str, name: str) -> None:
        """Take a file away."""


class Folder:
    """A folder on a share or a stick."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self, folder: str) -> list[str]:
        """Give the names of the files of a folder."""
        try:
            found = [one.name for one in (self.path / folder).iterdir() if one.is_file()]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise InputError("place_unreadable", place=self.path.name) from error
        return sorted(found)

    def read(self, folder: str, name: str) -> bytes:
        """Give the bytes of a file."""
        try:
            with (self.path / folder / name).open("rb") as file:
                return file.read(LARGEST_FILE)
        except OSError as error:
            raise InputError("place_unreadable", place=self.path.name) from error

    def write(self, folder: str, name: str, data: bytes) -> None:
        """Put a file there, whole or not at all."""
        place = self.path / folder
        try:
            place.mkdir(exist_ok=True)
        except OSError as error:
            raise InputError("place_not_writable", place=self.path.name) from error
        with replacing(place / name) as draft:
            draft.write_bytes(data)

    def remove(self, folder: str, name: str) -> None:
        """Take a file away."""
        (self.path / folder / name).unlink(missing_ok=True)


class Package:
    """One file that holds what a folder would: carried where no share reaches."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._files: dict[str, bytes] = {}
        self.changed = False
        if path.exists():
            self._files = dict(_unpacked(path))

    def names(self, folder: str) -> list[str]:
        """Give the names of the files of a folder."""
        start = f"{folder}/" if folder else ""
        inside = (name.removeprefix(start) for name in self._files if name.startswith(start))
        return sorted(name for name in inside if "/" not in name)

    def read(self, folder: str, name: str) -> bytes:
        """Give the bytes of a file."""
        return self._files[f"{folder}/{name}" if folder else name]

    def write(self, folder: str, name: str, data: bytes) -> None:
        """Put a file there, whole or not at all."""
        self._files[f"{folder}/{name}" if folder else name] = data
        self.changed = True

    def remove(self, folder: str, name: str) -> None:
        """Take a file away."""
        self.changed |= self._files.pop(f"{folder}/{name}", None) is not None

    def save(self, manifest: str) -> None:
        """Write the file with a text that tells whoever opens it what is inside.

        Raises
        ------
        RefusedError
            package_large, when it would be larger than a package may be.
        """
        size = sum(map(len, self._files.values()))
        if size > LARGEST_PACKAGE:
            raise RefusedError("package_large", size=size, most=LARGEST_PACKAGE)
        files = {"README.txt": manifest.encode("utf-8-sig"), **dict(sorted(self._files.items()))}
        with replacing(self.path) as draft, zipfile.ZipFile(draft, "w") as packed:
            for name, data in files.items():
                packed.writestr(zipfile.ZipInfo(name), data)


def _unpacked(path: Path) -> Iterator[tuple[str, bytes]]:
    """Read the files of a package; one from elsewhere may be anything."""
    try:
        with zipfile.ZipFile(path) as packed:
            listed = packed.infolist()
            if sum(one.file_size for one in listed) > LARGEST_PACKAGE:
                raise RefusedError(
                    "package_large",
                    size=sum(one.file_size for one in listed),
                    most=LARGEST_PACKAGE,
                )
            for one in listed:
                if one.filename != "README.txt" and not one.is_dir():
                    yield one.filename, packed.read(one)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputError("package_unreadable", file=path.name) from error


@contextmanager
def opened(path: Path, manifest: Callable[[Place], str]) -> Iterator[Place]:
    """Open a folder or a package; a package is written when something was put into it.

    Raises
    ------
    InputError
        place_missing; place_silent, when a share does not answer.
    """
    try:
        answering(path / ABOUT if path.suffix != PACKAGE_SUFFIX else path)
    except InputError as error:
        if error.code != "place_slow":
            raise
        raise InputError("place_silent", place=path.name, **error.values) from error
    if path.suffix != PACKAGE_SUFFIX:
        if not path.is_dir():
            raise InputError("place_missing", place=str(path))
        yield Folder(path)
        return
    package = Package(path)
    yield package
    if package.changed:
        package.save(manifest(package))


def about(place: Place) -> tuple[str, str] | None:
    """Give identity and title of the cooperative that a place belongs to; None for none."""
    if ABOUT not in place.names(""):
        return None
    try:
        said = json.loads(place.read("", ABOUT))
        return str(said["share"]), str(said["title"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError("place_damaged", file=ABOUT) from error


def claim(place: Place, share: str, title: str) -> None:
    """Say in a place which cooperative it belongs to."""
    said = {"share": share, "title": title}
    place.write("", ABOUT, json.dumps(said, ensure_ascii=False, indent=1).encode())


def publish(place: Place, member: str, numbers: Sequence[int], lines: Sequence[bytes]) -> str:
    """Hand over batches of one member that follow each other, as one file."""
    data = b"".join(lines)
    name = f"{member}-{numbers[0]:08d}-{numbers[-1]:08d}-{sha256(data).hexdigest()}.batch"
    place.write(BATCHES, name, data)
    return name


def published(place: Place, member: str) -> dict[str, range]:
    """Give a member's files with the numbers of the batches that each holds."""
    found = {}
    for name in place.names(BATCHES):
        match = _NAME.fullmatch(name)
        if match and match[1] == member:
            found[name] = range(int(match[2]), int(match[3]) + 1)
    return found


def lines_of(place: Place, names: Iterable[str]) -> Iterator[tuple[str, list[bytes] | None]]:
    """Give the lines of each file that is new; None for one that is not whole (yet)."""
    for name in names:
        match = _NAME.fullmatch(name)
        if match is None:
            continue
        data = place.read(BATCHES, name)
        whole = sha256(data).hexdigest() == match[4]
        yield name, data.splitlines(keepends=True) if whole else None
