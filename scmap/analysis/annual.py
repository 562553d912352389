"""연도별 투자: what operates, what meets and what is invested in each year, by ministry line."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scmap.analysis.summary import ALL, Groups
from scmap.model.verdict import Rows, Values

Counts = NDArray[np.intp]
_LONGEST = 200  # years; a typing error (2014–20144) makes no axis of eighteen thousand


@dataclass(frozen=True, slots=True, eq=False)
class YearSeries:
    """What happens in each year.

    Attributes
    ----------
    years : (m,) intp
        Without gaps, from the first funded or operating year to the last.
    keys : tuple of str, length g
        Ministry lines, unknown ministries, then `ALL`.
    operating : (g, m) intp
        Investments that operate. A joint one counts in each of its lines, in `ALL` once.
    parts : (g, m) float64
        The same with a joint one split evenly over its lines: the lines add up to `ALL`.
    money : (g, m) float64
        Money invested, 백만원: each known total spread evenly over the funded years, a joint one
        evenly over its lines too, so that lines and years never add up to more than was invested.
    unknown : (g, m) intp
        Investments funded in the year whose total is unknown: the money leaves them out.
    pairs : (m,) intp
        Pairs of which both sides operate.
    without_years : int
        Investments that stand in no year: theirs are unknown.
    without_total : int
        Investments whose total is unknown, whatever their years.
    """

    years: Counts
    keys: tuple[str, ...]
    operating: Counts
    parts: Values
    money: Values
    unknown: Counts
    pairs: Counts
    without_years: int
    without_total: int

    @property
    def stated(self) -> Values:
        """Money as it is said, shape (g, m): NaN where nothing is known of what was invested."""
        return np.where((self.money == 0) & (self.unknown > 0), np.nan, self.money)


def year_series(
    groups: Groups,
    funded: Values,
    operating: Values,
    totals: Values,
    pairs: tuple[Rows, Rows] | None = None,
) -> YearSeries:
    """Lay out the years of a register.

    Parameters
    ----------
    groups : Groups
        Ministry lines of the n rows.
    funded, operating : (n, 2) float64
        First and last year in which each row is paid for, and in which it operates; NaN unknown.
    totals : (n,) float64
        총사업비, 백만원; NaN = unknown.
    pairs : (left, right) or None
        Rows of the pairs to count.
    """
    timed = _sound(funded) & _sound(operating)
    years = _years(np.concatenate((funded[timed], operating[timed])))
    at_work, paid = (_spans(span, timed, years) for span in (operating, funded))
    member = groups.member
    share = np.where(paid, 1.0, 0.0) / np.maximum(paid.sum(axis=1, keepdims=True), 1)
    known = ~np.isnan(totals)
    yearly = share * np.where(known, totals, 0.0)[:, None]
    return YearSeries(
        years=years,
        keys=groups.keys,
        operating=_added(member, at_work),
        parts=_parts(groups).T @ at_work.astype(float),
        money=_parts(groups).T @ yearly,
        unknown=_added(member, paid & ~known[:, None]),
        pairs=_meeting(years, operating, *pairs) if pairs else np.zeros(len(years), np.intp),
        without_years=int((~timed).sum()),
        without_total=int((~known).sum()),
    )


def _sound(years: Values) -> NDArray[np.bool_]:
    """Whether first and last year are known and in order."""
    first, last = years.T
    sound: NDArray[np.bool_] = (first <= last) & (last - first < _LONGEST)
    return sound


def _years(spans: Values) -> Counts:
    if not len(spans):
        return np.empty(0, np.intp)
    return np.arange(int(spans[:, 0].min()), int(spans[:, 1].max()) + 1)


def _spans(span: Values, timed: NDArray[np.bool_], years: Counts) -> NDArray[np.bool_]:
    """Whether each row's span holds each year, shape (n, m)."""
    held: NDArray[np.bool_] = (span[:, :1] <= years) & (span[:, 1:] >= years) & timed[:, None]
    return held


def _added(member: NDArray[np.bool_], rows: NDArray[np.bool_]) -> Counts:
    return member.T.astype(np.intp) @ rows.astype(np.intp)


def _parts(groups: Groups) -> Values:
    """Share of each row's money that falls to each group, shape (n, g): `ALL` gets the whole."""
    own = groups.member.astype(float)
    every = groups.place(ALL)
    own[:, every] = 0.0
    own /= np.maximum(own.sum(axis=1, keepdims=True), 1)
    own[:, every] = 1.0
    return own


def _meeting(years: Counts, operating: Values, left: Rows, right: Rows) -> Counts:
    """Count the pairs of which both sides operate in each year."""
    start = np.maximum(operating[left, 0], operating[right, 0])
    stop = np.minimum(operating[left, 1], operating[right, 1])
    meet = start <= stop
    steps = np.zeros(len(years) + 1, np.intp)
    if len(years):
        np.add.at(steps, np.clip(start[meet] - years[0], 0, len(years)).astype(np.intp), 1)
        np.add.at(steps, np.clip(stop[meet] + 1 - years[0], 0, len(years)).astype(np.intp), -1)
    counted: Counts = np.cumsum(steps)[:-1]
    return counted


def operates_within(operating: Values, first: float, last: float) -> NDArray[np.bool_]:
    """Tell which rows operate in some year from `first` to `last`; one of unknown years does not.

    Parameters
    ----------
    operating : (n, 2) float64
        First and last operating year.
    first, last : float
        Both included.

    Returns
    -------
    (n,) bool
    """
    within: NDArray[np.bool_] = (operating[:, 0] <= last) & (operating[:, 1] >= first)
    return within
