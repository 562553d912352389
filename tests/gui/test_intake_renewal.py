"""A newer file renews what is there, boundaries become the ground, and sources are put right."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QTabWidget

from scmap.cartography.presets import default_map
from scmap.gui.dialogs.intake import IntakeDialog
from scmap.gui.dialogs.properties import LayerProperties
from scmap.gui.dialogs.source_form import SourceDialog
from scmap.gui.main_window import MainWindow
from scmap.model.project import Project
from scmap.reference import codebook, gazetteer, gazetteer_of
from scmap.words import tr
from tests.gui.test_intake import (
    PATIENCE_MS,
    accept,
    activate,
    cells,
    dialog,
    drop,
    press,
    said,
    table,
)
from tests.gui.test_intake_answers import choose, settle
from tests.session.test_rebasing import OSAN, boundary_file, ground, investments

HEADER = "관리번호,이름,주소,경도,위도,설치연도\n"
A, B, C, D = (f"S-{n},쉼터{n},화성시 반송동 {n},127.0{n},37.2{n},2020\n" for n in range(1, 5))


@pytest.fixture
def window(empty_window: MainWindow) -> MainWindow:
    return empty_window


def begin(window: MainWindow, with_investments: bool = False) -> None:
    layers = (investments(),) if with_investments else ()
    tree = default_map(layers, codebook())
    window.files.begin(Project("p", "오산", municipality=OSAN, layers=layers).with_map(tree))


def shelters(path: Path, *rows: str) -> Path:
    path.write_text(HEADER + "".join(rows), encoding="cp949")
    return path


def take(window: MainWindow, qtbot: Any, *files: Path) -> IntakeDialog:
    activate(qtbot, window)
    drop(window, *files)
    intake: IntakeDialog = dialog(qtbot, IntakeDialog)
    return intake


def idle(window: MainWindow, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=PATIENCE_MS)


def test_a_newer_file_shows_what_it_changes_and_keeps_identities(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    begin(window)
    intake = take(window, qtbot, shelters(tmp_path / "쉼터_2025.csv", A, B, C))
    accept(qtbot, window, intake)
    (old,) = window.bridge.project.layers  # type: ignore[union-attr]
    newer = C.replace("2020", "2024")
    again = take(window, qtbot, shelters(tmp_path / "쉼터_2026.csv", A, newer, D))
    lines = cells(table(again, tr("renewing.title")))
    assert ["변경", "쉼터3", "설치연도", "2020", "2024"] in lines
    assert [line[:2] for line in lines if line[0] in ("새 파일에 없음", "신규")] == [
        ["새 파일에 없음", "쉼터2"],
        ["신규", "쉼터4"],
    ]
    accept(qtbot, window, again)
    (layer,) = window.bridge.project.layers  # type: ignore[union-attr]
    assert layer.text("이름").tolist() == ["쉼터1", "쉼터3", "쉼터4"]
    assert set(layer.uids) & set(old.uids) == {old.uids[0], old.uids[2]}
    assert window.bridge.session is not None
    assert "갱신" in str(window.bridge.session.undo_label)
    idle(window, qtbot)


def test_a_newer_file_may_also_come_in_beside_the_older_one(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    begin(window)
    accept(qtbot, window, take(window, qtbot, shelters(tmp_path / "쉼터_1.csv", A, B)))
    again = take(window, qtbot, shelters(tmp_path / "쉼터_2.csv", A, B))
    words = tr("renewing.choice", layer="쉼터_1")
    box = next(one for one in again.findChildren(QCheckBox) if one.text() == words)
    assert tr("renewing.nothing") in said(again)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert not box.isChecked()
    accept(qtbot, window, again)
    assert window.bridge.project is not None
    assert len(window.bridge.project.layers) == 2
    idle(window, qtbot)


def test_rows_that_a_newer_file_has_no_more_may_stay(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    begin(window)
    accept(qtbot, window, take(window, qtbot, shelters(tmp_path / "쉼터_1.csv", A, B)))
    again = take(window, qtbot, shelters(tmp_path / "쉼터_2.csv", A, C))
    box = next(one for one in again.findChildren(QCheckBox) if one.text() == tr("renewing.remove"))
    assert box.isChecked()  # a file of a layer is a picture of all there is
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    stays = ["새 파일에 없음", "쉼터2", "", "", tr("renewing.gone.stays")]
    qtbot.waitUntil(lambda: stays in cells(table(again, tr("renewing.title"))), timeout=PATIENCE_MS)
    accept(qtbot, window, again)
    (layer,) = window.bridge.project.layers  # type: ignore[union-attr]
    assert sorted(layer.text("이름")) == ["쉼터1", "쉼터2", "쉼터3"]
    idle(window, qtbot)


def test_boundaries_are_offered_and_become_the_ground_with_their_source(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    begin(window, with_investments=True)
    smaller = ground(OSAN).buffer(-300)
    far = ("28110", "없는구", ground(OSAN))
    file = boundary_file(tmp_path / "sgis.gpkg", (OSAN, "오산시", smaller), far)
    intake = take(window, qtbot, file)
    assert tr("reading.offer") in said(intake)
    choose(qtbot, intake, tr("reading.kind"), tr("reading.kind.boundary"))
    (row,) = cells(table(intake, tr("intake.files")))
    assert row[1:5] == ["행정경계 교체 · sgis", "2", "1", "1"]
    tabs: Any = intake.findChild(QTabWidget)
    tabs.setCurrentIndex(tabs.indexOf(intake._source))
    lines = {one.accessibleName(): one for one in intake.findChildren(QLineEdit)}
    for name, words in (("organisation", "통계청"), ("base_date", "2026-06-30")):
        lines[tr(f"source.{name}")].setText(words)
    lines[tr("source.base_date")].editingFinished.emit()
    settle(qtbot, intake)
    accept(qtbot, window, intake)
    idle(window, qtbot)
    project: Any = window.bridge.project
    base = gazetteer_of(project).boundaries("municipality")
    assert (base.source.organisation, base.source.base_date) == ("통계청", "2026-06-30")
    assert window.sources("base:municipality") is base, "the map shows it"
    assert window.bridge.session is not None
    assert window.bridge.session.undo_label == "행정경계 1곳 가져오기"
    idle(window, qtbot)
    entry = next(one for one in project.map if one.layer == "base:municipality")
    window.layers.select_entry(entry.uid)
    window.layers.show_properties()
    shown = dialog(qtbot, LayerProperties)
    assert "통계청" in str(shown.card)
    press(qtbot, shown, tr("rebase.back"))
    assert gazetteer_of(window.bridge.project) is gazetteer()
    back: Any = window.bridge.project
    assert back.investments.geometry[0].equals(ground(OSAN))
    window.bridge.undo()
    assert window.bridge.project is project
    window.bridge.undo()
    assert gazetteer_of(window.bridge.project) is gazetteer()
    idle(window, qtbot)


def test_a_planner_puts_right_where_a_layer_comes_from(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    begin(window)
    accept(qtbot, window, take(window, qtbot, shelters(tmp_path / "1.csv", A, B)))
    project = window.bridge.project
    assert project is not None
    entry = next(one for one in project.map if one.layer == project.layers[0].uid)
    window.layers.select_entry(entry.uid)
    window.layers.show_properties()
    shown = dialog(qtbot, LayerProperties)
    told = str(shown.card)
    assert "CP949 — 내용으로 판단" in told.replace("cp949", "CP949")
    press(qtbot, shown, tr("source.edit"))
    edit = dialog(qtbot, SourceDialog)
    lines = {one.accessibleName(): one for one in edit.findChildren(QLineEdit)}
    lines[tr("source.organisation")].setText("화성시")
    edit.findChild(QComboBox).setCurrentText("비공개")
    press(qtbot, edit, tr("source.apply"))
    assert window.bridge.project is not None
    (layer,) = window.bridge.project.layers
    assert (layer.source.organisation, layer.security) == ("화성시", "비공개")
    again = dialog(qtbot, LayerProperties)
    assert "화성시" in str(again.card)
    again.reject()
    window.bridge.undo()
    assert window.bridge.project.layers[0].source.organisation == ""
    idle(window, qtbot)
