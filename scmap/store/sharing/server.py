"""One server where members edit the same layers: PostGIS, by plain SQL.

The server enforces the rules itself; this is only how the product speaks to it. Every call has an
end: a watchdog cuts the line when an answer does not come.
"""

import json
import math
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Self, TypeAlias, cast
from urllib.parse import urlsplit

from scmap.errors import InputError, LockedError, RefusedError
from scmap.store import registry
from scmap.store.change import NO_GEOMETRY, Change, Op
from scmap.store.sharing.trust import certificate_of

if TYPE_CHECKING:
    import psycopg

# "ground" and "type" are forbidden, too: by where a shape lies, by the type of a field.
Status: TypeAlias = Literal["applied", "duplicate", "conflict", "forbidden", "ground", "type"]
FORBIDDEN = frozenset({"forbidden", "ground", "type"})

SCHEME = "postgresql"
PATIENCE = 30.0  # seconds after which an answer is not waited for any longer
CHANNEL = "scmap"
GEOMETRY_COLUMN = "geom"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is and who logs in; a password is no part of it."""

    host: str
    port: int
    database: str
    login: str

    @classmethod
    def read(cls, text: str) -> "Address":
        """Read ``postgresql://login@host:port/database``.

        Raises
        ------
        InputError
            address_unreadable.
        RefusedError
            password_in_address: it would end up in projects, histories and logs.
        """
        try:
            parts = urlsplit(text)
            port = parts.port or 5432
        except ValueError as error:
            raise InputError("address_unreadable") from error
        if parts.password:
            raise RefusedError("password_in_address")
        if parts.scheme != SCHEME or not (parts.hostname and parts.username and parts.path[1:]):
            raise InputError("address_unreadable")
        return cls(parts.hostname, port, parts.path[1:], parts.username)

    def __str__(self) -> str:
        return f"{SCHEME}://{self.login}@{self.host}:{self.port}/{self.database}"


@dataclass(frozen=True, slots=True)
class Wish:
    """One change as it is sent: it counts if the row is still as `expected`.

    Attributes
    ----------
    change : Change
        What is to be done.
    expected : str
        The revision that the row has to have; "" for one that is not there.
    """

    change: Change
    expected: str


class Watchdog:
    """Cuts a connection that does not answer: on Windows no setting of libpq does.

    Closing the socket under the waiting call makes it return at once. One thread a connection
    looks from time to time whether somebody has waited too long: a timer a call would cost more
    than most calls.
    """

    def __init__(self, connection: "psycopg.Connection[Any]", patience: float) -> None:
        self._connection, self._patience = connection, patience
        self._since = math.inf
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look, name="watchdog", daemon=True)
        self._thread.start()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Cut the line when the block takes longer than it may."""
        self._since = time.monotonic()
        try:
            yield
        finally:
            self._since = math.inf

    def end(self) -> None:
        """Look no longer."""
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._end.wait(min(self._patience / 4, 1.0)):
            if time.monotonic() - self._since > self._patience:
                self._since = math.inf
                with suppress(OSError, ValueError):
                    self._cut(self._connection.fileno())

    @staticmethod
    def _cut(handle: int) -> None:
        with socket.socket(fileno=_doubled(handle)) as line:
            line.shutdown(socket.SHUT_RDWR)


def _doubled(handle: int) -> int:
    duplicate = socket.socket(fileno=handle)
    try:
        return duplicate.dup().detach()
    finally:
        duplicate.detach()


class Server:
    """An open connection of one member.

    Parameters
    ----------
    address : Address
        Where, and who.
    password : str
        From the keyring or asked for; kept nowhere.
    patience : float
        Seconds after which an answer is not waited for.

    Raises
    ------
    InputError
        server_unreachable, server_refused or server_untrusted.
    """

    def __init__(self, address: Address, password: str = "", patience: float = PATIENCE) -> None:
        import psycopg  # noqa: PLC0415  150 ms that only those pay who use a server

        self.address = address
        self._lost = (
            psycopg.OperationalError,
            psycopg.InterfaceError,
            psycopg.errors.IdleInTransactionSessionTimeout,
        )
        mode, root = _encryption(address.host)
        try:
            self.connection = psycopg.connect(
                host=address.host,
                port=address.port,
                dbname=address.database,
                user=address.login,
                password=password or None,
                sslmode=mode,
                sslrootcert=root,
                connect_timeout=10,
                application_name="scmap",
                keepalives_idle=30,
                keepalives_interval=10,
                keepalives_count=3,
                autocommit=True,
            )
        except psycopg.OperationalError as error:
            code = _why(str(error))
            raise InputError(code, server=address.host, login=address.login) from error
        self._watchdog = Watchdog(self.connection, patience)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._watchdog.end()
        self.connection.close()

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask, and wait for the answer at most as long as the watchdog does."""
        with self._explained(), self._watchdog.watching():
            return self.connection.execute(cast("Any", statement), values).fetchall()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        import psycopg  # noqa: PLC0415  loaded by now

        try:
            yield
        except self._lost as error:
            raise LockedError("server_lost", server=self.address.host) from error
        except psycopg.errors.InsufficientPrivilege as error:
            why = "type" if "scmap: type" in str(error) else "forbidden"
            raise RefusedError("server_forbids", login=self.address.login, why=why) from error
        except psycopg.errors.UndefinedTable as error:
            raise InputError("server_not_ready", server=self.address.host) from error
        except psycopg.errors.UndefinedFunction as error:
            raise InputError("server_older", server=self.address.host) from error
        except (psycopg.errors.UntranslatableCharacter, psycopg.DataError) as error:
            raise InputError("text_not_storable", file=self.address.host, layer="") from error

    def share(self) -> tuple[str, str]:
        """Give identity and title of the cooperative that the server holds."""
        said = dict(self.rows("SELECT key, value FROM scmap.meta"))
        return str(said["share"]), str(said["title"])

    def share_layer(self, change: Change) -> None:
        """Have the server make the table of a layer."""
        crs = str(change.values.get("crs") or "")
        srid = int(crs.rpartition(":")[2] or 0)
        about = json.dumps(dict(change.values))
        self.rows(
            "SELECT scmap.share_layer(%s, %s, %s::jsonb, %s)",
            *(change.id, change.uid, about, srid),
        )

    def add_field(self, change: Change) -> None:
        """Have the server add a column."""
        about = json.dumps(dict(change.values))
        self.rows(
            "SELECT scmap.add_field(%s, %s, %s, %s::jsonb, %s)",
            *(change.id, change.table, change.uid, about, list(change.base)),
        )

    def describe_layer(self, change: Change) -> None:
        """Have the server note what else is said of a layer: its title, source, security grade."""
        about = json.dumps(dict(change.values))
        self.rows(
            "SELECT scmap.describe_layer(%s, %s, %s, %s::jsonb)::text",
            *(change.id, change.uid, list(change.base), about),
        )

    def columns(self) -> dict[str, tuple[int, dict[str, str]]]:
        """Give of each layer the number of its CRS, and the columns that hold its fields."""
        found = self.rows("SELECT uid, srid, fields FROM scmap.layer")
        return {str(uid): (int(srid), dict(fields)) for uid, srid, fields in found}

    def apply(
        self, wishes: Sequence[Wish], known: Mapping[str, tuple[int, dict[str, str]]] | None = None
    ) -> dict[str, Status]:
        """Carry changes out; each counts once, however often it is sent.

        Whoever knows the `columns` spares the server the question.
        """
        if not wishes:
            return {}
        known = known or self.columns()
        said = [_wish(one, *known[one.change.table]) for one in wishes]
        statement = "SELECT change_id, coalesce(why, status) FROM scmap.apply(%s::jsonb)"
        done = self.rows(statement, json.dumps(said))
        return {str(uid): cast("Status", status) for uid, status in done}

    def since(self, cursor: int) -> tuple[list[Change], int]:
        """Give what is new since `cursor`, and the next cursor.

        A transaction that is still open keeps all later ones back: counting rows would miss what
        it commits afterwards.
        """
        numbered, last = self.numbered_since(cursor)
        return [change for _place, change in numbered], last

    def numbered_since(self, cursor: int) -> tuple[list[tuple[int, Change]], int]:
        """Give what is new since `cursor`, each with the least cursor that has it, and the next."""
        names = {
            uid: {column: field for field, column in fields.items()}
            for uid, (_srid, fields) in self.columns().items()
        }
        found = self.rows(
            "WITH here AS MATERIALIZED (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS last) "
            "SELECT last::text, xid::text, "
            "change_id, layer, uid, op, base, who, at, before, after FROM here "
            "LEFT JOIN scmap.change ON xid >= %s::text::xid8 AND xid < last ORDER BY xid, seq",
            str(cursor),
        )
        changes = [(int(row[1]) + 1, _change(row[2:], names)) for row in found if row[1]]
        return changes, int(found[0][0])

    def newest(self) -> int:
        """Give a number that grows exactly when `since` has something new to give.

        What was committed while an earlier transaction is open is not given yet and not counted.
        """
        ((number,),) = self.rows(
            "SELECT coalesce((SELECT c.xid::text FROM scmap.change c "
            "WHERE c.xid < pg_snapshot_xmin(pg_current_snapshot()) "
            "ORDER BY c.xid DESC LIMIT 1), '0')"  # a bare xid would be the text: 732 after 1733
        )
        return int(number)

    def listen(self) -> None:
        """Ask to be told when somebody commits; a hint only, what counts is `since`."""
        with self._explained(), self._watchdog.watching():
            self.connection.execute(f"LISTEN {CHANNEL}")

    def heard(self, seconds: float) -> bool:
        """Wait for a hint; True when there was one."""
        with self._explained():
            return any(True for _ in self.connection.notifies(timeout=seconds, stop_after=1))

    def take_hold(self, layer: str, uid: str) -> bool:
        """Say that a row is being edited here; False when somebody else does.

        A courtesy, no lock: the server lets go of it when the connection ends.
        """
        key = f"{layer}/{uid}"
        ((held,),) = self.rows("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", key)
        return bool(held)

    def let_go(self, layer: str, uid: str) -> None:
        """Say that a row is no longer being edited here."""
        self.rows("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", f"{layer}/{uid}")

    def editing(self, layer: str, uid: str) -> str:
        """Give the name of whoever else edits a row now; "" for nobody."""
        ((name,),) = self.rows("SELECT scmap.editing(%s, %s)", layer, uid)
        return str(name or "")


def _encryption(host: str) -> tuple[str, str | None]:
    """Tell how a line is encrypted: the server proves that it is the one which the address names.

    Only what never leaves this machine does without, unless a certificate is kept for it.
    """
    kept = certificate_of(host)
    if kept is None and host in LOOPBACK:
        return "prefer", None
    return "verify-full", str(kept or "system")


def _why(said: str) -> str:
    """Tell from the words of the library why there is no connection."""
    if "certificate" in said or "SSL" in said:
        return "server_untrusted"
    if "password" in said or "role" in said:
        return "server_refused"
    return "server_unreachable"


def _wish(wish: Wish, srid: int, fields: Mapping[str, str]) -> dict[str, object]:
    change = wish.change
    values = {fields[name]: value for name, value in change.values.items() if name in fields}
    if change.geometry is not None:
        shape = change.geometry
        values[GEOMETRY_COLUMN] = None if shape == NO_GEOMETRY else f"SRID={srid};{shape.hex()}"
    return {
        "id": change.id,
        "layer": change.table,
        "uid": change.uid,
        "op": change.op,
        "base": "{" + ",".join(f'"{one}"' for one in change.base) + "}",
        "expected": wish.expected,
        "values": values,
    }


def _change(row: Sequence[Any], names: Mapping[str, Mapping[str, str]]) -> Change:
    """Give a line of the history as a change: what it wrote, and what it had seen."""
    uid, layer, row_uid, op, base, who, at, before, after = row
    if op in ("add_table", "add_field"):
        return Change(uid, layer, row_uid, op, tuple(base), dict(after), None, who, at)
    if op == "describe":
        about = registry.LAYER.name
        return Change(uid, about, layer, "update", tuple(base), dict(after), None, who, at)
    then, now = dict(before or {}), dict(after or {})
    changed = {
        field: now[column]
        for column, field in names.get(layer, {}).items()
        if column in now and (before is None or now[column] != then.get(column))
    }
    shape = now.get(GEOMETRY_COLUMN)
    moved = bool(now) and (before is None or shape != then.get(GEOMETRY_COLUMN))
    blob = (bytes.fromhex(shape) if shape else NO_GEOMETRY) if moved else None
    when = cast("datetime", at)
    return Change(uid, layer, row_uid, cast("Op", op), tuple(base), changed, blob, who, when)
