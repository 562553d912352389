"""Each tool of editing by itself: what clicks, drags and typed numbers make."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont, QImage, QKeyEvent, QPainter

from scmap.analysis.editing.snapping import Snap, SnapIndex, Target
from scmap.formats.projection import reprojected
from scmap.gui.canvas.corner_editing import CornerEditing
from scmap.gui.canvas.placing import Growing, Moving, Turning
from scmap.gui.canvas.region_picking import Region, RegionPicking, extent_of
from scmap.gui.canvas.sketching import (
    AreaSketching,
    CircleSketching,
    CorridorSketching,
    LineSketching,
    PointSketching,
    Sketching,
)
from scmap.gui.canvas.tool import Tool
from scmap.gui.canvas.typed import read_typed
from scmap.gui.canvas.view import View
from scmap.model.coordinates import Typed
from scmap.model.layer import PLANE
from tests.analysis.footprints import layer_of

pytestmark = pytest.mark.usefixtures("qapp")

NONE, SHIFT, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
Key = Qt.Key
SQUARE = shapely.box(0, 0, 100, 100)
VIEW = View(50, 50, 1.0, 600, 400)


class Magnet:
    """Snaps to one square, five metres near."""

    def __init__(self, *shapes: shapely.Geometry) -> None:
        self.layer, self.traces = layer_of(*shapes), False

    def snap(self, at: tuple[float, float], without: Collection[str] = ()) -> Snap | None:
        shown = np.array([uid not in without for uid in self.layer.uids], dtype=bool)
        return SnapIndex().snap([Target("l", self.layer, shown)], at, 5.0)

    def title(self, _snap: Snap) -> str:
        return "시범지구"

    def borders(self, *_ends: tuple[float, float]) -> Sequence[shapely.Geometry]:
        return list(self.layer.geometry)


def to_plane(typed: Typed) -> tuple[float, float]:
    place = np.array([[typed.x, typed.y]])
    x, y = (place if typed.crs == PLANE else reprojected(place, typed.crs, PLANE))[0].tolist()
    return x, y


def clicks(tool: Tool, *places: tuple[float, float]) -> None:
    for place in places:
        tool.click(*place, NONE)


def press(tool: Tool, key: Qt.Key, text: str = "") -> bool:
    event = QKeyEvent(QEvent.Type.KeyPress, key, NONE, text)
    return tool.wants(event) and tool.press(event)


def types(tool: Tool, text: str) -> None:
    for letter in text:
        assert press(tool, Key.Key_unknown, letter)
    press(tool, Key.Key_Return)


def made(tool: Tool) -> list[Any]:
    found: list[Any] = []
    tool.finished.connect(found.append)
    return found


def inked(tool: Tool) -> bool:
    image = QImage(600, 400, QImage.Format.Format_ARGB32)
    image.fill(0)
    with QPainter(image) as painter:
        tool.paint(painter, VIEW, QFont())
    return bool((np.frombuffer(image.constBits(), np.uint32) != 0).any())


def sketch(kind: type[Sketching], word: str = "area", *shapes: shapely.Geometry) -> Sketching:
    return kind(word, Magnet(*(shapes or (SQUARE,))), to_plane)


def test_keys_of_shortcuts_type_no_figures() -> None:
    tool = sketch(LineSketching, "line")
    clicks(tool, (200, 200))
    ctrl, alt = Qt.KeyboardModifier.ControlModifier, ALT
    for key, held, text in ((Key.Key_Minus, ctrl, "-"), (Key.Key_2, ctrl | alt, "2")):
        assert not tool.wants(QKeyEvent(QEvent.Type.ShortcutOverride, key, held, text))
    assert tool.wants(QKeyEvent(QEvent.Type.ShortcutOverride, Key.Key_2, NONE, "2"))
    assert tool.wants(QKeyEvent(QEvent.Type.ShortcutOverride, Key.Key_2, SHIFT, "@"))


def test_a_click_near_a_corner_sets_the_corner_and_a_border_is_followed() -> None:
    magnet = Magnet(SQUARE)
    tool = AreaSketching("area", magnet, to_plane)
    found = made(tool)
    clicks(tool, (98, 2))
    assert tool.points == [(100, 0)]
    assert inked(tool)
    magnet.traces = True
    clicks(tool, (2, 99))  # around by a corner between them, not straight through the square
    assert len(tool.points) == 3
    magnet.traces = False
    clicks(tool, (-60, 160))
    press(tool, Key.Key_Backspace)
    clicks(tool, (-60, -60))
    press(tool, Key.Key_Return)
    assert found[0].is_valid
    assert len(tool.points) == 4


def test_lengths_steps_azimuths_and_coordinates_are_typed() -> None:
    tool = sketch(LineSketching, "line")
    found = made(tool)
    clicks(tool, (300, 300))
    tool.follow(400, 300)
    types(tool, "250")
    types(tool, "@-50,20")
    types(tool, "100<180")
    assert tool.points == [(300, 300), (550, 300), (500, 320), pytest.approx((500, 220))]
    types(tool, "127.0735,37.2005")
    x, y = tool.points[-1]
    assert (x, y) == pytest.approx(to_plane(Typed("EPSG:4326", 127.0735, 37.2005)))
    press(tool, Key.Key_Return)
    assert found[0].geom_type == "LineString"
    assert read_typed("12<") is None
    assert read_typed("abc") is None


def test_escape_goes_back_step_by_step_and_then_puts_the_tool_down() -> None:
    tool, down = sketch(AreaSketching), []
    tool.cancelled.connect(lambda: down.append(True))
    clicks(tool, (300, 300), (400, 300))
    press(tool, Key.Key_5, "5")
    press(tool, Key.Key_Escape)
    assert tool.typed == ""
    assert len(tool.points) == 2
    for _ in range(2):
        press(tool, Key.Key_Escape)
    assert not down
    press(tool, Key.Key_Escape)
    assert down


def test_sides_that_cross_are_told_and_a_mended_area_is_offered() -> None:
    tool = sketch(AreaSketching)
    found = made(tool)
    clicks(tool, (300, 300), (400, 400), (400, 300), (300, 400))
    assert tool.fault is not None
    assert tool.fault.code == "crossing"
    assert "변이 서로 교차합니다" in " ".join(tool.words())
    press(tool, Key.Key_Return)
    assert not found
    assert "제안" in tool.words()[-1] or "Enter" in tool.words()[-1]
    assert inked(tool)
    press(tool, Key.Key_Escape)  # go on drawing
    assert len(tool.points) == 4
    press(tool, Key.Key_Return)
    press(tool, Key.Key_Return)
    assert found[0].is_valid
    assert found[0].area == pytest.approx(5_000)


def test_circles_and_corridors_take_their_metres_by_number() -> None:
    circle = sketch(CircleSketching, "circle")
    found = made(circle)
    clicks(circle, (300, 300))
    types(circle, "1000")
    assert found[0].area == pytest.approx(np.pi * 1e6, rel=1e-3)
    band = sketch(CorridorSketching, "corridor")
    found = made(band)
    clicks(band, (300, 300), (1300, 300))
    press(band, Key.Key_Return)
    band.follow(800, 340)
    assert band.area is not None
    assert band.area.area == pytest.approx(80_000)
    assert inked(band)
    types(band, "30")
    assert found[0].area == pytest.approx(30_000)
    point = sketch(PointSketching, "point")
    found = made(point)
    clicks(point, (98, 99))
    assert found[0].equals(shapely.Point(100, 100))


def test_a_shape_is_moved_from_corner_to_corner_turned_and_grown() -> None:
    other = shapely.box(300, 0, 400, 100)
    magnet = Magnet(SQUARE, other)
    move = Moving("move", SQUARE, magnet, to_plane)
    move.own = ("u000",)
    found = made(move)
    clicks(move, (99, 1), (301, 1))  # its right foot on the left foot of the other
    assert found[0].equals(shapely.box(200, 0, 300, 100))
    typed = Moving("move", SQUARE, magnet, to_plane)
    found = made(typed)
    types(typed, "@10,-5")
    assert found[0].bounds == pytest.approx((10, -5, 110, 95))
    turn = Turning(SQUARE, magnet, to_plane, None)
    turn.click(0, 0, SHIFT)
    found = made(turn)
    types(turn, "90")
    assert found[0].bounds == pytest.approx((0, -100, 100, 0))
    assert inked(turn)
    grow = Growing("grow", SQUARE, magnet, to_plane)
    found = made(grow)
    types(grow, "-10")
    assert found[0].area == pytest.approx(6_400)
    assert grow.by_metres == -10


def editing(*shapes: shapely.Geometry) -> tuple[CornerEditing, list[Any]]:
    layer = layer_of(*shapes)

    def sharing(at: tuple[float, float]) -> dict[str, shapely.Geometry]:
        from scmap.analysis.editing.corners import sharing as rows

        return {str(layer.uids[row]): layer.geometry[row] for row in rows(layer, at)}

    tool = CornerEditing(Magnet(shapely.box(900, 900, 999, 999)), sharing)
    tool.edit("u000", shapes[0])
    return tool, made(tool)


def test_a_corner_is_dragged_with_the_neighbour_that_shares_it() -> None:
    tool, found = editing(SQUARE, shapely.box(100, 0, 200, 100))
    tool.follow(101, 101)
    assert tool.grip is not None
    tool.drag((100, 100), (120, 130))
    assert inked(tool)
    tool.drop(NONE)
    ((shapes, deed),) = found
    assert deed == "moved"
    assert set(shapes) == {"u000", "u001"}
    assert sum(one.area for one in shapes.values()) == pytest.approx(
        shapely.union_all(list(shapes.values())).area
    )


def test_a_side_gives_a_new_corner_and_one_is_taken_out() -> None:
    tool, found = editing(SQUARE)
    tool.drag((50, 100), (50, 150))
    tool.drop(NONE)
    shapes, deed = found[-1]
    assert deed == "inserted"
    assert shapes["u000"].area == pytest.approx(12_500)
    tool.edit("u000", shapes["u000"])
    tool.click(50, 150, ALT)
    shapes, deed = found[-1]
    assert deed == "removed"
    assert shapes["u000"].equals(SQUARE)


def test_a_corner_across_the_border_is_offered_mended_or_put_back() -> None:
    tool, found = editing(SQUARE)
    tool.drag((0, 0), (150, 60))  # across the right side
    assert tool.fault is not None
    tool.drop(NONE)
    assert not found
    assert inked(tool)
    press(tool, Key.Key_Escape)
    assert not tool.is_busy
    tool.drag((0, 0), (150, 60))
    tool.drop(NONE)
    press(tool, Key.Key_Return)
    assert found[0][0]["u000"].is_valid


def test_a_shape_that_is_invalid_already_is_explained_and_offered_mended() -> None:
    tie = shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    tool, found = editing(tie)
    assert tool.fault is not None
    assert tool.fault.place == pytest.approx((50, 50))
    assert inked(tool)
    press(tool, Key.Key_Return)
    ((shapes, deed),) = found
    assert deed == "mended"
    assert shapes["u000"].is_valid


def test_a_click_beside_the_shape_means_another_one() -> None:
    tool, _found = editing(SQUARE)
    asked: list[tuple[float, float]] = []
    tool.picked.connect(lambda x, y: asked.append((x, y)))
    clicks(tool, (400, 400))
    assert asked == [(400, 400)]


def test_units_are_clicked_together_and_named_as_an_extent() -> None:
    def at(level: str, x: float, _y: float) -> Region | None:
        names = {0: "반송동", 1: "석우동"}
        place = int(x // 100)
        box = shapely.box(100 * place, 0, 100 * place + 100, 100)
        return Region(level, f"e{place}", names[place], "41590", box) if place in names else None

    tool = RegionPicking(at)
    found = made(tool)
    clicks(tool, (50, 50), (150, 50), (950, 50))
    assert tool.missed
    assert inked(tool)
    press(tool, Key.Key_Return)
    assert tool.area is not None
    assert tool.area.area == pytest.approx(20_000)
    assert extent_of(found[0]) == "emd:41590:반송동|석우동"
    clicks(tool, (50, 50))
    assert tool.area.area == pytest.approx(10_000)
    press(tool, Key.Key_Up)
    assert tool.level == "municipality"
    assert not tool.is_busy
