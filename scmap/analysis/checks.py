"""Look at investments before they are judged: values that cannot be are unknown, and named.

Nothing is repaired by a guess. A year, an amount, a code or a place that cannot be right counts as
unknown in the analysis, so that whatever rests on it is left out of the score; the record itself
keeps what its source says.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.model import amounts
from scmap.model.codebook import CodeBook, parts
from scmap.model.difference import Difference
from scmap.model.distinct import Numbers, distinct
from scmap.model.extent import Extent
from scmap.model.identity import repeated
from scmap.model.investment import MONEY, MONEY_PARTS, unequal_splits
from scmap.model.issue import Issue
from scmap.model.layer import Column, Layer, are_finite, objects
from scmap.progress import Progress, silent
from scmap.words import language, tr_in

Mask = NDArray[np.bool_]
Values = NDArray[np.float64]
Value = TypeVar("Value")

FIRST_YEAR, LAST_YEAR = 1990, 2100
# Told; the value is used as it is.
NOTICES = frozenset({"boundary_mismatch", "ministry_outside_dates", "money_unequal"})
_NEEDED = {"name": "name", "fields": "main_field"}


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """Investments as the analysis may use them.

    Attributes
    ----------
    layer : Layer
        The very layer when nothing is wrong with it; else one in which each value that cannot be
        is unknown, without the rows whose identity another row has.
    issues : tuple of Issue
        What is wrong, in the layer's order; each names the row.
    """

    layer: Layer
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class _Fault:
    """What is wrong with one row: the code, and what its words name."""

    row: int
    code: str
    values: Mapping[str, object]


def check_investments(
    layer: Layer,
    codebook: CodeBook,
    country: Extent | None = None,
    *,
    progress: Progress = silent,
) -> Checked:
    """Take out of investments what cannot be, and say so.

    Parameters
    ----------
    layer : Layer
        The investments as they stand.
    codebook : CodeBook
        Which kinds, fields and ministries there are.
    country : Extent or None
        Ground on which every project lies, on the layer's plane; None = not checked. A footprint
        beside it was drawn on another plane.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    columns: dict[str, Column] = {}
    geometry = layer.geometry.copy()
    looks: tuple[Callable[[], Iterable[_Fault]], ...] = (
        lambda: _missing(layer),
        lambda: _kinds(layer, codebook, columns),
        lambda: _fields(layer, codebook, columns),
        lambda: _years(layer, columns),
        lambda: _ministries(layer.replace(columns={**layer.columns, **columns}), codebook),
        lambda: _money(layer, columns),
        lambda: _points(layer, country, columns),
        lambda: _footprints(layer, country, geometry),
    )
    faults: list[_Fault] = []
    for done, look in enumerate(looks, start=1):
        faults += look()
        progress(done / len(looks))
    twice = repeated(layer.uids)
    faults += [_Fault(int(row), "uid_repeated", {}) for row in np.flatnonzero(twice)]
    sound = layer
    if columns or any(
        one is not other for one, other in zip(geometry, layer.geometry, strict=True)
    ):
        sound = layer.replace(columns={**layer.columns, **columns}, geometry=geometry)
    if twice.any():
        sound = sound.take(~twice)
    return Checked(sound, _issues(layer, faults))


def check_again(
    difference: Difference,
    codebook: CodeBook,
    country: Extent | None,
    issues: Sequence[Issue],
) -> Checked:
    """Check the rows of a layer that changed since it was checked; the rows stay in their places.

    Parameters
    ----------
    difference : Difference
        From the layer as it was checked to the layer as it stands now.
    codebook, country
        As `check_investments` takes them.
    issues : sequence of Issue
        What was wrong before; what concerned rows that did not change still holds.
    """
    layer, rows = difference.after, difference.rows
    some = layer.take(rows)
    found = check_investments(some, codebook, country)
    stayed = set(layer.uids[~difference.altered])
    told = [*(one for one in issues if one.feature in stayed), *found.issues]
    told.sort(key=lambda one: layer.rows[one.feature])
    if found.layer is some or len(found.layer) != len(rows):
        return Checked(layer, tuple(told))
    columns = {
        name: _put(layer.columns[name], rows, column)
        for name, column in found.layer.columns.items()
        if column is not some.columns[name]
    }
    sound = layer.replace(
        columns={**layer.columns, **columns},
        geometry=_put(layer.geometry, rows, found.layer.geometry),
    )
    return Checked(sound, tuple(told))


def _put(column: Column, rows: NDArray[np.intp], values: Column) -> Column:
    """Give a column with other values in some rows."""
    put = column.copy()
    put[rows] = values
    return put


def rows_left_out(issues: Sequence[Issue]) -> dict[str, int]:
    """Count the rows of which something was left out of the score, by what was wrong."""
    return {code: len(rows) for code, rows in sorted(_rows(left_out(issues)).items())}


def told_counts(issues: Sequence[Issue], code: str | None = None) -> str:
    """Say how many rows have what: "음수 금액 1, 소관 미상 20"; in language `code`."""
    spoken = code or language()
    return ", ".join(
        tr_in(spoken, "checks.count", what=tr_in(spoken, f"checks.{what}"), n=len(rows))
        for what, rows in sorted(_rows(issues).items())
    )


def _rows(issues: Sequence[Issue]) -> dict[str, set[str]]:
    """Rows that have each fault."""
    rows: dict[str, set[str]] = {}
    for issue in issues:
        rows.setdefault(issue.code, set()).add(issue.feature)
    return rows


def left_out(issues: Sequence[Issue]) -> tuple[Issue, ...]:
    """Give the issues for which something was left out of the score."""
    return tuple(issue for issue in issues if issue.code not in NOTICES)


def _issues(layer: Layer, faults: list[_Fault]) -> tuple[Issue, ...]:
    names = layer.text("name")
    ordered = sorted(faults, key=lambda fault: (fault.row, fault.code))
    return tuple(
        Issue(
            fault.code,
            layer.name,
            str(layer.uids[fault.row]),
            {"name": names[fault.row] or "", **fault.values},
        )
        for fault in ordered
    )


# -- words and codes ---------------------------------------------------------------------------


def _missing(layer: Layer) -> Iterator[_Fault]:
    for column, field in _NEEDED.items():
        values, at = distinct(layer.text(column))
        for row in _where(values, at, lambda cell: not cell):
            yield _Fault(row, "cell_missing", {"field": field})
    placed = ~shapely.is_missing(layer.geometry) | ~np.isnan(layer.number("x"))
    places = layer.text("municipality_code")
    for row in np.flatnonzero(placed).tolist():  # a law or a standard has no place
        if not places[row]:
            yield _Fault(row, "cell_missing", {"field": "municipality"})


def _ministries(layer: Layer, codebook: CodeBook) -> Iterator[_Fault]:
    """Name ministries that are blank, not known, or not of their time."""
    named, ministry = distinct(layer.text("ministry"))
    years, first = distinct(layer.number("year_from"))
    untils, last = distinct(layer.number("year_to"))
    keys = (ministry.astype(np.int64) * len(years) + first) * len(untils) + last
    cells, at = np.unique(keys, return_inverse=True)  # many rows say the same
    told: list[list[tuple[str, Mapping[str, object]]]] = []
    for cell in cells.tolist():
        rest, until = divmod(cell, len(untils))
        name, year = divmod(rest, len(years))
        span = float(years[year]), float(untils[until])
        told.append(list(_ministry(named[name], *span, codebook)))
    for row in _where(told, at, bool):
        yield from (_Fault(row, code, values) for code, values in told[at[row]])


def _ministry(
    text: str | None, year: float, until: float, codebook: CodeBook
) -> Iterator[tuple[str, Mapping[str, object]]]:
    if not text:
        yield "ministry_unknown", {}
        return
    for resolved in codebook.resolve_all(text, year, until):
        if not resolved.lineage:
            yield "ministry_not_known", {"ministry": resolved.text}
        elif not resolved.in_force:
            yield "ministry_outside_dates", {"name": resolved.text, "year": f"{year:.0f}"}


def _kinds(layer: Layer, codebook: CodeBook, columns: dict[str, Column]) -> Iterator[_Fault]:
    kinds = layer.text("kind")
    unknown = _where(*distinct(kinds), lambda kind: kind not in codebook.kinds)
    for row in unknown:
        if kinds[row]:
            yield _Fault(row, "cell_unknown", {"field": "kind", "value": kinds[row]})
        else:
            yield _Fault(row, "cell_missing", {"field": "kind"})
    if any(kinds[row] for row in unknown):
        known = kinds.copy()
        known[unknown] = None
        columns["kind"] = known


def _fields(layer: Layer, codebook: CodeBook, columns: dict[str, Column]) -> Iterator[_Fault]:
    """Leave out codes that no field has; a vocabulary without fields is not asked."""
    if not codebook.fields:
        return
    cells, at = distinct(layer.text("fields"))
    sorted_out = [_sorted_out(cell, codebook) for cell in cells]
    for row in _where(sorted_out, at, lambda told: bool(told[1])):
        wrong = sorted_out[at[row]][1]
        yield _Fault(row, "cell_unknown", {"field": "main_field", "value": wrong})
    if any(wrong for _, wrong in sorted_out):
        columns["fields"] = objects(known for known, _ in sorted_out)[at]


def _where(values: list[Value], at: Numbers, odd: Callable[[Value], bool]) -> list[int]:
    """Give the rows whose value is odd; rows that are alike are looked at once.

    Whoever goes through very many rows one by one keeps the interpreter from the window.
    """
    wrong = np.array([odd(value) for value in values], dtype=bool)
    rows: list[int] = np.flatnonzero(wrong[at]).tolist() if len(values) else []
    return rows


def _sorted_out(cell: str | None, codebook: CodeBook) -> tuple[str | None, str]:
    """Give the codes of a cell that are fields, as a cell, and the others in words."""
    codes = parts(cell)
    known = ";".join(code for code in codes if code in codebook.fields)
    return known or None, ", ".join(code for code in codes if code not in codebook.fields)


# -- numbers -----------------------------------------------------------------------------------


def _years(layer: Layer, columns: dict[str, Column]) -> Iterator[_Fault]:
    first, last = layer.number("year_from"), layer.number("year_to")
    wrong: dict[str, Mask] = {}
    for name, years in (("year_from", first), ("year_to", last)):
        odd = (years < FIRST_YEAR) | (years > LAST_YEAR) | (years != np.floor(years))
        wrong[name] = np.asarray(odd & ~np.isnan(years), dtype=bool)
        for row in np.flatnonzero(wrong[name]):
            yield _Fault(int(row), "year_wrong", {"field": name, "value": f"{years[row]:g}"})
    for row in np.flatnonzero(np.isnan(first)):
        yield _Fault(int(row), "cell_missing", {"field": "year_from"})
    backwards = (last < first) & ~wrong["year_from"] & ~wrong["year_to"]
    for row in np.flatnonzero(backwards):
        span = {"first": f"{first[row]:.0f}", "last": f"{last[row]:.0f}"}
        yield _Fault(int(row), "years_backwards", span)
    for name, years in (("year_from", first), ("year_to", last)):
        _unknown(columns, name, years, wrong[name] | backwards)


def _money(layer: Layer, columns: dict[str, Column]) -> Iterator[_Fault]:
    for part in MONEY:
        name = f"{part}_mkrw"
        values = layer.number(name)
        negative, endless = values < 0, np.isinf(values)
        for row in np.flatnonzero(negative & ~endless).tolist():
            yield _Fault(row, "money_negative", {"field": name})
        for row in np.flatnonzero(endless).tolist():
            told = {"field": name, "value": f"{values[row]:g}"}
            yield _Fault(row, "cell_not_number", told)
        _unknown(columns, name, values, negative | endless)
    known = {part: columns.get(f"{part}_mkrw", layer.number(f"{part}_mkrw")) for part in MONEY}
    total = known["total"]
    for row, together in unequal_splits(total, [known[part] for part in MONEY_PARTS]):
        sums = {"sum": amounts.money(together), "total": amounts.money(float(total[row]))}
        yield _Fault(row, "money_unequal", sums)


def _unknown(columns: dict[str, Column], name: str, values: Values, wrong: Mask) -> None:
    if wrong.any():
        columns[name] = np.where(wrong, np.nan, values)


# -- places ------------------------------------------------------------------------------------


def _points(layer: Layer, country: Extent | None, columns: dict[str, Column]) -> Iterator[_Fault]:
    x, y = layer.number("x"), layer.number("y")
    given = ~(np.isnan(x) & np.isnan(y))
    wrong = given & ~(np.isfinite(x) & np.isfinite(y))
    if country is not None:
        wrong |= given & ~_inside(np.column_stack((x, y, x, y)), country)
    for row in np.flatnonzero(wrong):
        yield _Fault(int(row), "point_elsewhere", {"x": f"{x[row]:g}", "y": f"{y[row]:g}"})
    _unknown(columns, "x", x, wrong)
    _unknown(columns, "y", y, wrong)


def _footprints(
    layer: Layer, country: Extent | None, geometry: NDArray[np.object_]
) -> Iterator[_Fault]:
    """Take out footprints with coordinates that are no numbers, or beside the country."""
    present = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    bounds = layer.bounds
    finite = are_finite(geometry)
    for row in np.flatnonzero(present & ~finite):
        geometry[row] = None
        yield _Fault(int(row), "footprint_not_finite", {})
    if country is None:
        return
    for row in np.flatnonzero(present & finite & ~_inside(bounds, country)):
        geometry[row] = None
        corner = {"x": f"{bounds[row, 0]:,.0f}", "y": f"{bounds[row, 1]:,.0f}"}
        yield _Fault(int(row), "footprint_elsewhere", {"crs": layer.crs, **corner})


def _inside(bounds: Values, country: Extent) -> Mask:
    low = (bounds[:, 0] >= country.x0) & (bounds[:, 1] >= country.y0)
    high = (bounds[:, 2] <= country.x1) & (bounds[:, 3] <= country.y1)
    return np.asarray(low & high, dtype=bool)
