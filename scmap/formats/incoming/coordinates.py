"""Coordinates in columns: which columns hold them, and what is wrong with each row's.

Repaired is only what has one safe repair: a pair that is swapped, a decimal point lost, a first "1"
cut off, rubbish behind a figure. All else that cannot be in Korea is kept out with its reason; a
row without coordinates comes in without a place.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from scmap.formats.incoming.coordinate_text import (
    LATITUDES,
    LONGITUDES,
    LOOKED_AT,
    MOST,
    Cells,
    degrees,
    in_one,
    in_parts,
)
from scmap.formats.incoming.table import Incoming, noticed
from scmap.formats.projection import DEGREES
from scmap.model.dots import dots
from scmap.model.issue import Issue
from scmap.model.layer import Column, objects

Floats: TypeAlias = NDArray[np.float64]

EXAMPLE = 24  # letters of a value that a remark shows
_PLAIN = re.compile(r"\s*([-+]?\d+(?:\.\d+)?)\s*")
_WITH_RUBBISH = re.compile(r"\s*([-+]?\d+(?:\.\d+)?)[^\d.]*")
_TWICE = re.compile(r"(\d+\.\d+?)\1")
_LOST_POINT = re.compile(r"(12[4-9]|13[0-2])(\d{4,})|(3[3-8])(\d{4,})")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns that hold coordinates.

    Attributes
    ----------
    x, y : str
        Names of the columns; x holds the longitude or the easting.
    degrees : bool
        Whether the values are degrees.
    mistitled : str
        Code of the issue where the titles say something else; "".
    """

    x: str
    y: str
    degrees: bool
    mistitled: str = ""


def placed(table: Incoming, meanings: Mapping[str, str]) -> Incoming:
    """Make points of the columns that hold coordinates.

    Parameters
    ----------
    table : Incoming
        A table without geometry.
    meanings : Mapping of str to str
        What each column is taken for: "longitude", "latitude", "easting", "northing" …

    Returns
    -------
    Incoming
        The table as it was, where no columns hold coordinates; otherwise with points in their own
        CRS (`crs` is "" for metres), and without the rows that cannot be where they say.
    """
    cells = in_parts(table.columns)
    if cells is None:
        pair = find_pair(table.columns, meanings)
        if pair is not None and not pair.degrees:
            x, y = _figures(table.columns[pair.x]), _figures(table.columns[pair.y])
            return replace(table, geometry=_points(x, y))
        cells = in_one(table.columns) if pair is None else _cells_of(table, pair)
    if cells is None:
        return table.noticing(*_unread(table, meanings))
    marks = _Marks(len(table))
    x, y = _mended(cells.x, cells.y, marks)
    made = replace(table, geometry=_points(x, y), crs=DEGREES, crs_from="guessed")
    made = made.noticing(
        *([Issue(cells.code, table.name, values=cells.told)] if cells.code else ())
    )
    made = made.noticing(
        *(noticed(code, table.name, table.rows[rows]) for code, rows in marks.groups(lost=False))
    )
    return _kept(made, marks)


def _cells_of(table: Incoming, pair: Pair) -> Cells:
    told = {"x": pair.x, "y": pair.y}
    return Cells(table.columns[pair.x], table.columns[pair.y], pair.mistitled, told)


def _unread(table: Incoming, meanings: Mapping[str, str]) -> Iterator[Issue]:
    """Say of columns that are titled as coordinates that their values are none."""
    for x, y in _titled(table.columns, meanings):
        values = [cell for cell in table.columns[y].tolist() if cell not in (None, "", "-")]
        known = [cell for cell in values if cell == cell]  # noqa: PLR0124  NaN is no value
        if known:
            example = f"{known[0]:g}" if isinstance(known[0], float) else str(known[0])[:EXAMPLE]
            told = {"x": x, "y": y, "example": example}
            yield Issue("coordinates_not_read", table.name, values=told)
            return


def find_pair(columns: Mapping[str, Column], meanings: Mapping[str, str]) -> Pair | None:
    """Find the columns that hold coordinates, by their titles and then by their values."""
    titled = _titled(columns, meanings)
    for x, y in titled:
        found = _by_values(columns, x, y)
        if found is None and meanings[x] == "longitude":
            found = _by_repairs(columns[x], columns[y], x, y)
        if found is not None:
            return found
    return _untitled(columns) if not titled else None


def _titled(columns: Mapping[str, Column], meanings: Mapping[str, str]) -> list[tuple[str, str]]:
    """Give the pairs of columns that are titled as coordinates."""
    return [
        (x, y)
        for left, right in (("longitude", "latitude"), ("easting", "northing"))
        for x in columns
        if meanings.get(x) == left
        for y in columns
        if meanings.get(y) == right
    ]


def _by_repairs(first: Column, second: Column, x: str, y: str) -> Pair | None:
    """Tell degrees of which nearly every value has to be repaired: a lost point, minutes."""
    if min(_mendable(first, LONGITUDES), _mendable(second, LATITUDES)) >= MOST:
        return Pair(x, y, degrees=True)
    if min(_mendable(first, LATITUDES), _mendable(second, LONGITUDES)) >= MOST:
        return Pair(y, x, degrees=True, mistitled="coordinate_columns_swapped")
    return None


def _mendable(column: Column, bounds: tuple[float, float]) -> float:
    """Give the share of the filled cells that are within bounds, or are repaired to be."""
    cells = column[~_blank(column)][:LOOKED_AT]
    values = [
        _repaired(cell, value, bounds)[0]
        for cell, value in zip(cells, _figures(cells), strict=True)
    ]
    return float(_inside(np.array(values), bounds).mean()) if len(cells) else 0.0


def _by_values(columns: Mapping[str, Column], x: str, y: str) -> Pair | None:
    """Tell what two columns hold that are titled as coordinates."""
    first, second = _figures(columns[x]), _figures(columns[y])
    if _within(first, LONGITUDES) >= MOST and _within(second, LATITUDES) >= MOST:
        return Pair(x, y, degrees=True)
    if _within(first, LATITUDES) >= MOST and _within(second, LONGITUDES) >= MOST:
        return Pair(y, x, degrees=True, mistitled="coordinate_columns_swapped")
    metres = (_within(first, (10_000.0, 2e7)), _within(second, (10_000.0, 2e7)))
    if min(metres) >= MOST:
        return Pair(x, y, degrees=False)
    some = np.isfinite(first) & np.isfinite(second)
    return Pair(x, y, degrees=True) if some.any() and _mostly_korean(first, second) else None


def _mostly_korean(first: Floats, second: Floats) -> bool:
    """Tell whether half of what is neither blank nor 0 is degrees of Korea, in either order."""
    real = np.isfinite(first) & np.isfinite(second) & ((first != 0) | (second != 0))
    right = _inside(first, LONGITUDES) & _inside(second, LATITUDES)
    wrong = _inside(second, LONGITUDES) & _inside(first, LATITUDES)
    return bool((right | wrong)[real].mean() >= 0.5) if real.any() else False


def _untitled(columns: Mapping[str, Column]) -> Pair | None:
    """Find a pair by its values alone: degrees with a fraction, in no more than one way."""
    figures = {name: _figures(column) for name, column in columns.items()}
    broken = {n: v for n, v in figures.items() if np.isfinite(v).any() and _fractions(v) >= MOST}
    x = [name for name, values in broken.items() if _within(values, LONGITUDES) >= MOST]
    y = [name for name, values in broken.items() if _within(values, LATITUDES) >= MOST]
    return Pair(x[0], y[0], degrees=True) if len(x) == len(y) == 1 else None


def _fractions(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float((known != np.round(known, 2)).mean())


def _within(values: Floats, bounds: tuple[float, float]) -> float:
    """Give the share of the filled cells within bounds."""
    known = values[np.isfinite(values) & (values != 0)]
    return float(_inside(known, bounds).mean()) if len(known) else 0.0


def _inside(values: Floats, bounds: tuple[float, float]) -> NDArray[np.bool_]:
    return (values >= bounds[0]) & (values <= bounds[1])


def _figures(column: Column) -> Floats:
    """Give the numbers of a column, NaN where a cell is none as it stands."""
    if column.dtype.kind == "f":
        return column.astype("f8")
    if column.dtype.kind != "O":
        return np.full(len(column), np.nan)
    return np.fromiter(map(_figure, column), "f8", len(column))


def _figure(cell: object) -> float:
    found = _PLAIN.fullmatch(cell) if isinstance(cell, str) else None
    return float(found[1]) if found else float("nan")


class _Marks:
    """What was noticed about each row's coordinates."""

    def __init__(self, count: int) -> None:
        self._said: list[str] = [""]
        self._codes = np.zeros(count, dtype="u1")  # places in `_said`
        self.lost = np.zeros(count, dtype=bool)

    @property
    def marked(self) -> NDArray[np.bool_]:
        """Rows of which something was noticed."""
        return self._codes > 0

    def mark(self, rows: NDArray[np.bool_], code: str, *, lost: bool = False) -> None:
        """Say something of rows of which nothing was said yet."""
        fresh = rows & ~self.marked
        self._codes[fresh] = self._number(code)
        self.lost |= fresh & lost

    def mark_lost(self, rows: NDArray[np.bool_], code: str) -> None:
        """Say of rows why they are lost, whatever was said before."""
        self._codes[rows] = self._number(code)
        self.lost |= rows

    def groups(self, *, lost: bool) -> list[tuple[str, NDArray[np.bool_]]]:
        """Give the rows of each code among those that are lost, or that come in."""
        chosen = self.marked & (self.lost == lost)
        numbers = np.unique(self._codes[chosen]).tolist()
        return sorted((self._said[number], chosen & (self._codes == number)) for number in numbers)

    def _number(self, code: str) -> int:
        if code not in self._said:
            self._said.append(code)
        return self._said.index(code)


def _mended(x_cells: Column, y_cells: Column, marks: _Marks) -> tuple[Floats, Floats]:
    """Give longitudes and latitudes, NaN where there is none, and mark what was done."""
    x, y = _figures(x_cells), _figures(y_cells)
    blank = _blank(x_cells) | _blank(y_cells)
    marks.mark(blank, "coordinate_missing")
    marks.mark((x == 0) & (y == 0), "coordinate_zero", lost=True)
    settled = marks.marked
    for cells, values, other, bounds in (
        (x_cells, x, y, LONGITUDES),
        (y_cells, y, x, LATITUDES),
    ):
        told: dict[str, list[int]] = {}
        for row in np.flatnonzero(~_inside(values, bounds) & ~settled).tolist():
            if not _swapped(x[row], y[row]):
                values[row], code = _repaired(cells[row], values[row], bounds)
                if code and np.isfinite(other[row]):
                    told.setdefault(code, []).append(row)
        for code, rows in told.items():
            mask = np.zeros(len(x), dtype=bool)
            mask[rows] = True
            marks.mark(mask & np.isfinite(values), code)
            marks.mark(mask, code, lost=True)
    swapped = _inside(x, LATITUDES) & _inside(y, LONGITUDES)
    x[swapped], y[swapped] = y[swapped], x[swapped].copy()
    marks.mark(swapped, "coordinate_swapped")
    outside = ~(_inside(x, LONGITUDES) & _inside(y, LATITUDES)) & ~blank
    _replace_lost(marks, outside)
    x[blank | marks.lost], y[blank | marks.lost] = np.nan, np.nan
    return x, y


def _replace_lost(marks: _Marks, outside: NDArray[np.bool_]) -> None:
    """Rows that are still outside are lost, whatever repair was tried on one of their cells."""
    marks.mark_lost(outside & ~marks.lost, "coordinate_outside")


def _swapped(x: float, y: float) -> bool:
    return LATITUDES[0] <= x <= LATITUDES[1] and LONGITUDES[0] <= y <= LONGITUDES[1]


def _repaired(cell: object, value: float, bounds: tuple[float, float]) -> tuple[float, str]:
    """Repair one cell where there is exactly one way; give NaN and why where there is none."""
    if isinstance(cell, str) and not np.isfinite(value):
        written, code = degrees(cell)
        if bounds[0] <= written <= bounds[1]:
            return written, code
        return _reread(cell.strip(), bounds)
    if not np.isfinite(value):
        return float("nan"), "coordinate_unreadable"
    return _moved(value, bounds)


def _reread(text: str, bounds: tuple[float, float]) -> tuple[float, str]:
    """Read a cell that is no figure as it stands."""
    twice = _TWICE.fullmatch(text)
    if twice and bounds[0] <= float(twice[1]) <= bounds[1]:
        return float(twice[1]), "coordinate_doubled"
    rubbish = _WITH_RUBBISH.fullmatch(text)
    if rubbish is None:
        code = "coordinate_two_numbers" if text.count(".") > 1 else "coordinate_unreadable"
        return float("nan"), code
    value = float(rubbish[1])
    if bounds[0] <= value <= bounds[1]:
        return value, "coordinate_cleaned"
    return _moved(value, bounds)


def _moved(value: float, bounds: tuple[float, float]) -> tuple[float, str]:
    """Put back a decimal point, or the first 1 of a longitude, that a figure has lost."""
    point = _LOST_POINT.fullmatch(f"{value:.0f}") if value == round(value) else None
    if point:
        whole, rest = (point[1], point[2]) if point[1] else (point[3], point[4])
        moved = float(f"{whole}.{rest}")
        if bounds[0] <= moved <= bounds[1]:
            return moved, "coordinate_point_lost"
    if bounds == LONGITUDES and bounds[0] <= value + 100 <= bounds[1]:
        return round(value + 100, 12), "coordinate_one_lost"
    return value, ""


def _blank(cells: Column) -> NDArray[np.bool_]:
    if cells.dtype.kind == "f":
        return np.isnan(cells)
    return np.fromiter((cell in (None, "-", "") for cell in cells), bool, len(cells))


def _points(x: Floats, y: Floats) -> NDArray[np.object_]:
    """Give points, None where a coordinate is unknown."""
    known, places = np.isfinite(x) & np.isfinite(y), np.column_stack((x, y))
    if known.all():
        return dots(places)
    points = objects([None] * len(x))
    points[known] = dots(places[known])
    return points


def _kept(table: Incoming, marks: _Marks) -> Incoming:
    """Keep out the rows that are lost, each with its reason."""
    there = np.ones(len(table), dtype=bool)
    for code, rows in marks.groups(lost=True):
        table = table.without(rows[there], code)
        there &= ~rows
    return table
