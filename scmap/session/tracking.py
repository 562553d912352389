"""타 부처 사업 조회 while the hand still moves: what a plan's ground meets, at every place."""

from dataclasses import replace

import numpy as np
import shapely

from scmap.analysis.live import Live, Standing
from scmap.analysis.operation import operating_years, shared_years
from scmap.analysis.survey import Survey
from scmap.model.overlap import Rows
from scmap.model.plan import Plan
from scmap.model.verdict import Candidates
from scmap.session.findings import Findings
from scmap.session.moving import moving, planned, standing_of


class Tracker:
    """A plan under the hand; whoever asks waits only for the ground that it meets now.

    What does not depend on the place is prepared with the first answer. One thread may ask at a
    time.

    Parameters
    ----------
    found : Findings
        What was found of the project as it is.
    plan : Plan
        What is known of the plan; its footprint is that of the question.
    standing : Standing or None
        The project's footprints, where they were prepared before.
    """

    def __init__(self, found: Findings, plan: Plan, standing: Standing | None = None) -> None:
        self.found, self.plan, self.standing = found, plan, standing
        own = plan.layer(found.basis.field.codebook)
        book = found.basis.field.codebook
        self._years = np.vstack((found.register.operating, operating_years(own, book)))
        year = float(own.number("year_from")[0])
        self._lines = book.lineages_of(own.text("ministry")[0], year)
        self._others = np.ones(len(found.register.layer), dtype=bool)
        self._live: Live | None = None

    def at(self, footprint: shapely.Geometry) -> Survey:
        """Give the investments that share ground with a footprint, by shared ground.

        Its municipalities are not looked up on the way, so that nothing beside it is listed.
        Without a ministry nothing is graded, as in `survey`.

        Parameters
        ----------
        footprint : Geometry
            A valid area on the plane EPSG:5179.
        """
        standing, register = self._stand(), self.found.register
        rows, area = standing.meeting(footprint, self._others, self.found.overlaps.rule.floor)
        order = np.lexsort((rows, -area, register.regional[rows]))
        rows, area = rows[order], area[order]
        ground = float(shapely.area(footprint))
        verdicts, graded = self._judged(footprint, rows)
        return Survey(
            plan=replace(self.plan, footprint=footprint, municipalities=(), place="", extent=""),
            layer=register.layer,
            rows=rows,
            area=area,
            coefficient=area / np.minimum(standing.area[rows], ground),
            share=area / ground,
            years=shared_years(self._years, rows, np.full(len(rows), len(self._others))),
            wide=register.regional[rows],
            lineages=tuple(register.lineages[row] for row in rows.tolist()),
            plan_lines=self._lines,
            found=verdicts,
            graded=graded,
        )

    def _stand(self) -> Standing:
        self.standing = self.standing or standing_of(self.found)
        return self.standing

    def _judged(self, footprint: shapely.Geometry, rows: Rows) -> tuple[Candidates, Rows]:
        """Judge the plan here, and give the place of each row's pair among the verdicts; -1."""
        if not self._lines:
            return self.found.candidates.take(rows[:0]), np.full(len(rows), -1, dtype=np.intp)
        if self._live is None:
            self._live = self._taken_up(footprint)
        found = self._live.at(footprint)
        place = np.full(len(self._years), -1, dtype=np.intp)
        for side in (found.left, found.right):  # one of both is the one that moves
            place[side] = np.arange(len(found))
        return found, place[rows]

    def _taken_up(self, footprint: shapely.Geometry) -> Live:
        here = replace(self.plan, footprint=footprint)
        return planned(self.found, here, self._stand(), relation="all")


class InvestmentTracker(Tracker):
    """An investment of the project under the hand; it meets all others.

    Parameters
    ----------
    found : Findings
        What was found of the project as it is.
    uid : str
        The investment; it has a footprint.
    standing : Standing or None
        As for a plan.

    Raises
    ------
    KeyError
        If there is no such investment.
    """

    def __init__(self, found: Findings, uid: str, standing: Standing | None = None) -> None:
        register = found.register
        row = register.layer.rows[uid]
        name = str(register.layer.text("name")[row] or "")
        super().__init__(found, Plan(register.footprints[row], name=name), standing)
        self._uid = uid
        self._years = np.vstack((register.operating, register.operating[row]))
        self._lines = register.lineages[row]
        self._others[row] = False

    def _taken_up(self, footprint: shapely.Geometry) -> Live:
        return moving(self.found, self._uid, footprint, self._stand())
