"""Scenarios: answers about sites and branches of the plan, kept until one is adopted."""

from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import Path

import numpy as np
import pytest
import shapely

from scmap.analysis.scenario_difference import Measure, Side, changed_links, compare
from scmap.cartography.presets import default_map
from scmap.errors import InputError, RefusedError
from scmap.model.link import Link
from scmap.model.project import Project, new_uid
from scmap.model.records import records
from scmap.model.scenario import CURRENT, Reach, Scenario, ScenarioLink, Site
from scmap.reference import codebook, gazetteer_of
from scmap.session import linking, scenarios
from scmap.session.plan_sides import side_of
from scmap.session.planned_centres import Reference
from scmap.session.session import Session
from scmap.session.siting import standing_centres
from scmap.session.siting_question import Answer, Question, ask
from scmap.store.project_file import read_project, write_project
from tests.session.test_linking import accepted

DAY = date(2026, 11, 28)
SAMPLE = Path(__file__).parents[2] / "sample_layers" / "scmap-sample.gpkg"


def planned() -> tuple[Project, Link]:
    project, link = accepted()
    return linking.revise(project, replace(link, cost_mkrw=100.0, phase="short")), link


def branched(title: str = "대안") -> tuple[Project, str]:
    uid = new_uid()
    return scenarios.branch(planned()[0], title=title, uid=uid, made_on=DAY), uid


def known() -> Reference:
    book = codebook()
    return Reference(book, gazetteer_of(sample()), partial(default_map, codebook=book))


@cache
def sample() -> Project:
    return read_project(SAMPLE).project


@cache
def answered(model: str = "p-median") -> Answer:
    question = Question(model, region="강원특별자치도", new=2, radius_km=30.0)
    return ask(sample(), gazetteer_of(sample()), question)


def kept(model: str = "p-median") -> tuple[Project, str]:
    uid = new_uid()
    told = {"title": "강원 2곳", "parameters": "신규=2", "uid": uid}
    project = sample().with_map(())
    return scenarios.keep_answer(project, answered(model), made_on=DAY, **told), uid


def test_a_branch_holds_the_links_apart_from_the_plan_until_it_is_adopted() -> None:
    project, uid = branched()
    (copy,) = scenarios.links_of(project, uid)
    assert isinstance(copy, ScenarioLink)
    project = linking.revise(project, replace(copy, title="다른 이름", cost_mkrw=40.0))
    assert records(project, Link)[0].title == "교통+방범"
    adopted = scenarios.adopt(project, uid, DAY, "채택 전", known())
    (link,) = records(adopted, Link)
    assert link.uid == planned()[1].uid  # who names the link finds it still
    assert (link.title, link.cost_mkrw) == ("다른 이름", 40.0)
    titles = {one.title: one.adopted_on for one in records(adopted, Scenario)}
    assert titles == {"대안": DAY, "채택 전": None}
    former = next(one.uid for one in records(adopted, Scenario) if one.title == "채택 전")
    assert scenarios.links_of(adopted, former)[0].title == "교통+방범"


def test_a_scenario_is_one_step_back_and_survives_the_file(tmp_path: Path) -> None:
    before, _ = planned()
    session = Session(before)
    uid = new_uid()
    session.do("branch", lambda now: scenarios.branch(now, title="A", uid=uid, made_on=DAY))
    write_project(session.project, tmp_path / "p.gpkg")
    again = read_project(tmp_path / "p.gpkg").project
    assert [one.title for one in records(again, Scenario)] == ["A"]
    assert scenarios.links_of(again, uid)[0].phase == "short"
    session.undo()
    assert session.project is before


def test_what_cannot_be_branched_or_found_is_refused() -> None:
    project, uid = branched()
    empty = Project(uid="p", title="p")
    with pytest.raises(RefusedError, match="untitled"):
        scenarios.branch(project, title=" ", uid=new_uid(), made_on=DAY)
    with pytest.raises(RefusedError, match="empty"):
        scenarios.branch(empty, title="x", uid=new_uid(), made_on=DAY)
    with pytest.raises(RefusedError, match="gone"):
        scenarios.adopt(project, "gone", DAY, "x", known())
    with pytest.raises(RefusedError, match="untitled"):
        scenarios.rename(project, uid, "")


def test_dropping_a_scenario_takes_its_rows_and_entries_off() -> None:
    project, uid = kept()
    assert len(project.map) == 2
    gone = scenarios.drop(project, uid)
    assert gone.map == ()
    assert not any(records(gone, kind) for kind in (Scenario, Site, Reach))


def test_an_answer_about_sites_stands_on_the_map_with_whom_each_centre_serves() -> None:
    project, uid = kept()
    (scenario,) = records(project, Scenario)
    assert (scenario.uid, scenario.gap, scenario.region) == (uid, 0.0, "강원특별자치도")
    assert scenario.served == 1.0
    new = [one for one in records(project, Site) if one.role == "new"]
    reaches = records(project, Reach)
    assert len(new) == 2
    assert len(reaches) == len(answered().demand) == 18
    for one in reaches:
        assert one.by
        assert one.line is not None
        if one.km > 0.01:
            assert shapely.length(one.line) == pytest.approx(one.km * 1000.0)
    loads = sum(one.load for one in records(project, Site))
    assert loads == pytest.approx(sum(one.weight for one in reaches))


def test_groups_of_small_municipalities_are_kept_with_those_left_alone() -> None:
    project, _ = kept("group")
    found = answered("group")
    groups = [one for one in records(project, Site) if one.role == "group"]
    alone = [one for one in records(project, Reach) if not one.by]
    assert len(groups) == len(found.found.groups)  # type: ignore[union-attr]
    assert len(alone) == len(found.found.alone)  # type: ignore[union-attr]
    assert {one.tint for one in alone} <= {"0"}


def test_the_newest_scenario_takes_the_place_of_the_others_on_the_map() -> None:
    project, first = kept()
    uid = new_uid()
    project = scenarios.keep_answer(
        project, answered("mclp"), title="B", parameters="", uid=uid, made_on=DAY
    )
    shown = {entry.uid for entry in project.map if entry.visible}
    assert shown & set(scenarios.entries_of(uid))
    assert not shown & set(scenarios.entries_of(first))


def test_a_question_without_an_answer_leaves_nothing() -> None:
    known = gazetteer_of(sample())
    with pytest.raises(InputError, match="site_too_many"):
        ask(sample(), known, Question("p-median", region="강원특별자치도", new=99))
    short = Question(
        "mclp",
        region="강원특별자치도",
        radius_km=10.0,
        budget=10.0,
        costs={place.code: 3000.0 for place in known.municipalities},
    )
    with pytest.raises(InputError, match="site_budget_short"):
        ask(sample(), known, short)


def adopted(model: str = "p-median") -> tuple[Project, str]:
    project, uid = kept(model)
    return scenarios.adopt(project, uid, DAY, "", known()), uid


def planned_rows(project: Project) -> dict[str, int]:
    layer = project.investments
    assert layer is not None
    return {
        str(layer.text("name")[row]): row
        for row in np.flatnonzero(layer.text("phase") == "계획").tolist()
    }


def test_adopted_sites_are_planned_centres_on_the_ground_that_they_serve() -> None:
    before, uid = kept()
    session = Session(before)
    session.do("adopt", lambda now: scenarios.adopt(now, uid, DAY, "", known()))
    project, layer = session.project, session.project.investments
    assert layer is not None
    rows = planned_rows(project)
    sites = [one for one in records(project, Site) if one.role == "new"]
    assert rows.keys() == {f"{one.name} 통합운영센터(계획)" for one in sites}
    for site in sites:
        row = rows[f"{site.name} 통합운영센터(계획)"]
        assert layer.text("kind")[row] == "OPC"
        assert layer.text("municipality_code")[row] == site.code
        assert layer.text("ministry")[row] is None
        assert np.isnan(layer.number("year_from")[row])
        assert np.isnan(layer.number("total_mkrw")[row])
        assert (layer.number("x")[row], layer.number("y")[row]) == site.line.coords[0]  # type: ignore[union-attr]
        served = [one for one in records(project, Reach) if one.by == site.name]
        assert {one.code for one in served} <= {
            part.removeprefix("municipality:") for part in layer.text("extent")[row].split(";")
        }
        areas = [
            shapely.area(gazetteer_of(project).footprint(f"municipality:{one.code}"))
            for one in served
        ]
        assert shapely.area(layer.geometry[row]) == pytest.approx(sum(areas), rel=1e-4)
    assert not standing_centres(project, gazetteer_of(project)) & {one.code for one in sites}
    again = scenarios.adopt(project, uid, DAY, "", known())
    assert planned_rows(again) == rows
    session.undo()
    assert session.project is before


def test_a_project_without_investments_gets_its_first_from_adopted_sites() -> None:
    uid, empty = new_uid(), Project(uid="p", title="p")
    told = {"title": "강원 2곳", "parameters": "", "uid": uid}
    project = scenarios.keep_answer(empty, answered(), made_on=DAY, **told)
    layer = scenarios.adopt(project, uid, DAY, "", known()).investments
    assert layer is not None
    assert not layer.uid.startswith("~")
    assert len(layer) == 2


def test_the_next_adopted_sites_take_the_place_of_those_that_nothing_names() -> None:
    project, first = adopted()
    layer = project.investments
    assert layer is not None
    (one, other) = [layer.uids[row] for row in planned_rows(project).values()]
    project = linking.accept(project, replace(planned()[1], left=one, right=layer.uids[0]))
    second = new_uid()
    project = scenarios.keep_answer(
        project, answered("group"), title="권역", parameters="", uid=second, made_on=DAY
    )
    project = scenarios.adopt(project, second, DAY, "", known())
    kept_now = project.investments
    assert kept_now is not None
    assert one in kept_now.rows  # a link joins it
    assert other not in kept_now.rows
    groups = [site for site in records(project, Site) if site.role == "group"]
    assert len(planned_rows(project)) == len(groups) + 1
    shared = planned_rows(project)[f"{groups[0].name} 통합운영센터(계획)"]
    assert len(kept_now.text("municipality_code")[shared].split(";")) >= 3
    days = {one.uid: one.adopted_on for one in records(project, Scenario)}
    assert days == {first: None, second: DAY}


def measured(left: Side, right: Side) -> dict[str, Measure]:
    return {one.key: one for one in compare(left, right)}


def test_two_plans_differ_by_links_money_phases_and_flaws() -> None:
    project, uid = branched()
    copy = scenarios.links_of(project, uid)[0]
    told = replace(copy, cost_mkrw=150.0, national_mkrw=90.0, phase="long", state="agreed")
    project = linking.revise(project, told)

    def side(of: str) -> Side:
        return side_of(project, of, gazetteer_of(project), DAY)

    found = measured(side(CURRENT), side(uid))
    assert found["cost"].difference == 50.0
    assert np.isnan(found["cost.national"].difference)
    assert found["cost.national"].unknown == (1, 0)
    assert (found["phase.short"].left, found["phase.short"].right) == (1.0, 0.0)
    assert found["phase.long"].difference == 1.0
    assert found["places"].difference == 0.0
    assert found["places"].left == 1.0  # both ends stand in one city
    layer = project.investments
    assert layer is not None
    assert found["ground"].left == pytest.approx(shapely.area(shapely.union_all(layer.geometry)))
    assert found["errors"].difference == 1.0  # an agreed link wants its agreement
    assert [where for where, _ in changed_links(side(CURRENT), side(uid))] == ["changed"]
    assert changed_links(side(CURRENT), side(CURRENT)) == ()


def test_sites_are_compared_by_what_they_serve() -> None:
    project, uid = kept()
    (scenario,) = records(project, Scenario)
    side = side_of(project, uid, gazetteer_of(project), DAY)
    found = measured(side, replace(side, scenario=replace(scenario, mean_km=1.0)))
    assert found["centres"].left == 2.0
    assert found["mean_km"].right == 1.0
    assert found["places"].left == 18.0
    whole = shapely.area(gazetteer_of(project).footprint("sido:강원특별자치도"))
    assert found["ground"].left == pytest.approx(whole, rel=1e-3)
    assert np.isnan(found["cost"].left)
    assert found["cost"].unknown == (2, 2)
    assert "links" not in found


def test_a_plan_without_links_covers_nothing_and_an_end_without_ground_is_counted() -> None:
    project, link = planned()
    none = side_of(linking.withdraw(project, link.uid), CURRENT, gazetteer_of(project), DAY)
    assert (none.ground, none.places) == (0.0, frozenset())
    layer = project.investments
    assert layer is not None
    shapes = layer.geometry.copy()
    shapes[layer.rows[link.left]] = None
    bare = project.with_layer(layer.replace(geometry=shapes))
    side = side_of(bare, CURRENT, gazetteer_of(project), DAY)
    assert side.groundless == 1
    assert measured(side, none)["ground"].unknown == (1, 0)
