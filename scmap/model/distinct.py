"""The values that occur in a column, told apart once: many rows share few of them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scmap.model.kept import Kept

Distinct = tuple[list[Any], NDArray[np.intp]]


def distinct(column: NDArray[Any]) -> Distinct:
    """Give the values of a column of a layer, each once, and the place of each row's among them.

    Columns never change, so that this is worked out once for each.

    Parameters
    ----------
    column : (n,) array
        Of objects, numbers or dates; all unknown numbers are one value, and all unknown dates.

    Returns
    -------
    values : list, length v
        In the order of first appearance for objects, ascending for others.
    at : (n,) intp
        Place of each row's value.
    """
    return _KNOWN.of(column)


def _told_apart(column: NDArray[Any]) -> Distinct:
    if column.dtype == object:
        cells = column.tolist()
        places = {value: place for place, value in enumerate(dict.fromkeys(cells))}
        at = np.fromiter(map(places.__getitem__, cells), dtype=np.intp, count=len(cells))
        return list(places), at
    values, which = np.unique(column, return_inverse=True)
    return list(values), which.astype(np.intp)


_KNOWN: Kept[Distinct] = Kept(_told_apart)
