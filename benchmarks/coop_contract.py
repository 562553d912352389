"""What holds of any place where members meet: one story of random edits, told to each of them.

Members edit a few rows, exchange now and then, and do some of it twice, as after a crash. In the
end all have the same rows, and no value went away without somebody having seen it, or having been
told of it in a conflict.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
import shapely

from scmap.model.layer import PLANE, Layer, objects
from scmap.model.project import Project
from scmap.session import sharing
from scmap.session.sharing import Synced
from scmap.store.sharing.desk import Desk
from scmap.store.sharing.merge import Conflict

LEAST, ROUNDS = 4, 40  # exchanges of each in the end
WHEN = datetime(2026, 1, 1, tzinfo=UTC)
LAYER, ROWS, FIELDS = "zones", 3, ("a", "b")
Open = Callable[[], AbstractContextManager[Desk]]


def start() -> Layer:
    """Give the rows that a story begins with; every value in it is written once."""
    return Layer(
        *(LAYER, LAYER, LAYER, "other", PLANE),
        uids=objects(f"row-{row}" for row in range(ROWS)),
        geometry=objects(shapely.points(np.zeros((ROWS, 2)))),
        columns={name: np.arange(ROWS) + 10.0 * place for place, name in enumerate(FIELDS)},
    )


@dataclass
class Teller:
    """A member with a project and a way to the others."""

    open: Open
    project: Project
    conflicts: tuple[Conflict, ...] = ()

    def sync(self, *, crash: bool = False) -> Synced:
        """Exchange; after a crash the project is the one from before."""
        with self.open() as desk:
            done = sharing.synced(self.project, desk, now=WHEN)
        if not crash:
            self.project = done.project
        self.conflicts = done.conflicts
        return done

    @property
    def rows(self) -> dict[str, tuple[float, ...]]:
        """Values of each row."""
        layer = self.project.layer(LAYER)
        if layer is None:
            return {}
        return {
            str(uid): tuple(float(layer.number(name)[row]) for name in FIELDS)
            for uid, row in layer.rows.items()
        }


@dataclass
class Story:
    """What was written, and what somebody has seen go or was told of."""

    chance: random.Random
    value: float = 100.0
    written: dict[float, tuple[str, str]] = field(default_factory=dict)
    known: set[float] = field(default_factory=set)
    edits: int = 0

    def edit(self, teller: Teller) -> None:
        """Let a member write a new value, or delete a row."""
        layer = teller.project.layer(LAYER)
        if layer is None or not len(layer):
            return
        row = self.chance.randrange(len(layer))
        uid = str(layer.uids[row])
        self.edits += 1
        if self.chance.random() < 0.12:
            self.known |= set(teller.rows[uid])
            rest = np.array([one != row for one in range(len(layer))])
            teller.project = teller.project.with_layer(layer.take(rest))
            return
        name = self.chance.choice(FIELDS)
        column = layer.columns[name].copy()
        self.known.add(float(column[row]))
        self.value += 1
        column[row] = self.value
        self.written[self.value] = (uid, name)
        teller.project = teller.project.with_layer(
            layer.replace(columns={**layer.columns, name: column})
        )

    def listen(self, teller: Teller) -> None:
        """Note the values of which a member was told in a conflict."""
        for conflict in teller.conflicts:
            for told in conflict.fields.values():
                self.known |= {float(claim.value) for claim in told.claims}  # type: ignore[arg-type]
            if conflict.kind == "delete":
                self.known |= set(teller.rows.get(conflict.uid, ()))


def tell(chance: random.Random, tellers: Sequence[Teller], steps: int) -> Counter[str]:
    """Tell one story; give the faults that there were."""
    story = Story(chance)
    for _ in range(steps):
        teller = chance.choice(tellers)
        deed = chance.random()
        if deed < 0.6:
            story.edit(teller)
        else:
            teller.sync(crash=deed > 0.93)
            story.listen(teller)
    _settle(story, tellers)
    ends = [teller.rows for teller in tellers]
    found: Counter[str] = Counter(stories=1, edits=story.edits)
    found["replicas that differ"] = sum(end != ends[0] for end in ends[1:])
    there = {value for row in ends[0].values() for value in row}
    found["values lost without a word"] = len(set(story.written) - there - story.known)
    found["conflicts left"] = sum(len(teller.conflicts) for teller in tellers)
    return found


def _settle(story: Story, tellers: Sequence[Teller]) -> None:
    """Exchange until nothing moves; whoever has a conflict decides it.

    A server holds back what was committed while an earlier transaction is open, be it of its own
    housekeeping: then there is a later round.
    """
    for number in range(ROUNDS):
        if number >= LEAST and all(one.rows == tellers[0].rows for one in tellers):
            return
        time.sleep(0 if number < LEAST else 0.05)
        for teller in tellers:
            teller.sync()
            story.listen(teller)
            for conflict in teller.conflicts:
                chosen = {name: told.claims[0].value for name, told in conflict.fields.items()}
                with teller.open() as desk:
                    sharing.decide(desk, conflict, chosen, now=WHEN)
            if teller.conflicts:
                teller.sync()
