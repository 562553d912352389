"""The page of methods, worked by hand: its formulas on the sample give what the program shows."""

import csv
import json
import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
import shapely

import scmap
from scmap.model.layer import Layer

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "manual" / "method.md").read_text("utf-8")
LEAST_ROUNDED = 0.051  # of a score with one decimal

Row = Mapping[str, object]
Value = Callable[[str, str], float]


def weights(name: str) -> dict[str, float]:
    """Read the weights of a score from its line on the page."""
    (line,) = re.findall(rf"^{name} = 100 × \((.*)\)$", PAGE, re.MULTILINE)
    return {term: float(weight) for weight, term in re.findall(r"([\d.]+) (\w+)", line)}


def table_of(prefix: str) -> Value:
    """Give a matrix of the judgement as a function of two codes."""
    told = json.loads((ROOT / "resources" / "rules" / "verdict.json").read_text("utf-8"))["values"]
    values = {one["key"]: float(one["value"]) for one in told}

    def value(one: str, other: str) -> float:
        if one == other:
            return values[f"{prefix}.same"]
        pair = (f"{prefix}.{one}-{other}", f"{prefix}.{other}-{one}")
        return next((values[key] for key in pair if key in values), values[f"{prefix}.else"])

    return value


def parts(cell: object) -> set[str]:
    return set(str(cell or "").split(";")) - {""}


def jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one and other else math.nan


def fields(one: set[str], other: set[str]) -> float:
    alike = table_of("field_similarity")
    best = sum(max(alike(a, b) for b in other) for a in one)
    best += sum(max(alike(a, b) for a in one) for b in other)
    return best / (len(one) + len(other))


def content(one: Row, other: Row) -> float:
    kind = table_of("kind_similarity")(str(one["kind"]), str(other["kind"]))
    tags = jaccard(parts(one["tags"]), parts(other["tags"]))
    return kind if math.isnan(tags) else 0.5 * kind + 0.5 * tags


def operating(row: Row) -> tuple[float, float]:
    with (ROOT / "resources" / "codes" / "kinds.csv").open(encoding="utf-8") as file:
        lives = {one["code"]: float(one["life_years"] or 0) for one in csv.DictReader(file)}
    start, stop = (float(str(row[name])) for name in ("year_from", "year_to"))
    return start, (start if math.isnan(stop) else stop) + lives[str(row["kind"])]


def time(one: Row, other: Row) -> float:
    (a, b), (c, d) = operating(one), operating(other)
    common = min(b, d) - max(a, c) + 1
    if common > 0:
        return common / min(b - a + 1, d - c + 1)
    return 0.5 * max(0.0, 1 - (max(a, c) - min(b, d)) / 4)


def score(terms: Mapping[str, float], weight: Mapping[str, float]) -> float:
    known = {name: value for name, value in terms.items() if not math.isnan(value)}
    return 100 * sum(weight[one] * known[one] for one in known) / sum(weight[one] for one in known)


@pytest.fixture(scope="module")
def pairs() -> Layer:
    found: Layer = scmap.find_pairs(scmap.open_project(scmap.sample()))
    return found


@pytest.fixture(scope="module")
def rows() -> dict[str, Row]:
    layer = scmap.open_project(scmap.sample()).investments
    assert layer is not None
    columns = {name: cells.tolist() for name, cells in layer.columns.items()}
    told = (dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True))
    return {
        str(uid): {**row, "ground": shape}
        for uid, row, shape in zip(layer.uids, told, layer.geometry, strict=True)
    }


def test_scores_of_every_pair_follow_from_the_page(pairs: Layer, rows: dict[str, Row]) -> None:
    duplication, linkage = weights("D"), weights("L")
    assert [sum(one.values()) for one in (duplication, linkage)] == pytest.approx([1, 1])
    quality = {name: float(q) for name, q in re.findall(r"(A′|[ABC]) ([01]\.\d)", PAGE)}
    completes = table_of("field_complement"), table_of("kind_complement")
    number = {name: pairs.number(name) for name in ("D", "L", "s", "P", "I", "coefficient")}
    told = zip(pairs.text("left"), pairs.text("right"), strict=True)
    graded = 0
    for place, (left, right) in enumerate(told):
        if math.isnan(number["D"][place]):
            continue  # an exception
        a, b = rows[left], rows[right]
        shared = shapely.area(shapely.intersection(a["ground"], b["ground"]))
        least = min(shapely.area(a["ground"]), shapely.area(b["ground"]))
        worse = min(quality[str(a["quality"])], quality[str(b["quality"])])
        wide = any(len(str(one["municipality_code"])) == 2 for one in (a, b))
        terms = {
            "s": math.nan if wide else worse * shared / least,
            "F": fields(parts(a["fields"]), parts(b["fields"])),
            "C": content(a, b),
            "B": jaccard(parts(a["beneficiaries"]), parts(b["beneficiaries"])),
            "T": time(a, b),
        }
        assert number["D"][place] == pytest.approx(score(terms, duplication), abs=LEAST_ROUNDED)
        field, kind = completes
        link = {
            "P": number["P"][place],
            "Cx": max(field(x, y) for x in parts(a["fields"]) for y in parts(b["fields"])),
            "Kx": kind(str(a["kind"]), str(b["kind"])),
            "I": number["I"][place],
            "O": terms["T"],
        }
        assert number["L"][place] == pytest.approx(score(link, linkage), abs=LEAST_ROUNDED)
        graded += 1
    assert graded == 66


def test_grades_follow_from_scores_and_terms(pairs: Layer) -> None:
    numbers = [pairs.number(name) for name in ("D", "F", "C", "B")]
    for grade, d, *alike in zip(pairs.text("grade"), *numbers, strict=True):
        if grade is None:
            continue
        least = np.nanmin(alike) if not np.isnan(alike).any() else -1.0
        gate = "Ⅱ" if d >= 55 and least >= 0.5 else "Ⅲ" if d >= 35 else "Ⅳ"  # none reaches Ⅰ
        assert grade == gate
