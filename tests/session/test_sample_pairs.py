"""The sample's verdicts against those written by hand before the program was asked."""

import csv
import math
from pathlib import Path
from typing import TypeAlias

import pytest

from scmap import paths
from scmap.analysis.explanation import explain
from scmap.analysis.verdict import half_up
from scmap.model.codebook import parts
from scmap.model.ruleset import GRADES
from scmap.model.verdict import Candidates
from scmap.reference import codebook
from scmap.session.findings import Lookups, find
from scmap.store.project_file import read_project

Row: TypeAlias = dict[str, str]

FILE = Path(__file__).parents[1] / "golden" / "sample_pairs.csv"
CITIES = {
    "화성": "41590",
    "부천": "41190",
    "대전": "30",
    "완주": "52710",
    "남양주": "41360",
    "연수": "28185",
    "해운대": "26350",
}
EXCEPTED = {"double_entry": "E1", "continuation": "E2"}
RELATIONS = {"between": "부처 간", "within": "부처 내", "joint": "공동"}
RELIABILITIES = {"high": "상", "medium": "중", "low": "하"}

with FILE.open(encoding="utf-8", newline="") as stream:
    WRITTEN = list(csv.DictReader(stream))


def named(row: Row) -> str:
    return f"{row['left_name']} × {row['right_name']}"


@pytest.fixture(scope="module")
def candidates() -> Candidates:
    project = read_project(paths.sample("scmap-sample.gpkg")).project
    return find(project, Lookups.of(project), relation="all").candidates


@pytest.fixture(scope="module")
def excepted(candidates: Candidates) -> dict[frozenset[str], str]:
    uids = candidates.layer.uids
    return {
        frozenset((str(uids[one.left]), str(uids[one.right]))): EXCEPTED[one.why]
        for one in candidates.exceptions
    }


def told(found: Candidates, row: int) -> Row:
    """What the program says of a pair, in the words of the file."""
    share = float(found.preconditions[row])
    verdict = found.verdict
    return {
        "status": GRADES[verdict.grade[row]],
        "d": f"{half_up(verdict.duplication, 1)[row]:.1f}",
        "l": f"{half_up(verdict.linkage, 1)[row]:.1f}",
        "p": "—" if math.isnan(share) else f"{half_up(found.preconditions, 2)[row]:.2f}",
        "opinion": explain(found, row, codebook(), "ko").opinion,
        "relation": RELATIONS[found.relation_of(row)],
        "reliability": RELIABILITIES[found.reliability_of(row)],
    }


@pytest.mark.parametrize("written", WRITTEN, ids=named)
def test_a_pair_is_judged_as_written_by_hand(
    candidates: Candidates, excepted: dict[frozenset[str], str], written: Row
) -> None:
    sides = frozenset((written["left_uid"], written["right_uid"]))
    row = candidates.row(f"{written['left_uid']}|{written['right_uid']}")
    if written["status"] not in GRADES:
        assert row == -1
        assert excepted.get(sides, "—") == written["status"]
        return
    assert sides not in excepted
    found = told(candidates, row)
    assert found == {name: written[name] for name in found}
    assert ("E3" in written["notes"]) is bool(candidates.sequence[row])
    assert ("광역" in written["notes"]) is bool(candidates.regional[row])


def test_no_graded_pair_of_the_cities_is_left_out_of_the_file(candidates: Candidates) -> None:
    written = {frozenset((row["left_uid"], row["right_uid"])) for row in WRITTEN}
    cells = candidates.layer.text("municipality_code")
    of_cities = [bool(codes_of(cell) & set(CITIES.values())) for cell in cells]
    uids = candidates.layer.uids
    missing = [
        candidates.uid(row)
        for row, (a, b) in enumerate(zip(candidates.left, candidates.right, strict=True))
        if (of_cities[a] or of_cities[b]) and frozenset((str(uids[a]), str(uids[b]))) not in written
    ]
    assert missing == []


def codes_of(cell: str | None) -> set[str]:
    """Codes of a record; a record of one of 대전's districts is one of 대전."""
    codes = set(parts(cell))
    return codes | {code[:2] for code in codes if code[:2] == CITIES["대전"]}


def test_partial_succession_is_noted_where_the_file_says_so(candidates: Candidates) -> None:
    for written in WRITTEN:
        row = candidates.row(f"{written['left_uid']}|{written['right_uid']}")
        if row >= 0:
            notes = explain(candidates, row, codebook(), "ko").notes
            said = any(one.startswith("계승(부분)") for one in notes)
            assert said is ("계승(부분)" in written["notes"]), named(written)
