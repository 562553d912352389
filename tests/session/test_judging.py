"""The judgement of a project: edits are rows of it, undone like everything and kept in its file."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from scmap.model.project import Project
from scmap.model.records import records, with_all
from scmap.model.rule_table import RuleTable
from scmap.model.ruleset import RuleEdit
from scmap.reference.rules import rule_table
from scmap.session.judging import Editor, differences, judgement_of, rules_of, set_values
from scmap.session.session import Session
from scmap.store.project_file import read_project, write_project

EMPTY = Project(uid="p", title="p")
EDITOR = Editor("김서기", "위원회 의견", date(2026, 11, 28))
EDITS = {"duplication.F": 0.3, "gate.2.score": 50.0, "life.OPC": 12.0}


def edited(values: dict[str, float]) -> Project:
    return set_values(EMPTY, values, EDITOR)


def another_edition(key: str, value: float) -> RuleTable:
    table = rule_table()
    newer = {
        name: replace(one, version="2", value=value if name == key else one.value)
        for name, one in table.values.items()
    }
    return replace(table, version="2", values=newer)


def test_a_project_without_edits_has_the_products_judgement() -> None:
    rules = rules_of(EMPTY)
    assert (rules.version, rules.changed, rules.edits) == ("1", {}, {})


def test_an_edit_is_in_force_and_says_who_changed_what() -> None:
    rules = rules_of(edited(EDITS))
    assert rules.changed == EDITS
    assert rules.version == "1+3"
    assert (rules.duplication_weights["F"], rules.gates[1].score, rules.lives["OPC"]) == (
        0.3,
        50,
        12,
    )
    one = rules.edits["duplication.F"]
    assert (one.author, one.reason, one.edited_on) == ("김서기", "위원회 의견", date(2026, 11, 28))
    assert (one.base_value, one.base_version) == (0.25, "1")


def test_edits_come_back_from_the_file(tmp_path: Path) -> None:
    write_project(edited(EDITS), tmp_path / "p.gpkg")
    again = read_project(tmp_path / "p.gpkg").project
    assert rules_of(again).edits == rules_of(edited(EDITS)).edits


def test_an_edit_is_undone_and_redone() -> None:
    session = Session(EMPTY)
    session.do("판정 기준 변경", lambda project: set_values(project, {"near.share": 0.4}, EDITOR))
    assert rules_of(session.project).near_share == 0.4
    session.undo()
    assert session.project is EMPTY
    session.redo()
    assert rules_of(session.project).near_share == 0.4


def test_going_back_to_the_products_value_leaves_no_edit() -> None:
    project = edited(EDITS)
    for back in ({"life.OPC": None}, {"life.OPC": 10.0}):
        assert set(rules_of(set_values(project, back, EDITOR)).changed) == set(EDITS) - {"life.OPC"}


def test_what_changes_nothing_gives_the_same_project_and_keeps_the_earlier_author() -> None:
    project = edited(EDITS)
    other = Editor("이주무", "", date(2027, 1, 1))
    assert set_values(project, dict(EDITS), other) is project
    assert set_values(EMPTY, {"duplication.F": 0.25}, other) is EMPTY
    more = set_values(project, {**EDITS, "near.share": 0.1}, other)
    authors = {key: one.author for key, one in rules_of(more).edits.items()}
    assert authors == {**dict.fromkeys(EDITS, "김서기"), "near.share": "이주무"}


def test_differences_lead_to_exactly_the_wanted_values() -> None:
    wanted = {"duplication.F": 0.4, "quality.B": 0.6}
    after = set_values(edited(EDITS), differences(edited(EDITS), wanted), EDITOR)
    assert rules_of(after).changed == wanted


def test_an_edit_survives_a_newer_edition_that_changes_the_value_under_it() -> None:
    project = edited(EDITS)
    newer = another_edition("duplication.F", 0.28)
    found = judgement_of(project, newer)
    assert found.rules.duplication_weights["F"] == 0.3
    assert [(one.key, one.base_value) for one in found.moved] == [("duplication.F", 0.25)]
    assert judgement_of(project).moved == ()


def test_edits_of_a_file_from_elsewhere_that_cannot_stand_are_named_and_not_applied() -> None:
    rows = [
        RuleEdit("1", "duplication.F", 7.0, 0.25, "1"),
        RuleEdit("2", "no.such", 1.0, 1.0, "1"),
        RuleEdit("3", "near.share", float("nan"), 0.5, "1"),
        RuleEdit("4", "quality.B", 0.6, 0.7, "1"),
    ]
    project = with_all(EMPTY, RuleEdit, rows)
    found = judgement_of(project)
    assert found.rules.changed == {"quality.B": 0.6}
    assert {one.feature for one in found.issues} == {"duplication.F", "no.such", "near.share"}
    kept = set_values(project, {"quality.C": 0.4}, EDITOR)
    assert len(records(kept, RuleEdit)) == 5  # what a newer program may know is not thrown away


def test_two_offices_edit_one_row() -> None:
    one, other = (records(edited({"quality.B": value}), RuleEdit)[0] for value in (0.6, 0.5))
    assert one.uid == other.uid
