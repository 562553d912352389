"""What a footprint meets while it is moved or drawn: its pairs and their verdicts, at every place.

What does not depend on the place is looked up once. At each place only the ground that the
footprint shares with those around it is measured, and only these pairs are judged.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis.candidates import Choice, without
from scmap.analysis.exceptions import find_exceptions
from scmap.analysis.grading import Grading, PairRows, by_weight
from scmap.analysis.measurer import Measurer
from scmap.analysis.overlay import Compared, Sides, rule_of, run_of, table_of
from scmap.analysis.register import Register
from scmap.analysis.repair import areal
from scmap.analysis.shared_area import DOUBT
from scmap.analysis.shared_ground import intersect
from scmap.model.exemption import PlacedExemption
from scmap.model.layer import Objects, objects
from scmap.model.overlap import Mask, OverlapRun, OverlapTable, Relation, Rows
from scmap.model.ruleset import RuleSet
from scmap.model.verdict import Candidates
from scmap.progress import silent

NOWHERE = -1  # of a row that the one that moves is never paired with

SHIFTED = 1e-6  # metres; a footprint whose vertices moved apart by less was shifted, not redrawn

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Footprints that stay where they are, prepared for one that moves over them.

    Preparing costs some 25 µs a footprint; one thread may ask at a time.

    Attributes
    ----------
    footprints : (n,) object
        Valid polygons, None where there is none.
    area : (n,) float64
        Area of each, m²; NaN without one.
    tree : STRtree
        Where each one's box lies.
    measurer : Measurer
        Measures the ground that each shares with another footprint.
    """

    footprints: Objects
    area: Values
    tree: shapely.STRtree
    measurer: Measurer

    @classmethod
    def of(cls, footprints: Objects) -> Self:
        """Prepare (n,) footprints on one plane, in metres."""
        measurer = Measurer(footprints)
        return cls(footprints, shapely.area(footprints), shapely.STRtree(footprints), measurer)

    def meeting(
        self, footprint: shapely.Geometry, allowed: Mask, floor: float
    ) -> tuple[Rows, Values]:
        """Give the allowed rows that share ground with a footprint, and how much, m²."""
        rows = self.tree.query(footprint)
        rows = rows[allowed[rows]]
        area = self.measurer.areas_with(footprint, rows)
        doubtful = np.flatnonzero(np.abs(area - floor) <= DOUBT)
        one = objects([footprint] * len(doubtful))
        area[doubtful] = shapely.area(intersect(one, self.footprints[rows[doubtful]]))
        kept = area >= floor
        return rows[kept], area[kept]


class Live:
    """One investment of a register under the cursor: its verdicts wherever its footprint is put.

    Build one when the mouse button goes down, ask `at` for every place, let it go when the button
    comes up. One thread may ask at a time.

    P, the share of a linked service's preconditions, is not looked up on the way: it is unknown in
    these verdicts, and L rests on the other terms. Slivers are not told apart.

    Parameters
    ----------
    register : Register
        The investments, and among them the one that moves; it has an area on the ground.
    row : int
        The one that moves.
    rules : RuleSet
        The judgement.
    exemptions : sequence of PlacedExemption
        Exceptions that people registered and that stand.
    relation : str
        Which pairs are judged, as in `find_candidates`.
    standing : Standing or None
        The footprints of the rows, prepared before; rows beyond them have none that stays.
    stranger : bool
        Whether it is a plan that is not in the register yet: while it is not said whose it is,
        every known owner counts as another one.
    """

    def __init__(
        self,
        register: Register,
        row: int,
        rules: RuleSet,
        *,
        exemptions: Sequence[PlacedExemption] = (),
        relation: Relation = "between",
        standing: Standing | None = None,
        stranger: bool = False,
    ) -> None:
        self._register, self._row = register, row
        self._valid = np.empty((0, 2))  # vertices, from the first one, of the last valid footprint
        self._standing = standing or Standing.of(register.footprints)
        self._compared = Compared.of(register)
        self._sizes = np.full(len(register.layer), np.nan)
        self._sizes[: len(self._standing.area)] = self._standing.area
        only: Mask = np.arange(len(register.layer)) == row
        self._rule = rule_of(rules)
        run = run_of(self._compared, self._table(only[:0].nonzero()[0], np.empty(0)), self._rule)
        excepted = find_exceptions(register, rules, exemptions, only)
        choice = Choice(register, rules, run, relation, only)
        self._grading = Grading.of(register, rules, run, excepted)
        elsewhere = PairRows.joined((choice.near(), choice.alike(silent)))
        self._anywhere = self._grading.grade(without(elsewhere, excepted, len(only)))
        others = np.flatnonzero(self._may_meet(relation, stranger=stranger))
        unmeasured = np.full(len(others), -1)
        pairs = choice.timely(PairRows(np.full(len(others), row), others, unmeasured))
        met = without(pairs, excepted, len(only)).right
        met = met[np.argsort(self._compared.ranks[met])]
        self._place = np.full(len(self._standing.area), NOWHERE, dtype=np.intp)
        self._place[met] = np.arange(len(met))
        sides = self._sides(met)
        self._known = self._grading.prospects(sides.left, sides.right)

    def at(self, footprint: shapely.Geometry) -> Candidates:
        """Judge the pairs of the footprint where it is now, the most serious first.

        Parameters
        ----------
        footprint : Geometry
            Polygon or multipolygon on the plane of the register; an invalid one is repaired.

        Returns
        -------
        Candidates
            Pairs of the one that moves, over the layer with its footprint here.
        """
        ground = self._repaired(footprint)
        allowed = self._place != NOWHERE
        rows, area = self._standing.meeting(ground, allowed, self._rule.floor)
        order = np.argsort(self._place[rows])
        rows, area = rows[order], area[order]
        self._sizes[self._row] = ground.area
        run = self._run_here(footprint, self._table(rows, area))
        known = self._known.take(self._place[rows])
        found = self._grading.on(run).settle(known, np.arange(len(rows)))
        if len(self._anywhere):
            found = Candidates.joined((found, replace(self._anywhere, run=run)))
        return found.take(by_weight(found))

    def _repaired(self, footprint: shapely.Geometry) -> shapely.Geometry:
        """Give the ground of a footprint; one that was only shifted is as valid as it was."""
        shape = shapely.get_coordinates(footprint)
        shape -= shape[:1]
        if self._valid.shape != shape.shape or np.abs(self._valid - shape).max() > SHIFTED:
            if not footprint.is_valid:
                return areal(shapely.make_valid(footprint)) or shapely.Polygon()
            self._valid = shape
        return areal(footprint) or shapely.Polygon()

    def _may_meet(self, relation: Relation, *, stranger: bool) -> Mask:
        """Tell which standing rows have a footprint and owners that relate as asked."""
        owners, area = self._register.owners, self._standing.area
        others = np.arange(len(area))
        theirs = owners.known[others] & ~np.isnan(area) & (others != self._row)
        if not (owners.known[self._row] or stranger):
            return np.zeros(len(area), dtype=bool)
        row = np.full(len(area), self._row)
        return np.asarray(theirs & owners.related(row, others, relation))

    def _run_here(self, footprint: shapely.Geometry, table: OverlapTable) -> OverlapRun:
        layer = self._register.layer
        geometry = layer.geometry.copy()
        geometry[self._row] = footprint
        return replace(self._grading.run, table=table, layer=layer.replace(geometry=geometry))

    def _sides(self, rows: Rows) -> Sides:
        """Pair the one that moves with others; the smaller uid stands left."""
        first = self._compared.ranks[rows] < self._compared.ranks[self._row]
        return Sides(np.where(first, rows, self._row), np.where(first, self._row, rows))

    def _table(self, rows: Rows, area: Values) -> OverlapTable:
        """Draw up the pairs with some rows, which stand in the order of their uids."""
        width = np.full(len(rows), np.nan)
        return table_of(self._compared, self._sides(rows), self._sizes, area, width, self._rule)
