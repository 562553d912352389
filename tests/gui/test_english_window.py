"""An English window speaks English: what is Korean in it is data, and no words of the program."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from scmap import words
from scmap.analysis.linkage import find_fits
from scmap.analysis.linkage_text import conditions
from scmap.analysis.scene import Facilities
from scmap.gui.main_window import MainWindow
from scmap.gui.models.catalogue_words import link_items, link_laws, link_title, shown_source
from scmap.gui.panels.round_page import RoundPage, round_view
from scmap.gui.sources import OVERLAP
from scmap.model.link import Link
from scmap.model.records import records
from scmap.model.review import Round
from scmap.reference import codebook, gazetteer
from scmap.reference.rules import rule_table, ruleset
from scmap.reference.templates import templates
from scmap.session import linking
from scmap.session.session import Session
from scmap.session.sharing_words import organisation_kind
from tests.gui.board import city, sample_project
from tests.gui.test_language import HANGUL, settled
from tests.report import round_sample

ACTIONS = (
    "step.data", "step.overlap", "step.review", "analysis.survey", "share.panel", "step.link",
    "link.links", "link.catalogue", "link.centres", "link.coverage", "link.fits", "link.ideas",
    "link.platforms", "link.scenarios", "link.siting", "link.diagrams",
)  # fmt: skip
# Korean that one types, and the name of the other language.
TYPED = ("한국어", "화성", "ㅎㅅㅅ", "내동", "삼정동", "부천시")

# Columns of the sample that hold names and sentences of sources; the others hold terms.
NAMES = {"name", "source", "note", "extent_reason", "content", "municipality", "label"}


@pytest.fixture
def english() -> Iterator[None]:
    words.set_language("en")
    yield
    words.set_language("ko")


@cache
def data() -> re.Pattern[str]:
    """Match what records of the sample say, and names of places and ministries."""
    found = {*TYPED, *(unit.name for unit in gazetteer().units.values())}
    found |= {name.name for name in codebook().names}
    for layer in sample_project().layers:
        for name, column in layer.columns.items():
            if column.dtype == object and name in NAMES:
                found |= {part for cell in column if cell for part in (cell, *cell.split(";"))}
    texts = sorted((one.strip() for one in found if HANGUL.search(one)), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, texts)))


def korean(window: MainWindow, qtbot: Any) -> set[tuple[str, str]]:
    """Give what is said in Korean though it is no data."""
    told = settled(window, qtbot)
    return {(kind, text) for kind, text in told if HANGUL.search(data().sub("", text))}


def linked() -> Link:
    """Give a link as it is kept when a service of the catalogue is accepted."""
    layer = city().investments
    assert layer is not None
    found = next(one for one in find_fits(None, Facilities({}), templates()))
    service = found.template
    return Link(
        "l",
        service.id,
        layer.uids[0],
        layer.uids[1],
        title=service.title.ko,
        items=";".join(one.ko for one in service.items),
        legal_ground=";".join(one.ko for one in service.legal),
        conditions=conditions(found, templates(), "ko"),
    )


@pytest.mark.usefixtures("english")
def test_every_source_of_the_judgement_has_english_words() -> None:
    sources = {one.source for one in rule_table().values.values()} | {ruleset().source}
    assert {one for one in sources if HANGUL.search(shown_source(one))} == set()
    assert shown_source("우리 시 연구용역(2026)") == "우리 시 연구용역(2026)"


@pytest.mark.usefixtures("english")
def test_a_link_of_the_catalogue_is_named_in_english_and_one_renamed_is_not() -> None:
    link = linked()
    assert link_title(link) == "Emergency video for the 112 centre"
    assert not HANGUL.search(link_items(link) + link_laws(link))
    own = Link("m", "T1", "a", "b", title="우리 시 112 연계", items="신고 위치;우리 항목")
    assert link_title(own) == "우리 시 112 연계"
    assert link_items(own) == "place of the report, 우리 항목"


@pytest.mark.usefixtures("english")
def test_what_a_colleague_chose_in_a_korean_window_is_english_here() -> None:
    assert organisation_kind("지자체") == "Municipality"
    assert organisation_kind("Public body") == "Public body"
    assert organisation_kind("협회") == "협회", "her own word"


@pytest.mark.usefixtures("english")
def test_the_kind_of_a_committee_is_named_on_its_page_as_in_the_form(qtbot: Any) -> None:
    project, page = round_sample.project(), RoundPage()
    qtbot.addWidget(page)
    page.put(round_view(project, records(project, Round)[0]))
    said = " ".join(one.text() for one in page.findChildren(QLabel))
    assert "Local government committee (ordinance) · Meeting" in said


def test_a_link_is_korean_in_a_korean_window() -> None:
    assert link_title(linked()) == "112센터 긴급영상 지원"


def test_an_english_window_on_the_sample_says_nothing_in_korean_but_data(
    window: MainWindow, qtbot: Any
) -> None:
    try:
        window.program.speak("en")
        project = city().with_map(sample_project().map)
        window.bridge.take(Session(linking.accept(project, linked())))
        qtbot.waitUntil(lambda: window.findings.candidates is not None, timeout=20_000)
        for action in ACTIONS:
            window.actions_[action].trigger()
            assert korean(window, qtbot) == set(), action
        candidates, layer = window.findings.candidates, project.investments
        assert candidates is not None
        assert layer is not None
        chosen = ((OVERLAP, candidates.uid(0)), (layer.name, layer.uids[0]), (Link.TABLE, "l"))
        for table, uid in chosen:
            window.selection.select(table, (uid,))
            assert korean(window, qtbot) == set(), table
    finally:
        window.program.speak("ko")
