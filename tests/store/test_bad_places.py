"""Saving where it is hard to: full and read-only disks, files in use, long and strange names."""

import os
import shutil
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from scmap.errors import InputError, LockedError, ScmapError
from scmap.model.project import Project
from scmap.session.session import Session
from scmap.store.copying import compact_project, copy_project
from scmap.store.geopackage import connect
from scmap.store.project_file import read_project, write_project
from scmap.words import explain
from tests.store.layers import boxes
from tests.store.sound import check_sound

PROJECT = Project(uid="p", title="0", layers=(boxes(*((x, 0) for x in range(300))),))
LARGE = replace(PROJECT, title="x" * 3_000_000)
MEGABYTES = 2
MOST_OF_OLD_WINDOWS = 260  # characters of a path


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[Path]:
    """A small disk of its own; only where mounting is allowed."""
    folder.mkdir(exist_ok=True)
    if sys.platform != "linux" or os.geteuid() or shutil.which("mount") is None:
        pytest.skip("a small disk is mounted by root on Linux only")
    size = ",".join((f"size={MEGABYTES}m", *options))
    command = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("this system lets nobody mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def opened(path: Path) -> Session:
    found = read_project(path)
    return Session(found.project, path, found.read_only, held=found.held)


def titled(title: str, project: Project) -> Project:
    return replace(project, title=title)


def refused(session: Session) -> ScmapError:
    with pytest.raises(ScmapError) as caught:
        session.save()
    assert explain(caught.value).remedy
    return caught.value


def test_a_full_disk_loses_neither_the_file_nor_the_work(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk") as disk:
        path = disk / "p.gpkg"
        write_project(PROJECT, path)
        for way in ("in place", "whole"):
            session = opened(path)
            session.do("크게", lambda _project: LARGE)
            if way == "whole":
                more = (*PROJECT.layers, boxes((1, 1), name="more"))
                session.do("레이어", lambda p, more=more: replace(p, layers=more))  # type: ignore[misc]
            assert refused(session).code == "disk_full"
            assert (session.saved, session.project.title) == (False, LARGE.title)
            assert read_project(path).project.title == "0"
            check_sound(path)
            assert [one.name for one in disk.iterdir() if "tmp" in one.name] == []
        with pytest.raises(InputError) as caught:
            write_project(LARGE, disk / "other.gpkg")
        assert caught.value.code == "disk_full"
        session = opened(path)  # what fits is saved all the same
        session.do("작게", partial(titled, "1"))
        session.save()
        assert read_project(path).project.title == "1"


def test_a_read_only_disk_is_named_and_the_work_stays(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk") as disk:
        path = disk / "p.gpkg"
        write_project(PROJECT, path)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        session = opened(path)
        session.do("고침", partial(titled, "1"))
        assert refused(session).code == "file_not_writable"
        assert (session.saved, session.project.title) == (False, "1")
        session.save(tmp_path / "copy.gpkg")
        assert read_project(tmp_path / "copy.gpkg").project.title == "1"
        with pytest.raises(InputError):
            compact_project(path)


HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
"""


def test_a_file_that_another_process_writes_is_waited_for_and_then_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scmap.store.in_place.connect", partial(connect, patience=0.3))
    path = tmp_path / "p.gpkg"
    write_project(PROJECT, path)
    session = opened(path)
    session.do("고침", partial(titled, "1"))
    command = [sys.executable, "-c", HOLD, str(path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        start = time.monotonic()
        error = refused(session)
        assert isinstance(error, LockedError)
        assert 0.25 < time.monotonic() - start < 5
        holder.communicate("\n")
    session.save()
    assert read_project(path).project.title == "1"


@pytest.mark.parametrize(
    "name",
    [
        "한글 이름 (최종) [2].gpkg",
        "작은'따옴표 큰\"따옴표.gpkg",
        "물음표? 우물#정 100%25.gpkg",
        unicodedata.normalize("NFD", "자모로 풀린 이름.gpkg"),
        "줄\n바꿈.gpkg",
        "가" * 80 + ".gpkg",
    ],
)
def test_whatever_a_file_is_called_it_is_saved_and_opened(tmp_path: Path, name: str) -> None:
    deep = tmp_path.joinpath(*["아주 긴 폴더 이름을 여러 겹으로 만든다"] * 12)
    deep.mkdir(parents=True)
    path = deep / name
    assert len(str(path)) > MOST_OF_OLD_WINDOWS
    session = Session(PROJECT)
    session.save(path)
    session.do("고침", partial(titled, "1"))
    session.save()
    copy_project(path, deep / f"{'나' * 70}.gpkg")
    assert read_project(path).project.title == "1"
    check_sound(path)
    assert read_project(deep / f"{'나' * 70}.gpkg").project.title == "1"


@pytest.mark.parametrize("text", ["반쪽 \ud800", "끝 \udfff"])
def test_a_text_that_no_file_holds_is_named_in_place_too(tmp_path: Path, text: str) -> None:
    path = tmp_path / "p.gpkg"
    layer = boxes((0, 0), 이름=["가"])
    write_project(replace(PROJECT, layers=(layer,)), path)
    session = opened(path)
    session.do("고침", lambda p: p.with_layer(boxes((0, 0), 이름=[text])))
    assert refused(session).code == "text_not_storable"
    assert read_project(path).project.layers[0].text("이름").tolist() == ["가"]


def test_a_file_name_with_a_zero_in_it_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "구\x00역.gpkg"
    session = Session(PROJECT)
    for way in (
        partial(session.save, path),
        partial(write_project, PROJECT, path),
        partial(copy_project, tmp_path / "p.gpkg", path),
    ):
        with pytest.raises(InputError) as caught:
            way()
        assert caught.value.code == "file_name_zero"
        assert "\x00" not in str(explain(caught.value))
    with pytest.raises(InputError, match="file_missing"):
        read_project(path)
    assert list(tmp_path.iterdir()) == []


def test_a_name_with_a_zero_in_it_is_refused_in_words(tmp_path: Path) -> None:
    layer = boxes((0, 0), name="구\x00역")
    with pytest.raises(InputError) as caught:
        write_project(replace(PROJECT, layers=(layer,)), tmp_path / "p.gpkg")
    assert caught.value.code == "name_not_storable"
    assert list(tmp_path.iterdir()) == []
