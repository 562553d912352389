"""Registered entries: opinions, decisions, exceptions. None is changed, one withdraws another."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

from scmap.errors import RefusedError
from scmap.model.exemption import Exemption
from scmap.model.project import Project, new_uid
from scmap.model.records import record, records, with_all, with_record
from scmap.model.review import Decision, Opinion

KINDS: tuple[type[Opinion | Decision | Exemption], ...] = (Opinion, Decision, Exemption)

Entry = TypeVar("Entry", Opinion, Decision, Exemption)


def standing(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Give the entries that stand: neither withdrawn nor withdrawing."""
    every = tuple(entries)
    withdrawn = {entry.withdraws for entry in every if entry.withdraws}
    return tuple(one for one in every if not one.withdraws and one.uid not in withdrawn)


def registered(project: Project, entry: Opinion | Decision | Exemption) -> Project:
    """Add an entry.

    Raises
    ------
    RefusedError
        ``entry_registered``: one that is registered is never replaced.
    """
    if record(project, type(entry), entry.uid) is not None:
        raise RefusedError("entry_registered")
    return with_record(project, entry)


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
    return [*now, *more, *withdrawn, *again]


def _by_content(entries: Iterable[Any]) -> dict[str, Any]:
    """Sort entries by all that they say but their identity; what is unknown is alike."""
    return {repr(replace(one, uid="", withdraws="")): one for one in entries}
