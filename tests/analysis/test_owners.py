"""How owners relate, whatever the number of their sets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scmap.analysis import owners
from scmap.analysis.owners import Owners, relation
from scmap.model.overlap import RELATIONS

sets = st.lists(st.frozensets(st.sampled_from("abcde"), max_size=3), min_size=1, max_size=12)


@given(sets, st.sampled_from([0, 1_000]))
def test_a_pair_relates_as_its_two_owners_do(groups: list[frozenset[str]], few: int) -> None:
    left, right = np.divmod(np.arange(len(groups) ** 2), len(groups))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owners, "_FEW", few)
        codes = Owners.of(groups).relation_codes(left, right)
    told = [RELATIONS[code] for code in codes]
    assert told == [relation(one, other) for one in groups for other in groups]
