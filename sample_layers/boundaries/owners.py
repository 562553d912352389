"""The municipality or 일반구 of today for each 법정동 of 2012–2013."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scmap.model.gazetteer import Gazetteer

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Split:
    """How one old code was divided: today's code by 법정동, and that of all others ("" if none)."""

    named: dict[str, str]
    others: str


def rows(table: str) -> Iterator[dict[str, str]]:
    """Read a table that lies beside this module."""
    with (HERE / table).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def splits() -> dict[str, Split]:
    """Read how codes that several took over were divided, by old code."""
    named: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows("splits.csv"):
        named[row["old"]][row["neighbourhood"]] = row["new"]
    return {old: Split(names, names.pop("", "")) for old, names in named.items()}


@cache
def approximate() -> dict[str, str]:
    """Give the codes of today whose borders are an approximation, and why."""
    return {row["new"]: row["source"] for row in rows("splits.csv") if row["approx"] == "1"}


def owner(code: str, name: str, gazetteer: Gazetteer, divided: dict[str, Split]) -> str:
    """Give the finest unit of today in which a 법정동 lies.

    Parameters
    ----------
    code, name : str
        법정동코드 and name as of 2012–2013.
    gazetteer : Gazetteer
        Knows the changes of codes.
    divided : dict of str to Split
        Says how old codes with several heirs were divided.

    Raises
    ------
    LookupError
        If the tables do not lead to a single unit.
    """
    old = code[:5]
    if old in divided:
        candidates = [divided[old].named.get(name, divided[old].others)]
    else:
        heirs = gazetteer.history.heirs(old).keys()
        cities = {gazetteer.units[heir].parent for heir in heirs}
        candidates = [heir for heir in heirs if heir not in cities]
    if len(candidates) != 1 or not candidates[0] or gazetteer.gus(candidates[0]):
        raise LookupError(f"{code} {name}: no single unit of today but {candidates}")
    return candidates[0]
