"""Loads what the sources of the judgement's values are called in English."""

import json
from collections.abc import Mapping
from functools import cache

from scmap import paths


@cache
def english_sources() -> Mapping[str, str]:
    """Give the English of each source that the product ships, by its Korean words."""
    text = paths.resource("rules", "sources_en.json").read_text(encoding="utf-8")
    return {str(korean): str(english) for korean, english in json.loads(text).items()}
