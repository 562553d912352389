"""Archives: what is inside comes out, and nothing hostile does."""

import errno
import zipfile
from pathlib import Path

import pytest

from scmap.errors import InputError, RefusedError
from scmap.formats import unpacked_size
from scmap.formats.incoming import unpack
from scmap.formats.incoming.unpack import unpacked


def test_a_zip_in_a_zip_is_unpacked_with_korean_names(tmp_path: Path) -> None:
    inner = tmp_path / "안.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("화성시/센터.csv", "a,b\n1,2\n")
    outer = tmp_path / "밖.zip"
    with zipfile.ZipFile(outer, "w") as archive:
        archive.write(inner, "안.zip")
    with unpacked(outer) as folder:
        assert [one.name for one in folder.rglob("*.csv")] == ["센터.csv"]


def test_names_that_korean_programs_wrote_are_korean(tmp_path: Path) -> None:
    """Without the flag for UTF-8, the bytes of a name are CP949."""
    path = tmp_path / "a.zip"
    raw = "센터.csv".encode("cp949")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("X" * len(raw), "a\n1\n")
    path.write_bytes(path.read_bytes().replace(b"X" * len(raw), raw))
    with unpacked(path) as folder:
        assert [one.name for one in folder.iterdir()] == ["센터.csv"]


@pytest.mark.parametrize("name", ["../../밖.csv", "/etc/밖.csv", "C:/밖.csv", "..\\밖.csv"])
def test_a_path_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, "a\n")
    with pytest.raises(RefusedError) as caught, unpacked(path):
        pass
    assert caught.value.code == "archive_leaves_folder"


@pytest.mark.parametrize("letter", [b".", b"\x00"])
def test_a_member_without_a_name_is_passed_over(tmp_path: Path, letter: bytes) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("X", "a\n")
        archive.writestr("b.csv", "a\n")
    path.write_bytes(path.read_bytes().replace(b"X", letter))
    with unpacked(path) as folder:
        assert [one.name for one in folder.iterdir()] == ["b.csv"]


def test_a_bomb_is_refused_by_what_comes_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacked_size, "SMALL", 1_000_000)
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"\x00" * 20_000_000)
    with pytest.raises(RefusedError) as caught, unpacked(path):
        pass
    assert caught.value.code == "archive_too_large"


def test_a_zip_that_holds_itself_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "a\n")
    for _ in range(unpack.DEEPEST):
        outer = tmp_path / "b.zip"
        with zipfile.ZipFile(outer, "w") as archive:
            archive.write(path, "a.zip")
        path = outer.rename(tmp_path / "a.zip")
    with pytest.raises(RefusedError) as caught, unpacked(path):
        pass
    assert caught.value.code == "archive_too_deep"


@pytest.mark.parametrize(("content", "code"), [(b"PK\x03\x04rubbish", "archive_damaged")])
def test_a_damaged_archive_is_named(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught, unpacked(path):
        pass
    assert caught.value.code == code


def test_a_full_disk_is_no_damaged_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "a\n")

    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(unpack, "_copy", full)
    with pytest.raises(InputError) as caught, unpacked(path):
        pass
    assert caught.value.code == "no_room_to_unpack"
