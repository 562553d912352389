"""Writes NOTICE from the installed packages: their licences, and the libraries inside them.

    python3 dev.py notice

A test holds the file to what would be written. What no wheel of this system shows (libraries that
are linked into others, or that only the wheels of Windows bring) stands in notice.toml.
"""

import re
import sys
import textwrap
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import dev  # noqa: E402  the path above leads to it

FORM = Path(__file__).with_name("notice.txt")
NOTICE = ROOT / "NOTICE"
WIDTH, INDENT = 114, " " * 8
_KNOWN = tomllib.loads(FORM.with_suffix(".toml").read_text(encoding="utf-8"))
LIBRARIES, INSIDE, LICENCES = (_KNOWN[name] for name in ("libraries", "inside", "licences"))


def main() -> int:
    """Write NOTICE anew."""
    NOTICE.write_text(written(), encoding="utf-8")
    return 0


def written() -> str:
    """Give what NOTICE is to say."""
    paragraphs = (
        textwrap.fill(
            line,
            WIDTH,
            initial_indent="  ",
            subsequent_indent=INDENT,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in lines()
    )
    return FORM.read_text(encoding="utf-8").replace("@packages@", "\n".join(paragraphs))


def lines() -> Iterator[str]:
    """Say of each package that a run needs under which licence it is, and what it brings along."""
    names = sorted({name for name, _, _ in dev.lock_blocks(dev.requirements("run"))})
    for name in names:
        parts = dict.fromkeys(known(name, one) for one in libraries(name))
        told = [", ".join(parts)] if parts else []
        told += [INSIDE[name]] if name in INSIDE else []
        brings = f" — with {'; '.join(told)}" if told else ""
        yield f"{name}: {licence(name)}{brings}"


def licence(name: str) -> str:
    """Give the licence of a package as SPDX calls it.

    Raises
    ------
    LookupError
        Neither the package nor `LICENCES` says it.
    """
    if name in LICENCES:
        return str(LICENCES[name])
    about = metadata.metadata(name)
    said = about["License-Expression"] or about["License"]
    if not said or "\n" in said:
        raise LookupError(f"under which licence is {name}?")
    return str(said)


def libraries(name: str) -> list[str]:
    """Name the libraries inside the installed wheel of a package (those of Linux)."""
    try:
        files = metadata.files(name) or []
    except metadata.PackageNotFoundError:
        return []  # of another system, or of another Python
    found = set()
    for file in files:
        inside = re.match(r"lib(.+?)(?:[-_.][0-9a-f]{6,}.*)?\.so", file.name)
        if inside and (".libs/" in str(file) or "/Qt/lib/" in str(file)):
            found.add(inside[1])
    return sorted(found)


def known(package: str, library: str) -> str:
    """Give what a library is called, and its licence.

    Raises
    ------
    LookupError
        `LIBRARIES` does not know it.
    """
    for begin, called in LIBRARIES.items():
        if library.startswith(begin):
            return str(called)
    raise LookupError(f"{package} brings {library}, of which nothing is known")


if __name__ == "__main__":
    sys.exit(main())
