"""A project on a network drive is worked on in a copy, and the original is never half written."""

import os
from pathlib import Path

import pytest

from scmap.errors import InputError, LockedError
from scmap.paths import PROFILE_VARIABLE
from scmap.store import working_copy as copies
from scmap.store.working_copy import bring_back, copy_for, kind_of_mount, original_of, working_copy

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
//nas/공유 /mnt/공유\\040폴더 cifs rw 0 0
nas:/all /mnt/nas nfs4 rw 0 0
tmpfs /mnt/nas/here tmpfs rw 0 0
"""


@pytest.fixture
def original(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(PROFILE_VARIABLE, str(tmp_path / "profile"))
    drive = tmp_path / "drive"
    drive.mkdir()
    (drive / "사업.data").write_bytes(b"one")
    return drive / "사업.data"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/mnt/공유 폴더/사업.gpkg", "cifs"),
        ("/mnt/nas/사업.gpkg", "nfs4"),
        ("/mnt/nas/here/사업.gpkg", "tmpfs"),
        ("/mnt/nasty.gpkg", "ext4"),
    ],
)
def test_where_a_file_lies_is_told_by_the_mounts(path: str, kind: str) -> None:
    assert kind_of_mount(Path(path), MOUNTS) == kind


def test_a_copy_is_brought_back_and_taken_anew(original: Path) -> None:
    copy = working_copy(original)
    assert (copy.kind, copy.path.read_bytes()) == ("fresh", b"one")
    assert copy.path.parent != original.parent
    copy.path.write_bytes(b"two")
    assert bring_back(copy.path)
    assert original.read_bytes() == b"two"
    assert original.with_name("사업.data.bak").read_bytes() == b"one"
    original.write_bytes(b"by another one")
    assert working_copy(original).path.read_bytes() == b"by another one"
    assert original_of(copy.path) == original
    assert not bring_back(original)


def test_copies_are_deleted_on_request_but_none_with_work_in_it(original: Path) -> None:
    other = original.with_name("다른 사업.data")
    other.write_bytes(b"other")
    saved, worked_on = working_copy(original).path, working_copy(other).path
    worked_on.write_bytes(b"not brought back")
    copies.forget(saved)  # it is open
    assert saved.exists()
    copies.forget(None)
    assert (saved.exists(), worked_on.exists()) == (False, True)
    assert working_copy(original).kind == "fresh"
    assert (original.read_bytes(), other.read_bytes()) == (b"one", b"other")


def test_what_somebody_else_saved_there_meanwhile_is_not_overwritten(original: Path) -> None:
    copy = working_copy(original).path
    copy.write_bytes(b"mine")
    original.write_bytes(b"theirs")
    os.utime(original, ns=(1, 1))
    with pytest.raises(LockedError, match="original_changed"):
        bring_back(copy)
    assert (original.read_bytes(), copy.read_bytes()) == (b"theirs", b"mine")
    assert working_copy(original).kind == "apart"
    assert copy.read_bytes() == b"mine"
    copy_for(original)  # who saves under that name all the same was asked
    assert bring_back(copy)
    assert original.read_bytes() == b"mine"


def test_work_goes_on_while_the_drive_is_away(original: Path) -> None:
    copy = working_copy(original).path
    copy.write_bytes(b"mine")
    original.parent.rename(original.parent.with_name("away"))
    with pytest.raises(InputError, match="original_away"):
        bring_back(copy)
    assert working_copy(original).kind == "offline"
    original.parent.with_name("away").rename(original.parent)
    assert working_copy(original).kind == "kept"
    assert bring_back(copy)
    assert original.read_bytes() == b"mine"


def test_a_program_that_ended_while_bringing_back_finds_both_the_same(
    original: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = working_copy(original).path
    copy.write_bytes(b"mine")
    with monkeypatch.context() as broken:
        broken.setattr(copies, "_note", _killed)
        with pytest.raises(KeyboardInterrupt):
            bring_back(copy)
    assert original.read_bytes() == b"mine"
    assert working_copy(original).kind == "fresh"


def _killed(*_said: object) -> None:
    raise KeyboardInterrupt


def test_a_verb_works_on_the_copy(original: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "is_remote", lambda path: path == original)
    with copies.at_hand(original) as (path, copy):
        assert copy is not None
        assert path == copy.path
        path.write_bytes(b"by a verb")
    assert original.read_bytes() == b"by a verb"
    with copies.at_hand(path) as (same, nothing):
        assert (same, nothing) == (path, None)
