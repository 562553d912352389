"""The window comes back where it was left, within the screens that are there now."""

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout

from scmap import behind, paths, settings
from scmap.gui import calling, screens
from scmap.gui.dialog import Dialog
from scmap.gui.job import Jobs
from scmap.gui.main_window import MainWindow
from scmap.gui.start import application

LEFT_AT = QRect(40, 30, 1100, 700)
ROOMS = [QRect(0, 0, 1920, 1040), QRect(1920, 0, 1280, 720)]


@pytest.mark.parametrize(
    ("at", "found"),
    [
        (QRect(100, 80, 1200, 700), QRect(100, 80, 1200, 700)),
        (QRect(1000, 300, 1200, 900), QRect(720, 140, 1200, 900)),  # most of it on the first
        (QRect(2900, 600, 800, 600), QRect(2400, 120, 800, 600)),
        (QRect(-5000, -4000, 900, 600), QRect(0, 0, 900, 600)),  # of a screen that is gone
        (QRect(1920, 0, 2560, 1400), QRect(1920, 0, 1280, 720)),
    ],
)
def test_a_window_is_pulled_back_within_one_screen(at: QRect, found: QRect) -> None:
    assert screens.within(at, ROOMS) == found


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SCMAP_PROFILE_DIR", str(tmp_path / "profile"))
    return tmp_path


def opened(qtbot: Any, *, rests: bool = True) -> MainWindow:
    """Open a window as the program does, and let it come to rest."""
    application()
    window = MainWindow()
    qtbot.addWidget(window)
    window.place.give_back()
    window.show()
    qtbot.wait(20)
    if rests:
        window.place.settle()
    return window


@pytest.mark.usefixtures("profile")
def test_the_window_and_its_panels_come_back_where_they_were_left(qtbot: Any) -> None:
    window = opened(qtbot)
    window.close()
    assert not (paths.data_dir() / screens.LAYOUTS).exists()  # nobody moved anything
    if not QApplication.primaryScreen().availableGeometry().contains(LEFT_AT):
        pytest.skip("the screen is smaller than the window: nobody can move it")
    window = opened(qtbot, rests=False)  # a quick hand
    window.setGeometry(LEFT_AT)
    window.showing.inspector(False)
    window.showing.survey(True)  # there for a while only
    qtbot.wait(20)
    window.close()

    window = opened(qtbot)
    assert window.geometry() == LEFT_AT
    assert not window.actions_["view.inspector"].isChecked()
    assert window.actions_["view.layers"].isChecked()
    assert not window.actions_["analysis.survey"].isChecked()
    window.showing.reset()
    assert window.actions_["view.inspector"].isChecked()

    behind.wait(10)
    kept = json.loads((paths.data_dir() / screens.LAYOUTS).read_text(encoding="utf-8"))
    (other,) = kept.values()
    moved = json.dumps({"0,0,640x480@1": other})
    (paths.data_dir() / screens.LAYOUTS).write_text(moved, encoding="utf-8")
    window = opened(qtbot)  # on other screens it never stood
    assert (window.width(), window.height()) == (1440, 900)


@pytest.mark.usefixtures("profile")
def test_a_window_that_stood_beyond_the_screens_comes_back_within_them(qtbot: Any) -> None:
    window = opened(qtbot)
    panels = bytes(window.place._docks.state().toHex().data()).decode("ascii")
    window.close()
    at = [-4000, 9000, 700, 500]
    kept = {screens.told(): {"at": at, "full": False, "panels": panels}}
    (paths.data_dir() / screens.LAYOUTS).write_text(json.dumps(kept), encoding="utf-8")
    again = opened(qtbot, rests=False)
    assert any(room.contains(again.geometry()) for room in screens.rooms())


@pytest.mark.usefixtures("profile")
def test_each_set_of_screens_has_its_own_layout(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for desk, shown in (("desk", False), ("meeting", True)):
        monkeypatch.setattr(screens, "told", lambda desk=desk: desk)
        window = opened(qtbot)
        window.showing.inspector(shown)
        window.showing.layers(not shown)
        qtbot.wait(20)
        window.close()
    for desk, shown in (("desk", False), ("meeting", True)):
        monkeypatch.setattr(screens, "told", lambda desk=desk: desk)
        window = opened(qtbot)
        assert window.actions_["view.inspector"].isChecked() == shown
        assert window.actions_["view.layers"].isChecked() != shown
        window.close()


@pytest.mark.usefixtures("profile")
@pytest.mark.parametrize("text", ["", "[]", '{"x": 3}', '{"%s": {"at": [1], "full": 0}}'])
def test_a_damaged_file_stops_nothing(text: str, qtbot: Any) -> None:
    (paths.data_dir() / screens.LAYOUTS).write_text(text.replace("%s", screens.told()))
    assert opened(qtbot).isVisible()
    assert screens.LAYOUTS in {one.name.removesuffix(".bak") for one in settings.reset()}


class Sheet(Dialog):
    def __init__(self) -> None:
        super().__init__()
        QVBoxLayout(self).addWidget(QLabel("화성시", self))


@pytest.mark.usefixtures("profile")
def test_a_dialog_fits_its_screen_and_opens_as_large_as_a_hand_left_it(qtbot: Any) -> None:
    application()
    most = QApplication.primaryScreen().availableSize() * 0.9
    huge = Sheet()
    qtbot.addWidget(huge)
    huge.resize(9000, 9000)
    huge.show()
    assert huge.size() == most
    huge.close()
    own = Sheet()
    qtbot.addWidget(own)
    own.show()
    assert own.size().boundedTo(QSize(400, 300)) == own.size()  # as its words need
    own.windowHandle().resize(520, 310)
    qtbot.waitUntil(lambda: own.width() == 520)
    own.close()
    again = Sheet()
    qtbot.addWidget(again)
    again.show()
    assert again.size() == QSize(520, 310)


def test_a_planner_who_left_is_called_when_long_work_has_ended(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = QLabel()
    qtbot.addWidget(window)
    called: list[object] = []
    monkeypatch.setattr(QApplication, "alert", called.append)
    jobs = Jobs(window)
    calling.Calling(window, jobs)
    jobs.run("a moment", lambda _progress: None)
    jobs.wait()
    assert called == []
    monkeypatch.setattr(calling, "LONG_S", 0.0)
    jobs.run("long", lambda _progress: None)
    jobs.wait()
    assert called == [window]
    jobs.close()
