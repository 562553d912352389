"""A layer brought up to date by a newer file of its source, and what that changed."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.model.difference import NEW, unknown
from scmap.model.layer import UNKNOWN, Column, Layer, Objects, field_type, objects
from scmap.model.matching import nearly, texts
from scmap.model.uid_array import joined

Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Renewed:
    """A layer brought up to date, and what that changed.

    Attributes
    ----------
    layer : Layer
        Rows that were there keep identity and order; new ones stand behind them.
    changed : Mapping of str to (k,) intp
        By column, rows of the newer file whose value there is another one; "" stands for the
        shape.
    left : Mapping of str to (k,) intp
        By column, rows of the newer file that say nothing where something was known: that stays.
    """

    layer: Layer
    changed: Mapping[str, Rows]
    left: Mapping[str, Rows]


def renewed(before: Layer, after: Layer, origin: Rows, gone: Rows) -> Renewed:
    """Bring a layer up to date by a newer file.

    Parameters
    ----------
    before, after : Layer
        On one plane.
    origin : (n,) intp
        Of `Matching`.
    gone : (g,) intp
        Rows of `before` that leave.

    Returns
    -------
    Renewed
        What the newer file does not say stays as it was.
    """
    found = np.flatnonzero(origin != NEW)
    old = origin[found]
    fresh = np.flatnonzero(origin == NEW)
    changed: dict[str, Rows] = {}
    left: dict[str, Rows] = {}
    columns: dict[str, Column] = {}
    for name in dict.fromkeys((*before.columns, *after.columns)):
        was, now = _alike(name, before, after)
        said = ~unknown(now[found])
        another = said & _differ(was[old], now[found])
        changed[name] = found[another]
        left[name] = found[~said & ~unknown(was[old])]
        made = was.copy()
        made[old[another]] = now[found[another]]
        columns[name] = np.concatenate((made, now[fresh]))
    shapes = before.geometry.copy()
    moved = _moved(before.geometry[old], after.geometry[found])
    shapes[old[moved]] = after.geometry[found[moved]]
    changed[""] = found[moved]
    stays = np.ones(len(before) + len(fresh), dtype=bool)
    stays[gone] = False
    layer = before.replace(
        uids=joined(before.uids, after.uids[fresh])[stays],
        geometry=np.concatenate((shapes, after.geometry[fresh]))[stays],
        columns={name: column[stays] for name, column in columns.items()},
        crs=before.crs or after.crs,
    )
    return Renewed(layer, _filled(changed), _filled(left))


def _differ(was: Column, now: Column) -> Mask:
    """Tell which cells have another value; figures count to the digits that files keep of them."""
    different = np.asarray(was != now, dtype=bool)
    return different & ~nearly(was, now) if was.dtype.kind == "f" else different


def _filled(rows: Mapping[str, Rows]) -> dict[str, Rows]:
    return {name: some for name, some in rows.items() if len(some)}


def _moved(was: Objects, now: Objects) -> Mask:
    moved = ~shapely.is_missing(now)
    both = np.concatenate((was, now))
    if (shapely.get_type_id(both) == shapely.GeometryType.POINT).all():  # of which there are many
        old, new = np.split(shapely.get_coordinates(both), 2)
        return np.asarray((old != new).any(axis=1), dtype=bool)
    rows = np.flatnonzero(moved)
    moved[rows] = shapely.to_wkb(was[rows]) != shapely.to_wkb(now[rows])
    return np.asarray(moved, dtype=bool)


def _alike(name: str, before: Layer, after: Layer) -> tuple[Column, Column]:
    """Give a column of both layers in one type: unknown where one lacks it, else text."""
    was, now = before.columns.get(name), after.columns.get(name)
    if was is None:
        return _blank(after.columns[name], len(before)), after.columns[name]
    if now is None:
        return was, _blank(was, len(after))
    if was.dtype == now.dtype:
        return was, now
    words = [objects(word or None for word in texts(column)) for column in (was, now)]
    return words[0], words[1]


def _blank(like: Column, count: int) -> Column:
    return np.full(count, UNKNOWN[field_type(like)], like.dtype)
