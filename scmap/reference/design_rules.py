"""Loads the judgements behind the design of links from resources/rules."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from scmap import paths
from scmap.model.design_rules import DesignRules, Theme
from scmap.model.linkage import Text


@cache
def design_rules() -> DesignRules:
    """Give the bundled table, read once a process."""
    table = json.loads(paths.resource("rules", "design.json").read_text(encoding="utf-8"))
    ladder, hosting = table["ladder"], table["hosting"]
    return DesignRules(
        **{name: str(table[name]) for name in ("id", "version", "effective", "source")},
        systems=int(ladder["systems"]),
        services=int(ladder["services"]),
        dispatch=frozenset(ladder["dispatch"]),
        host_kinds=frozenset(hosting["kinds"]),
        main_field=float(hosting["main_field"]),
        other_field=float(hosting["other_field"]),
        openness={name: float(points) for name, points in hosting["openness"].items()},
        standard=float(hosting["standard"]),
        running=float(hosting["running"]),
        convertible=tuple(frozenset(group) for group in table["convertible"]),
        themes=tuple(_theme(name, one) for name, one in table["themes"].items()),
        contexts=dict(table["contexts"]),
    )


def _theme(name: str, table: Mapping[str, Any]) -> Theme:
    parts = (frozenset(table[key]) for key in ("templates", "fields", "layers"))
    return Theme(name, Text(table["title"]["ko"], table["title"]["en"]), *parts)
