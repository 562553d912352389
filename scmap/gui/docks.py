"""Where the panels stand around the map."""

from collections.abc import Mapping

from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QDockWidget,
    QMainWindow,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from scmap.words import tr

Area = Qt.DockWidgetArea
_BUTTONS = {
    "qt_dockwidget_closebutton": QStyle.StandardPixmap.SP_TitleBarCloseButton,
    "qt_dockwidget_floatbutton": QStyle.StandardPixmap.SP_TitleBarNormalButton,
}

LEFT_PX, RIGHT_PX, BOTTOM_PX = 288, 330, 250
LEAST_RIGHT_PX = 276  # below it, words of the linkage panel are cut at its edge
LEAST_LEFT_PX = 232  # in a small window: below it, the names of layers are cut to a syllable
SEAM_PX = 8  # between two docks
SOME_ROWS_PX = 54  # of the tables, when they give way to what is in the middle
NARROW_PX = 1180  # beside the layers, a narrower window has no room for a committee's forms
GRIP_PX, GRIP_WIDTH = 7, 36
_EDITION = 1  # of the docks: another number lets what was kept be forgotten
_AREAS: Mapping[str, Area] = {
    "layers": Area.LeftDockWidgetArea,
    "inspector": Area.RightDockWidgetArea,
    "tables": Area.BottomDockWidgetArea,
}
_SQUEEZED = ("tables", "inspector")  # by a window that becomes smaller
_SIDE_TITLES: Mapping[str, str] = {
    "linkage": "window.step.link",
    "survey": "survey.kind",
    "identify": "tools.identify.kind",
}


class Docks(QObject):
    """The docks of layer tree, inspector and tables, and some that are only there at times.

    Signals
    -------
    changed
        A dock was shown or hidden, by whomever.
    """

    changed = Signal()

    def __init__(
        self,
        window: QMainWindow,
        panels: Mapping[str, QWidget],
        sides: Mapping[str, QWidget],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._docks = {name: self._add(name, panels[name], area) for name, area in _AREAS.items()}
        # The tables say on their tabs what they are: a title above would only cost the map height.
        self._docks["tables"].setTitleBarWidget(Grip(self._docks["tables"]))
        panels["layers"].setMinimumWidth(LEAST_LEFT_PX)
        panels["inspector"].setMinimumWidth(LEAST_RIGHT_PX)
        self._side_titles = dict(_SIDE_TITLES)
        self._before: list[QDockWidget] = []  # docks that stand before the tables
        self._widths: tuple[int, int] | None = None  # of the sides, before a page pressed them
        self._usual, self._is_pressed = LEFT_PX, False  # the layers' width; whether they give way
        self._held: dict[str, tuple[int, int]] = {}  # how large a dock was, and the window then
        self._size = window.size()  # when the docks were fit to it
        self._is_new = True  # whether it has this size since the docks were put where they are
        self._lowered: tuple[int, int] | None = None  # the tables' height before, and since then
        self._mapless = self._gone = False  # whether no map is seen, and the layers went with it
        self._sides = {name: self._add_side(name, panel) for name, panel in sides.items()}
        for name in _SQUEEZED:
            self._docks[name].installEventFilter(self)
        window.setCorner(Qt.Corner.BottomLeftCorner, Area.LeftDockWidgetArea)
        self.reset()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the docks that the planner shows and hides."""
        return tuple(self._docks)

    def is_shown(self, name: str) -> bool:
        """Tell whether a dock is in sight."""
        return self._docks[name].isVisible()

    def show(self, name: str, shown: bool) -> None:
        """Show or hide a dock."""
        self._docks[name].setVisible(shown)

    def reset(self) -> None:
        """Put the panels where they were at first."""
        for dock in self._docks.values():
            dock.setFloating(False)
            dock.show()
        shown = [dock for dock in self._before if dock.isVisible()]
        for dock in self._before:  # beside the tables, both would make the window wider
            self._window.removeDockWidget(dock)
        for name, area in _AREAS.items():
            self._window.addDockWidget(area, self._docks[name])
        for side in self._sides.values():
            self._window.tabifyDockWidget(self._docks["inspector"], side)
        for dock in self._before:
            self._window.tabifyDockWidget(self._docks["tables"], dock)
            dock.setVisible(dock in shown)
        sides = [self._docks["layers"], self._docks["inspector"]]
        self._window.resizeDocks(sides, [LEFT_PX, RIGHT_PX], Qt.Orientation.Horizontal)
        self._window.resizeDocks([self._docks["tables"]], [BOTTOM_PX], Qt.Orientation.Vertical)
        self._widths, self._usual, self._is_pressed = None, LEFT_PX, False
        self._lowered = None
        self._held.clear()
        self._is_new = True
        self.fit()

    def state(self) -> QByteArray:
        """Tell where the panels stand, for `put_back`."""
        return self._window.saveState(_EDITION)

    def put_back(self, state: QByteArray) -> None:
        """Put the panels where they stood; what is from another edition, or damaged, is let be.

        Docks that are only there at times are away at first.
        """
        if not self._window.restoreState(state, _EDITION):
            return
        self._held.clear()
        self._is_new = True
        self.put_sides_away()

    def put_sides_away(self) -> None:
        """Hide the docks that are only there at times, and let the others stand as without them."""
        self.raise_tables()
        self.show_map(True)
        for side in self._sides.values():
            side.hide()

    def hold_widths(self) -> None:
        """Remember how wide the sides are, before something wide comes into the middle."""
        layers, inspector = self._docks["layers"], self._docks["inspector"]
        if self._widths is None and layers.isVisible() and inspector.isVisible():
            self._widths = self._usual if self._is_pressed else layers.width(), inspector.width()

    def give_widths_back(self) -> None:
        """Let the sides be as wide as they were before."""
        if self._widths is not None:
            sides = [self._docks["layers"], self._docks["inspector"]]
            self._window.resizeDocks(sides, list(self._widths), Qt.Orientation.Horizontal)
            self._widths = None
            self.fit()

    def lower_tables(self, wanted: int) -> None:
        """Let the tables give way to what is in the middle, if that has less than `wanted` pixels.

        They are as high as before when `raise_tables` is called, unless a hand moved them.
        """
        tables, middle = self._docks["tables"], self._window.centralWidget()
        missing = wanted - middle.height() if middle is not None else 0
        if not tables.isVisible() or tables.isFloating() or missing <= 0:
            return
        before = tables.height()
        least = min(before, tables.minimumSizeHint().height() + SOME_ROWS_PX)
        now = max(before - missing, least)
        self._lowered = before, now
        self._window.resizeDocks([tables], [now], Qt.Orientation.Vertical)

    def raise_tables(self) -> None:
        """Let the tables be as high as they were before they gave way."""
        if self._lowered is None:
            return
        tables, (before, now) = self._docks["tables"], self._lowered
        self._lowered = None
        if abs(tables.height() - now) < SEAM_PX:
            self._window.resizeDocks([tables], [before], Qt.Orientation.Vertical)
        self._give_room_back()

    def show_map(self, shown: bool) -> None:
        """Say whether the map is in the middle: in a narrow window the layers come and go with it.

        What a planner put away herself stays away.
        """
        self._mapless = not shown
        self.fit()

    def fit(self) -> None:
        """In a narrow window, let the layers give way to the tables, which Qt would cut off.

        They are as wide as before once there is room again.
        """
        self._fit_to_what_is_in_the_middle()
        self._give_room_back()
        layers, tables = self._docks["layers"], self._docks["tables"]
        beside = layers.isVisible() and tables.isVisible()
        if not beside or layers.isFloating() or tables.isFloating():
            return
        room = self._window.width() - max(tables.minimumSizeHint().width() + SEAM_PX, self._right)
        if room < self._usual:
            self._is_pressed, wanted = True, max(room, LEAST_LEFT_PX)
        elif self._is_pressed:
            self._is_pressed, wanted = False, self._usual
        else:
            self._usual = wanted = layers.width()
        if wanted != layers.width():
            self._window.resizeDocks([layers], [wanted], Qt.Orientation.Horizontal)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Remember how large a hand made a dock, or a reset; windows and pages squeeze it, too."""
        pressed = bool(QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton)
        meant = (pressed or self._is_new) and self._lowered is None and self._widths is None
        if event.type() == QEvent.Type.Resize and meant and self._window.size() == self._size:
            self._held.clear()
            self._hold()
        return super().eventFilter(watched, event)

    def _hold(self) -> None:
        for name in _SQUEEZED:
            dock = self._docks[name]
            if self._window.isVisible() and dock.isVisible() and not dock.isFloating():
                self._held.setdefault(name, (_extent(name, dock), _extent(name, self._window)))

    def _give_room_back(self) -> None:
        """Let a dock be as large as it was, once the window is again what it was then."""
        if self._size != self._window.size():
            self._size, self._is_new = self._window.size(), False
        if self._lowered is not None or self._widths is not None:
            return
        self._hold()
        for name, (size, window) in self._held.items():
            dock = self._docks[name]
            there = dock.isVisible() and not dock.isFloating()
            if there and _extent(name, dock) < size and _extent(name, self._window) >= window:
                upright = Qt.Orientation.Vertical if name == "tables" else Qt.Orientation.Horizontal
                self._window.resizeDocks([dock], [size], upright)

    @property
    def _right(self) -> int:
        """Pixels that what is in the middle and at the right asks for."""
        centre = self._window.centralWidget()
        middle = (centre.minimumSizeHint().width() if centre is not None else 0) + SEAM_PX
        sides = (self._docks["inspector"], *self._sides.values())
        return middle + (LEAST_RIGHT_PX + SEAM_PX if any(one.isVisible() for one in sides) else 0)

    def _fit_to_what_is_in_the_middle(self) -> None:
        layers = self._docks["layers"]
        tight = self._mapless and self._window.width() < NARROW_PX
        if tight and layers.isVisible() and not layers.isFloating():
            self._gone = True
            layers.hide()
        elif self._gone and not tight:
            self._gone = False
            layers.show()

    def has_side(self, name: str) -> bool:
        """Tell whether one of the docks before the inspector is there."""
        return self._sides[name].isVisible()

    def show_side(self, name: str, shown: bool) -> None:
        """Put a dock before the inspector, or away; the side stays as wide as it was."""
        side = self._sides[name]
        if not shown and not side.isVisible():
            return
        inspector = self._docks["inspector"]
        known = (inspector, *self._sides.values())
        width = max((dock.width() for dock in known if dock.isVisible()), default=0)
        side.setVisible(shown)
        front = side if shown else inspector
        self._window.resizeDocks([front], [width or RIGHT_PX], Qt.Orientation.Horizontal)
        if shown:
            front.raise_()

    def put_before_tables(self, dock: QDockWidget) -> None:
        """Put a dock of one's own before the tables, in the same place."""
        tables = self._docks["tables"]
        tables.show()
        dock.setTitleBarWidget(Grip(dock))
        self._before.append(dock)
        self._window.tabifyDockWidget(tables, dock)

    def add_side(self, name: str, panel: QWidget, title: str) -> None:
        """Put one more dock before the inspector; `title` is the key of its words."""
        self._sides[name] = self._add_side(name, panel)
        self._side_titles[name] = title
        self._window.tabifyDockWidget(self._docks["inspector"], self._sides[name])

    def retranslate(self) -> None:
        """Name the docks in the language now in force."""
        for name, dock in self._docks.items():
            dock.setWindowTitle(tr(f"window.dock.{name}"))
        for name, key in self._side_titles.items():
            self._sides[name].setWindowTitle(tr(key))
        self._docks["tables"].titleBarWidget().setToolTip(tr("window.dock.grip"))

    def _add(self, name: str, panel: QWidget, area: Area) -> QDockWidget:
        dock = Dock(self._window)
        dock.setObjectName(name)
        dock.setWidget(panel)
        self._window.addDockWidget(area, dock)
        dock.visibilityChanged.connect(lambda _shown: self.changed.emit())
        return dock

    def _add_side(self, name: str, panel: QWidget) -> QDockWidget:
        """Make a dock that is there while the planner is at that step, or asked for it."""
        panel.setMinimumWidth(LEAST_RIGHT_PX)
        # A dock whose own widget is hidden loses its size, and does not get it back with its tab.
        holder = QWidget()
        holder.setMinimumWidth(LEAST_RIGHT_PX)
        body = QVBoxLayout(holder)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(panel)
        dock = self._add(name, holder, Area.RightDockWidgetArea)
        dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable)
        dock.toggleViewAction().setVisible(False)
        # In a tab behind another, Qt still calls it visible: then it need not keep up.
        dock.visibilityChanged.connect(panel.setVisible)
        dock.hide()
        return dock


def _extent(name: str, widget: QWidget) -> int:
    """Pixels along the side that a squeezed dock loses: the tables' height, the others' width."""
    return widget.height() if name == "tables" else widget.width()


class Dock(QDockWidget):
    """A dock whose buttons change with the colours of the window; Qt makes them once."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for name, drawn in _BUTTONS.items():
                button = self.findChild(QAbstractButton, name)
                if button is not None:
                    button.setIcon(self.style().standardIcon(drawn))


class Grip(QWidget):
    """By what a dock without a title is moved and, by a double click, set free."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(GRIP_WIDTH, GRIP_PX)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.underMouse():
            return  # the splitter beside it already shows where to pull
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        middle = self.rect().center()
        for y in (middle.y() - 1, middle.y() + 1):
            painter.drawLine(middle.x() - GRIP_WIDTH // 2, y, middle.x() + GRIP_WIDTH // 2, y)
        painter.end()
