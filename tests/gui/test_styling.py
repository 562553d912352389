"""Looks and filters in the window: tried on the map, kept as one step, copied, saved, refused."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDoubleSpinBox,
    QPushButton,
    QTableView,
    QWidget,
)

from scmap import words
from scmap.cartography.classing import Meaning
from scmap.cartography.presets import default_map
from scmap.gui.dialogs.colour_button import ColourButton, ColourPopup
from scmap.gui.dialogs.filter import FilterDialog
from scmap.gui.dialogs.filter_editor import FilterEditor
from scmap.gui.dialogs.style import StyleDialog
from scmap.gui.dialogs.style_classes import ClassesPage
from scmap.gui.line_entry import LineEntry
from scmap.gui.main_window import MainWindow
from scmap.gui.models.class_table import COUNT, SYMBOL, TITLE, VALUE, ClassTable, filter_words
from scmap.gui.models.style_draft import StyleDraft
from scmap.gui.rows import ROW_PX
from scmap.gui.start import application
from scmap.model.condition import Condition, Filter
from scmap.model.layer import Layer, objects
from scmap.model.maplayer import MapLayer, Where
from scmap.model.symbology import Category, Label, Symbol, Symbology
from scmap.reference import codebook
from scmap.session.session import Session
from scmap.store.style_file import read_look
from scmap.words import tr
from tests.cartography.maps import column, pixels, points
from tests.gui.board import city

MEANING = Meaning(codebook())
KINDS = ("OPC", "OPC", "CCC", None, "PLT")


def centres(**columns: Any) -> Layer:
    """Give five centres, one of a kind that is not known."""
    values = {
        "kind": column(*KINDS),
        "ministry": column("국토교통부", "국토해양부", "행정안전부", None, "국토교통부;환경부"),
        "money": np.array([1.0, 2.0, 3.0, np.nan, 100.0]),
    }
    return points([(float(i), 0.0) for i in range(5)], **{**values, **columns})


def draft_of(layer: Layer, **entry: Any) -> StyleDraft:
    look = Symbology(Symbol(fill="#475569", stroke="#FFFFFF"))
    made = MapLayer("e", "센터", layer.uid, shape="point", symbology=look)
    return StyleDraft(replace(made, **entry), layer, MEANING)


def test_values_become_classes_the_commonest_first_and_the_unknown_last() -> None:
    draft = draft_of(centres())
    draft.set_kind("categorised")
    draft.classify_values("kind")
    assert [one.value for one in draft.look.categories] == ["OPC", "CCC", "PLT", ""]
    assert draft.counts() == [2, 1, 1, 1, 0]


def test_kinds_are_told_by_marker_and_ministries_by_hue() -> None:
    draft = draft_of(centres())
    draft.set_kind("categorised")
    draft.classify_values("kind")
    markers = [one.symbol.marker for one in draft.classes]
    assert markers[:3] == ["hexagon", "square", "ring"]
    assert draft.classes[0].title == "통합운영센터"
    draft.classify_values("ministry")
    hues = {one.title: one.symbol.fill for one in draft.classes}
    assert hues["국토교통부"] == hues["국토해양부"] == hues["국토교통부;환경부"] == "#0072B2"
    assert hues["행정안전부"] == "#D55E00"
    assert hues[tr("map.unknown")] == "#FFFFFF"


def test_a_planner_reads_the_names_of_codes_and_may_write_them(qtbot: Any) -> None:
    draft = draft_of(centres(fields=column("CRM", "CRM;TRN", "TRN", None, "TRN")))
    draft.set_kind("categorised")
    draft.classify_values("kind")
    table = ClassTable(draft, draft)
    cell = table.index(0, VALUE)
    assert cell.data() == "통합운영센터"
    assert cell.data(Qt.ItemDataRole.EditRole) == "OPC"
    assert "OPC" in cell.data(Qt.ItemDataRole.ToolTipRole)
    table.setData(cell, "실증단지")
    assert draft.look.categories[0].value == "TBD"
    draft.classify_values("fields")
    assert [one.title for one in draft.look.categories[:3]] == ["교통", "방범", "방범 + 교통"]
    assert filter_words(Filter((Condition("kind", "is", "OPC"),))) == "유형 = 통합운영센터"
    page = QWidget()
    qtbot.addWidget(page)
    editor = FilterEditor(draft.layer, Filter((Condition("kind", "is", "OPC"),)), page)
    (line,) = editor.findChildren(LineEntry)
    assert line.text() == "통합운영센터"
    line.setText("통합플랫폼")
    assert editor.narrowed == Filter((Condition("kind", "is", "PLT"),))


def test_areas_of_a_kind_are_told_by_colour_for_they_have_no_marker() -> None:
    grounds = objects(shapely.box(x, 0, x + 1, 1) for x in range(len(KINDS)))
    draft = draft_of(centres().replace(geometry=grounds), shape="footprint")
    draft.set_kind("categorised")
    draft.classify_values("kind")
    named = [one for one in draft.classes if one.title != tr("map.unknown")]
    assert named[0].title == "통합운영센터"
    fills = [one.symbol.fill for one in named[:3]]
    assert len(set(fills)) == 3


def test_more_values_than_colours_differ_by_shape_too() -> None:
    many = points([(0.0, 0.0)] * 20, code=column(*(f"v{i}" for i in range(20))))
    draft = draft_of(many)
    draft.set_kind("categorised")
    looks = [(one.symbol.fill, one.symbol.marker) for one in draft.classes]
    assert len(set(looks)) == 20


def test_numbers_are_cut_and_an_edge_can_be_typed_in() -> None:
    draft = draft_of(centres())
    draft.set_kind("graduated")
    assert draft.look.field == "money"
    draft.classify_numbers("money", method="natural", count=2)
    assert [(one.low, one.high) for one in draft.look.spans] == [(1, 3), (3, 100)]
    assert draft.counts() == [3, 1, 1]
    draft.set_edge(0, 2.0)
    assert [one.title for one in draft.classes] == ["1 ~ 2", "3 ~ 100"]
    assert draft.classing.method == "manual"
    draft.set_edge(0, 500.0)  # not above its neighbour's end
    assert draft.look.spans[0].high == 2.0


def test_a_layer_without_numbers_has_no_classes_of_them() -> None:
    bare = centres(money=np.full(5, np.nan))
    draft = draft_of(bare)
    assert not draft.has_numbers
    draft.set_kind("rules")
    draft.set_kind("graduated")
    draft.classify_numbers("money")
    assert draft.look.kind == "rules"


def test_a_way_that_cannot_be_is_passed_by_the_arrow_keys(qtbot: Any) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    draft = draft_of(centres(money=np.full(5, np.nan)))
    shown = ClassesPage(draft, page)
    page.show()
    named = {one.text(): one for one in shown.findChildren(QAbstractButton)}
    graduated, rules = (named[tr(f"style.kind.{kind}")] for kind in ("graduated", "rules"))
    assert not graduated.isEnabled()
    assert tr("style.kind.no_numbers") in graduated.toolTip()
    draft.set_kind("categorised")
    QTest.keyClick(named[tr("style.kind.categorised")], Qt.Key.Key_Right)
    assert rules.isChecked()
    assert draft.look.kind == "rules"


def test_years_are_written_as_years() -> None:
    draft = draft_of(centres(year_from=np.array([2009.0, 2011, 2014, np.nan, 2021])))
    draft.set_kind("graduated")
    draft.classify_numbers("year_from", method="quantile", count=2)
    assert [one.title for one in draft.classes] == ["2009 ~ 2011", "2012 ~ 2021"]


def test_no_whole_number_stands_in_two_classes() -> None:
    draft = draft_of(centres(year_from=np.array([2009.0, 2011, 2013, 2018, np.nan])))
    draft.set_kind("graduated")
    draft.classify_numbers("year_from", method="equal", count=3)
    titles = ["2009 ~ 2012", "2013 ~ 2015", "2016 ~ 2018"]
    assert [one.title for one in draft.classes] == titles
    draft.set_edge(0, 2009.0)
    assert [one.title for one in draft.classes] == ["2009", "2010 ~ 2015", "2016 ~ 2018"]
    draft.remove([0])
    assert [one.title for one in draft.classes] == ["2009 ~ 2015", "2016 ~ 2018"]
    draft.add()
    assert draft.classes[-1].title == "2019 ~ 2021"


def test_classes_of_measures_say_their_edges() -> None:
    draft = draft_of(centres(money=np.array([0.5, 1.25, 4, 9, np.nan])))
    draft.set_kind("graduated")
    draft.classify_numbers("money", method="quantile", count=2)
    assert [one.title for one in draft.classes] == ["0.5 ~ 1.25", "1.25 ~ 9"]


def test_titles_of_an_earlier_edition_follow_a_moved_edge() -> None:
    draft = draft_of(centres(year_from=np.array([2009.0, 2011, 2014, np.nan, 2021])))
    draft.set_kind("graduated")
    draft.classify_numbers("year_from", method="quantile", count=2)
    draft.set_title(1, "2011 ~ 2021")  # as it was written while classes shared their edges
    draft.set_edge(0, 2014.0)
    assert draft.classes[1].title == "2015 ~ 2021"


def test_going_to_another_way_and_back_brings_the_classes_back() -> None:
    draft = draft_of(centres())
    draft.set_kind("categorised")
    draft.set_title(0, "제목")
    before = draft.look
    draft.set_kind("rules")
    draft.set_kind("categorised")
    assert draft.look == before


def test_classes_are_added_moved_and_removed() -> None:
    draft = draft_of(centres())
    draft.set_kind("rules")
    draft.add()
    draft.set_rule(1, Filter((Condition("kind", "is", "OPC"),)))
    draft.move(1, -1)
    assert draft.counts() == [2, 3, 0]
    draft.remove([1])
    assert draft.counts() == [2, 3]
    draft.remove([0])  # the last rule stays
    assert len(draft.classes) == 1


def test_a_removed_span_leaves_its_numbers_to_the_next() -> None:
    draft = draft_of(centres())
    draft.set_kind("graduated")
    draft.classify_numbers("money", method="equal", count=3)
    draft.remove([0])
    assert draft.look.spans[0].low == 1.0
    assert sum(draft.counts()[:-1]) == 4


def test_the_table_says_and_takes_what_is_typed() -> None:
    draft = draft_of(centres())
    draft.set_kind("categorised")
    draft.classify_values("kind")
    table = ClassTable(draft, draft)
    assert table.rowCount() == 5
    row = [table.index(0, place).data() for place in (VALUE, TITLE, COUNT)]
    assert row == ["통합운영센터", "통합운영센터", "2"]
    assert table.setData(table.index(0, TITLE), "운영센터")
    assert draft.classes[0].title == "운영센터"
    rest = table.index(4, SYMBOL)
    assert rest.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    table.setData(rest, Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole)
    assert not draft.look.others
    draft.set_kind("graduated")
    assert not table.setData(table.index(0, VALUE), "많이")


def test_standard_titles_of_classes_are_english_and_stay_as_they_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(words, "language", lambda: "en")
    kept = (Category("국토교통부", "국토교통부 계열", Symbol()),)
    draft = draft_of(centres(), symbology=Symbology(field="ministry", categories=kept))
    table = ClassTable(draft, draft)
    first = table.index(0, TITLE)
    assert first.data() == "Land and transport"
    table.setData(first, first.data(Qt.ItemDataRole.EditRole))  # looked at, and left as it was
    assert draft.classes[0].title == "국토교통부 계열"
    table.setData(first, "Roads")
    assert draft.classes[0].title == "Roads"


def test_what_a_class_is_called_takes_two_lines_where_one_has_no_room(qtbot: Any) -> None:
    application()  # its font
    name = "국토교통부 계열의 스마트도시 통합 기반 지원사업과 그 후속 사업"
    kept = (Category("국토교통부", name, Symbol()),)
    draft = draft_of(centres(), symbology=Symbology(field="ministry", categories=kept))
    room = QWidget()
    qtbot.addWidget(room)
    page = ClassesPage(draft, room)
    page.resize(660, 400)
    room.show()
    (table,) = page.findChildren(QTableView)
    assert table.model().index(0, TITLE).data() == name
    assert table.fontMetrics().horizontalAdvance(name) > table.columnWidth(TITLE)
    assert table.rowHeight(0) >= 2 * table.fontMetrics().height()
    page.resize(1400, 400)
    qtbot.waitUntil(lambda: table.rowHeight(0) == ROW_PX)


# -- in the window -----------------------------------------------------------------------------


@pytest.fixture
def mapped(window: MainWindow, qtbot: Any) -> MainWindow:
    """Give the window on one city with the standard views of its investments."""
    project = city()
    layer = project.investments
    assert layer is not None
    views = default_map([layer], codebook())
    own = [entry for entry in views if entry.layer == layer.uid]
    with qtbot.waitSignal(window.painted, timeout=20_000):
        window.bridge.take(Session(project.with_map(own)))
    return window


def opened(window: MainWindow) -> StyleDialog:
    """Open the style dialog on the first entry with points."""
    project = window.bridge.project
    assert project is not None
    entry = next(entry for entry in project.map if entry.shape == "point" and entry.visible)
    window.layers.select_entry(entry.uid)
    window.actions_["layer.style"].trigger()
    return window.findChildren(StyleDialog)[-1]


def entry_of(window: MainWindow, uid: str) -> MapLayer:
    project = window.bridge.project
    assert project is not None
    return next(entry for entry in project.map if entry.uid == uid)


def red(window: MainWindow) -> bool:
    """Tell whether the map in sight has anything in the colour that is tried."""
    shown = pixels(window.canvas.picture())
    return bool((shown == (0xFF, 0x00, 0xAA)).all(axis=2).any())


def test_a_look_is_tried_on_the_map_and_gone_when_cancelled(mapped: MainWindow, qtbot: Any) -> None:
    dialog = opened(mapped)
    uid = dialog.draft.entry.uid
    before = mapped.bridge.project
    dialog.draft.set_kind("single")
    dialog.draft.set_symbol([0], fill="#FF00AA", size_mm=9.0)
    qtbot.waitUntil(lambda: mapped.canvas.is_exact and red(mapped), timeout=10_000)
    assert mapped.bridge.project is before
    dialog.reject()
    qtbot.waitUntil(lambda: mapped.canvas.is_exact and not red(mapped), timeout=10_000)
    assert mapped.bridge.project is before
    assert entry_of(mapped, uid).symbology.kind != "single"


def test_an_applied_look_is_one_step_back(mapped: MainWindow) -> None:
    dialog = opened(mapped)
    uid, before = dialog.draft.entry.uid, dialog.draft.entry.symbology
    yes = next(b for b in dialog.findChildren(QPushButton) if b.text() == tr("style.apply"))
    assert not yes.isEnabled()
    dialog.draft.set_kind("single")
    dialog.draft.set_symbol([0], fill="#FF00AA")
    dialog.draft.set_opacity(0.5)
    yes.click()
    after = entry_of(mapped, uid)
    assert (after.symbology.default.fill, after.opacity) == ("#FF00AA", 0.5)
    session = mapped.bridge.session
    assert session is not None
    assert session.undo_label == tr("layers.do.style", layer=after.title)
    mapped.bridge.undo()
    assert (entry_of(mapped, uid).symbology, entry_of(mapped, uid).opacity) == (before, 1.0)


def test_a_copied_look_is_pasted_on_another_layer(mapped: MainWindow) -> None:
    project = mapped.bridge.project
    assert project is not None
    one, other = [entry for entry in project.map if entry.visible][:2]
    mapped.layers.select_entry(one.uid)
    mapped.actions_["layer.copy_style"].trigger()
    assert read_look(QGuiApplication.clipboard().text())[0] == one.symbology
    mapped.layers.select_entry(other.uid)
    mapped.actions_["layer.paste_style"].trigger()
    assert entry_of(mapped, other.uid).symbology == one.symbology
    QGuiApplication.clipboard().setText('{"format": "scmap style", "style": "<script>"}')
    mapped.actions_["layer.paste_style"].trigger()
    assert entry_of(mapped, other.uid).symbology == one.symbology
    assert mapped.messages.isVisible()


def test_a_look_goes_to_a_file_and_comes_back(mapped: MainWindow, tmp_path: Path) -> None:
    dialog = opened(mapped)
    file = tmp_path / "스타일.scmapstyle"
    dialog.draft.set_kind("single")
    dialog.draft.set_label(field="name", halo="#FFFF00", priority=2, leader=True)
    mapped.styling.write_file(file)
    kept = dialog.draft.look
    dialog.draft.set_label(field="")
    mapped.styling.take_file(file)
    assert dialog.draft.look == kept
    assert kept.label == Label("name", halo="#FFFF00", priority=2, leader=True)
    dialog.reject()


def test_a_file_that_is_no_look_changes_nothing(mapped: MainWindow, tmp_path: Path) -> None:
    dialog = opened(mapped)
    file = tmp_path / "나쁜.scmapstyle"
    before = dialog.draft.look
    for content in (b"", b"\xff\xfe", b"[]", b'{"format": "scmap style"}', b"[" * 9999):
        file.write_bytes(content)
        mapped.styling.take_file(file)
        assert dialog.draft.look == before
    dialog.reject()


def test_a_dialog_whose_layer_changes_elsewhere_closes(mapped: MainWindow) -> None:
    dialog = opened(mapped)
    mapped.layers.remove_entry()
    assert not dialog.isVisible()


def test_a_filter_is_tried_counted_and_undone(mapped: MainWindow) -> None:
    project = mapped.bridge.project
    assert project is not None
    entry = next(one for one in project.map if one.layer == project.layers[0].uid)
    mapped.layers.select_entry(entry.uid)
    mapped.actions_["layer.filter"].trigger()
    dialog = mapped.findChildren(FilterDialog)[-1]
    editor = dialog.findChild(FilterEditor)
    assert isinstance(editor, FilterEditor)
    field, test = [box for box in editor.findChildren(QComboBox) if box.count() > 2][:2]
    field.setCurrentIndex(field.findData("name"))
    field.activated.emit(field.currentIndex())
    test.setCurrentIndex(test.findData("unknown"))
    test.activated.emit(test.currentIndex())
    tried = [drawn.entry for drawn in mapped.canvas.drawn if drawn.entry.uid == entry.uid]
    assert all(one.filter == Filter((Condition("name", "unknown"),)) for one in tried)
    dialog.accept()
    after = entry_of(mapped, entry.uid)
    assert after.filter == Filter((Condition("name", "unknown"),))
    assert len(after.rows(project.layers[0])) == 0
    mapped.bridge.undo()
    assert entry_of(mapped, entry.uid).filter is None


def test_colours_are_chosen_by_keyboard_or_by_number(qtbot: Any) -> None:
    button = ColourButton()
    qtbot.addWidget(button)
    button.show_colour("#0072B2")
    chosen: list[object] = []
    button.chosen.connect(chosen.append)
    button.click()
    popup = button.findChild(ColourPopup)
    assert isinstance(popup, ColourPopup)
    cell = popup.focusWidget()
    assert cell is not None
    qtbot.keyClick(cell, Qt.Key.Key_Right)
    qtbot.keyClick(popup.focusWidget(), Qt.Key.Key_Return)
    assert chosen == ["#D55E00"]
    assert button.colour == "#D55E00"


def test_only_parts_that_are_seen_can_be_edited(mapped: MainWindow) -> None:
    dialog = opened(mapped)
    names = {box.accessibleName() for box in dialog.findChildren(QDoubleSpinBox)}
    assert tr("style.part.size_mm") in names
    combos = {box.accessibleName() for box in dialog.findChildren(QComboBox)}
    assert tr("style.part.marker") in combos
    assert tr("style.part.hatch") not in combos
    dialog.reject()


def test_an_entry_is_about_its_rows_only() -> None:
    draft = draft_of(centres(), where=Where("kind", frozenset({"OPC"})))
    draft.set_kind("categorised")
    draft.classify_values("kind")
    assert [one.value for one in draft.look.categories] == ["OPC"]
