"""scmap cases: decisions against verdicts, in words and as one JSON value."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Scmap = Callable[..., Any]


def test_the_table_the_share_and_each_miss_are_printed(scmap: Scmap) -> None:
    answer = scmap("cases")
    lines = answer.out.splitlines()
    assert answer.code == 0
    assert lines[0].split()[-1] == "이중등록"
    assert any(line.startswith("사례 39건 가운데 32건 일치(82.1%)") for line in lines)
    assert "중복으로 잘못 지목한 계속사업: 0건" in lines
    assert sum(line.startswith("   검토: ") for line in lines) == 7


def test_the_record_counts_what_it_lists(scmap: Scmap) -> None:
    record = scmap("cases", "--json").json
    cells = [count for row in record["confusion"].values() for count in row.values()]
    assert sum(cells) == record["cases"] == len(record["judged"])
    agreeing = sum(one["agrees"] for one in record["judged"])
    assert record["agreement"] == agreeing / record["cases"]
    assert record["continuing_flagged"] == 0
    assert all(one["source"] and one["decision"] for one in record["judged"])


def test_a_projects_own_judgement_judges_the_cases(scmap: Scmap, tmp_path: Path) -> None:
    """Whoever asks for more before he says 유사 loses mergers that did happen."""
    project, rules = tmp_path / "나루.gpkg", tmp_path / "기준.json"
    scmap("new", "--title", "나루시", "--out", project)
    assert scmap("cases", project, "--json").json == scmap("cases", "--json").json
    scmap("rules", project, "--export", rules)
    record = json.loads(rules.read_text(encoding="utf-8"))
    record["values"]["gate.2.terms"] = 0.7
    rules.write_text(json.dumps(record), encoding="utf-8")
    scmap("rules", project, "--import", rules, "--author", "김서기", "--reason", "시험")
    strict = scmap("cases", project, "--json").json
    usual = scmap("cases", "--json").json["confusion"]["adjust"]["adjust"]
    assert strict["confusion"]["adjust"]["adjust"] < usual


def test_a_project_that_is_missing_is_named(scmap: Scmap, tmp_path: Path) -> None:
    answer = scmap("cases", tmp_path / "없음.gpkg")
    assert (answer.code, answer.out) == (10, "")
    assert "없음.gpkg" in answer.err
