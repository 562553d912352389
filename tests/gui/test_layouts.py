"""지도 배치 in the window: what is chosen is seen, kept, written, printed and copied."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit

from scmap.formats.digest import sha256
from scmap.gui import layouts as gui_layouts
from scmap.gui.dialogs.layout import LayoutDialog
from scmap.gui.main_window import MainWindow
from scmap.model.records import records
from scmap.model.release import Release
from scmap.report.map_print import Printing
from scmap.session.layouts import own_layouts
from tests.cartography.maps import pixels
from tests.report.map_sample import poppler, text_of

PATIENCE_MS = 30_000


@pytest.fixture
def dialog(window: MainWindow, qtbot: Any, request: pytest.FixtureRequest) -> Any:
    grade, project = getattr(request, "param", ""), window.bridge.project
    if grade and project is not None and project.investments is not None:
        layer = project.investments.replace(security=grade)
        window.bridge.do("등급", lambda now: now.with_layer(layer))
    window.actions_["file.print"].trigger()
    (made,) = window.findChildren(LayoutDialog)
    settle(qtbot, made)
    made.resize(1000, 640)
    settle(qtbot, made)
    yield made
    made.close()
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=PATIENCE_MS)


def settle(qtbot: Any, dialog: LayoutDialog) -> None:
    qtbot.waitUntil(lambda: dialog.is_settled and dialog.view.has_page, timeout=PATIENCE_MS)


def told(dialog: LayoutDialog) -> list[tuple[str, str]]:
    return [(one.level, one.text) for one in dialog.messages.messages]


def line(dialog: LayoutDialog, name: str) -> QLineEdit:
    return next(one for one in dialog.findChildren(QLineEdit) if one.accessibleName() == name)


def test_ctrl_p_shows_the_map_in_sight_as_a_sheet(dialog: LayoutDialog) -> None:
    picture = pixels(dialog.view.picture)
    assert picture.shape[1] > picture.shape[0]  # A4 lies on its side
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 100
    assert dialog.hasFocus() or dialog.view.hasFocus()


def test_what_is_chosen_is_seen(dialog: LayoutDialog, qtbot: Any) -> None:
    before = pixels(dialog.view.picture)
    QTest.keyClicks(line(dialog, "제목"), "AB")
    settle(qtbot, dialog)
    after = pixels(dialog.view.picture)
    assert not np.array_equal(before, after)
    assert "AB" in dialog.where
    legend = next(one for one in dialog.findChildren(QCheckBox) if one.text() == "범례")
    legend.click()
    settle(qtbot, dialog)
    assert "legend" in dialog.layout_.hidden.split(";")
    assert not np.array_equal(pixels(dialog.view.picture), after)


def test_a_scale_is_typed_and_told(dialog: LayoutDialog, qtbot: Any) -> None:
    scale = next(one for one in dialog.findChildren(QComboBox) if one.accessibleName() == "축척")
    scale.setEditText("1:40,000")
    settle(qtbot, dialog)
    assert dialog.layout_.scale == 40_000
    assert "1:40,000" in dialog.summary


def test_the_page_is_moved_and_zoomed_by_keys(dialog: LayoutDialog, qtbot: Any) -> None:
    view = dialog.view
    small = view.picture.width()
    view.setFocus()
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Plus)
    settle(qtbot, dialog)
    assert view.picture.width() > small * 1.5
    start = view.horizontalScrollBar().value()
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.horizontalScrollBar().value() > start
    QTest.keyClick(view, Qt.Key.Key_0)
    settle(qtbot, dialog)
    assert view.is_fitted


def test_a_layout_is_kept_chosen_again_and_taken_back(
    window: MainWindow, dialog: LayoutDialog, qtbot: Any
) -> None:
    QTest.keyClicks(line(dialog, "작성기관"), "Hwaseong")
    window.layouts.keep(dialog, "우리 시")
    project = window.bridge.project
    assert project is not None
    assert [(one.name, one.author) for one in own_layouts(project)] == [("우리 시", "Hwaseong")]
    session = window.bridge.session
    assert session is not None
    assert "우리 시" in (session.undo_label or "")
    window.layouts.keep(dialog, " ")
    assert told(dialog)[0][0] == "error"
    window.bridge.undo()
    assert window.bridge.project is not None
    assert own_layouts(window.bridge.project) == ()
    settle(qtbot, dialog)


def test_the_sheet_is_written_printed_and_copied(
    window: MainWindow, dialog: LayoutDialog, qtbot: Any, tmp_path: Path
) -> None:
    for name in ("map.pdf", "map.png"):
        window.layouts.write(dialog, tmp_path / name)
        qtbot.waitUntil(lambda: not window.jobs.running, timeout=PATIENCE_MS)
        assert ("success", f"{name}를 저장했습니다.") in [
            (level, text.replace("을 저장", "를 저장")) for level, text in told(dialog)
        ]
    assert "범례" in text_of(tmp_path / "map.pdf")
    window.layouts.print(dialog, Printing(file=str(tmp_path / "printed.pdf")), 0, 0)
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=PATIENCE_MS)
    assert "Pages:           1" in poppler("pdfinfo", tmp_path / "printed.pdf")
    window.layouts.copy(dialog)
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=PATIENCE_MS)
    assert QGuiApplication.clipboard().image().width() == round(297 / 25.4 * 200)
    assert window.bridge.project is not None
    entries = records(window.bridge.project, Release)
    files = [(one.what, one.sha256) for one in entries[:3]]
    names = ("map.pdf", "map.png", "printed.pdf")
    assert files == [(name, sha256(tmp_path / name)) for name in names]
    assert entries[3].what.startswith("클립보드 그림: ")
    assert {(one.profile, one.purpose) for one in entries} == {("내부용", "지도 배치")}


@pytest.mark.parametrize("dialog", ["미분류"], indirect=True)
def test_trouble_is_told_in_the_dialog_and_what_the_public_may_not_see_is_on_no_sheet_for_it(
    window: MainWindow, dialog: LayoutDialog, qtbot: Any, tmp_path: Path
) -> None:
    window.layouts.write(dialog, tmp_path / "none" / "map.pdf")
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=PATIENCE_MS)
    assert told(dialog)[0][0] == "error"
    assert "폴더" in told(dialog)[0][1]
    profile = dialog.findChild(QComboBox, "profile")
    assert profile is not None
    profile.setCurrentIndex(profile.findData("public"))
    qtbot.waitUntil(lambda: dialog.is_settled, timeout=PATIENCE_MS)
    assert any("대외공개용에는 다음 레이어를" in text for _, text in told(dialog))
    QGuiApplication.clipboard().clear()
    window.layouts.write(dialog, tmp_path / "map.png")
    window.layouts.copy(dialog)
    window.layouts.print(dialog, Printing(file=str(tmp_path / "printed.pdf")), 0, 0)
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=PATIENCE_MS)
    assert list(tmp_path.iterdir()) == []
    assert QGuiApplication.clipboard().image().isNull()
    assert window.bridge.project is not None
    assert records(window.bridge.project, Release) == ()
    QTest.keyClicks(line(dialog, "예외 사유"), "OK")
    settle(qtbot, dialog)
    window.layouts.copy(dialog)
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=PATIENCE_MS)
    (entry,) = records(window.bridge.project, Release)
    assert (entry.profile, entry.reason) == ("대외공개용", "OK")
    assert entry.overridden


def test_an_atlas_has_pages_to_turn(dialog: LayoutDialog, qtbot: Any) -> None:
    pages = next(one for one in dialog.findChildren(QComboBox) if one.accessibleName() == "쪽")
    pages.setCurrentIndex(pages.findData("grade"))
    settle(qtbot, dialog)
    first, count = dialog.page, dialog.page_count
    QTest.keyClick(dialog.view, Qt.Key.Key_PageDown)
    settle(qtbot, dialog)
    assert (first, dialog.page) == (0, min(1, count - 1))


def test_a_picture_of_the_map_goes_through_the_same_door(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says for whom it is, and the 반출대장 says that it left."""
    picture = tmp_path / "지도.png"
    monkeypatch.setattr(gui_layouts, "ask_place", lambda *_: picture)
    bare = pixels(window.canvas.picture())
    window.actions_["file.image"].trigger()
    qtbot.waitUntil(lambda: bool(entered(window)), timeout=PATIENCE_MS)
    (entry,) = entered(window)
    assert (entry.what, entry.sha256) == ("지도.png", sha256(picture))
    assert entry.profile == "내부용"
    written = pixels(QImage(str(picture)))
    assert written.shape == bare.shape
    assert (written[-20:, :200] != bare[-20:, :200]).any(), "no line about its grade"


def entered(window: MainWindow) -> list[Release]:
    project = window.bridge.project
    return list(records(project, Release)) if project is not None else []
