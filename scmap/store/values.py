"""Values of a column as the database keeps them, and back.

Unknown (NaN, None, NaT) is NULL; a date is text as in ISO 8601.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType, NoneType
from typing import TypeAlias

import numpy as np

from scmap.model.layer import Column, FieldType, field_type, objects

Cell: TypeAlias = str | float | None

SQL_TYPES: Mapping[FieldType, str] = MappingProxyType(
    {"text": "TEXT", "number": "REAL", "date": "DATE"}
)
# Types of cells that a column takes as they are.
_AS_THEY_ARE: Mapping[FieldType, frozenset[type]] = MappingProxyType(
    {
        "text": frozenset({str, NoneType}),
        "number": frozenset({int, float, NoneType}),
        "date": frozenset(),
    }
)
EXACT_INTEGER = 2**53  # beyond it float64 skips integers: a 19-digit parcel number would change
_ISO_DATE = re.compile(r"(-?\d{4,}-\d\d-\d\d)(?:[T ].*)?$", re.ASCII)
_NUMBERS = ("INT", "REAL", "DOUB", "FLOA")


def cells(column: Column) -> Sequence[Cell]:
    """Give the values of a column as SQLite takes them."""
    match field_type(column):
        case "number":
            return [None if math.isnan(value) else value for value in column.tolist()]
        case "date":
            texts = np.datetime_as_string(column, unit="D").tolist()
            return [None if text == "NaT" else text for text in texts]
        case _:
            values: list[Cell] = column.tolist()
            return values


def declared_type(sql_type: str) -> FieldType | None:
    """Tell what a column holds from the type it was declared with; None for what is no value."""
    name = sql_type.upper()
    if name.startswith("DATE") and not name.startswith("DATETIME"):
        return "date"
    if any(part in name for part in _NUMBERS):
        return "number"
    return None if "BLOB" in name else "text"


def column(
    values: Sequence[object], kind: FieldType, *, boolean: bool = False
) -> tuple[Column, list[int]]:
    """Give the column that cells of the database make, and the rows that were not readable.

    Integers that float64 cannot hold make the column a text column; a boolean reads "true" or
    "false".
    """
    kinds = set(map(type, values))
    if kind == "number" and any(
        isinstance(value, int) and abs(value) > EXACT_INTEGER
        for value in (values if int in kinds else ())
    ):
        kind = "text"
    if not boolean and kinds <= _AS_THEY_ARE[kind]:
        return _array(values, kind), []
    parse = _boolean if boolean else _PARSERS[kind]
    parsed: list[object] = []
    bad: list[int] = []
    for row, value in enumerate(values):
        try:
            parsed.append(None if value is None else parse(value))
        except (TypeError, ValueError):
            parsed.append(None)
            bad.append(row)
    return _array(parsed, kind), bad


def _array(parsed: Sequence[object], kind: FieldType) -> Column:
    if kind == "number":
        return np.array([math.nan if value is None else value for value in parsed], dtype="f8")
    if kind == "date":
        return np.array(
            ["NaT" if value is None else value for value in parsed], dtype="datetime64[D]"
        )
    return objects(parsed)


def _text(value: object) -> str:
    if isinstance(value, bytes):
        raise TypeError(value)
    return value if isinstance(value, str) else str(value).removesuffix(".0")


def _number(value: object) -> float:
    if not isinstance(value, int | float | str):
        raise TypeError(value)
    return float(value)


def _date(value: object) -> np.datetime64:
    if not isinstance(value, str):
        raise TypeError(value)
    match = _ISO_DATE.match(value)
    if match is None:
        raise ValueError(value)
    return np.datetime64(match.group(1), "D")


def _boolean(value: object) -> str:
    return "true" if _number(value) else "false"


_PARSERS: Mapping[FieldType, Callable[[object], object]] = MappingProxyType(
    {"text": _text, "number": _number, "date": _date}
)


def plain(value: object) -> str | float | date | None:
    """Give one value of a column as Python knows it; None for unknown."""
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else value.astype("datetime64[D]").item()
    if isinstance(value, float):
        return None if math.isnan(value) else float(value)
    return None if value is None else str(value)
