"""What the inspector says of an investment: money with its split, the ministry, who sits there."""

from functools import cache

import pytest
from pytestqt.qtbot import QtBot

from scmap.gui.card_view import CardView
from scmap.gui.models.card import Card, Section
from scmap.gui.models.investment_card import investment_card
from scmap.reference import codebook
from tests.gui.board import sample_project
from tests.gui.design.laid import said

pytestmark = pytest.mark.usefixtures("qapp")


@cache
def card(name: str) -> Card:
    layer = sample_project().investments
    assert layer is not None
    row = layer.text("name").tolist().index(name)
    return investment_card(layer, str(layer.uids[row]), codebook())


def part(name: str, key: str) -> Section:
    return next(one for one in card(name).sections if one.key == key)


def test_a_ministry_on_which_sources_disagree_is_warned_of_and_the_record_is_kept(
    qtbot: QtBot,
) -> None:
    name = "서울 시각장애인 원격생활안전서비스"
    about = part(name, "about")
    (warning,) = about.warnings
    assert warning.startswith("출처 간 소관 상이")
    assert "과학기술정보통신부" in warning
    assert "미래" not in {one.value for one in about.facts}
    view = CardView(card(name))
    qtbot.addWidget(view)
    view.show()
    assert warning in said(view)
    assert part("거제시 CCTV 통합관제센터", "about").warnings == ()
