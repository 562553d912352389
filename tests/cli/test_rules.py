"""scmap rules: the judgement of a project, headless."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SAMPLE = Path(__file__).parents[2] / "sample_layers" / "scmap-sample.gpkg"

Scmap = Callable[..., Any]


@pytest.fixture
def project(scmap: Scmap, tmp_path: Path) -> Path:
    file = tmp_path / "나루.gpkg"
    assert scmap("new", "--title", "나루시", "--out", file).code == 0
    return file


def changed(answer: dict[str, Any]) -> dict[str, float]:
    return {one["key"]: one["value"] for one in answer["values"] if one["edit"]}


def test_rules_go_out_are_changed_and_come_in_again(
    scmap: Scmap, project: Path, tmp_path: Path
) -> None:
    file = tmp_path / "기준.json"
    assert scmap("rules", project, "--export", file).code == 0
    record = json.loads(file.read_text(encoding="utf-8"))
    record["values"]["duplication.F"] = 0.3
    record["values"]["field_similarity.ADM-TRN"] = 0.1
    file.write_text(json.dumps(record), encoding="utf-8")
    told = scmap(
        "rules", project, "--import", file, "--author", "김서기", "--reason", "의견", "--json"
    ).json
    assert changed(told) == {"duplication.F": 0.3, "field_similarity.ADM-TRN": 0.1}
    assert told["version"] == "1+2"
    again = scmap("rules", project, "--json").json
    assert again == told
    edit = next(one["edit"] for one in again["values"] if one["key"] == "duplication.F")
    assert (edit["author"], edit["reason"], edit["base_value"]) == ("김서기", "의견", 0.25)
    assert "0.3" in scmap("rules", project).out
    assert changed(scmap("rules", project, "--reset", "--json").json) == {}


def test_a_wrong_file_changes_nothing_and_is_named(
    scmap: Scmap, project: Path, tmp_path: Path
) -> None:
    file = tmp_path / "기준.json"
    scmap("rules", project, "--export", file)
    record = json.loads(file.read_text(encoding="utf-8"))
    record["values"] |= {"duplication.F": 0.3, "quality.A": 12}
    file.write_text(json.dumps(record), encoding="utf-8")
    before = project.read_bytes()
    answer = scmap("rules", project, "--import", file)
    assert answer.code == 10
    assert "구역 품질 A" in answer.err
    assert project.read_bytes() == before


def test_import_and_reset_exclude_each_other(scmap: Scmap, project: Path) -> None:
    assert scmap("rules", project, "--import", project, "--reset").code == 2


def test_the_sensitivity_of_the_sample_is_told(scmap: Scmap) -> None:
    told = scmap("rules", SAMPLE, "--sensitivity", "--json").json["sensitivity"]
    assert told["steps"] == [-0.2, -0.1, 0.1, 0.2]
    assert told["pairs"] > 50
    by_key = {one["key"]: one for one in told["values"]}
    assert any(by_key["gate.3.score"]["grades"])
    assert by_key["linkage.P"]["grades"] == [0, 0, 0, 0]
    words = scmap("rules", SAMPLE, "--sensitivity").out
    assert f"등급을 매긴 {told['pairs']}쌍" in words
    assert "Ⅲ 유사·중복 점수 D" in words
    weight = by_key["linkage.Kx"]  # moves no grade, but what is proposed
    assert any(weight["opinions"])
    line = next(one for one in words.splitlines() if "(linkage.Kx)" in one)
    assert line.endswith(f"+20% 0 ({weight['opinions'][3]})")
