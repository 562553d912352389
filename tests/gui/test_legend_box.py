"""The legend on the map is read to its last word."""

from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from scmap.cartography.legend import LegendEntry
from scmap.gui.canvas.legend import BELOW, CORNER, EDGE, SWATCH, LegendBox
from scmap.gui.start import application
from scmap.model.symbology import Symbol
from tests.cartography.maps import pixels


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


def ink(legend: LegendBox) -> Any:
    """Tell of each line of pixels whether words stand in it."""
    return (pixels(legend.grab().toImage())[:, 2 * EDGE + SWATCH : -EDGE, :3] < 128).any((1, 2))


def test_no_title_is_cut_for_want_of_a_pixel(qtbot: Any) -> None:
    titles = ["많이 겹침 (중첩률 50% 이상) " + "1" * digits for digits in range(1, 5)]
    assert not [title for title in titles if is_cut(box(qtbot, [title], 900), title)]


def test_a_wide_map_has_room_for_two_ministries(qtbot: Any) -> None:
    title = "국토교통부 계열 + 과학기술정보통신부 계열 12"
    assert not is_cut(box(qtbot, [title], 1310), title)
    assert box(qtbot, [title], 800).width() <= 250


def test_a_title_that_is_too_long_for_a_line_takes_more(qtbot: Any) -> None:
    short = "Crime-prevention cameras"
    long = "Ministry of Land, Infrastructure and Transport + Ministry of the Interior and Safety"
    legend, other = box(qtbot, [long], 800), box(qtbot, [short], 800)
    lines = np.count_nonzero(np.diff(ink(legend).astype(int)) == 1)
    assert np.count_nonzero(np.diff(ink(other).astype(int)) == 1) == 1
    assert lines >= 2
    assert legend.width() <= 250
    assert legend.height() >= other.height() + (lines - 1) * legend.fontMetrics().lineSpacing() - 2
    assert legend.titles == (long,)


def test_a_title_without_end_is_cut_and_keeps_its_count(qtbot: Any) -> None:
    few, many = (box(qtbot, ["word " * count], 800) for count in (60, 600))
    assert few.height() == many.height() <= 4 * few.fontMetrics().lineSpacing() + EDGE


def test_on_a_narrow_map_the_legend_is_a_button_that_unfolds_it(qtbot: Any) -> None:
    application()
    canvas = QWidget()
    qtbot.addWidget(canvas)
    canvas.resize(500, 400)
    canvas.show()
    legend = LegendBox(canvas)
    (button,) = canvas.findChildren(QToolButton)
    assert not button.isVisible(), "there is nothing to unfold"
    legend._put([LegendEntry("통합운영센터", Symbol(), "area", 3)])
    assert not legend.isVisible()
    assert button.isVisible()
    assert button.width() >= button.sizeHint().width()
    button.click()
    assert legend.isVisible()
    assert legend.y() > button.geometry().bottom()
    button.click()
    assert not legend.isVisible()
    legend.want(False)
    assert not button.isVisible(), "the legend was put away"
    legend.want(True)
    canvas.resize(1000, 400)
    assert legend.isVisible()
    assert not button.isVisible()


def test_the_legend_leaves_the_scale_bar_free_when_the_map_becomes_lower(qtbot: Any) -> None:
    application()
    canvas = QWidget()
    qtbot.addWidget(canvas)
    canvas.resize(1000, 700)
    canvas.show()
    legend = LegendBox(canvas)
    legend._put([LegendEntry(f"분류 {number}", Symbol(), "area", 3) for number in range(20)])
    before = len(legend.titles)
    canvas.resize(1000, 320)
    assert legend.geometry().bottom() <= canvas.height() - BELOW + CORNER
    canvas.resize(1000, 700)
    assert len(legend.titles) == before == 20, "nothing is lost where there is room again"
