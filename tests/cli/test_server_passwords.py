"""A machine whose system keeps no passwords: the verbs of a server ask at the terminal."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.postgres import ADMIN, Cluster
from scmap.paths import PROFILE_VARIABLE
from scmap.store.project_file import read_project, write_project
from scmap.store.sharing import administration
from scmap.store.sharing.server import Address, Server
from tests.needs import PASSWORD
from tests.session.server_parts import on_server
from tests.session.sharing_parts import edited

ROOT = Path(__file__).resolve().parents[2]
pty = pytest.importorskip("pty", reason="a system without terminals of this kind")


@contextmanager
def terminal() -> Iterator[int]:
    """Give a terminal at which somebody types the password again and again."""
    ours, theirs = pty.openpty()
    left = threading.Event()

    def type_on() -> None:
        while not left.wait(0.3):  # what was typed before it was asked for is thrown away
            os.write(ours, f"{PASSWORD}\n".encode())

    hand = threading.Thread(target=type_on)
    hand.start()
    try:
        yield theirs
    finally:
        left.set()
        hand.join()
        os.close(ours)
        os.close(theirs)


def at_a_terminal(profile: Path, *arguments: object) -> "subprocess.CompletedProcess[str]":
    """Run the program as somebody who types the password when it is asked for."""
    with terminal() as place:
        return subprocess.run(
            [sys.executable, "-m", "scmap", *map(str, arguments)],
            stdin=place,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            start_new_session=True,
            env={
                **os.environ,
                PROFILE_VARIABLE: str(profile),
                "PYTHONPATH": str(ROOT),
                "PYTHONUTF8": "1",
                "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            },
        )


def test_the_password_is_asked_for_and_stands_in_no_file(postgres: Cluster, tmp_path: Path) -> None:
    kim, lee, park = on_server(postgres, tmp_path / "others", "kim", "lee", "park")
    where = postgres.address(lee.login, lee.database)
    profile, file = tmp_path / "profile", tmp_path / "이.gpkg"
    first = at_a_terminal(profile, "sync", file, "--with", where)
    assert first.returncode == 0, first.stderr
    assert "비밀번호" in first.stdout + first.stderr
    write_project(edited(read_project(file).project, 0, t="명령줄에서"), file)
    again = at_a_terminal(profile, "sync", file)
    assert "보낸 변경 1건" in again.stdout, again.stderr
    kim.sync()
    assert kim.zones.columns["t"][0] == "명령줄에서"
    told = at_a_terminal(profile, "share", "history", file, "zones-0", "--with", where)
    assert "명령줄에서" in told.stdout, told.stderr
    told = at_a_terminal(profile, "share", "members", "--with", where)
    assert f"구성원 {kim.login}" in told.stdout
    assert kim.login in told.stdout.split(), "a login has no fingerprint"
    lost = ("share", "withdraw", kim.login, "--with", where)
    assert "다른 구성원 한 명" in at_a_terminal(profile, *lost).stdout
    address = Address.read(postgres.address(ADMIN, kim.database))
    with Server(address, PASSWORD) as chief:
        (layer,) = administration.standing(chief).layers
    assert layer[1:] == ("joint", "zones")
    there = postgres.address(ADMIN, kim.database)
    assert at_a_terminal(profile, "server", "member", "remove", there, park.login).returncode == 0
    told = at_a_terminal(profile, "server", "status", there)
    (blocked,) = [one for one in told.stdout.splitlines() if "차단" in one]
    assert blocked.startswith(park.login)
    files = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert not [one for one in files if PASSWORD.encode() in one.read_bytes()]
