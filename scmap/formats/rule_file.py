"""A judgement as a file: written out whole, and taken in only when every value can stand.

The file is JSON: an object with ``format`` ("scmap-rules"), ``id``, ``version``, ``effective`` and
``values``, an object of numbers by key.
What comes from elsewhere is hostile until it was checked; nothing in it is ever executed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scmap.errors import InputError
from scmap.model.issue import Issue
from scmap.model.rule_table import RuleTable
from scmap.model.ruleset import RuleSet
from scmap.words import tr

FORMAT = "scmap-rules"
MOST_BYTES = 1_000_000  # a whole judgement takes 20 kB
MOST_TOLD = 5  # problems told one by one

_HEAD = ("format", "id", "version", "effective")


@dataclass(frozen=True, slots=True)
class RuleFile:
    """What a file says.

    Attributes
    ----------
    values : mapping of str to float
        Values that differ from the product's, by key; free of problems.
    issues : tuple of Issue
        What a planner should know: that the file was written over another edition.
    """

    values: Mapping[str, float]
    issues: tuple[Issue, ...] = ()


def rule_text(rules: RuleSet) -> str:
    """Write all values in force as the text of a file, the same for the same values."""
    table = rules.table
    keys = table.ordered({*table.values, *rules.changed})
    record = {
        "format": FORMAT,
        "id": rules.id,
        "version": table.version,
        "effective": rules.effective,
        "values": {key: table.in_force(key, rules.changed) for key in keys},
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def read_rules(path: Path, table: RuleTable) -> RuleFile:
    """Read a file over the product's table; values that it does not name are the product's.

    Raises
    ------
    InputError
        ``file_missing``, ``rules_unreadable`` for what is no such file, ``rules_wrong`` naming
        the values that cannot stand. Nothing of such a file is taken.
    """
    found = _record(path)
    values = found["values"]
    wrong = [
        Issue("rule_no_number", values={"name": key[:80]})
        for key, one in values.items()
        if not _number(one)
    ]
    edits = {key: float(one) for key, one in values.items() if _number(one)}
    wrong += table.problems(edits)
    if wrong:
        told = [tr(f"issues.{one.code}", **one.values) for one in wrong[:MOST_TOLD]]
        if len(wrong) > MOST_TOLD:
            told.append(tr("rules.file.more", count=len(wrong) - MOST_TOLD))
        raise InputError("rules_wrong", file=path.name, problems="\n".join(told))
    return RuleFile(
        {key: value for key, value in edits.items() if value != table.default(key, edits)},
        _issues(found, table),
    )


def _record(path: Path) -> dict[str, Any]:
    """Read the file as what it should be, without looking at the values."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError("rules_unreadable", file=path.name)
        found = json.loads(
            path.read_text(encoding="utf-8-sig"),
            object_pairs_hook=_once,
            parse_constant=_no_constant,
        )
    except FileNotFoundError as error:
        raise InputError("file_missing", file=str(path)) from error
    except (OSError, ValueError, RecursionError) as error:
        raise InputError("rules_unreadable", file=path.name) from error
    if not _is_judgement(found):
        raise InputError("rules_unreadable", file=path.name)
    return dict(found)


def _is_judgement(found: object) -> bool:
    if not isinstance(found, dict) or found.keys() != {*_HEAD, "values"}:
        return False
    texts = all(isinstance(found[name], str) and found[name].isprintable() for name in _HEAD)
    values = found["values"]
    names = isinstance(values, dict) and all(key.isprintable() for key in values)
    return texts and names and found["format"] == FORMAT


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its pairs; a name that stands twice would hide one of its values."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(name: str) -> float:
    raise ValueError(name)  # NaN and Infinity are no JSON


def _number(value: object) -> bool:
    """Tell a number that a float can hold."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < 1e300


def _issues(found: Mapping[str, str], table: RuleTable) -> tuple[Issue, ...]:
    if (found["id"], found["version"]) == (table.id, table.version):
        return ()
    values = {"version": found["version"][:20], "known": table.version}
    return (Issue("rules_other_edition", values=values),)
