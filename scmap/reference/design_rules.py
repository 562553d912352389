"""Loads the judgements behind the design of links from resources/rules."""

import json
from functools import cache

from scmap import paths
from scmap.model.design_rules import DesignRules


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
    )
