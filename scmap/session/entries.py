"""Registered entries: opinions, decisions, exceptions. None is changed, one withdraws another."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from scmap.errors import RefusedError
from scmap.model.chain import DIGEST, PREVIOUS, Break, Linked, breaks, digest_of, last_digest
from scmap.model.exemption import Exemption
from scmap.model.meeting import Signoff, Vote
from scmap.model.project import Project, new_uid
from scmap.model.records import record, records, with_all, with_record
from scmap.model.release import Release
from scmap.model.review import Decision, Opinion

KINDS: tuple[type[Opinion | Decision | Exemption], ...] = (Opinion, Decision, Exemption)

Entry = TypeVar("Entry", Opinion, Decision, Exemption)
Chained = TypeVar("Chained", bound=Opinion | Decision | Release | Vote | Signoff)


def standing(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Give the entries that stand: neither withdrawn nor withdrawing."""
    every = tuple(entries)
    withdrawn = {entry.withdraws for entry in every if entry.withdraws}
    return tuple(one for one in every if not one.withdraws and one.uid not in withdrawn)


def registered(
    project: Project, entry: Opinion | Decision | Exemption | Release | Vote | Signoff
) -> Project:
    """Add an entry; all but exceptions take their place in their chain.

    Raises
    ------
    RefusedError
        ``entry_registered``: one that is registered is never replaced.
    """
    if record(project, type(entry), entry.uid) is not None:
        raise RefusedError("entry_registered")
    if isinstance(entry, Exemption):
        return with_record(project, entry)
    return with_record(project, placed(records(project, type(entry)), entry))


def placed(before: Sequence[Linked], entry: Chained) -> Chained:
    """Give an entry its place behind those before it."""
    bare = replace(entry, previous=last_digest(before), digest="")
    return replace(bare, digest=digest_of(bare))


def broken_entries(project: Project) -> tuple[Break, ...]:
    """Find registered entries that are not what was registered."""
    kinds: tuple[type[Linked], ...] = (Opinion, Decision, Release, Vote, Signoff)
    return tuple(found for kind in kinds for found in breaks(records(project, kind)))


def kept_on_record(present: Project, wanted: Project) -> Project:
    """Give what undo or redo makes of a project: what is registered stays, and is withdrawn.

    Parameters
    ----------
    present : Project
        As it is.
    wanted : Project
        As it was, or would be: the very one is given where nothing is on record beside it.
    """
    for kind in KINDS:
        now, then = present.named(kind.TABLE), wanted.named(kind.TABLE)
        if now is None or now is then or (then is not None and set(now.uids) <= set(then.uids)):
            continue
        wanted = with_all(wanted, kind, _rows(present, wanted, kind))
    return wanted


def _rows(present: Project, wanted: Project, kind: type[Any]) -> list[Any]:
    """Give all that is on record, with what makes stand just what stands where it is wanted."""
    now, then = records(present, kind), records(wanted, kind)
    stands, asked = map(_by_content, (standing(now), standing(then)))
    known = {one.uid for one in now}
    more = [one for one in then if one.uid not in known]
    told = asked.keys() - stands.keys() - _by_content(more).keys()
    again = [replace(asked[content], uid=new_uid()) for content in sorted(told)]
    gone = sorted(stands.keys() - asked.keys())
    withdrawn = [replace(stands[one], uid=new_uid(), withdraws=stands[one].uid) for one in gone]
    every: list[Any] = [*now, *more]
    for entry in (*withdrawn, *again):
        chained = kind is not Exemption
        every.append(placed(every, entry) if chained else entry)
    return every


def _by_content(entries: Iterable[Any]) -> dict[str, Any]:
    """Sort entries by all that they say but their identity; what is unknown is alike."""
    blank = {"uid": "", "withdraws": ""}
    return {repr(replace(one, **blank, **_unplaced(one))): one for one in entries}


def _unplaced(entry: Any) -> dict[str, str]:
    """Give the fields of an entry's place in its chain, empty."""
    return {name: "" for name in (PREVIOUS, DIGEST) if hasattr(entry, name)}
