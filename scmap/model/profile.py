"""What a verdict compares of each investment, as arrays over a common vocabulary."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

Membership = NDArray[np.bool_]
Rows = NDArray[np.intp]


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
    kind_codes, field_codes, tag_words, beneficiary_words : tuple of str
        Vocabulary, in the order of the arrays' columns.
    kinds : (n,) intp
        Place of each kind in `kind_codes`, −1 when unknown.
    fields, tags, beneficiaries : (n, v) bool
        Which words of the vocabulary each row has; a row without any is unknown.
    years : (n, 2) float64
        First and last operating year, NaN when unknown.
    """

    kind_codes: tuple[str, ...]
    field_codes: tuple[str, ...]
    tag_words: tuple[str, ...]
    beneficiary_words: tuple[str, ...]
    kinds: NDArray[np.intp]
    fields: Membership
    tags: Membership
    beneficiaries: Membership
    years: NDArray[np.float64]

    @classmethod
    def of(cls, sides: Sequence[Side]) -> "Profile":
        """Lay sides out as arrays, over the words that occur in them."""
        return _laid_out(
            sides,
            (
                tuple(sorted({side.kind for side in sides if side.kind})),
                _vocabulary(side.fields for side in sides),
                _vocabulary(side.tags for side in sides),
                _vocabulary(side.beneficiaries for side in sides),
            ),
        )

    def renewed(self, origin: Rows, altered: Membership, sides: Sequence[Side]) -> "Profile | None":
        """Give the profile after some rows became others; None where these bring a new word.

        Parameters
        ----------
        origin : (n,) intp
            Row that each row was before.
        altered : (n,) bool
            Rows that are others now.
        sides : sequence of Side
            These rows, in order.
        """
        words = (self.kind_codes, self.field_codes, self.tag_words, self.beneficiary_words)
        if not len(self.kinds):
            return None
        kinds, fields, tags, served = map(frozenset, words)
        for side in sides:
            if side.kind and side.kind not in kinds:
                return None
            if not (side.fields <= fields and side.tags <= tags and side.beneficiaries <= served):
                return None
        some, kept = _laid_out(sides, words), np.where(altered, 0, origin)
        columns = {}
        for name in ("kinds", "fields", "tags", "beneficiaries", "years"):
            column = getattr(self, name)[kept]
            column[altered] = getattr(some, name)
            columns[name] = column
        return replace(self, **columns)

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


def _laid_out(sides: Sequence[Side], words: tuple[tuple[str, ...], ...]) -> Profile:
    """Lay sides out over a vocabulary: of kinds, fields, tags and beneficiaries."""
    kind_codes, field_codes, tag_words, beneficiary_words = words
    place = {code: number for number, code in enumerate(kind_codes)}
    return Profile(
        kind_codes=kind_codes,
        field_codes=field_codes,
        tag_words=tag_words,
        beneficiary_words=beneficiary_words,
        kinds=np.array([place.get(side.kind, -1) for side in sides], dtype=np.intp),
        fields=membership([side.fields for side in sides], field_codes),
        tags=membership([side.tags for side in sides], tag_words),
        beneficiaries=membership([side.beneficiaries for side in sides], beneficiary_words),
        years=np.array([(side.first, side.last) for side in sides], dtype=float).reshape(-1, 2),
    )


def _vocabulary(sets: Iterable[frozenset[str]]) -> tuple[str, ...]:
    return tuple(sorted(frozenset().union(*sets)))


def membership(sets: Sequence[frozenset[str]], words: Sequence[str]) -> Membership:
    """Tell which of the words each set has, shape (n, v)."""
    # Many rows share a set: the same one is looked at once, and found without a loop of Python's.
    same = np.fromiter(map(id, sets), np.uint64, len(sets))
    _, rows, kind = np.unique(same, return_index=True, return_inverse=True)
    place = {word: column for column, word in enumerate(words)}
    member = np.zeros((len(rows), len(words)), dtype=bool)
    for number, row in enumerate(rows.tolist()):
        member[number, [place[word] for word in sets[row] if word in place]] = True
    return member[kind]
