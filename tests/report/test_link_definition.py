"""연계 정의서: what is kept of a link stands in the paper, read back by other programs."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from python_calamine import load_workbook

from scmap.cartography.link_diagrams import flow_of
from scmap.errors import InputError
from scmap.model.link import Link
from scmap.reference import codebook
from scmap.report.blocks import Picture
from scmap.report.link_definition import compose_definition, write_definition
from scmap.report.link_pictures import TALLEST_MM, diagrams
from scmap.session.linking import accept, revise
from tests.report.readers import hwpx_pictures, hwpx_tables
from tests.session.test_linking import accepted

DAY = date(2026, 11, 28)


def links() -> tuple[Link, ...]:
    _, link = accepted()
    told = replace(
        link,
        formats="RTSP;JSON",
        owner="가온시",
        zone_left="own",
        zone_right="police",
        agreement="영상정보 제공 협약",
        expires_on=date(2026, 11, 1),
        state="agreed",
        cost_mkrw=120.5,
        national_mkrw=60.5,
    )
    return told, replace(link, uid="l2", template="T4", title="긴급재난상황 지원")


def test_each_link_has_its_form_its_flow_and_what_it_lacks(tmp_path: Path) -> None:
    project, _ = accepted()
    first, second = links()
    project = accept(revise(project, first), second)
    files = write_definition(
        project, links(), codebook(), tmp_path, DAY, organisation="가온시"
    ).files
    assert [file.name for file in files] == ["scmap-links.hwpx", "scmap-links.xlsx"]
    said = ["".join("".join(row) for row in table) for table in hwpx_tables(files[0])]
    whole = "".join(said).replace(" ", "")
    for words in (
        "X1교통+방범", "T4긴급재난상황지원", "RTSP", "자가통신망", "경찰망", "영상정보제공협약",
        "협약이2026-11-01에만료되었습니다.", "양쪽의망이다른데", "국비60.5,시·도비미상", "120.5",
    ):  # fmt: skip
        assert words in whole, words
    book = load_workbook(str(files[1]))
    cells = {
        str(cell)
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    }
    assert "120.5" in cells
    assert "교통+방범" in " ".join(cells)


def test_the_diagrams_stand_in_the_paper_as_pictures(tmp_path: Path) -> None:
    project, _ = accepted()
    (file,) = write_definition(project, links(), codebook(), tmp_path, DAY, formats=("hwpx",)).files
    whole, first, second = hwpx_pictures(file)
    assert (
        min(whole.width(), first.width(), second.width()) > 1200
    )  # as wide as the text, or less where tall
    booklet = compose_definition(project, links(), codebook(), DAY)
    drawn = [block for block in booklet.blocks if isinstance(block, Picture)]
    assert [one.title for one in drawn] == [
        "연계도",
        "정보흐름도: X1 교통+방범",
        "정보흐름도: T4 긴급재난상황 지원",
    ]
    assert all(one.width <= 180.0 and one.height <= TALLEST_MM for one in drawn)


def test_many_links_are_drawn_on_several_pictures_and_back_means_back() -> None:
    project, link = accepted()
    many = [replace(link, uid=f"l{number}", direction="back") for number in range(20)]
    assert len(tuple(diagrams(many, project.investments, codebook()))) == 2
    forward = flow_of(replace(link, direction="forward", zone_left="own"), project.investments,
                      codebook(), "ko")  # fmt: skip
    back = flow_of(replace(many[0], zone_left="own"), project.investments, codebook(), "ko")
    assert (back.giver, back.taker) == (forward.taker, forward.giver)
    assert back.zones == ("망 미상", "자가통신망")


def test_the_total_says_how_many_links_it_leaves_out() -> None:
    project, _ = accepted()
    booklet = compose_definition(project, links(), codebook(), DAY)
    table = booklet.table("links")
    assert table.rows[-1].cells[-1] == 120.5
    assert table.notes == ("사업비 미상 1건 제외",)


def test_without_links_there_is_no_paper(tmp_path: Path) -> None:
    project, _ = accepted()
    with pytest.raises(InputError, match="definition_empty"):
        write_definition(project, (), codebook(), tmp_path, DAY)
