"""Going to a place by name, and keeping places to come back to."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog, QWidget

from scmap.gui.bookmarks import bookmarks, drop_bookmark, keep_bookmark
from scmap.gui.bridge import Bridge
from scmap.gui.canvas.canvas import Canvas
from scmap.gui.dialogs.go_to import GoToDialog
from scmap.gui.messages import Message, MessageBar
from scmap.gui.models.places import PlaceModel
from scmap.gui.navigation import AROUND
from scmap.model.extent import Extent
from scmap.reference import gazetteer_of
from scmap.words import tr


class Going(QObject):
    """위치로 이동 and 위치 저장."""

    def __init__(
        self, window: QWidget, bridge: Bridge, canvas: Canvas, messages: MessageBar
    ) -> None:
        super().__init__(window)
        self._window, self._bridge = window, bridge
        self._canvas, self._messages = canvas, messages

    def ask(self) -> GoToDialog:
        """Ask where to go."""
        dialog = GoToDialog(
            list(reversed(bookmarks(self._project))),
            PlaceModel(gazetteer_of(self._bridge.project), self).find,
            go_kept=self.go_back_to,
            go_place=self.go_to,
            drop=lambda name: drop_bookmark(self._project, name),
            parent=self._window,
        )
        dialog.open()
        return dialog

    def keep(self) -> None:
        """Ask for a name, and keep the view under it."""
        name, agreed = QInputDialog.getText(
            self._window, tr("actions.view.bookmark").rstrip("…"), tr("goto.name")
        )
        if agreed and name.strip():
            self.keep_as(name.strip())

    def keep_as(self, name: str) -> None:
        """Keep the view under a name."""
        view = self._canvas.view
        try:
            keep_bookmark(self._project, name, (view.x, view.y, view.pixel))
        except OSError:
            self._messages.tell(Message("warning", tr("goto.not_kept", name=name)))
        else:
            self._messages.tell(Message("success", tr("goto.done", name=name)))

    def go_back_to(self, name: str) -> None:
        """Show a kept place."""
        place = bookmarks(self._project).get(name)
        if place is not None:
            x, y, pixel = place
            dx, dy = self._canvas.width() * pixel / 2, self._canvas.height() * pixel / 2
            self._canvas.look_at(Extent(x - dx, y - dy, x + dx, y + dy))

    def go_to(self, code: str) -> None:
        """Show a municipality by its code, among its neighbours; the country for ""."""
        known = gazetteer_of(self._bridge.project)
        if not code:
            country = known.boundaries("sido").extent
            if country is not None:
                self._canvas.show_extent(country)
            return
        bounds = known.footprint(f"municipality:{code}").bounds
        self._canvas.show_extent(Extent(*bounds).grown(AROUND / 2))

    @property
    def _project(self) -> str:
        project = self._bridge.project
        return project.uid if project is not None else ""
