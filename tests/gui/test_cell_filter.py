"""What is typed into a filter and what it finds: the text index, and the filter of one column."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scmap.errors import CancelledError
from scmap.gui import search
from scmap.gui.keys import Named
from scmap.gui.models import cell_filter
from scmap.gui.models.column import Column
from scmap.gui.models.table import Table, TableModel, plain
from scmap.gui.models.text_index import TextIndex
from scmap.model import amounts
from scmap.model.layer import objects

WORDS = st.text(alphabet="가나다각강abcA12 ·Ⅰ\n", max_size=8)
NUMBERS = np.array([3.0, np.nan, 10.0, 1.0, 1703.4, -20.0])
DAYS = np.array(["2024-05-01", "NaT", "2024-12-31", "2023-02-28"], dtype="datetime64[D]")
NAMES = objects(("서울 강남구", "부산 CCTV", None, "서울 종로구", "00123", "a|b"))


def written(value: str) -> str:
    return value


@given(st.lists(WORDS, max_size=30), st.text(alphabet="가나강ㄱㄴabc12", min_size=1, max_size=3))
def test_the_index_finds_what_python_finds(texts: list[str], word: str) -> None:
    index = TextIndex.of(objects(texts), written)
    lines = [search.folded(text).replace("\n", " ") for text in texts]
    assert index.holding(word).tolist() == [word in line for line in lines]
    initials = [word in search.initials(line) for line in lines]
    assert index.initials.holding(word).tolist() == initials
    assert index.being(word).tolist() == [word == line for line in lines]


@given(st.lists(WORDS, max_size=30))
def test_the_index_orders_as_python_does_and_equal_texts_share_a_place(texts: list[str]) -> None:
    ranks = TextIndex.of(objects(texts), written).ranks()
    lines = [search.folded(text).replace("\n", " ") for text in texts]
    places = {line: place for place, line in enumerate(sorted(set(lines)))}
    assert ranks.tolist() == [places[line] for line in lines]


@given(st.lists(st.floats(-1e12, 1e12) | st.just(np.nan), max_size=20), st.integers(0, 3))
def test_numbers_are_found_by_the_digits_that_are_seen(numbers: list[float], decimals: int) -> None:
    index = TextIndex.of_numbers(np.array(numbers, dtype=float), decimals)
    for row, number in enumerate(numbers):
        if not np.isnan(number):
            shifted = int(np.floor(abs(number) * 10.0**decimals + 0.5))
            digits = str(shifted).zfill(decimals + 1)
            seen = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
            assert index.holding(seen)[row]


def test_who_stops_while_texts_are_read_leaves_nothing_half_done() -> None:
    def stop(_share: float, /) -> None:
        raise CancelledError

    column = Column("name", NAMES, plain)
    with pytest.raises(CancelledError):
        column.holds("서울", progress=stop)
    assert column.holds("서울").tolist() == [True, False, False, True, False, False]


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        (">3", [2, 4]),
        (">= 3", [0, 2, 4]),
        ("≤3", [0, 3, 5]),
        ("=10", [2]),
        ("!=10", [0, 3, 4, 5]),
        ("1~10", [0, 2, 3]),
        ("10 ~ 1", [0, 2, 3]),
        ("3..", [0, 2, 4]),
        ("~1", [3, 5]),
        (">1 <100", [0, 2]),
        ("=1|=3", [0, 3]),
        ("=1,703.4", [4]),
        ("1,7", [4]),
        ("-2", [5]),
        ("미상", [1]),
        ("!미상", [0, 2, 3, 4, 5]),
        ("unknown", [1]),
        ("", [0, 1, 2, 3, 4, 5]),
        (">", [0, 1, 2, 3, 4, 5]),
    ],
)
def test_numbers_are_filtered_by_signs_spans_and_digits(asked: str, rows: list[int]) -> None:
    column = Column("total", NUMBERS, amounts.money, decimals=1)
    kept = column.passes(cell_filter.read(asked, column.kind))
    assert np.flatnonzero(kept).tolist() == rows


def test_a_filter_compares_with_what_is_seen() -> None:
    shares = Column("coefficient", np.array([0.4521, 0.5]), amounts.percent, scale=100, decimals=1)
    assert shares.text(0) == "45.2"
    for asked, rows in (("=45.2", [0]), (">45.2", [1]), ("45", [0])):
        kept = shares.passes(cell_filter.read(asked, "number"))
        assert np.flatnonzero(kept).tolist() == rows


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ("2024", [0, 2]),
        ("202", [0, 2, 3]),
        ("2024-05", [0]),
        ("2024. 5. 1.", [0]),
        (">2024-05", [2]),
        (">=2024.5", [0, 2]),
        ("<2024", [3]),
        ("2023~2024-05", [0, 3]),
        ("2024-12-31~", [2]),
        ("미상", [1]),
        ("!2024", [3]),
    ],
)
def test_dates_are_filtered_by_days_months_and_years(asked: str, rows: list[int]) -> None:
    column = Column("opened", DAYS, amounts.day)
    model = TableModel()
    model.show(Table("x", Named(objects("0123")), (column,)))
    model.ask({"opened": asked})
    assert [int(model.uid(row)) for row in range(model.rowCount())] == rows


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ("서울", [0, 3]),
        ("ㅅㅇ ㄱㄴ", [0]),
        ("서울|부산", [0, 1, 3]),
        ("!서울", [1, 4, 5]),
        ("cctv", [1]),
        ("=00123", [4]),
        ("=0012", []),
        ("미상", [2]),
        ("!미상", [0, 1, 3, 4, 5]),
        ("!", [0, 1, 2, 3, 4, 5]),
    ],
)
def test_texts_are_filtered_by_words_initials_and_what_is_unknown(
    asked: str, rows: list[int]
) -> None:
    column = Column("name", NAMES, plain)
    kept = column.passes(cell_filter.read(asked, column.kind))
    assert np.flatnonzero(kept).tolist() == rows


@pytest.mark.parametrize(
    ("asked", "kind"), [("가", "number"), (">가", "number"), ("2024-13", "date"), ("가", "date")]
)
def test_what_is_no_condition_is_told_apart_and_hides_no_row(
    asked: str, kind: cell_filter.Kind
) -> None:
    with pytest.raises(cell_filter.UnreadableError):
        cell_filter.read(asked, kind)


@given(st.text(max_size=12))
def test_whatever_is_typed_is_read_or_refused(asked: str) -> None:
    for column in (
        Column("total", NUMBERS, amounts.money),
        Column("opened", DAYS, amounts.day),
        Column("name", NAMES, plain),
    ):
        try:
            kept = column.passes(cell_filter.read(asked, column.kind))
        except cell_filter.UnreadableError:
            continue
        assert kept.shape == (len(column),)


def test_filters_of_several_columns_hold_together_and_survive_other_rows() -> None:
    model = TableModel()
    columns = (
        Column("name", NAMES, plain),
        Column("total", NUMBERS, amounts.money, decimals=1),
    )
    model.show(Table("x", Named(objects("012345")), columns))
    model.ask({"name": "서울", "total": "<2"})
    assert [model.uid(row) for row in range(model.rowCount())] == ["3"]
    model.show(Table("x", Named(objects("543210")), columns))
    assert [model.uid(row) for row in range(model.rowCount())] == ["2"]
    model.ask({})
    assert model.rowCount() == 6
