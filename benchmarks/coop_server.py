"""Many members on one server at once: nothing is lost, everything is heard, each counts once."""

import math
import multiprocessing
import random
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from multiprocessing.pool import ThreadPool
from typing import Any

from benchmarks.postgres import ADMIN, Cluster
from scmap.errors import LockedError, ScmapError
from scmap.model.project import new_uid
from scmap.store.change import Change
from scmap.store.sharing.administration import add_member, migrate
from scmap.store.sharing.exchange import Introduction
from scmap.store.sharing.server import Address, Server, Wish

WHEN = datetime(2026, 1, 1, tzinfo=UTC)
LAYER = "counters"
PROCESSES = 2
PACE, FEW = 0.04, 20  # seconds between two edits of a member, and features, while restarts go on
GATHERED = 0.05  # seconds in which a peer lets hints come together before it looks


@dataclass(frozen=True, slots=True)
class Load:
    """What one process of members does."""

    address: str
    logins: tuple[str, ...]
    edits: int
    features: int
    seed: int
    tested: bool
    password: str


def opened(cluster: Cluster, login: str, database: str) -> Server:
    """Log in."""
    return Server(Address.read(cluster.address(login, database)), cluster.password)


def prepared(cluster: Cluster, database: str, members: int, features: int) -> list[str]:
    """Make a database with members and a layer of counters that stand at nought."""
    cluster.database(database)
    logins = [f"member_{database}_{number}" for number in range(members)]
    with opened(cluster, ADMIN, database) as server:
        migrate(server, "t")
        for login in logins:
            add_member(server, login, Introduction(login), cluster.password)
    with opened(cluster, logins[0], database) as server:
        crs = {"crs": "EPSG:5179", "title": "t", "name": "t"}
        server.share_layer(Change(new_uid(), LAYER, LAYER, "add_table", (), crs, None, "", WHEN))
        about = {"type": "number", "position": 0}
        server.add_field(Change(new_uid(), LAYER, "n", "add_field", (), about, None, "", WHEN))
        rows = [
            Change(new_uid(), LAYER, f"f{row}", "insert", (), {"n": 0}, b"", "", WHEN)
            for row in range(features)
        ]
        server.apply([Wish(row, "") for row in rows])
        server.rows("SELECT scmap.open_layer(%s, 'joint')", LAYER)
    return logins


def many(
    cluster: Cluster,
    database: str,
    members: int,
    edits: int,
    features: int,
    *,
    tested: bool = True,
    processes: int = PROCESSES,
) -> dict[str, float]:
    """Let members add one to counters, each `edits` times; tell what was lost and how long."""
    logins = prepared(cluster, database, members, features)
    loads = [
        Load(
            cluster.address("{login}", database),
            tuple(logins[part::processes]),
            edits,
            features,
            part,
            tested,
            cluster.password,
        )
        for part in range(processes)
    ]
    with opened(cluster, ADMIN, database) as watch:
        _changes, cursor = watch.since(0)
        with _workers(processes) as pool:
            running = pool.map_async(_process, loads)
            heard, waits = _follow(watch, cursor, running.ready)
            done = [one for part in running.get() for one in part]
        seconds = max(end for _s, end, _c, _l in done) - min(start for start, *_ in done)
        ((total,),) = watch.rows(f"SELECT sum(n) FROM shared.{_table(watch)}")  # noqa: S608
        ((lines,),) = watch.rows("SELECT count(*) FROM scmap.change WHERE op = 'update'")
    latencies = sorted(one for _s, _e, _c, part in done for one in part)
    return {
        "edits": members * edits,
        "lost": members * edits - int(total),
        "history lines": int(lines),
        "heard of": heard,
        "conflicts surfaced": sum(conflicts for _s, _e, conflicts, _l in done),
        "edits a second": round(members * edits / seconds, 1),
        "commit p50 ms": round(1000 * statistics.median(latencies), 1),
        "commit p95 ms": round(1000 * latencies[int(0.95 * len(latencies))], 1),
        "looks of a peer": waits,
    }


def _workers(count: int) -> Any:
    """Give processes of members; one is this one, which needs no start."""
    return ThreadPool(1) if count == 1 else multiprocessing.get_context("spawn").Pool(count)


def _table(server: Server) -> str:
    ((name,),) = server.rows("SELECT table_name FROM scmap.layer WHERE uid = %s", LAYER)
    return str(name)


def _follow(watch: Server, cursor: int, ready: Callable[[], bool]) -> tuple[int, int]:
    """Take in what is committed, by hints and by looking, until nobody works any more."""
    watch.listen()
    heard: set[str] = set()
    looks = 0
    while True:
        last = ready()
        if watch.heard(0.2):
            time.sleep(GATHERED)
        changes, cursor = watch.since(cursor)
        heard |= {one.id for one in changes}
        looks += 1
        if last and not changes:
            return len(heard), looks


Done = tuple[float, float, int, list[float]]


def _process(load: Load) -> list[Done]:
    done: list[Done] = []
    threads = [threading.Thread(target=_work, args=(load, login, done)) for login in load.logins]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


def _work(load: Load, login: str, done: list[Done]) -> None:
    done.append(_member(load, login))


def _member(load: Load, login: str) -> Done:
    """Add one to counters; who comes too late looks again and adds to what is there by then."""
    chance = random.Random(f"{load.seed}{login}")  # noqa: S311  no secret
    conflicts, latencies = 0, []
    with Server(Address.read(load.address.format(login=login)), load.password) as server:
        table = _table(server)
        known = server.columns()
        begun = time.time()
        for _ in range(load.edits):
            uid = f"f{chance.randrange(load.features)}"
            while True:
                if not load.tested:
                    _blind(server, table, uid)
                    break
                wish = _one_more(server, table, uid)
                start = time.perf_counter()
                (status,) = server.apply([wish], known).values()
                latencies.append(time.perf_counter() - start)
                if status == "applied":
                    break
                conflicts += 1
        return begun, time.time(), conflicts, latencies or [0.0]


def _one_more(server: Server, table: str, uid: str) -> Wish:
    statement = f"SELECT rev, n FROM shared.{table} WHERE uid = %s"  # noqa: S608  our own name
    ((rev, number),) = server.rows(statement, uid)
    values = {"n": number + 1}
    return Wish(Change(new_uid(), LAYER, uid, "update", (rev,), values, None, "", WHEN), rev)


def _blind(server: Server, table: str, uid: str) -> None:
    """Write back what was read, whatever happened in between: the control."""
    statement = f"SELECT n FROM shared.{table} WHERE uid = %s"  # noqa: S608  our own name
    ((number,),) = server.rows(statement, uid)
    write = f"UPDATE shared.{table} SET n = %s WHERE uid = %s RETURNING 1"  # noqa: S608
    server.rows(write, number + 1, uid)


# -- restarts ----------------------------------------------------------------------------------


@dataclass
class Work:
    """What members do at a steady pace, whether there is a server or not.

    Attributes
    ----------
    begun, ended : float
        Between these moments each member makes an edit every `PACE` seconds.
    counts : Counter of str
        Answers of the server, and edits that were acknowledged.
    most : int
        The longest that the outbox of a member was.
    """

    begun: float
    ended: float = math.inf
    counts: Counter[str] = field(default_factory=Counter)
    most: int = 0

    def waiting(self, done: int) -> bool:
        """Tell whether a member who has handed over `done` edits has made more than that."""
        made = int((min(time.monotonic(), self.ended) - self.begun) / PACE)
        self.most = max(self.most, made - done)
        return made > done

    @property
    def over(self) -> bool:
        """Whether nobody makes any more."""
        return time.monotonic() >= self.ended


def restarts(cluster: Cluster, database: str, members: int, times: int) -> dict[str, float]:
    """Stop the server at once, again and again, while members work; everything counts once."""
    logins = prepared(cluster, database, members, FEW)
    work = Work(time.monotonic())
    threads = [
        threading.Thread(target=_stubborn, args=(cluster, login, database, work))
        for login in logins
    ]
    for thread in threads:
        thread.start()
    for _ in range(times):
        time.sleep(0.6)
        cluster.stop()
        cluster.start(*cluster.options)
    work.ended = time.monotonic()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - work.ended
    with opened(cluster, ADMIN, database) as watch:
        ((total,),) = watch.rows(f"SELECT sum(n) FROM shared.{_table(watch)}")  # noqa: S608
    return {
        "restarts": times,
        "edits": work.counts["edits"],
        "counted": int(total),
        "answers lost but counted": work.counts["duplicate"],
        "longest outbox": work.most,
        "seconds until the outbox was empty": round(seconds, 1),
    }


def _stubborn(cluster: Cluster, login: str, database: str, work: Work) -> None:
    """Send each edit until it is acknowledged, with the same identity each time it is the same."""
    chance = random.Random(login)  # noqa: S311  no secret
    address = Address.read(cluster.address(login, database))
    line: Line | None = None
    wish: Wish | None = None
    done = 0
    while work.waiting(done) or not work.over:
        if not work.waiting(done):
            time.sleep(PACE / 4)
            continue
        try:
            line = line or Line.opened(address, cluster.password)
            wish = wish or _one_more(line.server, line.table, f"f{chance.randrange(FEW)}")
            (status,) = line.server.apply([wish], line.known).values()
        except (LockedError, ScmapError):
            line = None
            time.sleep(0.1)
            continue
        work.counts[status] += 1
        wish = None
        if status in ("applied", "duplicate"):
            work.counts["edits"] += 1
            done += 1
    if line is not None:
        line.server.close()


@dataclass(frozen=True)
class Line:
    """An open connection with what a member knows of the server."""

    server: Server
    table: str
    known: dict[str, tuple[int, dict[str, str]]]

    @classmethod
    def opened(cls, address: Address, password: str) -> "Line":
        """Log in."""
        server = Server(address, password, patience=5)
        return cls(server, _table(server), server.columns())


# -- how soon a peer hears ---------------------------------------------------------------------


def latency(cluster: Cluster, database: str, count: int) -> list[float]:
    """Give the seconds from an edit to the moment when a peer has it, one edit after another."""
    one, other = prepared(cluster, database, 2, 5)
    found: list[float] = []
    with (
        opened(cluster, one, database) as sender,
        opened(cluster, other, database) as ear,
    ):
        table = _table(sender)
        ear.listen()
        _changes, cursor = ear.since(0)
        for number in range(count):
            wish = _one_more(sender, table, f"f{number % 5}")
            begun = time.perf_counter()
            sender.apply([replace(wish)])
            changes: Sequence[Change] = ()
            while not changes:
                ear.heard(0.25)
                changes, cursor = ear.since(cursor)
            found.append(time.perf_counter() - begun)
    return sorted(found)
