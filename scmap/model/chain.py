"""A chain of registered entries: each names the digest of the one before it.

Whoever edits a past entry breaks its digest; whoever writes that digest anew breaks the entry after
it. What was signed names the last digest, so that the end of the chain cannot be exchanged either.
Entries that two offices registered apart fork from the same one before: that is no break.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Protocol, TypeVar

from scmap.model.records import Record

DIGEST, PREVIOUS = "digest", "previous"


class Linked(Record, Protocol):
    """A record with a place in a chain.

    A class whose entries got fields after the first were registered names these in a class variable
    `LATER`: while such a field is empty it is no part of the digest, so that old entries hold; one
    that is filled afterwards breaks it, and so does one that is emptied.
    """

    @property
    def digest(self) -> str:
        """SHA-256 of the entry and of the digest before it; "" of one older than the chain."""

    @property
    def previous(self) -> str:
        """Digest of the entry before it, "" of the first."""


L = TypeVar("L", bound=Linked)


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold.

    Attributes
    ----------
    table, uid : str
        The entry.
    why : str
        "edited" (it is not what was registered) or "lost" (the entry before it is gone).
    """

    table: str
    uid: str
    why: str


def digest_of(entry: Linked) -> str:
    """Give the SHA-256 over all that an entry says, the digest before it included."""
    later: frozenset[str] = getattr(type(entry), "LATER", frozenset())
    told = {
        field.name: _plain(getattr(entry, field.name))
        for field in fields(entry)
        if field.name != DIGEST and not (field.name in later and not getattr(entry, field.name))
    }
    text = json.dumps(
        [entry.TABLE, told], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


def last_digest(entries: Sequence[Linked]) -> str:
    """Give the digest to which the next entry is linked."""
    return next((one.digest for one in reversed(entries) if one.digest), "")


def breaks(entries: Iterable[Linked]) -> tuple[Break, ...]:
    """Find the entries that were edited after they were registered, or whose forerunner is gone.

    One that is older than the chain has no digest; it stands before the chain begins.
    """
    every = tuple(entries)
    known = {one.digest for one in every if one.digest} | {""}
    begun = False
    found = []
    for one in every:
        if not one.digest and not begun:
            continue
        begun = True
        if one.digest != digest_of(one):
            found.append(Break(one.TABLE, one.uid, "edited"))
        elif one.previous not in known:
            found.append(Break(one.TABLE, one.uid, "lost"))
    return tuple(found)


def _plain(value: Any) -> Any:
    """Give a value as it is written: NaN as null, a day as ISO text, an empty text as ""."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return None if math.isnan(value) else repr(float(value))
    return value
