"""What became of a layer's features: what changed, so that the rest need not be asked again."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.model.layer import UNKNOWN, Column, Layer, Objects, field_type
from scmap.model.row_index import found_rows

Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]

NEW = -1  # origin of a feature that was not there before, as `row_index.found_rows` gives it


@dataclass(frozen=True, eq=False)
class Difference:
    """Which features of a layer came, went, moved or got other values.

    Attributes
    ----------
    before, after : Layer
        Two states of one layer.
    origin : (n,) intp
        Row of `before` that each row of `after` was, `NEW` for one that was not there.
    moved : (n,) bool
        Whether each row of `after` is new or has another geometry.
    altered : (n,) bool
        Whether each row of `after` is new, has moved, or has another value in a field asked for.
    gone : (g,) intp
        Rows of `before` that `after` no longer has.
    """

    before: Layer
    after: Layer
    origin: Rows
    moved: Mask
    altered: Mask
    gone: Rows

    @classmethod
    def between(
        cls, before: Layer, after: Layer, fields: Collection[str] | None = None
    ) -> "Difference":
        """Compare two states of a layer: by identity first, then by value.

        Parameters
        ----------
        before, after : Layer
            The states; features are told by their uids, whatever their order.
        fields : collection of str or None
            Fields whose values count; by default all that either state has. A field that one state
            lacks is unknown there.
        """
        origin = _origin(before, after)
        moved = _moved(before, after, origin)
        altered = moved.copy()
        names = {**before.columns, **after.columns}.keys() if fields is None else fields
        for name in names:
            altered |= _another_value(before, after, name, origin)
        stayed = np.zeros(len(before), bool)
        stayed[origin[origin != NEW]] = True
        return cls(before, after, origin, moved, altered, np.flatnonzero(~stayed))

    def touching(self, uids: Collection[str]) -> "Difference":
        """Give the difference with some more features counted as altered, whatever they hold."""
        touched = np.fromiter((uid in uids for uid in self.after.uids), bool, len(self.after))
        return replace(self, altered=self.altered | touched) if touched.any() else self

    def __bool__(self) -> bool:
        """Whether anything that counts is another one; the order of rows is not."""
        return bool(len(self.gone) or self.altered.any())

    @cached_property
    def rows(self) -> Rows:
        """Rows of `after` that are new or altered, ascending."""
        return np.flatnonzero(self.altered)

    @cached_property
    def former(self) -> Rows:
        """Rows of `before` that are gone or altered, ascending."""
        came = self.origin[self.rows]
        return np.sort(np.concatenate((self.gone, came[came != NEW])))

    @cached_property
    def place(self) -> Rows:
        """Row of `after` that each row of `before` has become, shape (m,); `NEW` where it is gone.

        Altered rows have their places too.
        """
        place = np.full(len(self.before), NEW, dtype=np.intp)
        stayed = np.flatnonzero(self.origin != NEW)
        place[self.origin[stayed]] = stayed
        return place

    @cached_property
    def ground(self) -> Objects:
        """Every geometry that was left or has been taken, old and new; None is left out."""
        came = self.origin[self.moved]
        old = self.before.geometry[np.concatenate((self.gone, came[came != NEW]))]
        both = np.concatenate((old, self.after.geometry[self.moved]))
        return np.asarray(both[~shapely.is_missing(both)], dtype=object)


def _origin(before: Layer, after: Layer) -> Rows:
    if before.uids is after.uids or np.array_equal(before.uids, after.uids):
        return np.arange(len(after))
    return found_rows(before.rows, after.uids)


def _moved(before: Layer, after: Layer, origin: Rows) -> Mask:
    """Whether each row is new or has another geometry, vertex for vertex."""
    moved: Mask = origin == NEW
    old = before.geometry[origin] if len(before) else np.full(len(after), None, dtype=object)
    pairs = zip(old, after.geometry, strict=True)
    apart = np.fromiter((one is not other for one, other in pairs), bool, len(after)) & ~moved
    rows = np.flatnonzero(apart)
    moved[rows] = shapely.to_wkb(old[rows]) != shapely.to_wkb(after.geometry[rows])
    return moved


def _another_value(before: Layer, after: Layer, name: str, origin: Rows) -> Mask:
    """Whether a field of each row that was there before has another value."""
    was, now = before.columns.get(name), after.columns.get(name)
    stayed = origin != NEW
    if was is now and (was is None or before.uids is after.uids):
        return np.zeros(len(after), bool)
    former = was[origin[stayed]] if was is not None else None
    present = now[stayed] if now is not None else None
    another = np.zeros(len(after), bool)
    another[stayed] = _differ(former, present)
    return another


def _differ(one: Column | None, other: Column | None) -> Mask:
    """Compare values; unknown is like unknown, also where the whole field is not there."""
    if one is None or other is None:
        column = one if other is None else other
        if column is None:
            return np.zeros(0, bool)
        return ~unknown(column)
    if one.dtype != other.dtype:
        return np.ones(len(one), bool)
    differ: Mask = np.asarray(one != other, bool) & ~(unknown(one) & unknown(other))
    return differ


def unknown(column: Column) -> Mask:
    """Tell which values of a column are unknown, shape (n,)."""
    kind = field_type(column)
    if kind == "text":
        return np.asarray(column == UNKNOWN[kind], bool)
    return np.asarray(np.isnan(column) if kind == "number" else np.isnat(column), bool)
