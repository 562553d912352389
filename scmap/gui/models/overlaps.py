"""The pairs as a table: one row a pair, the most serious first, the exceptions last."""

import numpy as np
from numpy.typing import NDArray

from scmap.analysis.verdict import half_up
from scmap.gui.models.table import Column, Table, plain
from scmap.gui.models.verdicts import EXCEPTED, grade_order, grade_text, score
from scmap.gui.sources import OVERLAP
from scmap.model import amounts
from scmap.model.layer import Objects, objects
from scmap.model.overlap import CLASSES, RELATIONS
from scmap.model.pairs import PairList
from scmap.model.ruleset import GRADES
from scmap.model.verdict import OPINIONS
from scmap.words import tr


def overlap_table(pairs: PairList) -> Table:
    """Lay out pairs for reading and ranking."""
    grades = _grades(pairs)
    columns = (
        Column("grade", grades, grade_text, 5, order=grade_order(grades)),
        Column("exception", _whys(pairs), _why, 9),
        *_sides(pairs),
        *_verdict(pairs),
        *_measures(pairs),
    )
    return Table(OVERLAP, pairs.uids(), columns)


def _grades(pairs: PairList) -> Objects:
    codes = pairs.candidates.verdict.grade
    excepted = np.full(len(pairs) - pairs.graded, len(GRADES), dtype=codes.dtype)
    names = objects((*GRADES, EXCEPTED))
    return np.asarray(names[np.concatenate((codes, excepted))], dtype=object)


def _whys(pairs: PairList) -> Objects:
    """Why each pair is no candidate; None for a graded one."""
    return objects([*[None] * pairs.graded, *(one.why for one in pairs.candidates.exceptions)])


def _why(value: str | None) -> str:
    return tr(f"tables.exception.{value}") if value else ""


def _sides(pairs: PairList) -> tuple[Column, ...]:
    names = pairs.layer.text("name")
    return (
        Column("left_name", names[pairs.left], plain, 18),
        Column("right_name", names[pairs.right], plain, 18),
        Column("ministries", _ministries(pairs), plain, 16),
    )


def _verdict(pairs: PairList) -> tuple[Column, ...]:
    found = pairs.candidates
    verdict = found.verdict
    opinions = objects((*OPINIONS, None))[_behind(pairs, verdict.opinion_code, len(OPINIONS))]
    return (
        Column("opinion", opinions, _opinion, 10),
        Column("duplication", pairs.judged(half_up(verdict.duplication, 1)), score, 6),
        Column("linkage", pairs.judged(half_up(verdict.linkage, 1)), score, 6),
        Column("shared_money", pairs.judged(found.money), amounts.money, 11),
    )


def _measures(pairs: PairList) -> tuple[Column, ...]:
    table = pairs.table
    classes = objects((*CLASSES, None))[np.append(table.class_code, len(CLASSES))[pairs.pair]]
    relations = objects((*RELATIONS, None))[_relations(pairs)]
    return (
        Column("coefficient", pairs.measured(table.coefficient), amounts.percent, 8),
        Column("area", pairs.measured(table.area), amounts.square_km, 8),
        Column("shared_years", pairs.years, amounts.count, 7),
        Column("relation", relations, _relation, 6),
        Column("overlap_class", classes, _class, 8, order=_class_order(classes)),
        Column("name_similarity", _likeness(pairs), _alike, 8),
        Column("municipality", pairs.layer.text("municipality")[pairs.left], plain, 10),
    )


def _likeness(pairs: PairList) -> NDArray[np.float64]:
    """How alike both names of each pair are; NaN between municipalities."""
    excepted = [one.similarity for one in pairs.candidates.exceptions]
    return np.concatenate((pairs.candidates.similarity, np.array(excepted, dtype=float)))


def _alike(value: float) -> str:
    return amounts.NOT_APPLICABLE if np.isnan(value) else amounts.likeness(value)


def _relations(pairs: PairList) -> NDArray[np.int8]:
    """Code of each pair's relation; of an exception that shares no ground none is known."""
    codes = np.append(pairs.table.relation_code, np.int8(len(RELATIONS)))[pairs.pair]
    codes[: pairs.graded] = pairs.candidates.relation_code
    return codes


def _behind(pairs: PairList, codes: NDArray[np.int8], code: int) -> NDArray[np.int8]:
    """Give the codes of the graded pairs, and behind them one code for each exception."""
    return np.append(codes, np.full(len(pairs) - pairs.graded, code, dtype=codes.dtype))


def _ministries(pairs: PairList) -> Objects:
    """Both sides' ministries as they were named then, in one cell; None where neither is known."""
    names = pairs.layer.text("ministry")
    sides = zip(names[pairs.left], names[pairs.right], strict=True)
    return objects(
        f"{_several(left)} / {_several(right)}" if left or right else None for left, right in sides
    )


def _several(ministries: str | None) -> str:
    return ministries.replace(";", "·") if ministries else amounts.unknown()


def _class_order(classes: Objects) -> NDArray[np.float64]:
    places = {name: float(place) for place, name in enumerate(CLASSES)}
    return np.array([places.get(name, np.nan) for name in classes], dtype=float)


def _class(value: str | None) -> str:
    return tr(f"tables.class.{value}") if value else amounts.unknown()


def _relation(value: str | None) -> str:
    return tr(f"tables.relation.{value}") if value else amounts.unknown()


def _opinion(value: str | None) -> str:
    return tr(f"verdict.opinion.{value}") if value else amounts.NOT_APPLICABLE
