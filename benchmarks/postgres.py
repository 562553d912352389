"""A PostgreSQL of one's own: in a folder that goes away, on loopback, as an ordinary user."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ADMIN = "chief"


@dataclass
class Cluster:
    """A running server; `ADMIN` may do everything on it.

    Attributes
    ----------
    programs : Path
        Where PostgreSQL's own programs lie.
    folder : Path
        Its data.
    port : int
        On 127.0.0.1.
    user : str or None
        As whom it runs where we are root, as which it refuses to.
    password : str
        Of `ADMIN`; "" where nobody is asked for one.
    options : tuple of str
        With which it was started.
    """

    programs: Path
    folder: Path
    port: int
    user: str | None
    password: str = ""
    options: tuple[str, ...] = ()

    def address(self, login: str, database: str) -> str:
        """Give an address as `scmap sync --with` takes it."""
        return f"postgresql://{login}@127.0.0.1:{self.port}/{database}"

    def run(self, program: str, *arguments: str, check: bool = True) -> None:
        """Run one of PostgreSQL's programs."""
        command = [str(self.programs / program), *arguments]
        subprocess.run(  # noqa: S603  the server's own programs
            command,
            check=check,
            user=self.user,
            cwd=self.folder.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C.UTF-8", "PGPASSWORD": self.password},
        )

    def database(self, name: str) -> None:
        """Make an empty database."""
        port = str(self.port)
        self.run("createdb", "-h", "127.0.0.1", "-p", port, "-U", ADMIN, name)

    def start(self, *options: str) -> None:
        """Start, and wait until it answers."""
        log = str(self.folder.parent / "log")
        said = f"-p {self.port} -c listen_addresses=127.0.0.1 {' '.join(options)}"
        self.run("pg_ctl", "-D", str(self.folder), "-l", log, "-w", "-o", said, "start")

    def stop(self) -> None:
        """Stop at once, as a power cut would."""
        self.run("pg_ctl", "-D", str(self.folder), "-m", "immediate", "stop", check=False)


def programs() -> Path | None:
    """Find PostgreSQL's programs; None where it is not installed with PostGIS."""
    control = sorted(Path("/usr/share/postgresql").glob("*/extension/postgis.control"))
    if not control:
        return None
    found = Path("/usr/lib/postgresql") / control[-1].parts[-3] / "bin"
    return found if (found / "initdb").exists() else None


@contextmanager
def cluster(*, durable: bool = True, password: str = "") -> Iterator[Cluster]:
    """Run a server until the block ends.

    Parameters
    ----------
    durable : bool
        Whether it waits for the disk; without, it starts and commits faster.
    password : str
        Asked of everybody (SCRAM) when given.
    """
    found = programs()
    if found is None:
        raise FileNotFoundError("PostgreSQL with PostGIS")
    user = _ordinary_user()
    top = Path(tempfile.mkdtemp(prefix="scmap-pg-"))
    one = Cluster(found, top / "data", _free_port(), user, password)
    try:
        if user is not None:
            os.chown(top, pwd.getpwnam(user).pw_uid, -1)
        asked = ["-A", "trust"]
        if password:
            secret = top / "secret"
            secret.write_text(password)
            if user is not None:
                os.chown(secret, pwd.getpwnam(user).pw_uid, -1)
            asked = ["-A", "scram-sha-256", "--pwfile", str(secret)]
        one.run("initdb", "-D", str(one.folder), "-U", ADMIN, "-E", "UTF8", "-N", *asked)
        options = ["-c unix_socket_directories=''", "-c max_connections=200"]
        one.options = (*options, *([] if durable else ["-c fsync=off"]))
        one.start(*one.options)
        yield one
    finally:
        one.stop()
        time.sleep(0.1)
        shutil.rmtree(top, ignore_errors=True)


def _ordinary_user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
