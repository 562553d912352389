"""What Windows gets does what it promises: tried where Wine gives a Windows to run it in."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from installer import release
from tests.needs import missing

WINE = shutil.which("wine64") or shutil.which("wine64", path="/usr/lib/wine")
HOME = "drive_c/users"
CLASSES, REMOVAL = (
    r"HKCU\Software\Classes",
    r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\scmap",
)
GPKG, PROGRAM = rf"{CLASSES}\.gpkg", rf"{CLASSES}\scmap.project.1\shell\open\command"
FOREIGN = 5  # what the set-up ends with where other files are


class Windows:
    """A Windows of one user, with nothing installed."""

    def __init__(self, folder: Path) -> None:
        assert WINE is not None
        self._wine, self.folder = WINE, folder
        self._environment = {
            **os.environ,
            "WINEPREFIX": str(folder),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=",
            "DISPLAY": "",
            "LC_ALL": "C.UTF-8",
        }
        self.run("wineboot", "-i")
        # As long as something runs, nothing has to be started again for each program.
        self._open = subprocess.Popen(
            [self._wine, "cmd"],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.profile = next((folder / HOME).glob("*/AppData")).parent

    def run(self, *words: str) -> int:
        """Run a program and give what it ends with."""
        return self._done(words).returncode

    def said(self, *words: str) -> str:
        """Run a program and give what it says."""
        return self._done(words).stdout.decode(errors="replace")

    def machine(self) -> str:
        """Give what the registry holds for all users."""
        self.stop()  # it is written when the server ends
        return (self.folder / "system.reg").read_text(encoding="utf-8", errors="replace")

    def _done(self, words: Sequence[str]) -> "subprocess.CompletedProcess[bytes]":
        asked = [self._wine, *words]
        return subprocess.run(asked, env=self._environment, capture_output=True, check=False)

    def stop(self) -> None:
        if self._open.stdin and not self._open.stdin.closed:
            self._open.communicate()
        server = Path(self._wine).with_name("wineserver64")
        program = str(server) if server.exists() else "wineserver"
        subprocess.run([program, "-k", "-w"], env=self._environment, check=False)


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Windows]:
    if WINE is None:
        missing("Wine (Debian wine64) is not installed: what Windows gets is built but not run")
    made = Windows(tmp_path_factory.mktemp("windows"))
    yield made
    made.stop()


@pytest.fixture
def setup(tmp_path: Path) -> str:
    """Compile the set-up with stand-ins for the program, as a program of 64 bits."""
    if shutil.which("makensis") is None:
        missing("makensis (Debian nsis) is not installed")
    return str(tmp_path / release.setup(tmp_path / "nothing", tmp_path, release.WIDE))


def test_one_user_installs_silently_and_removes_without_losing_data(
    windows: Windows, setup: str
) -> None:
    assert windows.run(setup, "/S") == 0
    home = windows.profile / "AppData/Local/Programs/scmap"
    assert {one.name for one in home.iterdir()} >= {"scmap.exe", "scmap-cli.exe", "uninstall.exe"}
    assert list(windows.profile.rglob("scmap.lnk"))

    # offered under "open with", never what opens a GeoPackage by default
    offered = windows.said("reg", "query", GPKG, "/s")
    assert r"\OpenWithProgids" in offered
    assert "scmap.project.1" in offered
    assert "(Default)" not in offered
    assert r'\scmap.exe" "%1"' in windows.said("reg", "query", PROGRAM, "/ve")
    assert "/S" in windows.said("reg", "query", REMOVAL, "/v", "QuietUninstallString")

    kept = [home / "profile/settings.json", windows.profile / "Documents/화성.gpkg"]
    kept += [windows.profile / "AppData/Local/scmap/scmap.log"]
    for one in kept:
        one.parent.mkdir(parents=True, exist_ok=True)
        one.write_text("what people made", encoding="utf-8")
    installed = "C:" + str(home).partition("drive_c")[2].replace("/", "\\")
    assert windows.run(f"{installed}\\uninstall.exe", "/S", f"_?={installed}") == 0
    assert all(one.exists() for one in kept)
    assert not (home / "scmap.exe").exists()
    assert not (home / "_internal").exists()
    assert not list(windows.profile.rglob("scmap.lnk"))
    for gone in (REMOVAL, rf"{CLASSES}\scmap.project.1", r"HKCU\Software\scmap"):
        assert windows.run("reg", "query", gone) != 0
    assert "scmap" not in windows.said("reg", "query", GPKG, "/s")

    # a folder in which others have files is left alone
    others = windows.folder / "drive_c/others"
    others.mkdir()
    (others / "letter.txt").write_text("not of scmap", encoding="utf-8")
    assert windows.run(setup, "/S", r"/D=C:\others") == FOREIGN
    assert [one.name for one in others.iterdir()] == ["letter.txt"]
    assert windows.run(setup, "/S", r"/D=C:\한글", "폴더") == 0  # it takes all that follows
    assert (windows.folder / "drive_c/한글 폴더/_internal/base_library.zip").exists()
    assert "scmap" not in windows.machine()  # nothing for other users
