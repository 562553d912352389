"""The judgement as values with bounds and sources, and what editing them makes of it."""

import math

import pytest

from scmap.model.rule_table import AFFINITIES
from scmap.model.ruleset import ruleset_of
from scmap.reference.rules import rule_table, ruleset

TABLE = rule_table()


def codes(edits: dict[str, float]) -> list[tuple[str, str]]:
    return [(one.code, one.feature) for one in TABLE.problems(edits)]


def test_every_value_says_what_it_is_and_whose() -> None:
    for key, one in TABLE.values.items():
        assert key == one.key
        assert all((one.title.ko, one.title.en, one.source, one.version, one.effective)), key
        assert one.basis in ("judgement", "statutory", "reported"), key
        assert one.problem(one.value) is None, key


def test_the_values_the_product_ships_contradict_neither_bounds_nor_one_another() -> None:
    assert TABLE.problems({key: one.value for key, one in TABLE.values.items()}) == ()


def test_an_edit_changes_its_own_value_and_nothing_else() -> None:
    edited = ruleset_of(TABLE, {"duplication.F": 0.3, "gate.2.score": 60, "life.OPC": 12})
    assert edited.duplication_weights == {**ruleset().duplication_weights, "F": 0.3}
    assert [gate.score for gate in edited.gates] == [75, 60, 35]
    assert edited.lives["OPC"] == 12
    assert edited.linkage_weights == ruleset().linkage_weights
    assert edited.quality == ruleset().quality


@pytest.mark.parametrize("group", AFFINITIES)
def test_likeness_and_complement_are_four_tables_and_each_is_symmetric(group: str) -> None:
    one, other = list(TABLE.codes[group])[:2]
    key = TABLE.pair_key(group, other, one)
    assert key == TABLE.pair_key(group, one, other)
    edited = ruleset_of(TABLE, {key: 0.77})
    for name in AFFINITIES:
        affinity = getattr(edited, name)
        assert affinity.between(one, other) == affinity.between(other, one)
        if one in TABLE.codes[name]:
            assert (affinity.between(one, other) == 0.77) is (name == group)


def test_pairs_that_no_table_names_follow_the_value_of_any_other_pair() -> None:
    edits = {"field_complement.else": 0.4, "field_complement.TRN-CRM": 0.5}
    complement = ruleset_of(TABLE, edits).field_complement
    assert complement.between("ADM", "LOG") == 0.4
    assert complement.between("CRM", "TRN") == 0.5
    assert complement.between("ADM", "CRM") == 0.4  # named by the table: stays what it was
    assert TABLE.default("field_complement.ADM-TRN", edits) == 0.4
    assert ruleset().field_complement.between("ADM", "LOG") == 0.2


@pytest.mark.parametrize(
    ("edits", "problem"),
    [
        ({"duplication.F": math.nan}, ("rule_no_number", "duplication.F")),
        ({"duplication.F": 1.5}, ("rule_out_of_bounds", "duplication.F")),
        ({"quality.A": -0.1}, ("rule_out_of_bounds", "quality.A")),
        ({"life.OPC": 2.5}, ("rule_not_whole", "life.OPC")),
        ({"gate.1.time": 0.5}, ("rule_not_whole", "gate.1.time")),
        ({"weight.F": 0.5}, ("rule_unknown", "weight.F")),
        ({"field_similarity.CRM-TRN": 0.5}, ("rule_unknown", "field_similarity.CRM-TRN")),
        ({"field_similarity.TRN-XXX": 0.5}, ("rule_unknown", "field_similarity.TRN-XXX")),
        ({"gate.2.score": 80}, ("rule_gate_order", "gate.1.score")),
        ({f"duplication.{one}": 0.0 for one in "sFCBT"}, ("rule_no_weight", "duplication.s")),
    ],
)
def test_what_cannot_stand_is_named(edits: dict[str, float], problem: tuple[str, str]) -> None:
    assert codes(edits) == [problem]


def test_of_edits_only_the_sound_ones_are_kept() -> None:
    edits = {"duplication.F": 9.0, "gate.2.score": 80.0, "gate.3.terms": 0.1, "near.share": 0.4}
    kept, wrong = TABLE.sound(edits)
    assert kept == {"near.share": 0.4}
    assert {one.code for one in wrong} == {"rule_out_of_bounds", "rule_gate_order"}
    assert TABLE.problems(kept) == ()


def test_bounds_are_written_as_people_read_them() -> None:
    (problem,) = TABLE.problems({"overlap.floor": 2e6})
    assert (problem.values["low"], problem.values["high"]) == ("0.01", "1,000,000")
