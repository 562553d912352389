"""The rules of DOMAIN §5 pair by pair in plain Python, against the verdicts on the real records.

Tables and thresholds are typed here from the page, not taken from the product's own.
"""

import math
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pytest
import shapely

from scmap.analysis.candidates import find_candidates
from scmap.analysis.overlay import measure_every_pair
from scmap.analysis.register import Register
from scmap.model.layer import Layer
from scmap.model.ruleset import GRADES
from scmap.model.verdict import Candidates
from scmap.reference import codebook
from scmap.reference.rules import ruleset
from tests.gui.board import sample_project

NAN = float("nan")
LIFE = {
    "OPC": 10, "CCC": 8, "PLT": 6, "NPC": 10, "GRN": 5, "TBD": 3, "CHL": 3, "PIL": 3, "USV": 3,
    "SVL": 3, "UCD": 10, "CON": 1, "RND": 0, "STD": 0, "HRD": 0, "LAW": 0,
}  # fmt: skip
QUALITY = {"A": 1.0, "A′": 0.9, "B": 0.7, "C": 0.5}
ALIKE = (
    "CRM-DIS .5 ENV-ENE .5 ENV-WAT .5 ENE-WAT .5 TRN-LOG .4 FAC-DIS .4 FAC-WAT .4 FAC-ENE .3"
    " CRM-FAC .2"
)
COMPLETING = (
    "TRN-CRM .9 FAC-DIS .9 WAT-DIS .9 TRN-ENV .8 TRN-DIS .8 CRM-FAC .8 CRM-DIS .8 CRM-HLT .8"
    " FAC-ENV .7 ENE-FAC .7 DIS-HLT .6 ENV-HLT .6 TRN-HLT .6 CTS-TRN .6 EDU-CRM .6 TRN-ENE .5"
    " CTS-CRM .5 ADM-CRM .4"
)
KINDS = (
    "OPC-CCC .8 PIL-USV .8 PIL-CHL .8 USV-SVL .8 USV-CHL .7 PIL-TBD .6 TBD-CHL .6 USV-TBD .5"
    " TBD-NPC .5 TBD-RND .4 PLT-TBD .4 OPC-PLT .4 CCC-PLT .4 CHL-GRN .4 PIL-OPC .3 PIL-PLT .3"
)
KINDS_COMPLETING = (
    "CON-TBD 1 OPC-PLT .9 CCC-PLT .9 PLT-TBD .9 RND-TBD .9 OPC-CCC .8 RND-PLT .8 USV-OPC .7"
    " USV-CCC .7 TBD-OPC .7 CHL-PLT .7 CHL-GRN .7 CHL-OPC .7 PIL-OPC .7 CON-RND .7 PIL-PLT .6"
    " PIL-CCC .6 USV-PLT .6 GRN-PLT .6 GRN-OPC .6 SVL-CCC .5"
)
Table = dict[frozenset[str], float]


def table(text: str) -> Table:
    words = text.split()
    return {frozenset(a.split("-")): float(b) for a, b in zip(words[::2], words[1::2], strict=True)}


def value(known: Table, one: str, other: str, same: float, others: float) -> float:
    return same if one == other else known.get(frozenset((one, other)), others)


class Expected(NamedTuple):
    """What the page makes of a pair."""

    terms: dict[str, float]
    duplication: float
    linkage: float
    grade: str
    possible: str


class Book:
    """The page, over the rows of a layer."""

    def __init__(self, register: Register) -> None:
        layer = register.layer
        self.layer, self.lines, self.ground = layer, register.lineages, register.footprints
        self.likes, self.completes = table(ALIKE), table(COMPLETING)
        self.kinds, self.kinds_complete = table(KINDS), table(KINDS_COMPLETING)
        self.sets = {
            name: [{part for part in (cell or "").split(";") if part} for cell in layer.text(name)]
            for name in ("fields", "tags", "beneficiaries", "standards")
        }

    def years(self, row: int) -> tuple[float, float]:
        first, last = (float(self.layer.number(name)[row]) for name in ("year_from", "year_to"))
        last = first if math.isnan(last) else last
        return first, last + LIFE.get(self.layer.text("kind")[row] or "", NAN)

    def has_point(self, row: int) -> bool:
        return not math.isnan(self.layer.number("x")[row])

    def is_wide(self, row: int) -> bool:
        """E4 광역·전국."""
        extent = self.layer.text("extent")[row] or ""
        placed = self.ground[row] is not None or self.has_point(row)
        return extent.startswith(("sido:", "nation")) or not placed

    def terms(self, a: int, b: int) -> dict[str, float]:
        ground, coefficient = self._ground(a, b)
        return {
            "s": ground,
            "S_oc": coefficient,
            "F": self._fields(a, b),
            "C": self._content(a, b),
            "B": jaccard(self.sets["beneficiaries"][a], self.sets["beneficiaries"][b]),
            "T": self._time(a, b),
            "Cx": max(
                (
                    value(self.completes, one, other, 0.3, 0.2)
                    for one in self.sets["fields"][a]
                    for other in self.sets["fields"][b]
                ),
                default=NAN,
            ),
            "Kx": value(self.kinds_complete, *self._kinds(a, b), 0.3, 0.3),
            "I": self._interoperability(a, b),
        }

    def _distance(self, a: int, b: int) -> float:
        x, y = (self.layer.number(name) for name in ("x", "y"))
        return math.hypot(x[a] - x[b], y[a] - y[b])

    def _kinds(self, a: int, b: int) -> tuple[str, str]:
        return self.layer.text("kind")[a], self.layer.text("kind")[b]

    def _ground(self, a: int, b: int) -> tuple[float, float]:
        one, other = self.ground[a], self.ground[b]
        if self.is_wide(a) or self.is_wide(b):
            return NAN, NAN
        if one is None and other is None:
            return 0.5 * max(0.0, 1 - self._distance(a, b) / 5000), NAN
        if one is None or other is None:
            return NAN, NAN
        shared = shapely.area(shapely.intersection(one, other)) / min(one.area, other.area)
        quality = self.layer.text("quality")
        return min(QUALITY[quality[a]], QUALITY[quality[b]]) * shared, float(shared)

    def _fields(self, a: int, b: int) -> float:
        one, other = self.sets["fields"][a], self.sets["fields"][b]
        if not one or not other:
            return NAN
        best = [max(value(self.likes, x, y, 1, 0) for y in other) for x in one]
        best += [max(value(self.likes, x, y, 1, 0) for x in one) for y in other]
        return sum(best) / (len(one) + len(other))

    def _content(self, a: int, b: int) -> float:
        kind = value(self.kinds, *self._kinds(a, b), 1, 0.1)
        tags = jaccard(self.sets["tags"][a], self.sets["tags"][b])
        return kind if math.isnan(tags) else 0.5 * kind + 0.5 * tags

    def _time(self, a: int, b: int) -> float:
        gap, (s, e), (u, v) = self._gap(a, b), self.years(a), self.years(b)
        if gap < 1:
            return (1 - gap) / min(e - s + 1, v - u + 1)
        return gap if math.isnan(gap) else 0.5 * max(0.0, 1 - gap / 4)

    def _gap(self, a: int, b: int) -> float:
        """Years between the operating intervals, 1 for adjacent ones, less where they meet."""
        years = (*self.years(a), *self.years(b))
        return NAN if any(map(math.isnan, years)) else max(years[::2]) - min(years[1::2])

    def _interoperability(self, a: int, b: int) -> float:
        openness = {self.layer.text("openness")[row] for row in (a, b)}
        if "폐쇄" in openness:
            return 0.0
        if self.sets["standards"][a] & self.sets["standards"][b]:
            return 1.0
        return 0.6 if openness <= {"부분", "개방"} else 0.3

    def is_graded(self, a: int, b: int) -> bool:
        if not self.lines[a] or not self.lines[b] or self.lines[a] & self.lines[b]:
            return False
        terms = self.terms(a, b)
        placed = [self.ground[row] is not None or self.has_point(row) for row in (a, b)]
        if not all(placed):
            return any(placed) and terms["F"] >= 0.5 and terms["C"] >= 0.5
        if self._gap(a, b) > 4:  # unknown years count as near enough
            return False
        one, other = self.ground[a], self.ground[b]
        if one is None and other is None:
            return self._distance(a, b) <= 5000
        if one is None or other is None:
            return False
        return bool(shapely.area(shapely.intersection(one, other)) >= 1.0)

    def judge(self, a: int, b: int, preconditions: float = NAN) -> Expected:
        terms = self.terms(a, b)
        weights = {"s": 0.25, "F": 0.25, "C": 0.20, "B": 0.15, "T": 0.15}
        score = weighted(terms, weights)
        if terms["S_oc"] < 0.10:
            score = min(score, 34.9)
        known = {**terms, "P": preconditions, "O": terms["T"]}
        linkage = weighted(known, {"P": 0.25, "Cx": 0.25, "Kx": 0.20, "I": 0.20, "O": 0.10})
        wide = self.is_wide(a) or self.is_wide(b)
        grades = [grade(score, terms, wide=wide, doubt=doubt) for doubt in (False, True)]
        return Expected(terms, score, linkage, *grades)


def jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one and other else NAN


def weighted(terms: dict[str, float], weights: dict[str, float]) -> float:
    known = {name: weight for name, weight in weights.items() if not math.isnan(terms[name])}
    score = 100 * sum(weight * terms[name] for name, weight in known.items()) / sum(known.values())
    return float(Decimal(f"{score:.9f}").quantize(Decimal("0.1"), ROUND_HALF_UP))


def grade(score: float, terms: dict[str, float], *, wide: bool, doubt: bool) -> str:
    def reaches(name: str, least: float) -> bool:
        return doubt if math.isnan(terms[name]) else terms[name] >= least - 1e-9

    def like(least: float) -> bool:
        return all(reaches(name, least) for name in ("F", "C", "B"))

    if not wide and score >= 75 and like(0.8) and reaches("S_oc", 0.5) and reaches("T", 1e-8):
        return "Ⅰ"
    if score >= 55 and like(0.5):
        return "Ⅱ"
    return "Ⅲ" if score >= 35 else "Ⅳ"


def scattered(layer: Layer) -> Layer:
    """Give the records with cells taken out, swapped and made up, as bad registers have them."""
    chance = np.random.default_rng(20261129)
    columns: dict[str, Any] = {name: cells.copy() for name, cells in layer.columns.items()}
    geometry = layer.geometry.copy()
    for name in ("fields", "tags", "beneficiaries", "year_to", "openness", "standards"):
        shuffled = chance.permutation(len(layer))
        columns[name] = columns[name][shuffled]
    for name in ("fields", "tags", "beneficiaries", "year_from"):
        lost = chance.random(len(layer)) < 0.15
        columns[name][lost] = NAN if name == "year_from" else None
    columns["openness"] = chance.choice(np.array(["폐쇄", "부분", "개방", None]), len(layer))
    columns["standards"] = chance.choice(np.array(["oneM2M", "OGC;oneM2M", None]), len(layer))
    geometry[chance.random(len(layer)) < 0.4] = None
    gone = chance.random(len(layer)) < 0.1
    for name in ("x", "y"):
        columns[name][gone] = NAN
    return layer.replace(columns=columns, geometry=geometry)


@pytest.fixture(scope="module", params=["the records", "scattered"])
def judged(request: pytest.FixtureRequest) -> tuple[Book, Candidates]:
    layer = sample_project().investments
    assert layer is not None
    register = Register.of(
        layer if request.param == "the records" else scattered(layer), codebook()
    )
    found = find_candidates(register, ruleset(), measure_every_pair(register))
    return Book(register), found


def test_the_graded_pairs_are_those_of_the_page(judged: tuple[Book, Candidates]) -> None:
    book, found = judged
    excepted = {tuple(sorted((one.left, one.right))) for one in found.exceptions}
    every = combinations(range(len(book.layer)), 2)
    expected = {pair for pair in every if pair not in excepted and book.is_graded(*pair)}
    pairs = zip(found.left.tolist(), found.right.tolist(), strict=True)
    assert {tuple(sorted(pair)) for pair in pairs} == expected
    assert len(expected) > 50


def test_terms_scores_and_grades_are_those_of_the_page(judged: tuple[Book, Candidates]) -> None:
    book, found = judged
    verdict, measured = found.verdict, found.verdict.terms
    ours = {
        "s": measured.ground, "S_oc": measured.coefficient, "F": measured.fields,
        "C": measured.content, "B": measured.beneficiaries, "T": measured.time,
        "Cx": measured.field_complement, "Kx": measured.kind_complement,
        "I": found.interoperability,
    }  # fmt: skip
    seen = set()
    for row, pair in enumerate(zip(found.left.tolist(), found.right.tolist(), strict=True)):
        expected = book.judge(*pair)
        for name, column in ours.items():
            assert column[row] == pytest.approx(expected.terms[name], abs=1e-6, nan_ok=True), name
        assert verdict.duplication[row] == expected.duplication
        assert verdict.linkage[row] == expected.linkage
        assert GRADES[verdict.grade[row]] == expected.grade
        assert GRADES[verdict.possible[row]] == expected.possible
        seen.add(expected.grade)
    assert {"Ⅱ", "Ⅲ", "Ⅳ"} <= seen
