"""The phased strategy: a table, bars by year, one map a phase, and whom to consult (DOMAIN §1)."""

import pytest

from scmap.model.project import Project
from scmap.model.records import record, touched
from scmap.model.review import AgendaItem
from scmap.report.dossier import Dossier
from tests.report import round_sample


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    """Three measures in two phases: a pair, a link, and one without a place."""
    project: Project = round_sample.project()
    for uid, phase, first, last in (("b", "중기", 2028.0, 2030.0), ("c", "중기", 2029.0, 2029.0)):
        item = record(project, AgendaItem, uid)
        assert item is not None
        project = touched(project, item, phase=phase, phase_from=first, phase_to=last)
    return round_sample.composed(project)


def test_the_years_of_each_measure_are_bars(dossier: Dossier) -> None:
    table = dossier.table("gantt")
    assert [column.title for column in table.columns[2:]] == ["’27", "’28", "’29", "’30"]
    assert [row.cells[2:] for row in table.rows] == [
        ("■", "■", "", ""),
        ("", "■", "■", "■"),
        ("", "", "■", ""),
    ]


def test_each_phase_with_a_place_has_a_map_of_its_own(dossier: Dossier) -> None:
    titles = [sheet.title for sheet in dossier.sheets if "추진과제" in sheet.title]
    assert titles == ["한빛도 가온시 단기 추진과제", "한빛도 가온시 중기 추진과제"]
    first, second = (sheet for sheet in dossier.sheets if "추진과제" in sheet.title)
    pairs, links = (
        [
            next(len(one.layer) for one in sheet.settings.layers if one.layer.kind == kind)
            for sheet in (first, second)
        ]
        for kind in ("overlap", "link")
    )
    assert (pairs, links) == ([1, 0], [0, 1])


def test_ministries_to_be_consulted_come_with_their_law(dossier: Dossier) -> None:
    rows = [row.cells for row in dossier.table("consultation").rows]
    first = [row for row in rows if "제1호" in str(row[0])]
    assert len(first) == 2
    assert all("「전자정부법」 제67조(사전협의)" in str(row[3]) for row in first)
