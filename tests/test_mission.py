"""The mission, row by row (DOMAIN §1): a test for each, on the sample, of what a planner is given.

The rooms test the same parts more finely: every boundary of a rule, every click of a dialog.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from scmap.analysis.grants import grant_flags, recipients
from scmap.analysis.hosting import find_hosts
from scmap.analysis.link_checks import find_flaws
from scmap.analysis.operation import operating_years
from scmap.analysis.register import lineages
from scmap.analysis.summary import ALL
from scmap.cartography.legend import legend
from scmap.cartography.settings import map_settings
from scmap.cli.main import run
from scmap.errors import RefusedError
from scmap.formats.idea_table import read_ideas
from scmap.gui.design.centres import CentresPage
from scmap.gui.design.fits import FitsPage
from scmap.gui.design.platform_table import around_table
from scmap.gui.design.platforms import PlatformsPage
from scmap.gui.dialogs.codes import CodesDialog
from scmap.gui.models.agenda import proposal
from scmap.gui.panels.agenda_list import AgendaList
from scmap.gui.panels.feature_form import FeatureForm
from scmap.gui.panels.form import Choice
from scmap.gui.panels.matrix import BASES, MatrixPanel
from scmap.gui.panels.review import ReviewPanel
from scmap.model.attribute_form import MONEY
from scmap.model.centre import System
from scmap.model.codebook import UNCLASSIFIED, parts
from scmap.model.crosswalk import CodeLink, measure_coverage
from scmap.model.extent import Extent
from scmap.model.idea import Idea
from scmap.model.layer import Layer, objects
from scmap.model.link import Link
from scmap.model.meeting import Member
from scmap.model.plan import Plan
from scmap.model.project import Project
from scmap.model.records import records, with_record
from scmap.model.review import Decision
from scmap.model.ruleset import GRADES
from scmap.reference import base_layer, gazetteer
from scmap.reference.design_rules import design_rules
from scmap.reference.programmes import programme_facts
from scmap.reference.templates import templates
from scmap.report.boards import board
from scmap.report.comparison import Side, comparison_table
from scmap.report.minutes import compose_paper
from scmap.report.parts import Imprint
from scmap.session import centres, ideas, linking, reviewing, surveying, themes, voting
from scmap.session.crosswalking import linked, with_regional
from scmap.session.findings import Lookups, find
from scmap.session.summaries import Axis
from scmap.store.project_file import write_project
from scmap.words import tr
from tests.gui.board import buttons, desk, sample_project
from tests.gui.design.laid import Laid, button, laid
from tests.gui.parts import Parts, make_parts, make_tables
from tests.mission_parts import (
    BOOK,
    BUCHEON,
    CENTRE,
    CONTROL,
    HAEUNDAE,
    HWASEONG,
    OPEN_PLATFORM,
    PLATFORM,
    ROUND,
    TODAY,
    WANJU,
    agenda,
    card,
    decided,
    dossier,
    findings,
    fit,
    fits,
    heard,
    investments,
    lines,
    link_of,
    money,
    row,
    shown,
    texts,
    told,
    uid,
    with_more,
)
from tests.sample_layers.test_sample import KINDS
from tests.session.sharing_parts import cooperative

pytestmark = pytest.mark.usefixtures("qapp")

RULES = design_rules()


# -- what there is: centres, test-beds, programmes, platforms (1-11) -----------------------------


def test_01_twenty_operation_centres_stand_in_the_legend_by_ministry_line() -> None:
    def sources(name: str) -> Layer | None:
        return base_layer(name.removeprefix("base:")) if name.startswith("base:") else layer

    layer = investments()
    whole = Extent(7e5, 1.4e6, 1.4e6, 2.1e6)
    settings = map_settings(sample_project(), sources, extent=whole, width=400, height=400, dpi=96)
    heading = BOOK.kinds["OPC"].title
    counts = {entry.title: entry.count for entry in legend(settings) if entry.heading == heading}
    assert counts == {BOOK.lineages["MOLIT"].title: 15, "소관 미상": 5}


@pytest.mark.parametrize(
    ("services", "step"), [(("X1", "X2"), "3단계 연계서비스"), (("X1", "T1"), "4단계")]
)
def test_02_linked_services_lift_a_centre_and_the_rule_is_shown(
    services: tuple[str, ...], step: str, qtbot: QtBot
) -> None:
    project = sample_project()
    for service in services:
        project = linking.accept(project, link_of(service, CENTRE, CONTROL, state="running"))
    with laid(project) as table:
        page = shown(CentresPage(table.desk), qtbot)
        page.centre.setCurrentIndex(page.centre.findData(uid(CENTRE)))
        assert f"기능 단계: {step}" in page.said.text()
        assert "3단계: 확정·운영 연계서비스 1종 이상" in page.rule.text()


def test_03_four_of_ten_pairs_of_systems_are_forty_percent(qtbot: QtBot) -> None:
    names = ("방범 CCTV", "교통정보", "재난예경보", "시설물", "환경")
    project, centre = sample_project(), uid(CENTRE)
    for name in names:
        project = centres.add_system(project, centre, name)
    systems = [one.uid for one in records(project, System)]
    for one, other in list(combinations(systems, 2))[:4]:
        project = centres.link_systems(project, centre, (one, other), "linked")
    with laid(project) as table:
        page = shown(CentresPage(table.desk), qtbot)
        page.centre.setCurrentIndex(page.centre.findData(centre))
        assert page.inner.text().startswith("내부 연계율 40.0%(4/10)")
        assert page.matrix.rowCount() == 5


def test_04_the_money_of_geoje_is_split_as_its_source_splits_it() -> None:
    shares = money("거제시 CCTV 통합관제센터")
    assert [shares[one] for one in ("국비", "지방비", "총사업비")] == ["578", "1,125", "1,703"]
    assert [shares[one] for one in ("시·도비", "시·군·구비", "교육청")] == ["137", "866", "122"]
    about = {fact.label: fact.value for fact in card("거제시 CCTV 통합관제센터", "about").facts}
    assert about["경찰 상주"] == "미상"


def test_05_the_test_bed_of_haeundae_has_the_papers_money_and_years() -> None:
    name = "부산 해운대 글로벌 스마트시티 실증단지"
    shares = money(name)
    told = [shares[one] for one in ("국비", "지방비", "민간 현금", "총사업비")]
    assert told == ["9,600", "2,600", "4,800", "17,000"]
    layer = investments()
    years = [layer.number(one)[row(name)] for one in ("year_from", "year_to")]
    assert years == [2015, 2017]
    assert layer.geometry[row(name)].geom_type == "MultiPolygon"


def test_06_the_pilot_cities_of_2013_are_seven() -> None:
    """은평, 남양주, 화성, 부천, 삼척, 양산 and the 경제자유구역 of 인천."""
    layer = investments()
    chosen = (layer.text("programme") == "u-pilot-city") & (layer.number("year_from") == 2013)
    found = sorted(layer.text("municipality_code")[chosen])
    assert found == ["11380", "28185", "41190", "41360", "41590", "48330", "51230"]


def test_07_where_sources_disagree_on_the_ministry_the_record_wins_and_a_note_says_so() -> None:
    about = card("서울 시각장애인 원격생활안전서비스", "about")
    (warning,) = about.warnings
    assert warning.startswith("출처 간 소관 상이")
    assert any(fact.value.startswith("행정자치부") for fact in about.facts)


def matched_without_a_place(kind: str) -> None:
    """Assert that what has no place is registered, not on the map, and matched by its content."""
    layer = investments()
    (first, *_) = np.flatnonzero(layer.text("kind") == kind)
    assert layer.geometry[first] is None
    alike = ("fields", "tags", "beneficiaries", "year_from", "year_to")
    cells: dict[str, object] = {name: layer.columns[name][first] for name in alike}
    cells |= {"name": "같은 내용의 지자체 사업", "ministry": "과학기술정보통신부", "kind": "USV"}
    project = with_more(sample_project(), cells, like=layer.take(np.array([row(CENTRE)])))
    found = find(project, Lookups.of(project))
    pair = found.candidates.row("|".join(sorted(("new-0", str(layer.uids[first])))))
    assert pair is not None
    assert str(found.candidates.uid(pair)) not in found.drawn.uids


def test_08_research_has_no_place_but_is_matched_and_its_money_adds_up() -> None:
    matched_without_a_place("RND")
    shares = money("U-City 고도화 R&D")
    assert [shares[one] for one in ("국비", "민간 현금", "총사업비")] == [
        "19,000",
        "4,800",
        "23,800",
    ]
    assert card("U-City 고도화 R&D", "money").warnings == ()


def test_09_training_and_promotion_have_no_place_but_are_matched() -> None:
    matched_without_a_place("HRD")


def described(left: str, right: str) -> Project:
    """Give the sample with what a closed and an open platform exchange."""
    project = sample_project()
    for name, items, openness, standards in (
        (PLATFORM, left, "폐쇄", "자체규격"),
        (OPEN_PLATFORM, right, "개방", "oneM2M"),
    ):
        told = {"data_items": items, "openness": openness, "standards": standards}
        project = centres.describe(project, uid(name), told)
    return project


def compared(qtbot: QtBot, table: Laid) -> PlatformsPage:
    page = shown(PlatformsPage(table.desk), qtbot)
    page.left.setCurrentIndex(page.left.findData(uid(PLATFORM)))
    page.right.setCurrentIndex(page.right.findData(uid(OPEN_PLATFORM)))
    return page


def test_10_a_closed_and_an_open_platform_are_compared_and_can_be_linked(qtbot: QtBot) -> None:
    project = described("CCTV 영상[RTSP];112 이벤트[자체규격]", "CCTV 영상[HLS];센서[JSON]")
    with laid(project) as table:
        page = compared(qtbot, table)
        assert "변환 필요 1항목" in page.said.text()
        assert "공통 0항목" in page.said.text()
        assert "개방성: 폐쇄 / 개방" in page.said.text()
    tied = linking.accept(project, link_of("X7", PLATFORM, OPEN_PLATFORM))
    assert [one.template for one in records(tied, Link)] == ["X7"]


def test_11_items_of_the_same_name_in_other_formats_are_listed_and_can_be_saved(
    qtbot: QtBot,
) -> None:
    project = described("센서[자체규격];위치[XML]", "센서[JSON];위치[GeoJSON]")
    with laid(project) as table:
        page = compared(qtbot, table)
        rows = page.table.rows
        states = [rows.cell(line, 3)[0] for line in range(rows.rowCount())]
        assert states.count("형식 상이") == 2
        QTest.mouseClick(button(page, "save"), Qt.MouseButton.LeftButton)
        assert len(table.saved) == 1


# -- linked services (12-16) ---------------------------------------------------------------------


def test_12_emergency_video_is_applicable_where_the_police_serve_and_what_is_short_is_named() -> (
    None
):
    there = fit("T1")
    assert there.standing == "full"
    missing = [one for other in fits(HWASEONG).fits for one in told(other) if "부족" in one]
    assert missing
    assert all(re.search(r"기준 \S+ 이상", one) for one in missing)


def grounds(template: str, code: str, qtbot: QtBot) -> list[tuple[str, ...]]:
    """Give what was counted for a service in a municipality, as the page of services lists it."""
    with laid(sample_project()) as table:
        page = shown(FitsPage(table.desk), qtbot)
        page.municipality.setCurrentIndex(page.municipality.findData(code))
        QTest.mouseClick(button(page, "run"), Qt.MouseButton.LeftButton)
        table.wait()
        page.table.selectRow(page.table.rows.row(template))
        rows = page.grounds.rows
        return [
            tuple(rows.cell(line, column)[0] for column in range(5))
            for line in range(rows.rowCount())
        ]


def test_13_traffic_cameras_in_gaps_of_crime_prevention_are_counted() -> None:
    (gap, *_) = fit("X1").checks
    assert gap.state == "met"
    assert len(gap.features) == gap.value >= 1
    cameras = next(one for one in sample_project().layers if one.name == "camera")
    purposes = [set(parts(cameras.text("purpose")[cameras.rows[one]])) for one in gap.features]
    assert all("TRN" in one and "CRM" not in one for one in purposes)
    places = {one: cameras.geometry[cameras.rows[one]] for one in gap.features}
    crime = [
        place
        for place, cell in zip(cameras.geometry, cameras.text("purpose"), strict=True)
        if "CRM" in parts(cell)
    ]
    nearest = shapely.STRtree(crime)
    for place in places.values():
        assert crime[nearest.nearest(place)].distance(place) > 50.0


def test_14_poles_near_each_other_are_candidates_to_be_shared(qtbot: QtBot) -> None:
    listed = grounds("X2", HWASEONG, qtbot)
    assert listed
    assert all(line[0].startswith("폴") for line in listed)
    assert all(float(line[3]) <= 50.0 for line in listed)


def test_15_air_sensors_are_listed_with_the_road_within_300_metres(qtbot: QtBot) -> None:
    listed = grounds("X3", HAEUNDAE, qtbot)
    assert listed
    for kind, name, road, metres, _ in listed:
        assert kind.startswith("대기 측정기")
        assert name
        assert road
        assert float(metres) <= 300.0


def test_16_plants_in_zones_of_flood_or_odour_are_listed(qtbot: QtBot) -> None:
    listed = grounds("X4", HWASEONG, qtbot)
    assert listed
    assert all(line[0].startswith("하수") and line[1] for line in listed)


# -- the committee (17-24) -----------------------------------------------------------------------


def test_17_a_round_holds_items_minutes_and_decisions_and_carries_over_what_is_left() -> None:
    project = agenda()
    first = reviewing.items_of(project, "r")[0]
    project = reviewing.decide(
        heard(project, first.uid), Decision("d", first.uid, "통합", "한 곳에서 운영", "간사", TODAY)
    )
    project = voting.enrol(project, Member("m", "r", "김위원", "나루대", "학", True))
    project = voting.attend(project, "m", attended=True)
    minutes = compose_paper(project, "2026-1", "minutes", TODAY, Imprint("화성시"))
    assert minutes.title.startswith("2026년 제1차")
    assert any("통합" in line for line in texts(minutes.table("results"))[0])
    later = reviewing.open_round(project, replace(ROUND, uid="r2", year=2027))
    carried = reviewing.items_of(reviewing.carry_over(later, "r2"), "r2")
    assert [one.title for one in carried] == ["안건 2", "안건 3"]


def test_18_no_step_is_skipped_and_the_reason_stands_at_the_button(qtbot: QtBot) -> None:
    with desk() as table:
        panel = shown(ReviewPanel(table.bridge, table.findings, table.selection), qtbot)
        table.open(agenda())
        (deed,) = buttons(panel, "판정 등록")
        assert not deed.isEnabled()
        assert "② 전문가 자문, ③ 실무 의견 미등록" in deed.toolTip()
        table.bridge.do("x", lambda project: heard(project, "i1"))
        (deed,) = buttons(panel, "판정 등록")
        assert deed.isEnabled()


def test_19_every_fact_is_classified_once_and_the_unsorted_are_shown() -> None:
    layer = investments()
    facts = layer.take(np.flatnonzero(np.isin(layer.text("kind").astype(str), list(KINDS))))
    table = board("sorted", sample_project().with_layer(facts), BOOK, TODAY)
    whole, *rows = table.rows
    assert whole.cells[-1] == 151
    for view in ("부처 계열", "유형", "시작연도"):
        assert sum(float(one.cells[-1]) for one in rows if one.cells[0] == view) == 151
    assert ("유형", "미분류", 0.0) in [(*one.cells[:2], one.cells[-1]) for one in rows]


def test_20_opinions_are_printed_in_order_and_counted_in_the_agenda() -> None:
    printed = texts(dossier().table("opinions"))
    first = [line for line in printed if "제1호" in line[0]]
    assert [line[1] for line in first] == ["학", "연", "실무"]
    assert all(
        f"{name}의 의견" in " ".join(line)
        for name, line in zip(("김도시", "이연구", "박담당"), first, strict=True)
    )
    assert any("전문가 2건, 실무 1건" in line for line in lines(dossier()))


def test_21_abolishing_needs_a_reason_and_the_scores_of_the_day_are_kept() -> None:
    project = heard(agenda(), "i1")
    with pytest.raises(RefusedError, match="decision_without_reason"):
        reviewing.decide(project, Decision("d", "i1", "폐지", " ", "간사", TODAY))
    kept = reviewing.decision_on(decided(), "i1")
    assert kept is not None
    assert (kept.author, kept.decided_on) == ("간사", TODAY)
    pair = findings().candidates.row(reviewing.items_of(decided(), "r")[0].subject)
    assert kept.duplication == findings().candidates.verdict.duplication[pair]


def test_22_matched_pairs_have_a_table_of_phases_and_a_map_each() -> None:
    table = dossier().table("phases")
    titles = [column.title for column in table.columns]
    assert titles == ["단계", "과제", "주관", "협조", "기간", "사업비"]
    phases = [sheet.title for sheet in dossier().sheets if "추진과제" in sheet.title]
    assert [phase for phase in ("단기", "중기", "장기") if any(phase in one for one in phases)] == [
        "단기", "중기", "장기",
    ]  # fmt: skip
    assert len(phases) == 3


def test_23_the_portfolio_adds_up_every_ministry_line_and_says_what_it_leaves_out() -> None:
    table = board("execution", sample_project(), BOOK, TODAY)
    whole, *groups = table.rows
    assert whole.cells[1] == len(investments()) == sum(float(one.cells[1]) for one in groups)
    assert whole.cells[2] == pytest.approx(np.nansum(investments().number("total_mkrw")))
    unknown = int(np.isnan(investments().number("total_mkrw")).sum())
    assert f"총사업비 미상 {unknown}건" in table.notes[0]


def test_24_two_lines_are_compared_in_the_eight_rows_of_the_paper() -> None:
    sides = (Side("국토교통부", ("u-city-rnd",)), Side("미래창조과학부", ("global-testbed",)))
    rows = texts(comparison_table(sides, BOOK, programme_facts()))
    assert [line[0] for line in rows] == [
        "추진근거", "사업목표", "주요사업", "예산", "사업내용", "추진주체", "정보연계", "서비스",
    ]  # fmt: skip
    assert rows[3][1:] == (
        "총 238억 원(국비 190, 민간 48)",
        "총 170억 원(국비 96, 민간 48, 시비 26)",
    )


# -- money and repeated grants (25-28) -----------------------------------------------------------


def test_25_a_split_that_is_not_its_total_is_red_and_can_be_kept(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    form = FeatureForm(investments(), uid(CENTRE), BOOK, gazetteer(), parent)
    for name in MONEY:
        form.answers[f"{name}_mkrw"].put("")
    for name, amount in (("total", "1,000"), ("national", "700"), ("local", "500")):
        form.answers[f"{name}_mkrw"].put(amount)
    entry = form.answers["local_mkrw"].widget
    assert "+200" in entry.accessibleDescription()
    ground = entry.palette().color(QPalette.ColorRole.Base)
    assert ground.red() > max(ground.green(), ground.blue()) + 20
    (keeps,) = [one for one in form.findChildren(QPushButton) if one.text() == tr("forms.do")]
    assert keeps.isEnabled()


def test_26_hwaseong_was_funded_seven_times_and_its_small_grant_of_one_year_is_flagged() -> None:
    layer = investments()
    (found,) = [one for one in recipients(layer) if one.code == HWASEONG]
    real = [one for one in found.rows if "예시" not in str(layer.text("name")[one])]
    assert len(real) == 7
    lines = frozenset().union(*(lineages(layer, BOOK)[one] for one in real))
    assert len(lines) == 3
    flags = grant_flags(layer)
    (grant,) = [one for one in real if flags.flagged[one] and layer.text("kind")[one] == "USV"]
    assert layer.number("year_from")[grant] == 2018
    assert layer.number("national_mkrw")[grant] == 900
    assert flags.by_national[grant]


def test_27_the_same_service_funded_by_two_lines_a_year_apart_is_one_pair_of_grade_one() -> None:
    same = {
        "kind": "USV", "programme": None, "fields": "CRM;HLT", "tags": "위치추적;앱",
        "tags_basis": "source", "beneficiaries": "노인", "beneficiaries_basis": "source",
        "year_to": math.nan, "predecessor": None,
    }  # fmt: skip
    project = with_more(
        sample_project(),
        {**same, "name": "어르신 위치추적", "ministry": "국토교통부", "year_from": 2014.0},
        {**same, "name": "위치추적 서비스", "ministry": "행정자치부", "year_from": 2015.0},
        like=investments().take(np.array([row(CENTRE)])),
    )
    found = find(project, Lookups.of(project)).candidates
    pair = found.row("new-0|new-1")
    assert pair is not None
    assert GRADES[found.verdict.grade[pair]] == "Ⅰ"


def drawn_in_bucheon() -> Plan:
    middle = gazetteer().footprint(f"municipality:{BUCHEON}").centroid
    return surveying.placed(middle.buffer(1_000), gazetteer())


def test_28_a_footprint_drawn_in_bucheon_lists_its_five_records_before_it_is_saved() -> None:
    found = surveying.look_up(sample_project(), drawn_in_bucheon())
    assert found is not None
    names = [str(found.layer.text("name")[place]) for place in found.rows]
    assert len(names) == 5
    assert all(name.startswith("부천시") for name in names)
    by_line = {line: len(rows) for line, rows in found.by_lineage(BOOK.lineages).items()}
    assert by_line == {"MOLIT": 4, "ME": 1}


# -- who steers (29-33) --------------------------------------------------------------------------


def test_29_an_item_has_an_officer_beside_its_leading_ministry_and_is_found_by_him(
    qtbot: QtBot,
) -> None:
    rows = texts(board("monitoring", agenda(), BOOK, TODAY))
    assert [line[2:4] for line in rows] == [(f"담당관 {n}", "화성시") for n in (1, 2, 3)]
    with desk() as table:
        panel = shown(ReviewPanel(table.bridge, table.findings, table.selection), qtbot)
        table.open(agenda())
        (listed,) = panel.findChildren(AgendaList)
        entry = next(
            one
            for one in panel.findChildren(QLineEdit)
            if one.accessibleName() == "담당관·기관·목표 찾기"
        )
        entry.setText("담당관 2")
        assert [one.uid for one in listed.rows] == ["i2"]


def test_30_a_theme_of_the_vulnerable_leaves_their_services_and_layers() -> None:
    theme = next(one for one in RULES.themes if one.id == "vulnerable")
    assert "T5" in theme.templates
    project = themes.show_theme(sample_project(), theme)
    names = {layer.uid: layer.name for layer in project.layers if layer.kind == "facility"}
    seen = {names[one.layer] for one in project.map if one.layer in names and one.visible}
    assert seen == {"camera", "school", "safe_route"}
    (own,) = [one for one in project.map if one.uid == themes.ENTRY]
    fields = [str(investments().text("fields")[line]) for line in own.rows(investments())]
    assert any("HLT" in cell for cell in fields)


def test_31_the_board_of_crises_has_only_what_is_late_or_wrong() -> None:
    late = board("crisis", decided(), BOOK, date(2030, 1, 1))
    assert {line[:2] for line in texts(late)} >= {("기간 경과", f"안건 {n}") for n in (1, 2, 3)}
    calm = {line[1] for line in texts(board("crisis", decided(), BOOK, TODAY))}
    assert calm.isdisjoint({"안건 1", "안건 2", "안건 3"})


def test_32_a_link_within_a_regeneration_area_says_so_on_the_agenda() -> None:
    own = link_of("X1", CENTRE, CONTROL)
    line = shapely.LineString(
        [investments().geometry[row(name)].centroid for name in (CENTRE, CONTROL)]
    )
    project = linking.accept(sample_project(), replace(own, line=line))
    area = Layer(
        "area", "area", "화성시 도시재생 활성화지역", "other", project.crs,
        objects(["1"]), objects([shapely.Point(line.coords[0]).buffer(100)]),
    )  # fmt: skip
    words = proposal(project.with_layer(area), None, BOOK, "r", ("link", own.uid)).text
    assert "도시재생사업구역 내" in words.splitlines()
    assert "도시재생사업구역 내" not in proposal(project, None, BOOK, "r", ("link", own.uid)).text


def shared() -> Layer:
    """Give three police jurisdictions of the sample as the layer that members share."""
    layer = next(one for one in sample_project().layers if one.name == "police_jurisdiction")
    return layer.take(np.arange(3)).replace(uid="zones")


def test_33_a_private_member_edits_like_a_city_and_every_vote_counts_one(tmp_path: Path) -> None:
    kim, lee, park = cooperative(tmp_path, "화성 김", "수원 이", "민간 박", layer=shared())
    park.edit(2, name="민간이 고침")
    for member in (park, kim):
        member.sync()
    assert kim.zones.text("name")[2] == "민간이 고침"
    kim.act("propose", proposal="v1", layer="zones", mode="read_only")
    park.sync()
    park.act("vote", proposal="v1", yes=False)
    for member in (lee, park, kim):
        member.sync()
    assert kim.sync().told.proposals["v1"].tally == (1, 1)


# -- regions (34-37) -----------------------------------------------------------------------------


def local_codes() -> Project:
    """Give the sample with forty codes of a region's own, and 37 of them linked."""
    layer = investments().take(np.arange(40)).replace(uid="local", name="local", kind="other")
    layer = layer.replace(columns={"code": objects(f"L{number:02d}" for number in range(40))})
    made = {f"L{number:02d}": f"N{number}" for number in range(3, 40)}
    return linked(sample_project().with_layer(layer), "local", "code", made, "administrative")


def test_34_thirty_seven_of_forty_codes_are_linked_and_three_are_listed(qtbot: QtBot) -> None:
    project = local_codes()
    layer = next(one for one in project.layers if one.uid == "local")
    found = measure_coverage(layer, "code", records(project, CodeLink))
    assert list(found.unmatched) == ["L00", "L01", "L02"]
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = CodesDialog(project, "local", parent)
    assert "37/40 연계(92.5%)" in dialog.told.text()


def test_35_a_layer_of_the_regions_own_needs_no_standard(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = with_regional(local_codes(), "local", "화성시 정보통신과", "분기")
    file = tmp_path / "p.gpkg"
    write_project(project, file)
    assert run(["share", "crosswalk", str(file), "--layer", "local"], lambda *_: 1) == 0
    told = capsys.readouterr().out
    assert "지역특화(표준연계 없음), 관리 화성시 정보통신과, 갱신주기 분기" in told


def test_36_two_who_edit_the_same_feature_get_a_conflict_and_neither_is_lost(
    tmp_path: Path,
) -> None:
    kim, lee = cooperative(tmp_path, "화성 김", "수원 이", layer=shared())
    kim.edit(0, name="김이 고침")
    lee.edit(0, name="이가 고침")
    for member in (kim, lee, kim):
        member.sync()
    assert kim.last is not None
    (conflict,) = kim.last.conflicts
    assert {one.value for one in conflict.fields["name"].claims} == {"김이 고침", "이가 고침"}


def test_37_a_team_whose_time_is_over_reads_only_and_what_it_gave_stays(tmp_path: Path) -> None:
    kim, lee = cooperative(tmp_path, "화성 김", "수원 이", expires="2026-12-31", layer=shared())
    kim.edit(0, name="제때")
    kim.sync()
    kim.edit(0, name="늦게")
    done = kim.sync(datetime(2027, 1, 1, tzinfo=UTC))
    assert [one.why for one in done.refused] == ["expired"]
    lee.sync()
    assert lee.zones.text("name")[0] == "제때"


# -- ideas, plans, standards, choice (38-46) -----------------------------------------------------


def test_38_twenty_ideas_come_in_with_their_score_and_without_anybodys_data(tmp_path: Path) -> None:
    head = "제목,내용,분야,체감도,연도,지자체,경도,위도,이름,전화번호"
    rows = [
        f"안심 버스 {n},내용,교통,4.{n % 10},2026,화성시,126.9{n:02d},37.2,홍길동,010-1111-2222"
        for n in range(20)
    ]
    (tmp_path / "ideas.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    read = read_ideas(tmp_path / "ideas.csv")
    assert read.left_out == ("이름", "전화번호")
    project = ideas.take_in(sample_project(), read.rows, gazetteer(), BOOK)
    found = records(project, Idea)
    assert len(found) == 20
    assert all(one.line is not None for one in found)
    assert found[3].satisfaction == 4.3
    assert Idea.TABLE in {entry.layer for entry in project.map}
    kept = "".join(map(repr, found))
    assert "홍길동" not in kept
    assert "010-1111-2222" not in kept


def test_39_a_transport_idea_finds_its_test_beds_and_becomes_an_arrow() -> None:
    found = find_hosts(investments(), frozenset({"TRN"}), RULES, 2026.0)
    names = [str(investments().text("name")[investments().rows[one.uid]]) for one in found]
    for place in ("해운대", "고양", "수성알파시티"):
        assert any(place in name for name in names), place
    assert all(one.reasons for one in found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    contest = str(investments().uids[np.flatnonzero(investments().text("kind") == "CON")[0]])
    tried = ideas.apply(sample_project(), contest, found[0].uid, templates(), today=TODAY)
    (arrow,) = records(tried, Link)
    assert (arrow.left, arrow.right) == (contest, found[0].uid)
    assert arrow.line is not None
    assert Link.TABLE in {entry.layer for entry in tried.map}


def test_40_the_ministries_to_be_consulted_on_a_plan_are_listed() -> None:
    plan = replace(drawn_in_bucheon(), ministry="행정안전부", kind="CCC")
    found = surveying.look_up(sample_project(), plan)
    assert found is not None
    assert found.to_consult(BOOK.lineages) == {"MOLIT": 3, "ME": 1}
    rows = texts(dossier().table("consultation"))
    assert rows
    assert all("「전자정부법」" in line[3] for line in rows)


@pytest.fixture
def window_parts(qtbot: QtBot) -> Iterator[Parts]:
    made = make_parts()
    made.open(qtbot, sample_project())
    yield made
    made.jobs.close()
    made.root.deleteLater()


def test_41_in_2016_only_what_operated_then_pairs_up(window_parts: Parts, qtbot: QtBot) -> None:
    window = window_parts
    tables = make_tables(window)
    shown(tables, qtbot)
    window.narrowing.choose_years(2016, 2016)
    pairs, years = window.findings.pairs, operating_years(investments(), BOOK)
    assert pairs is not None
    at_work = (years[:, 0] <= 2016) & (years[:, 1] >= 2016)
    both = at_work[pairs.left] & at_work[pairs.right]
    tables.show_tab("overlaps")
    assert 0 < tables.row_count == both.sum() < len(both)


def test_42_a_link_without_a_standard_of_the_citys_space_is_told_so() -> None:
    link = link_of("X1", CENTRE, CONTROL, technical_standard="TTAK.KO-10.0905")
    flaws = [flaw.code for flaw in find_flaws([link], investments(), TODAY)]
    assert "no_spatial_standard" in flaws
    assert "no_technical_standard" not in flaws
    assert tr("linkplan.flaw.no_spatial_standard") == "공간단위 서비스 표준 미지정"


def test_43_items_bear_a_governance_and_are_narrowed_by_it(qtbot: QtBot) -> None:
    with desk() as table:
        panel = shown(ReviewPanel(table.bridge, table.findings, table.selection), qtbot)
        table.open(agenda())
        second = reviewing.items_of(agenda(), "r")[1]
        assert second.governed == "행정"
        table.bridge.do(
            "x", lambda project: with_record(project, replace(second, governance="기술"))
        )
        (listed,) = panel.findChildren(AgendaList)
        box = next(
            one
            for one in panel.findChildren(QComboBox)
            if one.accessibleName() == "거버넌스" and not isinstance(one, Choice)
        )
        for value, uids in (("기술", ["i2"]), ("행정", ["i1", "i3"]), ("글로벌", [])):
            box.setCurrentIndex(box.findData(value))
            assert [one.uid for one in listed.rows] == uids


def test_44_a_centre_of_2008_still_operates_when_its_funding_is_over() -> None:
    years, first = operating_years(investments(), BOOK), investments().number("year_from")
    of_2008 = np.flatnonzero((investments().text("kind") == "OPC") & (first == 2008))
    assert len(of_2008)
    assert ((years[of_2008, 0] <= 2011) & (years[of_2008, 1] >= 2011)).all()


def test_45_a_county_that_chooses_a_platform_sees_those_of_its_neighbours() -> None:
    table = around_table(investments(), gazetteer(), WANJU)
    titles = [column.title for column in table.columns]
    assert titles[2:5] == ["지자체", "연도", "개방성"]
    places = {str(column) for column in table.columns[2].values}
    assert any("전주" in place for place in places)
    assert any("완주" in place for place in places)


@pytest.mark.parametrize(("view", "count"), [("statutory", 12), ("ifez", 6)])
def test_46_fields_are_told_apart_by_the_law_or_by_ifez_with_the_same_sum(
    view: Axis, count: int, window_parts: Parts, qtbot: QtBot
) -> None:
    tables = shown(make_tables(window_parts), qtbot)
    tables.show_tab("field")
    panel = next(one for one in tables.findChildren(MatrixPanel) if one.name == "field")
    sheet = panel.view.sheet
    assert sheet is not None
    whole = sheet.text(len(sheet.heads) - 1, len(sheet.heads) - 1)
    panel._basis.setCurrentIndex(BASES["field"].index(view))
    sheet = panel.view.sheet
    assert sheet is not None
    assert len([one for one in sheet.heads if one.key not in {UNCLASSIFIED, ALL}]) == count
    assert sheet.text(len(sheet.heads) - 1, len(sheet.heads) - 1) == whole
