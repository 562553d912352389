"""Old entries hold after their records got fields; what fills or empties one breaks the chain."""

from dataclasses import replace
from datetime import date

from scmap.model.chain import breaks, digest_of
from scmap.model.review import Opinion

OLD = Opinion(
    "o1", "a", "학", "홍길동", "나루대학교", "조건", "관제 기능을 나누면 찬성함", date(2026, 11, 22)
)
WRITTEN = "1580d23323c70277ffd0f079bc23d4e4ab3c3903e24db1707527975625018a23"  # before anchors


def test_an_entry_from_before_has_the_digest_that_it_was_registered_with() -> None:
    assert digest_of(OLD) == WRITTEN
    assert breaks([replace(OLD, digest=WRITTEN)]) == ()


def test_a_field_that_came_later_is_told_once_it_says_something() -> None:
    anchored = replace(OLD, layer="cctv", feature="f1", about="동탄1동 카메라")
    digest = digest_of(anchored)
    assert digest != WRITTEN
    entry = replace(anchored, digest=digest)
    assert breaks([entry]) == ()
    for edited in (
        replace(entry, feature="f2"),
        replace(entry, about=""),
        replace(OLD, digest=WRITTEN, feature="f1"),
    ):
        assert [one.why for one in breaks([edited])] == ["edited"]
