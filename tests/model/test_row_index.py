"""The row of each uid of a layer, whether they are few or very many."""

import numpy as np
import pytest

from scmap.model.layer import Layer, bare, objects
from scmap.model.row_index import RowIndex, rows_of
from scmap.model.uid_array import FEW


class Alike(str):
    """A text whose hash is that of many others."""

    __slots__ = ()

    def __hash__(self) -> int:
        return 7


def test_an_index_of_many_answers_as_a_dict_does() -> None:
    names = [f"{n:036d}" for n in range(5_000)]
    names[4_000] = names[3]  # twice: the last row counts
    index, plain = RowIndex(objects(names)), {name: row for row, name in enumerate(names)}
    assert all(index[name] == plain[name] for name in names)
    assert "absent" not in index
    assert index.get("absent", -1) == -1
    with pytest.raises(KeyError):
        index["absent"]
    assert list(index)[:2] == names[:2]
    sought = [*names[::-7], "absent", ""]
    assert index.many(objects(sought)).tolist() == [plain.get(name, -1) for name in sought]
    assert RowIndex(objects([])).many(objects(sought[:2])).tolist() == [-1, -1]


def test_texts_of_one_hash_are_told_apart() -> None:
    names = [Alike(letter) for letter in "가나다"]
    index = RowIndex(objects(names))
    assert [index[name] for name in names] == [0, 1, 2]
    assert Alike("라") not in index
    sought = objects([Alike(letter) for letter in "라나가"])
    assert index.many(sought).tolist() == [-1, 1, 0]


def test_versions_of_a_layer_share_their_index() -> None:
    count = FEW + 1
    uids = objects(f"{n:08d}" for n in range(count))
    layer = Layer("a", "a", "a", "other", "EPSG:5179", uids, bare(np.zeros((count, 2))))
    later = layer.replace(title="b")
    assert later.rows is layer.rows
    assert layer.rows[f"{FEW:08d}"] == FEW
    assert isinstance(rows_of(uids), RowIndex)
    assert rows_of(objects(["x"])) == {"x": 0}
