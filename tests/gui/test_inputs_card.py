"""A verdict opens down to its inputs: with the lines of the card a planner does the sum by hand."""

import re

import numpy as np
import pytest

from scmap.analysis.candidates import find_candidates
from scmap.analysis.overlay import measure_every_pair
from scmap.analysis.register import Register
from scmap.gui.models.card import Section
from scmap.gui.models.inputs_card import NAMES, inputs_section
from scmap.model.verdict import Candidates
from scmap.reference import codebook
from scmap.reference.rules import ruleset
from tests.gui.board import sample_project


@pytest.fixture(scope="module")
def found() -> Candidates:
    layer = sample_project().investments
    assert layer is not None
    register = Register.of(layer, codebook())
    return find_candidates(register, ruleset(), measure_every_pair(register), relation="all")


def section(found: Candidates, row: int) -> Section:
    return inputs_section(found, row, codebook())


def told(found: Candidates, row: int) -> dict[str, str]:
    facts = section(found, row).facts
    return {fact.label.split(" ")[0]: fact.value for fact in facts}


def numbers(text: str) -> list[float]:
    return [float(one.replace(",", "")) for one in re.findall(r"\d[\d,]*\.?\d*", text)]


def test_every_term_of_every_pair_opens_to_something(found: Candidates) -> None:
    for row in range(len(found)):
        facts = section(found, row).facts
        assert len(facts) == len(NAMES) + 2
        assert all(fact.value for fact in facts)


def test_the_scores_are_the_sums_that_the_card_writes_down(found: Candidates) -> None:
    for row in range(len(found)):
        for score, values in (
            ("유사·중복", found.verdict.duplication),
            ("연계", found.verdict.linkage),
        ):
            line = told(found, row)[score].splitlines()[0]
            products = re.findall(r"([\d.]+)×([\d.]+)", line)
            total = float(re.search(r"÷ ([\d.]+)", line)[1])  # type: ignore[index]
            by_hand = 100 * sum(float(w) * float(v) for w, v in products) / total
            capped = "넘지 않음" in told(found, row)[score]
            if not capped:
                assert by_hand == pytest.approx(float(values[row]), abs=0.2)


def test_likeness_of_fields_is_the_sum_of_the_closest_ones(found: Candidates) -> None:
    for row in range(len(found)):
        value = float(found.verdict.terms.fields[row])
        lines = told(found, row)["F"].splitlines()
        if np.isnan(value):
            continue
        matched = [float(one) for one in re.findall(r" ([\d.]+)(?:,|$)", lines[2])]
        count = numbers(lines[3])[1]
        assert sum(matched) / count == pytest.approx(value, abs=5e-3)


def test_years_are_told_with_the_life_of_the_kind(found: Candidates) -> None:
    years = found.run.table.operating
    for row in range(len(found)):
        lines = told(found, row)["T"].splitlines()
        for line, place in zip(lines, (found.left[row], found.right[row]), strict=False):
            if np.isnan(years[place, 0]):
                assert "미상" in line
            else:
                assert f"{years[place, 0]:.0f}–{years[place, 1]:.0f}년" in line
        value = float(found.verdict.terms.time[row])
        if not np.isnan(value):
            assert lines[-1].endswith(f"{value:.3f}")


def test_ground_is_told_with_both_qualities(found: Candidates) -> None:
    row = int(np.flatnonzero((found.area > 0) & ~found.regional)[0])
    said = told(found, row)["s"]
    assert said.count("품질:") == 2
    assert said.splitlines()[-1].endswith(f"{found.verdict.terms.ground[row]:.3f}")
    wide = np.flatnonzero(found.regional)
    if len(wide):
        assert "E4" in told(found, int(wide[0]))["s"]


def test_the_sources_of_both_records_are_named(found: Candidates) -> None:
    notes = section(found, 0).notes
    assert len(notes) == 3
    assert notes[0].startswith("A ")
    assert notes[1].startswith("B ")
