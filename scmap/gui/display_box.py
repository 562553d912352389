"""The CRS in which the map is shown, and a menu of others; nothing is measured in it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from scmap.gui import texts
from scmap.gui.bridge import Bridge
from scmap.model.project import DISPLAYS
from scmap.session.displaying import show_in
from scmap.words import tr

WIDEST = "EPSG:0000"


class DisplayBox(QToolButton):
    """Shows ``EPSG:n``, and takes another one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("crs")
        self.setAutoRaise(True)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance(WIDEST) + 28)
        self._offered = QMenu(self)
        self._group = QActionGroup(self)
        for crs in DISPLAYS:
            action = self._offered.addAction("")
            action.setData(crs)
            action.setCheckable(True)
            self._group.addAction(action)
        self.setMenu(self._offered)
        self.retranslate()

    def serve(self, bridge: Bridge) -> None:
        """Show the open project in the CRS that is chosen."""

        def show(action: QAction) -> None:
            crs = str(action.data())
            bridge.do(tr("display.do", crs=crs), lambda project: show_in(project, crs))

        self._group.triggered.connect(show)

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self.setAccessibleName(tr("window.status.crs"))
        self.setToolTip(texts.tip(tr("display.tip")))
        for action in self._group.actions():
            action.setText(tr("display.item", name=name_of(action.data()), crs=action.data()))

    def setText(self, text: str) -> None:
        """Show a CRS; without a project there is none."""
        super().setText(text)
        self.setVisible(bool(text))
        for action in self._group.actions():
            action.setChecked(action.data() == text)


def name_of(crs: str) -> str:
    """Name one of `DISPLAYS` in the planner's words."""
    return tr(f"display.{crs.removeprefix('EPSG:')}")
