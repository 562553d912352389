"""The layer tree under the hand: dragged, renamed, grouped, doubled; each one step back."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QStyleOptionViewItem

from scmap import words
from scmap.gui.models.layer_tree import COUNT, MOVED, TITLE, LayerTreeModel
from scmap.gui.models.table import ROOT
from scmap.gui.panels import layers
from scmap.gui.panels.layers import LayersPanel
from scmap.gui.panels.tree_rows import BREAK, TreeRows, breakable
from scmap.gui.panels.tree_view import TreeView
from scmap.model.condition import Condition, Filter
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from scmap.model.symbology import Category, Label, Symbol, Symbology
from scmap.session import layer_tree
from scmap.session.session import Session
from scmap.words import tr
from tests.cartography.maps import column, points
from tests.gui.parts import Parts, make_parts


def tree() -> Project:
    """Give, from the top: 사업 (d), 센터 (c, b), 경계 (a)."""
    layer = points([(0.0, 0.0)] * 3, kind=column("가", "나", None)).replace(uid="L", title="자료")
    groups = {"a": "경계", "b": "센터", "c": "센터", "d": "사업"}
    entries = tuple(
        MapLayer(uid, uid.upper(), "L", group, shape="point") for uid, group in groups.items()
    )
    return Project("p", "P", layers=(layer,), map=entries)


class Desk:
    """A tree panel on a project."""

    def __init__(self, parts: Parts) -> None:
        self.session = Session(tree())
        self.panel = LayersPanel(parts.bridge, parts.sources, parts.selection)
        parts.bridge.take(self.session)
        self.panel.resize(300, 400)
        self.panel.show()
        self.panel.catch_up()

    @property
    def view(self) -> TreeView:
        view = self.panel.findChild(TreeView)
        assert isinstance(view, TreeView)
        return view

    @property
    def model(self) -> LayerTreeModel:
        model = self.view.model()
        assert isinstance(model, LayerTreeModel)
        return model

    @property
    def order(self) -> str:
        return " ".join(f"{entry.uid}:{entry.group}" for entry in self.session.project.map)

    def drop(self, what: Any, row: int, parent: Any = ROOT) -> None:
        data = self.model.mimeData([what])
        assert data.hasFormat(MOVED)
        self.model.dropMimeData(data, Qt.DropAction.MoveAction, row, 0, parent)
        self.panel.catch_up()


@pytest.fixture
def desk(qtbot: Any) -> Iterator[Desk]:
    parts = make_parts()
    made = Desk(parts)
    qtbot.addWidget(made.panel)
    yield made
    parts.jobs.close()
    parts.root.deleteLater()


def test_an_entry_dropped_on_another_comes_above_it(desk: Desk) -> None:
    desk.drop(desk.model.find("d"), -1, desk.model.find("b"))
    assert desk.order == "a:경계 b:센터 d:센터 c:센터"
    assert desk.session.undo_label == tr("layers.do.move", layer="D")
    desk.session.undo()
    assert desk.order == "a:경계 b:센터 c:센터 d:사업"


def test_between_rows_and_at_the_bottom_of_a_heading(desk: Desk) -> None:
    heading = desk.model.find_heading("센터")
    desk.drop(desk.model.find("d"), 1, heading)  # below c, above b
    assert desk.order == "a:경계 b:센터 d:센터 c:센터"
    desk.drop(desk.model.find("c"), 3, desk.model.find_heading("센터"))
    assert desk.order == "a:경계 c:센터 b:센터 d:센터"


def test_dropped_between_headings_it_joins_the_one_above(desk: Desk) -> None:
    desk.drop(desk.model.find("a"), 1)
    assert desk.order == "b:센터 c:센터 a:사업 d:사업"


def test_a_heading_is_dragged_with_all_below_it(desk: Desk) -> None:
    desk.drop(desk.model.find_heading("경계"), 0)
    assert desk.order == "b:센터 c:센터 d:사업 a:경계"
    desk.drop(desk.model.find_heading("사업"), 3)
    assert desk.order.startswith("d:사업")


def test_headings_move_by_keyboard_too(desk: Desk) -> None:
    desk.view.setCurrentIndex(desk.model.find_heading("센터"))
    desk.panel.raise_entry()
    assert desk.order == "a:경계 d:사업 b:센터 c:센터"
    desk.panel.catch_up()
    assert desk.panel.heading == "센터"
    desk.panel.lower_entry()
    assert desk.order == "a:경계 b:센터 c:센터 d:사업"


def test_rows_can_be_dragged_but_lines_of_the_legend_cannot(desk: Desk) -> None:
    assert desk.view.dragEnabled()
    assert desk.view.viewport().acceptDrops()
    looks = Symbology(field="kind", categories=(Category("가", "가", Symbol()),))
    cell = changed(desk, symbology=looks)
    entry = cell.siblingAtColumn(TITLE)
    line = desk.model.index(0, 0, entry)
    assert desk.model.flags(entry) & Qt.ItemFlag.ItemIsDragEnabled
    assert not desk.model.flags(line) & Qt.ItemFlag.ItemIsDragEnabled


def test_f2_renames_in_place_and_a_heading_too(desk: Desk, qtbot: Any) -> None:
    desk.panel.select_entry("b")
    desk.panel.rename_row()
    editor = desk.view.findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    editor.setText("관제센터")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.session.project.map[1].title == "관제센터")
    desk.panel.catch_up()
    desk.view.setCurrentIndex(desk.model.find_heading("센터"))
    desk.model.setData(desk.view.currentIndex(), "통합센터")
    assert [entry.group for entry in desk.session.project.map][1:3] == ["통합센터"] * 2
    desk.panel.catch_up()
    assert desk.panel.heading == "통합센터"
    assert not desk.model.setData(desk.view.currentIndex(), "  ")


def test_a_copy_and_a_group_of_its_own(desk: Desk) -> None:
    desk.panel.select_entry("b")
    desk.panel.duplicate_entry()
    titles = [entry.title for entry in desk.session.project.map]
    assert titles == ["A", "B", tr("layers.copy", layer="B"), "C", "D"]
    desk.session.undo()
    desk.panel.select_entry("b")
    desk.panel.group_entry()
    new = tr("layers.new_group", number=1)
    assert desk.order == f"a:경계 c:센터 b:{new} d:사업"
    assert desk.panel.heading == new


def test_a_long_title_takes_more_lines_while_the_panel_is_narrow(desk: Desk, qtbot: Any) -> None:
    desk.session.do(
        "", lambda project: layer_tree.rename(project, "b", "Ministries of one ground " * 2)
    )
    desk.panel.catch_up()
    view, line = desk.view, desk.view.fontMetrics().lineSpacing()

    def height(uid: str) -> int:
        return view.visualRect(desk.model.find(uid)).height()

    for width, more in ((200, 2 * line), (330, line), (700, 0), (330, line)):
        desk.panel.resize(width, 400)
        qtbot.waitUntil(lambda more=more: height("b") == height("c") + more)


def test_a_word_that_is_wider_than_the_panel_is_read_to_its_end(desk: Desk, qtbot: Any) -> None:
    title = "과학기술정보통신부 계열"
    desk.session.do("", lambda project: layer_tree.rename(project, "b", title))
    desk.panel.catch_up()
    rows = desk.view.itemDelegate()
    assert isinstance(rows, TreeRows)

    def lines() -> str:
        option = QStyleOptionViewItem()
        option.initFrom(desk.view)
        rows.initStyleOption(option, desk.model.find("b"))
        return option.text

    desk.panel.resize(400, 400)
    qtbot.waitUntil(lambda: lines() == title)
    width = desk.panel.width()
    while BREAK not in lines() and width:  # no narrower than the long word asks: fonts differ
        width -= 10
        desk.panel.resize(width, 400)
        QApplication.processEvents()
    assert BREAK in lines()
    assert lines().replace(BREAK, "") == title
    assert lines().endswith("계열"), "a short word stays whole"


def test_only_rows_that_read_otherwise_are_laid_out_anew(desk: Desk) -> None:
    told: list[str] = []
    desk.model.dataChanged.connect(lambda first, _last: told.append(first.data()))
    desk.session.do("", lambda project: project.with_map(tuple(project.map)))
    desk.panel.refresh()
    assert told == []
    desk.session.do("", lambda project: layer_tree.set_visible(project, ("b",), False))
    desk.panel.catch_up()
    assert sorted(told) == ["B", "센터"], "the row, and the box of its heading"


def test_rows_grow_with_the_letters(desk: Desk, qtbot: Any) -> None:
    view, row = desk.view, desk.model.find("b")
    before = view.visualRect(row).height()
    font = view.font()
    font.setPointSizeF(font.pointSizeF() * 3)
    view.setFont(font)
    qtbot.waitUntil(lambda: view.visualRect(row).height() > 1.5 * before)


def test_a_heading_is_switched_as_a_whole(desk: Desk) -> None:
    desk.view.setCurrentIndex(desk.model.find_heading("센터"))
    desk.panel.toggle()
    assert [entry.visible for entry in desk.session.project.map] == [True, False, False, True]


def changed(desk: Desk, **changes: Any) -> Any:
    """Change the entry b, and give the cell beside it."""
    look = desk.session.project.map[1]
    new = MapLayer(look.uid, look.title, look.layer, look.group, shape="point", **changes)
    desk.session.do("바꾸기", lambda project: project.with_entry(new))
    desk.panel.catch_up()
    return desk.model.find("b").siblingAtColumn(COUNT)


def test_a_filter_is_seen_and_said_and_counted(desk: Desk) -> None:
    cell = changed(desk, filter=Filter((Condition("kind", "is", "가"),)))
    assert cell.data() == "1 / 3"
    assert cell.data(Qt.ItemDataRole.DecorationRole) is not None
    assert "유형 = 가" in cell.data(Qt.ItemDataRole.AccessibleTextRole)
    plain = desk.model.find("c").siblingAtColumn(COUNT)
    assert plain.data(Qt.ItemDataRole.DecorationRole) is None


def test_features_without_a_place_are_told_apart_and_the_tip_says_so(desk: Desk) -> None:
    """The legend on the map counts what is drawn: the tree says the same, and of how many."""
    layer = desk.session.project.layers[0]
    x = layer.number("x").copy()
    x[0] = np.nan
    nowhere = layer.replace(columns={**layer.columns, "x": x})
    desk.session.do("지우기", lambda project: project.with_layer(nowhere))
    desk.panel.catch_up()
    title = desk.model.find("b")
    assert title.siblingAtColumn(COUNT).data() == "2 / 3"
    said = tr("layers.drawn", drawn="2", total="3", without="1")
    assert said in " ".join(title.data(Qt.ItemDataRole.ToolTipRole).split())


def test_what_is_wrong_with_a_layer_is_said(desk: Desk) -> None:
    cell = changed(desk, filter=Filter((Condition("kind", "is", "없음"),)))
    assert tr("layers.trouble.nothing") in cell.data(Qt.ItemDataRole.AccessibleTextRole)
    cell = changed(desk, symbology=Symbology(Symbol(), label=Label("사라진 열")))
    said = tr("layers.trouble.column", column="사라진 열")
    assert said in cell.data(Qt.ItemDataRole.AccessibleTextRole)
    desk.panel.take_checks({"L": frozenset({"f0", "f2", "elsewhere"})})
    desk.panel.catch_up()
    told = desk.model.find("c").data(Qt.ItemDataRole.ToolTipRole)
    assert tr("layers.trouble.checks", count="2") in told
    assert desk.model.find("c").column() == TITLE


@pytest.fixture
def apart(qtbot: Any) -> Iterator[tuple[LayersPanel, Parts]]:
    """Give a tree that counts in the background, and what it stands on."""
    parts = make_parts()
    panel = LayersPanel(parts.bridge, parts.sources, parts.selection, jobs=parts.jobs)
    qtbot.addWidget(panel)
    panel.show()
    yield panel, parts
    parts.jobs.close()
    parts.root.deleteLater()


def test_very_many_rows_are_counted_in_the_background_and_the_hand_is_answered_at_once(
    apart: tuple[LayersPanel, Parts], qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layers, "MANY", 0)
    panel, parts = apart
    view = panel.findChild(TreeView)
    assert isinstance(view, TreeView)
    model = view.model()
    assert isinstance(model, LayerTreeModel)

    def told(uid: str) -> tuple[str, str]:
        index = model.find(uid)
        return index.data(), index.siblingAtColumn(COUNT).data()

    seen: list[tuple[str, str]] = []
    panel.entry_changed.connect(lambda: seen.append(told("d")))
    parts.bridge.take(Session(tree()))
    qtbot.waitUntil(lambda: told("d") == ("D", "3"))
    assert seen[0] == ("D", "")  # the tree of the new project came before it was counted
    panel.select_entry("d")
    model.setData(model.find("d"), "사업 원장", Qt.ItemDataRole.EditRole)
    assert told("d") == ("사업 원장", "3")
    assert panel.entry is not None
    assert panel.entry.uid == "d"


def test_an_entry_is_found_as_soon_as_a_project_is_open(
    apart: tuple[LayersPanel, Parts], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layers, "MANY", 0)
    panel, parts = apart
    parts.bridge.take(Session(tree()))
    panel.select_entry("d")
    assert panel.entry is not None
    assert panel.entry.uid == "d"


def test_the_headings_of_a_project_that_was_opened_are_unfolded(
    apart: tuple[LayersPanel, Parts],
) -> None:
    panel, parts = apart
    parts.bridge.take(Session(tree()))
    panel.catch_up()
    view = panel.findChild(TreeView)
    assert isinstance(view, TreeView)
    model = view.model()
    headings = [model.index(row, TITLE) for row in range(model.rowCount())]
    assert [view.isExpanded(index) for index in headings] == [True, True, True]


def test_standard_titles_are_read_in_the_window_s_language_and_typed_as_they_are(
    desk: Desk,
) -> None:
    entry = desk.session.project.map[1]
    desk.session.do("", lambda project: layer_tree.rename(project, entry.uid, "학교"))
    desk.panel.catch_up()
    words.set_language("en")
    try:
        desk.panel.retranslate()
        assert desk.model.find("b").data() == "Schools"
        desk.panel.select_entry("b")
        desk.panel.rename_row()
        editor = desk.view.findChild(QLineEdit)
        assert isinstance(editor, QLineEdit)
        assert editor.text() == "학교"
    finally:
        words.set_language("ko")
    desk.panel.retranslate()
    assert desk.model.find("b").data() == "학교"


def test_signs_of_the_tree_take_the_colours_of_the_window(desk: Desk, qtbot: Any) -> None:
    cell = changed(desk, filter=Filter((Condition("kind", "is", "가"),)))

    def ink() -> QColor:
        sign: QIcon = cell.data(Qt.ItemDataRole.DecorationRole)
        picture = sign.pixmap(20).toImage()
        spots = [(x, y) for x in range(picture.width()) for y in range(picture.height())]
        return max((picture.pixelColor(*spot) for spot in spots), key=QColor.alpha)

    before, usual = ink().lightness(), QGuiApplication.palette()
    other = QPalette(usual)
    other.setColor(QPalette.ColorRole.ButtonText, QColor("white" if before < 128 else "black"))
    QApplication.setPalette(other)
    try:
        qtbot.waitUntil(lambda: abs(ink().lightness() - before) > 100)
    finally:
        QApplication.setPalette(usual)


def test_a_word_of_latin_script_is_never_broken_in_the_middle(qapp: QApplication) -> None:
    metrics = QFontMetrics(qapp.font())
    assert BREAK in breakable("과학기술정보통신부 계열", metrics, 20)
    assert breakable("Overlapping ministries", metrics, 20) == "Overlapping ministries"
