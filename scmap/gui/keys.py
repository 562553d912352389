"""What the rows of a table are: features found by uid, and uids found by row, without a copy."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, overload

import numpy as np
from numpy.typing import NDArray

from scmap.model.layer import Layer, Objects, objects
from scmap.model.row_index import found_rows, rows_of

Rows = NDArray[np.intp]


class Keys(Protocol):
    """Tells which feature a row is; `PairList` is one, and makes its uids when they are asked."""

    def __len__(self) -> int: ...

    def uid(self, row: int, /) -> str:
        """Give the uid of a row."""
        ...

    def uids(self, rows: Rows, /) -> Objects:
        """Give the uids of some rows, shape (k,)."""
        ...

    def rows(self, uids: Iterable[str], /) -> Rows:
        """Give the row of each uid, shape (k,); -1 where there is none such."""
        ...


@dataclass(frozen=True, eq=False)
class Named:
    """Keys that are there as an array, shape (n,)."""

    names: Objects

    def __len__(self) -> int:
        return len(self.names)

    def uid(self, row: int) -> str:
        return str(self.names[row])

    def uids(self, rows: Rows) -> Objects:
        found: Objects = self.names[rows]
        return found

    def rows(self, uids: Iterable[str]) -> Rows:
        return found_rows(rows_of(self.names), objects(uids))


@dataclass(frozen=True, eq=False)
class LayerKeys:
    """Keys of the rows of a layer, found by the layer's own index."""

    layer: Layer

    def __len__(self) -> int:
        return len(self.layer)

    @property
    def names(self) -> Objects:
        """The uids as an array, shape (n,)."""
        return self.layer.uids

    def uid(self, row: int) -> str:
        return str(self.layer.uids[row])

    def uids(self, rows: Rows) -> Objects:
        found: Objects = self.layer.uids[rows]
        return found

    def rows(self, uids: Iterable[str]) -> Rows:
        return found_rows(self.layer.rows, objects(uids))


class Uids(Sequence[str]):
    """The uids of very many rows, each made when it is read.

    Attributes
    ----------
    keys : Keys
        Whose rows they are.
    places : (k,) intp
        Which rows, no one twice.
    """

    def __init__(self, keys: Keys, places: Rows) -> None:
        self.keys, self.places = keys, places

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...
    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        if isinstance(index, slice):
            return tuple(self.keys.uids(self.places[index]).tolist())
        return self.keys.uid(int(self.places[index]))

    def __iter__(self) -> Iterator[str]:
        return (self.keys.uid(row) for row in self.places.tolist())

    def __contains__(self, uid: object) -> bool:
        return isinstance(uid, str) and bool(self.among((uid,))[0])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Uids):
            return NotImplemented
        return self.keys is other.keys and np.array_equal(self.places, other.places)

    __hash__ = None  # type: ignore[assignment]  # as that of a list

    def among(self, uids: Iterable[str]) -> NDArray[np.bool_]:
        """Tell which of these uids are among them, shape (k,)."""
        keys = self.keys
        own = isinstance(keys, (Named, LayerKeys)) and keys.names is uids
        rows = np.arange(len(keys)) if own else keys.rows(uids)
        found: NDArray[np.bool_] = (rows >= 0) & self.mask[rows]
        return found

    @property
    def are_all(self) -> bool:
        """Whether every row is among them."""
        return len(self.places) == len(self.keys)

    @cached_property
    def mask(self) -> NDArray[np.bool_]:
        """Tell for each row of the keys whether it is among them, shape (n,)."""
        mask = np.full(len(self.keys), self.are_all)
        if not self.are_all:
            mask[self.places] = True
        return mask
