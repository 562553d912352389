"""Setting a server up: its schema, its logins, its boundaries; done by 관리자, who has no vote."""

import json
import re
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString

import shapely

from scmap import paths
from scmap.errors import InputError, RefusedError
from scmap.model.project import new_uid
from scmap.store.sharing.exchange import Introduction
from scmap.store.sharing.server import Server

LOCK = 0x7363_6D61_70  # "scmap": one migration at a time
OLDEST_POSTGIS = (3, 3)
STANDING_STILL = "5min"  # in an open transaction, which keeps all others from hearing of news


@dataclass(frozen=True, slots=True)
class Standing:
    """How a server stands: what `scmap server status` tells."""

    version: int
    newest: int
    title: str
    members: tuple[tuple[str, str, bool], ...]
    layers: tuple[tuple[str, str, str | None], ...]
    changes: int


def migrations() -> list[tuple[int, str]]:
    """Give the numbered steps that make a server's schema."""
    files = sorted(paths.resource("server").glob("[0-9]*.sql"))
    return [(int(file.name[:4]), file.read_text(encoding="utf-8")) for file in files]


def migrate(server: Server, title: str = "") -> int:
    """Bring a server's schema up to date, whole or not at all; gives its version.

    Parameters
    ----------
    server : Server
        A connection of a login that may make roles and schemas.
    title : str
        Name of the cooperative, of a server that is set up for the first time.

    Raises
    ------
    RefusedError
        server_newer, when a later version of the program set it up; postgis_old.
    """
    with _explained(server), server.connection.transaction():
        execute = server.connection.execute
        execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        execute("CREATE EXTENSION IF NOT EXISTS postgis")
        _check_postgis(server)
        execute("CREATE SCHEMA IF NOT EXISTS scmap")
        execute("CREATE TABLE IF NOT EXISTS scmap.meta (key text PRIMARY KEY, value text)")
        version = _version(server)
        steps = migrations()
        if version > steps[-1][0]:
            raise RefusedError("server_newer")
        for number, statements in steps:
            if number > version:
                execute(statements.encode())
        execute(
            "INSERT INTO scmap.meta VALUES ('share', %s), ('title', %s) ON CONFLICT DO NOTHING",
            [new_uid(), title],
        )
        execute(
            "INSERT INTO scmap.meta VALUES ('schema', %s) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [str(steps[-1][0])],
        )
    return steps[-1][0]


def add_member(
    server: Server, login: str, who: Introduction, password: str, expires: str = ""
) -> None:
    """Make a login for a member; what 관리자 does is written down like any other act.

    The server is given no password but what proves it (SCRAM): statements end up in its logs.

    Parameters
    ----------
    server : Server
        A connection of whoever keeps its logins.
    login : str
        As the member logs in.
    who : Introduction
        Who it is.
    password : str
        The first one.
    expires : str
        Last day (ISO) of a member of a team for a time; "" for one without end.

    Raises
    ------
    InputError
        login_taken.
    RefusedError
        server_forbids.
    """
    codes = [code for code in who.municipalities.split(";") if code]
    said = {"login": login, "name": who.name, "municipalities": codes, "expires": expires}
    with _explained(server), server.connection.transaction():
        _give(server, login, password, "CREATE ROLE {0} LOGIN PASSWORD {1} IN ROLE scmap_member")
        server.connection.execute(
            "INSERT INTO scmap.member (login, name, organisation, kind, municipalities, expires) "
            "VALUES (%s, %s, %s, %s, %s, nullif(%s, '')::date)",
            [login, who.name, who.organisation, who.kind, codes, expires],
        )
        _note(server, "member", said)


def renew_member(server: Server, login: str, password: str) -> None:
    """Give a login a new password, where the old one was lost or the login had been taken away.

    Raises
    ------
    InputError
        login_unknown.
    RefusedError
        server_forbids.
    """
    with _explained(server), server.connection.transaction():
        _set_active(server, login, active=True)
        _give(server, login, password, "ALTER ROLE {0} LOGIN PASSWORD {1}")
        _note(server, "member", {"login": login})


def remove_member(server: Server, login: str) -> None:
    """Let a login in no more, and end what it does now; what its member did stays.

    Raises
    ------
    InputError
        login_unknown.
    RefusedError
        server_forbids.
    """
    from psycopg import sql  # noqa: PLC0415

    with _explained(server), server.connection.transaction():
        execute = server.connection.execute
        _set_active(server, login, active=False)
        execute(sql.SQL("ALTER ROLE {} NOLOGIN").format(sql.Identifier(login)))
        execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [login]
        )
        _note(server, "removed", {"login": login})


def _give(server: Server, login: str, password: str, statement: LiteralString) -> None:
    """Let a login in by a password, of which the server is told only a proof."""
    from psycopg import sql  # noqa: PLC0415

    proof = server.connection.pgconn.encrypt_password(
        password.encode(), login.encode(), b"scram-sha-256"
    ).decode()
    still = "ALTER ROLE {0} SET idle_in_transaction_session_timeout = {2}"
    for one in (statement, still):
        parts = (sql.Identifier(login), sql.Literal(proof), sql.Literal(STANDING_STILL))
        server.connection.execute(sql.SQL(one).format(*parts))


def _set_active(server: Server, login: str, *, active: bool) -> None:
    done = server.connection.execute(
        "UPDATE scmap.member SET active = %s WHERE login = %s", [active, login]
    )
    if done.rowcount != 1:
        raise InputError("login_unknown", login=login)


def _note(server: Server, kind: str, said: object) -> None:
    server.connection.execute(
        "INSERT INTO scmap.act (kind, said) VALUES (%s, %s::jsonb)", [kind, _json(said)]
    )


def put_boundaries(server: Server, grounds: Iterable[tuple[str, shapely.Geometry]]) -> int:
    """Give the server the ground of municipalities (EPSG:5179), by which it checks geometries."""
    rows = [(code, shapely.to_wkb(_multi(ground), hex=True)) for code, ground in grounds]
    connection = server.connection
    with _explained(server), connection.transaction(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO scmap.boundary VALUES (%s, ST_SetSRID(%s::geometry, 5179)) "
            "ON CONFLICT (code) DO UPDATE SET geom = excluded.geom",
            rows,
        )
    return len(rows)


def standing(server: Server) -> Standing:
    """Tell how a server stands."""
    said = dict(server.rows("SELECT key, value FROM scmap.meta"))
    members = server.rows("SELECT login::text, name, active FROM scmap.member ORDER BY login")
    layers = server.rows(
        "SELECT table_name, mode, obj_description(('shared.' || table_name)::regclass, 'pg_class') "
        "FROM scmap.layer ORDER BY table_name"
    )
    ((changes,),) = server.rows("SELECT count(*) FROM scmap.change")
    return Standing(
        version=int(said.get("schema", 0)),
        newest=migrations()[-1][0],
        title=str(said.get("title", "")),
        members=tuple(members),
        layers=tuple(layers),
        changes=int(changes),
    )


def _check_postgis(server: Server) -> None:
    ((said,),) = server.connection.execute(
        "SELECT extversion FROM pg_extension WHERE extname = 'postgis'"
    ).fetchall()
    if tuple(int(part) for part in re.findall(r"\d+", said)[:2]) < OLDEST_POSTGIS:
        needed = ".".join(map(str, OLDEST_POSTGIS))
        raise RefusedError("postgis_old", version=said, needed=needed)


def _version(server: Server) -> int:
    found = server.connection.execute("SELECT value FROM scmap.meta WHERE key = 'schema'")
    row = found.fetchone()
    return int(row[0]) if row else 0


@contextmanager
def _explained(server: Server) -> Any:
    import psycopg  # noqa: PLC0415

    try:
        yield
    except psycopg.errors.DuplicateObject as error:
        raise InputError("login_taken") from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise RefusedError("server_forbids", login=server.address.login) from error


def _multi(ground: shapely.Geometry) -> shapely.Geometry:
    return ground if ground.geom_type == "MultiPolygon" else shapely.MultiPolygon([ground])


def _json(said: object) -> str:
    return json.dumps(said, ensure_ascii=False)
