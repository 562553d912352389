"""What the window shows, hides and dresses on the user's word."""

from typing import Protocol

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMainWindow

from scmap.gui.action_set import ActionSet
from scmap.gui.canvas.legend import LegendBox
from scmap.gui.depths import Depths
from scmap.gui.docks import Docks
from scmap.gui.panels.layers import LayersPanel
from scmap.gui.panels.steps import StepsBar
from scmap.gui.panels.survey import SurveyPanel
from scmap.gui.panels.tables import TablesPanel
from scmap.gui.preferences import choose_scheme
from scmap.gui.year_slider import YearSlider


class Holder(Protocol):
    """Where what can be shown stands."""

    actions_: ActionSet
    depths: Depths
    layers: LayersPanel
    legend: LegendBox
    steps: StepsBar
    survey: SurveyPanel
    tables: TablesPanel
    years: YearSlider


class Showing(QObject):
    """Panels and boxes of the window, in sight or not; what actions of the view menu call."""

    def __init__(self, window: QMainWindow, holder: Holder, docks: Docks) -> None:
        super().__init__(window)
        self._window, self._holder, self._docks = window, holder, docks

    def layers(self, shown: bool) -> None:
        """Show or hide the layer tree."""
        self._docks.show("layers", shown)

    def inspector(self, shown: bool) -> None:
        """Show or hide the inspector."""
        self._docks.show("inspector", shown)

    def tables(self, shown: bool) -> None:
        """Show or hide the tables."""
        self._docks.show("tables", shown)

    def legend(self, shown: bool) -> None:
        """Show or hide the legend on the map."""
        self._holder.legend.want(shown)

    def years(self, shown: bool) -> None:
        """Show or hide the year slider on the map."""
        self._holder.years.want(shown)

    def depth(self, shown: bool) -> None:
        """Show how many ministries invest in the same ground in place of the grades, or these."""
        self._holder.depths.show_on_map(shown)

    def survey(self, shown: bool) -> None:
        """Show or hide 타 부처 사업 조회; hidden, it forgets its plan."""
        if shown and self._holder.steps.current == "review":
            self._holder.steps.overlap()
        self._docks.show_side("survey", shown)
        if not shown:
            self._holder.survey.leave()

    def carry_investment(self) -> None:
        """Let the hand carry the selected investment, and see on the way what it meets."""
        self._holder.actions_["analysis.survey"].setChecked(True)
        self._holder.survey.carry_investment()

    def attributes(self) -> None:
        """Show the rows of the current entry of the tree as a table."""
        entry = self._holder.layers.entry
        if entry is not None:
            self._holder.actions_["view.tables"].setChecked(True)
            self._holder.tables.show_attributes(entry)

    def identified(self, shown: bool) -> None:
        """Show what was identified before the inspector, or put it away."""
        self._docks.show_side("identify", shown)

    def full_screen(self, full: bool) -> None:
        """Fill the screen, or leave it."""
        state, now = Qt.WindowState.WindowFullScreen, self._window.windowState()
        self._window.setWindowState(now | state if full else now & ~state)

    def reset(self) -> None:
        """Put the panels where they were at first."""
        self._docks.reset()

    def dark(self, dark: bool) -> None:
        """Dress the window dark, or light."""
        choose_scheme("dark" if dark else "light")

    def check_docks(self) -> None:
        """Let the actions say which panels are in sight."""
        for name in self._docks.names:
            self._holder.actions_.check(f"view.{name}", self._docks.is_shown(name))
        self._holder.actions_.check("analysis.survey", self._docks.has_side("survey"))
