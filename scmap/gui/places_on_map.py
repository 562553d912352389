"""What can be asked and done about a place of the map: what is there, and its coordinates."""

from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from scmap import reference
from scmap.gui import icons, texts
from scmap.gui.bridge import Bridge
from scmap.gui.canvas.canvas import Canvas
from scmap.gui.canvas.picking import Hit, name_of
from scmap.gui.identify_card import identify_card
from scmap.gui.map_tools import IDENTIFY, MapTools
from scmap.gui.messages import Message, MessageBar
from scmap.gui.models.place_forms import FORMS, place_forms
from scmap.gui.panels.identify import IdentifyPanel
from scmap.gui.selection import Selection
from scmap.gui.sources import Sources
from scmap.model.gazetteer import Place
from scmap.model.layer import PLANE
from scmap.session.editing import editable
from scmap.words import tr


class PlacesOnMap(QObject):
    """정보 확인 and 좌표 복사, by a tool, a menu on the map, or the cell of the status bar.

    Signals
    -------
    edit_wanted : (str, str)
        The form of a feature is wanted: its layer and uid.
    """

    edit_wanted = Signal(str, str)

    def __init__(
        self,
        window: QWidget,
        bridge: Bridge,
        canvas: Canvas,
        sources: Sources,
        selection: Selection,
        tools: MapTools,
        messages: MessageBar,
    ) -> None:
        super().__init__(window)
        self._window, self._bridge, self._canvas = window, bridge, canvas
        self._sources, self._tools, self._messages = sources, tools, messages
        self.panel = IdentifyPanel()
        self.panel.target_chosen.connect(lambda layer, uid: selection.select(layer, (uid,)))
        self.panel.edit_wanted.connect(self.edit_wanted)
        tools.asked.connect(self.identify)
        tools.menu_wanted.connect(self.show_menu)
        bridge.opened.connect(lambda: self.panel.show_card(None))

    def identify(self, x: float, y: float) -> None:
        """Show what is at a place of the plane."""
        forms = place_forms(x, y, self._plane)
        self.panel.show_card(
            identify_card(
                self._canvas.hits(x, y),
                self._sources,
                reference.codebook(),
                self._place(x, y),
                forms,
                self._may_edit,
            )
        )

    def show_menu(self, x: float, y: float, there: QPoint) -> None:
        """Offer what can be done about a place of the plane."""
        menu = QMenu(self._window)
        ask = menu.addAction(icons.icon("identify"), tr("tools.menu.identify"))
        ask.triggered.connect(lambda: self._ask(x, y))
        hit = self._edited(x, y)
        if hit is not None:
            words = tr("cells.form.menu", name=name_of(hit, self._sources(hit.layer)))
            edit = menu.addAction(icons.icon("form"), texts.item(words))
            edit.triggered.connect(partial(self.edit_wanted.emit, hit.layer, hit.uid))
        centre = menu.addAction(tr("tools.menu.centre"))
        centre.triggered.connect(lambda: self._canvas.centre_on(x, y))
        self._fill(menu.addMenu(icons.icon("coordinate"), tr("coordinates.copy")), x, y)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(there)

    def copy_menu(self, x: float, y: float) -> QMenu:
        """Give a menu of the forms in which a place of the plane can be copied."""
        menu = QMenu(self._window)
        menu.aboutToHide.connect(menu.deleteLater)
        self._fill(menu, x, y)
        return menu

    def copy_centre(self) -> None:
        """Offer to copy the middle of the map."""
        middle = self._canvas.rect().center()
        self.copy_menu(*self._canvas.view.middle).popup(self._canvas.mapToGlobal(middle))

    def copy(self, text: str) -> None:
        """Copy a coordinate, and say so."""
        QGuiApplication.clipboard().setText(text)
        self._messages.tell(Message("success", tr("coordinates.copied", text=text)))

    def _fill(self, menu: QMenu, x: float, y: float) -> None:
        forms = place_forms(x, y, self._plane)
        for name in FORMS:
            if name in forms:
                words = tr("coordinates.item", form=tr(f"coordinates.{name}"), text=forms[name])
                item = menu.addAction(texts.item(words))
                item.triggered.connect(partial(self.copy, forms[name]))

    def _edited(self, x: float, y: float) -> Hit | None:
        """Give the first feature there whose attributes are edited by hand."""
        return next((one for one in self._canvas.hits(x, y) if self._may_edit(one.layer)), None)

    def _may_edit(self, layer: str) -> bool:
        """Tell whether the attributes of a layer are edited by hand."""
        project, session = self._bridge.project, self._bridge.session
        if project is None or session is None or session.read_only:
            return False
        return editable(project.layer(layer))

    def _ask(self, x: float, y: float) -> None:
        self._tools.hold(IDENTIFY)
        tool = self._canvas.tool
        if tool is not None:
            tool.click(x, y, QGuiApplication.keyboardModifiers())

    def _place(self, x: float, y: float) -> Place | None:
        """Tell the municipality at a place; the boundaries lie on `PLANE`."""
        return (
            reference.gazetteer_of(self._bridge.project).at(x, y) if self._plane == PLANE else None
        )

    @property
    def _plane(self) -> str:
        project = self._bridge.project
        return project.crs if project is not None else PLANE
