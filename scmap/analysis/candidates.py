"""Choose the pairs that are graded, and grade them: DOMAIN §5.3 on a whole register."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from scmap.analysis.exceptions import find_exceptions
from scmap.analysis.grading import Grading, PairRows
from scmap.analysis.register import Register
from scmap.analysis.terms import measure_terms
from scmap.model.exemption import PlacedExemption
from scmap.model.overlap import Mask, OverlapRun, Relation
from scmap.model.ruleset import RuleSet
from scmap.model.verdict import Candidates, ExceptedPair, Rows
from scmap.progress import Progress, part, silent


def find_candidates(
    register: Register,
    rules: RuleSet,
    run: OverlapRun,
    *,
    exemptions: Sequence[PlacedExemption] = (),
    relation: Relation = "between",
    touched: Mask | None = None,
    progress: Progress = silent,
) -> Candidates:
    """Grade every pair of investments that may be built twice or be linked.

    A pair is graded when its footprints share ground (or, where neither has one, its points lie
    near each other), with few years between the operating intervals; or when one side has no place
    and fields and content are alike: how near, few and alike say the rules.
    Registered exceptions, E1 and E2 are taken out first, whatever the relation: E1 and E2 are
    looked for among all pairs of one municipality. Source: DOMAIN §5.3.

    Parameters
    ----------
    register : Register
        The investments.
    rules : RuleSet
        The judgement.
    run : OverlapRun
        All pairs of the register's layer that share ground, measured once: `EVERY_PAIR`.
    exemptions : sequence of PlacedExemption
        Exceptions that people registered and that stand.
    relation : str
        Which pairs are graded: "between" (부처 간) unless 부처 내 ("within"), 공동 ("joint") or
        "all" are asked for.
    touched : (n,) bool or None
        Only pairs (and exceptions) of which one side at least is such a row.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    touched = np.ones(len(register.layer), bool) if touched is None else touched
    excepted = find_exceptions(
        register, rules, exemptions, touched, progress=part(progress, 0.0, 0.1)
    )
    progress(0.1)
    chosen = Choice(register, rules, run, relation, touched)
    pairs = chosen.pairs(part(progress, 0.1, 0.25))
    pairs = without(pairs, excepted, len(register.layer))
    progress(0.28)
    grading = Grading.of(register, rules, run, excepted)
    return grading.grade(pairs, progress=part(progress, 0.3, 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Which pairs are graded.

    Attributes
    ----------
    register, rules, run, relation
        As `find_candidates` takes them.
    touched : (n,) bool
        Rows of which one side at least of each pair is.
    """

    register: Register
    rules: RuleSet
    run: OverlapRun
    relation: Relation
    touched: Mask

    def pairs(self, progress: Progress) -> PairRows:
        """Pairs that share ground, then those that lie near each other, then those nowhere."""
        ground = self.on_ground()
        progress(0.5)
        near = self.near()
        alike = self.alike(part(progress, 0.5, 0.9))
        progress(0.9)
        return PairRows.joined((ground, near, alike))

    def on_ground(self) -> PairRows:
        """Pairs that share ground."""
        table = self.run.table
        shown = table.where(relation=self.relation)
        if not self.touched.all():
            shown &= self.touched[table.left] | self.touched[table.right]
        places = np.flatnonzero(shown)
        return self.timely(PairRows(table.left[places], table.right[places], places))

    def near(self) -> PairRows:
        """Pairs without footprints whose points lie near each other."""
        register = self.register
        bare = register.has_point & ~register.has_footprint
        rows, own = np.flatnonzero(bare), np.flatnonzero(bare & self.touched)
        tree, reach = (
            shapely.STRtree(shapely.points(register.points[own])),
            self.rules.near_distance,
        )
        found = tree.query(shapely.points(register.points[rows]), "dwithin", distance=reach)
        return self.timely(self._related(rows[found[0]], own[found[1]]))

    def alike(self, progress: Progress) -> PairRows:
        """Pairs of which just one has no place, alike in fields and content.

        Two without a place are laws, standards or programmes: they are compared by people.
        """
        register = self.register
        placeless = np.flatnonzero(register.non_spatial)
        placed = np.flatnonzero(~register.non_spatial)
        own = placed[self.touched[placed]]
        found = [np.empty((2, 0), dtype=np.intp)]
        for done, row in enumerate(placeless.tolist(), start=1):
            others = placed if self.touched[row] else own
            one = np.full(len(others), row, dtype=np.intp)
            unknown = np.full(len(others), np.nan)
            terms = measure_terms(register.profile, one, others, unknown, unknown, self.rules)
            least = self.rules.alike
            alike = (terms.fields >= least) & (terms.content >= least)
            found.append(np.stack((one[alike], others[alike])))
            progress(done / len(placeless))
        return self._related(*np.concatenate(found, axis=1))

    def timely(self, pairs: PairRows) -> PairRows:
        """Keep pairs whose operating years lie near enough; unknown years count as timely."""
        years = self.register.operating
        start = np.maximum(years[pairs.left, 0], years[pairs.right, 0])
        stop = np.minimum(years[pairs.left, 1], years[pairs.right, 1])
        return pairs.take(~(start - stop > self.rules.candidate_gap))

    def _related(self, one: Rows, other: Rows) -> PairRows:
        """Each pair once, the smaller uid first, where both owners are known and relate so."""
        ranks, owners = self.run.table.ranks, self.register.owners
        kept = (one != other) & owners.known[one] & owners.known[other]
        key = np.unique(self.run.table.key(one[kept], other[kept]))
        order = np.argsort(ranks)
        left, right = (order[rank] for rank in np.divmod(key, max(len(ranks), 1)))
        pairs = PairRows(left, right, np.full(len(left), -1, dtype=np.intp))
        return pairs.take(owners.related(left, right, self.relation))


def without(pairs: PairRows, excepted: Sequence[ExceptedPair], rows: int) -> PairRows:
    """Leave out the pairs of a layer of so many rows that are exceptions."""
    known = np.unique(np.array([one.left * rows + one.right for one in excepted], dtype=np.int64))
    if not len(known):
        return pairs
    key = np.minimum(pairs.left, pairs.right) * rows + np.maximum(pairs.left, pairs.right)
    place = np.minimum(np.searchsorted(known, key), len(known) - 1)
    return pairs.take(known[place] != key)  # `np.isin` would sort the millions of pairs as well
