"""Each tool by itself: what clicks, drags and keys make, and what comes of it."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QKeyEvent, QPainter

from scmap.analysis.geodesic import measure_area
from scmap.formats.projection import to_degrees
from scmap.gui.canvas.ink import broken
from scmap.gui.canvas.measuring import AreaMeasuring, LengthMeasuring
from scmap.gui.canvas.overview import Outline
from scmap.gui.canvas.selecting import (
    BoxSelecting,
    DistanceSelecting,
    FreehandSelecting,
    PolygonSelecting,
)
from scmap.gui.canvas.tool import Tool
from scmap.gui.canvas.view import View
from scmap.gui.models.place_forms import FORMS, place_forms
from scmap.model import amounts
from scmap.model.layer import PLANE
from scmap.reference import base_layer

X, Y = 953_900.0, 1_952_000.0  # in Seoul
Key, NONE = Qt.Key, Qt.KeyboardModifier.NoModifier
Point = tuple[float, float]


def at(dx: float, dy: float) -> Point:
    return X + dx, Y + dy


def press(tool: Tool, key: Qt.Key, text: str = "") -> bool:
    event = QKeyEvent(QEvent.Type.KeyPress, key, NONE, text)
    return tool.wants(event) and tool.press(event)


def clicks(tool: Tool, *places: Point) -> None:
    for place in places:
        tool.click(*place, NONE)


def ink(tool: Tool) -> Iterator[int]:
    """Paint a tool above nothing; gives how many pixels that inks."""
    image = QImage(600, 400, QImage.Format.Format_ARGB32)
    image.fill(0)
    with QPainter(image) as painter:
        tool.paint(painter, View(X, Y, 10.0, 600, 400), QFont())
    yield int((np.frombuffer(image.constBits(), np.uint32) != 0).sum())


def found(tool: Tool) -> list[Any]:
    told: list[Any] = []
    tool.finished.connect(told.append)
    return told


def test_a_length_grows_with_the_cursor_and_a_done_one_stays() -> None:
    tool = LengthMeasuring(to_degrees)
    assert tool.figure == ""
    clicks(tool, at(0, 0))
    tool.follow(*at(1000, 0))
    assert "1.00 ㎞" in tool.figure  # the plane draws it 0.4 m short here
    tool.follow(*at(2000, 0))
    assert "2.00 ㎞" in tool.figure
    clicks(tool, at(2000, 0), at(2000, 0))  # the second at the same place sets none
    assert len(tool.points) == 2
    assert tool.is_busy
    tool.finish()
    tool.follow(*at(9000, 0))
    assert "2.00 ㎞" in tool.figure
    assert not tool.is_busy
    clicks(tool, at(0, 500))  # a new one
    assert tool.points == [at(0, 500)]


def test_escape_clears_first_and_puts_the_tool_down_then() -> None:
    tool, put_down = LengthMeasuring(to_degrees), []
    tool.cancelled.connect(lambda: put_down.append(True))
    clicks(tool, at(0, 0))
    assert press(tool, Key.Key_Escape)
    assert not put_down
    assert tool.points == []
    press(tool, Key.Key_Escape)
    assert put_down


def test_a_ring_that_crosses_itself_is_measured_as_both_its_parts() -> None:
    tool = AreaMeasuring(to_degrees)
    clicks(tool, at(0, 0), at(1000, 1000), at(1000, 0), at(0, 1000))  # a bow tie
    triangle = np.array([at(0, 0), at(500, 500), at(0, 1000)])
    one, _border = measure_area(to_degrees(triangle))
    assert amounts.ground(2 * one) in tool.figure
    assert one == pytest.approx(250_000, rel=2e-3)


def test_a_box_is_drawn_by_a_drag_or_two_clicks() -> None:
    tool = BoxSelecting("")
    told = found(tool)
    tool.drag(at(0, 0), at(100, 50))
    tool.drop(Qt.KeyboardModifier.ShiftModifier)
    clicks(tool, at(100, 50), at(0, 0))
    (first, held), (second, none) = told
    assert first.equals(shapely.box(*at(0, 0), *at(100, 50)))
    assert second.equals(first)
    assert held == Qt.KeyboardModifier.ShiftModifier
    assert none == NONE
    assert tool.points == []  # ready for the next one


def test_a_polygon_needs_three_corners_and_takes_the_last_back() -> None:
    tool = PolygonSelecting("")
    told = found(tool)
    clicks(tool, at(0, 0), at(100, 0))
    press(tool, Key.Key_Return)
    assert told == []
    clicks(tool, at(100, 100), at(500, 500))
    press(tool, Key.Key_Backspace)
    press(tool, Key.Key_Return)
    assert told[0][0].area == pytest.approx(5_000)


def test_what_the_free_hand_draws_is_closed_and_mended() -> None:
    tool = FreehandSelecting("")
    told = found(tool)
    start = at(0, 0)
    for place in (at(100, 100), at(100, 0), at(0, 100)):
        tool.drag(start, place)
    tool.drop(NONE)
    area = told[0][0]
    assert area.is_valid
    assert area.area == pytest.approx(5_000)


def test_a_distance_is_that_on_the_ground() -> None:
    tool = DistanceSelecting("", to_degrees)
    told = found(tool)
    clicks(tool, at(0, 0))
    for digit in "5007":
        assert press(tool, getattr(Key, f"Key_{digit}"), digit)
    press(tool, Key.Key_Backspace)
    assert tool.metres == 500
    press(tool, Key.Key_Return)
    area = told[0][0]
    reach, _border = measure_area(to_degrees(shapely.get_coordinates(area)))
    assert reach == pytest.approx(np.pi * 500**2, rel=1e-3)
    assert not press(tool, Key.Key_5, "5")  # without a middle, figures are none of its business
    tool.drag(at(0, 0), at(300, 400))
    assert tool.metres == pytest.approx(500, rel=1e-3)


@pytest.mark.parametrize(
    "tool",
    [
        LengthMeasuring(to_degrees),
        AreaMeasuring(to_degrees),
        BoxSelecting(""),
        PolygonSelecting(""),
        DistanceSelecting("", to_degrees),
    ],
)
def test_what_is_made_is_seen(tool: Tool) -> None:
    (before,) = ink(tool)
    tool.follow(*at(0, 0))
    clicks(tool, at(-900, -900))
    tool.follow(*at(900, -500))
    (after,) = ink(tool)
    assert 0 < before < after


def test_a_place_is_written_in_every_form_that_it_has() -> None:
    forms = place_forms(953_898.0, 1_952_034.0, PLANE)
    assert tuple(forms) == FORMS
    assert forms["plane"] == "953,898.0, 1,952,034.0"
    assert forms["number"] == "다사 5389 5203"
    assert forms["sexagesimal"].startswith("37°3")
    assert forms["degrees"].startswith("37.5")
    assert "number" not in place_forms(0.0, 0.0, PLANE)  # off the grid


def test_the_overview_has_every_island_that_is_far_out() -> None:
    country = base_layer("sido")
    outline = Outline.of(country)
    assert outline is not None
    assert outline.points[:, 0].max() > 1_380_000  # 독도
    assert outline.points[:, 1].min() < 1_470_000  # 마라도
    assert len(outline.points) < 20_000
    closed = outline.points[outline.starts[1:] - 1] == outline.points[outline.starts[:-1]]
    assert closed.all(), "each ring ends where it began"
    assert Outline.of(country.take(np.array([], dtype=int))) is None


def test_what_a_tool_says_goes_on_in_the_next_line_on_a_narrow_map() -> None:
    words = ["클릭: 점 추가 · 두 번 클릭 또는 Enter: 완료 · Backspace: 점 삭제 · Esc: 취소"]
    metrics = QFontMetricsF(QFont())
    narrow, wide = (broken(words, metrics, room) for room in (180.0, 5000.0))
    assert wide == words
    assert len(narrow) > 1
    assert " · ".join(narrow) == words[0]  # nothing is left out
    least = max(metrics.horizontalAdvance(one) for one in words[0].split(" · "))
    assert max(metrics.horizontalAdvance(line) for line in narrow) <= max(180.0, least)
