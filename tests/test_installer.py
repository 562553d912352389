"""What makes an installed program of the source: icon, version, set-up, and what it promises."""

import re
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PyInstaller.utils.win32 import winmanifest

import dev
from installer import bare, icon, release, version, walk
from scmap import __version__
from tests.needs import missing

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = (ROOT / "installer" / "scmap.nsi").read_text(encoding="utf-8")


def test_the_icon_holds_a_picture_for_each_size_that_windows_shows(tmp_path: Path) -> None:
    content = icon.write_icon(release.DRAWING, tmp_path / "scmap.ico").read_bytes()
    _, kind, count = struct.unpack_from("<HHH", content)
    assert (kind, count) == (1, len(icon.SIZES))
    for number, size in enumerate(icon.SIZES):
        edge, *_, length, offset = struct.unpack_from("<BBBBHHII", content, 6 + 16 * number)
        assert edge == size % 256
        picture = content[offset : offset + length]
        assert picture.startswith(b"\x89PNG")
        assert struct.unpack_from(">II", picture, 16) == (size, size)


def test_windows_is_told_the_version_of_the_program(tmp_path: Path) -> None:
    text = version.write_resource(tmp_path / "version.txt").read_text(encoding="utf-8")
    compile(text, "version.txt", "eval")
    assert f"StringStruct('ProductVersion', '{__version__}')" in text
    assert version.numbers("1.20.3") == (1, 20, 3, 0)


def test_what_windows_is_told_of_screens_and_rights_comes_through_the_build() -> None:
    written = (ROOT / "installer" / "scmap.manifest").read_bytes()
    embedded = winmanifest.create_application_manifest(written, False, False).decode()
    for said in ("PerMonitorV2", "longPathAware", 'level="asInvoker"'):
        assert said in embedded


def test_the_set_up_compiles_without_a_warning(tmp_path: Path) -> None:
    if shutil.which("makensis") is None:
        missing("makensis (Debian nsis) is not installed")
    made = tmp_path / release.setup(tmp_path / "nothing", tmp_path)
    assert made.read_bytes()[:2] == b"MZ"


def test_the_set_up_asks_for_no_rights_and_writes_for_this_user_only() -> None:
    assert "RequestExecutionLevel user" in SCRIPT
    assert not re.search(r"\bHK(LM|CR)\b|SetShellVarContext all|\$PROGRAMFILES", SCRIPT)
    # .gpkg is offered under "open with"; what opens it by default is not touched
    for line in SCRIPT.splitlines():
        if r"Classes\.gpkg" in line:
            assert r"\OpenWithProgids" in line


def test_removing_the_program_leaves_what_people_made() -> None:
    removal = SCRIPT.partition('Section "Uninstall"')[2]
    removed = re.findall(r"^\s*(?:RMDir|Delete)\s+(.+)$", removal, flags=re.MULTILINE)
    assert '/r "$INSTDIR\\_internal"' in removed
    assert not [one for one in removed if "APPDATA" in one or "DOCUMENTS" in one]
    assert [one for one in removed if one.startswith("/r")] == ['/r "$INSTDIR\\_internal"']


def test_a_promise_that_does_not_hold_is_named() -> None:
    seen = {
        "installed_mb": 460.0,
        "archive_mb": 120.0,
        "selftest": {"passed": True, "checks": [{"name": "kernel", "evidence": "numpy: 1 m²"}]},
    }
    failed = [name for name, holds in release.held(seen).items() if not holds]
    assert failed == ["kernel is built", "installed size"]


def test_a_socket_of_the_internet_is_counted_and_one_of_this_machine_is_not(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    trace.write_text(
        '1 connect(3, {sa_family=AF_UNIX, sun_path="/tmp/.X11-unix/X1"}, 20) = 0\n'
        "1 socket(AF_INET6, SOCK_DGRAM, 0) = 3\n"
        "2 connect(4, {sa_family=AF_INET, sin_port=htons(443)}, 16) = -1 ENETUNREACH\n"
    )
    assert bare.internet(trace) == 1


def test_a_walk_counts_only_when_the_window_left_all_of_it_behind() -> None:
    left: dict[str, Any] = {
        "links": 1,
        "opinions": 2,
        "decisions": ["기능조정"],
        "phase": ["phased"],
        "dossier": {"html": 1, "hwpx": 1, "pdf": 1, "xlsx": 1},
        "dossier tells the decision": True,
    }
    assert walk.is_whole({"failed": "", "code": 0, "kept": left})
    assert not walk.is_whole({"failed": "link", "said": "Tab does not come to it"})
    assert not walk.is_whole({"failed": "", "code": 1, "kept": left})
    assert not walk.is_whole({"failed": "", "code": 0, "kept": {**left, "opinions": 1}})
    fewer = {**left, "dossier": {"html": 1}}
    assert not walk.is_whole({"failed": "", "code": 0, "kept": fewer})


def test_the_release_is_a_command_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(dev, "prepare", lambda *_: None)

    def call(command: list[str]) -> int:
        called.append(command)
        return 0

    monkeypatch.setattr(dev, "call", call)
    assert dev.main(["release", "--bare"]) == 0
    assert called[0][1:] == [str(ROOT / "installer" / "release.py"), "--bare"]


def test_the_compiler_is_asked_for_windows_code(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def call(command: list[str], _environment: object) -> int:
        asked.append(command)
        return 0

    monkeypatch.setattr(dev, "call", call)
    for system in (dev.WINDOWS, ""):
        assert dev.compile_brush(ROOT, ROOT / "brush", "key", system)
    for_windows, here = map(subprocess.list2cmdline, asked)
    assert "ziglang cc -target x86_64-windows-gnu " in for_windows
    assert "-target" not in here
    assert ("-fPIC" in for_windows, "-fPIC" in here) == (False, not dev.ON_WINDOWS)
