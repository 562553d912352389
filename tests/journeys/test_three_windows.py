"""Three windows edit the same features: two meet on a PostGIS server, the third by a folder.

The second one is in both and carries everything on.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.postgres import Cluster
from scmap.session import sharing
from scmap.store.project_file import write_project
from tests.needs import PASSWORD
from tests.session.server_parts import ServerMember, on_server
from tests.session.sharing_parts import Member

ROOT = Path(__file__).resolve().parents[2]
PICTURES = os.environ.get("SCMAP_JOURNEY_PICTURES", "")  # folder for those who want to look
PATIENCE = 120.0  # three programs start at once, beside whatever else the machine does


class Window:
    """Somebody's program, spoken to line by line."""

    def __init__(self, name: str, profile: Path, file: Path) -> None:
        self.name = name
        (profile / "data").mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "tests.journeys.colleague", "--new-instance"]
        self.program = subprocess.Popen(
            [*command, "--profile-dir", str(profile), str(file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
        )

    def ask(self, verb: str, *said: object) -> Any:
        """Have something done, and wait for the answer."""
        assert self.program.stdin is not None
        assert self.program.stdout is not None
        self.program.stdin.write(json.dumps([verb, *said]) + "\n")
        self.program.stdin.flush()
        return json.loads(self.program.stdout.readline())

    def until(self, seen: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """Look until something is to be seen."""
        end = time.monotonic() + PATIENCE
        while not seen(found := self.ask("see")):
            assert time.monotonic() < end, (self.name, found)
            time.sleep(0.05)  # what looks takes time from what is looked at
        return dict(found)

    def picture(self, name: str) -> None:
        """Keep how it looks, where somebody wants to see it."""
        if PICTURES:
            assert self.ask("picture", str(Path(PICTURES) / f"{name}.png"))

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Stop the program as it stands: it closes nothing and answers nobody."""
        self.program.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.program.send_signal(signal.SIGCONT)

    def leave(self) -> None:
        """Close the window and wait until the program has ended."""
        self.ask("leave")
        assert self.program.wait(PATIENCE) == 0

    def end(self) -> None:
        """End the program, however it stands."""
        self.program.kill()
        with self.program:
            pass


@pytest.fixture
def windows(postgres: Cluster, tmp_path: Path) -> Iterator[list[Window]]:
    """김 on the server, 이 on the server and by the folder, 박 by the folder."""
    kim, lee = on_server(postgres, tmp_path, "kim", "lee")
    lee_too, park = folder_of(tmp_path, lee)
    projects = {"kim": kim.project, "lee": lee_too.project, "park": park.project}
    homes = {"kim": kim.home, "lee": lee.home, "park": park.home}
    with ExitStack() as until_done:
        opened = []
        for name, project in projects.items():
            profile, file = tmp_path / f"profile-{name}", tmp_path / f"{name}.gpkg"
            (profile / "data").mkdir(parents=True)
            homes[name].rename(profile / "data" / "cooperation")
            write_project(replace(project, title=f"협력 {name}"), file)
            one = Window(name, profile, file)
            until_done.callback(one.end)
            opened.append(one)
        for one in opened:
            one.until(lambda seen: seen["painted"])
        yield opened
        for one in opened:
            one.leave()


def folder_of(root: Path, lee: ServerMember) -> tuple[Member, Member]:
    """Have 이, who is on a server, begin a folder for 박."""
    where = root / "share"
    where.mkdir()
    first = Member("수원 이", lee.home, where, lee.project)
    begun = sharing.begin(
        first.project, where, first.who, {"zones": "joint"}, title="수도권", folder=lee.home
    )
    first.project = begun.project
    park = Member("민간 박", root / "park", where)
    park.ask()
    first.admit(park)
    park.sync()
    return first, park


def test_two_by_a_server_and_one_by_a_folder_edit_the_same_features(windows: list[Window]) -> None:
    kim, lee, park = windows
    for one in windows:
        one.ask("trigger", "share.panel")
    for one in (kim, lee):
        one.ask("trigger", "share.sync")
        one.until(lambda seen: seen["dialog"] == "PasswordDialog")
        one.picture(f"password-{one.name}")
        one.ask("log_in", PASSWORD)
        one.until(lambda seen: not seen["busy"] and seen["panel"].count("구성원"))
    park.ask("trigger", "share.sync")
    for one in windows:
        one.ask("trigger", "share.live")
    kim.ask("write", "zones-0", "김이 고침")
    kim.ask("trigger", "share.sync")
    lee.until(lambda seen: seen["rows"]["zones-0"] == "김이 고침" and seen["glow"])
    lee.picture("glow")
    park.until(lambda seen: seen["rows"]["zones-0"] == "김이 고침")
    with kim.standing_still():  # a program that hangs holds nobody up
        lee.ask("write", "zones-2", "김이 서 있는 동안")
        lee.ask("trigger", "share.sync")
        park.until(lambda seen: seen["rows"]["zones-2"] == "김이 서 있는 동안")
    kim.until(lambda seen: seen["rows"]["zones-2"] == "김이 서 있는 동안")
    # the same field of the same feature, at the two ends
    kim.ask("write", "zones-1", "서버 쪽")
    kim.ask("draw", "zones-1", 5000, 0, 5400, 300)
    park.ask("write", "zones-1", "폴더 쪽")
    park.ask("draw", "zones-1", 5000, 0, 5200, 700)
    kim.ask("trigger", "share.sync")
    park.ask("trigger", "share.sync")
    decides = who_decides([lee, kim, park])
    decides.ask("select", "zones-1")
    decides.picture("conflict-waits")
    decides.ask("trigger", "share.decide")
    decides.until(lambda seen: seen["dialog"] == "ConflictDialog")
    assert decides.ask("choose", 1) == 1
    decides.picture("conflict-dialog")
    decides.ask("accept")
    chosen = decides.until(lambda seen: not seen["conflicts"] and not seen["busy"])
    assert chosen["rows"]["zones-1"] in ("서버 쪽", "폴더 쪽")
    for one in windows:
        one.until(lambda seen: not seen["conflicts"] and said(seen) == said(chosen))
    park.picture("decided")


def who_decides(windows: list[Window]) -> Window:
    """Wait for a conflict: whoever is last to hear of the other's edit sees it first."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = {one.name: one.ask("see") for one in windows}
        for one in windows:
            if found[one.name]["conflicts"] == 1 and not found[one.name]["busy"]:
                return one
        time.sleep(0.2)
    pytest.fail(str(found))


def said(seen: dict[str, Any]) -> object:
    """What the features say, and how large they are."""
    return seen["rows"], seen["areas"]
