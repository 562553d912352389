"""What a report says: the right rows, sums that leave the unknown out, and no verdicts."""

import pytest

from scmap import words
from scmap.errors import InputError
from scmap.model.overlap import OverlapRule
from scmap.report.document import Document
from scmap.report.parts import Table
from tests.report import sample


def names(table: Table, column: str = "사업명") -> list[str]:
    place = [one.title for one in table.columns].index(column)
    return [table.texts(row)[place] for row in table.rows if not row.total]


def figure(document: Document, label: str) -> tuple[str, str]:
    found = next(fact for fact in document.figures if fact.label == label)
    return found.text, found.remark


@pytest.fixture(scope="module")
def country() -> Document:
    return sample.document()


@pytest.fixture(scope="module")
def city() -> Document:
    return sample.document(municipality="11110")


def test_the_country_lists_every_investment_with_the_total_first(country: Document) -> None:
    table = country.table("investments")
    assert len(names(table)) == 7
    assert table.rows[0].total
    assert table.texts(table.rows[0])[1:3] == ("계", "7건")


def test_a_municipality_lists_what_is_recorded_there_or_reaches_into_it(city: Document) -> None:
    assert "강변 연계사업" in names(city.table("investments"))
    assert "나래 시범도시" not in names(city.table("investments"))
    assert "전국 연구개발" not in names(city.table("investments"))


def test_pairs_of_the_neighbour_only_are_left_out() -> None:
    assert not sample.document(municipality="22220").table("overlaps").rows
    assert (
        sample.document(municipality="22220", rule=OverlapRule(time="any", relation="all"))
        .table("overlaps")
        .rows
    )


def test_areas_are_square_kilometres_and_shares_are_percent(city: Document) -> None:
    table = city.table("overlaps")
    cells = [table.texts(row) for row in table.rows]
    heads = [column.title for column in table.columns]
    assert [row[heads.index("중첩면적 (㎢)")] for row in cells] == ["400.00", "64.00", "35.00"]
    assert [row[heads.index("중첩계수 (%)")] for row in cells] == ["100.0", "100.0", "50.0"]


def test_unknown_money_is_left_out_of_sums_and_counted(country: Document) -> None:
    assert figure(country, "총사업비") == ("452.03억 원", "미상 1건 제외")
    total = country.table("investments").texts(country.table("investments").rows[0])
    assert "45,203" in total
    assert "미상" in total  # nobody told any private money: its sum is unknown, not 0
    assert any("총사업비 1건" in note for note in country.table("investments").notes)


def test_lines_of_ministries_add_up_to_the_total_without_counting_twice(country: Document) -> None:
    table = country.table("lineages")
    counts = [row.cells[1] for row in table.rows]
    assert counts[0] == sum(float(count) for count in counts[1:]) == 7
    assert any(str(row.cells[0]).startswith("공동(") for row in table.rows)
    assert table.rows[-1].cells[0] == "소관 미상"


def test_parts_that_do_not_add_up_are_named(country: Document) -> None:
    assert any(
        "재원의 합이 총사업비와 다른 사업 1건" in n for n in country.table("investments").notes
    )


def test_ministries_are_written_as_they_were_named_then(country: Document) -> None:
    assert "국토해양부(현 국토교통부)" in names(country.table("investments"), "소관 부처 (당시)")


def test_what_the_comparison_left_out_is_said(country: Document) -> None:
    notes = " ".join(country.notes)
    assert "소관 미상 1건은 중첩 비교에서 제외" in notes
    assert "사업구역이 없는 1건" in notes
    assert "판정이 아님" in notes
    assert "쌍의 합은 지역의 면적이 아님" in notes


def test_shared_ground_counts_each_place_once(country: Document, city: Document) -> None:
    assert figure(country, "부처 간 중첩")[0] == "3쌍"
    assert figure(country, "중첩 구역")[0] == "400.00㎢"
    assert figure(city, "중첩 구역")[1].startswith("관내 면적의 100.0%")


def test_conditions_hold_rule_versions_and_the_hashes_of_the_inputs(country: Document) -> None:
    told = {str(item): str(value) for item, value in (r.cells for r in country.conditions.rows)}
    assert told["최소 중첩면적"] == "1㎡"
    assert told["입력 sample.gpkg"] == f"SHA-256 {'cd' * 32}"
    assert told["입력 list.csv"] == f"SHA-256 {'ab' * 32}"
    assert "scmap" in told["프로그램"]


def test_the_data_behind_the_maps_are_listed_with_their_terms(country: Document) -> None:
    (table,) = (one for one in country.tables if one.name == "layers")
    assert table.attached
    titles = [column.title for column in table.columns]
    assert titles[:5] == ["자료", "기관", "자료명", "기준일", "이용조건"]
    assert {row.cells[0] for row in table.rows} >= {"투자사업", "행정경계"}
    assert not [row for row in table.rows if row.cells[0] in ("link", "receipt")]


def test_the_whole_rule_set_stands_in_the_annex_of_the_overview_too(country: Document) -> None:
    names = [table.name for table in country.tables if table.attached]
    assert names[-5:] == ["weights", "grades", "thresholds", "affinities", "changed"]
    grades = country.table("grades")
    assert grades.texts(grades.rows[0])[:2] == ("Ⅰ 중복", "75")


def test_a_report_stays_korean_in_an_english_window(country: Document) -> None:
    words.set_language("en")
    try:
        english = sample.document()
    finally:
        words.set_language("ko")
    assert english.facts == country.facts
    assert english.figures == country.figures
    for ours, theirs in zip(english.tables, country.tables, strict=True):
        assert [ours.texts(row) for row in ours.rows] == [theirs.texts(row) for row in theirs.rows]
    assert english.conditions == country.conditions


def test_an_unknown_municipality_is_named() -> None:
    with pytest.raises(InputError) as caught:
        sample.document(municipality="99999")
    assert caught.value.code == "place_unknown"


def test_the_strictest_grade_of_the_layers_holds(country: Document) -> None:
    assert country.restricted
    assert ("공간정보 보안등급", "미분류 (공개제한에 준하여 취급)") in [
        (fact.label, fact.text) for fact in country.facts
    ]
