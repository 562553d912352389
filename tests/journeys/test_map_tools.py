"""A planner asks, selects and measures on the map by hand; map, tables and panels follow."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QMenu, QPushButton, QToolButton

from scmap.analysis.geodesic import measure_area, measure_legs
from scmap.formats.projection import to_degrees
from scmap.gui.canvas.measuring import Measuring
from scmap.gui.dialogs.select_by import SelectByAttribute, SelectByLocation
from scmap.gui.main_window import MainWindow
from scmap.gui.models.place_forms import place_forms
from scmap.gui.panels.feature_form import FeatureForm
from scmap.model import amounts
from scmap.model.layer import PLANE
from scmap.reference import base_layer, gazetteer
from scmap.words import tr
from tests.journeys.hand import Hand, field, keep_picture, said

Open = Callable[..., MainWindow]
Key: TypeAlias = Qt.Key
Held: TypeAlias = Qt.KeyboardModifier
LEFT = Qt.MouseButton.LeftButton
CELL_M = 10  # of a 국가지점번호 of four figures
PLACES = (QPoint(-60, -60), QPoint(60, -50), QPoint(90, 60))  # around the middle of the map


@pytest.fixture
def hwaseong(sample_window: MainWindow, qtbot: Any) -> tuple[MainWindow, Hand]:
    """Stand before the map of one city."""
    window = sample_window
    window.going.go_to(gazetteer().one("화성시").code)
    hand = Hand(qtbot, window)
    hand.wait(lambda: window.is_painted)
    return window, hand


def middle(window: MainWindow) -> QPoint:
    return window.canvas.rect().center()


def drag(window: MainWindow, start: QPoint, stop: QPoint, held: Held = Held.NoModifier) -> None:
    QTest.mousePress(window.canvas, LEFT, held, start)
    QTest.mouseMove(window.canvas, (start + stop) / 2)
    QTest.mouseMove(window.canvas, stop)
    QTest.mouseRelease(window.canvas, LEFT, held, stop)


def grounds(window: MainWindow, *places: QPoint) -> np.ndarray[Any, np.dtype[np.float64]]:
    view = window.canvas.view
    return np.array([view.ground(one.x(), one.y()) for one in places])


def test_all_that_lies_at_a_place_is_told_by_ministry(hwaseong: tuple[MainWindow, Hand]) -> None:
    window, hand = hwaseong
    window.actions_["tool.identify"].trigger()
    hand.click(window.canvas, middle(window) + QPoint(30, 0))
    panel = window.tooling.places.panel
    assert panel.isVisible()
    words = said(panel)
    assert "화성시" in words
    assert words.index("국토교통부 계열") < words.index("행정안전부 계열") < words.index("중첩 쌍")
    assert "화성시 CCTV 통합관제센터" in words
    assert "다사" in words  # 국가지점번호 of the place
    buttons = [one for one in panel.findChildren(QPushButton) if one.isVisible()]
    hand.click(next(one for one in buttons if "CCTV 통합관제센터" in one.accessibleName()))
    selected = window.selection.selected
    project = window.bridge.project
    assert project is not None
    assert project.investments is not None
    row = project.investments.rows[selected.current]
    assert project.investments.text("name")[row] == "화성시 CCTV 통합관제센터"
    edits = [one for one in panel.findChildren(QToolButton) if one.isVisible()]
    hand.click(next(one for one in edits if "CCTV 통합관제센터" in one.accessibleName()))
    form = hand.dialog(FeatureForm)
    assert form.answers["name"].text == "화성시 CCTV 통합관제센터"
    hand.press(tr("record.cancel"), form)
    hand.closed(form)
    QTest.keyClick(window.canvas, Key.Key_Escape)
    assert not window.actions_["tool.identify"].isChecked()
    dock = window.findChild(QDockWidget, "identify")
    assert isinstance(dock, QDockWidget)
    assert not dock.isVisible()


def test_a_length_is_measured_on_the_ground_and_copied(hwaseong: tuple[MainWindow, Hand]) -> None:
    window, hand = hwaseong
    window.actions_["tool.length"].trigger()
    at = [middle(window) + one for one in PLACES]
    before = window.canvas.picture()
    for one in at:
        hand.click(window.canvas, one)
    assert window.canvas.picture() != before  # live, above the last frame
    keep_picture(window, "map_tools")
    QTest.keyClick(window.canvas, Key.Key_Return)
    QTest.keyClick(window.canvas, Key.Key_C, Held.ControlModifier)
    legs = measure_legs(to_degrees(grounds(window, *at)))
    assert amounts.length(float(legs.sum())) in QApplication.clipboard().text()
    assert legs.sum() == pytest.approx(
        np.hypot(*np.diff(grounds(window, *at), axis=0).T).sum(), rel=2e-3
    )


def test_an_area_is_measured_and_the_last_point_taken_back(
    hwaseong: tuple[MainWindow, Hand],
) -> None:
    window, hand = hwaseong
    window.actions_["tool.area"].trigger()
    at = [middle(window) + one for one in (*PLACES, QPoint(0, 100))]
    for one in at:
        hand.click(window.canvas, one)
    QTest.keyClick(window.canvas, Key.Key_Backspace)
    QTest.mouseDClick(window.canvas, LEFT, pos=at[2])  # on the last point: ends
    tool = window.canvas.tool
    assert isinstance(tool, Measuring)
    assert tool.is_done
    area, border = measure_area(to_degrees(grounds(window, *at[:3])))
    assert amounts.ground(area) in tool.figure
    assert amounts.length(border) in tool.figure
    assert "평" in tool.figure


def test_a_wheel_never_waits_for_a_tool(hwaseong: tuple[MainWindow, Hand]) -> None:
    window, hand = hwaseong
    window.actions_["tool.length"].trigger()
    hand.click(window.canvas, middle(window))
    first = window.canvas.tool
    pixel = window.canvas.view.pixel
    window.canvas.zoomed.emit(2.0, None)
    assert window.canvas.view.pixel == pytest.approx(pixel / 2)
    drag(window, middle(window), middle(window) + QPoint(50, 0))  # still pushes the map
    assert window.canvas.tool is first


def test_a_box_selects_what_it_meets_and_keys_add_and_toggle(
    hwaseong: tuple[MainWindow, Hand],
) -> None:
    window, hand = hwaseong
    window.actions_["tool.box"].trigger()
    here, there = middle(window) + QPoint(-90, -90), middle(window) + QPoint(70, 70)
    drag(window, here, there)
    hand.wait(lambda: window.selection.selected and not window.jobs.running)
    project = window.bridge.project
    assert project is not None
    investments = project.investments
    assert investments is not None
    chosen = window.selection.selected
    names = {investments.text("name")[row] for row in chosen.rows(investments)}
    assert "화성시 도시안전센터" in names
    assert window.status.text("selected") == f"선택 {len(chosen)}"
    assert "화성시 도시안전센터" in said(window.inspector) or len(chosen) > 1
    drag(window, here, there, Held.ControlModifier)  # takes out what is selected
    hand.wait(lambda: not window.selection.selected)
    corner = window.canvas.rect().bottomRight() - QPoint(30, 110)
    drag(window, here, there)
    hand.wait(lambda: len(window.selection.selected) == len(chosen))
    drag(window, corner - QPoint(200, 200), corner, Held.ShiftModifier)
    hand.wait(lambda: len(window.selection.selected) > len(chosen))
    assert window.canvas.tool is not None  # goes on until it is put down


@pytest.mark.parametrize("tool", ["polygon", "freehand", "distance"])
def test_other_shapes_select_too(hwaseong: tuple[MainWindow, Hand], tool: str) -> None:
    window, hand = hwaseong
    window.actions_[f"tool.{tool}"].trigger()
    centre = middle(window)
    if tool == "polygon":
        for one in PLACES:
            hand.click(window.canvas, centre + one)
        QTest.keyClick(window.canvas, Key.Key_Return)
    elif tool == "distance":
        hand.click(window.canvas, centre)
        QTest.keyClicks(window.canvas, "5000")
        QTest.keyClick(window.canvas, Key.Key_Return)
    else:
        QTest.mousePress(window.canvas, LEFT, pos=centre)
        for one in (*PLACES, QPoint(0, 0)):
            QTest.mouseMove(window.canvas, centre + one)
        QTest.mouseRelease(window.canvas, LEFT, pos=centre)
    hand.wait(lambda: window.selection.selected)
    assert "선택" in window.status.text("selected")


def test_one_tool_is_in_the_hand_at_a_time(hwaseong: tuple[MainWindow, Hand]) -> None:
    window, _hand = hwaseong
    window.actions_["tool.box"].trigger()
    window.actions_["tool.area"].trigger()
    assert not window.actions_["tool.box"].isChecked()
    window.actions_["analysis.survey"].setChecked(True)
    window.survey.start_drawing()
    assert not window.actions_["tool.area"].isChecked()
    window.actions_["tool.length"].trigger()
    assert window.actions_["tool.length"].isChecked()
    assert window.tooling.tools.held == "length"
    window.bridge.take(window.bridge.session)  # another project: the hand is empty
    assert window.canvas.tool is None


def cells(number: str) -> tuple[int, ...]:
    """Give the two numbers of cells behind the letters of a 국가지점번호."""
    return tuple(int(one) for one in number.split()[1:])


def test_a_coordinate_is_copied_from_the_map_and_from_the_status_bar(
    hwaseong: tuple[MainWindow, Hand],
) -> None:
    window, hand = hwaseong
    at = middle(window)
    forms = place_forms(*window.canvas.view.ground(at.x(), at.y()), PLANE)
    window.canvas.menu_wanted.emit(at.toPointF(), window.canvas.mapToGlobal(at))
    menu = QApplication.activePopupWidget()
    assert menu is not None
    (copying,) = menu.findChildren(QMenu)
    items = {one.text().partition(": ")[0]: one for one in copying.actions()}
    assert len(items) == len(forms) == 5
    items["국가지점번호"].trigger()
    assert QApplication.clipboard().text() == forms["number"]
    menu.close()
    QTest.mouseMove(window.canvas, at)
    hand.wait(lambda: window.status.text("coordinate"))
    window.status.coordinate_pressed.emit(at)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert "EPSG:5186" in "".join(one.text() for one in menu.actions())
    (forms_menu,) = menu.findChildren(QMenu)
    items = {one.text(): one for one in forms_menu.actions()}
    items["국가지점번호"].trigger()  # how the status bar writes it from now on
    menu.close()
    near = 1 + 2 * window.canvas.view.ground_pixel / CELL_M  # the mouse is in the middle of a pixel

    def tells_the_place() -> bool:
        for place in (at - QPoint(9, 9), at):  # the display's own mouse may have come between
            QTest.mouseMove(window.canvas, place)
        return cells(window.status.text("coordinate")) == pytest.approx(
            cells(forms["number"]), abs=near
        )

    hand.wait(tells_the_place)
    window.whereabouts.choose("both")
    assert "°" in window.status.text("coordinate")


def test_features_are_selected_by_their_attributes(
    hwaseong: tuple[MainWindow, Hand],
) -> None:
    window, hand = hwaseong
    dialog = window.tooling.select_by.by_attribute()
    assert dialog is not None
    hand.dialog(SelectByAttribute)
    name, test, value = (field(dialog.editor, one) for one in ("필드", "비교", "값"))
    hand.choose(name, "name")
    hand.choose(test, "contains")
    hand.write(value, "통합관제")
    hand.wait(lambda: "/ 177" in said(dialog) or "177" in said(dialog))
    hand.press("선택", dialog)
    hand.closed(dialog)
    hand.wait(lambda: window.selection.selected)
    project = window.bridge.project
    assert project is not None
    investments = project.investments
    assert investments is not None
    rows = window.selection.selected.rows(investments)
    expected = [one for one in investments.text("name") if one and "통합관제" in one]
    assert sorted(investments.text("name")[rows]) == sorted(expected)


def test_features_are_selected_by_where_they_are_to_others(
    hwaseong: tuple[MainWindow, Hand],
) -> None:
    window, hand = hwaseong
    project = window.bridge.project
    assert project is not None
    investments, poles = project.investments, project.named("pole")
    assert investments is not None
    assert poles is not None
    window.selection.select(poles.uid, [str(poles.uids[0])])
    dialog = window.tooling.select_by.by_location()
    assert dialog is not None
    hand.dialog(SelectByLocation)
    hand.choose(dialog.layer_box, poles.uid)
    hand.choose(dialog.relation_box, "near")
    dialog.metres.setValue(300)
    hand.choose(dialog.other_box, "")  # what is selected now
    hand.press("선택", dialog)
    hand.closed(dialog)
    hand.wait(lambda: len(window.selection.selected) > 1)
    rows = window.selection.selected.rows(poles)
    first = poles.geometry[0]
    near = [row for row in range(len(poles)) if poles.geometry[row].distance(first) <= 300]
    assert sorted(rows.tolist()) == near


def test_an_overview_shows_where_the_map_is_and_goes_elsewhere(
    hwaseong: tuple[MainWindow, Hand],
) -> None:
    window, hand = hwaseong
    box = window.tooling.overview.box
    hand.wait(box.isVisible)
    country = base_layer("sido").extent
    assert country is not None
    before = window.canvas.view
    hand.click(box, box.rect().center())
    now = window.canvas.view
    assert (now.x, now.y) == pytest.approx(country.centre, abs=country.width / 50)
    assert now.pixel == before.pixel
    window.navigation.zoom_all()
    assert not box.isVisible()  # all of the country is in sight
    window.going.go_to(gazetteer().one("화성시").code)
    assert box.isVisible()
    window.actions_["view.overview"].trigger()
    assert not box.isVisible()
