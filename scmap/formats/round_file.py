"""Reads a committee round written down outside the window: agenda, opinions, decisions, phases."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from scmap.errors import InputError


@dataclass(frozen=True, slots=True)
class WrittenItem:
    """An agenda item as it was written down.

    Attributes
    ----------
    kind, title : str
        "심의" or "보고", and the title; "" lets the product propose one.
    pair : tuple of str
        Names of the two investments that it is about; () when it is about a link or neither.
    link : str
        Template id of the accepted link that it is about, "" otherwise.
    lead, partners, officer : str
        주관기관, 협조기관, 총괄담당관.
    opinions : tuple of mapping
        role, name, organisation, stance, text, given_on.
    decision : mapping or None
        verdict, reason, author, decided_on.
    phase : mapping or None
        phase, from, to, cost_mkrw.
    """

    kind: str
    title: str
    pair: tuple[str, ...]
    link: str
    lead: str
    partners: str
    officer: str
    opinions: tuple[Mapping[str, Any], ...]
    decision: Mapping[str, Any] | None
    phase: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class WrittenRound:
    """A round with its agenda."""

    year: int
    number: int
    committee: str
    held_on: date | None
    items: tuple[WrittenItem, ...]


def read_round(path: Path) -> WrittenRound:
    """Read a round from a JSON file.

    Raises
    ------
    InputError
        ``file_missing``, or ``round_file_wrong`` with what is wrong.
    """
    try:
        table = json.loads(path.read_text(encoding="utf-8-sig"))
        return WrittenRound(
            year=int(table["year"]),
            number=int(table["number"]),
            committee=str(table.get("committee", "")),
            held_on=day(table.get("held_on")),
            items=tuple(map(_item, table.get("items", ()))),
        )
    except FileNotFoundError as error:
        raise InputError("file_missing", file=str(path)) from error
    except KeyError as error:
        raise InputError("round_file_wrong", file=path.name, what=error.args[0]) from error
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise InputError("round_file_wrong", file=path.name, what=str(error)) from error


def _item(row: Mapping[str, Any]) -> WrittenItem:
    return WrittenItem(
        kind=str(row.get("kind", "심의")),
        title=str(row.get("title", "")),
        pair=tuple(map(str, row.get("pair", ()))),
        link=str(row.get("link", "")),
        lead=str(row.get("lead", "")),
        partners=str(row.get("partners", "")),
        officer=str(row.get("officer", "")),
        opinions=tuple(row.get("opinions", ())),
        decision=row.get("decision"),
        phase=row.get("phase"),
    )


def day(text: str | None) -> date | None:
    """Give a day written 2026-12-10; None when it is not given."""
    return date.fromisoformat(text) if text else None


def amount(value: float | None) -> float:
    """Give an amount, NaN when it is not given."""
    return math.nan if value is None else float(value)
