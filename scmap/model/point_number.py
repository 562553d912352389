"""국가지점번호: the number of each square of 10 m on the national grid.

The grid lies on EPSG:5179 (UTM-K) and begins 300 km west and 700 km south of the plane's origin at
(1,000,000, 2,000,000). Squares of 100 km are called by two letters, 가 to 사 eastward and 가 to 아
northward; within one, four digits each count the squares of 10 m. Source: 도로명주소법 제23조 and
its 시행령 제37조 (a grid of 10 m from a datum point that the minister sets).
"""

import math
import re

WEST, SOUTH = 700_000.0, 1_300_000.0  # corner of 가가 0000 0000, metres on EPSG:5179
SQUARE, CELL = 100_000.0, 10.0  # metres
COLUMNS, ROWS = "가나다라마바사", "가나다라마바사아"

_NUMBER = re.compile(rf"([{COLUMNS}])\s*([{ROWS}])\s*(\d{{4}})\s*-?\s*(\d{{4}})")


def point_number(x: float, y: float) -> str:
    """Give the number of the square at a point of EPSG:5179; "" off the grid.

    Parameters
    ----------
    x, y : float
        East and north, metres.
    """
    if not (math.isfinite(x) and math.isfinite(y)):
        return ""
    (column, east), (row, north) = (
        divmod(math.floor((x - WEST) / CELL), int(SQUARE / CELL)),
        divmod(math.floor((y - SOUTH) / CELL), int(SQUARE / CELL)),
    )
    if not (0 <= column < len(COLUMNS) and 0 <= row < len(ROWS)):
        return ""
    return f"{COLUMNS[column]}{ROWS[row]} {east:04d} {north:04d}"


def read_point_number(text: str) -> tuple[float, float] | None:
    """Give the middle of the square that a number means, on EPSG:5179; None for what is none."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    column, row = COLUMNS.index(found[1]), ROWS.index(found[2])
    return (
        WEST + column * SQUARE + int(found[3]) * CELL + CELL / 2,
        SOUTH + row * SQUARE + int(found[4]) * CELL + CELL / 2,
    )
