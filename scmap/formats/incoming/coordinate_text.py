"""Coordinates that are written otherwise than as plain figures of degrees in two columns.

Degrees, minutes and seconds in a cell or in columns of their own, N and E, 북위 and 동경, letters
of full width, a comma for the point, both in one cell.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scmap.model.layer import Column, objects

MOST = 0.8  # share of the filled cells by which a column is what it is taken for
LOOKED_AT = 1_000  # cells of a column
LONGITUDES, LATITUDES = (124.0, 132.5), (32.8, 39.0)  # 이어도 32.1 is no ground
UNKNOWN = float("nan")
_SIXTY = 60
_SIDES = "NESWnesw북위남동경서 "
_SEXAGESIMAL = re.compile(
    r"(\d{1,3})\s*[°º˚도d:-]\s*(\d{1,2})\s*[\'′’‘분m:-]\s*(\d{1,2}(?:\.\d+)?)?\s*(?:[\"″”“초s]|\'\'|′′)?"
)
_COMMA = re.compile(r"(\d{2,3}),(\d{4,}|\d{1,2})")
_BOTH = re.compile(r"[(\[]?\s*(\d{2,3}\.\d+)\s*[,;/\s]\s*(\d{2,3}\.\d+)\s*[)\]]?")
_PART = re.compile(
    r"(위도|경도|lat|lon)[a-z]*[\W_]*(도|분|초|deg|min|sec)[a-z]*[\W_]*", re.IGNORECASE
)
_PARTS = {"도": 0, "deg": 0, "분": 1, "min": 1, "초": 2, "sec": 2}


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Where the coordinates of a table stand.

    Attributes
    ----------
    x, y : (n,) array
        Longitudes and latitudes as they are written.
    code : str
        Of the issue that says how they were gathered; "" where there is nothing to say.
    told : Mapping of str to object
        Its values.
    """

    x: Column
    y: Column
    code: str = ""
    told: Mapping[str, object] = field(default_factory=dict)


def degrees(text: str) -> tuple[float, str]:
    """Read degrees, and give the code of what had to be done; NaN and "" of any other text."""
    plain = unicodedata.normalize("NFKC", text).strip()
    sexagesimal = _SEXAGESIMAL.fullmatch(plain.strip(_SIDES))
    if sexagesimal:
        whole, minutes, seconds = (float(part or 0) for part in sexagesimal.groups())
        if max(minutes, seconds) >= _SIXTY:
            return UNKNOWN, ""
        return round(whole + minutes / 60 + seconds / 3600, 9), "coordinate_sexagesimal"
    comma = _COMMA.fullmatch(plain)
    if comma:
        return float(f"{comma[1]}.{comma[2]}"), "coordinate_comma"
    bare = plain.strip(f"{_SIDES}°º˚도")
    if bare != text.strip() and re.fullmatch(r"\d+(\.\d+)?", bare):
        return float(bare), "coordinate_cleaned"
    return UNKNOWN, ""


def in_parts(columns: Mapping[str, Column]) -> Cells | None:
    """Gather degrees, minutes and seconds that have columns of their own."""
    found: dict[str, list[str]] = {"x": ["", "", ""], "y": ["", "", ""]}
    for title, column in columns.items():
        part = _PART.fullmatch(title.strip())
        if part and column.dtype.kind == "f":
            axis = "y" if part[1].lower() in ("위도", "lat") else "x"
            found[axis][_PARTS[part[2].lower()]] = title
    if not all(titles[0] and titles[1] for titles in found.values()):
        return None
    x, y = (_gathered(columns, titles) for titles in found.values())
    named = ", ".join(title for titles in found.values() for title in titles if title)
    return Cells(x, y, "coordinate_parts", {"names": named})


def _gathered(columns: Mapping[str, Column], titles: list[str]) -> NDArray[np.float64]:
    whole, minutes, seconds = titles
    gathered: NDArray[np.float64] = columns[whole] + columns[minutes] / 60
    return gathered + np.nan_to_num(columns[seconds]) / 3600 if seconds else gathered


def in_one(columns: Mapping[str, Column]) -> Cells | None:
    """Take apart latitudes and longitudes that share a cell, where one column only holds such."""
    both = {title: column for title, column in columns.items() if _holds_both(column)}
    if len(both) != 1:
        return None
    ((title, column),) = both.items()
    pairs = [_both(cell) for cell in column]
    return Cells(
        objects(x for x, _y in pairs),
        objects(y for _x, y in pairs),
        "coordinate_in_one",
        {"column": title},
    )


def _holds_both(column: Column) -> bool:
    if column.dtype != object:
        return False
    filled = [cell for cell in column[:LOOKED_AT] if cell is not None]
    known = [cell for cell in filled if _both(cell) != (cell, None)]
    return bool(filled) and len(known) >= MOST * len(filled)


def _both(cell: object) -> tuple[object, object]:
    """Give longitude and latitude of a cell as texts; the cell and None where it holds no two."""
    found = _BOTH.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if found is None:
        return cell, None
    first, second = float(found[1]), float(found[2])
    if _within(first, LATITUDES) and _within(second, LONGITUDES):
        return found[2], found[1]
    if _within(first, LONGITUDES) and _within(second, LATITUDES):
        return found[1], found[2]
    return cell, None


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]
