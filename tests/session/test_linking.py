"""Accepting a service makes a link of the project, on its map, with what was computed."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from scmap.analysis.linkage import find_pair_fits
from scmap.errors import RefusedError
from scmap.model.link import Link
from scmap.model.linkage import Fit
from scmap.model.project import Project
from scmap.model.records import record, records
from scmap.reference.templates import templates
from scmap.session.linking import accept, proposed, revise, withdraw
from scmap.session.session import Session
from scmap.store.project_file import read_project, write_project
from tests.analysis.scenes import cameras, facilities
from tests.analysis.test_candidates import MOIS, register

DAY = date(2026, 11, 22)
OLDER = Path(__file__).parent / "older_links.gpkg"
CENTRE = {"kind": "OPC", "fields": "CRM;TRN", "x": 100.0, "y": 200.0}
CONTROL = {"kind": "CCC", "fields": "CRM", **MOIS, "x": 4100.0, "y": 200.0}


def project_and_fit(template: str = "X1", **giver: object) -> tuple[Project, Fit]:
    pairs = register({**CENTRE, **giver}, CONTROL)
    there = facilities(cameras((500, 500, "TRN"), (900, 900, "CRM")))
    (fits,) = find_pair_fits(pairs, np.array([0]), np.array([1]), there, templates())
    fit = next(one for one in fits if one.template.id == template)
    return Project(uid="p", title="p", layers=(pairs.layer,)), fit


def accepted(template: str = "X1", **giver: object) -> tuple[Project, Link]:
    project, fit = project_and_fit(template, **giver)
    link = proposed(project, fit, templates(), uid="l1", accepted_on=DAY)
    return accept(project, link), link


def test_an_accepted_service_is_a_link_with_all_that_the_committee_asks() -> None:
    project, _ = accepted()
    (link,) = records(project, Link)
    assert (link.template, link.left, link.right) == ("X1", "u0", "u1")
    assert (link.title, link.direction, link.state) == ("교통+방범", "both", "proposed")
    assert link.items == "영상(설치 목적 추가);차량 이벤트"
    assert "「개인정보 보호법」 제25조" in link.legal_ground
    assert "[충족] 방범 카메라에서 50 m 넘게 떨어진 교통 전용 카메라: 1대" in link.conditions
    assert link.accepted_on == DAY


def test_the_link_runs_from_the_giving_to_the_taking_side() -> None:
    project, _ = accepted("T1")  # the CCTV control centre gives, the operation centre takes
    link = record(project, Link, "l1")
    assert link is not None
    assert link.line is not None
    ends = shapely.get_coordinates(link.line)[[0, -1]]
    assert ends.tolist() == [[4100, 200], [100, 200]]


def test_links_between_the_same_places_bend_apart() -> None:
    project, first = accepted("X1")
    _, fit = project_and_fit("T1")
    second = proposed(project, fit, templates(), uid="l2", accepted_on=DAY)
    assert shapely.hausdorff_distance(first.line, second.line) > 300
    third = proposed(accept(project, second), fit, templates(), uid="l3", accepted_on=DAY)
    assert shapely.hausdorff_distance(second.line, third.line) > 300


def test_between_two_centres_in_one_building_the_link_is_a_loop_that_can_be_seen() -> None:
    _, link = accepted(x=4100.0)
    assert link.line is not None
    assert shapely.is_closed(link.line)
    assert shapely.distance(link.line, shapely.Point(4100, 200)) < 1e-6
    assert shapely.length(link.line) > 2000


def test_a_side_without_a_point_is_taken_at_its_footprint_and_without_both_nowhere() -> None:
    _, link = accepted(x=np.nan, y=np.nan, area=shapely.box(0, 0, 10, 10))
    assert link.line is not None
    assert shapely.get_coordinates(link.line)[0].tolist() == [5, 5]
    _, nowhere = accepted(x=np.nan, y=np.nan, area=None)
    assert nowhere.line is None


def test_the_first_link_brings_an_entry_of_the_tree_and_the_next_ones_share_it() -> None:
    project, _ = accepted()
    _, fit = project_and_fit("T1")
    more = accept(project, proposed(project, fit, templates(), uid="l2", accepted_on=DAY))
    assert [entry.title for entry in more.map] == ["연계서비스"]
    assert len(records(more, Link)) == 2


def test_one_pair_has_a_service_once() -> None:
    project, fit = project_and_fit()
    once = accept(project, proposed(project, fit, templates(), uid="l1", accepted_on=DAY))
    again = proposed(once, fit, templates(), uid="l2", accepted_on=DAY)
    with pytest.raises(RefusedError, match="link_exists"):
        accept(once, again)


def test_a_withdrawn_link_is_gone_and_undo_brings_it_back() -> None:
    project, fit = project_and_fit()
    session = Session(project)
    link = proposed(project, fit, templates(), uid="l1", accepted_on=DAY)
    session.do("연계 채택", lambda now: accept(now, link))
    session.do("연계 채택 취소", lambda now: withdraw(now, "l1"))
    assert records(session.project, Link) == ()
    session.undo()
    assert [one.uid for one in records(session.project, Link)] == ["l1"]
    session.undo()
    assert session.project is project


def test_a_link_is_revised_with_all_that_a_plan_keeps_and_survives_the_file(tmp_path: Path) -> None:
    project, link = accepted()
    told = replace(
        link,
        formats="RTSP;JSON",
        zone_left="own",
        zone_right="police",
        passage="relay",
        agreement="영상정보 제공 협약",
        agreed_on=DAY,
        expires_on=date(2028, 11, 21),
        national_mkrw=120.5,
        uses=34.0,
        roles="가온시: 영상 제공\n경찰서: 열람 기록 보관",
    )
    write_project(revise(project, told), tmp_path / "p.gpkg")
    (read,) = records(read_project(tmp_path / "p.gpkg").project, Link)
    assert replace(read, line=None, **unknowns()) == replace(told, line=None, **unknowns())
    assert np.isnan([read.cost_mkrw, read.local_mkrw, read.use_year]).all()


def unknowns() -> dict[str, Any]:
    """What stayed unknown: NaN is not equal to itself."""
    return dict.fromkeys(
        ("cost_mkrw", "province_mkrw", "local_mkrw", "private_mkrw", "use_year"), 0.0
    )


def test_links_of_an_older_file_open_with_the_rest_unknown_and_can_be_revised(
    tmp_path: Path,
) -> None:
    """The file was written before links knew networks, agreements and sources of money."""
    path = tmp_path / "p.gpkg"
    path.write_bytes(OLDER.read_bytes())
    opened = Session(read_project(path).project, path)
    assert path.read_bytes() == OLDER.read_bytes()
    first, second = records(opened.project, Link)
    assert (first.title, first.formats, first.passage, first.expires_on) == (
        "교통+방범",
        "",
        "",
        None,
    )
    assert (second.state, second.cost_mkrw, second.owner) == ("agreed", 250.0, "가온시")
    assert np.isnan(first.national_mkrw)
    opened.do("edit", lambda now: revise(now, replace(first, agreement="협약", uses=3.0)))
    opened.save()
    read, kept = records(read_project(path).project, Link)
    assert (read.agreement, read.uses, read.title) == ("협약", 3.0, first.title)
    assert (kept.cost_mkrw, kept.agreement) == (250.0, "")


def test_what_a_link_cannot_be_is_refused() -> None:
    project, link = accepted()
    for wrong, code in (
        (replace(link, uid="other"), "link_gone"),
        (replace(link, title=" "), "link_untitled"),
        (replace(link, agreed_on=DAY, expires_on=date(2026, 1, 1)), "link_days"),
    ):
        with pytest.raises(RefusedError, match=code):
            revise(project, wrong)
    running = revise(project, replace(link, state="running"))
    assert records(running, Link)[0].state == "running"
