"""Loads the kinds of committees from resources/rules/committees.json."""

import json
from collections.abc import Mapping
from functools import cache

from scmap import paths
from scmap.model.meeting import CommitteeType


@cache
def committee_types() -> Mapping[str, CommitteeType]:
    """Give the kinds of committees that the product ships, by id."""
    text = paths.resource("rules", "committees.json").read_text(encoding="utf-8")
    return {one["id"]: CommitteeType(**one) for one in json.loads(text)["types"]}
