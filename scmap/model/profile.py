"""What a verdict compares of each investment, as arrays over a common vocabulary."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

Membership = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Side:
    """One investment as a verdict sees it; an empty set or NaN is unknown.

    Attributes
    ----------
    kind : str
        Code of its kind.
    fields, tags, beneficiaries : frozenset of str
        Service-field codes, 기능태그 and 지원대상.
    first, last : float
        Operating years, both included.
    """

    kind: str
    fields: frozenset[str]
    tags: frozenset[str]
    beneficiaries: frozenset[str]
    first: float
    last: float


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """`n` investments as arrays.

    Attributes
    ----------
    kind_codes, field_codes : tuple of str
        Vocabulary of the kinds and of the fields, in the order of the arrays' columns.
    kinds : (n,) intp
        Place of each kind in `kind_codes`, −1 when unknown.
    fields, tags, beneficiaries : (n, v) bool
        Which words of the vocabulary each row has; a row without any is unknown.
    years : (n, 2) float64
        First and last operating year, NaN when unknown.
    """

    kind_codes: tuple[str, ...]
    field_codes: tuple[str, ...]
    kinds: NDArray[np.intp]
    fields: Membership
    tags: Membership
    beneficiaries: Membership
    years: NDArray[np.float64]

    @classmethod
    def of(cls, sides: Sequence[Side]) -> Self:
        """Lay sides out as arrays, over the words that occur in them."""
        kind_codes = tuple(sorted({side.kind for side in sides if side.kind}))
        field_codes = _vocabulary(side.fields for side in sides)
        place = {code: number for number, code in enumerate(kind_codes)}
        return cls(
            kind_codes=kind_codes,
            field_codes=field_codes,
            kinds=np.array([place.get(side.kind, -1) for side in sides], dtype=np.intp),
            fields=membership([side.fields for side in sides], field_codes),
            tags=_own_membership([side.tags for side in sides]),
            beneficiaries=_own_membership([side.beneficiaries for side in sides]),
            years=np.array([(side.first, side.last) for side in sides], dtype=float).reshape(-1, 2),
        )

    def take(self, rows: NDArray[np.intp]) -> Self:
        """Give only some rows, in that order; the vocabulary stays."""
        return replace(
            self,
            kinds=self.kinds[rows],
            fields=self.fields[rows],
            tags=self.tags[rows],
            beneficiaries=self.beneficiaries[rows],
            years=self.years[rows],
        )


def _vocabulary(sets: Iterable[frozenset[str]]) -> tuple[str, ...]:
    return tuple(sorted(frozenset().union(*sets)))


def _own_membership(sets: Sequence[frozenset[str]]) -> Membership:
    return membership(sets, _vocabulary(sets))


def membership(sets: Sequence[frozenset[str]], words: Sequence[str]) -> Membership:
    """Tell which of the words each set has, shape (n, v)."""
    place = {word: column for column, word in enumerate(words)}
    marks = [(row, place[word]) for row, one in enumerate(sets) for word in one]
    member = np.zeros((len(sets), len(words)), dtype=bool)
    rows, columns = np.array(marks, dtype=np.intp).reshape(-1, 2).T
    member[rows, columns] = True
    return member
