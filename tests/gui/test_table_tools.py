"""What a planner does with a table: filters under the header, columns, figures, the clipboard."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QWidget

from scmap import words
from scmap.gui.column_memory import TABLES, ColumnMemory
from scmap.gui.keys import Named
from scmap.gui.models.clipping import clipping
from scmap.gui.models.column import Column
from scmap.gui.models.column_look import ColumnLook
from scmap.gui.models.figures import figures_of, said
from scmap.gui.models.table import Table, plain
from scmap.gui.panels.column_chooser import ColumnChooser
from scmap.gui.panels.feature_table import FeatureTable
from scmap.gui.panels.filter_row import CellLine
from scmap.gui.panels.table_page import FiguresLine, TablePage
from scmap.gui.panels.tables import TablesPanel
from scmap.model import amounts
from scmap.model.layer import objects
from scmap.paths import data_dir
from tests.gui.parts import HOSTILE, Parts, make_parts, make_tables

NAMES = objects(("서울 강남", "00123", "=1+1", None))
MONEY = np.array([1703.4, np.nan, 20.0, 3.0])
YEARS = np.array([2015.0, 2016.0, np.nan, 2015.0])
DAYS = np.array(["2024-05-01", "NaT", "2024-12-31", "2023-02-28"], dtype="datetime64[D]")


def year(value: float) -> str:
    return f"{value:.0f}" if value == value else amounts.unknown()  # noqa: PLR0124  NaN


def made() -> Table:
    columns = (
        Column("name", NAMES, plain),
        Column("total", MONEY, amounts.money, decimals=1, adds_up=True),
        Column("year_from", YEARS, year),
        Column("opened", DAYS, amounts.day, title="개소일"),
    )
    return Table("layer", Named(objects("abcd")), columns)


@pytest.fixture
def root(qtbot: Any) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def page(root: QWidget) -> TablePage:
    table = FeatureTable("investments", root)
    page = TablePage(table, root)
    table.show_table(made())
    root.resize(900, 300)
    page.resize(900, 300)
    root.show()
    page.show_filters(True)
    page.filters_wanted.connect(page.show_filters)
    QApplication.processEvents()
    return page


def line(page: QWidget, key: str) -> CellLine:
    every = (one for one in page.findChildren(CellLine) if one.isVisible())
    return next(one for one in every if one.column.key == key)


def uids(page: TablePage) -> list[str]:
    rows = page.table.rows
    return [rows.uid(row) for row in range(rows.rowCount())]


def foot(page: TablePage, qtbot: Any) -> str:
    qtbot.waitUntil(lambda: not page._wait.isActive())
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())


# -- filters under the header ----------------------------------------------------------------


def test_each_filter_stands_below_its_column_and_goes_with_it(page: TablePage) -> None:
    header = page.table.header
    for place, column in enumerate(page.table.rows.table.columns):
        one = line(page, column.key)
        assert one.isVisible()
        assert one.x() == header.sectionViewportPosition(place)
        assert one.y() >= header.viewport().height()
    header.moveSection(0, 2)
    header.resizeSection(1, 200)
    QApplication.processEvents()
    assert line(page, "name").x() == header.sectionViewportPosition(0)
    assert line(page, "total").width() == 199


def test_rows_are_filtered_as_one_types_hangul_too(page: TablePage, qtbot: Any) -> None:
    field = line(page, "name")
    QApplication.sendEvent(field, QInputMethodEvent("ㅅ", []))
    assert uids(page) == ["a", "d"], "서울, 미상: before the syllable is finished"
    QApplication.sendEvent(field, QInputMethodEvent("서", []))
    assert uids(page) == ["a"]
    commit = QInputMethodEvent("", [])
    commit.setCommitString("서")
    QApplication.sendEvent(field, commit)
    qtbot.keyClicks(line(page, "total"), ">9999")
    assert uids(page) == []
    qtbot.keyClick(line(page, "total"), Qt.Key.Key_Escape)
    assert uids(page) == ["a"]


def test_keys_lead_from_filter_to_filter_and_on_to_the_rows(page: TablePage, qtbot: Any) -> None:
    page.window().activateWindow()
    qtbot.waitUntil(page.window().isActiveWindow)
    page.table.header.begin()
    assert line(page, "name").hasFocus()
    qtbot.keyClick(line(page, "name"), Qt.Key.Key_Tab)
    assert line(page, "total").hasFocus()
    qtbot.keyClick(line(page, "total"), Qt.Key.Key_Backtab)
    qtbot.keyClick(line(page, "name"), Qt.Key.Key_Down)
    assert page.table.hasFocus()
    assert page.table.selected_rows().tolist() == [0]


def test_what_is_no_condition_is_marked_and_hides_nothing(page: TablePage) -> None:
    field = line(page, "total")
    field.setText("가나")
    assert len(uids(page)) == 4
    assert "숫자 조건이 아니어서" in field.accessibleDescription()
    assert field.actions()[0].isVisible()
    field.clear()
    assert not field.accessibleDescription()


def test_hiding_the_row_of_filters_takes_them_away(page: TablePage, qtbot: Any) -> None:
    qtbot.keyClicks(line(page, "total"), ">100")
    assert uids(page) == ["a"]
    height = page.table.header.height()
    qtbot.mouseClick(page._filters, Qt.MouseButton.LeftButton)
    assert len(uids(page)) == 4
    assert page.table.header.height() < height


def test_a_column_that_is_hidden_hides_no_row(page: TablePage, qtbot: Any) -> None:
    qtbot.keyClicks(line(page, "total"), ">100")
    qtbot.keyClicks(line(page, "year_from"), "2015")
    assert uids(page) == ["a"]
    page.table.header.change_look(ColumnLook(hidden=frozenset({"total"})))
    assert uids(page) == ["a", "d"]
    assert line(page, "year_from").text() == "2015"


def test_filters_go_with_the_columns_of_another_table(page: TablePage, qtbot: Any) -> None:
    qtbot.keyClicks(line(page, "total"), ">100")
    other = Table("other", Named(objects("xy")), (Column("kind", objects("ab"), plain),))
    page.table.show_table(other)
    assert uids(page) == ["x", "y"]
    page.table.show_table(made())
    QApplication.processEvents()
    assert uids(page) == ["a", "b", "c", "d"]
    assert not line(page, "total").text()


# -- columns ---------------------------------------------------------------------------------


def test_columns_that_are_not_named_stand_where_the_table_has_them() -> None:
    look = ColumnLook(("c", "a", "gone"), frozenset({"a"}))
    assert look.ordered(["a", "b", "c", "d"]) == ["c", "d", "a", "b"]
    assert look.shown(["a", "b", "c"]) == ["c", "b"]
    assert ColumnLook(hidden=frozenset("ab")).shown(["a", "b"]) == ["a", "b"], "never none"


@pytest.mark.parametrize("kept", [None, 3, {"order": 3, "hidden": [1], "widths": {"a": "x"}}, []])
def test_a_damaged_memory_of_columns_gives_the_first_look(kept: object) -> None:
    assert ColumnLook.from_plain(kept) == ColumnLook()


def test_columns_are_chosen_moved_and_put_back(page: TablePage, qtbot: Any) -> None:
    header, rows = page.table.header, page.table.rows
    columns = rows.table.columns
    chooser = ColumnChooser(columns, header.look, page)
    qtbot.addWidget(chooser)
    chooser.chosen.connect(header.change_look)
    listed = chooser.findChildren(QListWidget)[0]
    assert [listed.item(row).text() for row in range(4)] == [one.heading for one in columns]
    listed.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert header.isSectionHidden(1)
    listed.setCurrentRow(0)
    chooser._buttons["down"].click()
    assert [one.key for one in page.table.shown_table.columns] == ["name", "year_from", "opened"]
    chooser._buttons["down"].click()
    assert [one.key for one in page.table.shown_table.columns] == ["year_from", "name", "opened"]
    for row in range(4):
        listed.item(row).setCheckState(Qt.CheckState.Unchecked)
    assert len(page.table.shown_table.columns) == 1, "the last column stays"
    chooser._buttons["reset"].click()
    assert header.look == ColumnLook()


def test_how_columns_stand_is_there_again_at_the_next_start(qtbot: Any) -> None:
    def start() -> tuple[Parts, TablesPanel]:
        parts = make_parts()
        panel = make_tables(parts)
        qtbot.addWidget(panel)
        panel.resize(1200, 500)
        panel.show()
        parts.open(qtbot)
        panel.show_tab("investments")
        return parts, panel

    parts, panel = start()
    header = panel._tables[1].header
    header.moveSection(0, 3)
    header.resizeSection(1, 277)
    header.change_look(ColumnLook(header.look.order, frozenset({"quality"}), header.look.widths))
    panel.show_filters(False)
    look = header.look
    panel.memory.keep()
    parts.jobs.close()
    parts, panel = start()
    again = panel._tables[1].header
    assert again.look == look
    assert again.sectionSize(1) == 277
    assert not again.filters_shown
    parts.jobs.close()


def test_another_project_is_not_searched_for_what_was_looked_for_in_the_last(qtbot: Any) -> None:
    parts = make_parts()
    panel = make_tables(parts)
    qtbot.addWidget(panel)
    panel.resize(1200, 500)
    panel.show()
    parts.open(qtbot)
    panel.show_tab("investments")
    panel._filter.setText("없는 말")
    panel._tables[1].header.say({"name": "없는 말"})
    assert not panel._tables[1].rows.rowCount()
    parts.open(qtbot)
    panel.catch_up()
    assert panel._filter.text() == ""
    assert panel._tables[1].header._said == {}
    qtbot.waitUntil(lambda: panel._tables[1].rows.rowCount() > 0)
    parts.jobs.close()


def test_a_damaged_file_of_columns_stops_nothing(root: QWidget) -> None:
    file = data_dir() / TABLES.file
    file.write_text('{"overlaps": [', encoding="utf-8")
    assert ColumnMemory(root).of("overlaps") == ColumnLook()
    file.unlink()


@pytest.fixture
def english() -> Iterator[None]:
    words.set_language("en")
    yield
    words.set_language("ko")


@pytest.mark.usefixtures("english")
def test_no_heading_is_cut_when_the_language_changes(page: TablePage) -> None:
    page.table.retranslate()
    header = page.table.header
    for place in range(header.count()):
        assert header.sectionSize(place) >= header.sectionSizeFromContents(place).width()


# -- figures ---------------------------------------------------------------------------------


def test_a_figure_without_room_is_left_out_whole(root: QWidget) -> None:
    line = FiguresLine(root)
    line.setText("표시 4행 · 합계 1,726.4 · 미상 1행")
    line.resize(line.sizeHint())
    assert line.seen == line.text()
    seen = set()
    for width in range(line.width(), 0, -1):
        line.resize(width, line.height())
        seen.add(line.seen)
    assert seen == {line.text(), "표시 4행 · 합계 1,726.4 · …", "표시 4행 · …", "…"}


def test_figures_leave_the_unknown_out_and_say_how_many_they_are() -> None:
    name, total, first, opened = made().columns
    every = np.arange(4)
    assert said(figures_of(total, every), total, "shown") == ("표시 4행 · 합계 1,726.4 · 미상 1행")
    assert "2015–2016" in said(figures_of(first, every), first, "shown"), "years are not added"
    assert "2023. 2. 28.–2024. 12. 31." in said(figures_of(opened, every), opened, "shown")
    assert said(figures_of(name, every), name, "selected") == "선택 4행 · 미상 1행"
    assert said(figures_of(total, np.array([1])), total, "shown") == "표시 1행 · 미상 1행"


def test_a_sum_does_not_show_the_fractions_of_adding() -> None:
    column = Column("total", np.full(10, 0.1), amounts.money, decimals=1, adds_up=True)
    assert "합계 1 " in said(figures_of(column, np.arange(10)), column, "shown")


def test_the_foot_follows_filter_and_selection(page: TablePage, qtbot: Any) -> None:
    assert foot(page, qtbot) == "표시 4행 · 합계 1,726.4 · 미상 1행"
    qtbot.keyClicks(line(page, "total"), "<100")
    page.table.selectRow(0)
    assert foot(page, qtbot).splitlines() == [
        "표시 2행 · 합계 23 · 미상 0행",
        "선택 1행 · 합계 20 · 미상 0행",
    ]


# -- the clipboard ---------------------------------------------------------------------------


def test_rows_are_copied_with_their_header_and_never_as_a_formula() -> None:
    lines = clipping(made(), [0, 2]).text.splitlines()
    assert lines == [
        "사업명\t총사업비(백만원)\t시작\t개소일",
        "서울 강남\t1,703.4\t2015\t2024-05-01",
        "'=1+1\t20\t미상\t2024-12-31",
    ]


def test_a_spreadsheet_gets_the_types_of_the_cells() -> None:
    html = clipping(made(), [0, 1, 2]).html
    assert """x:num="1703.4" sdval="1703.4" sdnum="1042;0;#,##0.0">1,703.4</td>""" in html
    assert """<td style='mso-number-format:"\\@"' sdnum="1042;0;@">00123</td>""" in html
    assert """x:num="2015" sdval="2015" sdnum="1042;0;0">2015</td>""" in html
    assert """sdnum="1042;0;YYYY-MM-DD">2024-05-01</td>""" in html
    assert ">=1+1<" not in html
    assert """sdnum="1042;0;@">미상</td>""" in html, "an unknown number is no number"


def test_hostile_text_stays_text_on_the_clipboard() -> None:
    table = Table("x", Named(objects("a")), (Column("name", objects((HOSTILE,)), plain),))
    assert "<b>" not in clipping(table, [0]).html


def test_what_is_copied_stands_as_the_columns_stand(page: TablePage) -> None:
    header = page.table.header
    header.change_look(ColumnLook(("total", "name"), frozenset({"year_from", "opened"})))
    page.table.copy()
    data = QGuiApplication.clipboard().mimeData()
    assert data.text().splitlines()[:2] == ["총사업비(백만원)\t사업명", "1,703.4\t서울 강남"]
    assert data.hasHtml()
