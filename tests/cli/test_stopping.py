"""How a command ends that is stopped, has no room, or cannot write where the user's own lies."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest

from scmap import paths
from scmap.cli.main import run
from scmap.cli.stopping import Stopping

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def heeded() -> Iterator[None]:
    """Have Ctrl+C heeded, whoever started the tests: what runs in the background may ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def ending(deed: Callable[[], None]) -> int:
    def opener(*_asked: object, **_how: object) -> int:
        deed()
        return 0

    return run(["open"], opener)


def test_a_stop_that_comes_out_as_another_error_is_a_stop(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def painting() -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise AttributeError("MiterJoin") from None

    assert ending(painting) == 130
    assert capsys.readouterr().err.strip() == "작업을 취소했습니다."
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_stop_waits_until_modules_are_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "import signal\nsignal.raise_signal(signal.SIGINT)\nWHOLE = True\n"
    (tmp_path / "loaded_meanwhile.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    with Stopping() as stopping:
        assert import_module("loaded_meanwhile").WHOLE
        assert stopping.asked
        with pytest.raises(KeyboardInterrupt):
            time.sleep(5)


def test_a_full_disk_is_no_fault_of_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    def writing() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    assert ending(writing) == 10
    assert "저장 공간이 부족하여" in capsys.readouterr().err


def test_a_profile_that_cannot_be_written_is_told_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    in_the_way = tmp_path / "사용자 폴더"
    in_the_way.touch()
    monkeypatch.setenv(paths.PROFILE_VARIABLE, str(in_the_way))
    monkeypatch.setattr(paths, "_lost", None)
    paths.rescue_profile()
    assert ending(lambda: None) == 0
    assert str(in_the_way) in capsys.readouterr().err
    assert paths.data_dir().is_dir()


def test_what_took_the_place_of_such_a_profile_goes_with_the_run(tmp_path: Path) -> None:
    in_the_way, aside = tmp_path / "사용자 폴더", tmp_path / "tmp"
    in_the_way.touch()
    aside.mkdir()
    env = {**os.environ, paths.PROFILE_VARIABLE: str(in_the_way), "TMPDIR": str(aside)}
    command = [sys.executable, "-m", "scmap", "form", "--out", str(tmp_path / "서식.xlsx")]
    done = subprocess.run(command, check=True, cwd=ROOT, env=env, capture_output=True, text=True)
    assert "이번 실행 동안만" in done.stderr
    assert not list(aside.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="closing a child's streams is done by POSIX means")
def test_a_program_without_streams_does_its_work(tmp_path: Path) -> None:
    out = tmp_path / "서식.xlsx"
    command = [sys.executable, "-m", "scmap", "form", "--out", str(out)]
    shell = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", *command]
    assert subprocess.run(shell, check=False, cwd=ROOT).returncode == 0
    assert out.read_bytes().startswith(b"PK")
