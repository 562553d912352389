"""Rows without an identity get one that is the same each time, one by one or a million at once."""

import uuid

from scmap.model.identity import NAMESPACE, completed, derived_uid, derived_uids
from scmap.model.uid_array import FEW, UidArray


def test_many_identities_at_once_are_those_made_one_by_one() -> None:
    scope, keys = "f" * 64 + "/시설", range(1, 700)
    one_by_one = [derived_uid(scope, key) for key in keys]
    assert derived_uids(scope, keys) == one_by_one
    assert one_by_one[0] == str(uuid.uuid5(NAMESPACE, f"{scope}\x1f1"))


def test_rows_without_an_identity_get_one_and_a_copied_one_is_not_shared() -> None:
    uids, made = completed([None, None, None], "표", [1, 2, 3])
    assert uids.tolist() == derived_uids("표", [1, 2, 3])
    assert made == [0, 1, 2]
    uids, made = completed(["가", None, "가"], "표", [1, 2, 3])
    assert uids.tolist() == ["가", derived_uid("표", 2), derived_uid("표", 3)]
    assert made == [1, 2]


def test_very_many_identities_are_the_same_ones_in_sixteen_bytes_each() -> None:
    count = FEW + 2
    uids, made = completed([None] * count, "표", range(count))
    assert isinstance(uids, UidArray)
    assert len(made) == count
    for row in (0, 1, 255, 256, count - 1):
        assert uids[row] == derived_uid("표", row)
    assert uids[1000:1010].tolist() == derived_uids("표", range(1000, 1010))
