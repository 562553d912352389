"""Reads pairs whose measures are given instead of geometry, to check a verdict by hand."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scmap.errors import InputError
from scmap.model.profile import Side


@dataclass(frozen=True, slots=True)
class Case:
    """A pair with everything a verdict needs; NaN is unknown.

    Attributes
    ----------
    id : str
        Name of the case.
    left, right : Side
        Both investments, on operating years.
    coefficient, quality : float
        Overlap coefficient and quality factor.
    preconditions, interoperability : float
        P and I.
    """

    id: str
    left: Side
    right: Side
    coefficient: float
    quality: float
    preconditions: float
    interoperability: float


def read_cases(path: Path, lives: Mapping[str, int]) -> tuple[Case, ...]:
    """Read a list of ``{id, a, b, s_oc, q, P, I}``; `lives` gives years of life by kind.

    Raises
    ------
    InputError
        ``file_missing``, ``cases_not_json``, or ``case_wrong`` naming the case and what is wrong.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise InputError("file_missing", file=str(path)) from error
    except (OSError, ValueError, RecursionError) as error:
        raise InputError("cases_not_json", file=str(path)) from error
    if not isinstance(found, list):
        raise InputError("cases_not_json", file=str(path))
    return tuple(_case(row, number, lives) for number, row in enumerate(found, start=1))


def _case(row: Any, number: int, lives: Mapping[str, int]) -> Case:
    name = str(row.get("id", number)) if isinstance(row, dict) else str(number)
    try:
        return Case(
            id=name,
            left=_side(row["a"], lives),
            right=_side(row["b"], lives),
            coefficient=_number(row.get("s_oc"), 1),
            quality=_number(row.get("q"), 1),
            preconditions=_number(row.get("P"), 1),
            interoperability=_number(row.get("I"), 1),
        )
    except KeyError as error:
        raise InputError("case_wrong", case=name, what=error.args[0]) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise InputError("case_wrong", case=name, what=str(error)) from error


def _side(row: Mapping[str, Any], lives: Mapping[str, int]) -> Side:
    kind = str(row["kind"])
    first = _number(row.get("year_from"))
    last = _number(row.get("year_to"))
    if last < first:
        raise ValueError("year_to < year_from")
    return Side(
        kind=kind,
        fields=_words(row.get("fields")),
        tags=_words(row.get("tags")),
        beneficiaries=_words(row.get("beneficiaries")),
        first=first,
        last=(first if math.isnan(last) else last) + lives.get(kind, 0),
    )


def _words(value: Any) -> frozenset[str]:
    """Give a list of words, or words separated by ";", as a set."""
    if value is None:
        return frozenset()
    parts = value.split(";") if isinstance(value, str) else value
    return frozenset(str(part).strip() for part in parts if str(part).strip())


def _number(value: Any, most: float = math.inf) -> float:
    """Give a number of at least 0 and at most `most`; NaN for null."""
    if value is None:
        return math.nan
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise ValueError(repr(value))
    return float(value)
