"""Titles of the standard tree are read in English, and those that a planner gave as they are."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from scmap import words
from scmap.cartography.presets import overlap_entry
from scmap.gui.dialogs.source_form import SourceDialog
from scmap.gui.models.properties_card import properties_card
from scmap.gui.models.standard_titles import shown_title
from tests.gui.board import sample_project


@pytest.fixture
def english() -> Iterator[None]:
    words.set_language("en")
    yield
    words.set_language("ko")


@pytest.mark.usefixtures("english")
def test_the_headings_of_the_sample_are_english_in_an_english_window() -> None:
    tree = sample_project().map
    headings = {shown_title(entry.group) for entry in tree}
    assert {"Centres", "Investments"} <= headings
    titles = headings | {shown_title(entry.title) for entry in tree}
    assert not {one for one in titles if re.search("[가-힣]", one.removesuffix("(beopjeong-dong)"))}


@pytest.mark.usefixtures("english")
def test_a_name_that_a_planner_gave_is_no_word_of_the_program() -> None:
    assert shown_title("화성시 3단계") == "화성시 3단계"
    assert shown_title("학교 (3차)") == "Schools (3차)"


@pytest.mark.usefixtures("english")
def test_grades_joint_ministries_and_remarks_are_english_too() -> None:
    assert shown_title("시설물 (가상 예시)") == "Facilities (made up)"
    assert shown_title("Ⅱ 유사 의심 (검토 대상)") == "Ⅱ suspected similarity (for review)"
    joint = shown_title("국토교통부 계열 + 과학기술정보통신부 계열")
    assert joint == "Land and transport + Science and ICT"


@pytest.mark.usefixtures("english")
def test_classes_of_shared_ground_are_english_with_the_bound_that_is_kept() -> None:
    classes = overlap_entry().symbology.classes
    assert not [one for one in classes if re.search("[가-힣]", shown_title(one.title))]
    assert shown_title("많이 겹침 (중첩률 35.5% 이상)") == "Large overlap (35.5% or more)"
    assert shown_title("많이 겹침 (중첩률 매우 이상)") == "많이 겹침 (중첩률 매우 이상)"


def test_a_korean_window_shows_what_is_kept() -> None:
    assert shown_title("센터") == "센터"


@pytest.mark.usefixtures("english")
def test_security_grades_are_english_and_stay_korean_in_the_project(qtbot: Any) -> None:
    layer = sample_project().layers[0].replace(security="공개제한")
    card = properties_card(sample_project().map[-1], layer)
    assert "restricted" in {fact.value for fact in card.sections[0].facts}
    dialog = SourceDialog(layer, None)
    qtbot.addWidget(dialog)
    assert dialog.security == "공개제한"
