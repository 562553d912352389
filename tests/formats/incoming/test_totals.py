"""Rows that look like sums are told with what speaks for it, and left out only when asked for."""

from pathlib import Path

from scmap.formats.incoming.recognise import recognise
from scmap.formats.incoming.table import Incoming
from scmap.reference.incoming import knowledge


def read(path: Path, text: str, *, without: bool = False) -> Incoming:
    path.write_text(text, encoding="utf-8")
    (found,) = recognise(path, knowledge(), without_totals=without).layers
    return found.table


TABLE = "구분,대수\n가,1\n나,2\n소계,3\n다,3\n합 계,6\n"


def test_totals_stay_and_are_told_with_the_reason(tmp_path: Path) -> None:
    table = read(tmp_path / "a.csv", TABLE)
    assert (len(table), table.kept_out) == (5, ())
    (told,) = [one for one in table.issues if one.code == "totals_sum"]
    assert told.values["numbers"] == (3, 5)
    assert "‘구분’ 열이 ‘소계’이고 대수 값이 나머지 행의 합과 같습니다" in told.said("ko")


def test_a_word_alone_is_told_without_claiming_a_sum(tmp_path: Path) -> None:
    table = read(tmp_path / "a.csv", "구분,대수\n가,1\n나,2\n합계,9\n")
    (told,) = [one for one in table.issues if one.code.startswith("total")]
    assert told.code == "totals_inside"
    assert "합과 같" not in told.said("ko")


def test_totals_are_kept_out_when_asked_for_and_all_rows_add_up(tmp_path: Path) -> None:
    table = read(tmp_path / "a.csv", TABLE, without=True)
    assert table.columns["구분"].tolist() == ["가", "나", "다"]
    assert {(one.row, one.code) for one in table.kept_out} == {(3, "total_row"), (5, "total_row")}


def test_the_short_word_counts_at_the_ends_of_the_first_words_only(tmp_path: Path) -> None:
    ends = read(tmp_path / "a.csv", "구분,대수\n계,6\n가,1\n나,2\n다,3\n")
    assert [one.values["numbers"] for one in ends.issues if one.code == "totals_sum"] == [(1,)]
    other = read(tmp_path / "b.csv", "이름,구분,대수\n가,남,1\n나,여,2\n다,계,3\n")
    assert not [one for one in other.issues if one.code.startswith("total")]


def test_a_long_table_is_looked_through_to_its_middle(tmp_path: Path) -> None:
    rows = "".join(f"구역 {number},1\n" for number in range(30_000))
    table = read(tmp_path / "a.csv", f"구분,대수\n{rows}소계,30000\n{rows}")
    (told,) = [one for one in table.issues if one.code.startswith("total")]
    assert told.values["numbers"] == (30_001,)
