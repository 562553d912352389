"""Large results are let go of piece by piece, and nothing that somebody else holds is touched."""

import gc
import weakref
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pytest

from scmap.model.letting_go import AT_ONCE, held_by, let_go


class Piece:
    """Something whose end can be seen."""


@dataclass(frozen=True, eq=False)
class Result:
    """Holds what results hold."""

    texts: object
    parts: object

    @cached_property
    def worked_out(self) -> Piece:
        return Piece()


def result() -> tuple[Result, list["weakref.ref[Piece]"]]:
    pieces = [Piece() for _ in range(3 * AT_ONCE)]
    texts = np.empty(len(pieces), dtype=object)
    texts[:] = pieces
    texts.flags.writeable = False
    inner = Piece()
    made = Result(texts, {"a": (inner, [texts[:5]])})
    watched = [weakref.ref(piece) for piece in (*pieces, inner, made.worked_out)]
    return made, watched


def test_all_is_freed_without_the_collector() -> None:
    made, watched = result()
    held: list[object] = [made]
    del made
    gc.disable()
    try:
        let_go(held)
        assert held == []
        assert not [one for one in watched if one() is not None]
    finally:
        gc.enable()


def test_what_somebody_else_holds_stays_as_it_is() -> None:
    made, watched = result()
    texts = made.texts
    held: list[object] = [made]
    del made
    let_go(held)
    assert isinstance(texts, np.ndarray)
    assert all(isinstance(one, Piece) for one in texts)
    assert not texts.flags.writeable
    assert [one() is not None for one in watched] == [True] * len(texts) + [False, False]


def test_what_stopped_work_held_is_found() -> None:
    watched: list[weakref.ref[Piece]] = []

    def work() -> None:
        large = [Piece()]
        watched.append(weakref.ref(large[0]))
        raise KeyError

    with pytest.raises(KeyError) as caught:
        work()
    error = caught.value
    del caught
    held = held_by(error)
    assert error.__traceback__ is None
    assert watched[0]() is not None
    let_go(held)
    assert watched[0]() is None
