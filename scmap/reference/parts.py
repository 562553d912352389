"""The programs of others that scmap is made with: which, and the texts of their licences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from scmap import paths

_SELF = "scmap"
_NEED = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?")
_EXTRA = re.compile(r"extra == ['\"]([^'\"]+)")
_TEXT = re.compile(r"licen[cs]e|notice|copying", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A package that the program needs to run.

    Attributes
    ----------
    name, version : str
    text : str
        What its licence says; empty where the package brings no text of its own.
    """

    name: str
    version: str
    text: str


def notice() -> str:
    """Give what is said of all parts together: their licences, and how those of the LGPL stand."""
    return (paths.bundle_dir() / "NOTICE").read_text(encoding="utf-8")


def parts() -> tuple[Part, ...]:
    """Give the packages that are here and that the program needs, by name."""
    found: dict[str, metadata.Distribution] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(_SELF, "")]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # of another system, or of another Python
        found[name] = package
        waiting += _needs(package, extra)
    found.pop(_SELF, None)
    return tuple(
        Part(str(one.metadata["Name"]), one.version, "\n\n".join(_texts(one)))
        for _, one in sorted(found.items())
    )


def _needs(package: metadata.Distribution, extra: str) -> Iterator[tuple[str, str]]:
    """Name what a package needs, alone or for one of its extras, and which extras of those."""
    for line in package.requires or ():
        need, only = _NEED.match(line), _EXTRA.search(line)
        if need and (only[1] if only else "") in ("", extra):
            for asked in ("", *(need[2] or "").split(",")):
                yield _plain(need[1]), asked.strip()


def _texts(package: metadata.Distribution) -> Iterator[str]:
    for file in package.files or ():
        if ".dist-info" in str(file.parent) and _TEXT.search(file.name):
            place = Path(str(package.locate_file(file)))
            if place.exists():  # the built program keeps no more of a package than it needs
                yield place.read_text(encoding="utf-8", errors="replace").strip()


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
