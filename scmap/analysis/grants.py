"""How municipalities were funded: single small grants, and grants one after another.

Source: the paper's finding of 단일년도·소액지원 and 연속 수혜 (DOMAIN §1 rows 26-27).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scmap.model.codebook import parts
from scmap.model.layer import Layer

SMALL_MKRW = 1_000.0  # 10억 원: below it a grant counts as small; a judgement


@dataclass(frozen=True, slots=True, eq=False)
class GrantFlags:
    """Flags of each investment.

    Attributes
    ----------
    single_year : (n,) bool
        It begins and ends in one year; unknown years are no flag.
    small : (n,) bool
        Its total is below the threshold, or its national part where only that is known.
    by_national : (n,) bool
        Whether the national part alone was known (국비 기준).
    """

    single_year: NDArray[np.bool_]
    small: NDArray[np.bool_]
    by_national: NDArray[np.bool_]

    @property
    def flagged(self) -> NDArray[np.bool_]:
        """Both of a single year and small (단일년도·소액)."""
        return self.single_year & self.small


@dataclass(frozen=True, slots=True)
class Recipient:
    """What one municipality received.

    Attributes
    ----------
    code : str
        Its code.
    rows : tuple of int
        Its investments, by year.
    first, last : float
        Years, NaN where unknown.
    """

    code: str
    rows: tuple[int, ...]
    first: float
    last: float


def grant_flags(layer: Layer, small_mkrw: float = SMALL_MKRW) -> GrantFlags:
    """Flag investments of a single year and of little money."""
    first, last = layer.number("year_from"), layer.number("year_to")
    total, national = layer.number("total_mkrw"), layer.number("national_mkrw")
    by_national = np.isnan(total) & ~np.isnan(national)
    with np.errstate(invalid="ignore"):
        small = np.where(by_national, national, total) < small_mkrw
        return GrantFlags(first == last, small, by_national)


def recipients(layer: Layer) -> tuple[Recipient, ...]:
    """Give what each municipality received, the most often funded first."""
    rows: dict[str, list[int]] = {}
    for row, cell in enumerate(layer.text("municipality_code")):
        for code in parts(cell):
            rows.setdefault(code, []).append(row)
    years = layer.number("year_from")
    ends = np.fmax(years, layer.number("year_to"))

    def recipient(code: str, mine: list[int]) -> Recipient:
        ordered = tuple(sorted(mine, key=lambda row: (math.isnan(years[row]), years[row], row)))
        known, until = years[mine], ends[mine]
        first = float(np.nanmin(known)) if not np.isnan(known).all() else math.nan
        last = float(np.nanmax(until)) if not np.isnan(until).all() else math.nan
        return Recipient(code, ordered, first, last)

    found = (recipient(code, mine) for code, mine in rows.items())
    return tuple(sorted(found, key=lambda one: (-len(one.rows), one.code)))
