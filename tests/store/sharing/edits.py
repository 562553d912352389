"""Changes as people make them who have seen only some of what the others did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from hypothesis import strategies as st

from scmap.store.change import Change, Op
from scmap.store.sharing.merge import merge_row

NOW = datetime(2026, 11, 28, tzinfo=UTC)
TABLE, ROW = "zones", "zone-1"


def change(
    name: str,
    base: Sequence[str] = (),
    values: Mapping[str, object] | None = None,
    *,
    op: Op = "update",
    geometry: bytes | None = None,
    who: str = "",
    uid: str = ROW,
) -> Change:
    return Change(name, TABLE, uid, op, tuple(base), values or {}, geometry, who or name, NOW)


@dataclass
class Member:
    """Somebody with a copy of one row."""

    name: str
    known: dict[str, Change] = field(default_factory=dict)
    made: int = 0

    def edit(self, op: Op, values: Mapping[str, object]) -> Change:
        heads = merge_row(list(self.known.values())).heads if self.known else ()
        done = change(f"{self.name}{self.made}", heads, values, op=op, who=self.name)
        self.made += 1
        self.known[done.id] = done
        return done


FIELDS = ("a", "b", "c")


@st.composite
def histories(draw: st.DrawFn) -> list[Change]:
    """What some members did to one row while each heard of the others now and then."""
    first = change("start", (), dict.fromkeys(FIELDS, 0), op="insert", who="start")
    members = [Member(name, {first.id: first}) for name in "XYZ"]
    done = [first]
    for _step in range(draw(st.integers(1, 12))):
        member = draw(st.sampled_from(members))
        if draw(st.booleans()):
            other = draw(st.sampled_from(members))
            member.known |= other.known
        op: Op = draw(st.sampled_from(("update", "update", "update", "delete")))
        names = draw(st.sets(st.sampled_from(FIELDS), min_size=1)) if op == "update" else set()
        values = {name: draw(st.integers(1, 3)) for name in sorted(names)}
        done.append(member.edit(op, values))
    return done
