"""Loads the sourced facts of funding programmes from resources/programmes."""

import json
from collections.abc import Mapping
from functools import cache

from scmap import paths
from scmap.model.programme import ProgrammeFacts, Told


@cache
def programme_facts() -> Mapping[str, ProgrammeFacts]:
    """Give the facts of each programme by its id, in the order of the file."""
    text = paths.resource("programmes", "facts.json").read_text(encoding="utf-8")
    return {
        id_: ProgrammeFacts(
            programme=id_,
            ministry=one["ministry"],
            money={name: float(value) for name, value in one["money"].items()},
            money_note=one["money_note"],
            money_source=one["money_source"],
            cells={row: Told(**told) for row, told in one["cells"].items()},
        )
        for id_, one in json.loads(text)["programmes"].items()
    }
