"""Sorting in pieces gives what numpy gives in one go, and can be stopped."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scmap.errors import CancelledError
from scmap.model import sorting
from scmap.model.sorting import sorting_order, told_apart

numbers = st.lists(st.integers(-5, 40), max_size=60).map(lambda some: np.array(some, np.int64))


@given(numbers)
def test_pieces_are_put_in_the_order_of_the_whole(
    keys: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sorting, "AT_ONCE", 2)
        patch.setattr(sorting, "PIECE", 4)
        assert sorting_order(keys).tolist() == np.argsort(keys, kind="stable").tolist()
        distinct, which = told_apart(keys)
    assert distinct.tolist() == sorted(set(keys.tolist()))
    assert distinct[which].tolist() == keys.tolist()


def test_the_shares_ascend_and_a_stop_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "AT_ONCE", 2)
    monkeypatch.setattr(sorting, "PIECE", 4)
    keys = np.random.default_rng(1).integers(0, 100, 50)
    shares: list[float] = []
    sorting_order(keys, shares.append)
    assert shares == sorted(shares)
    assert len(shares) > 20

    def stop(share: float) -> None:
        if share > 0.5:
            raise CancelledError

    for work in (sorting_order, told_apart):
        with pytest.raises(CancelledError):
            work(keys, stop)
