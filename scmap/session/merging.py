"""Taking in what other programs did to the file of an open project, beside what was done here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from scmap.model.project import Project
from scmap.store import registry
from scmap.store.change import Change, diff
from scmap.store.project_file import Opened
from scmap.words import tr

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # changes that are only looked at have no time
SHAPE = ""  # stands for the geometry among the fields of a row


@dataclass(frozen=True, slots=True, eq=False)
class Merge:
    """What can be taken in, and what cannot.

    Attributes
    ----------
    changes : tuple of Change
        Edits of other programs that touch nothing that was edited here.
    conflicts : tuple of str
        uids of rows in which both sides edited one value: the value from here stays.
    """

    changes: tuple[Change, ...]
    conflicts: tuple[str, ...]


def edits_of_others(saved: Project, now: Opened) -> tuple[Change, ...] | None:
    """Give what others made of a project's file since it was saved.

    Programs that write into its tables are told by what its triggers noted, windows of ours that
    saved it by the difference. None where that is more than rows and whole new layers: what fields
    there are is not held against what was done here.
    """
    foreign, present = now.foreign, now.project
    if foreign is not None and not diff(saved, foreign.before, who="", when=_EPOCH):
        return foreign.changes
    known = {*(one.uid for one in saved.layers), registry.MAP_LAYER.name, registry.META.name}
    found = tuple(diff(saved, present, who=tr("foreign.who"), when=datetime.now(UTC)))
    same = (saved.uid, saved.crs) == (present.uid, present.crs)
    new = {one.uid for one in found if one.op == "add_table"}
    rows = all(
        one.table in new or (one.table in known and not one.op.startswith("add_")) for one in found
    )
    return found if same and rows else None


def begins_twice(present: Project, theirs: Iterable[Change]) -> bool:
    """Tell whether both sides made one layer, of agenda items perhaps: neither gives way whole."""
    return any(one.op == "add_table" and present.layer(one.uid) for one in theirs)


def merge(saved: Project, present: Project, theirs: Iterable[Change]) -> Merge:
    """Hold edits of other programs against those that were made here since `saved`.

    Different rows, and different values of one row, are both kept. Where both edited one value, or
    one deleted a row that the other edited, what was done here stays, and the row is named.
    """
    ours = _touched(saved, present)
    taken: list[Change] = []
    conflicts: list[str] = []
    for change in theirs:
        key = (change.table, change.uid)
        rest = _rest(change, ours[key]) if key in ours else change
        if rest is not None:
            taken.append(rest)
        if rest is not change:
            conflicts.append(change.uid)
    return Merge(tuple(taken), tuple(conflicts))


def _touched(saved: Project, present: Project) -> dict[tuple[str, str], set[str] | None]:
    """Give the fields of each row that was edited here; None of one that was deleted."""
    found: dict[tuple[str, str], set[str] | None] = {}
    for one in diff(saved, present, who="", when=_EPOCH):
        found[(one.table, one.uid)] = None if one.op == "delete" else set(_fields(one))
    return found


def _fields(change: Change) -> Iterator[str]:
    yield from change.values
    if change.geometry is not None:
        yield SHAPE


def _rest(change: Change, mine: set[str] | None) -> Change | None:
    """Give what of a change touches nothing of ours; the very change where all of it does not."""
    if change.op != "update" or mine is None:
        return None
    if mine.isdisjoint(_fields(change)):
        return change
    values = {name: value for name, value in change.values.items() if name not in mine}
    shape = None if SHAPE in mine else change.geometry
    return replace(change, values=values, geometry=shape) if values or shape is not None else None
