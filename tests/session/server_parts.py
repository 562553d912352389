"""Members who meet on a real server."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.postgres import ADMIN, Cluster
from scmap.model.layer import Layer
from scmap.model.project import Project, new_uid
from scmap.session import sharing
from scmap.session.sharing import Synced
from scmap.store.sharing.administration import add_member, migrate
from scmap.store.sharing.exchange import Introduction
from scmap.store.sharing.merge import Conflict
from scmap.store.sharing.server import Address, Server
from scmap.store.sharing.server_desk import ServerDesk
from tests.needs import PASSWORD
from tests.session.sharing_parts import NOW, ZONES, Member, edited


@dataclass
class ServerMember:
    """Somebody with a login and a copy of the project."""

    login: str
    cluster: Cluster
    database: str
    home: Path
    project: Project = field(default_factory=lambda: Project("p", "협력"))
    last: Synced | None = None

    @contextmanager
    def desk(self) -> Iterator[ServerDesk]:
        with (
            self.server() as server,
            ServerDesk.opened(server, self.home) as desk,
        ):
            yield desk

    def server(self) -> Server:
        return Server(Address.read(self.cluster.address(self.login, self.database)), PASSWORD)

    @property
    def zones(self) -> Layer:
        layer = self.project.layer("zones")
        assert layer is not None
        return layer

    def sync(self) -> Synced:
        with self.desk() as desk:
            self.last = sharing.synced(self.project, desk, now=NOW)
        self.project = self.last.project
        return self.last

    def edit(self, row: int, **values: object) -> None:
        self.project = edited(self.project, row, **values)

    def decide(self, conflict: Conflict, chosen: dict[str, object], delete: bool = False) -> None:
        with self.desk() as desk:
            sharing.decide(desk, conflict, chosen, delete=delete, now=NOW)


TEMPLATE = "ready"


def prepared(cluster: Cluster, *logins: str) -> str:
    """Make a database with the schema and logins; the first belongs to 화성, the others nowhere."""
    name = "d" + new_uid().replace("-", "")[:12]
    with Server(Address.read(cluster.address(ADMIN, "postgres")), PASSWORD) as server:
        if not server.rows("SELECT 1 FROM pg_database WHERE datname = %s", TEMPLATE):
            server.connection.execute(f"CREATE DATABASE {TEMPLATE}")
            with Server(Address.read(cluster.address(ADMIN, TEMPLATE)), PASSWORD) as fresh:
                migrate(fresh, "수도권 협력")
        server.connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    with Server(Address.read(cluster.address(ADMIN, name)), PASSWORD) as server:
        server.connection.execute(
            "UPDATE scmap.meta SET value = %s WHERE key = 'share'", [new_uid()]
        )
        for place, login in enumerate(logins):
            who = Introduction(f"구성원 {login}", "기관", "지자체", "41590" if place == 0 else "")
            add_member(server, login, who, PASSWORD)
    return name


def on_server(
    cluster: Cluster, home: Path, *names: str, mode: str = "joint", layer: Layer = ZONES
) -> list[ServerMember]:
    """Give members of a cooperative on a server that shares `ZONES`."""
    logins = [f"{name}_{new_uid()[:6]}" for name in names]
    database = prepared(cluster, *logins)
    there = [ServerMember(login, cluster, database, home / login) for login in logins]
    first = there[0]
    first.project = first.project.with_layer(layer)
    with first.desk() as desk:
        sharing.share_layers(first.project, desk, {layer.uid: mode}, NOW)  # type: ignore[dict-item]
        first.last = sharing.synced(first.project, desk, now=NOW)
    first.project = first.last.project
    for member in there[1:]:
        member.sync()
    return there


def bridged(
    there: ServerMember, folder: Sequence[Member], home: Path
) -> tuple[Member, Callable[[], None]]:
    """Give a member of a folder with the project of one on a server, and what carries changes."""
    bridge = Member("다리", home, folder[0].where, there.project)
    bridge.ask()
    for member in folder:
        member.admit(bridge)

    def carry() -> None:
        bridge.sync()
        there.project = bridge.project
        there.sync()
        bridge.project = there.project

    return bridge, carry
