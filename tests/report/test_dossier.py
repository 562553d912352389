"""What a dossier says: all parts in order, no suspicion as a verdict, and what the round holds."""

import re
from dataclasses import replace
from datetime import date

import pytest

from scmap import words
from scmap.errors import InputError
from scmap.model.finding import PAIR_LAYER, Comment
from scmap.model.project import Project
from scmap.model.records import records, touched, with_record, without_record
from scmap.model.review import AgendaItem, Opinion, Round
from scmap.report.blocks import Booklet, Grid, Line, Section
from scmap.report.dossier import Dossier
from scmap.report.parts import Imprint, Table
from scmap.session import finding_states
from scmap.session.excepting import drafted, entry_on, register
from scmap.session.excepting import withdraw as withdraw_exception
from scmap.session.judging import Editor, set_values
from scmap.session.reviewing import decision_on, register_opinion, withdraw
from tests.report import round_sample, sample


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return round_sample.dossier()


def headings(booklet: Booklet) -> list[str]:
    return [heading for heading, _ in booklet.headed]


def section(booklet: Booklet, title: str) -> Section:
    return next(one for one in booklet.sections if one.title.startswith(title))


def lines(booklet: Booklet, title: str) -> list[str]:
    blocks = section(booklet, title).blocks
    return [f"{block.sign} {block.text}" for block in blocks if isinstance(block, Line)]


def cells(table: Table) -> list[tuple[str, ...]]:
    return [table.texts(row) for row in table.rows]


def everything(booklet: Booklet) -> list[object]:
    """All that is written, cell by cell."""
    told: list[object] = [block for block in booklet.blocks if isinstance(block, Line)]
    for table in booklet.tables:
        told += [table.title, table.notes, [column.title for column in table.columns]]
        told += cells(table)
    told += [box.text for form in booklet.grids for box in form.boxes]
    return told + [sheet.title for sheet in booklet.sheets]


def of(project: Project, municipality: str | None = "11110") -> Dossier:
    return round_sample.composed(project, municipality=municipality)


def test_every_part_of_a_deliberation_stands_in_its_order(dossier: Dossier) -> None:
    """DOMAIN §6.1."""
    assert dossier.cover.kind == "심의안건"
    cover = [fact.label for fact in (*dossier.cover.above, *dossier.cover.below)]
    assert cover == ["의안번호", "회의", "제출자", "제출연월일", "공개구분", "공간정보 보안등급"]
    assert headings(dossier) == [
        "의결주문",
        "제안이유",
        "1. 추진배경",
        "2. 현황",
        "3. 문제점",
        "4. 검토의견",
        "5. 조치계획: 단계별 추진전략",
        "6. 향후일정",
        "붙임 1. 쌍별 검토표",
        "붙임 2. 의견 전문",
        "붙임 3. 예외 목록",
        "붙임 4. 분석조건·가중치",
        "붙임 5. 자료 출처",
    ]


def test_a_paper_that_only_reports_resolves_nothing() -> None:
    project = round_sample.project()
    for uid in ("a", "b"):
        project = without_record(project, AgendaItem, uid)
    told = of(project)
    assert told.cover.kind == "보고안건"
    assert headings(told)[0] == "1. 추진배경"


def test_the_ladder_of_signs_is_used(dossier: Dossier) -> None:
    signs = {block.sign for block in dossier.blocks if isinstance(block, Line)}
    assert signs == {"□", "ㅇ", "-", "※"}


def test_only_the_committee_decides(dossier: Dossier) -> None:
    """DOMAIN §0.2: suspicions are for review; a verdict is named with its day and its reason."""
    review = lines(dossier, "검토의견")
    assert "ㅇ 위원회 판정: 기능조정 (2026. 12. 10.)" in review
    assert "- 사유: 관제 기능이 겹치므로 기능을 나누고 연계함" in review
    assert "ㅇ 위원회 판정: 미결" in review
    assert any("판정은 위원회가 함" in line for line in lines(dossier, "문제점"))
    everything = " ".join(line.text for line in dossier.blocks if isinstance(line, Line))
    assert "낭비" not in everything
    assert "절감" not in everything


def test_money_is_written_with_who_pays_and_how_much_of_that_is_unknown(dossier: Dossier) -> None:
    """DOMAIN §6.2: 170억 원(국비 96, 시비 26, 민간 48)."""
    told = lines(dossier, "현황")
    assert told[0] == (
        "□ 한빛도 가온시 투자사업 5건, 총사업비 205.03억 원(국비 109.78, 지방비 43.25)"
    )
    assert "※ 재원별 금액(억 원)은 알려진 값의 합이며, 미상은 국비 2건, 지방비 2건" in told


def test_a_line_holds_one_idea_and_ends_as_a_note_does(dossier: Dossier) -> None:
    """DOMAIN §6.1: 개조식, one idea a line; the grounds of a grade are several."""
    review = lines(dossier, "검토의견")
    assert "※ 가중치·기준: 붙임 ‘분석조건·가중치’" in review
    assert not any(". " in line.split(" ", 1)[1] and "다만" in line for line in review)
    notes = [note for table in dossier.tables for note in (*table.notes, table.empty)]
    every = [line.text for line in dossier.blocks if isinstance(line, Line)]
    assert not [one for one in (*notes, *every) if one.rstrip(".").endswith(("니다", "시오"))]
    assert not [one for one in (*notes, *every) if re.search(r"[가-힣]\.(\s|$)", one)]


def test_what_a_remark_points_to_is_in_the_annex(dossier: Dossier) -> None:
    told = [*everything(dossier), *(f"{note}" for one in dossier.tables for note in one.notes)]
    named = {name for one in map(str, told) for name in re.findall(r"붙임 ‘([^’]+)’", one)}
    assert "분석조건·가중치" in named
    assert named <= {one.title for one in dossier.sections if one.place == "attached"}


def test_weights_are_written_with_as_many_decimals_as_each_other(dossier: Dossier) -> None:
    weights = dossier.table("weights")
    told = {cells for row in weights.rows for cells in weights.texts(row)[1::2] if cells}
    assert {"0.20", "0.25"} <= told
    assert {len(one.partition(".")[2]) for one in told} == {2}


def test_the_scores_of_the_day_of_the_decision_stand_beside_it(dossier: Dossier) -> None:
    assert "※ 판정 당시 등급 Ⅱ, 유사·중복 점수 76.3, 연계 적합도 84.4" in lines(dossier, "검토의견")


def test_an_order_says_what_was_resolved_and_what_is_to_be(dossier: Dossier) -> None:
    assert lines(dossier, "의결주문") == [
        "□ 제1호 안건 「가온시 통합관제 기능조정」: 기능조정으로 의결함",
        "□ 제2호 안건 「교통·방범 카메라 공동 활용」의 처리방향을 심의·의결함(안)",
    ]


def test_an_undecided_item_is_carried_over(dossier: Dossier) -> None:
    assert lines(dossier, "향후일정")[-1] == (
        "ㅇ 미결 안건 1건은 다음 회의에서 계속 심의: 「교통·방범 카메라 공동 활용」"
    )


def test_a_withdrawn_decision_no_longer_counts() -> None:
    project = round_sample.project()
    decision = decision_on(project, "a")
    assert decision is not None
    told = of(withdraw(project, decision, "w"))
    assert "□ 제1호 안건 「가온시 통합관제 기능조정」의 처리방향을 심의·의결함(안)" in lines(
        told, "의결주문"
    )


def test_every_graded_pair_has_its_form_with_terms_and_no_saving(dossier: Dossier) -> None:
    forms = dossier.grids
    assert len(forms) == len(dossier.table("pairs").rows) == 4
    for form in forms:
        texts = [box.text for box in form.boxes]
        for term in ("s 사업구역", "F 분야", "C 기능", "B 지원대상", "T 운영기간", "검토 근거"):
            assert term in texts
        assert "산술적 상한이며 절감액이 아님" in " ".join(texts)
        assert any(box.rows > 1 for box in form.boxes)


def test_the_state_of_a_pair_and_what_was_written_at_it_stand_in_its_form() -> None:
    project, day = round_sample.project(), date(2026, 11, 28)
    pair = next(one.subject for one in records(project, AgendaItem) if one.subject_kind == "pair")
    looked = finding_states.assign(project, pair, "김주무")
    looked = finding_states.move(looked, pair, "검토", day)
    looked = finding_states.move(looked, pair, "확정", day, "같은 서비스")
    told = Comment("c", PAIR_LAYER, pair, "이연구", "경계 확인", day)
    made = of(finding_states.comment(looked, told))
    words = [str(one) for one in everything(made)]
    assert "확정 · 2026. 11. 28. · 담당 김주무 · 같은 서비스" in words
    assert "이연구 (2026. 11. 28.) 경계 확인" in words
    assert any("확정 1건" in line for line in lines(made, "문제점"))


def test_a_suspicion_is_called_one_and_a_low_grade_is_not(dossier: Dossier) -> None:
    heads = [form.boxes[1].text for form in dossier.grids]
    assert heads[0] == "유사·중복 의심(검토 대상): Ⅱ 유사"
    assert heads[1] == "검토 등급: Ⅲ 부분중첩"


def test_a_form_covers_every_place_once(dossier: Dossier) -> None:
    for form in dossier.grids:
        covered = [
            (box.row + down, box.column + along)
            for box in form.boxes
            for down in range(box.rows)
            for along in range(box.columns)
        ]
        every = [(row, column) for row in range(form.depth) for column in range(len(form.widths))]
        assert sorted(covered) == every


def test_opinions_are_printed_in_full_in_the_order_of_registration(dossier: Dossier) -> None:
    told = cells(dossier.table("opinions"))
    assert [(row[1], row[3]) for row in told] == [("학", "조건"), ("실무", "찬"), ("산", "반")]
    assert told[0][2] == "홍길동 (나루대학교)"
    assert "ㅇ 의견수렴: 전문가 1건, 실무 1건 (찬 1, 조건 1)" in lines(dossier, "검토의견")


def test_a_withdrawn_opinion_is_left_out_and_counted() -> None:
    project = round_sample.project()
    opinion = Opinion("o2", "b", "산", "홍길동", "나루대학교", "반", "기능을 나누면 찬성함")
    table = of(withdraw(project, opinion, "w")).table("opinions")
    assert len(table.rows) == 2
    assert table.notes == ("철회된 의견 1건은 수록하지 않음",)


def test_phases_come_with_their_years_and_cost_the_sum_first(dossier: Dossier) -> None:
    assert cells(dossier.table("phases")) == [
        ("계", "1건", "", "", "", "350"),
        (
            "단기",
            "가온시 통합관제 기능조정",
            "가온시",
            "국토교통부, 행정안전부",
            "’27~’28년",
            "350",
        ),
    ]


def test_a_measure_without_a_cost_takes_that_of_its_link_and_an_unknown_one_is_counted() -> None:
    project = round_sample.project()
    second, third = (
        next(one for one in round_sample.agenda(project) if one.uid == uid) for uid in ("b", "c")
    )
    for item in (second, third):
        project = touched(project, item, phase="중기", phase_from=2028.0, phase_to=2029.0)
    table = of(project).table("phases")
    assert [row[-1] for row in cells(table)] == ["470", "350", "120", "미상"]
    assert table.notes == ("사업비 미상 1건은 합계에서 제외함",)


def test_the_whole_rule_set_is_printed(dossier: Dossier) -> None:
    attached = section(dossier, "분석조건")
    names = [block.name for block in attached.blocks if isinstance(block, Table)]
    rules = ["weights", "grades", "thresholds", "affinities", "changed", "sensitivity"]
    assert names == ["conditions", *rules]
    weights = [row.cells[1] for row in dossier.table("weights").rows]
    assert sum(float(weight) for weight in weights) == pytest.approx(1.0)
    assert cells(dossier.table("grades"))[0] == ("Ⅰ 중복", "75", "0.8", "0.5", "관련 있음 (T > 0)")
    assert ("입력 sample.gpkg", f"SHA-256 {'cd' * 32}") in cells(dossier.table("conditions"))


def test_the_annex_says_that_all_values_are_the_products(dossier: Dossier) -> None:
    changed = dossier.table("changed")
    assert not changed.rows
    assert changed.empty == "모든 값은 규칙 verdict 판 1의 기본값임"
    printed = {row[1] for row in cells(dossier.table("thresholds"))}
    told = {"최소 중첩면적", "이중등록을 의심하는 사업명 유사도 (이상)", "CCTV 통합관제센터"}
    assert told <= printed


def test_changed_values_are_marked_with_their_default_and_who_changed_them() -> None:
    edits = {"duplication.F": 0.35, "gate.2.score": 50.0, "field_similarity.ADM-TRN": 0.2}
    editor = Editor("김서기", "위원회 의견", date(2026, 11, 28))
    told = of(set_values(round_sample.project(), edits, editor))
    assert ("F 분야", "0.35 (기본값 0.25)") in [row[:2] for row in cells(told.table("weights"))]
    assert cells(told.table("grades"))[1][1] == "50 (기본값 55)"
    by_whom = ("김서기", "2026. 11. 28.", "위원회 의견")
    assert cells(told.table("changed")) == [
        ("D 가중치", "F 분야", "0.35", "0.25", *by_whom),
        ("등급 기준", "Ⅱ 유사·중복 점수 D (이상)", "50", "55", *by_whom),
        ("분야 유사도", "행정–교통", "0.2", "0", *by_whom),
    ]
    assert told.table("weights").notes[-1].startswith("D의 가중치 합은 1.1")


def test_the_annex_says_how_much_hangs_on_each_value(dossier: Dossier) -> None:
    table = dossier.table("sensitivity")
    assert [column.title for column in table.columns[3:]] == ["△20%", "△10%", "+10%", "+20%"]
    rows = {row[1]: row[2:] for row in cells(table)}
    assert rows["F 분야"][0] == "0.25"
    assert len(rows) > 20
    assert all(re.fullmatch(r"\d+ \(\d+\)", cell) for row in rows.values() for cell in row[1:])


def test_at_least_two_sheets_carry_what_a_reviewer_looks_for(dossier: Dossier) -> None:
    assert [int(sheet.number) for sheet in dossier.sheets] == [1, 2, 3, 4, 5]
    for sheet in dossier.sheets:
        assert sheet.author == "가온시 스마트도시과"
        assert sheet.disclosure == "부분공개(안)"
        assert sheet.base_date
        assert sheet.sources
        assert sheet.country is not None


def test_without_links_the_other_sheets_are_left_and_the_section_says_so() -> None:
    project = without_record(round_sample.project(), AgendaItem, "b")
    project = project.with_layer(project.layers[0])
    project = replace(project, layers=tuple(one for one in project.layers if one.name != "link"))
    told = of(project)
    assert len(told.sheets) == 4  # three of the whole, one of the phase
    assert "□ 채택하거나 제안한 연계서비스 없음" in lines(told, "검토의견")


def test_another_municipality_has_only_its_own_items() -> None:
    told = of(round_sample.project(), municipality="22220")
    assert cells(told.table("agenda"))[0][2] == "소관 미상 사업 정비 계획"
    assert not told.grids


def test_the_country_holds_everything() -> None:
    told = of(round_sample.project(), municipality=None)
    assert told.place == "전국"
    assert len(told.table("agenda").rows) == 3


def test_the_officer_decides_on_the_disclosure() -> None:
    told = round_sample.composed(
        round_sample.project(), imprint=Imprint("가온시", {}, disclosure="비공개")
    )
    assert told.sheets[0].disclosure == "비공개"
    assert ("공개구분", "비공개") in [(fact.label, fact.text) for fact in told.cover.below]


def test_a_round_is_found_by_uid_year_and_number_or_its_title() -> None:
    project = round_sample.project()
    for text in ("r", "2026-1", "2026년 제1차"):
        assert round_sample.composed(project, round_=text).round.uid == "r"


def test_what_cannot_be_composed_is_named() -> None:
    project = round_sample.project()
    empty = with_record(project, Round("r2", 2027, 1, "가온시 스마트도시위원회", date(2027, 3, 1)))
    for asked, code in (("2026-9", "round_unknown"), ("2027-1", "round_empty")):
        with pytest.raises(InputError) as caught:
            round_sample.composed(empty, round_=asked)
        assert caught.value.code == code
    with pytest.raises(InputError) as caught:
        round_sample.composed(sample.project())
    assert caught.value.code == "no_rounds"
    with pytest.raises(InputError) as caught:
        of(project, municipality="99999")
    assert caught.value.code == "place_unknown"


def test_a_dossier_stays_korean_in_an_english_window(dossier: Dossier) -> None:
    words.set_language("en")
    try:
        english = round_sample.dossier()
    finally:
        words.set_language("ko")
    assert english.title == dossier.title
    assert everything(english) == everything(dossier)


def test_forms_beyond_the_cap_are_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scmap.report.dossier.FORMS", 1)
    blocks = section(of(round_sample.project()), "쌍별 검토표").blocks
    assert sum(isinstance(block, Grid) for block in blocks) == 1
    assert blocks[0] == Line("4쌍 가운데 상위 1쌍을 수록함", 3)


def test_the_annex_lists_exceptions_that_people_registered_apart_with_who_when_and_why() -> None:
    bare = round_sample.project()
    entry = entry_on("same", "한 사업을 두 부처가 등록함", "김주무", date(2026, 11, 28))
    excepted = register(bare, drafted(bare, ("i0", "i1"), entry))
    withdrawn = drafted(bare, ("i0", "i2"), replace(entry, uid="w"))
    why = entry_on("same", "다시 확인함", "김주무", date(2026, 11, 29))
    excepted = withdraw_exception(register(excepted, withdrawn), withdrawn, why)
    made = of(excepted)
    registered = made.table("exemptions")
    names = excepted.layers[0].text("name")
    assert cells(registered) == [
        ("동일사업", names[0], names[1], "한 사업을 두 부처가 등록함", "김주무", "2026. 11. 28.")
    ]
    assert "철회된 예외 1건은 수록하지 않음" in registered.notes
    assert "예외" in section(made, "예외 목록").title
    assert any("등록된 예외 1" in line for line in lines(made, "문제점"))
    pairs = {row.key for row in made.table("pairs").rows}
    assert "i0|i1" not in pairs


def test_an_exception_whose_investment_is_gone_is_listed_as_such() -> None:
    bare = round_sample.project()
    entry = entry_on("distinct", "다름", "김주무", date(2026, 11, 28))
    excepted = register(bare, drafted(bare, ("i0", "i1"), entry))
    layer = excepted.layers[0]
    uids = layer.uids.copy()
    uids[0] = "renamed"
    names = layer.text("name").copy()
    names[0] = "이름이 바뀐 사업"
    gone = layer.replace(uids=uids, columns={**layer.columns, "name": names})
    (row,) = cells(of(excepted.with_layer(gone), None).table("exemptions"))
    assert row[1].endswith("(대상 없음)")


def test_values_that_cannot_be_are_listed_and_counted() -> None:
    bare = round_sample.project()
    layer = bare.layers[0]
    total = layer.number("total_mkrw").copy()
    total[0] = -5.0
    wrong = bare.with_layer(layer.replace(columns={**layer.columns, "total_mkrw": total}))
    made = of(wrong, None)
    checks = made.table("checks")
    assert (layer.text("name")[0], "금액이 음수입니다: 총사업비(백만원)") in cells(checks)
    assert any("음수 금액 1" in note for note in checks.notes)
    assert any("점수에서 제외한 사업" in line for line in lines(made, "문제점"))
    assert "-5" not in str(everything(made))


def test_goals_and_an_unusual_governance_of_an_item_are_told() -> None:
    project = round_sample.project()
    first, second = round_sample.agenda(project)[:2]
    project = touched(project, first, goals="도시재생; 시민안전", governance="기술")
    made = of(touched(project, second, goals="도시재생"))
    review = lines(made, "검토의견")
    assert "ㅇ 추진목표: 도시재생, 시민안전" in review
    assert review.count("ㅇ 거버넌스: 기술") == 1
    assert not any("거버넌스: 행정" in line for line in review)
    assert "ㅇ 추진목표별 안건: 도시재생 2건, 시민안전 1건" in lines(made, "추진배경")


def test_an_opinion_on_a_feature_names_it() -> None:
    project = round_sample.project()
    layer = project.investments
    assert layer is not None
    feature, name = str(layer.uids[0]), str(layer.text("name")[0])
    said = Opinion("at", "a", "연", "박연구", "", "찬", "함께 씀", date(2026, 11, 22))
    said = replace(said, layer=layer.uid, feature=feature, about=name)
    made = of(register_opinion(project, said))
    assert f"[{name}] 함께 씀" in [row[4] for row in cells(made.table("opinions"))]


def test_sums_that_do_not_meet_by_rounding_say_so() -> None:
    project = round_sample.project()
    assert "반올림" not in str(of(project).table("investments").notes)
    layer = project.layers[0]
    total = layer.number("total_mkrw") + 0.04
    odd = project.with_layer(layer.replace(columns={**layer.columns, "total_mkrw": total}))
    assert any("반올림으로" in note for note in of(odd).table("investments").notes)


def test_days_are_written_as_offices_write_them(dossier: Dossier) -> None:
    """DOMAIN §6.2, in names of data and editions of rules as well."""
    told = re.sub(r"https?://\S+", "", str(everything(dossier)))
    assert re.findall(r"\b(?:19|20)\d\d-\d\d(?:-\d\d)?\b", told) == []


def test_the_day_of_the_meeting_bears_its_weekday(dossier: Dossier) -> None:
    """DOMAIN §6.2."""
    assert "- 회의 일자: 2026. 12. 10.(목)" in lines(dossier, "추진배경")
    assert lines(dossier, "향후일정")[0].startswith("□ 2026. 12. 10.(목) 2026년 제1차")
