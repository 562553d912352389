"""What the analysis says after an edit is what it says of a project that was just opened."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from scmap import paths
from scmap.analysis import linkage
from scmap.analysis.shared_area import shared_ground
from scmap.model import facility
from scmap.model.codebook import parts
from scmap.model.exemption import Exemption
from scmap.model.layer import Layer, objects
from scmap.model.linkage import Fit
from scmap.model.overlap import Relation
from scmap.model.project import Project, new_uid
from scmap.session import services
from scmap.session.excepting import drafted, register
from scmap.session.findings import Findings, Lookups, find
from scmap.session.judging import Editor, set_values
from scmap.session.session import Command, Session
from scmap.store.project_file import read_project
from tests.analysis.results import differing, differing_layers
from tests.needs import missing

CITIES = frozenset(
    {"26350", "28185", "41190", "41360", "30200", "12130", "11380"}
)  # a few, so that runs stay short


@pytest.fixture(scope="module")
def sample() -> Project:
    path: Path = paths.sample("scmap-sample.gpkg")
    if not path.is_file():
        missing("the sample project was not built")
    project = read_project(path).project
    layer = investments(project)
    cells = layer.text("municipality_code")
    return project.with_layer(
        layer.take(np.array([not CITIES.isdisjoint(parts(cell)) for cell in cells], dtype=bool))
    )


@pytest.fixture(scope="module")
def opened(sample: Project) -> Findings:
    return find(sample, Lookups.of(sample))


def fits(found: Findings) -> tuple[tuple[Fit, ...], ...]:
    assert found.services is not None
    return found.services.fits


def hold_equal(found: Findings, project: Project) -> None:
    """Hold findings to those of a run that knows of none before."""
    fresh = find(project, Lookups.of(project))
    assert differing(found.candidates, fresh.candidates) == []
    assert differing(fits(found), fits(fresh)) == []
    assert (
        differing((found.pairs.left, found.pairs.right), (fresh.pairs.left, fresh.pairs.right))
        == []
    )
    assert differing_layers(found.drawn, fresh.drawn) == []
    assert differing_layers(found.graded, fresh.graded) == []


def investments(project: Project) -> Layer:
    assert project.investments is not None
    return project.investments


def with_investments(layer: Layer) -> Command:
    return lambda project: project.with_layer(layer)


def without_layer(project: Project, layer: Layer) -> Project:
    return replace(project, layers=tuple(one for one in project.layers if one is not layer))


def cell(project: Project, name: str, row: int, value: object) -> Layer:
    layer = investments(project)
    column = layer.columns[name].copy()
    column[row] = value
    return layer.replace(columns={**layer.columns, name: column})


def ground(project: Project, row: int, footprint: shapely.Geometry | None) -> Layer:
    layer = investments(project)
    geometry = layer.geometry.copy()
    geometry[row] = footprint
    return layer.replace(geometry=geometry)


def excepting(project: Project, pair: str) -> Project:
    one, other = pair.split("|")
    entry = Exemption(new_uid(), one, other, kind="distinct", reason="다른 시설", author="검토자")
    return register(project, drafted(project, (one, other), entry))


def graded_row(found: Findings) -> int:
    """Row of an investment that is in the most serious pair that shares ground."""
    return int(found.candidates.left[np.flatnonzero(found.candidates.pair >= 0)[0]])


def centre_row(found: Findings) -> int:
    """Row of a platform, which stands in the field for others."""
    kinds = found.register.layer.text("kind")
    sides = np.concatenate((found.candidates.left, found.candidates.right))
    return int(next(row for row in sides if kinds[row] == "PLT"))


def test_money_ministry_footprint_removal_addition_and_undo_one_after_another(
    sample: Project, opened: Findings
) -> None:
    session, found = Session(sample), opened
    row, platform = graded_row(opened), centre_row(opened)
    layer = investments(sample)
    moved = shapely.affinity.translate(layer.geometry[row], 2500.0, -1200.0)
    twin = layer.take(np.array([row])).replace(uids=objects(["a new investment"]))
    edits: dict[str, Callable[[], Layer]] = {
        "money": lambda: cell(session.project, "total_mkrw", row, 123.0),
        "ministry": lambda: cell(session.project, "ministry", row, "경찰청"),
        "footprint": lambda: ground(session.project, row, moved),
        "platform moves": lambda: cell(session.project, "x", platform, 958_000.0),
        "platform closes": lambda: cell(session.project, "kind", platform, "CON"),
        "without ground": lambda: ground(session.project, row, None),
        "added": lambda: investments(session.project).extended(twin),
        "removed": lambda: investments(session.project).take(
            np.delete(np.arange(len(investments(session.project))), platform)
        ),
    }
    for label, edit in edits.items():
        session.do(label, with_investments(edit()))
        found = find(session.project, Lookups.of(session.project), before=found)
        hold_equal(found, session.project)
    for _ in edits:
        session.undo()
        found = find(session.project, Lookups.of(session.project), before=found)
    assert session.project is sample
    hold_equal(found, sample)


def test_an_edit_looks_for_the_services_of_few_pairs(
    sample: Project, opened: Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    look = linkage.find_pair_fits

    def count(*arguments: object, **named: object) -> object:
        asked.append(len(arguments[1]))  # type: ignore[arg-type]
        return look(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(services, "find_pair_fits", count)
    row = graded_row(opened)
    edited = sample.with_layer(cell(sample, "total_mkrw", row, 77.0))
    found = find(edited, Lookups.of(edited), before=opened)
    both = (found.candidates.left == row) | (found.candidates.right == row)
    assert 0 < both.sum() <= sum(asked)
    assert sum(asked) < len(found.candidates)


def test_nothing_is_looked_for_when_only_the_name_of_the_layer_changed(
    sample: Project, opened: Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: list[int] = []

    def count(*arguments: Any, **named: Any) -> Any:
        measured.append(len(arguments[1]))
        return shared_ground(*arguments, **named)

    def refuse(*_arguments: object) -> None:
        pytest.fail("cut again")

    monkeypatch.setattr("scmap.analysis.overlay.shared_ground", count)
    monkeypatch.setattr("scmap.analysis.ground.cut_pairs", refuse)
    renamed = sample.with_layer(investments(sample).replace(title="다른 이름"))
    found = find(renamed, Lookups.of(renamed), before=opened)
    assert found.candidates.layer is renamed.investments
    assert sum(measured) == 0
    assert differing(fits(found), fits(opened)) == []


def test_another_facility_layer_changes_the_services_and_nothing_else(
    sample: Project, opened: Findings
) -> None:
    cameras = next(one for one in sample.layers if one.kind == facility.KIND and len(one) > 10)
    fewer = sample.with_layer(cameras.take(np.arange(len(cameras) // 3)))
    found = find(fewer, Lookups.of(fewer), before=opened)
    hold_equal(found, fewer)
    without = without_layer(sample, cameras)
    hold_equal(find(without, Lookups.of(without), before=opened), without)


def test_other_rules_and_an_edit_at_once_are_judged_afresh(
    sample: Project, opened: Findings
) -> None:
    edited = sample.with_layer(cell(sample, "ministry", graded_row(opened), "경찰청"))
    other = set_values(edited, {"candidate.gap_years": 2.0}, Editor("a", "b", None))
    hold_equal(find(other, Lookups.of(other), before=opened), other)


def test_a_project_that_lost_its_investments_has_no_pairs(
    sample: Project, opened: Findings
) -> None:
    empty = without_layer(sample, investments(sample))
    found = find(empty, Lookups.of(empty), before=opened)
    assert len(found.candidates) == 0
    back = find(sample, Lookups.of(sample), before=found)
    hold_equal(back, sample)


def test_an_exception_that_is_registered_or_withdrawn_judges_its_two_investments_again(
    sample: Project, opened: Findings
) -> None:
    first, second = opened.candidates.uid(0), opened.candidates.uid(1)
    excepted = excepting(sample, first)
    found = find(excepted, Lookups.of(excepted), before=opened)
    assert first not in found.pairs.uids()[: found.pairs.graded]
    hold_equal(found, excepted)
    other = excepting(excepted, second)
    found = find(other, Lookups.of(other), before=found)
    hold_equal(found, other)
    hold_equal(find(sample, Lookups.of(sample), before=found), sample)


def test_rows_that_share_an_identity_are_left_out_before_and_after_an_edit(
    sample: Project, opened: Findings
) -> None:
    layer, row = investments(sample), graded_row(opened)
    doubled = sample.with_layer(layer.extended(layer.take(np.array([row]))))
    found = find(doubled, Lookups.of(doubled), before=opened)
    hold_equal(found, doubled)
    hold_equal(find(sample, Lookups.of(sample), before=found), sample)


def test_a_value_that_cannot_be_is_unknown_after_an_edit_as_well(
    sample: Project, opened: Findings
) -> None:
    row = graded_row(opened)
    wrong = sample.with_layer(cell(sample, "year_from", row, 2999.0))
    found = find(wrong, Lookups.of(wrong), before=opened)
    assert any(one.feature == investments(sample).uids[row] for one in found.overlaps.issues)
    hold_equal(found, wrong)
    later = wrong.with_layer(cell(wrong, "total_mkrw", centre_row(opened), 5.0))
    hold_equal(find(later, Lookups.of(later), before=found), later)


@pytest.mark.parametrize("relation", ["within", "joint", "all"])
def test_pairs_of_another_relation_are_graded_without_measuring_again(
    sample: Project, opened: Findings, relation: Relation
) -> None:
    found = find(sample, Lookups.of(sample), relation=relation, before=opened)
    assert found.overlaps is opened.overlaps
    fresh = find(sample, Lookups.of(sample), relation=relation)
    assert differing(found.candidates, fresh.candidates) == []
    assert differing(fits(found), fits(fresh)) == []
    back = find(sample, Lookups.of(sample), before=found)
    assert differing(back.candidates, opened.candidates) == []
