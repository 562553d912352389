"""Where one installation meets the others: a folder or package now, a server just the same."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from scmap.errors import InputError, RefusedError
from scmap.store.change import Change
from scmap.store.sharing import exchange, place
from scmap.store.sharing.batch import Act
from scmap.store.sharing.exchange import Received
from scmap.store.sharing.membership import Cooperative, Mode, Vector
from scmap.store.sharing.place import Place
from scmap.store.sharing.replica import Replica


class Desk(Protocol):
    """What an exchange needs of the place where members meet."""

    @property
    def share(self) -> str:
        """Identity of the cooperative."""

    @property
    def where(self) -> str:
        """What a project remembers of the place."""

    @property
    def member(self) -> str:
        """As whom this installation takes part."""

    @property
    def received(self) -> Received:
        """What arrived, and what could not be read."""

    def state(self, held: Vector | None = None) -> Cooperative:
        """Give what is known, or what was in a project that had `held`."""

    def own_ids(self) -> set[str]:
        """Give the identities of all changes that were made here."""

    def news(self, held: Vector, present: Cooperative) -> list[Change]:
        """Give the changes that a project that has `held` lacks, whether they count or not."""

    def add(self, held: Mapping[str, int], when: datetime, changes: Sequence[Change]) -> None:
        """Write down changes that were made here to what a project had."""

    def hand_over(self) -> None:
        """Hand over what is not with the others yet."""

    def open_layers(self, modes: Mapping[str, Mode], changes: Sequence[Change]) -> None:
        """Share layers, whose first rows are `changes`."""

    def act(self, *acts: Act) -> Cooperative:
        """Do something about the cooperative itself, and hand it over."""


@dataclass(slots=True)
class FolderDesk:
    """A folder or a package, and the replica on this machine; lives for one exchange."""

    where: str
    place: Place
    replica: Replica
    now: datetime
    received: Received = field(default_factory=lambda: Received(0))

    @property
    def share(self) -> str:
        """Identity of the cooperative."""
        return self.replica.share

    @property
    def member(self) -> str:
        """The key of this installation."""
        return self.replica.member

    def receive(self) -> None:
        """Take in what the place has."""
        self.received = exchange.receive(self.replica, self.place)

    def state(self, held: Vector | None = None) -> Cooperative:
        """Work out what the batches say."""
        return self.replica.state(held)

    def own_ids(self) -> set[str]:
        """Give the identities of all changes that were made here."""
        return {change.id for batch in self.replica.own for change in batch.changes}

    def news(self, held: Vector, present: Cooperative) -> list[Change]:
        """Give the changes that a project that has `held` lacks."""
        return [
            change
            for batch in self.replica.batches
            if held.get(batch.member, 0) < batch.number <= present.vector.get(batch.member, 0)
            for change in batch.changes
        ]

    def add(self, held: Mapping[str, int], when: datetime, changes: Sequence[Change]) -> None:
        """Write down changes that were made here to what a project had."""
        self.replica.add(held, when, changes=changes)

    def hand_over(self) -> None:
        """Hand over what is not with the others yet."""
        exchange.publish(self.replica, self.place)

    def open_layers(self, modes: Mapping[str, Mode], changes: Sequence[Change]) -> None:
        """Share layers, whose first rows are `changes`."""
        acts = [Act("share", {"layer": uid}) for uid in modes]
        acts += [Act("open", {"layer": uid, "mode": mode}) for uid, mode in modes.items()]
        self.replica.add(self.replica.state().vector, self.now, acts, changes)

    def act(self, *acts: Act) -> Cooperative:
        """Do something about the cooperative itself, and hand it over.

        Raises
        ------
        RefusedError
            not_a_member.
        """
        told = self.replica.state()
        if self.member not in {member.id for member in told.active}:
            raise RefusedError("not_a_member")
        self.replica.add(told.vector, self.now, acts)
        self.hand_over()
        return self.replica.state()


@contextmanager
def folder_desk(
    where: Path,
    home: Path,
    manifest: Callable[[Place], str],
    now: datetime | None = None,
    known: tuple[str, str] | None = None,
) -> Iterator[FolderDesk]:
    """Open the cooperative that has its place at `where`.

    A place where none was begun becomes one of the cooperative `known` (identity and title), if
    given: a lost folder is made again, another stick carries the same.

    Raises
    ------
    InputError
        place_missing; place_empty, when no cooperative was begun there.
    LockedError
        sharing_busy.
    """
    with place.opened(where, manifest) as there:
        found = place.about(there)
        if found is None and known is not None:
            place.claim(there, *known)
        found = found or known
        if found is None:
            raise InputError("place_empty", place=where.name)
        with Replica.opened(home, found[0]) as replica:
            opened = FolderDesk(str(where.absolute()), there, replica, now or datetime.now(UTC))
            opened.receive()
            yield opened
