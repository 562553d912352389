"""Another judgement of the same data: as a run anew gives it, and without measuring again."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scmap.model.project import Project
from scmap.session import findings
from scmap.session.findings import Findings, Lookups, find
from scmap.session.judging import Editor, set_values
from scmap.store.project_file import read_project

SAMPLE = Path(__file__).parents[2] / "sample_layers" / "scmap-sample.gpkg"


@cache
def project() -> Project:
    opened = read_project(SAMPLE).project
    layer = opened.investments
    assert layer is not None
    return opened.with_layer(layer.take(np.arange(60)))


@cache
def before() -> Findings:
    return find(project(), Lookups.of(project()))


def judged(values: dict[str, float]) -> Project:
    return set_values(project(), values, Editor())


def told(found: Findings) -> dict[str, tuple[Any, ...]]:
    """What is said of each pair."""
    pairs, services = found.candidates, found.services
    assert services is not None
    verdict, columns = pairs.verdict, (pairs.years, pairs.preconditions, pairs.money, pairs.area)
    return {
        pairs.uid(row): (
            int(verdict.grade[row]),
            verdict.opinion_of(row),
            *(np.nan_to_num(column[row], nan=-1.0) for column in columns),
            tuple(fit.template.id for fit in services.of(row)),
        )
        for row in range(len(pairs))
    }


@pytest.mark.parametrize(
    "values",
    [
        {"duplication.F": 0.4, "gate.3.score": 40.0},
        {"quality.B": 0.5, "field_similarity.ADM-TRN": 0.6},
        {"candidate.gap_years": 0.0, "life.CCC": 2.0, "life.OPC": 15.0},
        {"near.distance": 20_000.0, "candidate.alike": 0.3},
        {"service.camera_radius": 5.0, "service.demand_distance": 20.0},
        {"overlap.sliver_width": 100.0, "overlap.floor": 1e5},
    ],
)
def test_judging_again_gives_what_a_run_anew_gives(values: dict[str, float]) -> None:
    after = judged(values)
    again = find(after, Lookups.of(after), before=before())
    anew = find(after, Lookups.of(after))
    assert told(again) == told(anew)
    assert list(again.graded.uids) == list(anew.graded.uids)
    years = again.overlaps.table.years, anew.overlaps.table.years
    assert np.array_equal(*years, equal_nan=True)


def forbidden(*_arguments: object, **_named: object) -> None:
    raise AssertionError("areas were measured again")


@pytest.mark.parametrize(
    "values",
    [
        {"duplication.F": 0.6, "gate.2.score": 70.0},
        {"service.coverage_least": 1.0, "service.overlap_least": 1.0, "service.road_least": 900.0},
    ],
)
def test_another_judgement_changes_what_is_said(values: dict[str, float]) -> None:
    after = judged(values)
    assert told(find(after, Lookups.of(after), before=before())) != told(before())


def test_other_weights_measure_no_area_again(monkeypatch: pytest.MonkeyPatch) -> None:
    before()
    monkeypatch.setattr(findings, "measure_every_pair", forbidden)
    after = judged({"duplication.F": 0.4, "life.CCC": 12.0})
    again = find(after, Lookups.of(after), before=before())
    assert again.overlaps.table.area is before().overlaps.table.area
    assert again.ground is before().ground


@pytest.mark.parametrize("key", ["overlap.floor", "overlap.sliver_width"])
def test_what_counts_as_shared_ground_is_measured_anew(key: str) -> None:
    after = judged({key: 500.0})
    rule = find(after, Lookups.of(after), before=before()).overlaps.rule
    assert 500.0 in (rule.floor, rule.sliver_width)


def test_findings_of_other_investments_serve_as_far_as_they_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    layer = project().investments
    assert layer is not None
    other = project().with_layer(layer.take(np.arange(20)))
    anew = find(other, Lookups.of(other))
    monkeypatch.setattr(findings, "measure_every_pair", forbidden)
    again = find(other, Lookups.of(other), before=before())
    assert told(again) == told(anew)
    assert len(again.candidates) < len(before().candidates)
