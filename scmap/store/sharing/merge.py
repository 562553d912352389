"""What a set of changes makes of each row, in whatever order they came.

The state is a function of the *set* alone: the same changes give the same rows to everybody. Each
change names the heads of its row that its author had seen (`Change.base`). Changes of which neither
had seen the other are concurrent: where they touch different fields both hold; where they give one
field two values, or one deletes what the other edits, both stay as a `Conflict` until somebody who
has seen both decides. No clock takes part.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, TypeAlias

from scmap.model.identity import derived_uid
from scmap.store import registry
from scmap.store.change import Change
from scmap.store.journal_lines import change_record

Key: TypeAlias = tuple[str, str]  # table and uid of a row
Kind: TypeAlias = Literal["field", "delete"]

GEOMETRY = ""  # the geometry among the fields of a row; no column has an empty name
# What people say of a layer, and are asked about where they differ; the rest a file says.
SAID_OF_LAYERS = (
    *("title", "security", "organisation", "dataset"),
    *("base_date", "licence", "retrieved", "note"),
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A value that one change gives a field."""

    change: str
    who: str
    value: object


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Values that people gave one field without knowing of each other.

    Attributes
    ----------
    base : object
        The value that all of them had seen; None where there was none.
    claims : tuple of Claim
        The latest values of each side, the one that is shown first.
    shown : tuple of str
        Changes that gave it the value that is shown: what somebody has seen who writes the field
        without having decided.
    """

    base: object
    claims: tuple[Claim, ...]
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """What waits for a decision about one row.

    Attributes
    ----------
    table, uid : str
        The row.
    heads : tuple of str
        Changes that whoever decides has seen.
    fields : Mapping of str to Disagreement
        Fields with more than one value; the geometry is `GEOMETRY`.
    deleted_by : tuple of Claim
        Deletions that others had not seen when they edited the row; it stays until it is decided.
    edited_by : tuple of Claim
        The edits that those had not seen.
    looked : tuple of str
        The latest changes of which everything is shown: what somebody has seen who deletes the row
        without having decided.
    """

    table: str
    uid: str
    heads: tuple[str, ...]
    fields: Mapping[str, Disagreement] = field(default_factory=dict)
    deleted_by: tuple[Claim, ...] = ()
    edited_by: tuple[Claim, ...] = ()
    looked: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """Whether it is about values or about being there at all."""
        return "delete" if self.deleted_by else "field"


@dataclass(frozen=True, slots=True)
class State:
    """One row as a set of changes makes it.

    Attributes
    ----------
    key : (str, str)
        Table and uid.
    heads : tuple of str
        Changes that no other has seen, sorted: the base of the next change of the row.
    exists : bool
        False when it was deleted and nobody edited it without knowing.
    values : Mapping
        Values by field, the geometry under `GEOMETRY`; of a conflict the one that is shown.
    conflict : Conflict or None
        What waits for a decision.
    """

    key: Key
    heads: tuple[str, ...]
    exists: bool
    values: Mapping[str, object]
    conflict: Conflict | None = None


@dataclass(frozen=True, slots=True)
class Mixed:
    """A field that members gave different types, not knowing of each other: it is text for all.

    Attributes
    ----------
    layer, name : str
        uid of the layer, and the field.
    said : tuple of (str, str)
        Who gave it which type.
    """

    layer: str
    name: str
    said: tuple[tuple[str, str], ...]


def key_of(change: Change) -> Key:
    """Give the row that a change is about; layers and fields are rows of tables of their own."""
    if change.op == "add_table":
        return registry.LAYER.name, change.uid
    if change.op == "add_field":
        return registry.FIELD.name, f"{change.table}/{change.uid}"
    return change.table, change.uid


def identity_of(change: Change) -> str:
    """Give the identity that follows from a change's content and author."""
    return derived_uid(change.who, *change_record(replace(change, id="")))


def written(change: Change) -> Mapping[str, object]:
    """Give the values that a change writes, its geometry among them."""
    if change.geometry is None:
        return change.values
    return {**change.values, GEOMETRY: change.geometry}


def merge(changes: Iterable[Change]) -> dict[Key, State]:
    """Give the state of every row of which there are changes; one change counts once."""
    rows: dict[Key, dict[str, Change]] = {}
    for change in changes:
        rows.setdefault(key_of(change), {})[change.id] = change
    return {key: merge_row(list(found.values())) for key, found in rows.items()}


def merge_row(changes: Sequence[Change]) -> State:
    """Give the state of one row from its changes (each once, at least one)."""
    return _chained(changes) or _History(changes).state()


def conflicts(states: Iterable[State]) -> list[Conflict]:
    """Give what waits for a decision, in a fixed order."""
    found = [state.conflict for state in states if state.conflict is not None]
    return sorted(found, key=lambda conflict: (conflict.table, conflict.uid))


def asked(conflict: Conflict) -> Conflict | None:
    """Give what people are asked about in a conflict; None where there is nothing to decide.

    Of a layer that is what people say of it. Of a field nobody is asked: it is text where they
    differ about its type.
    """
    if conflict.table == registry.FIELD.name:
        return None
    if conflict.table != registry.LAYER.name:
        return conflict
    fields = {name: one for name, one in conflict.fields.items() if name in SAID_OF_LAYERS}
    return replace(conflict, fields=fields, deleted_by=(), edited_by=()) if fields else None


def mixed(states: Mapping[Key, State]) -> tuple[Mixed, ...]:
    """Give the fields about whose type members differ, in a fixed order."""
    found = []
    for (table, uid), state in sorted(states.items()):
        told = state.conflict.fields.get("type") if state.conflict else None
        if table == registry.FIELD.name and told is not None:
            layer, _slash, name = uid.partition("/")
            said = tuple((one.who, str(one.value)) for one in told.claims)
            found.append(Mixed(layer, name, said))
    return tuple(found)


def _chained(changes: Sequence[Change]) -> State | None:
    """Fold changes of which each had seen all before it; None when they are not so simple."""
    if len(changes) == 1:
        (only,) = changes
        return State(key_of(only), (only.id,), only.op != "delete", written(only))
    known = {change.id for change in changes}
    if any(parent in known for parent in changes[0].base):
        return None
    values: dict[str, object] = {}
    before: tuple[str, ...] = ()
    exists = True
    for change in changes:
        if change.base != before and before:
            return None
        values.update(written(change))
        before, exists = (change.id,), change.op != "delete"
    return State(key_of(changes[0]), before, exists, values)


class _History:
    """The changes of one row with who had seen what."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self.changes = list(_ordered(changes))
        place = {change.id: number for number, change in enumerate(self.changes)}
        self.seen: list[int] = []  # of each change a bit for every earlier one it had seen
        self.height: list[int] = []
        for number, change in enumerate(self.changes):
            parents = [place[one] for one in change.base if place.get(one, number) < number]
            seen = 0
            for parent in parents:
                seen |= self.seen[parent] | 1 << parent
            self.seen.append(seen)
            self.height.append(1 + max((self.height[parent] for parent in parents), default=0))

    @cached_property
    def writers(self) -> Mapping[str, list[int]]:
        """The changes that write each field."""
        found: dict[str, list[int]] = {}
        for number, change in enumerate(self.changes):
            for name in written(change):
                found.setdefault(name, []).append(number)
        return found

    def state(self) -> State:
        everybody = range(len(self.changes))
        heads = tuple(sorted(self.changes[one].id for one in self._latest(everybody)))
        values, fields = self._values()
        deletions, others = self._deletions()
        key = key_of(self.changes[0])
        conflict = None
        if deletions and others:
            deleted, edited = (
                tuple(self._claim(one, GEOMETRY) for one in side) for side in (deletions, others)
            )
            looked = self._looked(fields, deletions)
            conflict = Conflict(*key, heads, fields, deleted, edited, looked)
        elif fields and not deletions:
            conflict = Conflict(*key, heads, fields, looked=self._looked(fields))
        return State(key, heads, not deletions or bool(others), values, conflict)

    def _values(self) -> tuple[dict[str, object], dict[str, Disagreement]]:
        values: dict[str, object] = {}
        fields: dict[str, Disagreement] = {}
        for name, writers in sorted(self.writers.items()):
            latest = self._latest(writers)
            best = sorted(latest, key=self._rank, reverse=True)
            values[name] = written(self.changes[best[0]])[name]
            claims = [self._claim(one, name) for one in best]
            told = _told_apart(claims)
            if len(told) > 1:
                shown = tuple(one.change for one in claims if one.value == told[0].value)
                fields[name] = Disagreement(self._base(name, writers, best), told, shown)
        return values, fields

    def _looked(
        self, fields: Mapping[str, Disagreement], deletions: Iterable[int] = ()
    ) -> tuple[str, ...]:
        """Give the latest changes that neither are nor have seen what is not shown."""
        hidden = set(deletions)
        for name, told in fields.items():
            latest = self._latest(self.writers[name])
            hidden |= {one for one in latest if self.changes[one].id not in told.shown}
        waits = sum(1 << one for one in hidden)
        plain = [
            one
            for one in range(len(self.changes))
            if one not in hidden and not self.seen[one] & waits
        ]
        return tuple(sorted(self.changes[one].id for one in self._latest(plain)))

    def _deletions(self) -> tuple[list[int], list[int]]:
        """Give deletions that nobody took back, and what was done without knowing of them."""
        everybody = range(len(self.changes))
        gone = [
            one
            for one in everybody
            if self.changes[one].op == "delete"
            and not any(
                self.seen[other] >> one & 1 and self.changes[other].op != "delete"
                for other in everybody
            )
        ]
        known = 0
        for one in gone:
            known |= self.seen[one] | 1 << one
        rest = [one for one in everybody if not known >> one & 1]
        return gone, [one for one in self._latest(rest) if self.changes[one].op != "delete"]

    def _latest(self, numbers: Iterable[int]) -> list[int]:
        """Give those of `numbers` that none of the others had seen."""
        listed = list(numbers)
        known = 0
        for one in listed:
            known |= self.seen[one]
        return [one for one in listed if not known >> one & 1]

    def _base(self, name: str, writers: Sequence[int], latest: Sequence[int]) -> object:
        """Give the value of a field that all who changed it had seen."""
        shared = [one for one in writers if all(self.seen[last] >> one & 1 for last in latest)]
        if not shared:
            return None
        return written(self.changes[max(shared, key=self._rank)])[name]

    def _rank(self, number: int) -> tuple[int, str]:
        return self.height[number], self.changes[number].id

    def _claim(self, number: int, name: str) -> Claim:
        change = self.changes[number]
        return Claim(change.id, change.who, written(change).get(name))


def _told_apart(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Drop claims that say the same as an earlier one."""
    kept: list[Claim] = []
    for claim in claims:
        if all(other.value != claim.value for other in kept):
            kept.append(claim)
    return tuple(kept)


def _ordered(changes: Sequence[Change]) -> Iterator[Change]:
    """Give changes so that each follows what it had seen; the order of equals is that of ids.

    Changes that name each other in a circle, which no honest program makes, come last.
    """
    left = {change.id: change for change in sorted(changes, key=lambda one: one.id)}
    while left:
        ready = [one for one in left.values() if not any(parent in left for parent in one.base)]
        for change in ready or list(left.values()):
            del left[change.id]
            yield change
