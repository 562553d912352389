"""Tables on places: a number for each (people, costs, loads), or pairs of places."""

import math
from pathlib import Path

import numpy as np

from scmap.errors import InputError
from scmap.formats.incoming.reading import read_tables
from scmap.formats.incoming.table import Incoming
from scmap.model.layer import Column

_PLACES = ("코드", "code", "시군구", "시·군·구", "지자체", "자치단체", "행정구역", "이름", "name")


def read_place_numbers(path: Path) -> dict[str, float]:
    """Read a table with a column of codes or names and a column of numbers.

    Parameters
    ----------
    path : Path
        CSV or spreadsheet. The column of places is known by its name, or is the first; the column
        of numbers is the first other one that holds numbers.

    Returns
    -------
    dict
        Number by code or name as written; rows without a number are left out, which is "unknown".

    Raises
    ------
    InputError
        See `read_tables`; ``numbers_without_column``; ``number_negative`` and ``place_twice``,
        naming the place.
    """
    table = read_tables(path).tables[0]
    place = _place_column(table)
    numbers = [
        name
        for name, column in table.columns.items()
        if name != place and column.dtype == np.float64
    ]
    if not place or not numbers:
        raise InputError("numbers_without_column", file=path.name)
    found: dict[str, float] = {}
    for asked, number in zip(
        _written(table.columns[place]), table.columns[numbers[0]].tolist(), strict=True
    ):
        if not asked or math.isnan(number):
            continue
        if number < 0 or math.isinf(number):
            raise InputError("number_negative", file=path.name, place=asked, number=number)
        if asked in found:
            raise InputError("place_twice", file=path.name, place=asked)
        found[asked] = number
    return found


def read_place_pairs(path: Path) -> tuple[tuple[str, str], ...]:
    """Read a table of which the first two columns name places, by codes or names as written.

    Parameters
    ----------
    path : Path
        CSV or spreadsheet with a heading; rows that lack one of both are left out.

    Raises
    ------
    InputError
        See `read_tables`; ``pairs_without_columns``.
    """
    columns = list(read_tables(path).tables[0].columns.values())[:2]
    if len(columns) < 2:
        raise InputError("pairs_without_columns", file=path.name)
    pairs = zip(*map(_written, columns), strict=True)
    return tuple((one, other) for one, other in pairs if one and other)


def _place_column(table: Incoming) -> str:
    for name in table.columns:
        if any(word in name.lower() for word in _PLACES):
            return name
    return next(iter(table.columns), "")


def _written(column: Column) -> list[str]:
    """Give places as they are written; a code that was read as a number loses its decimals."""
    if column.dtype == np.float64:
        return ["" if math.isnan(one) else str(int(one)) for one in column.tolist()]
    return [str(one or "").strip() for one in column.tolist()]
