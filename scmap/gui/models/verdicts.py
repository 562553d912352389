"""The verdicts on pairs, found by the pair's uid, for tables and inspector."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scmap.analysis.verdict import half_up
from scmap.model import amounts
from scmap.model.layer import Objects, objects
from scmap.model.ruleset import GRADES
from scmap.model.verdict import Candidates
from scmap.words import tr

EXCEPTED = "excepted"  # in the column of grades: the pair is no candidate (E1, E2)


@dataclass(frozen=True, eq=False)
class Verdicts:
    """Graded pairs by uid, and pairs that are none with the reason."""

    candidates: Candidates

    @cached_property
    def rows(self) -> dict[str, int]:
        """Row among the candidates of each pair's uid."""
        return {self.candidates.uid(row): row for row in range(len(self.candidates))}

    @cached_property
    def exceptions(self) -> dict[str, str]:
        """Why a pair is no candidate, by its uid: "double_entry" or "continuation"."""
        uids = self.candidates.layer.uids
        return {
            "|".join(sorted((uids[pair.left], uids[pair.right]))): pair.why
            for pair in self.candidates.exceptions
        }

    def grades(self, pairs: Objects) -> Objects:
        """Give "Ⅰ" to "Ⅳ", `EXCEPTED`, or None where nothing is known, for each pair's uid."""
        grades = self.candidates.verdict.grade
        found = [
            GRADES[grades[self.rows[uid]]]
            if uid in self.rows
            else (EXCEPTED if uid in self.exceptions else None)
            for uid in pairs
        ]
        return objects(found)

    def opinions(self, pairs: Objects) -> Objects:
        """Give the key of the 처리의견 of each pair's uid; None where there is no verdict."""
        opinion = self.candidates.verdict.opinion
        return objects(opinion[self.rows[uid]] if uid in self.rows else None for uid in pairs)

    def duplication(self, pairs: Objects) -> NDArray[np.float64]:
        """Score D of each pair's uid, NaN without a verdict."""
        return self._numbers(half_up(self.candidates.verdict.duplication, 1), pairs)

    def linkage(self, pairs: Objects) -> NDArray[np.float64]:
        """Score L of each pair's uid, NaN without a verdict."""
        return self._numbers(half_up(self.candidates.verdict.linkage, 1), pairs)

    def money(self, pairs: Objects) -> NDArray[np.float64]:
        """중첩 투자액(참고) of each pair's uid, 백만원, NaN = unknown."""
        return self._numbers(self.candidates.money, pairs)

    def _numbers(self, values: NDArray[np.float64], pairs: Objects) -> NDArray[np.float64]:
        rows = np.array([self.rows.get(uid, -1) for uid in pairs], dtype=np.intp)
        padded = np.append(values, np.nan)  # row -1 is the unknown at the end
        return padded[rows]


def grade_text(grade: str | None) -> str:
    """Write a grade for a table cell: "Ⅱ", "예외", "미상"."""
    if grade is None:
        return amounts.unknown()
    return tr("tables.grade.excepted") if grade == EXCEPTED else grade


def grade_order(grades: Objects) -> NDArray[np.float64]:
    """Give the sort key of grades: Ⅰ first, exceptions after Ⅳ, NaN = unknown."""
    places = {grade: float(place) for place, grade in enumerate((*GRADES, EXCEPTED))}
    return np.array([places.get(grade, np.nan) for grade in grades], dtype=float)


def score(value: float) -> str:
    """Write a score D or L: one decimal."""
    return amounts.unknown() if np.isnan(value) else amounts.rounded(value, 1)
