"""What an investment meets while the hand draws or changes its ground, in lines for the map."""

from collections.abc import Callable

import shapely
from PySide6.QtCore import QObject

from scmap import reference
from scmap.analysis.live import Standing
from scmap.analysis.survey import Survey
from scmap.gui.findings import Findings
from scmap.gui.job import Jobs
from scmap.gui.models import wording
from scmap.gui.models.survey_card import consult_words
from scmap.gui.newest import Newest
from scmap.model import amounts
from scmap.model.codebook import CodeBook
from scmap.model.plan import Plan
from scmap.model.ruleset import GRADES
from scmap.session.tracking import InvestmentTracker, Tracker
from scmap.words import tr

MOST = 4  # investments that are named beside the map; the tables list them all
_NOWHERE = shapely.box(0, 0, 1, 1)


class LiveMet(QObject):
    """Asks what a shape meets, of many shapes only the newest; tells it in lines."""

    def __init__(self, findings: Findings, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._findings, self._jobs = findings, jobs
        self._newest = Newest(jobs, self, momentary=True)
        self._tracker: Tracker | None = None
        self._about = ""  # uid of the investment whose ground it is

    def ask(
        self, shape: shapely.Geometry | None, uid: str, tell: Callable[[tuple[str, ...]], None]
    ) -> None:
        """Find what a shape meets, and tell it.

        Parameters
        ----------
        shape : Geometry or None
            On the plane of the investments; None or no area meets nothing.
        uid : str
            The investment whose ground it is; "" for one that is none yet.
        tell : callable
            Takes the lines.
        """
        if shape is None or not shape.area > 0 or not shape.is_valid:
            return
        tracker = self._prepared(uid)
        if tracker is None:
            return
        book = reference.codebook()
        self._newest.ask(tr("tracking.job"), lambda _: _lines(tracker.at(shape), book), tell)

    def drop(self) -> None:
        """Ask no more."""
        self._newest.drop()

    def _prepared(self, uid: str) -> Tracker | None:
        """Give what answers, made once while the investments are the same."""
        found, before = self._findings.found, self._tracker
        if found is None:
            return None
        if before is not None and before.found is found and self._about == uid:
            return before
        standing: Standing | None = None
        if before is not None and before.found is found:
            standing = before.standing
        row = found.register.layer.rows.get(uid)
        if row is not None and found.register.footprints[row] is not None:
            self._tracker = InvestmentTracker(found, uid, standing)
        else:
            self._tracker = Tracker(found, Plan(_NOWHERE), standing)
        self._about = uid
        return self._tracker


def _lines(found: Survey, codebook: CodeBook) -> tuple[str, ...]:
    """Say how much is met, and name the first, the most ground first."""
    consult = consult_words(found, codebook)
    lines = [tr("editing.met.lead", count=f"{len(found):,}"), *([consult] if consult else [])]
    first = zip(found.rows[:MOST], found.area[:MOST], found.graded[:MOST], strict=True)
    for row, area, graded in first:
        name = " ".join(wording.known(found.layer.text("name")[row]).split())
        size = amounts.square_km(float(area))
        if graded >= 0:
            grade = GRADES[found.found.verdict.grade[graded]]
            lines.append(tr("editing.met.graded", grade=grade, name=name, area=size))
        else:
            lines.append(tr("editing.met", name=name, area=size))
    rest = len(found) - MOST
    return (*lines, *([tr("editing.met.more", count=rest)] if rest > 0 else []))
