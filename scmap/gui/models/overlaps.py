"""The pairs as a table: one row a pair, the most serious first, the exceptions last."""

from collections.abc import Iterator
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from scmap.analysis.verdict import half_up
from scmap.gui.models.column import Column, roomy
from scmap.gui.models.table import Table, listed, plain
from scmap.gui.models.verdicts import EXCEPTED, grade_order, grade_text, score
from scmap.gui.sources import OVERLAP
from scmap.model import amounts
from scmap.model.layer import objects
from scmap.model.overlap import CLASSES, RELATIONS
from scmap.model.pairs import PairList
from scmap.model.ruleset import GRADES
from scmap.model.verdict import OPINIONS
from scmap.progress import Progress, silent
from scmap.words import tr

EXCEPTION = "exception."  # before why a pair is none that gets an opinion
_FEW_CODES = (
    1 << 20
)  # so many numbers are looked up in a table; of more there must be as many pairs


def overlap_table(pairs: PairList, *, progress: Progress = silent) -> Table:
    """Lay out pairs for reading and ranking; what many rows share is held once.

    Parameters
    ----------
    pairs : PairList
        The rows.
    progress : Progress
        Told the share of columns laid out; may raise CancelledError.
    """
    columns: list[Column] = []
    parts = (_grades, _sides, _verdict, _measured, _rest)
    for done, part_of in enumerate(parts):
        for column in part_of(pairs):  # of millions of pairs each takes a while
            columns.append(column)
            progress(done / len(parts))
    table = Table(OVERLAP, pairs, tuple(columns))
    table.places  # noqa: B018  made here, not where a window waits for it
    return table


def _grades(pairs: PairList) -> Iterator[Column]:
    yield _grade(pairs)


def _grade(pairs: PairList) -> Column:
    grades = objects((*GRADES, EXCEPTED))
    at = _behind(pairs, pairs.candidates.verdict.grade, len(GRADES))
    return Column("grade", grades, grade_text, 5, order=grade_order(grades), at=at)


def _sides(pairs: PairList) -> Iterator[Column]:
    names = pairs.layer.text("name")
    yield Column("left_name", names, plain, 18, at=pairs.left)
    yield Column("right_name", names, plain, 18, at=pairs.right)
    yield _ministries(pairs)


def _verdict(pairs: PairList) -> Iterator[Column]:
    found = pairs.candidates
    verdict = found.verdict
    yield _opinions(pairs)
    for key, scores in (("duplication", verdict.duplication), ("linkage", verdict.linkage)):
        yield Column(key, pairs.judged(half_up(scores, 1)), score, 6, decimals=1)
    yield Column("shared_money", pairs.judged(found.money), amounts.money, 11, decimals=1)


def _measured(pairs: PairList) -> Iterator[Column]:
    """Ground of each pair; it adds up to nothing: one piece of ground lies in many pairs."""
    table = pairs.table
    share = pairs.measured(table.coefficient)
    yield Column("coefficient", share, amounts.percent, 8, scale=100.0, decimals=1)
    area = pairs.measured(table.area)
    yield Column("area", area, amounts.square_km, 8, scale=1e-6, decimals=2)


def _opinions(pairs: PairList) -> Column:
    """Say what is to be done with each graded pair, and of an exception why it is one."""
    whys = [f"{EXCEPTION}{one.why}" for one in pairs.candidates.exceptions]
    known = {why: place for place, why in enumerate(dict.fromkeys(whys), start=len(OPINIONS))}
    at = np.concatenate(
        (pairs.candidates.verdict.opinion_code, np.array([known[why] for why in whys], np.int8))
    )
    width = roomy(map(_opinion, OPINIONS), 11)
    return Column("opinion", objects((*OPINIONS, *known)), _opinion, width, at=at)


def _rest(pairs: PairList) -> Iterator[Column]:
    table, places = pairs.table, pairs.layer.text("municipality")
    classes, relations = objects((*CLASSES, None)), objects((*RELATIONS, None))
    order = np.array([*range(len(CLASSES)), np.nan])
    yield Column("shared_years", pairs.years, amounts.count, 7)
    yield Column("relation", relations, _relation, 6, at=pairs.relation_code)
    extent = np.append(table.class_code, np.int8(len(CLASSES)))[pairs.pair]
    yield Column("overlap_class", classes, _class, 8, order=order, at=extent)
    yield Column("name_similarity", _likeness(pairs), _alike, 8, decimals=2)
    yield Column("municipality", places, listed, 10, at=pairs.left)


def _likeness(pairs: PairList) -> NDArray[np.float64]:
    """How alike both names of each pair are; NaN between municipalities."""
    excepted = [one.similarity for one in pairs.candidates.exceptions]
    return np.concatenate((pairs.candidates.similarity, np.array(excepted, dtype=float)))


def _alike(value: float) -> str:
    return amounts.NOT_APPLICABLE if np.isnan(value) else amounts.likeness(value)


def _behind(pairs: PairList, codes: NDArray[np.int8], code: int) -> NDArray[np.int8]:
    """Give the codes of the graded pairs, and behind them one code for each exception."""
    return np.append(codes, np.full(len(pairs) - pairs.graded, code, dtype=codes.dtype))


def _ministries(pairs: PairList) -> Column:
    """Both sides' ministries as they were named then, in one cell; None where neither is known."""
    numbers: dict[str | None, int] = {}
    cells = pairs.layer.text("ministry").tolist()
    ministry = np.array([numbers.setdefault(cell, len(numbers)) for cell in cells], np.int32)
    named = list(numbers)
    both, at = _numbered(ministry[pairs.left], ministry[pairs.right], len(named))
    sides = ((named[a], named[b]) for a, b in map(divmod, both.tolist(), repeat(len(named))))
    values = objects(
        f"{_several(left)} / {_several(right)}" if left or right else None for left, right in sides
    )
    return Column("ministries", values, plain, 16, at=at)


def _numbered(
    left: NDArray[np.int32], right: NDArray[np.int32], count: int
) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
    """Give the combinations of two numbers below `count` that there are, and which each pair is.

    What `numpy.unique` gives, without sorting millions of pairs that share a few hundred.
    """
    codes = left.astype(np.intp) * count + right
    if count * count > len(codes) + _FEW_CODES:
        both, at = np.unique(codes, return_inverse=True)
        return both, at.astype(np.int32)
    there = np.zeros(count * count, dtype=bool)
    there[codes] = True
    both = np.flatnonzero(there)
    place = np.empty(count * count, dtype=np.int32)
    place[both] = np.arange(len(both), dtype=np.int32)
    return both, place[codes]


def _several(ministries: str | None) -> str:
    return ministries.replace(";", "·") if ministries else amounts.unknown()


def _class(value: str | None) -> str:
    return tr(f"tables.class.{value}") if value else amounts.unknown()


def _relation(value: str | None) -> str:
    return tr(f"tables.relation.{value}") if value else amounts.unknown()


def _opinion(value: str) -> str:
    if value.startswith(EXCEPTION):
        return tr(f"tables.exception.{value.removeprefix(EXCEPTION)}")
    return tr(f"verdict.opinion.{value}")
