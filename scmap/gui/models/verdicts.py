"""How verdicts are written in tables and cards."""

import numpy as np
from numpy.typing import NDArray

from scmap.model import amounts
from scmap.model.layer import Objects
from scmap.model.ruleset import GRADES
from scmap.words import tr

EXCEPTED = "excepted"  # in the column of grades: the pair is no candidate (E1, E2)


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
