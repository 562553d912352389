"""A table to read has no need to be pulled sideways for a column that another could make room."""

from typing import Any

from PySide6.QtWidgets import QApplication

from scmap.gui.models.sheet import Sheet, SheetModel
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
