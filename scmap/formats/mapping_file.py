"""A file in which a user has mapped the fields of the form to the columns of a table."""

import json
from collections.abc import Mapping
from pathlib import Path

from scmap.errors import InputError
from scmap.formats.unchanged import check_file

ABOUT = "about"  # where a mapping comes from; no field of the form is called so


def read_mapping(path: Path) -> dict[str, object]:
    """Read a mapping: one JSON object by field of the form.

    Raises
    ------
    InputError
        mapping_unreadable, or those of a file that cannot be read.
    """
    return {name: said for name, said in _read(path).items() if name != ABOUT}


def read_about(path: Path) -> dict[str, object]:
    """Read what a mapping says of itself; {} for one that says nothing.

    Raises
    ------
    InputError
        As `read_mapping` does.
    """
    about = _read(path).get(ABOUT)
    return about if isinstance(about, dict) else {}


def write_mapping(path: Path, mapping: Mapping[str, object], about: Mapping[str, object]) -> None:
    """Write a mapping as `read_mapping` reads it, and what there is to say of it."""
    text = json.dumps({ABOUT: dict(about), **mapping}, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")


def _read(path: Path) -> dict[str, object]:
    check_file(path)
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError("mapping_unreadable", file=path.name) from error
    if not isinstance(found, dict):
        raise InputError("mapping_unreadable", file=path.name)
    return found
