"""When an investment is at work: its funded years and the life of what was built."""

import numpy as np
from numpy.typing import NDArray

from scmap.model.codebook import CodeBook
from scmap.model.layer import Layer


def operating_years(layer: Layer, codebook: CodeBook) -> NDArray[np.float64]:
    """Give the first and the last year in which each investment operates.

    Returns
    -------
    (n, 2) float64
        ``[year_from, year_to + life]`` with the life-time of the row's kind; a missing `year_to`
        counts as `year_from`; NaN where `year_from` is unknown, the last year also where
        the kind is: nobody knows how long it lives.

    Notes
    -----
    Source: DOMAIN §5.2 (T is taken on operating intervals); life-times: resources/codes/kinds.csv.
    """
    first = layer.number("year_from")
    last = layer.number("year_to")
    last = np.where(np.isnan(last), first, last)
    lives = {code: kind.life_years for code, kind in codebook.kinds.items()}
    life = np.array([lives.get(str(kind), np.nan) for kind in layer.text("kind")], dtype=float)
    return np.column_stack((first, last + life))


def funded_years(layer: Layer) -> NDArray[np.float64]:
    """Give the first and the last year in which each investment is paid for.

    Returns
    -------
    (n, 2) float64
        An unknown last year counts as the first; NaN where the first is unknown.
    """
    first, last = layer.number("year_from"), layer.number("year_to")
    return np.column_stack((first, np.where(np.isnan(last), first, last)))


def shared_years(
    years: NDArray[np.float64], left: NDArray[np.intp], right: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Count the years in which both sides of each pair operate, first and last included.

    Parameters
    ----------
    years : (n, 2) float64
        First and last year of each row.
    left, right : (k,) intp
        Row numbers of each pair.

    Returns
    -------
    (k,) float64
        0 when the intervals do not meet, NaN when one of them is unknown.
    """
    start = np.maximum(years[left, 0], years[right, 0])
    stop = np.minimum(years[left, 1], years[right, 1])
    shared: NDArray[np.float64] = np.maximum(0.0, stop - start + 1)
    return shared
