"""Very many uids as 16 bytes each: whoever reads them sees texts."""

import pickle
import uuid
from collections.abc import Iterator

import numpy as np
import pytest

from scmap.model.layer import Layer, Objects, bare, objects
from scmap.model.row_index import found_rows, rows_of
from scmap.model.uid_array import FEW, UidArray, UidIndex, joined, packed

COUNT = FEW + 3


def random_uids(seed: int, count: int) -> Iterator[str]:
    digits = np.random.default_rng(seed).bytes(16 * count).hex()
    for one in (digits[at : at + 32] for at in range(0, 32 * count, 32)):
        yield f"{one[:8]}-{one[8:12]}-4{one[13:16]}-8{one[17:20]}-{one[20:]}"


@pytest.fixture(scope="module")
def texts() -> Objects:
    return objects(
        [
            f"{0:08x}-0000-4000-8000-{0:012x}",
            *random_uids(5, COUNT - 2),
            "f" * 8 + "-ffff" * 3 + "-" + "f" * 12,
        ]
    )


@pytest.fixture(scope="module")
def layer(texts: Objects) -> Layer:
    points = bare(np.zeros((COUNT, 2)))
    return Layer("a", "a", "a", "other", "EPSG:5179", texts, points)


def test_a_layer_of_very_many_keeps_them_small_and_gives_texts(
    layer: Layer, texts: Objects
) -> None:
    uids = layer.uids
    assert isinstance(uids, UidArray)
    assert uids.words.nbytes == 16 * COUNT
    assert uids[7] == texts[7]
    assert uids[np.intp(-1)] == texts[-1]
    mask = np.zeros(COUNT, bool)
    mask[::1000] = True
    for some in (slice(5, 9), np.array([3, 1, 2]), mask):
        assert uids[some].tolist() == texts[some].tolist()
    assert uids.tolist() == list(uids) == texts.tolist()
    assert (np.asarray(uids) == texts).all()
    assert (uids.astype(str) == texts.astype(str)).all()
    assert np.flatnonzero(uids == texts[9]).tolist() == [9]
    assert (uids != texts).sum() == 0
    copied = uids.copy()
    copied[0] = "another"
    assert uids[0] == texts[0]


def test_many_rows_are_found_at_once_as_one_by_one(layer: Layer, texts: Objects) -> None:
    strange = objects(random_uids(7, COUNT))
    half = objects(text[:18] + "-0000-" + text[24:] for text in texts[:5])  # the higher half only
    sought = packed(np.concatenate((texts[::-1], strange, half)))
    assert isinstance(sought, UidArray)
    found = found_rows(layer.rows, sought)
    assert found[:COUNT].tolist() == list(range(COUNT))[::-1]
    assert (found[COUNT:] == -1).all()
    assert found_rows(layer.rows, sought[:3]).tolist() == [COUNT - 1, COUNT - 2, COUNT - 3]
    twice = joined(layer.uids, texts[4:6])
    assert isinstance(twice, UidArray)
    assert found_rows(UidIndex(twice), sought)[COUNT - 5] == COUNT  # of two the last, as by a dict
    assert found_rows({"a": 3}, objects(["b", "a"])).tolist() == [-1, 3]


def test_uids_put_behind_others_stay_small_or_stay_texts(layer: Layer, texts: Objects) -> None:
    more = joined(layer.uids, objects(["f" * 8 + "-1111" * 3 + "-" + "f" * 12]))
    assert isinstance(more, UidArray)
    assert more[COUNT] == "ffffffff-1111-1111-1111-ffffffffffff"
    other = joined(layer.uids, objects(["번호 1"]))
    assert other.tolist() == [*texts.tolist(), "번호 1"]


def test_the_row_of_each_is_found_and_of_no_other_text(layer: Layer, texts: Objects) -> None:
    rows = layer.rows
    assert isinstance(rows, UidIndex)
    sought = [*range(0, COUNT, 997), COUNT - 1]
    assert [rows[texts[row]] for row in sought] == sought
    other = str(uuid.UUID(int=1 << 70, version=4))
    same_half = texts[5][:19] + "-" + "0" * 12
    strange = (
        other,
        same_half,
        texts[5].upper(),
        texts[5].replace("-", ""),
        f" {texts[5]}",
        "",
        "가",
        None,
    )
    assert [rows.get(one, -1) for one in strange] == [-1] * len(strange)
    with pytest.raises(KeyError):
        rows[other]
    assert rows_of(layer.replace(title="b").uids) is rows


def test_of_a_uid_that_occurs_twice_the_last_row_counts(texts: Objects) -> None:
    twice = texts.copy()
    twice[3] = twice[100]
    twice[5] = twice[6][:19] + twice[5][19:]  # the same half, another uid
    index = UidIndex(packed(twice))  # type: ignore[arg-type]
    assert (index[twice[3]], index[twice[5]], index[twice[6]]) == (100, 5, 6)
    assert "_order" not in vars(index), "a click needs no order of a million"
    index.prepare()
    assert (index[twice[3]], index[twice[5]], index[twice[6]]) == (100, 5, 6)


def test_parts_and_versions_of_a_layer_stay_right(layer: Layer, texts: Objects) -> None:
    few = layer.take(np.arange(4))
    assert few.uids.tolist() == texts[:4].tolist()
    assert isinstance(layer.take(np.arange(COUNT)[::-1]).uids, UidArray)
    both = few.extended(layer.take(np.array([9])))
    assert both.uids.tolist() == [*texts[:4], texts[9]]
    there: UidArray = pickle.loads(pickle.dumps(layer.uids))  # noqa: S301  our own
    assert there[11] == texts[11]


@pytest.mark.parametrize("odd", [None, "17", "A" * 36, "0" * 36, "가" * 36])
def test_what_is_no_uuid_stays_as_it_is(texts: Objects, odd: str | None) -> None:
    mixed = texts.copy()
    mixed[FEW] = odd
    assert packed(mixed) is mixed
    assert packed(texts[:FEW]) is not None
    assert not isinstance(packed(texts[:FEW]), UidArray)
