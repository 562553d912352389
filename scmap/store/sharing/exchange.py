"""Bringing a replica and a place up to each other's state, and asking to be admitted."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256

from scmap.errors import InputError
from scmap.store.sharing import place as places
from scmap.store.sharing.batch import Batch, read_batch
from scmap.store.sharing.keys import Signer, is_signed, member_of
from scmap.store.sharing.place import Place
from scmap.store.sharing.replica import Replica

MANY_FILES = 64  # of one member; more are put together


@dataclass(frozen=True, slots=True)
class Received:
    """What came in.

    Attributes
    ----------
    batches : int
        How many that were not here before.
    torn : tuple of str
        Files that are not whole: still being copied, or damaged.
    forged : tuple of str
        Files with a line that nobody signed so.
    """

    batches: int
    torn: tuple[str, ...] = ()
    forged: tuple[str, ...] = ()


def receive(replica: Replica, place: Place) -> Received:
    """Take in all batches that a place has and the replica lacks."""
    known = replica.files()
    names = [name for name in place.names(places.BATCHES) if name not in known]
    torn, forged, whole = [], [], []
    arrived: list[tuple[Batch, bytes]] = []
    for name, lines in places.lines_of(place, names):
        if lines is None:
            torn.append(name)
            continue
        read = list(_read(lines, replica.share))
        if len(read) < len(lines):
            forged.append(name)
        arrived += read
        whole.append(name)
    return Received(replica.take(arrived, whole), tuple(torn), tuple(forged))


def _read(lines: list[bytes], share: str) -> Iterator[tuple[Batch, bytes]]:
    for line in lines:
        try:
            batch = read_batch(line)
        except InputError:
            continue
        if batch.share == share:
            yield batch, line


def publish(replica: Replica, place: Place) -> int:
    """Hand over all batches that the replica has and the place lacks, others' among them.

    Whoever carries a stick carries everybody's work; a file that went missing comes back with the
    next who has it. Gives the number of batches.
    """
    count = 0
    for member in sorted({batch.member for batch in replica.batches}):
        files = places.published(place, member)
        there = {number for numbers in files.values() for number in numbers}
        for run in _runs(sorted(replica.numbers(member) - there)):
            name = places.publish(place, member, run, replica.lines(member, run))
            replica.take((), [name])
            count += len(run)
        if member == replica.member and len(files) > MANY_FILES:
            compact(replica, place)
    return count


def compact(replica: Replica, place: Place) -> None:
    """Put own batches into one file; then the many go away. Nothing in them changes."""
    old = places.published(place, replica.member)
    numbers = sorted(replica.numbers(replica.member))
    kept = places.publish(place, replica.member, numbers, replica.lines(replica.member, numbers))
    replica.take((), [kept])
    for name in old:
        if name != kept:
            place.remove(places.BATCHES, name)


def _runs(numbers: list[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for number in numbers:
        if run and number != run[-1] + 1:
            yield run
            run = []
        run.append(number)
    if run:
        yield run


@dataclass(frozen=True, slots=True)
class Introduction:
    """Who somebody says to be who wants to join; members compare the fingerprint by telephone."""

    name: str
    organisation: str = ""
    kind: str = ""
    municipalities: str = ""  # codes separated by ";"


def request(place: Place, signer: Signer, share: str, who: Introduction) -> None:
    """Ask to be admitted."""
    said = json.dumps({"share": share, **asdict(who)}, ensure_ascii=False, sort_keys=True)
    signed = signer.sign(said.encode())
    parts = {
        "request": said,
        "key": b64encode(signer.public).decode(),
        "signature": b64encode(signed).decode(),
    }
    data = json.dumps(parts, ensure_ascii=False, indent=1).encode()
    place.write(places.REQUESTS, f"{signer.member}-{sha256(data).hexdigest()[:16]}.json", data)


def requests(place: Place, share: str) -> dict[str, Introduction]:
    """Give who asked to be admitted, by member; whatever is not signed so is passed over."""
    found: dict[str, Introduction] = {}
    for name in place.names(places.REQUESTS):
        try:
            parts = json.loads(place.read(places.REQUESTS, name))
            public, signature = b64decode(parts["key"]), b64decode(parts["signature"])
            if not is_signed(public, signature, parts["request"].encode()):
                continue
            said = json.loads(parts["request"])
            if said.pop("share") == share:
                found[member_of(public)] = Introduction(**{key: str(said[key]) for key in said})
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            continue
    return found
