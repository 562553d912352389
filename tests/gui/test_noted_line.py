"""What is said about figures is read whole, however little room the choices leave."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from scmap.gui.noted_line import LEAST_PX, NotedLine
from scmap.gui.start import application

SHORT = "쌍의 수"
LONG = (
    "총사업비를 사업기간에 고르게 나누고 공동 소관은 계열 수로 나눔 · 총사업비 미상 12건 제외 " * 3
)


class Around(QWidget):
    """A panel with such a line at its top."""

    def __init__(self, note: str, width: int) -> None:
        super().__init__()
        self.line, below = NotedLine(self), QWidget(self)
        for words in ("중첩 투자액", "등급이 있는 쌍"):
            choice = QComboBox(self.line)
            choice.addItem(words)
            self.line.add(choice)
        self.line.tell(note)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self.line)
        body.addWidget(below, 1)
        self.resize(width, 300)


def panel(qtbot: Any, note: str, width: int) -> Around:
    application()
    around = Around(note, width)
    qtbot.addWidget(around)
    around.show()
    return around


def note_of(line: NotedLine) -> QLabel:
    return next(one for one in line.findChildren(QLabel) if one.text() == line.note)


@pytest.mark.parametrize("width", [320, 480, 700, 984, 1300])
def test_every_word_of_a_note_has_room_beside_or_below_the_choices(qtbot: Any, width: int) -> None:
    around = panel(qtbot, LONG, width)
    line = around.line
    note = note_of(line)
    assert note.width() >= min(LEAST_PX, width - 16)
    assert note.height() >= note.heightForWidth(note.width())
    assert line.rect().contains(note.geometry())
    choices = line.findChildren(QComboBox)
    places = [QRect(one.mapTo(line, QPoint()), one.size()) for one in choices]
    assert not any(place.intersects(note.geometry()) for place in places)


def test_a_short_note_takes_no_line_of_its_own(qtbot: Any) -> None:
    said, silent = panel(qtbot, SHORT, 984), panel(qtbot, "", 984)
    assert said.line.height() == silent.line.height()


def test_a_line_grows_with_what_is_said(qtbot: Any) -> None:
    around = panel(qtbot, SHORT, 480)
    line = around.line
    before = line.height()
    line.tell(LONG)
    qtbot.waitUntil(lambda: line.height() > before)
    line.tell(SHORT)
    qtbot.waitUntil(lambda: line.height() == before)
