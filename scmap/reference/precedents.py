"""Loads the labelled cases from resources/cases.csv."""

import csv
from functools import cache

from scmap import paths
from scmap.model.precedent import Precedent, Side


@cache
def precedents() -> tuple[Precedent, ...]:
    """Give the bundled cases in the table's order; read once a process."""
    with paths.resource("cases.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_precedent(row) for row in csv.DictReader(file))


def _precedent(row: dict[str, str]) -> Precedent:
    words = {
        name: row[name]
        for name in ("id", "title", "builds_on", "expected", "decision", "decided_by")
    }
    about = {name: row[name] for name in ("confidence", "inferred", "source", "discussion")}
    return Precedent(
        left=_side(row, "a_"),
        right=_side(row, "b_"),
        coefficient=float(row["s_oc"]),
        decided=int(row["decided"]),
        **words,
        **about,
    )


def _side(row: dict[str, str], prefix: str) -> Side:
    return {
        name.removeprefix(prefix): value for name, value in row.items() if name.startswith(prefix)
    }
