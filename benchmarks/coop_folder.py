"""Random histories of members who exchange by a folder that delivers badly, and kills of one.

Each file may come late, twice and in any order. Whoever has everything must have the same as all
others; every change must count; no delete may beat an edit without a word.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from scmap.store.change import Change, Op
from scmap.store.sharing import exchange
from scmap.store.sharing.batch import Act, Batch, read_batch, sign_batch
from scmap.store.sharing.keys import Signer
from scmap.store.sharing.membership import Cooperative, cooperative, share_uid
from scmap.store.sharing.merge import Key, State, key_of, merge
from scmap.store.sharing.place import BATCHES, Folder, lines_of
from scmap.store.sharing.replica import Replica

WHEN = datetime(2026, 1, 1, tzinfo=UTC)
LAYER = "zones"
MEMBERS = 5
FIELDS = ("a", "b")


@dataclass
class Peer:
    """A member with what reached it."""

    signer: Signer
    share: str
    batches: dict[str, Batch] = field(default_factory=dict)
    own: list[Batch] = field(default_factory=list)

    def write(self, acts: Sequence[Act] = (), changes: Sequence[Change] = ()) -> bytes:
        """Sign a batch about what this member has seen."""
        told = self.told
        seen = {who: last for who, last in told.vector.items() if who != self.signer.member}
        draft = Batch(
            share=self.share,
            member=self.signer.member,
            number=len(self.own) + 1,
            previous=self.own[-1].digest if self.own else "",
            seen=seen,
            made=WHEN,
            acts=tuple(acts),
            changes=tuple(changes),
        )
        line = sign_batch(draft, self.signer)
        self.own.append(self.take(line))
        return line

    def take(self, line: bytes) -> Batch:
        """Take a line in, perhaps not for the first time."""
        batch = read_batch(line)
        self.batches[batch.digest] = batch
        return batch

    @property
    def told(self) -> Cooperative:
        """What the batches say that are here."""
        return cooperative(self.share, self.batches.values())

    def edit(self, chance: random.Random, number: int) -> bytes:
        """Do something to one of a few rows."""
        states = merge(self.told.changes)
        uid = f"row-{chance.randrange(3)}"
        state = states.get((LAYER, uid))
        op: Op = "insert"
        if state is not None and state.exists:
            op = "delete" if chance.random() < 0.15 else "update"
        names = [name for name in FIELDS if op == "insert" or chance.random() < 0.6]
        values: Mapping[str, object] = {}
        if op != "delete":
            values = {name: chance.randrange(4) for name in names or FIELDS[:1]}
        base = state.heads if state is not None else ()
        name = f"{self.signer.member[:8]}-{number}"
        who = self.signer.member
        return self.write(
            changes=[Change(name, LAYER, uid, op, tuple(base), values, None, who, WHEN)]
        )


def begun(keys: Sequence[Signer]) -> tuple[list[Peer], list[bytes]]:
    """Found a cooperative of all keys that share one layer; everybody has heard of it."""
    founder, *others = keys
    share = share_uid(founder.member, "n")
    peers = [Peer(key, share) for key in keys]
    acts = [Act("found", {"title": "t", "nonce": "n", "name": "0"})]
    acts += [Act("admit", {"member": others[0].member, "name": "1"})]
    acts += [Act("share", {"layer": LAYER}), Act("open", {"layer": LAYER, "mode": "joint"})]
    lines = [peers[0].write(acts)]
    peers[1].take(lines[0])
    admitted = [Act("admit", {"member": one.member, "name": "x"}) for one in others[1:]]
    lines += [peer.write(admitted) for peer in peers[:2]]
    for peer in peers:
        for line in lines:
            peer.take(line)
    return peers, lines


def signers(count: int) -> list[Signer]:
    """Make keys."""
    keys = [Ed25519PrivateKey.generate() for _ in range(count)]
    return [Signer(key, key.public_key().public_bytes_raw()) for key in keys]


def play(chance: random.Random, keys: Sequence[Signer], steps: int) -> Counter[str]:
    """Play one history, deliver it badly, then whole; tell what came of it."""
    peers, lines = begun(keys)
    made: list[str] = []
    for number in range(steps):
        peer = chance.choice(peers)
        for line in chance.choices(lines, k=chance.randrange(len(lines))):
            peer.take(line)  # some, some of them again, in any order
        lines.append(peer.edit(chance, number))
        made.append(peer.own[-1].changes[0].id)
    ends = []
    for peer in peers:
        rest = lines + chance.choices(lines, k=5)
        chance.shuffle(rest)
        for line in rest:
            peer.take(line)
        told = peer.told
        ends.append((merge(told.changes), told))
    return _judged(ends, made)


def _judged(
    ends: Sequence[tuple[Mapping[Key, State], Cooperative]], made: Sequence[str]
) -> Counter[str]:
    states, told = ends[0]
    found: Counter[str] = Counter(histories=1, changes=len(made))
    found["replicas that differ"] = sum(other != states for other, _ in ends[1:])
    found["changes missing"] = len(set(made) - {one.id for one in told.changes})
    found["conflicts"] = sum(state.conflict is not None for state in states.values())
    found["edits that a delete beat silently"] = _beaten(states, told.changes)
    return found


def _beaten(states: Mapping[Key, State], changes: Sequence[Change]) -> int:
    """Count edits that no deletion had seen, of rows that are gone: found by walking, slowly."""
    by_id = {one.id: one for one in changes}
    seen: set[str] = set()
    left = [base for one in changes if one.op == "delete" for base in one.base]
    while left:
        one = left.pop()
        if one not in seen and one in by_id:
            seen.add(one)
            left += by_id[one].base
    return sum(
        one.op != "delete" and one.id not in seen and not states[key_of(one)].exists
        for one in changes
    )


def histories(count: int, seed: int) -> Counter[str]:
    """Play `count` histories."""
    chance = random.Random(seed)  # noqa: S311  no secret
    keys = signers(MEMBERS)
    found: Counter[str] = Counter()
    for _ in range(count):
        found += play(chance, keys, chance.randrange(3, 14))
    return found


# -- kill -9 while publishing ----------------------------------------------------------------


def kill(folder: Path, count: int, seed: int) -> Counter[str]:
    """Kill a member at random moments of its publishing, again and again."""
    chance = random.Random(seed)  # noqa: S311  no secret
    (folder / "share").mkdir()
    found: Counter[str] = Counter()
    acknowledged: set[int] = set()
    for _ in range(count):
        acknowledged |= _killed(folder, chance.uniform(0.002, 0.15))
        found["kills"] += 1
    found["acknowledged"] = len(acknowledged)
    place = Folder(folder / "share")
    names = place.names(BATCHES)
    there: set[int] = set()
    for _name, lines in lines_of(place, names):
        found["torn"] += lines is None
        there |= {read_batch(line).number for line in lines or ()}
    found["missing"] = len(acknowledged - there)
    return found


def _killed(folder: Path, after: float) -> set[int]:
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        os.close(ours)
        try:
            _publish(folder, theirs)
        finally:
            os._exit(1)
    os.close(theirs)
    with os.fdopen(ours) as told:
        first = told.readline()
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        rest = told.read().split("\n")
    os.waitpid(child, 0)
    return {int(one) for one in (first, *rest[:-1]) if one.strip()}


def _publish(folder: Path, tell: int) -> None:
    """Publish batch after batch, each acknowledged when it is with the others."""
    with Replica.opened(folder / "home", "share") as replica:
        while True:
            uid = f"row-{len(replica.own)}"
            change = Change(uid, LAYER, uid, "insert", (), {"a": 1}, None, "", WHEN)
            replica.add({}, WHEN, changes=[change])
            exchange.publish(replica, Folder(folder / "share"))
            os.write(tell, f"{len(replica.own)}\n".encode())
