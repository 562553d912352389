"""The design table below the map: there at step ③, or when one of its pages is asked for."""

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

from scmap.gui.action_set import ActionSet
from scmap.gui.bridge import Bridge
from scmap.gui.canvas.look import Look
from scmap.gui.design.desk import Desk
from scmap.gui.docks import Docks
from scmap.gui.door import Door
from scmap.gui.findings import Findings
from scmap.gui.job import Jobs
from scmap.gui.messages import MessageBar
from scmap.gui.navigation import Navigation
from scmap.gui.panels.panel import Panel
from scmap.gui.selection import Selection
from scmap.gui.sheets import Sheets
from scmap.gui.sources import Sources
from scmap.gui.tooling import Tooling
from scmap.words import tr

if TYPE_CHECKING:
    from scmap.gui.design.table import DesignTable


LEAST_PX, SHARE = 260, 0.38  # height of the table: pixels, and of the window
ABOVE_PX = 350  # of the window that map, menus and steps need on a small screen


class Host(Protocol):
    """What the table needs of the window."""

    bridge: Bridge
    findings: Findings
    selection: Selection
    sources: Sources
    jobs: Jobs
    messages: MessageBar
    navigation: Navigation
    sheets: Sheets
    door: Door
    tooling: Tooling
    actions_: ActionSet


class Designing(QObject):
    """Makes the design table when it is first wanted, and shows or hides it."""

    def __init__(self, window: QMainWindow, host: Host, docks: Docks) -> None:
        super().__init__(window)
        self._window, self._host, self._docks = window, host, docks
        self._dock: QDockWidget | None = None
        self.table: DesignTable | None = None

    def show(self, shown: bool) -> None:
        """Show or hide the table."""
        if shown or self._dock is not None:
            self._made().setVisible(shown)
        if shown:
            self._made().raise_()

    def open(self, page: str) -> Panel:
        """Bring a page of the table to the front."""
        self.show(True)
        if self.table is None:
            raise RuntimeError("the table is made when it is shown")
        return self.table.show_page(page)

    def links(self) -> None:
        """Show the links of the plan."""
        self.open("links")

    def diagrams(self) -> None:
        """Show the diagrams of the plan."""
        self.open("diagrams")

    def scenarios(self) -> None:
        """Show the scenarios."""
        self.open("scenarios")

    def coverage(self) -> None:
        """Ask what facilities cover."""
        self.open("coverage")

    def ideas(self) -> None:
        """Show ideas and where they can be tried."""
        self.open("ideas")

    def centres(self) -> None:
        """Show the centres with their systems."""
        self.open("centres")

    def platforms(self) -> None:
        """Compare two platforms."""
        self.open("platforms")

    def catalogue(self) -> None:
        """Show the catalogue of linked services."""
        self.open("catalogue")

    def fits(self) -> None:
        """Check the services of a place."""
        self.open("fits")

    def siting(self) -> None:
        """Ask where centres go."""
        self.open("siting")

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        if self._dock is not None:
            self._dock.setWindowTitle(tr("design.name"))

    def _desk(self) -> Desk:
        host = self._host
        told = (host.bridge, host.findings, host.selection, host.sources, host.jobs, host.messages)
        actions = host.actions_
        return Desk(
            self._window,
            *told,
            host.navigation.zoom_to,
            host.navigation.zoom_entry,
            host.sheets.ask,
            lambda name: actions[name].trigger(),
            self._compare,
            host.door,
        )

    def _compare(self, turned: frozenset[str]) -> None:
        """Show a second map of all years on which these entries are turned."""
        comparing = self._host.tooling.comparing
        comparing.side_by_side(True)
        comparing.choose(Look(turned=turned))

    def _made(self) -> QDockWidget:
        """Give the dock, made with its table the first time."""
        if self._dock is None:
            from scmap.gui.design.table import DesignTable  # noqa: PLC0415  when it is wanted

            self.table = DesignTable(self._desk())
            self._dock = QDockWidget(self._window)
            self._dock.setObjectName("design")
            self._dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable)
            self._dock.toggleViewAction().setVisible(False)
            self._dock.setWidget(self.table)
            self._window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self._dock)
            self._docks.put_before_tables(self._dock)
            whole = self._window.height()
            height = min(max(LEAST_PX, int(whole * SHARE)), max(whole - ABOVE_PX, 0))
            self._window.resizeDocks([self._dock], [height], Qt.Orientation.Vertical)
            self.retranslate()
        return self._dock
