"""The table of looks in resources/symbols, as symbols."""

import json
from functools import cache
from typing import Any

from scmap import paths
from scmap.model.symbology import Label, Symbol

_LINEAGE = "lineage"  # where it stands for a colour, the ministry's own is put


@cache
def table() -> dict[str, Any]:
    """Give the whole table, as it is written."""
    text = paths.resource("symbols", "default.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


def symbol(*path: str, colour: str = "", **changes: Any) -> Symbol:
    """Give the symbol at a place of the table, in a lineage's colour, with some values changed."""
    entry: Any = table()
    for key in path:
        entry = entry[key]
    values = {name: colour if value == _LINEAGE else value for name, value in entry.items()}
    return Symbol(**(values | changes))


def label(*path: str) -> Label:
    """Give the label at a place of the table."""
    entry: Any = table()
    for key in path:
        entry = entry[key]
    return Label(**entry)
