"""A window asked for its picture: it ends with the picture, or with words why there is none."""

import linecache
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scmap import gui
from scmap.errors import InputError
from scmap.words import explain

SAMPLE = Path(__file__).resolve().parents[2] / "sample_layers" / "scmap-sample.gpkg"


def picture_of(project: Path, out: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scmap", "open", str(project), "--screenshot", str(out)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@pytest.mark.damages
@pytest.mark.parametrize("content", [None, b"", b"no GeoPackage"], ids=["missing", "empty", "text"])
def test_a_project_that_cannot_be_opened_is_named_on_the_command_line(
    tmp_path: Path, content: bytes | None
) -> None:
    project, out = tmp_path / "사업.gpkg", tmp_path / "window.png"
    if content is not None:
        project.write_bytes(content)
    done = picture_of(project, out)
    assert done.returncode == 10
    assert "사업.gpkg" in done.stderr
    assert not out.exists()


def test_a_picture_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    done = picture_of(SAMPLE, tmp_path / "none" / "window.png")
    assert done.returncode == 10
    assert "window.png를 저장할 폴더가 없습니다" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
@pytest.mark.parametrize("arguments", [(), ("open", str(SAMPLE)), ("open", "--size", "640x480")])
@pytest.mark.parametrize("display", [None, ":9999"], ids=["none", "gone"])
def test_without_a_display_the_program_says_what_to_do(
    tmp_path: Path, arguments: tuple[str, ...], display: str | None
) -> None:
    environment = {**os.environ, "SCMAP_PROFILE_DIR": str(tmp_path)}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        environment.pop(name, None)
    if display is not None:
        environment["DISPLAY"] = display
    done = subprocess.run(
        [sys.executable, "-m", "scmap", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 10
    assert done.stderr.strip() == str(explain(InputError("no_display")))


def test_the_picture_of_the_window_is_written(tmp_path: Path) -> None:
    done = picture_of(SAMPLE, tmp_path / "window.png")
    assert done.returncode == 0
    assert (tmp_path / "window.png").read_bytes().startswith(b"\x89PNG")


def test_the_window_is_dressed_whatever_the_application_is_called_already() -> None:
    """The first look makes the application before the window does, under the program's name."""
    code = (
        "from PySide6.QtWidgets import QApplication\n"
        "made = QApplication(['scmap'])\n"
        "from scmap.gui.start import application\n"
        "print(application() is made, type(made.style()).__name__, made.font().family())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True", "Style", "Noto", "Sans", "KR"]


class Packed:
    """Loads modules that are no files, as that of the built program does."""

    def __init__(self, source: str | None) -> None:
        self.source = source

    def get_source(self, _name: str) -> str | None:
        return self.source


@pytest.mark.parametrize(
    ("source", "lines"), [(None, []), ("a = 1\nb = 2", ["a = 1\n", "b = 2\n"])]
)
def test_lines_of_modules_that_are_no_files_are_read_and_not_kept(
    source: str | None, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linecache, "cache", gui.Latest())
    packed = {"__name__": "packed", "__loader__": Packed(source)}
    assert linecache.getlines("packed.py", packed) == lines
    assert linecache.getlines(__file__)
    assert list(linecache.cache) == [__file__]
