"""What one member did since the last time, as it is handed to the others: signed, never changed.

A batch is one line: public key, signature and compressed body. The layout is described in
docs/formats/sharing.md.
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import cast, get_args

import shapely

from scmap.errors import InputError
from scmap.store.change import Change, Op
from scmap.store.journal_lines import change_record, changes_of
from scmap.store.sharing.keys import Signer, is_signed, member_of

FORMAT = 1
MARK = b"scmap-batch-1"
LARGEST_BODY = 256 * 2**20  # bytes after decompression; a larger one is no batch of ours
MOST_CHANGES = 5_000  # of one batch: what is larger is given in several

_UNREADABLE = (
    *(ValueError, KeyError, TypeError, AttributeError, RecursionError),
    *(zlib.error, shapely.errors.ShapelyError),
)


@dataclass(frozen=True, slots=True)
class Act:
    """Something done about the cooperative itself: admitting, voting, sharing a layer."""

    kind: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Give a text of it; "" where there is none."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one member did, in one piece.

    Attributes
    ----------
    share : str
        Identity of the cooperative.
    member : str
        Who, by the key.
    number : int
        Counts a member's batches from 1.
    previous : str
        Digest of that member's batch before; "" for the first.
    seen : Mapping of str to int
        Of each other member the number of the last batch that the author had taken in.
    made : datetime
        What the author's clock said; it decides nothing.
    acts : tuple of Act
        What was done about the cooperative.
    changes : tuple of Change
        What was done to the layers.
    digest : str
        SHA-256 of the signed body.
    """

    share: str
    member: str
    number: int
    previous: str
    seen: Mapping[str, int]
    made: datetime
    acts: tuple[Act, ...] = ()
    changes: tuple[Change, ...] = ()
    digest: str = ""


def sign_batch(batch: Batch, signer: Signer) -> bytes:
    """Write a batch down as a line."""
    said = {
        "format": FORMAT,
        "share": batch.share,
        "number": batch.number,
        "previous": batch.previous,
        "seen": dict(sorted(batch.seen.items())),
        "made": batch.made.isoformat(),
        "acts": [[act.kind, dict(act.values)] for act in batch.acts],
        "changes": [change_record(change) for change in batch.changes],
    }
    body = zlib.compress(json.dumps(said, separators=(",", ":")).encode("ascii"), 6)
    parts = (signer.public, signer.sign(MARK + body), body)
    return b" ".join((MARK, *map(b64encode, parts))) + b"\n"


def digest_of(line: bytes) -> str:
    """Give the digest of a batch that was signed here."""
    return sha256(b64decode(line.split()[-1])).hexdigest()


def read_batch(line: bytes, *, known: bool = False) -> Batch:
    """Read a line; whatever somebody changed in it afterwards is noticed.

    Parameters
    ----------
    line : bytes
        The line.
    known : bool
        Whether it was read before, as it came: then its changes are not examined once more.

    Raises
    ------
    InputError
        batch_unreadable, batch_forged (the signature does not fit) or batch_newer.
    """
    try:
        mark, *parts = line.split()
        public, signature, body = (b64decode(part, validate=True) for part in parts)
    except ValueError as error:
        raise InputError("batch_unreadable") from error
    if mark != MARK:
        raise InputError("batch_newer" if mark.startswith(b"scmap-batch-") else "batch_unreadable")
    if not is_signed(public, signature, MARK + body):
        raise InputError("batch_forged")
    try:
        check = _unchecked if known else _checked
        return _batch(member_of(public), _unpacked(body), sha256(body).hexdigest(), check)
    except _UNREADABLE as error:
        raise InputError("batch_unreadable") from error


def _unpacked(body: bytes) -> dict[str, object]:
    opened = zlib.decompressobj()
    text = opened.decompress(body, LARGEST_BODY)
    if opened.unconsumed_tail:
        raise ValueError(len(text))
    return cast("dict[str, object]", json.loads(text))


def _batch(
    member: str,
    said: Mapping[str, object],
    digest: str,
    check: Callable[[Sequence[Change]], Sequence[Change]],
) -> Batch:
    if said["format"] != FORMAT:
        raise InputError("batch_newer")
    made = datetime.fromisoformat(str(said["made"]))
    seen = cast("Mapping[str, int]", said["seen"])
    acts = cast("list[tuple[str, Mapping[str, object]]]", said["acts"])
    records = cast("list[list[object]]", said["changes"])
    return Batch(
        share=str(said["share"]),
        member=member,
        number=int(cast("int", said["number"])),
        previous=str(said["previous"]),
        seen={str(name): int(number) for name, number in seen.items()},
        made=made,
        acts=tuple(Act(str(kind), dict(values)) for kind, values in acts),
        changes=tuple(check(list(changes_of(records, member, made)))),
        digest=digest,
    )


def _unchecked(changes: Sequence[Change]) -> Sequence[Change]:
    return changes


def _checked(changes: Sequence[Change]) -> Sequence[Change]:
    """Make sure that what a stranger wrote is what the product can carry out."""
    for change in changes:
        if change.op not in get_args(Op) or not all(isinstance(one, str) for one in change.base):
            raise ValueError(change.op)
        if not all(isinstance(value, str | float | int | None) for value in change.values.values()):
            raise ValueError(change.uid)
    shapely.from_wkb([change.geometry for change in changes if change.geometry])
    return changes
