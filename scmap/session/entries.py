"""Registered entries: opinions, decisions, exceptions. None is changed, one withdraws another."""

from collections.abc import Iterable
from typing import TypeVar

from scmap.errors import RefusedError
from scmap.model.exemption import Exemption
from scmap.model.project import Project
from scmap.model.records import record, with_record
from scmap.model.review import Decision, Opinion

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
