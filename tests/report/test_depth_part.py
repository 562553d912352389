"""중첩 부처 수 in the report: the tables add up, say what they rest on, and the map shows it."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from scmap import paths
from scmap.analysis.depth_tables import tabulate
from scmap.cartography.presets import depth_entry
from scmap.model.project import Project
from scmap.reference import codebook, gazetteer
from scmap.reference.rules import ruleset
from scmap.reference.templates import templates
from scmap.report.depth_part import depth_part, depth_tables
from scmap.report.document import Document, compose
from scmap.session.depths import Depths
from scmap.session.findings import Lookups, overlaps_of
from scmap.store.project_file import read_project

SAMPLE = Path(paths.sample("scmap-sample.gpkg"))
TODAY = date(2026, 11, 28)
HWASEONG = "41590"


@pytest.fixture(scope="module")
def project() -> Project:
    return read_project(SAMPLE).project


def composed(project: Project, municipality: str | None) -> Document:
    run = overlaps_of(project, codebook())
    return compose(
        project, run, Lookups(codebook(), gazetteer(), ruleset(), templates()), municipality, TODAY
    )


@pytest.fixture(scope="module")
def country(project: Project) -> Document:
    return composed(project, None)


@pytest.fixture(scope="module")
def town(project: Project) -> Document:
    return composed(project, HWASEONG)


def test_the_country_has_depth_by_ministries_and_by_municipality(
    project: Project, country: Document
) -> None:
    whole = tabulate(Depths.of(project, Lookups.of(project)).count()).whole
    total, *rows = country.table("depth").rows
    assert total.total
    assert total.cells[1] == pytest.approx(whole.area)
    assert total.cells[3] == round(whole.bound)
    for place in (1, 3, 4, 5):
        cells = [row.cells[place] for row in rows]
        assert sum(float(cell) for cell in cells) == pytest.approx(total.cells[place], abs=3)
    places = country.table("depth_places").rows
    bounds = [float(row.cells[3]) for row in places]
    assert bounds == sorted(bounds, reverse=True)
    assert 10 < len(places) <= 20


def test_a_municipality_counts_its_own_ground_alone(town: Document) -> None:
    ground = gazetteer().territory.polygon("municipality", HWASEONG)
    assert ground is not None
    total = town.table("depth").rows[0]
    assert total.cells[1] == pytest.approx(ground.area, rel=1e-6)
    with pytest.raises(KeyError):
        town.table("depth_places")


def test_the_share_on_stand_ins_and_the_caveat_head_the_notes(country: Document) -> None:
    first, second, *others = country.table("depth").notes
    assert "B·C" in first
    assert "상한" in second
    assert any("미상 47건 제외" in note for note in others)


def test_a_sheet_shows_the_depth_with_its_legend(country: Document) -> None:
    overlaps, deep = country.sheets
    assert (overlaps.number, deep.number) == ("1", "2")
    assert "중첩 부처 수" in deep.title
    drawn = [one for one in deep.settings.layers if one.entry.uid == depth_entry().uid]
    assert len(drawn) == 1
    assert set(drawn[0].layer.text("depth")) == {"1", "2", "3"}
    assert not any(one.entry.uid == depth_entry().uid for one in overlaps.settings.layers)


def test_an_area_without_investments_says_so(project: Project) -> None:
    layer = project.investments
    assert layer is not None
    part = depth_part(layer.take(np.arange(0)), codebook(), gazetteer(), None)
    (table,) = depth_tables(part)
    assert not table.rows
    assert table.empty
