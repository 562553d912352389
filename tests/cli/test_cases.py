"""scmap cases: decisions against verdicts, in words and as one JSON value."""

from collections.abc import Callable
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
