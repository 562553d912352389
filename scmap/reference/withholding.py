"""Loads what leaves no project from resources/rules/release.json."""

import json
from functools import cache

from scmap import paths
from scmap.model.release import Withholding


@cache
def withholding() -> Withholding:
    """Give the columns and layers that the product ships as withheld."""
    text = paths.resource("rules", "release.json").read_text(encoding="utf-8")
    table = json.loads(text)
    return Withholding(tuple(table["columns"]), tuple(table["layers"]))
