"""What holds of any place where members meet.

In the end all have the same rows, and no value went away but by an edit of somebody who saw it, or
by a decision about the conflict in which it waited. To be told of a conflict is not to decide it.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import numpy as np
import shapely

from scmap.model.layer import PLANE, Layer, objects
from scmap.model.project import Project
from scmap.session import sharing
from scmap.session.sharing import Synced
from scmap.store.sharing.desk import Desk
from scmap.store.sharing.merge import GEOMETRY, Conflict

LEAST, ROUNDS = 4, 40  # exchanges of each in the end, where things still move
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

    def decide(self, conflict: Conflict) -> None:
        """Decide a conflict: of each field the value that is shown stays."""
        decide(self.open, conflict)

    @property
    def rows(self) -> dict[str, tuple[float, ...]]:
        """Values of each row, and where it lies."""
        layer = self.project.layer(LAYER)
        if layer is None:
            return {}
        return {
            str(uid): (
                *(float(layer.number(name)[row]) for name in FIELDS),
                float(layer.geometry[row].x),
            )
            for uid, row in layer.rows.items()
        }

    def put(self, layer: Layer) -> None:
        """Have the layer as it is after an edit."""
        self.project = self.project.with_layer(layer)


@dataclass
class Carrier(Teller):
    """A member who meets some at one place and some at another, and carries everything on."""

    other: Open = nullcontext  # type: ignore[assignment]  # whoever makes one says where
    _at_other: tuple[Conflict, ...] = ()

    def sync(self, *, crash: bool = False) -> Synced:
        """Exchange at both places until what came in at the second has reached the first."""
        before, done = self.project, list[Synced]()
        for _round in range(3):
            for place in (self.open, self.other):
                with place() as desk:
                    done.append(sharing.synced(self.project, desk, now=WHEN))
                self.project = done[-1].project
            if done[-1].project.layer(LAYER) is done[-2].project.layer(LAYER):
                break
        if crash:
            self.project = before
        self._at_other = done[-1].conflicts
        self.conflicts = (*done[-2].conflicts, *self._at_other)
        sums = {name: sum(getattr(one, name) for one in done) for name in ("sent", "taken")}
        return replace(done[-1], conflicts=self.conflicts, **sums)

    def decide(self, conflict: Conflict) -> None:
        """Decide a conflict where it came up."""
        there = any(conflict is one for one in self._at_other)
        decide(self.other if there else self.open, conflict)


@dataclass
class Story:
    """What was written, and what somebody has seen go or decided."""

    value: float = 100.0
    written: dict[float, tuple[str, str]] = field(default_factory=dict)
    known: set[float] = field(default_factory=set)
    edits: int = 0

    def delete(self, teller: Teller, place: int) -> None:
        """Let a member delete a row."""
        layer = teller.project.layer(LAYER)
        if layer is None or not len(layer):
            return
        row = place % len(layer)
        self.edits += 1
        self.known |= set(teller.rows[str(layer.uids[row])])
        teller.put(layer.take(np.array([one != row for one in range(len(layer))])))

    def draw(self, teller: Teller) -> None:
        """Let a member draw a row."""
        layer = teller.project.layer(LAYER)
        if layer is None:
            return
        self.edits += 1
        uid = f"drawn-{self.edits}"
        values = [self._next(uid, name) for name in (*FIELDS, GEOMETRY)]
        new = Layer(
            *(LAYER, LAYER, LAYER, "other", PLANE),
            uids=objects([uid]),
            geometry=objects([shapely.Point(values[-1], self.edits)]),
            columns={name: np.array([one]) for name, one in zip(FIELDS, values, strict=False)},
        )
        teller.put(layer.extended(new))

    def write(self, teller: Teller, place: int, name: str) -> None:
        """Let a member write a new value into a field, or put the row somewhere else."""
        layer = teller.project.layer(LAYER)
        if layer is None or not len(layer):
            return
        row = place % len(layer)
        uid = str(layer.uids[row])
        self.edits += 1
        value = self._next(uid, name)
        if name == GEOMETRY:
            geometry = layer.geometry.copy()
            self.known.add(float(geometry[row].x))
            geometry[row] = shapely.Point(value, geometry[row].y)
            teller.put(layer.replace(geometry=geometry))
            return
        column = layer.columns[name].copy()
        self.known.add(float(column[row]))
        column[row] = value
        teller.put(layer.replace(columns={**layer.columns, name: column}))

    def _next(self, uid: str, name: str) -> float:
        self.value += 1
        self.written[self.value] = (uid, name)
        return self.value

    def decide(self, teller: Teller) -> None:
        """Let a member decide what waits: of each field the value that is shown stays."""
        for conflict in teller.conflicts:
            for told in conflict.fields.values():
                self.known |= {_number(claim.value) for claim in told.claims}
            if conflict.kind == "delete":
                self.known |= set(teller.rows.get(conflict.uid, ()))
            teller.decide(conflict)


def decide(place: Open, conflict: Conflict) -> None:
    """Decide a conflict at a place: of each field the value that is shown stays."""
    chosen = {name: told.claims[0].value for name, told in conflict.fields.items()}
    with place() as desk:
        sharing.decide(desk, conflict, chosen, now=WHEN)


def judged(story: Story, tellers: Sequence[Teller]) -> Counter[str]:
    """Count the faults of a story that has come to its end."""
    ends = [teller.rows for teller in tellers]
    found: Counter[str] = Counter(stories=1, edits=story.edits)
    found["replicas that differ"] = sum(end != ends[0] for end in ends[1:])
    there = {value for row in ends[0].values() for value in row}
    found["values lost without a word"] = len(set(story.written) - there - story.known)
    found["conflicts left"] = sum(len(teller.conflicts) for teller in tellers)
    return found


def settle(story: Story, tellers: Sequence[Teller]) -> None:
    """Exchange until nothing moves; whoever has a conflict decides it.

    A server holds back what was committed while an earlier transaction is open, be it of its own
    housekeeping: then there is a later round.
    """
    still = False
    for number in range(ROUNDS):
        over = still or number >= LEAST
        if over and all(one.rows == tellers[0].rows for one in tellers):
            return
        time.sleep(0 if number < LEAST else 0.05)
        still = True
        for teller in tellers:
            done = teller.sync()
            still &= not (done.sent or done.taken or done.conflicts)
            story.decide(teller)
            if teller.conflicts:
                teller.sync()


def _number(value: object) -> float:
    """Give the value that a claim is about; of a geometry where it lies."""
    if isinstance(value, bytes):
        return float(shapely.from_wkb(value).x)
    return float(value)  # type: ignore[arg-type]  # numbers are all that a story writes
