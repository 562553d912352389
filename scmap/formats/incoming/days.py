"""Dates that a spreadsheet has mangled: put right where only one reading is left, else told.

A spreadsheet keeps a day as the number of days since 30 December 1899, and shows a number as a
day where a cell is formatted so: 2018-03-01 becomes 43160, and the year 2014 becomes 1905-07-06.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from scmap.formats.incoming.table import Incoming, noticed
from scmap.formats.incoming.years import years_in
from scmap.model.distinct import distinct
from scmap.model.layer import Column, objects

MEANINGS = frozenset({"installed", "base_date", "year_from", "year_to", "period"})
SERIALS = (20_000, 60_000)  # days of 1954 to 2064; no year, month or day is written so
YEARS = (1950, 2100)
EXAMPLES = 3
_ZERO = date(1899, 12, 30)

_TITLE = re.compile(r"(일자|날짜|년월|연월|일시)$")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_DAY = re.compile(r"(19\d\d)[-./](\d{1,2})[-./](\d{1,2})\.?")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_LENGTH = re.compile(r"\D*\d+\s*(년|개년|개월|주|일)\s*간?")  # of a period, not when it is
_SOUND = re.compile(
    r"(?<!\d)(19[5-9]\d|20\d\d)|(?<!\d)['’‘]?\d{2}\s*[.년/-]\s*\d{1,2}(?!\d)|['’‘]\d\d"
)


def days_held(table: Incoming, known: Mapping[str, str]) -> Incoming:
    """Put mangled dates right, and say which cannot be; a column of other things is not asked."""
    for name in table.columns:
        if known.get(name) in MEANINGS or _TITLE.search(name):
            table = _column_held(table, name, is_period=known.get(name) == "period")
    return table


def mended(text: str) -> tuple[str, str]:
    """Give the code of what a spreadsheet did to a day or a year, and what it was; else ""."""
    for code, repair in _REPAIRS:
        found = repair(text)
        if found:
            return code, found
    return "", ""


def _column_held(table: Incoming, name: str, *, is_period: bool) -> Incoming:
    column = table.columns[name]
    values, at = distinct(column)
    said = [_written(value) for value in values]
    for code, repair in _REPAIRS:
        made = [repair(one) for one in said]
        rows = _rows(at, [bool(one) for one in made])
        if rows.any():
            told = next(f"{old} → {new}" for old, new in zip(said, made, strict=True) if new)
            table = table.noticing(
                noticed(code, table.name, table.rows[rows], column=name, example=told)
            )
            said = [new or old for old, new in zip(said, made, strict=True)]
    if said != [_written(value) for value in values]:
        column = _retyped(said, at)
        table = replace(table, columns={**table.columns, name: column})
    strange = list(map(_is_strange, said)) if not is_period else _odd_periods(said)
    rows = _rows(at, strange)
    if not rows.any():
        return table
    shown = [one for one, is_strange in zip(said, strange, strict=True) if is_strange]
    told = ", ".join(shown[:EXAMPLES]) + (", …" if len(shown) > EXAMPLES else "")
    return table.noticing(
        noticed("date_unclear", table.name, table.rows[rows], column=name, example=told)
    )


def _rows(at: NDArray[np.signedinteger], which: list[bool]) -> NDArray[np.bool_]:
    """Tell the rows of some of the values."""
    found: NDArray[np.bool_] = np.array([*which, False], dtype=bool)[at]
    return found


def _retyped(said: list[str], at: NDArray[np.signedinteger]) -> Column:
    """Give a column anew: days where all are days, else texts."""
    made: Column = objects(one or None for one in said)
    if all(_ISO.fullmatch(one) for one in said if one):
        made = np.array([one or "NaT" for one in said], dtype="datetime64[D]")
    return made.take(at)


def _written(value: object) -> str:
    """Give a value as it would be written; "" where nothing is known."""
    if value is None or value != value or (isinstance(value, np.datetime64) and np.isnat(value)):  # noqa: PLR0124  NaN is unknown
        return ""
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value).strip()


def _from_serial(text: str) -> str:
    """Give the day that a count of days means; "" where it is none."""
    if not _SERIAL.fullmatch(text) or not SERIALS[0] <= float(text) < SERIALS[1]:
        return ""
    return (_ZERO + timedelta(days=int(float(text)))).isoformat()


def _from_year(text: str) -> str:
    """Give the year that was shown as a day of 1905; "" where it is none."""
    found = _DAY.fullmatch(text)
    if found is None:
        return ""
    try:
        year = (date(*map(int, found.groups())) - _ZERO).days
    except ValueError:
        return ""
    return str(year) if YEARS[0] <= year <= YEARS[1] else ""


def _is_strange(text: str) -> bool:
    """Tell a text with figures or in Latin letters that names no year: 1905-07, 15-Jan."""
    return any(one.isdigit() for one in text) and not _SOUND.search(text)


def _odd_periods(said: list[str]) -> list[bool]:
    """Tell the texts that a spreadsheet may have made of a period: 9-13 becomes Sep-13 or a day.

    A day by itself is odd among periods only; it may be the day on which something began.
    """
    known = [years_in(one) for one in said]
    are_periods = 2 * sum(len(years) > 1 for years in known) > sum(map(bool, said))
    return [
        (not years and _is_strange(one) and not _LENGTH.fullmatch(one))
        or (are_periods and _ISO.fullmatch(one) is not None)
        for one, years in zip(said, known, strict=True)
    ]


_REPAIRS = (("date_from_serial", _from_serial), ("date_was_year", _from_year))
