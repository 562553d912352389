"""A file of judgement rules: written whole, taken in whole or not at all."""

import json
from pathlib import Path
from typing import Any

import pytest

from scmap.errors import InputError
from scmap.formats.rule_file import MOST_BYTES, read_rules, rule_text
from scmap.model.ruleset import ruleset_of
from scmap.reference.rules import rule_table, ruleset
from scmap.words import explain

TABLE = rule_table()
EDITS = {"duplication.F": 0.3, "field_complement.ADM-TRN": 0.7, "life.OPC": 12.0}


def written(path: Path, record: object) -> Path:
    path.write_text(record if isinstance(record, str) else json.dumps(record), encoding="utf-8")
    return path


def record(**values: Any) -> dict[str, Any]:
    return {**json.loads(rule_text(ruleset())), "values": values}


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    file = written(tmp_path / "기준.json", rule_text(ruleset_of(TABLE, EDITS)))
    found = read_rules(file, TABLE)
    assert found.values == EDITS
    assert found.issues == ()


def test_the_products_own_values_are_no_edits(tmp_path: Path) -> None:
    assert read_rules(written(tmp_path / "r.json", rule_text(ruleset())), TABLE).values == {}


def test_a_file_may_name_only_what_it_changes(tmp_path: Path) -> None:
    file = written(tmp_path / "r.json", record(**{"duplication.F": 0.3}))
    assert read_rules(file, TABLE).values == {"duplication.F": 0.3}


def test_a_file_over_another_edition_says_so(tmp_path: Path) -> None:
    file = written(tmp_path / "r.json", {**record(), "version": "99"})
    assert [one.code for one in read_rules(file, TABLE).issues] == ["rules_other_edition"]


@pytest.mark.parametrize(
    "values",
    [
        {"duplication.F": "0.3"},
        {"duplication.F": True},
        {"duplication.F": None},
        {"duplication.F": [0.3]},
        {"duplication.F": 10**400},
        {"duplication.F": -0.1},
        {"gate.2.score": 90},
        {"no.such": 1},
        {"__class__.__init__": 1},
        {"field_similarity.TRN-../../x": 1},
        {"duplication.F": 0.3, "linkage.P": 7},
    ],
)
def test_of_a_file_with_a_value_that_cannot_stand_nothing_is_taken(
    tmp_path: Path, values: dict[str, Any]
) -> None:
    with pytest.raises(InputError) as caught:
        read_rules(written(tmp_path / "기준.json", record(**values)), TABLE)
    assert caught.value.code == "rules_wrong"
    told = str(explain(caught.value))
    assert "기준.json" in told
    assert "아무것도 적용하지 않았습니다" in told


def test_of_very_many_wrong_values_only_the_first_are_told(tmp_path: Path) -> None:
    file = written(tmp_path / "r.json", record(**{f"x.{n}": 1 for n in range(3000)}))
    with pytest.raises(InputError) as caught:
        read_rules(file, TABLE)
    assert "2995" in str(explain(caught.value))
    assert len(str(explain(caught.value))) < 600


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "not json",
        "[" * 100_000,
        '{"format": "scmap-rules"}',
        json.dumps({**record(), "format": "other"}),
        json.dumps({**record(), "run": "rm"}),
        json.dumps({**record(), "values": []}),
        json.dumps({**record(), "version": 1}),
        json.dumps({**record(), "version": "1\n2"}),
        json.dumps(record()).replace('"values": {', '"values": {"a": NaN'),
        json.dumps(record()).replace('"values": {', '"values": {"a": 1, "a": 2'),
        json.dumps(record()).replace('"values": {', '"values": {"\\ud800": 1'),
        " " * (MOST_BYTES + 1),
    ],
)
def test_what_is_no_such_file_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError) as caught:
        read_rules(written(tmp_path / "r.json", text), TABLE)
    assert caught.value.code == "rules_unreadable"
    assert "r.json" in str(explain(caught.value))


def test_bytes_that_are_no_text_and_a_folder_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    file.write_bytes(b"\xff\xfe\x00{")
    for path, code in (
        (file, "rules_unreadable"),
        (tmp_path, "rules_unreadable"),
        (tmp_path / "x", "file_missing"),
    ):
        with pytest.raises(InputError) as caught:
            read_rules(path, TABLE)
        assert caught.value.code == code
