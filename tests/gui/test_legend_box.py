"""The legend on the map is read to its last word."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from scmap.cartography.legend import LegendEntry
from scmap.gui.canvas.legend import EDGE, SWATCH, LegendBox
from scmap.gui.start import application
from scmap.model.symbology import Symbol


def box(qtbot: Any, titles: list[str], width: int) -> LegendBox:
    application()  # the window's own font
    canvas = QWidget()
    canvas.resize(width, 700)
    qtbot.addWidget(canvas)
    made = LegendBox(canvas)
    made._rows = [LegendEntry(title, Symbol(), "area", None) for title in titles]
    made.resize(made.sizeHint())
    return made


def is_cut(legend: LegendBox, title: str) -> bool:
    room = legend.width() - 3 * EDGE - SWATCH
    return legend.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, room) != title


def test_no_title_is_cut_for_want_of_a_pixel(qtbot: Any) -> None:
    titles = ["많이 겹침 (중첩률 50% 이상) " + "1" * digits for digits in range(1, 5)]
    assert not [title for title in titles if is_cut(box(qtbot, [title], 900), title)]


def test_a_wide_map_has_room_for_two_ministries(qtbot: Any) -> None:
    title = "국토교통부 계열 + 과학기술정보통신부 계열 12"
    assert not is_cut(box(qtbot, [title], 1310), title)
    assert box(qtbot, [title], 800).width() <= 250
