"""Varied rules: judging measured terms again gives what judging everything anew gives."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from scmap.analysis.candidates import find_candidates
from scmap.analysis.overlay import measure_every_pair
from scmap.analysis.register import Register
from scmap.analysis.rejudging import (
    STEPS,
    compare,
    follows_from_terms,
    judge_again,
    measure_sensitivity,
    sensitive_values,
    varied,
    varied_rows,
)
from scmap.model.ruleset import RuleSet, ruleset_of
from scmap.model.verdict import Candidates
from scmap.reference import codebook
from scmap.reference.rules import rule_table, ruleset
from scmap.store.project_file import read_project

SAMPLE = Path(__file__).parents[2] / "sample_layers" / "scmap-sample.gpkg"


@cache
def register() -> Register:
    layer = read_project(SAMPLE).project.investments
    assert layer is not None
    return Register.of(layer, codebook())


@cache
def found() -> Candidates:
    return anew(ruleset())


def anew(rules: RuleSet) -> Candidates:
    return find_candidates(register(), rules, measure_every_pair(register()))


def grades(of: Candidates) -> dict[str, int]:
    return {of.uid(row): int(grade) for row, grade in enumerate(of.verdict.grade)}


def test_judging_by_the_same_rules_changes_nothing() -> None:
    again = judge_again(found(), ruleset())
    for name in ("duplication", "linkage", "grade", "possible", "opinion"):
        then, now = getattr(found().verdict, name), getattr(again, name)
        assert np.array_equal(then, now, equal_nan=then.dtype == float), name


def test_a_regional_pair_is_not_lifted_above_what_it_can_be() -> None:
    """E4: without a spatial term no weight makes a pair Ⅰ."""
    wide = replace(found(), regional=np.ones(len(found()), dtype=bool))
    gates = {f"gate.1.{level}": 0.0 for level in ("terms", "coefficient", "time")}
    lenient = ruleset_of(rule_table(), {**gates, **{f"gate.{n}.score": 1.0 for n in "123"}})
    assert judge_again(wide, lenient).grade.min() == 1
    assert judge_again(found(), lenient).grade.min() == 0


@pytest.mark.parametrize(
    ("values", "follows"),
    [
        ({}, True),
        ({"duplication.F": 0.3, "gate.3.score": 40.0, "quality.B": 0.6}, True),
        ({"duplication.F": 0.3, "life.CCC": 9.0}, False),
        ({"field_similarity.ADM-TRN": 0.3}, False),
        ({"service.camera_radius": 60.0}, False),
    ],
)
def test_what_follows_from_measured_terms_is_known(
    values: dict[str, float], *, follows: bool
) -> None:
    other = ruleset_of(rule_table(), values)
    assert follows_from_terms(ruleset(), other) is follows
    assert follows_from_terms(other, ruleset()) is follows
    if follows:
        full = grades(anew(other))
        again = judge_again(found(), other)
        assert {found().uid(row): int(one) for row, one in enumerate(again.grade)} == full


def test_a_step_of_nothing_changes_no_pair() -> None:
    none = measure_sensitivity(found(), (0.0,))
    assert none.grades.sum() == none.opinions.sum() == 0
    assert none.pairs == len(found())


@pytest.mark.parametrize("key", ["duplication.s", "gate.2.terms", "cap.coefficient", "quality.B"])
def test_varying_measured_terms_equals_judging_everything_anew(key: str) -> None:
    for step in STEPS:
        full = grades(anew(varied(ruleset(), key, step)))
        now = grades(found())
        changed = {uid for uid in now if now[uid] != full[uid]}
        assert full.keys() == now.keys()
        again = judge_again(found(), varied(found().rules, key, step))
        told = varied_rows(found().verdict, again)
        assert {found().uid(row) for row in told} == changed


def test_every_weight_threshold_and_factor_is_varied_and_some_of_them_matter() -> None:
    measured = measure_sensitivity(found())
    assert {key.partition(".")[0] for key in measured.keys} == {
        "duplication", "linkage", "gate", "cap", "link", "quality",
    }  # fmt: skip
    assert measured.grades.shape == (len(measured.keys), len(STEPS))
    assert measured.grades[measured.keys.index("duplication.F")].any()
    linkage = [row for row, key in enumerate(measured.keys) if key.startswith("linkage.")]
    assert not measured.grades[linkage].any()  # L never changes a grade
    assert measured.opinions[linkage].any()  # but what to do with a pair


def test_a_varied_value_stays_within_its_bounds() -> None:
    assert varied(ruleset(), "quality.A", 0.2).quality["A"] == 1.0
    zeros = {one.key for one in rule_table().values.values() if one.value == 0}
    assert zeros.isdisjoint(one.key for one in sensitive_values(ruleset()))


def test_the_effect_of_other_rules_names_every_move() -> None:
    after = anew(ruleset_of(rule_table(), {"gate.3.score": 45.0, "candidate.gap_years": 0.0}))
    effect = compare(found(), after)
    then, now = grades(found()), grades(after)
    moved = [uid for uid in then.keys() & now.keys() if then[uid] != now[uid]]
    assert effect.grades == len(moved) == sum(effect.moves.values()) > 0
    assert set(effect.moves) == {(2, 3)}
    assert {found().uid(row) for row in effect.changed} == set(moved)
    assert effect.gone == len(then.keys() - now.keys()) > 0
    assert effect.added == len(now.keys() - then.keys()) == 0
