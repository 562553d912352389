"""Loads the rule set of the verdict from resources/rules."""

import json
from functools import cache
from itertools import starmap
from typing import Any

from scmap import paths
from scmap.model.ruleset import Affinity, Gate, RuleSet


@cache
def ruleset() -> RuleSet:
    """Give the rule set that the product ships."""
    text = paths.resource("rules", "verdict.json").read_text(encoding="utf-8")
    return ruleset_of(json.loads(text))


def ruleset_of(table: dict[str, Any]) -> RuleSet:
    """Build a rule set from its file's content."""
    return RuleSet(
        **{name: str(table[name]) for name in ("id", "version", "effective", "source")},
        duplication_weights=table["duplication_weights"],
        linkage_weights=table["linkage_weights"],
        quality=table["quality"],
        cap_coefficient=table["cap"]["coefficient"],
        cap_score=table["cap"]["score"],
        near_share=table["near"]["share"],
        gap_share=table["gap"]["share"],
        gap_years=table["gap"]["years"],
        gates=tuple(
            Gate(gate["score"], gate["terms"], gate["coefficient"], gate["time"])
            for gate in table["grades"]
        ),
        linkage_threshold=table["linkage_threshold"],
        field_similarity=_affinity(table["field_similarity"]),
        field_complement=_affinity(table["field_complement"]),
        kind_similarity=_affinity(table["kind_similarity"]),
        kind_complement=_affinity(table["kind_complement"]),
        interoperability=table["interoperability"],
    )


def _affinity(table: dict[str, Any]) -> Affinity:
    return Affinity(
        same=table["same"],
        other=table["else"],
        pairs=dict(starmap(_pair, table["pairs"].items())),
    )


def _pair(codes: str, value: float) -> tuple[frozenset[str], float]:
    return frozenset(codes.split("-")), value
