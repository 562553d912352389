"""Loads the layouts of map sheets from resources/layouts."""

import json
from functools import cache

from scmap import paths
from scmap.model.layout import Layout


@cache
def layouts() -> tuple[Layout, ...]:
    """Give the layouts that the product ships, the usual one first; they bear no name."""
    text = paths.resource("layouts", "default.json").read_text(encoding="utf-8")
    return tuple(Layout(**one) for one in json.loads(text)["layouts"])
