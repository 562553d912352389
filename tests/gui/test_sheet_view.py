"""A table to read has no need to be pulled sideways for a column that another could make room."""

from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication

from scmap.gui.models.sheet import Sheet, SheetModel
from scmap.gui.rows import PADDING, ROW_PX
from scmap.gui.sheet_view import SheetView

HEAD = ("구분", "이름", "이전", "이후")
LONG = "화성시 동탄 U-City 정보센터와 화성시 CCTV 통합관제센터의 중첩"


def shown(qtbot: Any, width: int) -> SheetView:
    model = SheetModel(QApplication.instance())
    model.show(Sheet(HEAD, (("변경", LONG, LONG, LONG),)))
    view = SheetView(model, "변경")
    qtbot.addWidget(view)
    view.resize(width, 200)
    view.show()
    return view


def test_long_cells_give_way_and_come_back_with_the_room(qtbot: Any) -> None:
    view = shown(qtbot, 500)
    assert not view.horizontalScrollBar().maximum(), "the last column is out of sight"
    short, *long = (view.columnWidth(column) for column in range(3))
    assert min(long) > short, "the short column keeps its width"
    view.resize(1600, 200)
    assert view.columnWidth(1) > long[0]
    view.setColumnWidth(1, 300)
    view.resize(600, 200)
    assert view.columnWidth(1) == 300, "what a hand has set stays"


def test_a_table_that_is_scrolled_in_any_case_cuts_nothing(qtbot: Any) -> None:
    view, roomy = shown(qtbot, 200), shown(qtbot, 1600)
    assert view.horizontalScrollBar().maximum()
    assert view.columnWidth(1) == roomy.columnWidth(1)


WHY = f"{LONG}: 위치가 주소의 시·군·구에서 3 km보다 멀리 있고, 확실하게 수정할 방법이 없습니다."


def sentences(qtbot: Any, columns: int) -> SheetView:
    """Show a hundred rows, of which every other has a reason that takes more than a line."""
    model = SheetModel(QApplication.instance())
    view = SheetView(model, "제외", wraps=True)
    qtbot.addWidget(view)
    view.resize(600, 300)
    view.show()
    head = ("행", "제외 사유", *(f"항목 {one}" for one in range(columns)))
    rows = ((str(row), WHY if row % 2 else "좌표 없음", *["값"] * columns) for row in range(100))
    model.show(Sheet(head, tuple(rows)))
    return view


def lacking(view: SheetView, row: int) -> int:
    """Give by how much a row is too low for its reason, with room above and below."""
    room = QRect(0, 0, view.columnWidth(1) - 2 * PADDING - 4, 10_000)
    words = view.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, WHY)
    return words.height() + PADDING - view.rowHeight(row)


@pytest.mark.parametrize("columns", [3, 14])
def test_no_sentence_is_cut_wherever_one_scrolls(qtbot: Any, columns: int) -> None:
    view = sentences(qtbot, columns)
    assert view.rowHeight(0) == ROW_PX
    assert lacking(view, 1) <= 0
    view.scrollToBottom()
    qtbot.waitUntil(lambda: lacking(view, 99) <= 0)
    view.scrollToTop()
    view.setColumnWidth(1, 120)
    qtbot.waitUntil(lambda: lacking(view, 1) <= 0)


def test_a_sentence_gets_the_room_that_the_others_leave(qtbot: Any) -> None:
    view = sentences(qtbot, 2)
    view.resize(1000, 300)
    assert view.rowHeight(1) == ROW_PX, "it is read in one line"
    assert not view.horizontalScrollBar().maximum()
