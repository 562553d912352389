"""The window computes what an edit touches, and shows what a fresh window would show."""

from functools import cache
from typing import Any

import pytest
import shapely

from benchmarks.registers import tiled_register
from scmap.analysis import overlay, shared_area
from scmap.model.boundary import KIND, table_of, with_boundaries
from scmap.model.pairs import PairList
from scmap.model.project import Project
from scmap.reference import base_layer, codebook
from scmap.session.findings import Lookups, find
from tests.gui.board import Desk, desk

pytestmark = pytest.mark.usefixtures("qapp")


@cache
def crowd() -> Project:
    """Two hundred made-up investments on one another."""
    return Project(uid="crowd", title="crowd", layers=(tiled_register(200, codebook()),))


def listed(pairs: PairList | None) -> list[tuple[str, str]]:
    """Pairs in the order of the list, with their shared ground as words."""
    assert pairs is not None
    areas = pairs.measured(pairs.table.area).tolist()
    return list(zip(pairs.uids().tolist(), map(str, areas), strict=True))


def shown(table: Desk) -> list[tuple[str, str]]:
    return listed(table.findings.pairs)


def afresh(project: Project) -> list[tuple[str, str]]:
    return listed(find(project, Lookups.of(project)).pairs)


def moved(project: Project, row: int) -> Project:
    layer = project.investments
    assert layer is not None
    geometry = layer.geometry.copy()
    geometry[row] = shapely.affinity.translate(geometry[row], 900.0, 0.0)
    return project.with_layer(layer.replace(geometry=geometry))


def paid(project: Project, row: int) -> Project:
    layer = project.investments
    assert layer is not None
    money = layer.columns["total_mkrw"].copy()
    money[row] = 4321.0
    return project.with_layer(layer.replace(columns={**layer.columns, "total_mkrw": money}))


def test_an_edit_in_the_window_measures_little_and_shows_what_a_fresh_run_shows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    measured: list[int] = []
    measure = shared_area.shared_ground

    def count(*arguments: Any, **named: Any) -> Any:
        measured.append(len(arguments[1]))
        return measure(*arguments, **named)

    monkeypatch.setattr(overlay, "shared_ground", count)
    with desk() as table:
        table.open(crowd())
        everything, before = sum(measured), shown(table)
        assert everything > 1000
        row = 3
        measured.clear()
        table.session.do("money", lambda project: paid(project, row))
        table.jobs.wait()
        assert sum(measured) == 0
        assert shown(table) == afresh(table.project)
        measured.clear()
        table.session.do("moved", lambda project: moved(project, row))
        table.jobs.wait()
        assert 0 < sum(measured) < everything / 10
        assert shown(table) == afresh(table.project) != before
        table.session.undo()
        table.session.undo()
        table.jobs.wait()
        assert shown(table) == before


def test_an_edit_while_the_last_one_is_still_computed_is_not_lost() -> None:
    with desk() as table:
        table.open(crowd())
        table.session.do("first", lambda project: moved(project, 0))
        assert table.findings.pairs is None, "what was found is out of date"
        table.session.do("second", lambda project: moved(project, 1))
        table.jobs.wait()
        assert shown(table) == afresh(table.project)


def test_other_boundaries_are_other_ground() -> None:
    """What was found on the ground of before is computed again on that of now."""
    with desk() as table:
        table.open(crowd())
        base = base_layer("emd").replace(name=table_of("emd"), kind=KIND)
        table.session.do("boundaries", lambda project: with_boundaries(project, [base]))
        assert table.findings.pairs is None, "what was found is out of date"
        table.jobs.wait()
        found = table.findings.found
        assert found is not None
        assert found.basis.field.gazetteer.boundaries("emd") is base
