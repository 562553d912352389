"""표 3: the paper's two columns come out as the paper has them (DOMAIN §1.1)."""

import pytest

from scmap.errors import InputError
from scmap.model.programme import ROWS
from scmap.reference import codebook
from scmap.reference.programmes import programme_facts
from scmap.report.comparison import Side, comparison_table, side_of
from scmap.report.parts import Table

PAPER = (
    (
        "추진근거",
        "「스마트도시 조성 및 산업진흥 등에 관한 법률」",
        "사물인터넷 관련 국정과제",
    ),
    ("사업목표", "도시관리 효율화, 시민 삶의 질 향상", "중소기업 활성화, 서비스 사업화"),
    ("주요사업", "U-City 고도화 R&D (2013–2018)", "스마트시티 실증단지 조성 (2015–2017)"),
    (
        "예산",
        "총 238억 원(국비 190, 민간 48)",
        "총 170억 원(국비 96, 민간 48, 시비 26)",
    ),
    (
        "사업내용",
        "서비스·플랫폼 고도화 / 정책·수준진단 시스템 / 해외진출 지원·체험지구 / 서비스 경진대회",
        "IoT 공통 플랫폼 / 플랫폼 기반 실증단지(부산), 민간 수익사업 발굴",
    ),
    (
        "추진주체",
        "정부·지자체: 플랫폼 운영은 지자체, 법제도·정책은 정부",
        "민간기업: 개방형 플랫폼 운영, 민간 수익서비스 발굴",
    ),
    (
        "정보연계",
        "정부·지자체 정보와 시스템 연계 중심, 저비용·고효율 대국민 서비스",
        "수익형 서비스에 필요한 정보 연계, 민간·공공 정보 융복합으로 사업화",
    ),
    (
        "서비스",
        "112·119와 통합운영센터 연계",
        "지속 수익이 가능한 민간 서비스 모델 (구체 서비스는 모호)",
    ),
)


def table(*sides: Side) -> Table:
    return comparison_table(sides, codebook(), programme_facts())


def test_the_papers_columns() -> None:
    made = table(Side("국토교통부", ("u-city-rnd",)), Side("미래창조과학부", ("global-testbed",)))
    assert [column.title for column in made.columns] == ["구분", "국토교통부", "미래창조과학부"]
    assert tuple(row.cells for row in made.rows) == PAPER
    assert any("비교할 수 없음" in note for note in made.notes)  # R&D beside a test-bed


def test_what_no_source_tells_is_said_to_be_missing_and_money_keeps_what_it_covers() -> None:
    facts, book = programme_facts(), codebook()
    left, right = (side_of(one, book, facts) for one in ("cctv-centre", "U-서비스 지원사업"))
    cells = {row.cells[0]: row.cells[1:] for row in table(left, right).rows}
    assert cells["추진근거"] == ("미작성", "미작성")
    assert cells["예산"][1] == "총 816.7억 원(재원 구분 미상), 10년 합계"


def test_any_two_lines_can_be_compared_and_every_text_has_a_source() -> None:
    facts, book = programme_facts(), codebook()
    made = table(side_of("MOIS", book, facts), side_of("과학기술정보통신부 계열", book, facts))
    assert len(made.rows) == len(ROWS) == 8
    assert "CCTV 통합관제센터 구축사업: 지자체" in str(made.rows[5].cells[1])
    assert set(facts) <= set(book.programmes)
    for one in facts.values():
        assert all(cell.source for cell in one.cells.values())
        assert one.money_source or not (one.money or one.money_note)


def test_a_side_that_there_is_not_is_named() -> None:
    with pytest.raises(InputError, match="side_unknown"):
        side_of("해양", codebook(), programme_facts())
