"""States frozen under a name, proven unchanged, and held against each other."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import shapely

from scmap import paths, words
from scmap.errors import InputError, RefusedError
from scmap.model.codebook import parts
from scmap.model.project import Project
from scmap.model.snapshot import Snapshot
from scmap.session import snapshots
from scmap.session.judging import Editor, set_values
from scmap.session.snapshots import (
    Seal,
    is_told_alike,
    remembered,
    snapshot_file,
    take_snapshot,
    verify_snapshot,
)
from scmap.session.states import compare_states
from scmap.store.project_file import read_project, write_project
from scmap.words import tr
from tests.store.test_foreign import another_program

NAME = "2026년 제1차 위원회 상정본"
ON = date(2026, 11, 28)


@cache
def city() -> Project:
    """The investments of 화성시."""
    project = read_project(paths.sample("scmap-sample.gpkg")).project
    layer = project.investments
    assert layer is not None
    own = np.array(["41590" in parts(cell) for cell in layer.text("municipality_code")])
    return replace(project, layers=(layer.take(own),), municipality="41590", map=())


def renamed(project: Project, row: int, name: str) -> Project:
    layer = project.layers[0]
    names = layer.columns["name"].copy()
    names[row] = name
    return project.with_layer(layer.replace(columns={**layer.columns, "name": names}))


@pytest.fixture
def frozen(tmp_path: Path) -> tuple[Path, Snapshot]:
    file = snapshot_file(tmp_path / "화성.gpkg", NAME)
    return file, take_snapshot(city(), NAME, file, author="김", on=ON)


def test_a_frozen_state_is_proven_unchanged_in_any_language(
    frozen: tuple[Path, Snapshot], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, one = frozen
    assert file.name == f"{NAME}.gpkg"
    assert file.stat().st_mode & 0o222 == 0
    monkeypatch.setattr(words, "_language", "en")
    found = verify_snapshot(file)
    assert found.broken == ()
    assert (found.snapshot.name, found.snapshot.taken_on, found.snapshot.author) == (NAME, ON, "김")
    assert Seal.told_by(one) == found.found
    assert len(found.found.mark) == 16


def test_the_seal_does_not_hang_on_order_or_on_snapshots() -> None:
    project = city()
    layer = project.layers[0]
    other = project.with_layer(layer.take(np.arange(len(layer))[::-1]))
    noted = remembered(other, Snapshot("s", "다른 상정본"))
    assert Seal.of(project) == Seal.of(noted)


def test_the_seal_tells_what_is_another() -> None:
    project = city()
    seal = Seal.of(project)
    other = Seal.of(renamed(project, 0, "새 이름"))
    assert (other.data != seal.data, other.parameters) == (True, seal.parameters)
    stricter = Seal.of(set_values(project, {"gate.1.score": 90.0}, Editor("김", "시험")))
    assert stricter.parameters != seal.parameters
    assert stricter.mark != seal.mark


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("UPDATE investment SET name = 'x' WHERE fid = 1", "data"),
        ("UPDATE investment SET year_from = year_from - 20, year_to = year_to - 20", "verdicts"),
        ("UPDATE snapshot SET parameters = 'x'", "parameters"),
    ],
)
def test_whatever_was_changed_is_named(
    frozen: tuple[Path, Snapshot], tampering: str, broken: str
) -> None:
    file, _one = frozen
    file.chmod(0o644)
    with another_program(file) as connection:
        connection.execute(tampering)
    assert broken in verify_snapshot(file).broken


def test_a_forged_seal_is_not_the_one_that_the_project_remembers(
    frozen: tuple[Path, Snapshot],
) -> None:
    _file, one = frozen
    project = remembered(city(), one)
    assert is_told_alike(project, one) is True
    assert is_told_alike(project, replace(one, data="0")) is False
    assert is_told_alike(city(), one) is None


def test_a_name_is_given_once(frozen: tuple[Path, Snapshot], tmp_path: Path) -> None:
    file, one = frozen
    with pytest.raises(RefusedError) as caught:
        take_snapshot(city(), "다른 이름", file)
    assert caught.value.code == "snapshot_exists"
    with pytest.raises(RefusedError):
        take_snapshot(remembered(city(), one), f" {NAME} ", tmp_path / "neu.gpkg")
    with pytest.raises(InputError) as nameless:
        take_snapshot(city(), "  ", tmp_path / "neu.gpkg")
    assert nameless.value.code == "snapshot_nameless"


def test_what_is_no_frozen_state_is_said(tmp_path: Path) -> None:
    write_project(city(), tmp_path / "p.gpkg")
    with pytest.raises(InputError) as caught:
        verify_snapshot(tmp_path / "p.gpkg")
    assert caught.value.code == "not_a_snapshot"


def test_a_name_becomes_a_file_on_any_system() -> None:
    file = snapshot_file(Path("사업.gpkg"), 'A/B: "1차"?\n')
    assert file == Path("사업.snapshots", "A_B_ _1차___.gpkg")


def test_two_states_are_told_apart_with_both_values(monkeypatch: pytest.MonkeyPatch) -> None:
    before = city()
    layer = before.layers[0]
    monkeypatch.setattr(snapshots, "__version__", "0")
    after = renamed(before.with_layer(layer.take(np.arange(1, len(layer)))), 0, "새 이름")
    edited = after.layers[0]
    geometry = edited.geometry.copy()
    geometry[1] = shapely.box(950_000, 1_900_000, 951_000, 1_902_000)
    after = after.with_layer(edited.replace(geometry=geometry))
    states = compare_states(before, after)
    told = {(one.what, one.layer, one.column, one.before, one.after) for one in states.lines}
    name = str(layer.text("name")[1])
    assert ("changed", layer.title, tr("columns.name"), name, "새 이름") in told
    assert ("gone", layer.title, "", "", "") in told
    shapes = [one for one in states.lines if one.column == tr("states.shape")]
    assert [one.after for one in shapes if one.table == layer.uid] == [
        tr("states.area", area="2,000,000")
    ]
    assert any(one.layer == tr("states.layer.pairs") for one in states.lines)
    assert (len(states.shapes["changed"]), len(states.shapes["new"])) == (2, 0)
    assert states.count("gone") >= 1


def test_a_state_differs_from_itself_in_nothing() -> None:
    states = compare_states(city(), remembered(city(), Snapshot("s", NAME)))
    assert states.lines == ()
