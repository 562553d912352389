"""Members of a cooperative with a project each, a place they share, and machines of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from scmap.model.layer import Layer
from scmap.model.project import Project
from scmap.session import sharing
from scmap.session.sharing import Synced
from scmap.store.sharing import exchange
from scmap.store.sharing.batch import Act
from scmap.store.sharing.desk import FolderDesk
from scmap.store.sharing.exchange import Introduction
from scmap.store.sharing.keys import Signer
from scmap.store.sharing.merge import Conflict
from tests.store import layers as sample

NOW = datetime(2026, 11, 28, tzinfo=UTC)
ZONES = sample.boxes(
    (0, 0), (5000, 0), (9000, 0), t=["가", "나", "다"], n=[1.0, 2.0, 3.0],
    municipality_code=["41590", "41590", "41610"],
).replace(uid="zones")  # fmt: skip


@dataclass
class Member:
    """Somebody with a computer and a copy of the project."""

    name: str
    home: Path
    where: Path
    project: Project = field(default_factory=lambda: Project("p", "협력"))
    last: Synced | None = None
    municipalities: str = ""

    @property
    def id(self) -> str:
        self.home.mkdir(exist_ok=True)
        return Signer.of(self.home / "key").member

    @property
    def who(self) -> Introduction:
        return Introduction(self.name, "기관", "지자체", self.municipalities)

    @property
    def zones(self) -> Layer:
        layer = self.project.layer("zones")
        assert layer is not None
        return layer

    def sync(self, now: datetime = NOW) -> Synced:
        with sharing.desk(self.where, self.home) as desk:
            self.last = sharing.synced(self.project, desk, now=now)
        self.project = self.last.project
        return self.last

    def act(self, verb: str, **values: object) -> None:
        with sharing.desk(self.where, self.home, NOW) as desk:
            desk.act(Act(verb, values))

    def ask(self) -> None:
        with sharing.desk(self.where, self.home) as desk:
            assert isinstance(desk, FolderDesk)
            exchange.request(desk.place, desk.replica.signer, desk.replica.share, self.who)

    def admit(self, other: "Member") -> None:
        who = other.who
        self.act(
            "admit",
            member=other.id,
            name=who.name,
            organisation=who.organisation,
            kind=who.kind,
            municipalities=who.municipalities,
        )

    def edit(self, row: int, **values: object) -> None:
        self.project = edited(self.project, row, **values)

    def decide(
        self, conflict: Conflict, chosen: Mapping[str, object], delete: bool = False
    ) -> None:
        with sharing.desk(self.where, self.home) as desk:
            sharing.decide(desk, conflict, chosen, delete=delete, now=NOW)


def edited(project: Project, row: int, **values: object) -> Project:
    """Give the project with other values in a row of `ZONES`."""
    layer = project.layer("zones")
    assert layer is not None
    columns = {name: column.copy() for name, column in layer.columns.items()}
    for name, value in values.items():
        columns[name][row] = value
    return project.with_layer(layer.replace(columns=columns))


def cooperative(
    root: Path, *names: str, mode: str = "joint", expires: str = "", layer: Layer = ZONES
) -> list[Member]:
    """Give members of a cooperative that shares a layer; all have it."""
    where = root / "share"
    where.mkdir()
    first, *others = (Member(name, root / name, where) for name in names)
    first.municipalities = "41590"
    first.project = first.project.with_layer(layer)
    done = sharing.begin(
        first.project,
        where,
        first.who,
        {layer.uid: mode},  # type: ignore[dict-item]  # one of the modes
        title="수도권 협력",
        expires=expires,
        now=NOW,
        folder=first.home,
    )
    first.project = done.project
    there = [first]
    for other in others:
        other.ask()
        for member in there[:2]:
            member.admit(other)
        other.sync()
        there.append(other)
    for member in there:
        member.sync()
    return there
