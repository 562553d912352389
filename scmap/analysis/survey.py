"""타 부처 사업 조회: what stands already where a plan would be, before anything is saved."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely

from scmap.analysis.candidates import find_candidates
from scmap.analysis.operation import shared_years
from scmap.analysis.overlay import find_overlaps
from scmap.analysis.register import Register, words
from scmap.errors import CrsMismatchError
from scmap.model.codebook import CodeBook
from scmap.model.layer import Layer
from scmap.model.overlap import Mask, OverlapRule
from scmap.model.plan import Plan
from scmap.model.ruleset import RuleSet
from scmap.model.verdict import Candidates, Rows, Values
from scmap.progress import Progress, part, silent


@dataclass(frozen=True, eq=False)
class Survey:
    """Investments that a plan meets: those on its ground, then the others of its municipality.

    Attributes
    ----------
    plan : Plan
        What was asked about.
    layer : Layer
        The very investments that were looked at.
    rows : (m,) intp
        Rows of `layer`, by shared ground, then by name.
    area : (m,) float64
        Shared ground, m²; 0 where there is none, NaN where the investment has no footprint.
    coefficient : (m,) float64
        |A∩B| / min(|A|, |B|).
    share : (m,) float64
        Share of the plan's own ground.
    years : (m,) float64
        Years in which both would operate; NaN when unknown.
    wide : (m,) bool
        광역·전국: stands on more than a municipality, so that it says little about this place.
    lineages : tuple of frozenset, length m
        Ministry lines of each; empty = unknown.
    plan_lines : frozenset of str
        Ministry lines of the plan; empty while it has no ministry, and then nothing is graded.
    found : Candidates
        The plan's pairs that were graded.
    graded : (m,) intp
        Row among `found`; -1 for what is not graded.
    """

    plan: Plan
    layer: Layer
    rows: Rows
    area: Values
    coefficient: Values
    share: Values
    years: Values
    wide: Mask
    lineages: tuple[frozenset[str], ...]
    plan_lines: frozenset[str]
    found: Candidates
    graded: Rows

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def meets(self) -> Mask:
        """Whether each investment shares ground with the plan, shape (m,)."""
        meets: Mask = self.area > 0
        return meets

    def by_lineage(self, order: Iterable[str]) -> dict[str, list[int]]:
        """Give the places of investments by ministry line, "" for unknown ministries.

        A joint investment stands under each of its lines. Lines come in `order`.
        """
        places: dict[str, list[int]] = {}
        for line in (*order, ""):
            own = [
                place
                for place, lines in enumerate(self.lineages)
                if line in lines or (not line and not lines)
            ]
            if own:
                places[line] = own
        return places

    def to_consult(self, order: Iterable[str]) -> dict[str, int]:
        """협의 대상 부처: lines other than the plan's whose investments share its ground, counted.

        Investments of 광역·전국 extent alone make no ministry one to consult.
        """
        near = self.meets & ~self.wide
        counts = {
            line: int(near[places].sum()) for line, places in self.by_lineage(order).items() if line
        }
        return {line: n for line, n in counts.items() if n and line not in self.plan_lines}


def survey(
    layer: Layer, plan: Plan, codebook: CodeBook, rules: RuleSet, *, progress: Progress = silent
) -> Survey:
    """Look up what a plan would meet.

    Parameters
    ----------
    layer : Layer
        The investments, on EPSG:5179 like the plan.
    plan : Plan
        Its footprint is valid.
    codebook, rules
        Vocabulary and judgement, as for any pair.
    progress : Progress
        Told the share done; may raise CancelledError.

    Raises
    ------
    CrsMismatchError
        If the investments lie on another plane.
    """
    own = plan.layer(codebook)
    if layer.crs != own.crs:
        raise CrsMismatchError("crs_differ", left=layer.crs, right=own.crs)
    rows = _at_stake(layer, plan)
    small = layer.take(rows).extended(own)
    register = Register.of(small, codebook)
    run = find_overlaps(
        small,
        # Two owners, so that pairs of what stands already are not measured again.
        [frozenset({"there"})] * len(rows) + [frozenset({"plan"})],
        register.operating,
        OverlapRule(relation="between", time="any"),
        progress=part(progress, 0.1, 0.7),
    )
    own_row = np.arange(len(small)) == len(rows)
    found = find_candidates(
        register,
        rules,
        run,
        relation="all",
        touched=own_row,
        progress=part(progress, 0.7, 1.0),
    )
    found = found.take(np.flatnonzero(_told(register, found, len(rows))))
    made = _laid_out(layer, plan, rows, register, found)
    progress(1.0)
    return made


def _at_stake(layer: Layer, plan: Plan) -> Rows:
    """Rows whose bounds meet the plan's, and all of its municipalities."""
    near = layer.tree.query(plan.footprint)
    asked = frozenset(plan.municipalities)
    same = [
        row
        for row, cell in enumerate(layer.text("municipality_code"))
        if not asked.isdisjoint(words(cell))
    ]
    return np.union1d(near, np.array(same, dtype=np.intp)).astype(np.intp)


def _told(register: Register, found: Candidates, plan: int) -> Mask:
    """Whether a pair is the plan's and of two known ministries: others are never graded."""
    known = np.fromiter(map(bool, register.lineages), bool, len(register.layer))
    told: Mask = (found.right == plan) & known[found.left] & known[plan]
    return told


def _laid_out(
    layer: Layer, plan: Plan, rows: Rows, register: Register, found: Candidates
) -> Survey:
    count, table = len(rows), found.run.table
    mine, own = np.arange(count), np.full(count, count)
    pair = table.find(mine, own)
    shares = pair >= 0
    area = np.where(register.has_footprint[:count], 0.0, np.nan)
    coefficient = area.copy()
    area[shares], coefficient[shares] = table.area[pair[shares]], table.coefficient[pair[shares]]
    graded = np.full(count, -1, dtype=np.intp)
    graded[found.left] = np.arange(len(found))
    asked = frozenset(plan.municipalities)
    same = np.array(
        [not asked.isdisjoint(codes) for codes in register.municipalities[:count]], bool
    )
    kept = np.flatnonzero((area > 0) | same)
    names = register.layer.text("name").astype(str)[kept]
    wide = register.regional[:count]
    order = kept[np.lexsort((names, -np.nan_to_num(area[kept]), wide[kept]))]
    return Survey(
        plan=plan,
        layer=layer,
        rows=rows[order],
        area=area[order],
        coefficient=coefficient[order],
        share=area[order] / float(shapely.area(plan.footprint)),
        years=shared_years(register.operating, mine[order], own[order]),
        wide=wide[order],
        lineages=tuple(register.lineages[row] for row in order),
        plan_lines=register.lineages[count],
        found=found,
        graded=graded[order],
    )
