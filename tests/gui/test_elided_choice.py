"""A choice cuts no word in the middle."""

from typing import Any

import pytest

from scmap.gui.elided_choice import ElidedChoice
from scmap.gui.start import application


@pytest.mark.parametrize("width", [90, 400])
def test_words_without_room_end_in_an_ellipsis(qtbot: Any, width: int) -> None:
    application()
    pictures = []
    for words in ("2026년 제1차 · 국가스마트도시위원회", "2026년 제1차 · 국가스마트도시사업협의회"):
        box = ElidedChoice()
        qtbot.addWidget(box)
        box.addItem(words)
        box.resize(width, 28)
        pictures.append(box.grab().toImage())
    # What differs lies beyond the narrow one: both end in the same ellipsis.
    assert (pictures[0] == pictures[1]) == (width == 90)
