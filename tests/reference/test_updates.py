"""Code tables and boundaries come anew from a signed file, are checked, and can be taken back."""

import json
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from scmap import paths
from scmap.errors import InputError, RefusedError, ScmapError
from scmap.reference import updates
from scmap.reference.places import base_layer, gazetteer
from scmap.reference.update_package import MANIFEST, read_key
from scmap.reference.vocabulary import codebook
from scmap.store.sharing.keys import fingerprint_of, member_of
from scmap.words import explain
from tests.reference.packages import KINDS, Row, longer_life, packed, put

NOW = datetime(2027, 1, 5, 9, tzinfo=UTC)
GROUND = "sample_layers/boundaries.gpkg"

Make = Callable[..., Path]


@pytest.fixture(autouse=True)
def own_updates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    gazetteer()  # a process keeps what it read first, and other tests come after these
    monkeypatch.setenv(paths.PROFILE_VARIABLE, str(tmp_path / "profile"))
    monkeypatch.delenv("SCMAP_UPDATES", raising=False)
    yield
    paths._packages_in.cache_clear()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "갱신"


@pytest.fixture
def make(folder: Path) -> Make:
    """Make a package of what lies in the folder, by a publisher who is trusted."""
    return partial(packed, folder)


def start_again() -> None:
    """Forget what this process read, as the next start does."""
    paths._packages_in.cache_clear()


def life() -> int:
    return codebook.__wrapped__().kinds["CCC"].life_years


def test_a_table_holds_from_the_next_start_on_and_is_taken_back(folder: Path, make: Make) -> None:
    put(folder, KINDS, longer_life)
    package = make()
    _told, (found,) = updates.looked_at(package)
    assert (found.added, found.changed, found.removed, found.names) == (0, 1, 0, ("CCC",))
    before = life()
    updates.install(package, NOW)
    assert life() == before  # what runs keeps to what it began with
    start_again()
    assert life() == 12
    assert [one.edition for one in updates.installed()] == ["2027-01-01"]
    updates.take_back()
    start_again()
    assert life() == before
    assert updates.installed() == ()
    with pytest.raises(InputError, match="update_none"):
        updates.take_back()


def test_the_latest_of_two_stands_first_and_goes_first(folder: Path, make: Make) -> None:
    put(folder, KINDS, longer_life)
    updates.install(make(), NOW)
    put(folder, KINDS, lambda rows: [{**row, "life_years": "9"} for row in rows])
    later = make(edition="2028-01-01")
    updates.install(later, NOW)
    start_again()
    assert life() == 9
    with pytest.raises(RefusedError, match="update_not_newer"):
        updates.install(later, NOW)
    updates.take_back()
    start_again()
    assert life() == 12


def test_a_newer_program_is_not_held_back_by_an_old_package(
    folder: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, KINDS, longer_life)
    before = life()
    updates.install(make(), NOW)
    monkeypatch.setattr(paths, "EDITION", "2027-06-01")
    start_again()
    assert life() == before


def test_nobody_is_trusted_until_somebody_says_so(folder: Path, tmp_path: Path) -> None:
    put(folder, KINDS, longer_life)
    with pytest.raises(RefusedError, match="update_key_unknown") as stopped:
        updates.install(packed(folder, is_trusted=False), NOW)
    _name, key = read_key(tmp_path / "public.key.json")
    assert fingerprint_of(member_of(key)) in str(explain(stopped.value))
    assert updates.installed() == ()


def rewritten(package: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    out = package.with_stem("changed")
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            raw = old.read(name)
            new.writestr(name, change(raw) if name == part else raw)
        if part not in old.namelist():
            new.writestr(part, change(b""))
    return out


@pytest.mark.parametrize(
    ("part", "change", "code"),
    [
        (KINDS, lambda raw: raw.replace(b",12,", b",13,"), "update_changed"),
        (MANIFEST, lambda raw: raw.replace(b"2027-01-01", b"2029-01-01"), "update_changed"),
        ("resources/codes/tags.csv", lambda _raw: b"code,title_en,source\n", "update_changed"),
        ("resources/words/ko/cli.json", lambda _raw: b"{}", "update_foreign_file"),
        ("resources/server/0001.sql", lambda _raw: b"DROP", "update_foreign_file"),
        ("../out.csv", lambda _raw: b"a", "archive_leaves_folder"),
    ],
)
def test_what_was_changed_after_signing_or_is_no_table_is_refused(
    folder: Path, make: Make, part: str, change: Callable[[bytes], bytes], code: str
) -> None:
    put(folder, KINDS, longer_life)
    with pytest.raises(RefusedError, match=code):
        updates.install(rewritten(make(), part, change), NOW)
    assert updates.installed() == ()


def test_something_else_is_no_package(tmp_path: Path) -> None:
    for name, raw in (("a", b""), ("b", b"PK\x03\x04"), ("c", b"name,code\n")):
        (tmp_path / name).write_bytes(raw)
        with pytest.raises(ScmapError):
            updates.looked_at(tmp_path / name)


def without(column: str) -> Callable[[list[Row]], list[Row]]:
    return lambda rows: [{k: v for k, v in row.items() if k != column} for row in rows]


@pytest.mark.parametrize(
    ("part", "change", "said"),
    [
        (KINDS, without("marker"), "marker"),
        (KINDS, lambda rows: rows[1:], "OPC"),
        (
            "resources/codes/ministry_names.csv",
            lambda rows: [row for row in rows if row["name"] != "안전행정부"],
            "안전행정부",
        ),
        (KINDS, lambda rows: [*rows, rows[0]], "code"),
        (KINDS, lambda rows: [{**row, "life_years": "오년"} for row in rows], "오년"),
        ("resources/codes/tags.csv", lambda rows: [{**row, "source": " "} for row in rows], "출처"),
        ("resources/codes/municipalities.csv", lambda rows: rows[:-1], "코드"),
        (
            "resources/codes/municipality_changes.csv",
            lambda rows: [{**row, "effective": "2003-13-01"} for row in rows],
            "month",
        ),
    ],
)
def test_a_table_that_does_not_fit_is_named_and_nothing_changes(
    folder: Path, make: Make, part: str, change: Callable[[list[Row]], list[Row]], said: str
) -> None:
    put(folder, part, change)
    with pytest.raises(InputError, match="update_wrong") as stopped:
        updates.install(make(), NOW)
    told = str(explain(stopped.value))
    assert Path(part).name in told
    assert said in told
    assert updates.installed() == ()


@pytest.mark.damages  # the triggers go, for SQLite alone cannot work them
def test_boundaries_are_looked_at_as_ground(folder: Path, make: Make) -> None:
    (folder / GROUND).parent.mkdir(parents=True)
    shutil.copy(paths.bundle_dir() / GROUND, folder / GROUND)
    with closing(sqlite3.connect(folder / GROUND)) as file, file:
        for trigger in file.execute(
            "SELECT name FROM sqlite_master WHERE type='trigger'"
        ).fetchall():
            file.execute(f'DROP TRIGGER "{trigger[0]}"')
        file.execute("UPDATE municipality SET base_date = '2027-01-01'")
    updates.install(make(), NOW)
    start_again()
    assert paths.sample("boundaries.gpkg").is_relative_to(paths.updates_dir())
    with closing(sqlite3.connect(folder / GROUND)) as file, file:
        file.execute("DELETE FROM municipality WHERE code = '41590'")
    with pytest.raises(InputError, match="update_wrong") as stopped:
        updates.looked_at(make(edition="2028-01-01"))
    assert "41590" in str(explain(stopped.value))
    assert len(base_layer("municipality")) == 230


def test_the_command_line_makes_trusts_installs_and_takes_back(
    folder: Path, tmp_path: Path
) -> None:
    from scmap.cli.main import scmap

    def said(*words: str) -> str:
        from click.testing import CliRunner

        done = CliRunner().invoke(scmap, ["update", *words], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    put(folder, KINDS, longer_life)
    out = tmp_path / "2027.scmap-update"
    asked = ("--title", "코드표", "--publisher", "국토교통부", "--edition", "2027-01-01")
    made = said("make", str(folder), "--key", str(tmp_path / "k"), *asked, "--out", str(out))
    assert "믿는" not in made, "whoever signs has not said that anybody is trusted"
    fingerprint = made.split()[-1]
    said("trust", str(tmp_path / "2027.key.json"), "--fingerprint", fingerprint)
    assert json.loads(said("show", str(out), "--json"))["files"][0]["changed"] == 1
    assert "kinds.csv" in said("show", str(out))
    said("install", str(out))
    assert "2027-01-01" in said("list")
    said("undo")
    assert json.loads(said("list", "--json"))["packages"] == []
    said("distrust", "국토교통부")
    assert json.loads(said("list", "--json"))["trusted"] == {}


def test_a_process_hands_what_it_began_with_to_those_that_it_starts(
    folder: Path, make: Make
) -> None:
    put(folder, KINDS, longer_life)
    updates.install(make(), NOW)
    code = (
        "import subprocess, sys; from scmap import paths; paths.hold_updates();"
        "from scmap.reference import updates; updates.take_back();"
        "subprocess.run([sys.executable, '-c', 'from scmap import paths;"
        " print(paths._packages())'])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "2027-01-01" in told.stdout
