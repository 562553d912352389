"""What a spreadsheet put on the clipboard comes apart into the cells that it had."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scmap.formats.copied import read_copied


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("가", [["가"]]),
        ("가\t나\n다\t", [["가", "나"], ["다", ""]]),
        ('"첫 줄\n둘째 줄"\t1\n나\t2', [["첫 줄\n둘째 줄", "1"], ["나", "2"]]),
        ('가\n"그는 ""예""라고\n했다"', [["가"], ['그는 "예"라고\n했다']]),
        ('"가"\t"나" 사업', [['"가"', '"나" 사업']]),  # its own quotes, on one line
        ('27"\n32"', [['27"'], ['32"']]),
        ('"열린 따옴표\n나', [['"열린 따옴표'], ["나"]]),
        ('""\t"', [['""', '"']]),
    ],
)
def test_a_line_end_in_a_cell_begins_no_row(text: str, rows: list[list[str]]) -> None:
    assert read_copied(text) == rows


cells = st.text(alphabet='가a"\t\n 1', max_size=6).filter(
    lambda cell: '"' not in cell or "\n" in cell or "\t" in cell
)


@given(st.lists(st.lists(cells, min_size=2, max_size=3), min_size=1, max_size=4))
def test_what_was_written_as_spreadsheets_do_is_read_as_it_was(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(rows)
    assert read_copied(out.getvalue().removesuffix("\n")) == rows
