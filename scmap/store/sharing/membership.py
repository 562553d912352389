"""Who belongs to a cooperative and what its votes decided: a function of the set of batches.

Everybody computes it from the batches alone and comes to the same result, in whatever order they
arrived. No machine is the boss of another: two members admit a third, every member has one vote,
and the founder has no right that others have not.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Literal, TypeAlias, get_args

import shapely

from scmap.model.identity import derived_uid
from scmap.store.change import Change
from scmap.store.sharing.batch import Act, Batch
from scmap.store.sharing.ground import agreed_ground, lies_on, read_ground
from scmap.store.sharing.merge import Key, identity_of, key_of

Mode: TypeAlias = Literal["joint", "own_area", "read_only"]
Vector: TypeAlias = Mapping[str, int]  # number of the last batch of each member

MODES: tuple[Mode, ...] = get_args(Mode)
ADMISSIONS = 2  # members that have to agree where there are as many
OWNER = "municipality_code"  # field that says to which municipalities a row belongs


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who belongs, or belonged, to the cooperative.

    Attributes
    ----------
    id : str
        By the key; a changed computer or a lost key is another one.
    name, organisation : str
        As others read them.
    kind : str
        지자체, 공공기관, 민간 …; it gives no right.
    municipalities : tuple of str
        Codes of the municipalities whose rows this member may edit in a layer of mode "own_area".
    active : bool
        False after leaving, or when others withdrew the key.
    """

    id: str
    name: str
    organisation: str = ""
    kind: str = ""
    municipalities: tuple[str, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mode that somebody proposed for a layer, and what the members said."""

    id: str
    layer: str
    mode: Mode
    by: str
    votes: Mapping[str, bool] = field(default_factory=dict)
    passed: bool = False

    @property
    def tally(self) -> tuple[int, int]:
        """How many are for it, how many against."""
        yes = sum(self.votes.values())
        return yes, len(self.votes) - yes


@dataclass(frozen=True, slots=True)
class SharedLayer:
    """A layer that the cooperative shares; mode "arriving" until its first rows are complete."""

    uid: str
    by: str
    mode: Mode | Literal["arriving"] = "arriving"


@dataclass(frozen=True, slots=True)
class Refused:
    """A change that does not count, with the reason (words: ``sharing.refused.<why>``)."""

    change: Change
    member: str
    why: str


@dataclass(frozen=True, slots=True)
class Logged:
    """One act about the cooperative itself: who did it, when by the own clock, and what."""

    who: str
    when: datetime
    act: Act


@dataclass(slots=True)
class Cooperative:
    """What all batches together say.

    Attributes
    ----------
    share, title, expires : str
        Identity, name, and the last day as ISO text of a team for a time; "" without end.
    members, layers, proposals : dict
        By their identity.
    log : list of Logged
        What was done about the cooperative, and by whom, in one order for everybody.
    withdrawing : dict
        Members whose key others want to take away, with those who agreed so far.
    changes : list of Change
        Those that count.
    refused : list of Refused
        Those that do not.
    vector : dict
        How far each member's batches were taken in.
    waiting : int
        Batches that cannot be taken in yet: something before them has not arrived, their author
        is no member, or the key was withdrawn.
    """

    share: str = ""
    title: str = ""
    expires: str = ""
    members: dict[str, Member] = field(default_factory=dict)
    layers: dict[str, SharedLayer] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    log: list[Logged] = field(default_factory=list)
    withdrawing: dict[str, set[str]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    vector: dict[str, int] = field(default_factory=dict)
    waiting: int = 0

    @property
    def active(self) -> list[Member]:
        """The members who belong to it now."""
        return [member for member in self.members.values() if member.active]


def share_uid(founder: str, nonce: str) -> str:
    """Give the identity of a cooperative: nobody else can have founded it."""
    return derived_uid("share", founder, nonce)


def cooperative(share: str, batches: Iterable[Batch]) -> Cooperative:
    """Work out what the batches of a cooperative say."""
    known = [batch for batch in batches if batch.share == share]
    chains = _chains(known)
    withdrawn: dict[str, int] = {}
    while True:
        reading = _Reading(share, chains, withdrawn)
        reading.read()
        found = {**reading.found.withdrawn, **withdrawn}
        if found == withdrawn:
            told = reading.found.told
            places = {(batch.member, batch.number) for batch in known}
            told.waiting = len(places) - sum(told.vector.values())
            return told
        withdrawn = found  # a withdrawn key also undoes what came before everybody knew


def _chains(batches: Iterable[Batch]) -> dict[str, list[Batch]]:
    """Give each member's batches as far as each follows from the one before.

    Of two that claim one place (a copied key, a restored disk) everybody takes the same.
    """
    places: dict[str, dict[int, list[Batch]]] = {}
    for batch in batches:
        places.setdefault(batch.member, {}).setdefault(batch.number, []).append(batch)
    chains: dict[str, list[Batch]] = {}
    for member, numbered in sorted(places.items()):
        chain: list[Batch] = []
        while fitting := [
            batch
            for batch in numbered.get(len(chain) + 1, ())
            if batch.previous == (chain[-1].digest if chain else "")
        ]:
            chain.append(min(fitting, key=lambda batch: batch.digest))
        chains[member] = chain
    return chains


class _Reading:
    """Takes in batches, each after what its author had seen."""

    def __init__(
        self, share: str, chains: Mapping[str, Sequence[Batch]], withdrawn: Vector
    ) -> None:
        self._chains, self._withdrawn = chains, withdrawn
        self._heights: dict[tuple[str, int], int] = {}
        self.found = _Found(Cooperative(share=share))

    def read(self) -> None:
        told = self.found.told
        ready = list(self._ready(told.vector, self._chains))
        heapq.heapify(ready)
        while ready:
            height, member, number = heapq.heappop(ready)
            if told.vector.get(member, 0) >= number:
                continue
            batch = self._chains[member][number - 1]
            if not self.found.admits(batch):
                continue
            self._heights[member, number] = height
            self.found.take(batch)
            told.vector[member] = number
            # what waited for this batch: its author's next one, and those of people who saw it
            for one in self._ready(told.vector, self._chains):
                heapq.heappush(ready, one)

    def _ready(self, taken: Vector, members: Iterable[str]) -> Iterator[tuple[int, str, int]]:
        """Give the next batch of each member whose author had seen nothing that is missing."""
        for member in members:
            chain, number = self._chains[member], taken.get(member, 0) + 1
            if number > min(len(chain), self._withdrawn.get(member, len(chain))):
                continue
            seen = {
                other: min(last, self._withdrawn.get(other, last))  # else it waited for ever
                for other, last in chain[number - 1].seen.items()
            }
            seen[member] = number - 1
            if all(taken.get(other, 0) >= last for other, last in seen.items()):
                below = (self._heights.get(place, 0) for place in seen.items())
                yield 1 + max(below, default=0), member, number


@dataclass(slots=True)
class _Found:
    """What the batches that were taken in so far say."""

    told: Cooperative
    admissions: dict[tuple[str, ...], set[str]] = field(default_factory=dict)
    said_grounds: dict[str, list[shapely.Geometry]] = field(default_factory=dict)
    relied: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)
    authors: dict[str, str] = field(default_factory=dict)  # of each change that counts
    types: dict[str, dict[str, str]] = field(default_factory=dict)  # of fields, by layer and name
    withdrawals: dict[str, dict[str, int]] = field(default_factory=dict)
    withdrawn: dict[str, int] = field(default_factory=dict)
    owners: dict[Key, frozenset[str]] = field(default_factory=dict)
    grounds: dict[str, shapely.Geometry] = field(default_factory=dict)
    planes: dict[str, str] = field(default_factory=dict)  # CRS of each layer as it was shared

    def admits(self, batch: Batch) -> bool:
        """Tell whether the author belongs to the cooperative, or founds it with this batch."""
        member = self.told.members.get(batch.member)
        if member is not None:
            return member.active or batch.number <= self.withdrawn.get(batch.member, 0)
        first = batch.acts[0] if batch.acts else Act("")
        return (
            not self.told.members
            and first.kind == "found"
            and share_uid(batch.member, first.text("nonce")) == self.told.share
        )

    def take(self, batch: Batch) -> None:
        for other, last in batch.seen.items():
            begun = last if batch.number == 1 else 0
            first, most = self.relied.setdefault(other, {}).get(batch.member, (begun, last))
            self.relied[other][batch.member] = first, max(most, last)
        # Rows of a layer that is shared for the first time come before it is opened.
        late = [act for act in batch.acts if act.kind in ("open", "leave")]
        for act in batch.acts:
            if act not in late:
                self._act(batch, act)
        self._take_changes(batch)
        for act in late:
            self._act(batch, act)

    def _take_changes(self, batch: Batch) -> None:
        told = self.told
        author = told.members[batch.member]
        for change in batch.changes:
            why = self._refusal(author, change, batch) or self._another(change, author)
            if why:
                told.refused.append(Refused(change, author.id, why))
            else:
                told.changes.append(change)
                self._remember(change)

    def _another(self, change: Change, author: Member) -> str:
        """Tell why a change whose identity another member's has does not count; "" if it does.

        Who copies the identity of a change would put another one in its place. It follows from its
        content and author: of two with one identity that which has it by right counts.
        """
        known = self.authors.setdefault(change.id, author.id)
        if known == author.id:
            return ""
        if change.id != identity_of(change):
            return "copied"
        self.authors[change.id] = author.id
        copies = [one for one in self.told.changes if one.id == change.id]
        self.told.changes = [one for one in self.told.changes if one.id != change.id]
        self.told.refused += [Refused(one, known, "copied") for one in copies]
        return ""

    def _refusal(self, author: Member, change: Change, batch: Batch) -> str:
        key = key_of(change)
        uid = change.uid if change.op == "add_table" or key[0] == "scmap_layer" else change.table
        layer = self.told.layers.get(uid)
        if layer is None:
            return "not_shared"
        if self.told.expires and batch.made.date().isoformat() > self.told.expires:
            return "expired"
        if layer.mode == "arriving" and layer.by != author.id:
            return "arriving"
        if layer.mode == "read_only":
            return "read_only"
        if layer.mode == "own_area" and (why := self._out_of_area(author, change, key)):
            return why
        return "" if self._fits(change, layer.mode) else "type"

    def _fits(self, change: Change, mode: str) -> bool:
        """Tell whether a change leaves fields the types that they have, and its values are of them.

        Where members differ about a type, not knowing of each other, it is text: that holds what
        each of them wrote. Nobody makes a field narrower than it is, nor in a layer that is edited
        by area another one at all: foreign rows have it, too.
        """
        types = self.types.get(change.table, {})
        if change.op != "add_field":
            return all(
                name not in types or _is_of(value, types[name])
                for name, value in change.values.items()
            )
        given = change.values.get("type")
        known = types.get(change.uid, given)
        if given == known:
            return True
        return mode != "own_area" and (given == "text" or not change.base)

    def _out_of_area(self, author: Member, change: Change, key: Key) -> str:
        """Tell why a member may not make a change in a layer that is edited by area; "" if so."""
        if not self._is_own(author, change, key):
            return "foreign"
        ground = self.grounds.get(author.id)
        if ground is None or not change.geometry:
            return ""
        plane = self.planes.get(change.table, "")
        return "" if lies_on(change.geometry, plane, ground) else "ground"

    def _is_own(self, author: Member, change: Change, key: Key) -> bool:
        if change.op == "add_field":
            return True
        if change.op == "add_table" or key[0] == "scmap_layer":
            return "crs" not in change.values
        before, after = self.owners.get(key), _owners(change)
        own = frozenset(author.municipalities)
        sides = [side for side in (before, after) if side is not None]
        return bool(sides) and all(own & side for side in sides)

    def _remember(self, change: Change) -> None:
        """Note to whom a row belongs, and where a layer lies that is shared."""
        if change.op == "add_table":
            self.planes.setdefault(change.uid, str(change.values.get("crs") or ""))
        if change.op == "add_field":
            types = self.types.setdefault(change.table, {})
            given = str(change.values.get("type"))
            types[change.uid] = given if types.get(change.uid, given) == given else "text"
        owners = _owners(change)
        if owners is not None:
            self.owners[key_of(change)] = owners

    def _act(self, batch: Batch, act: Act) -> None:
        verb = getattr(self, f"_{act.kind}", None) if act.kind in ACTS else None
        if verb is not None:
            verb(batch.member, act)
            self.told.log.append(Logged(batch.member, batch.made, act))

    def _found(self, author: str, act: Act) -> None:
        if not self.told.members:
            self.told.title, self.told.expires = act.text("title"), act.text("expires")
            self._take_in(author, act)

    def _admit(self, author: str, act: Act) -> None:
        candidate = act.text("member")
        if candidate in self.told.members or not candidate:
            return
        needed = min(ADMISSIONS, len(self.told.active))
        # who says something else of somebody agrees to somebody else
        said = ("name", "organisation", "kind", "municipalities")
        agreed = self.admissions.setdefault((candidate, *map(act.text, said)), set())
        agreed.add(author)
        self._give_ground(candidate, act)
        if len(agreed) >= needed:
            self._take_in(candidate, act)

    def _take_in(self, uid: str, act: Act) -> None:
        self.told.members[uid] = _member(uid, act)
        self._give_ground(uid, act)
        if uid in self.said_grounds:
            self.grounds[uid] = agreed_ground(self.said_grounds[uid])

    def _give_ground(self, uid: str, act: Act) -> None:
        """Note the ground that somebody says to be a member's: what all agree to is."""
        ground = read_ground(act.text("ground"))
        if ground is not None:
            self.said_grounds.setdefault(uid, []).append(ground)

    def _withdraw(self, author: str, act: Act) -> None:
        """Others take a member's key away: it was lost, or stolen."""
        member = self.told.members.get(act.text("member"))
        last = act.values.get("last")
        if member is None or member.id == author or not isinstance(last, int):
            return
        agreed = self.withdrawals.setdefault(member.id, {})
        agreed[author] = last
        self.told.withdrawing[member.id] = set(agreed)
        needed = min(ADMISSIONS, sum(one.id != member.id for one in self.told.active))
        if len(agreed) >= needed:
            self.withdrawn[member.id] = max(min(agreed.values()), self._built_on(member.id, agreed))
            del self.told.withdrawing[member.id]
            self.told.members[member.id] = replace(member, active=False)

    def _built_on(self, member: str, withdrawers: Iterable[str]) -> int:
        """Give the last batch of a member that nobody can take away any more.

        Others have built on it, or those who want to take it away began with it: two members can
        stop a third, but not undo what all the others go by.
        """
        relied = self.relied.get(member, {})
        floors = [first if who in withdrawers else most for who, (first, most) in relied.items()]
        return max(floors, default=0)

    def _leave(self, author: str, _act: Act) -> None:
        self.told.members[author] = replace(self.told.members[author], active=False)

    def _share(self, author: str, act: Act) -> None:
        uid = act.text("layer")
        self.told.layers.setdefault(uid, SharedLayer(uid, author))

    def _open(self, author: str, act: Act) -> None:
        layer, mode = self.told.layers.get(act.text("layer")), act.text("mode")
        if layer and layer.by == author and layer.mode == "arriving" and mode in MODES:
            self.told.layers[layer.uid] = replace(layer, mode=mode)

    def _propose(self, author: str, act: Act) -> None:
        uid, layer, mode = act.text("proposal"), act.text("layer"), act.text("mode")
        if layer in self.told.layers and mode in MODES and uid not in self.told.proposals:
            self.told.proposals[uid] = Proposal(uid, layer, mode, author)
            self._count(uid, author, yes=True)

    def _vote(self, author: str, act: Act) -> None:
        if act.text("proposal") in self.told.proposals:
            self._count(act.text("proposal"), author, yes=act.values.get("yes") is True)

    def _count(self, uid: str, member: str, *, yes: bool) -> None:
        """Count a vote; more than half of the members decide, and then it is done."""
        proposal = self.told.proposals[uid]
        if proposal.passed:
            return
        votes = {**proposal.votes, member: yes}
        present = {one.id for one in self.told.active}
        agreed = sum(vote for name, vote in votes.items() if name in present)
        passed = agreed * 2 > len(present)
        self.told.proposals[uid] = replace(proposal, votes=votes, passed=passed)
        layer = self.told.layers[proposal.layer]
        if passed and layer.mode != "arriving":
            self.told.layers[layer.uid] = replace(layer, mode=proposal.mode)


ACTS = frozenset({"found", "admit", "withdraw", "leave", "share", "open", "propose", "vote"})


def _member(uid: str, act: Act) -> Member:
    listed = act.text("municipalities")
    return Member(
        id=uid,
        name=act.text("name"),
        organisation=act.text("organisation"),
        kind=act.text("kind"),
        municipalities=tuple(filter(None, listed.split(";"))),
    )


def _is_of(value: object, kind: str) -> bool:
    """Tell whether a value is of a type of fields; text holds every value."""
    if value is None or kind == "text":
        return True
    return isinstance(value, str) == (kind == "date")


def _owners(change: Change) -> frozenset[str] | None:
    """Give the municipalities that a change says the row belongs to; None where it says nothing."""
    if OWNER not in change.values:
        return None
    return _codes(str(change.values[OWNER] or ""))


@lru_cache(4096)  # a layer has many rows and few municipalities
def _codes(text: str) -> frozenset[str]:
    return frozenset(filter(None, text.split(";")))
