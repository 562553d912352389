"""How the owners of two investments relate: 부처 간, 부처 내 or 공동."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Self

import numpy as np
from numpy.typing import NDArray

from scmap.model.overlap import RELATIONS, Mask, Relation, Rows

Codes = NDArray[np.int8]

_FEW = 1_000  # sets of owners of which all pairs are told in a table
_APART = np.int8(RELATIONS.index("between"))


def relation(left: frozenset[str], right: frozenset[str]) -> str:
    """Say how two owners relate: "between", "within" or "joint" (some, not all, in common)."""
    if left.isdisjoint(right):
        return "between"
    return "within" if len(left) == len(right) == 1 else "joint"


@dataclass(frozen=True, eq=False)
class Owners:
    """Whose each of `n` rows is.

    Attributes
    ----------
    groups : tuple of frozenset of str
        Sets of owners that occur, each once; the empty one is unknown.
    number : (n,) intp
        Place in `groups` of each row's owners.
    """

    groups: tuple[frozenset[str], ...]
    number: Rows

    @classmethod
    def of(cls, groups: Sequence[frozenset[str]]) -> Self:
        """Tell the owners of the rows apart."""
        numbers: dict[frozenset[str], int] = {}
        number = np.fromiter(
            (numbers.setdefault(one, len(numbers)) for one in groups), np.intp, len(groups)
        )
        return cls(tuple(numbers), number)

    @cached_property
    def known(self) -> Mask:
        """Whether the owners of each row are known, shape (n,)."""
        known = np.array([bool(group) for group in self.groups], dtype=bool)
        return np.asarray(known[self.number])

    @cached_property
    def unknown(self) -> int:
        """How many rows have no known owner."""
        return int((~self.known).sum())

    @cached_property
    def _sharing(self) -> tuple[Rows, Codes]:
        """Two places with an owner in common, as one number, ascending; and how they relate."""
        holders: dict[str, list[int]] = {}
        for place, group in enumerate(self.groups):
            for owner in group:
                holders.setdefault(owner, []).append(place)
        both = sorted({pair for places in holders.values() for pair in product(places, repeat=2)})
        codes = [
            RELATIONS.index(relation(self.groups[one], self.groups[other])) for one, other in both
        ]
        keys = [one * len(self.groups) + other for one, other in both]
        return np.array(keys, dtype=np.intp), np.array(codes, dtype=np.int8)

    @cached_property
    def _codes(self) -> Codes:
        keys, codes = self._sharing
        told = np.full(len(self.groups) ** 2, _APART, dtype=np.int8)
        told[keys] = codes
        return told

    def relation_codes(self, left: Rows, right: Rows) -> Codes:
        """How the owners of each pair of rows relate, shape (k,): places in `RELATIONS`."""
        wanted = self.number[left] * len(self.groups) + self.number[right]
        if len(self.groups) <= _FEW:
            return np.asarray(self._codes[wanted])
        keys, codes = self._sharing
        place = np.searchsorted(keys, wanted)
        found = np.append(keys, -1)[place] == wanted
        return np.where(found, np.append(codes, _APART)[place], _APART).astype(np.int8)

    def related(self, left: Rows, right: Rows, relation: Relation) -> Mask:
        """Tell which pairs of rows have owners that relate as asked, shape (k,)."""
        if relation == "all":
            return np.ones(len(left), dtype=bool)
        return np.asarray(self.relation_codes(left, right) == RELATIONS.index(relation))
