"""Measure what a verdict rests on: ground, fields, content, beneficiaries and time of each pair.

Every function works on `k` pairs at once; a term that is not known is NaN. Formulas: DOMAIN §5.2.
"""

import numpy as np
from numpy.typing import NDArray

from scmap.analysis.operation import shared_years
from scmap.model.profile import Membership, Profile
from scmap.model.ruleset import RuleSet
from scmap.model.verdict import Rows, Terms, Values


def measure_terms(
    profile: Profile, left: Rows, right: Rows, coefficient: Values, quality: Values, rules: RuleSet
) -> Terms:
    """Measure the terms of each pair.

    Parameters
    ----------
    profile : Profile
        The investments.
    left, right : (k,) intp
        Rows of each pair.
    coefficient, quality : (k,) float64
        Overlap coefficient and the worse of both footprints' quality factors, NaN when unknown.
    rules : RuleSet
        The tables.
    """
    rows, place = np.unique(np.concatenate((left, right)), return_inverse=True)
    profile, (left, right) = profile.take(rows), place.reshape(2, -1)  # a few rows of many
    complement = rules.field_complement.matrix(profile.field_codes)
    return Terms(
        coefficient=coefficient,
        ground=quality * coefficient,
        fields=field_similarity(profile, left, right, rules),
        content=_content(profile, left, right, rules),
        beneficiaries=jaccard(profile.beneficiaries, left, right),
        time=operating_time(profile.years, left, right, rules),
        field_complement=_best_pair(profile.fields, left, right, complement),
        kind_complement=_of_kinds(
            profile, left, right, rules.kind_complement.matrix(profile.kind_codes)
        ),
    )


def field_similarity(profile: Profile, left: Rows, right: Rows, rules: RuleSet) -> Values:
    """F = (Σ_a max_b M[a,b] + Σ_b max_a M[a,b]) / (|Fa| + |Fb|), shape (k,)."""
    fields = profile.fields
    best = _best_match(fields, rules.field_similarity.matrix(profile.field_codes))
    matched = np.zeros(len(left))
    for code in range(fields.shape[1]):  # code by code: one that neither has changes no bit of it
        matched += fields[left, code] * best[right, code]
        matched += fields[right, code] * best[left, code]
    size = fields.sum(axis=1)
    return np.where(
        _both_known(fields, left, right), _share(matched, size[left] + size[right]), np.nan
    )


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


def _content(profile: Profile, left: Rows, right: Rows, rules: RuleSet) -> Values:
    """C = ½·K + ½·Jaccard of the 기능태그 (the share is the rules'); K alone without tags."""
    kind = _of_kinds(profile, left, right, rules.kind_similarity.matrix(profile.kind_codes))
    tags = jaccard(profile.tags, left, right)
    share = rules.kind_share
    return np.where(np.isnan(tags), kind, share * kind + (1 - share) * tags)


def _best_match(fields: Membership, matrix: Values) -> Values:
    """Best value of each code with any field of each row, shape (n, f); 0 for a row without any."""
    best = np.zeros(fields.shape)
    for column in range(fields.shape[1]):
        with_it = fields[:, column]
        best[with_it] = np.maximum(best[with_it], matrix[column])
    return best


def _best_pair(fields: Membership, left: Rows, right: Rows, matrix: Values) -> Values:
    """Best value of any field of one side with any of the other."""
    best = (fields[left] * _best_match(fields, matrix)[right]).max(axis=1, initial=0.0)
    return np.where(_both_known(fields, left, right), best, np.nan)


def _of_kinds(profile: Profile, left: Rows, right: Rows, matrix: Values) -> Values:
    a, b = profile.kinds[left], profile.kinds[right]
    known = (a >= 0) & (b >= 0)
    values = np.full(len(left), np.nan)
    values[known] = matrix[a[known], b[known]]
    return values


def _both_known(sets: Membership, left: Rows, right: Rows) -> Membership:
    known = np.asarray(sets.any(axis=1))
    return np.logical_and(known[left], known[right])


def _share(part: NDArray[np.generic], whole: NDArray[np.generic]) -> Values:
    """Divide; where the whole is 0 there is no part either, and the share is 0."""
    result: Values = np.divide(part, np.maximum(whole, 1), dtype=float)
    return result
