"""Panels on a small project: what is selected in one is selected in all, nothing is a dead end."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QToolButton,
    QTreeView,
    QWidget,
)

from scmap.gui import recent
from scmap.gui.card_view import CardView, TargetButton
from scmap.gui.dialogs.about import about_card
from scmap.gui.dialogs.card_dialog import CardDialog
from scmap.gui.dialogs.keys import keys_card
from scmap.gui.dialogs.properties import LayerProperties
from scmap.gui.dialogs.recent import RecentList
from scmap.gui.models.properties_card import properties_card
from scmap.gui.panels.empty import EmptyState
from scmap.gui.panels.feature_table import FeatureTable
from scmap.gui.panels.inspector import Inspector
from scmap.gui.panels.layers import LayersPanel
from scmap.gui.panels.pages import EmptyPage
from scmap.gui.panels.panel import Panel
from scmap.gui.panels.tables import TablesPanel
from scmap.gui.sources import GRADED, OVERLAP
from scmap.model.layer import Source, objects
from scmap.model.project import Project
from scmap.session.session import Session
from tests.gui.board import SAMPLE, sample_project
from tests.gui.parts import (
    HOSTILE,
    Parts,
    make_parts,
    make_tables,
    small_project,
    without_investments,
)
from tests.report import sample

P = TypeVar("P", bound=Panel)


@pytest.fixture
def parts() -> Iterator[Parts]:
    made = make_parts()
    yield made
    made.jobs.close()
    made.root.deleteLater()


@pytest.fixture
def tables(parts: Parts, qtbot: Any) -> TablesPanel:
    return shown(make_tables(parts), qtbot)


@pytest.fixture
def inspector(parts: Parts, qtbot: Any) -> Inspector:
    return shown(Inspector(parts.bridge, parts.findings, parts.selection, parts.depths), qtbot)


@pytest.fixture
def layers(parts: Parts, qtbot: Any) -> LayersPanel:
    return shown(
        LayersPanel(bridge=parts.bridge, sources=parts.sources, selection=parts.selection), qtbot
    )


def shown(panel: P, qtbot: Any) -> P:
    qtbot.addWidget(panel)
    panel.resize(900, 600)
    panel.show()
    return panel


def read(panel: Panel) -> str:
    """All that can be read on a panel, once it has caught up."""
    panel.catch_up()
    texts = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    texts += [one.toPlainText() for one in panel.findChildren(QPlainTextEdit)]
    return "\n".join(texts)


def view(tables: TablesPanel) -> FeatureTable:
    return next(one for one in tables.findChildren(FeatureTable) if one.isVisible())


def chosen(table: FeatureTable) -> list[str]:
    return [table.rows.uid(row) for row in table.selected_rows()]


# -- tables ----------------------------------------------------------------------------------


def test_each_empty_table_says_why_and_offers_the_next_step(
    parts: Parts, tables: TablesPanel, qtbot: Any
) -> None:
    empty = tables.findChildren(EmptyState)[0]
    assert (empty.title, empty.name) == ("열린 프로젝트가 없습니다", "file.open")
    parts.open(qtbot, without_investments(small_project()))
    qtbot.waitUntil(lambda: empty.title == "투자사업 자료가 없습니다")
    assert empty.name == "file.import"
    with qtbot.waitSignal(tables.action_wanted) as asked:
        empty.pressed.emit(empty.name)
    assert asked.args == ["file.import"]


def test_another_project_leaves_no_row_of_the_one_before_and_is_laid_out_behind_it(
    parts: Parts, tables: TablesPanel, layers: LayersPanel, qtbot: Any
) -> None:
    parts.open(qtbot)
    qtbot.waitUntil(lambda: tables.row_count > 0)
    other = replace(sample_of_other_names(), uid="other")
    parts.bridge.take(Session(other))
    assert tables.row_count == 0, "at once, before anything is clicked"
    assert layers._model.find(other.map[-1].uid).data() == "다른 사업"
    laid = view(tables).rows.table
    qtbot.waitUntil(lambda: parts.findings.settled and not parts.jobs.running, timeout=60_000)
    qtbot.waitUntil(lambda: tables.row_count > 0)
    assert view(tables).rows.table is not laid


def sample_of_other_names() -> Project:
    project = small_project()
    return project.with_map((*project.map[:-1], replace(project.map[-1], title="다른 사업")))


def test_a_selection_is_explained_behind_what_shows_it(
    parts: Parts, inspector: Inspector, qtbot: Any
) -> None:
    parts.open(qtbot)
    parts.selection.select("investments", ["i0"])
    assert inspector.card is None, "map and table go first"
    qtbot.waitUntil(lambda: inspector.card is not None)
    parts.bridge.do("t", lambda project: replace(project, title="다른 제목"))
    parts.selection.select("investments", ["i1"])
    qtbot.waitUntil(lambda: "가온 CCTV 통합관제센터" in shown_text(inspector))


@pytest.mark.parametrize("pause_ms", [0, 2, 4, 6, 9])
def test_who_goes_on_before_a_card_is_shown_sees_what_is_wanted_last(
    parts: Parts, inspector: Inspector, qtbot: Any, pause_ms: int
) -> None:
    def cards() -> list[CardView]:
        return inspector.findChildren(CardView)

    parts.open(qtbot)
    parts.selection.select("investments", ["i0"])
    qtbot.wait(pause_ms)
    parts.selection.select("investments", ["i1"])
    qtbot.waitUntil(lambda: "가온 CCTV 통합관제센터" in shown_text(inspector))
    parts.selection.select("investments", ["i0"])
    qtbot.wait(pause_ms)
    parts.selection.select("investments", ["i1"])
    qtbot.waitUntil(lambda: len(cards()) == 1 and cards()[0].isVisible())
    qtbot.wait(30)
    assert "가온 CCTV 통합관제센터" in shown_text(inspector)
    parts.selection.select("investments", ["i0"])
    qtbot.wait(pause_ms)
    parts.selection.clear()
    qtbot.waitUntil(lambda: not cards())
    qtbot.wait(30)
    assert "가온" not in shown_text(inspector)
    assert not cards()


def shown_text(panel: Panel) -> str:
    """What is on a panel now, caught up or not."""
    return "\n".join(one.text() for one in panel.findChildren(QLabel) if one.isVisible())


def test_a_click_on_a_row_selects_its_pair_everywhere(
    parts: Parts, tables: TablesPanel, qtbot: Any
) -> None:
    parts.open(qtbot)
    table = view(tables)
    centre = table.visualRect(table.rows.index(1, 1)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=centre)
    assert parts.selection.selected.layer == OVERLAP
    assert parts.selection.selected.uids == (table.rows.uid(1),)
    investments = next(t for t in tables.findChildren(FeatureTable) if t.name == "investments")
    assert investments.rows.marked == set(table.rows.uid(1).split("|"))


def test_what_is_selected_elsewhere_is_selected_in_its_table(
    parts: Parts, tables: TablesPanel, qtbot: Any
) -> None:
    parts.open(qtbot)
    parts.selection.select("investments", ["i5"])  # it overlaps nothing: its ministry is unknown
    assert tables.tab == "investments"
    assert chosen(view(tables)) == ["i5"]
    pair = parts.uids[0]
    parts.selection.select(OVERLAP, [pair])
    tables.show_tab("overlaps")
    assert chosen(view(tables)) == [pair]
    parts.selection.clear()
    assert chosen(view(tables)) == []


def test_a_pair_picked_by_its_grade_is_the_same_pair(
    parts: Parts, tables: TablesPanel, qtbot: Any
) -> None:
    parts.open(qtbot)
    parts.selection.select(GRADED, [parts.uids[0]])
    assert chosen(view(tables)) == [parts.uids[0]]


def test_the_table_in_sight_stays_when_it_shows_pairs_of_the_selected_investment(
    parts: Parts, tables: TablesPanel, qtbot: Any
) -> None:
    parts.open(qtbot)
    uid = parts.uids[0].split("|")[0]
    parts.selection.select("investments", [uid])
    assert tables.tab == "overlaps"
    assert parts.uids[0] in view(tables).rows.marked


def test_a_selection_survives_a_filter_that_hides_it(
    parts: Parts, tables: TablesPanel, qtbot: Any
) -> None:
    parts.open(qtbot)
    parts.selection.select(OVERLAP, [parts.uids[0]])
    line = tables.findChildren(QLineEdit)[0]
    line.setText("없는 말")
    assert tables.row_count == 0
    assert tables.findChildren(EmptyState)[0].title == "찾는 말에 맞는 행이 없습니다"
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == ""
    assert chosen(view(tables)) == [parts.uids[0]]


def test_next_and_previous_overlap_walk_through_the_table(
    parts: Parts, tables: TablesPanel, qtbot: Any
) -> None:
    parts.open(qtbot)
    order = [view(tables).rows.uid(row) for row in range(tables.row_count)]
    walked = []
    tables.activated_row.connect(lambda layer, uid: walked.append((layer, uid)))
    tables.next_overlap()
    tables.next_overlap()
    tables.previous_overlap()
    assert walked == [(OVERLAP, order[0]), (OVERLAP, order[1]), (OVERLAP, order[0])]


def test_rows_are_copied_as_they_stand_in_sight(
    parts: Parts, tables: TablesPanel, qtbot: Any
) -> None:
    parts.open(qtbot)
    tables.show_tab("investments")
    tables.copy()
    copied = QGuiApplication.clipboard().text().splitlines()
    assert len(copied) == 1 + tables.row_count == 8
    parts.selection.select("investments", ["i1"])
    tables.copy()
    assert [line.split("\t")[0] for line in QGuiApplication.clipboard().text().splitlines()] == [
        "사업명",
        "가온 CCTV 통합관제센터",
    ]


def test_all_rows_can_be_selected_and_enter_goes_to_one(
    parts: Parts, tables: TablesPanel, qtbot: Any
) -> None:
    parts.open(qtbot)
    tables.show_tab("investments")
    tables.select_all()
    assert len(parts.selection.selected) == 7
    parts.selection.select("investments", ["i3"])
    with qtbot.waitSignal(tables.activated_row) as went:
        qtbot.keyClick(view(tables), Qt.Key.Key_Return)
    assert went.args == ["investments", "i3"]


def test_a_hidden_panel_waits_until_it_is_seen(
    parts: Parts, tables: TablesPanel, qtbot: Any
) -> None:
    tables.hide()
    parts.open(qtbot)
    assert tables.row_count == 0
    tables.show()
    assert tables.row_count == len(parts.uids)


# -- inspector -------------------------------------------------------------------------------


def test_an_investment_is_explained_with_unknown_money_as_unknown(
    parts: Parts, inspector: Inspector, qtbot: Any
) -> None:
    parts.open(qtbot)
    parts.selection.select("investments", ["i0"])
    text = read(inspector)
    for said in (
        "가온 통합운영센터",
        "통합운영센터",
        "국토해양부(현 국토교통부)",
        "사실 상 · 위치 중",
    ):
        assert said in text
    assert inspector.card is not None
    money = next(section for section in inspector.card.sections if section.key == "money")
    assert money.grid is not None
    assert {amount for _, amount in money.grid.rows} == {"미상"}
    assert ("총사업비", "미상") in money.grid.rows


def test_parts_that_do_not_add_up_are_shown_with_a_word(
    parts: Parts, inspector: Inspector, qtbot: Any
) -> None:
    parts.open(qtbot)
    layer = small_project().investments
    assert layer is not None
    columns = dict(layer.columns)
    for name in ("national", "local", "public", "private_cash", "private_kind"):
        columns[f"{name}_mkrw"] = columns[f"{name}_mkrw"].copy()
        columns[f"{name}_mkrw"][1] = 100.0
    parts.bridge.do("t", lambda project: project.with_layer(layer.replace(columns=columns)))
    parts.selection.select("investments", ["i1"])
    assert "재원의 합(500)" in read(inspector)


def test_an_overlap_is_explained_and_leads_to_both_sides(
    parts: Parts, inspector: Inspector, qtbot: Any
) -> None:
    parts.open(qtbot)
    pair = parts.sharing[0]
    parts.selection.select(OVERLAP, [pair])
    text = read(inspector)
    for said in ("중첩면적", "중첩계수", "부처 간", "㎢", "판정이 아닙니다", "절감액이 아님"):
        assert said in text
    buttons = inspector.findChildren(TargetButton)
    qtbot.mouseClick(buttons[1], Qt.MouseButton.LeftButton)
    assert parts.selection.selected.layer == "investments"
    assert parts.selection.selected.current == pair.split("|")[1]


def test_the_grounds_of_a_grade_open_and_stay_open_for_the_next_pair(
    parts: Parts, inspector: Inspector, qtbot: Any
) -> None:
    parts.open(qtbot)
    judged = [uid for uid in parts.uids if inspector_knows(parts, uid)]
    parts.selection.select(OVERLAP, [judged[0]])
    assert "사업구역(중첩계수 × 품질)" not in read(inspector)
    fold = next(b for b in inspector.findChildren(QToolButton) if b.text() == "판정 근거")
    fold.click()
    assert "사업구역(중첩계수 × 품질)" in read(inspector)
    parts.selection.select(OVERLAP, [judged[1]])
    assert "사업구역(중첩계수 × 품질)" in read(inspector)


def inspector_knows(parts: Parts, uid: str) -> bool:
    found = parts.findings.candidates
    return found is not None and uid in {found.uid(row) for row in range(len(found))}


def test_hostile_text_is_explained_literally(
    parts: Parts, inspector: Inspector, qtbot: Any
) -> None:
    texts = sample.Texts(investment=HOSTILE, source=HOSTILE + "a" * 60)
    parts.open(qtbot, small_project(texts))
    parts.selection.select("investments", ["i0"])
    assert f"{HOSTILE}가온 통합운영센터" in read(inspector)
    assert HOSTILE + "a" * 60 in read(inspector)
    formats = {label.textFormat() for label in inspector.findChildren(QLabel)}
    assert formats == {Qt.TextFormat.PlainText}


def test_a_selection_that_is_gone_is_no_longer_explained(
    parts: Parts, inspector: Inspector, qtbot: Any
) -> None:
    parts.open(qtbot)
    parts.selection.select("investments", ["i0"])
    qtbot.waitUntil(lambda: inspector.card is not None)
    parts.bridge.do("t", without_investments)
    qtbot.waitUntil(lambda: inspector.card is None)
    assert inspector.findChildren(EmptyState)[0].title == "선택한 항목이 없습니다"


def test_several_are_counted_and_the_first_is_explained(
    parts: Parts, inspector: Inspector, qtbot: Any
) -> None:
    parts.open(qtbot)
    parts.selection.select("investments", ["i1", "i0"])
    assert "2개 선택됨" in read(inspector)
    assert inspector.card is not None
    assert inspector.card.title == "가온 CCTV 통합관제센터"


def test_a_facility_is_explained_in_our_words_and_a_foreign_feature_in_its_own(
    parts: Parts, inspector: Inspector, qtbot: Any
) -> None:
    project = small_project()
    layer = project.investments
    assert layer is not None
    columns = {"name": objects(["카메라 1"]), "purpose": objects(["CRM"]), "pole": objects(["p"])}
    camera = layer.take(np.array([0])).replace(
        uid="c", name="camera", title="카메라", kind="facility", columns=columns
    )
    foreign = camera.replace(uid="f", name="f", kind="other")
    parts.open(qtbot, project.with_layer(camera).with_layer(foreign))
    parts.selection.select("c", ["i0"])
    inspector.catch_up()
    assert inspector.card is not None
    assert [(fact.label, fact.value) for fact in inspector.card.sections[0].facts] == [
        ("이름", "카메라 1"),
        ("용도", "방범"),
    ]
    parts.selection.select("f", ["i0"])
    inspector.catch_up()
    assert ("purpose", "CRM") in {(f.label, f.value) for f in inspector.card.sections[0].facts}


# -- layers ----------------------------------------------------------------------------------


def test_a_check_box_hides_the_layer_and_undo_says_so(
    parts: Parts, layers: LayersPanel, qtbot: Any
) -> None:
    session = parts.open(qtbot)
    tree = layers.findChildren(QTreeView)[0]
    entry = session.project.map[-1]
    layers.select_entry(entry.uid)
    tree.setFocus()
    qtbot.keyClick(tree, Qt.Key.Key_Space)
    assert not session.project.map[-1].visible
    assert session.undo_label == f"{entry.title} 숨기기"
    parts.bridge.undo()
    assert layers.entry == entry


def test_an_entry_moves_and_stays_the_current_one(
    parts: Parts, layers: LayersPanel, qtbot: Any
) -> None:
    session = parts.open(qtbot)
    entry = next(one for one in session.project.map if one.group == "투자사업")
    place = session.project.map.index(entry)
    layers.select_entry(entry.uid)
    layers.raise_entry()
    assert session.project.map.index(entry) == place + 1
    assert layers.entry == entry
    layers.lower_entry()
    assert session.project.map.index(entry) == place
    layers.remove_entry()
    assert entry not in session.project.map
    assert session.project.investments is not None


def test_a_hidden_branch_stays_folded_when_the_tree_changes(
    parts: Parts, layers: LayersPanel, qtbot: Any
) -> None:
    session = parts.open(qtbot)
    tree = layers.findChildren(QTreeView)[0]
    tree.collapse(tree.model().index(0, 0))
    layers.select_entry(session.project.map[0].uid)
    layers.remove_entry()
    assert not tree.isExpanded(tree.model().index(0, 0))
    assert tree.isExpanded(tree.model().index(1, 0))


def test_the_entries_that_show_the_selection_are_marked(
    parts: Parts, layers: LayersPanel, qtbot: Any
) -> None:
    session = parts.open(qtbot)
    parts.selection.select("investments", ["i0"])
    bold = {
        entry.title
        for entry in session.project.map
        if (font := layers._model.find(entry.uid).data(Qt.ItemDataRole.FontRole)) and font.bold()
    }
    assert bold == {"국토교통부 계열", "통합운영센터"}


def test_a_selected_pair_marks_every_view_of_it(
    parts: Parts, layers: LayersPanel, qtbot: Any
) -> None:
    session = parts.open(qtbot)
    parts.selection.select("result:overlap", [parts.sharing[0]])
    entries = {entry.uid: entry.layer for entry in session.project.map}
    marked = {entries[uid] for uid in layers._model.marked}
    assert "result:overlap" in marked
    assert marked == {"result:overlap", "result:graded"} & set(entries.values())


def test_a_double_click_goes_to_the_layer_and_a_right_click_asks_for_its_menu(
    parts: Parts, layers: LayersPanel, qtbot: Any
) -> None:
    session = parts.open(qtbot)
    tree = layers.findChildren(QTreeView)[0]
    entry = session.project.map[-1]
    centre = tree.visualRect(layers._model.find(entry.uid)).center()
    with qtbot.waitSignal(layers.zoom_wanted) as went:
        tree.doubleClicked.emit(layers._model.find(entry.uid))
    assert went.args == [entry.uid]
    with qtbot.waitSignal(layers.menu_wanted) as asked:
        tree.customContextMenuRequested.emit(centre)
    assert asked.args == [tree.viewport().mapToGlobal(QPoint(centre))]
    assert layers.entry == entry


def test_an_empty_tree_says_what_to_do(parts: Parts, layers: LayersPanel, qtbot: Any) -> None:
    empty = layers.findChildren(EmptyState)[0]
    assert empty.name == "file.open"
    parts.open(qtbot, small_project().with_map(()))
    assert empty.name == "file.import"


# -- dialogs, pages --------------------------------------------------------------------------


def test_the_properties_name_source_terms_and_known_faults(qtbot: Any) -> None:
    project = small_project()
    layer = project.investments
    assert layer is not None
    source = Source("기관", "자료", "2026-07-20", "출처 표시", note=f"{HOSTILE}매립지 누락")
    entry = next(one for one in project.map if one.layer == layer.uid)
    dialog = LayerProperties(entry, layer.replace(source=source), None)
    qtbot.addWidget(dialog)
    shown_text = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    for said in (entry.title, "기관", "2026-07-20", "출처 표시", f"{HOSTILE}매립지 누락"):
        assert said in shown_text


def test_a_layer_that_is_not_read_yet_says_so() -> None:
    entry = next(one for one in small_project().map if one.layer == OVERLAP)
    assert "읽거나 계산" in properties_card(entry, None).lead


def test_no_shortcut_means_two_things() -> None:
    from scmap.gui.actions import ACTIONS

    keys = [one for spec in ACTIONS for one in spec.keys]
    assert sorted(keys) == sorted(set(keys))


def test_each_shortcut_is_listed() -> None:
    from scmap.gui.actions import ACTIONS

    listed = {row[0] for one in keys_card().sections if one.grid for row in one.grid.rows}
    assert {spec.name for spec in ACTIONS if spec.keys and spec.menu} <= listed
    assert "예외 등록" in listed  # without the mark of its key in the menu


def test_about_fits_into_its_dialog(qtbot: Any) -> None:
    dialog = CardDialog("scmap", about_card(), None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert "Apache License 2.0" in "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_the_first_page_leads_to_a_project(qtbot: Any) -> None:
    went: list[str] = []
    ways = [partial(went.append, way) for way in ("sample", "open", "new")]
    start = EmptyPage(*ways)
    qtbot.addWidget(start)
    start._sample.click()
    start._new.click()
    assert went == ["sample", "new"]


def test_recent_projects_never_make_the_window_taller_than_a_small_screen(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = recent.Recent(Path("화성시.gpkg"), "화성시 스마트도시")
    monkeypatch.setattr(recent, "recent", lambda: (known,))
    room = QWidget()
    qtbot.addWidget(room)
    start = EmptyPage(*(lambda: None,) * 3, lambda _path: None)
    start.setParent(room)
    without = start.minimumSizeHint().height()
    start.resize(700, without + 400)
    room.show()
    (listed,) = start.findChildren(RecentList)
    assert listed.isVisible()
    assert listed.height() >= listed.gridSize().height()
    assert start.minimumSizeHint().height() == without
    start.resize(700, without + 40)
    assert not listed.isVisible()
    start.resize(700, without + 400)
    assert listed.isVisible()
    for width, height in product(range(420, 760, 20), range(without, without + 400, 9)):
        start.resize(width, height)
        QApplication.processEvents()
        edge = listed.mapTo(start, listed.rect().bottomRight())
        middle = listed.parentWidget()
        assert middle is not None
        whole = middle.geometry().contains(edge)
        assert whole or not listed.isVisible(), (width, height)


@pytest.mark.skipif(not SAMPLE.is_file(), reason="the sample project was not built")
def test_each_pair_and_record_of_the_sample_is_explained(
    parts: Parts, inspector: Inspector, tables: TablesPanel, qtbot: Any
) -> None:
    session = parts.open(qtbot, sample_project())
    assert tables.row_count == len(parts.uids) > 20
    for uid in parts.uids:
        parts.selection.select(OVERLAP, [uid])
        inspector.catch_up()
        assert inspector.card is not None
        assert " × " in inspector.card.title
    investments = session.project.investments
    assert investments is not None
    for uid in investments.uids[::5]:
        parts.selection.select(investments.uid, [uid])
        inspector.catch_up()
        assert inspector.card is not None
