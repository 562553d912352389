"""Three members who begin each history alike: by a folder with GeoPackages, or on a server.

What takes long (keys, admissions, logins, the schema) is done once and copied for each history.
"""

import itertools
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.coop_contract import LAYER, WHEN, Carrier, Teller, start
from benchmarks.coop_machine import FileTeller
from benchmarks.postgres import ADMIN, Cluster
from scmap.model.project import Project
from scmap.session import sharing
from scmap.store.project_file import read_project, write_project
from scmap.store.sharing import exchange
from scmap.store.sharing.administration import add_member, migrate
from scmap.store.sharing.batch import Act
from scmap.store.sharing.desk import Desk, FolderDesk
from scmap.store.sharing.exchange import Introduction
from scmap.store.sharing.server import Address, Server
from scmap.store.sharing.server_desk import ServerDesk

NAMES = ("kim", "lee", "park")
# What a history did is taken back as if it had never been: no trigger looks.
AGAIN = """
    SET session_replication_role = replica;
    DELETE FROM shared.{table};
    INSERT INTO shared.{table} TABLE public.kept;
    DELETE FROM scmap.change WHERE seq > {last};
    RESET session_replication_role
"""
# What makes a server worse on purpose.
NO_REVISIONS = """
    DO $$ BEGIN
        EXECUTE (SELECT replace(pg_get_functiondef(oid), 'AND t.rev = expected', '')
                 FROM pg_proc WHERE proname LIKE 'write%');
    END $$
"""
NO_DUPLICATES = """
    DO $$ BEGIN
        EXECUTE (SELECT replace(pg_get_functiondef(oid), 'c.who = session_user', 'false')
                 FROM pg_proc WHERE proname = 'apply');
    END $$
"""


@contextmanager
def in_memory(otherwise: Path) -> Iterator[Path]:
    """Give a folder in memory where there is one: that a disk keeps what it has is shown elsewhere.

    A history writes files a hundred times, and nothing of the contract is about power cuts.
    """
    memory = Path("/dev/shm")  # noqa: S108  in it a folder of its own
    root = memory if os.access(memory, os.W_OK) else otherwise
    with TemporaryDirectory(prefix="scmap-contract-", dir=root) as folder:
        yield Path(folder)


class ByFolder:
    """Members who meet by a folder; each has a GeoPackage."""

    def __init__(self, root: Path) -> None:
        self._root, self._numbers = root, itertools.count()
        self._first = root / "first"
        (self._first / "share").mkdir(parents=True)
        share = self._first / "share"
        project = Project("p", "t", layers=(start(),))
        begun = sharing.begin(
            project,
            share,
            Introduction("kim"),
            {LAYER: "joint"},
            title="t",
            now=WHEN,
            folder=self._first / "kim",
        )
        write_project(begun.project, self._first / "kim.gpkg")
        for place, name in enumerate(NAMES[1:], start=1):
            joined = _joined(self._first, name, NAMES[: min(place, 2)])
            write_project(joined, self._first / f"{name}.gpkg")

    def __call__(self) -> list[Teller]:
        """Give the members of one more history."""
        place = self._root / str(next(self._numbers))
        shutil.copytree(self._first, place)
        shutil.rmtree(self._root / str(int(place.name) - 1), ignore_errors=True)
        found: list[Teller] = []
        for name in NAMES:
            file = place / f"{name}.gpkg"
            meet = partial(sharing.desk, place / "share", place / name, WHEN)
            found.append(FileTeller(meet, read_project(file).project, file=file))
        return found


def _joined(root: Path, name: str, others: Sequence[str]) -> Project:
    """Have somebody ask for admission at `root`, have `others` agree; gives what is shared."""
    share = root / "share"
    with sharing.desk(share, root / name, WHEN) as desk:
        if not isinstance(desk, FolderDesk):
            raise TypeError(name)
        exchange.request(desk.place, desk.replica.signer, desk.share, Introduction(name))
        uid = desk.member
    for other in others:
        with sharing.desk(share, root / other, WHEN) as desk:
            desk.act(Act("admit", {"member": uid, "name": name}))
    with sharing.desk(share, root / name, WHEN) as desk:
        return sharing.synced(Project("q", "t"), desk, now=WHEN).project


class LateDesk(ServerDesk):
    """A desk that sends before it looks: as when others commit in between, each time."""

    looked = False

    def pull(self) -> None:
        """Take in what is new, but not at the beginning."""
        if self.looked or not self.cursor:
            super().pull()
        self.looked = True


class ByServer:
    """Members who meet on a server; whoever makes one closes it.

    Each history begins with the rows and the history that the server had in the beginning, and each
    member keeps a line open: what a history costs is what members do.

    Parameters
    ----------
    cluster : Cluster
        A server of one's own.
    root : Path
        Where what they pulled lies.
    change : str
        SQL that makes the server worse on purpose; "" for one as it is.
    """

    def __init__(self, cluster: Cluster, root: Path, change: str = "") -> None:
        self._cluster, self._root, self._numbers = cluster, root, itertools.count()
        self._base = f"base_{root.name}"
        self._logins = [f"{name}_{root.name}" for name in NAMES]
        self._lines: dict[str, Server] = {}
        cluster.database(self._base)
        chief = self._line(ADMIN)
        migrate(chief, "t")
        for login in self._logins:
            add_member(chief, login, Introduction(login), cluster.password or "x")
        self._project = Project("p", "t", layers=(start(),))
        for login in self._logins:
            with self._desk(login, root / "first" / login) as desk:
                if login == self._logins[0]:
                    sharing.share_layers(self._project, desk, {LAYER: "joint"}, WHEN)
                done = sharing.synced(self._project, desk, now=WHEN)
            write_project(done.project, root / f"{login}.gpkg")
        ((table,),) = chief.rows("SELECT table_name FROM scmap.layer")
        ((last,),) = chief.rows("SELECT max(seq) FROM scmap.change")
        chief.connection.execute(f"CREATE TABLE public.kept AS TABLE shared.{table}".encode())
        self._again = AGAIN.format(table=table, last=last)
        if change:
            chief.connection.execute(change.encode())

    def close(self) -> None:
        """Hang up."""
        for line in self._lines.values():
            line.close()

    def __call__(self) -> list[Teller]:
        """Give the members of one more history."""
        place = self._root / str(next(self._numbers))
        self._line(ADMIN).connection.execute(self._again.encode())
        shutil.copytree(self._root / "first", place)
        return [
            Teller(
                partial(self._desk, login, place / login),
                read_project(self._root / f"{login}.gpkg").project,
            )
            for login in self._logins
        ]

    def _line(self, login: str) -> Server:
        if login not in self._lines:
            address = Address.read(self._cluster.address(login, self._base))
            self._lines[login] = Server(address, self._cluster.password)
        return self._lines[login]

    @contextmanager
    def _desk(self, login: str, home: Path) -> Iterator[Desk]:
        with LateDesk.opened(self._line(login), home) as desk:
            yield desk


class ByBoth:
    """kim on a server, park by a folder, and lee at both, who carries everything on.

    Whoever makes one closes it.

    Parameters
    ----------
    cluster : Cluster
        A server of one's own.
    root : Path
        Where everything else lies.
    """

    def __init__(self, cluster: Cluster, root: Path) -> None:
        self._root, self._numbers = root, itertools.count()
        self._server = ByServer(cluster, root / "both")
        self._first = root / "first"
        share = self._first / "share"
        share.mkdir(parents=True)
        begun = sharing.begin(
            self._server()[1].project,
            share,
            Introduction("lee"),
            {LAYER: "joint"},
            title="t",
            now=WHEN,
            folder=self._first / "lee",
        )
        self._lee = begun.project
        self._park = _joined(self._first, "park", ["lee"])

    def close(self) -> None:
        """Hang up."""
        self._server.close()

    def __call__(self) -> list[Teller]:
        """Give the members of one more history."""
        place = self._root / str(next(self._numbers))
        shutil.copytree(self._first, place)
        kim, lee, _ = self._server()
        by_folder = [
            partial(sharing.desk, place / "share", place / name, WHEN) for name in ("lee", "park")
        ]
        carrier = Carrier(lee.open, self._lee, other=by_folder[0])
        return [kim, carrier, Teller(by_folder[1], self._park)]
