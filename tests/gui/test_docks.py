"""The panels around the map are shown, hidden and put back, and Qt's own words follow."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDockWidget, QTabBar, QToolButton

from scmap import settings
from scmap.gui import preferences, theme
from scmap.gui.docks import BOTTOM_PX, LEAST_RIGHT_PX, RIGHT_PX
from scmap.gui.main_window import MainWindow
from scmap.gui.start import application
from tests.gui.audit import contrast


@pytest.fixture
def window() -> Iterator[MainWindow]:
    application()
    window = MainWindow()
    window.show()
    yield window
    window.close()
    window.deleteLater()


def dock(window: MainWindow, name: str) -> QDockWidget:
    found = window.findChild(QDockWidget, name)
    assert isinstance(found, QDockWidget)
    return found


@pytest.mark.parametrize("name", ["layers", "inspector", "tables"])
def test_a_panel_is_hidden_and_shown_and_the_menu_knows(window: MainWindow, name: str) -> None:
    action = window.actions_[f"view.{name}"]
    assert action.isChecked()
    action.trigger()
    assert not dock(window, name).isVisible()
    dock(window, name).show()
    assert action.isChecked()


def test_the_map_has_most_of_a_new_window(window: MainWindow) -> None:
    """Nothing that is not seen yet widens a panel at the map's cost."""
    assert dock(window, "inspector").width() == pytest.approx(RIGHT_PX, abs=8)
    middle = window.centralWidget()
    assert middle is not None
    assert middle.width() > window.width() / 2


def test_the_layout_is_put_back_as_it_was(window: MainWindow) -> None:
    dock(window, "layers").hide()
    dock(window, "tables").setFloating(True)
    window.actions_["view.reset"].trigger()
    assert dock(window, "layers").isVisible()
    assert not dock(window, "tables").isFloating()


def test_the_window_stays_as_wide_as_it_is_when_the_layout_is_put_back(
    window: MainWindow, qtbot: Any
) -> None:
    window.resize(1280, 720)
    window.actions_["step.link"].trigger()  # the design table is wide
    qtbot.wait(50)
    window.actions_["view.reset"].trigger()
    qtbot.wait(50)
    assert window.width() == 1280
    assert dock(window, "design").isVisible()


def test_in_a_narrow_window_the_layers_give_way_to_the_tables_and_come_back(
    window: MainWindow, qtbot: Any
) -> None:
    window.resize(1280, 720)
    qtbot.wait(50)
    before = dock(window, "layers").width()
    window.resize(window.minimumSizeHint())
    qtbot.wait(50)
    tables = dock(window, "tables")
    assert tables.geometry().right() <= window.width(), "cut off at the edge"
    for step in ("review", "overlap"):
        window.actions_[f"step.{step}"].trigger()
    window.resize(1280, 720)
    qtbot.wait(50)
    assert dock(window, "layers").width() == before


def test_tables_and_details_are_as_large_again_as_before_a_small_window(
    window: MainWindow, qtbot: Any
) -> None:
    def sizes() -> tuple[int, int]:
        return dock(window, "tables").height(), dock(window, "inspector").width()

    window.resize(1280, 720)
    qtbot.wait(50)
    before = sizes()
    window.resize(window.minimumSizeHint())
    qtbot.wait(50)
    assert sizes() < before
    for step in ("link", "review"):
        window.actions_[f"step.{step}"].trigger()
        qtbot.wait(10)
    window.resize(1920, 1080)
    qtbot.wait(50)
    window.actions_["step.overlap"].trigger()
    qtbot.wait(50)
    assert all(now >= then for now, then in zip(sizes(), before, strict=True))


def test_tables_that_a_hand_made_low_stay_low(window: MainWindow, qtbot: Any) -> None:
    window.resize(1280, 720)
    qtbot.wait(50)
    seam = dock(window, "tables").y() - 3
    start = QPoint(dock(window, "tables").geometry().center().x(), seam)
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(window, left, pos=start)
    for step in range(1, 9):
        QTest.mouseMove(window, start + QPoint(0, 6 * step))
        qtbot.wait(10)
    QTest.mouseRelease(window, left, pos=start + QPoint(0, 48))
    qtbot.wait(50)
    low = dock(window, "tables").height()
    window.resize(1280, 800)
    qtbot.wait(50)
    assert dock(window, "tables").height() == low < BOTTOM_PX


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_menus_without_room_are_behind_a_sign_that_is_seen(
    window: MainWindow, qtbot: Any, scheme: str
) -> None:
    theme.choose(scheme)
    try:
        window.resize(window.minimumSizeHint())
        qtbot.wait(50)
        more = window.menuBar().findChild(QToolButton)
        assert isinstance(more, QToolButton)
        picture = more.icon().pixmap(40).toImage()
        places = [(x, y) for x in range(picture.width()) for y in range(picture.height())]
        inked = [picture.pixelColor(x, y) for x, y in places]
        ground = window.palette().color(theme.Role.Window)
        assert max(contrast(one, ground) for one in inked if one.alpha() > 200) >= 4.5
        assert more.accessibleName() == "메뉴 더 보기"
    finally:
        theme.choose("system")


def qt_says(word: str) -> str:
    return QCoreApplication.translate("QPlatformTheme", word)


def test_the_linkage_panel_is_as_wide_as_its_words_after_the_survey(
    window: MainWindow, qtbot: Any
) -> None:
    window.resize(1280, 720)
    survey = window.actions_["analysis.survey"]
    survey.setChecked(True)
    qtbot.wait(50)
    survey.setChecked(False)
    window.actions_["step.link"].trigger()
    qtbot.wait(50)
    assert window.linkage.width() >= LEAST_RIGHT_PX


def test_the_sides_are_as_wide_after_the_committee_as_before(
    window: MainWindow, qtbot: Any
) -> None:
    def widths() -> list[int]:
        return [window._docks._docks[name].width() for name in ("layers", "inspector")]

    before = widths()
    for step in ("link", "review", "overlap"):
        window.actions_[f"step.{step}"].trigger()
        qtbot.wait(10)
    assert widths() == before


def test_qts_own_buttons_speak_the_language_of_the_window(window: MainWindow) -> None:
    assert qt_says("Cancel") == "취소"
    window.actions_["view.language"].trigger()
    try:
        assert qt_says("Cancel") == "Cancel"
        assert settings.load(settings.settings_file()).text("language") == "en"
    finally:
        window.actions_["view.language"].trigger()
    assert qt_says("Cancel") == "취소"


def test_dark_is_chosen_and_kept(window: MainWindow, qtbot: Any) -> None:
    light = window.palette().window().color().lightness()
    preferences.choose_scheme("dark")
    try:
        assert theme.is_dark()
        qtbot.waitUntil(lambda: window.palette().window().color().lightness() < 80 < light)
        assert settings.load(settings.settings_file()).text("colour_scheme") == "dark"
    finally:
        preferences.choose_scheme("system")


def test_an_open_window_follows_the_system_between_light_and_dark(
    window: MainWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No desktop of the tests changes its scheme: the test stands in for it, and Qt tells of it."""

    def ground() -> int:
        return window.steps.grab().toImage().pixelColor(2, 2).lightness()

    def ask(scheme: Qt.ColorScheme) -> None:
        monkeypatch.setattr(theme, "system_is_dark", lambda: scheme == Qt.ColorScheme.Dark)
        QGuiApplication.styleHints().colorSchemeChanged.emit(scheme)

    preferences.choose_scheme("system")
    try:
        for scheme, is_dark in ((Qt.ColorScheme.Dark, True), (Qt.ColorScheme.Light, False)):
            ask(scheme)
            qtbot.waitUntil(lambda is_dark=is_dark: (ground() < 80) == is_dark)
        preferences.choose_scheme("light")
        ask(Qt.ColorScheme.Dark)
        qtbot.wait(20)
        assert ground() > 80, "what the planner chose holds"
    finally:
        monkeypatch.undo()
        preferences.choose_scheme("system")


def test_a_panel_behind_another_comes_back_as_tall_and_wide_as_it_was(
    window: MainWindow, qtbot: Any
) -> None:
    window.resize(1280, 700)
    linkage = dock(window, "linkage")
    linkage.show()
    linkage.raise_()
    qtbot.waitUntil(lambda: linkage.height() > 200)
    before = linkage.size()
    (tabs,) = (
        bar
        for bar in window.findChildren(QTabBar)
        if linkage.windowTitle() in [bar.tabText(place) for place in range(bar.count())]
    )
    for _time in range(2):
        for place in range(tabs.count()):
            tabs.setCurrentIndex(place)
            QCoreApplication.processEvents()
    assert (linkage.size(), linkage.widget().size().width()) == (before, before.width())


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_the_buttons_of_docks_are_seen_on_light_and_dark_ground(
    window: MainWindow, scheme: str
) -> None:
    theme.choose(scheme)
    try:
        ground = window.palette().color(theme.Role.Window)
        buttons = window.findChildren(QAbstractButton, "qt_dockwidget_closebutton")
        drawn = [one.icon().pixmap(16).toImage() for one in buttons if one.isVisible()]
        assert drawn
        for picture in drawn:
            inked = [
                picture.pixelColor(x, y)
                for x in range(picture.width())
                for y in range(picture.height())
                if picture.pixelColor(x, y).alpha() > 200
            ]
            assert max(contrast(one, ground) for one in inked) >= 4.5
    finally:
        theme.choose("system")
