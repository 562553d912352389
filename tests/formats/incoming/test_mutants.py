"""Damaged files of every format end in tables or in words: a share of benchmarks.mutants."""

from benchmarks.mutants import feed

SHARE = 96


def test_no_damage_ends_in_a_crash_a_hang_or_a_bug() -> None:
    outcomes = feed(SHARE)
    assert [one for one in outcomes if one.what not in ("read", "refused")] == []
    assert len(outcomes) == SHARE
