"""The file of the open project: history list, recent projects, copies, checks, log-off."""

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from scmap import behind, paths
from scmap.cartography import level_store
from scmap.gui import cell_editing, recent
from scmap.gui.canvas.sketching import AreaSketching
from scmap.gui.dialogs.history import HistoryDialog
from scmap.gui.dialogs.intake import IntakeDialog
from scmap.gui.dialogs.recent import RecentDialog
from scmap.gui.main_window import MainWindow
from scmap.gui.models.column_titles import column_title
from scmap.gui.panels.feature_table import FeatureTable
from scmap.gui.recovery import Journals
from scmap.gui.start import leave
from scmap.model.layer import CLOSED
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from scmap.session import recovery
from scmap.store.geopackage import write_layers
from scmap.store.project_file import read_project, write_project
from scmap.words import tr
from tests.store.layers import boxes
from tests.store.test_foreign import another_program

PROJECT = Project(uid="p", title="동탄", layers=(boxes((950_000, 1_900_000)),))


@pytest.fixture(autouse=True)
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCMAP_PROFILE_DIR", str(tmp_path / "profile"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "동탄.gpkg"
    write_project(PROJECT, path)
    return path


@pytest.fixture
def window(empty_window: MainWindow) -> MainWindow:
    return empty_window


def opened(window: MainWindow, path: Path) -> None:
    window.files.load(path)
    window.jobs.wait()


def titled(title: str, project: Project) -> Project:
    return replace(project, title=title)


def do(window: MainWindow, *titles: str) -> None:
    for title in titles:
        window.bridge.do(f"제목 바꾸기: {title}", partial(titled, title))


def told(window: MainWindow) -> list[str]:
    return [message.text for message in window.messages.messages]


def test_the_history_lists_what_was_done_and_goes_anywhere(window: MainWindow, path: Path) -> None:
    opened(window, path)
    do(window, "가", "<b>나</b>", "다")
    window.actions_["edit.history"].trigger()
    dialog = window.findChild(HistoryDialog)
    assert dialog is not None
    lines = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    saved, now = tr("history.saved"), tr("history.now")
    assert lines == [
        f"{tr('history.opened')} · {saved}",
        "제목 바꾸기: 가",
        "제목 바꾸기: <b>나</b>",
        f"제목 바꾸기: 다 · {now}",
    ]
    where = dialog.list.visualItemRect(dialog.list.item(1)).center()
    QTest.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert window.bridge.project is not None
    assert window.bridge.project.title == "가"
    assert dialog.list.currentRow() == 1
    assert dialog.list.item(3).font().italic()
    dialog.close()


def test_recent_projects_are_offered_without_touching_their_files(
    window: MainWindow, path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(window, path)
    window.bridge.take(None)
    path.unlink()
    asked = os.stat

    def stat(at: Any, **how: Any) -> Any:
        assert str(at) != str(path), "a project's file was touched"
        return asked(at, **how)

    with monkeypatch.context() as patched:
        patched.setattr(os, "stat", stat)
        window.actions_["file.recent"].trigger()
    dialog = window.findChild(RecentDialog)
    assert dialog is not None
    assert (dialog.list.count(), dialog.list.chosen) == (1, path)
    dialog.opens.click()  # it has gone: said, and remembered
    window.jobs.wait()
    assert any(path.name in text for text in told(window))
    assert [one.missing for one in recent.recent()] == [True]
    qtbot.waitUntil(lambda: window.findChild(RecentDialog) is None)


def test_recent_projects_are_seen_with_their_picture_their_pin_and_what_is_missing(
    window: MainWindow, path: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    opened(window, path)
    map_ = QImage(900, 900, QImage.Format.Format_RGB32)
    map_.fill(QColor("#CC3366"))
    recent.keep_picture(path, PROJECT, map_)
    behind.wait(10)
    gone = tmp_path / "없어진 것.gpkg"
    recent.remember(gone, titled("없어진 것", PROJECT))
    recent.mark_missing(gone)
    window.bridge.take(None)
    window.actions_["file.recent"].trigger()
    dialog = window.findChild(RecentDialog)
    assert dialog is not None
    rows = [dialog.list.item(row) for row in range(2)]
    assert tr("recent.missing") in rows[0].text()
    muted = dialog.palette().color(QPalette.ColorRole.PlaceholderText)
    assert rows[0].foreground().color() == muted != rows[1].foreground().color()
    picture = rows[1].icon().pixmap(dialog.list.iconSize()).toImage()
    assert picture.pixelColor(picture.rect().center()) == QColor("#CC3366")
    dialog.list.setCurrentRow(1)
    dialog.pins.click()
    first = dialog.list.item(0)
    assert tr("recent.pinned") in first.text()
    assert path.name in first.text()
    dialog.close()
    qtbot.wait(1)


def test_the_last_project_is_opened_again_by_two_keys(
    window: MainWindow, path: Path, qtbot: QtBot
) -> None:
    opened(window, path)
    window.bridge.take(None)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_O, held)
    dialog = window.findChild(RecentDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.list.hasFocus)
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    window.jobs.wait()
    assert window.bridge.project is not None
    assert window.bridge.project.title == "동탄"


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_a_picture_is_kept_unless_something_is_closed(path: Path, scale: float) -> None:
    map_ = QImage(900, 900, QImage.Format.Format_RGB32)
    map_.fill(QColor("#CC3366"))
    map_.setDevicePixelRatio(scale)
    recent.remember(path, PROJECT)
    recent.keep_picture(path, PROJECT, map_)
    behind.wait(10)
    (one,) = recent.recent()
    kept = QImage(str(one.picture))
    assert (kept.size(), kept.pixelColor(100, 70)) == (recent.PICTURE, QColor("#CC3366"))
    edge = (recent.PICTURE.width() + recent.PICTURE.height()) // 2 - 2
    assert kept.pixelColor(edge, recent.PICTURE.height() - 2) == QColor("#CC3366")
    closed = PROJECT.with_layer(PROJECT.layers[0].replace(security=CLOSED))
    recent.remember(path, closed)
    recent.keep_picture(path, closed, map_)
    behind.wait(10)
    assert not one.picture.exists()


def test_what_is_kept_of_a_layer_goes_when_it_becomes_closed(
    window: MainWindow, path: Path
) -> None:
    opened(window, path)
    map_ = QImage(900, 900, QImage.Format.Format_RGB32)
    map_.fill(QColor("#CC3366"))
    recent.keep_picture(path, PROJECT, map_)
    kept = [recent.recent()[0].picture]
    for folder in ("first_looks", level_store._FOLDER):  # as the map and the window leave them
        (paths.cache_dir() / folder).mkdir(exist_ok=True)
    kept.append(paths.cache_dir() / "first_looks" / "a.png")
    kept.append(paths.cache_dir() / level_store._FOLDER / f"a{level_store._SUFFIX}")
    for one in kept[1:]:
        one.write_bytes(b"seen")
    window.bridge.do("제목", partial(titled, "1"))
    window.jobs.wait()
    behind.wait(10)
    assert all(one.exists() for one in kept)
    window.bridge.do("등급", lambda p: p.with_layer(p.layers[0].replace(security=CLOSED)))
    window.jobs.wait()
    behind.wait(10)
    assert not any(one.exists() for one in kept)


def test_pinned_projects_stay_and_the_list_has_an_end(tmp_path: Path) -> None:
    first = tmp_path / "0.gpkg"
    for number in range(recent.MOST + 5):
        recent.remember(tmp_path / f"{number}.gpkg", titled(str(number), PROJECT))
        if not number:
            recent.pin(first, pinned=True)
    found = recent.recent()
    assert (found[0].path, found[1].title, len(found)) == (first, "24", recent.MOST + 1)
    recent.drop(first)
    assert first not in [one.path for one in recent.recent()]
    recent.forget()
    assert recent.recent() == ()


def test_a_copy_holds_what_is_on_screen_and_the_project_stays_where_it_is(
    window: MainWindow, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(window, path)
    copy = tmp_path / "사본.gpkg"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(copy), ""))
    for title in ("", "아직 저장하지 않은 제목"):
        if title:
            do(window, title)
        window.actions_["file.copy"].trigger()
        window.jobs.wait()
        assert read_project(copy).project.title == (title or "동탄")
    session = window.bridge.session
    assert session is not None
    assert (session.path, session.saved) == (path, False)
    assert read_project(path).project.title == "동탄"


def test_a_copy_never_takes_the_place_of_the_file_that_is_open(
    window: MainWindow, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(window, path)
    do(window, "아직 저장하지 않은 제목")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(path), ""))
    window.actions_["file.copy"].trigger()
    window.jobs.wait()
    assert tr("keeping.copy.same", file=path.name) in told(window)
    assert read_project(path).project.title == "동탄"
    window.files.save()
    window.jobs.wait()
    assert read_project(path).project.title == "아직 저장하지 않은 제목"


def test_checking_and_compacting_tell_what_came_of_it(window: MainWindow, path: Path) -> None:
    opened(window, path)
    window.actions_["file.check"].trigger()
    window.jobs.wait()
    window.actions_["file.compact"].trigger()
    window.jobs.wait()
    assert tr("keeping.checked") in told(window)
    do(window, "부천")
    window.files.save()  # goes on after the file became another one
    window.jobs.wait()
    assert read_project(path).project.title == "부천"


def test_what_another_program_did_is_told_and_can_be_undone(window: MainWindow, path: Path) -> None:
    with another_program(path) as connection:
        connection.execute("DELETE FROM zones")
    opened(window, path)
    (text,) = [text for text in told(window) if tr("foreign.did", count=1) in text]
    assert window.bridge.project is not None
    assert len(window.bridge.project.layers[0]) == 0
    undo = window.actions_["edit.undo"]
    assert undo.text() == f"{tr('actions.edit.undo')}: {tr('foreign.did', count=1)}"
    undo.trigger()
    assert len(window.bridge.project.layers[0]) == 1
    assert undo.text() == tr("actions.edit.undo")
    assert window.actions_["edit.redo"].text().endswith(tr("foreign.did", count=1))
    assert text


class Manager:
    """A session of the system that ends."""

    def __init__(self, *, asks: bool) -> None:
        self.asks, self.said = asks, list[str]()

    def allowsInteraction(self) -> bool:
        return self.asks

    def release(self) -> None:
        self.said.append("release")

    def cancel(self) -> None:
        self.said.append("cancel")


@pytest.mark.parametrize(("leaves", "said"), [(True, ["release"]), (False, ["release", "cancel"])])
def test_log_off_waits_for_the_answer_about_unsaved_work(leaves: bool, said: list[str]) -> None:
    manager = Manager(asks=True)
    leave(manager, lambda: leaves, lambda: pytest.fail("nothing is to be kept"))  # type: ignore[arg-type]
    assert manager.said == said


def test_log_off_that_lets_nobody_ask_leaves_the_work_for_the_next_start(
    window: MainWindow, path: Path
) -> None:
    journals = Journals(window, window.bridge, window.jobs, window.messages)
    opened(window, path)
    do(window, "부천")
    leave(Manager(asks=False), lambda: pytest.fail("nobody may be asked"), journals.leave)  # type: ignore[arg-type]
    journals.close()
    (work,) = recovery.found()
    assert work.labels == ("제목 바꾸기: 부천",)
    recovery.discard(work)


def test_edits_of_another_program_are_taken_in_when_saving_is_refused(
    window: MainWindow, path: Path, qtbot: QtBot
) -> None:
    opened(window, path)
    do(window, "부천")
    with another_program(path) as connection:
        connection.execute("DELETE FROM zones")
    window.files.save()
    window.jobs.wait()
    (offer,) = [one for one in window.messages.messages if one.action == tr("foreign.take_in")]
    assert path.name in offer.text  # one message says what happened and what to do
    assert [one.level for one in window.messages.messages] == ["warning"]
    assert offer.act is not None
    offer.act()
    window.jobs.wait()
    assert told(window) == [tr("foreign.taken_in", count=1)]
    window.files.save()
    window.jobs.wait()
    kept = read_project(path)
    assert (kept.project.title, len(kept.project.layers[0]), kept.foreign) == ("부천", 0, None)
    qtbot.waitUntil(lambda: not window.isWindowModified())
    session = window.bridge.session
    assert session is not None
    assert list(session.unsaved) == []
    do(window, "안양")
    assert list(session.unsaved) == ["제목 바꾸기: 안양"]  # what was saved is not asked about


def table_of(window: MainWindow, project: Project, path: Path, qtbot: QtBot) -> FeatureTable:
    """Open a project of one layer and show its attributes."""
    entry = MapLayer("m", "구역", project.layers[0].uid)
    write_project(project.with_map((entry,)), path)
    opened(window, path)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.actions_["view.tables"].setChecked(True)
    window.tables.show_attributes(entry)
    table = window.tables.attributes
    qtbot.waitUntil(lambda: table.rows.rowCount() == len(project.layers[0]))
    return table


def column_of(table: FeatureTable, key: str) -> int:
    return [one.key for one in table.rows.table.columns].index(key)


def test_what_is_still_typed_into_a_cell_is_saved_too(
    window: MainWindow, path: Path, qtbot: QtBot
) -> None:
    layer = boxes((950_000, 1_900_000), (960_000, 1_900_000), note=["가", "나"])
    table = table_of(window, replace(PROJECT, layers=(layer,)), path, qtbot)
    table.setFocus()
    table.setCurrentIndex(table.rows.index(1, column_of(table, "note")))
    QTest.keyClick(table, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.setText("아직 쓰는 중")
    window.actions_["file.save"].trigger()
    window.jobs.wait()
    kept = read_project(path).project.layers[0]
    assert kept.text("note").tolist() == ["가", "아직 쓰는 중"]
    assert not window.isWindowModified()
    assert table.hasFocus()  # whoever types goes on there


def test_very_many_cells_are_pasted_behind_the_window_as_one_step_or_not_at_all(
    window: MainWindow, path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cell_editing, "AT_ONCE", 3)
    places = [(950_000 + 100 * row, 1_900_000) for row in range(6)]
    layer = boxes(*places, note=["나", *["가"] * 5], n=[1.0] * 6)
    table = table_of(window, replace(PROJECT, layers=(layer,)), path, qtbot)
    session = window.bridge.session
    assert session is not None
    start = session.project
    table.setCurrentIndex(table.rows.index(0, column_of(table, "n")))
    QApplication.clipboard().setText("\n".join(f"{row}" for row in range(5)) + "\n많음")
    window.actions_["edit.paste"].trigger()
    window.jobs.cancel()  # at once
    window.jobs.wait()
    assert session.project is start
    window.actions_["edit.paste"].trigger()
    do(window, "그동안")  # what is done meanwhile stays
    window.jobs.wait()
    assert session.project.layers[0].number("n").tolist() == [0, 1, 2, 3, 4, 1]
    assert session.project.title == "그동안"
    assert session.history[-1] == tr("cells.did.paste", count=5)
    table.selectAll()
    table.setCurrentIndex(table.rows.index(0, column_of(table, "note")))
    table.selectAll()
    window.actions_["edit.fill"].trigger()
    window.bridge.do("지우기", lambda project: project.with_layer(layer))  # another layer by now
    window.jobs.wait()
    assert session.history[-1] == tr("cells.did.fill", field=column_title("note"), count=5)
    for _ in range(len(session.history)):
        session.undo()
    assert session.project is start
    table.setCurrentIndex(table.rows.index(0, column_of(table, "n")))
    window.actions_["edit.paste"].trigger()
    window.files.save()  # at once: what is on its way is saved, too
    window.jobs.wait()
    assert read_project(path).project.layers[0].number("n").tolist() == [0, 1, 2, 3, 4, 1]


def test_a_pasted_cell_of_two_lines_moves_no_other_to_another_feature(
    window: MainWindow, path: Path, qtbot: QtBot
) -> None:
    layer = boxes((0, 0), (10, 0), (20, 0), note=["가", "나", "다"])
    table = table_of(window, replace(PROJECT, layers=(layer,)), path, qtbot)
    table.setCurrentIndex(table.rows.index(0, column_of(table, "note")))
    QApplication.clipboard().setText('"첫 줄\r\n둘째 줄"\r\n둘\r\n')
    window.actions_["edit.paste"].trigger()
    session = window.bridge.session
    assert session is not None
    assert session.project.layers[0].text("note").tolist() == ["첫 줄\n둘째 줄", "둘", "다"]


def test_a_drawing_that_another_tool_puts_down_can_be_gone_on_with(
    window: MainWindow, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(window, path)
    window.actions_["shape.area"].trigger()
    tool = window.canvas.tool
    assert isinstance(tool, AreaSketching)
    for at in ((950_000.0, 1_900_000.0), (950_400.0, 1_900_000.0), (950_400.0, 1_900_300.0)):
        tool.put(at)
    drawn = tool.points
    window.actions_["tool.length"].trigger()
    (offer,) = [one for one in window.messages.messages if one.action == tr("editing.go_on")]
    assert offer.act is not None
    offer.act()
    again = window.canvas.tool
    assert isinstance(again, AreaSketching)
    assert again.points == drawn
    asked: list[str] = []

    def stay(box: QMessageBox) -> int:
        asked.append(box.text())
        return QMessageBox.StandardButton.Cancel.value

    monkeypatch.setattr(QMessageBox, "exec", stay)
    assert not window.close()
    assert asked == [tr("window.unfinished.text", count=3)]
    again.take_back()
    assert len(again.points) == 2


def test_a_geopackage_of_data_is_imported_and_nothing_in_it_runs(
    window: MainWindow, path: Path, tmp_path: Path
) -> None:
    opened(window, path)
    data = tmp_path / "구역.gpkg"
    write_layers(data, [boxes((950_000, 1_900_000), name="zones", 이름=["가"])])
    with closing(sqlite3.connect(data)) as connection, connection:
        connection.execute("CREATE TABLE harm (n INTEGER)")
        connection.execute(
            "CREATE TRIGGER planted AFTER INSERT ON zones BEGIN INSERT INTO harm VALUES (1); END"
        )
    before = data.read_bytes()
    window.files.open_file(data)
    window.jobs.wait()
    dialog = window.findChild(IntakeDialog)
    assert dialog is not None
    assert window.bridge.session is not None
    assert window.bridge.session.path == path
    dialog.close()
    assert data.read_bytes() == before
