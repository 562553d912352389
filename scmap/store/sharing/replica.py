"""What one installation has of a cooperative: its own key and every batch that reached it.

It lies in the user's own folder on this machine, never on a share.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Self

from scmap.errors import LockedError
from scmap.store.change import Change
from scmap.store.geopackage import connect, writing
from scmap.store.holding import Hold
from scmap.store.sharing.batch import MOST_CHANGES, Act, Batch, digest_of, read_batch, sign_batch
from scmap.store.sharing.keys import Signer
from scmap.store.sharing.membership import Cooperative, Vector, cooperative

_TABLES = (
    "CREATE TABLE batch (member TEXT, number INT, digest TEXT PRIMARY KEY, line)",
    "CREATE TABLE file (name TEXT PRIMARY KEY)",
)


@dataclass(slots=True)
class Replica:
    """The batches of one cooperative on this machine.

    Attributes
    ----------
    share : str
        Identity of the cooperative.
    path : Path
        Its database.
    signer : Signer
        The key of this installation.
    """

    share: str
    path: Path
    signer: Signer
    _batches: dict[str, Batch] = field(default_factory=dict)
    _told: dict[frozenset[str], Cooperative] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def opened(cls, folder: Path, share: str) -> Iterator[Self]:
        """Open the replica in `folder`, made when missing; one program at a time has it.

        Raises
        ------
        LockedError
            sharing_busy, while another program exchanges changes of the same cooperative.
        """
        home = folder / share
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        hold = Hold.take(home / "lock")
        if hold is None:
            raise LockedError("sharing_busy")
        try:
            replica = cls(share, home / "batches.db", Signer.of(folder / "key"))
            if not replica.path.exists():
                with writing(replica.path) as connection:
                    for statement in _TABLES:
                        connection.execute(statement)
            replica._read()
            yield replica
        finally:
            hold.release()

    @classmethod
    def at_home(cls, folder: Path, share: str) -> Self | None:
        """Look at the replica in `folder`, whoever has it; None where there is none."""
        path = folder / share / "batches.db"
        if not path.exists():
            return None
        replica = cls(share, path, Signer.of(folder / "key"))
        replica._read()
        return replica

    @property
    def member(self) -> str:
        """Identity by which others know this installation."""
        return self.signer.member

    @property
    def batches(self) -> list[Batch]:
        """All that are here, in no order that means anything."""
        return list(self._batches.values())

    @property
    def own(self) -> list[Batch]:
        """Own batches in their order."""
        mine = [batch for batch in self._batches.values() if batch.member == self.member]
        return sorted(mine, key=lambda batch: batch.number)

    def state(self, vector: Vector | None = None) -> Cooperative:
        """Work out what the batches say, or those that somebody had at `vector`."""
        batches = self.batches
        if vector is not None:
            batches = [one for one in batches if one.number <= vector.get(one.member, 0)]
        which = frozenset(one.digest for one in batches)
        told = self._told.get(which)
        if told is None:
            told = self._told[which] = cooperative(self.share, batches)
        return told

    def add(
        self,
        seen: Mapping[str, int],
        when: datetime,
        acts: Sequence[Act] = (),
        changes: Sequence[Change] = (),
    ) -> None:
        """Write down what this installation does, in as many batches as it takes."""
        known = {name: number for name, number in seen.items() if name != self.member}
        parts = [changes[at : at + MOST_CHANGES] for at in range(0, len(changes), MOST_CHANGES)]
        first = [act for act in acts if act.kind not in ("open", "leave")]
        last = [act for act in acts if act.kind in ("open", "leave")]
        lines = []
        before = self.own[-1] if self.own else None
        for place, part in enumerate(parts or [()]):
            said = [*(first if place == 0 else ()), *(last if place >= len(parts) - 1 else ())]
            draft = Batch(
                share=self.share,
                member=self.member,
                number=before.number + 1 if before else 1,
                previous=before.digest if before else "",
                seen=known,
                made=when,
                acts=tuple(said),
                changes=tuple(replace(one, who=self.member, when=when) for one in part),
            )
            line = sign_batch(draft, self.signer)
            before = replace(draft, digest=digest_of(line))
            lines.append((before, line))
        self.take(lines)

    def take(self, lines: Iterable[tuple[Batch, bytes]], files: Iterable[str] = ()) -> int:
        """Keep batches that arrived, and the names of the files they came in; gives how many."""
        new = [(batch, line) for batch, line in lines if batch.digest not in self._batches]
        named = [(name,) for name in files]
        if not new and not named:
            return 0
        with writing(self.path) as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO batch VALUES (?, ?, ?, ?)",
                [(one.member, one.number, one.digest, line) for one, line in new],
            )
            connection.executemany("INSERT OR IGNORE INTO file VALUES (?)", named)
        self._batches |= {batch.digest: batch for batch, _line in new}
        return len(new)

    def files(self) -> set[str]:
        """Give the names of the files whose batches are here."""
        with closing(connect(self.path)) as connection:
            return {str(name) for (name,) in connection.execute("SELECT name FROM file")}

    def numbers(self, member: str) -> set[int]:
        """Give the numbers of a member's batches that are here."""
        return {batch.number for batch in self._batches.values() if batch.member == member}

    def lines(self, member: str, numbers: Iterable[int]) -> list[bytes]:
        """Give batches of a member as they were signed."""
        with closing(connect(self.path)) as connection:
            found = {
                int(number): bytes(line)
                for number, line in connection.execute(
                    "SELECT number, line FROM batch WHERE member = ? ORDER BY digest DESC",
                    (member,),
                )
            }
        return [found[number] for number in numbers]

    def _read(self) -> None:
        with closing(sqlite3.connect(self.path)) as connection:
            for (line,) in connection.execute("SELECT line FROM batch"):
                batch = read_batch(bytes(line), known=True)
                self._batches[batch.digest] = batch
