"""Loads the judgement from resources/rules, with the life-times of resources/codes."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from scmap import paths
from scmap.model.codebook import CodeBook
from scmap.model.linkage import TemplateTable, Text
from scmap.model.rule_table import (
    AFFINITIES,
    LIVES,
    SERVICES,
    RuleTable,
    RuleValue,
    pair_title,
)
from scmap.model.ruleset import RuleSet, ruleset_of
from scmap.reference.templates import templates
from scmap.reference.vocabulary import codebook

MOST_YEARS = 50  # of life

# Bounds, step and unit of a parameter, by the unit that the catalogue gives it.
_BOUNDS = {
    "m": (0.0, 100_000.0, 0.0, "m"),
    "km": (0.0, 1_000.0, 0.0, "km"),
    "share": (0.0, 1.0, 0.0, ""),
    "count": (1.0, 1_000.0, 1.0, ""),
}


@cache
def ruleset() -> RuleSet:
    """Give the judgement that the product ships."""
    return ruleset_of(rule_table(), {})


@cache
def rule_table() -> RuleTable:
    """Give the values of the judgement that the product ships, one by one."""
    text = paths.resource("rules", "verdict.json").read_text(encoding="utf-8")
    return table_of(json.loads(text), codebook(), templates())


def table_of(table: Mapping[str, Any], book: CodeBook, catalogue: TemplateTable) -> RuleTable:
    """Build the table from its file's content, kinds' life-times and services' parameters."""
    codes = {
        name: {
            code: Text(one.title, one.title_en)
            for code, one in (book.fields if name.startswith("field") else book.kinds).items()
        }
        for name in AFFINITIES
    }
    head = {name: str(table[name]) for name in ("id", "version", "effective", "source")}
    values = (*_values(table, codes), *_lives(book), *_services(catalogue))
    return RuleTable(**head, values={one.key: one for one in values}, codes=codes)


def _values(
    table: Mapping[str, Any], codes: Mapping[str, Mapping[str, Text]]
) -> Iterator[RuleValue]:
    """Read the rows; a pair of codes says no more than its value, the rest is its table's."""
    rows: dict[str, Mapping[str, Any]] = {row["key"]: row for row in table["values"]}
    for key, row in rows.items():
        group, _, name = key.partition(".")
        whole = {**rows[f"{group}.else"], **row} if "-" in name else row
        title = Text(whole["title"]["ko"], whole["title"]["en"])
        if "-" in name:
            title = pair_title(*(codes[group][code] for code in name.split("-")))
        yield RuleValue(
            key=key,
            value=float(whole["value"]),
            low=float(whole["low"]),
            high=float(whole["high"]),
            step=float(whole.get("step", 0)),
            unit=whole.get("unit", ""),
            basis=whole["basis"],
            source=whole["source"],
            version=str(whole.get("version", table["version"])),
            effective=str(whole.get("effective", table["effective"])),
            title=title,
        )


def _lives(book: CodeBook) -> Iterator[RuleValue]:
    edition = next((one for one in book.tables if one.id == "kinds"), None)
    for code, kind in book.kinds.items():
        yield RuleValue(
            key=f"{LIVES}.{code}",
            value=float(kind.life_years),
            low=0.0,
            high=float(MOST_YEARS),
            step=1.0,
            unit="years",
            basis="judgement",
            source=kind.source,
            version=edition.version if edition else "",
            effective=edition.effective.isoformat() if edition else "",
            title=Text(kind.title, kind.title_en),
        )


def _services(catalogue: TemplateTable) -> Iterator[RuleValue]:
    for id_, one in catalogue.parameters.items():
        low, high, step, unit = _BOUNDS[one.unit]
        yield RuleValue(
            key=f"{SERVICES}.{id_}",
            value=one.value,
            low=low,
            high=high,
            step=step,
            unit=unit,
            basis=one.basis,
            source=one.source,
            version=catalogue.version,
            effective=catalogue.effective,
            title=one.title,
        )
