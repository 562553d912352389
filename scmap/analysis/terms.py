"""Measure what a verdict rests on: ground, fields, content, beneficiaries and time of each pair.

Every function works on `k` pairs at once; a term that is not known is NaN. Formulas: DOMAIN §5.2.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from scmap.analysis.operation import shared_years
from scmap.model.profile import Membership, Profile
from scmap.model.ruleset import RuleSet
from scmap.model.verdict import Rows, Terms, Values


def measure_terms(
    profile: Profile, left: Rows, right: Rows, coefficient: Values, quality: Values, rules: RuleSet
) -> Terms:
    """Measure the terms of a few pairs; see `Likeness.terms`."""
    rows, place = np.unique(np.concatenate((left, right)), return_inverse=True)
    one, other = place.reshape(2, -1)
    return Likeness.of(profile.take(rows), rules).terms(one, other, coefficient, quality)


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """The tables of the rules laid over a profile, for many looks at its pairs.

    Attributes
    ----------
    profile : Profile
        The investments.
    rules : RuleSet
        The tables.
    alike, completing : (n, f) float64
        How well the best field of each row matches each field, and completes it; 0 without fields.
    kinds_alike, kinds_completing : (c, c) float64
        The same of each kind with each.
    """

    profile: Profile
    rules: RuleSet
    alike: Values
    completing: Values
    kinds_alike: Values
    kinds_completing: Values

    @classmethod
    def of(cls, profile: Profile, rules: RuleSet) -> Self:
        """Lay the tables over a profile."""
        codes, kinds = profile.field_codes, profile.kind_codes
        return cls(
            profile,
            rules,
            _best_match(profile.fields, rules.field_similarity.matrix(codes)),
            _best_match(profile.fields, rules.field_complement.matrix(codes)),
            rules.kind_similarity.matrix(kinds),
            rules.kind_complement.matrix(kinds),
        )

    def terms(self, left: Rows, right: Rows, coefficient: Values, quality: Values) -> Terms:
        """Measure the terms of each pair.

        Parameters
        ----------
        left, right : (k,) intp
            Rows of each pair.
        coefficient, quality : (k,) float64
            Overlap coefficient and the worse of both footprints' quality factors, NaN when unknown.
        """
        profile = self.profile
        return Terms(
            coefficient=coefficient,
            ground=quality * coefficient,
            fields=self.fields(left, right),
            content=self.content(left, right),
            beneficiaries=jaccard(profile.beneficiaries, left, right),
            time=operating_time(profile.years, left, right, self.rules),
            field_complement=_best_pair(profile.fields, left, right, self.completing),
            kind_complement=_of_kinds(profile, left, right, self.kinds_completing),
        )

    def fields(self, left: Rows, right: Rows) -> Values:
        """F = (Σ_a max_b M[a,b] + Σ_b max_a M[a,b]) / (|Fa| + |Fb|), shape (k,)."""
        fields = self.profile.fields
        one, other = fields[left], fields[right]
        products = one * self.alike[right] + other * self.alike[left]
        matched = np.zeros(len(left))
        for column in products.T:  # code by code: one that neither has changes no bit of the sum
            matched += column
        share = _share(matched, one.sum(axis=1) + other.sum(axis=1))
        return np.where(_both_known(fields, left, right), share, np.nan)

    def content(self, left: Rows, right: Rows) -> Values:
        """C = ½·K + ½·Jaccard of the 기능태그 (the share is the rules'); K alone without tags."""
        kind = _of_kinds(self.profile, left, right, self.kinds_alike)
        tags = jaccard(self.profile.tags, left, right)
        share = self.rules.kind_share
        return np.where(np.isnan(tags), kind, share * kind + (1 - share) * tags)


def jaccard(sets: Membership, left: Rows, right: Rows) -> Values:
    """|A∩B| / |A∪B| of two sets of words, NaN where one of them is unknown, shape (k,)."""
    shared = (sets[left] & sets[right]).sum(axis=1)
    together = (sets[left] | sets[right]).sum(axis=1)
    return np.where(_both_known(sets, left, right), _share(shared, together), np.nan)


def operating_time(years: Values, left: Rows, right: Rows, rules: RuleSet) -> Values:
    """T: years in common over the shorter interval; for a gap, a share that fades with it."""
    length = years[:, 1] - years[:, 0] + 1
    common = shared_years(years, left, right)
    start = np.maximum(years[left, 0], years[right, 0])
    stop = np.minimum(years[left, 1], years[right, 1])
    faded = rules.gap_share * np.maximum(0.0, 1 - (start - stop) / rules.gap_years)
    meeting = _share(common, np.minimum(length[left], length[right]))
    return np.where(np.isnan(common), np.nan, np.where(common > 0, meeting, faded))


def _best_match(fields: Membership, matrix: Values) -> Values:
    """Best value of each code with any field of each row, shape (n, f); 0 for a row without any."""
    best = np.zeros(fields.shape)
    for column in range(fields.shape[1]):
        with_it = fields[:, column]
        best[with_it] = np.maximum(best[with_it], matrix[column])
    return best


def _best_pair(fields: Membership, left: Rows, right: Rows, best: Values) -> Values:
    """Best value of any field of one side with any of the other."""
    best = (fields[left] * best[right]).max(axis=1, initial=0.0)
    return np.where(_both_known(fields, left, right), best, np.nan)


def _of_kinds(profile: Profile, left: Rows, right: Rows, matrix: Values) -> Values:
    a, b = profile.kinds[left], profile.kinds[right]
    known = (a >= 0) & (b >= 0)
    values = np.full(len(left), np.nan)
    values[known] = matrix[a[known], b[known]]
    return values


def _both_known(sets: Membership, left: Rows, right: Rows) -> Membership:
    return np.logical_and(sets[left].any(axis=1), sets[right].any(axis=1))


def _share(part: NDArray[np.generic], whole: NDArray[np.generic]) -> Values:
    """Divide; where the whole is 0 there is no part either, and the share is 0."""
    result: Values = np.divide(part, np.maximum(whole, 1), dtype=float)
    return result
