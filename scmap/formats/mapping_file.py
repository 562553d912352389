"""Reads a file in which a user has mapped the fields of the form to the columns of a table."""

import json
from pathlib import Path

from scmap.errors import InputError
from scmap.formats.unchanged import check_file


def read_mapping(path: Path) -> dict[str, object]:
    """Read a mapping: one JSON object by field of the form.

    Raises
    ------
    InputError
        mapping_unreadable, or those of a file that cannot be read.
    """
    check_file(path)
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError("mapping_unreadable", file=path.name) from error
    if not isinstance(found, dict):
        raise InputError("mapping_unreadable", file=path.name)
    return found
