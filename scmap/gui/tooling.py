"""All that the hand does on the map beside picking: its tools, their bar, what they open."""

from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import (
    QMainWindow,
    QMenu,
    QSizePolicy,
    QSplitter,
    QToolBar,
    QToolButton,
    QWidget,
)

from scmap.gui import icons, texts
from scmap.gui.action_set import ActionSet
from scmap.gui.area_selection import AreaSelection
from scmap.gui.bridge import Bridge
from scmap.gui.canvas.canvas import Canvas
from scmap.gui.canvas.hover import Hover
from scmap.gui.cell_editing import CellEditing
from scmap.gui.comparing import SWIPE, TWIN, Comparing
from scmap.gui.edit_bar import EditBar
from scmap.gui.editing import EDITING, Editing
from scmap.gui.findings import Findings
from scmap.gui.job import Jobs
from scmap.gui.map_tools import IDENTIFY, SELECTING, TOOLS, MapTools
from scmap.gui.messages import MessageBar
from scmap.gui.models.place_forms import FORMS
from scmap.gui.narrowing import Narrowing
from scmap.gui.overview import Overview
from scmap.gui.panels.layers import LayersPanel
from scmap.gui.panels.steps import StepsBar
from scmap.gui.panels.tables import TablesPanel
from scmap.gui.places_on_map import PlacesOnMap
from scmap.gui.recording import Recording
from scmap.gui.select_by import SelectBy
from scmap.gui.selection import Selection
from scmap.gui.showing import Showing
from scmap.gui.sources import Sources
from scmap.gui.whereabouts import BOTH, Whereabouts
from scmap.words import tr


class Workplace(Protocol):
    """What the tools need of the window around the map."""

    bridge: Bridge
    canvas: Canvas
    findings: Findings
    jobs: Jobs
    layers: LayersPanel
    messages: MessageBar
    narrowing: Narrowing
    recording: Recording
    selection: Selection
    sources: Sources
    steps: StepsBar
    tables: TablesPanel
    whereabouts: Whereabouts
    actions_: ActionSet
    showing: Showing


MORE_TOOLS = "qt_toolbar_ext_button"  # Qt's own name of what stands for tools without room


class Tooling(QObject):
    """Makes the tools of a window and keeps actions and panels in step with them.

    Parameters
    ----------
    parent : QWidget
        The window, for dialogs and menus.
    window : Workplace
        The same; it has its canvas and the parts around it already.
    """

    def __init__(self, parent: QWidget, window: Workplace) -> None:
        super().__init__(parent)
        self._window = window
        self.page = QSplitter(parent)  # the map, and the second one beside it
        self.page.setChildrenCollapsible(False)
        self.page.addWidget(window.canvas)
        told = (window.canvas, window.bridge)
        self.selecting = AreaSelection(
            *told, window.selection, lambda: window.layers.entry, window.jobs, window.sources
        )
        self.tools = MapTools(*told, self.selecting)
        self.places = PlacesOnMap(
            parent,
            window.bridge,
            window.canvas,
            window.sources,
            window.selection,
            self.tools,
            window.messages,
        )
        self.select_by = SelectBy(
            parent,
            window.bridge,
            window.sources,
            window.selection,
            self.selecting,
            window.jobs,
            window.messages,
        )
        self.comparing = Comparing(*told, window.sources, window.narrowing, self.page)
        self.overview = Overview(*told, window.jobs)
        self.hover = Hover(window.canvas, window.sources, window.selection)
        self.editing = Editing(parent, window, lambda: window.layers.entry)
        self.editing.deeds.register = window.recording.ask
        self.cells = CellEditing(
            parent,
            window.bridge,
            window.tables,
            window.selection,
            window.jobs,
            window.messages,
        )
        self.places.edit_wanted.connect(self.cells.edit)
        self._select: QToolButton | None = None
        self.editing.changed.connect(self._keep_edited)
        self.tools.changed.connect(self._keep_step)
        self.comparing.changed.connect(self._keep_compared)

    @property
    def identifying(self) -> bool:
        """Whether the panel that identifies is wanted."""
        return self.tools.held == IDENTIFY

    def _offer_selecting(self) -> None:
        """Let the button be pressed while one of its tools can be taken."""
        if self._select is not None:
            offered = [one for one in self._select.menu().actions() if not one.isSeparator()]
            self._select.setEnabled(any(one.isEnabled() for one in offered))

    def fill(self, bar: QToolBar, actions: ActionSet) -> None:
        """Put the tools into a bar, at its end."""
        room = QWidget(bar)
        room.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(room)
        bar.addAction(actions["tool.identify"])
        self._select = QToolButton(bar)
        self._select.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._select)
        menu.setToolTipsVisible(True)
        for name in SELECTING:
            menu.addAction(actions[f"tool.{name}"])
        menu.addSeparator()
        for name in ("attribute", "location"):
            menu.addAction(actions[f"edit.{name}"])
        self._select.setMenu(menu)
        for action in menu.actions():
            action.enabledChanged.connect(self._offer_selecting)
        bar.addWidget(self._select)
        for name in ("length", "area"):
            bar.addAction(actions[f"tool.{name}"])
        bar.addSeparator()
        for name in (SWIPE, TWIN):
            bar.addAction(actions[f"view.{name}"])
        bar.addSeparator()
        bar.addAction(actions["shape.bar"])
        self._lay_edit_bar(actions)
        self.retranslate()

    def _lay_edit_bar(self, actions: ActionSet) -> None:
        """Put the bar of editing below the others; it is shown when somebody edits."""
        window, editing = self.parent(), self.editing
        if isinstance(window, QMainWindow):
            editing.bar = EditBar(window, editing.target, editing.snapping, actions.__getitem__)
            window.addToolBar(editing.bar)
            window.insertToolBarBreak(editing.bar)
            editing.bar.hide()
        self._keep_edited()

    def retranslate(self) -> None:
        """Say everything in the language now in force, and tint the icons anew."""
        if self._select is not None:
            self._select.setIcon(icons.icon("select_box"))
            self._select.setToolTip(texts.tip(tr("tools.select.tip")))
            self._select.setAccessibleName(tr("tools.select.tip"))
            for more in self._select.window().findChildren(QToolButton, MORE_TOOLS):
                more.setIcon(icons.icon("right"))  # Qt's own is black on dark ground
                more.setToolTip(texts.tip(tr("window.more_tools")))
                more.setAccessibleName(tr("window.more_tools"))

    def show_coordinates(self, there: QPoint) -> None:
        """Offer to copy the coordinate that the status bar shows, and to write it another way."""
        whereabouts = self._window.whereabouts
        if whereabouts.at is None:
            return
        menu = self.places.copy_menu(*whereabouts.at)
        menu.addSeparator()
        forms = menu.addMenu(tr("coordinates.shown"))
        for form in (BOTH, *FORMS):
            item = forms.addAction(tr(f"coordinates.{form}"))
            item.setCheckable(True)
            item.setChecked(form == whereabouts.form)
            item.triggered.connect(partial(whereabouts.choose, form))
        menu.popup(there)

    def _keep_edited(self) -> None:
        """Check what is in the hand and what it snaps to."""
        editing, snapping = self.editing, self.editing.snapping
        for name in EDITING:
            self._window.actions_.check(f"shape.{name}", name == editing.held)
        self._window.actions_.check(
            "shape.bar", editing.bar is not None and not editing.bar.isHidden()
        )
        self._window.actions_.check("shape.snap", snapping.on)
        self._window.actions_.check("shape.trace", snapping.traces)
        self._window.actions_.check("shape.together", snapping.topological)
        if editing.held and self._window.steps.current == "review":
            self._window.steps.overlap()

    def _keep_compared(self) -> None:
        for name in (SWIPE, TWIN):
            self._window.actions_.check(f"view.{name}", name == self.comparing.way)

    def _keep_step(self) -> None:
        """Check the action of the tool in the hand; only the map has use for it."""
        held = self.tools.held
        for name in TOOLS:
            self._window.actions_.check(f"tool.{name}", name == held)
        if self._select is not None:
            self._select.setDown(held in SELECTING)
        if held and self._window.steps.current == "review":
            self._window.steps.overlap()
        self.comparing.make_room()
        self._window.showing.identified(held == IDENTIFY)
