"""A matrix says what its rows and columns are called: no head of a column is cut."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics

from scmap.gui import theme
from scmap.gui.models.matrix import Head, MatrixSheet
from scmap.gui.panels.matrix_view import SIDES_PX, WIDEST_PX, MatrixView
from scmap.gui.rows import ROW_PX
from scmap.gui.start import application


def shown(qtbot: Any, *names: str) -> MatrixView:
    application()  # its font
    heads = tuple(Head(name, name, "#0072B2") for name in names)
    shape = (len(heads), len(heads))
    nothing = np.zeros(shape, np.intp)
    sheet = MatrixSheet(heads, np.ones(shape), nothing > 0, nothing, str, lambda *_: "")
    view = MatrixView()
    qtbot.addWidget(view)
    view.resize(760, 240)
    view.show()
    view.show_sheet(sheet)
    return view


@pytest.mark.parametrize(
    "name", ["Climate, energy and environment", "과학기술정보통신부 계열 · 중소벤처기업부 계열"]
)
def test_a_long_head_takes_two_lines(qtbot: Any, name: str) -> None:
    view = shown(qtbot, "Interior", name)
    room = view.columnWidth(1) - SIDES_PX
    bold = QFontMetrics(theme.bold(view.font()))
    told = bold.boundingRect(QRect(0, 0, room, 1000), Qt.TextFlag.TextWordWrap, name)
    assert told.width() <= room
    assert view.columnWidth(1) < bold.horizontalAdvance(name)
    assert ROW_PX < told.height() <= view.horizontalHeader().height()


def test_short_heads_take_one_line(qtbot: Any) -> None:
    view = shown(qtbot, "국토교통부", "행정안전부")
    assert view.horizontalHeader().height() == ROW_PX
    assert view.columnWidth(0) < WIDEST_PX
