"""The design table: its tabs, and the page that is in front."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QTabBar, QVBoxLayout, QWidget

from scmap.gui import texts
from scmap.gui.design.catalogue import CataloguePage
from scmap.gui.design.centres import CentresPage
from scmap.gui.design.coverage import CoveragePage
from scmap.gui.design.desk import Desk
from scmap.gui.design.diagrams import DiagramsPage
from scmap.gui.design.fits import FitsPage
from scmap.gui.design.ideas import IdeasPage
from scmap.gui.design.links import LinksPage
from scmap.gui.design.platforms import PlatformsPage
from scmap.gui.design.scenarios import ScenariosPage
from scmap.gui.design.siting import SitingPage
from scmap.gui.page_stack import PageStack
from scmap.gui.panels.panel import Panel
from scmap.words import tr

PAGES: Mapping[str, Callable[[Desk], Panel]] = {
    "links": LinksPage,
    "diagrams": DiagramsPage,
    "fits": FitsPage,
    "coverage": CoveragePage,
    "siting": SitingPage,
    "scenarios": ScenariosPage,
    "centres": CentresPage,
    "platforms": PlatformsPage,
    "ideas": IdeasPage,
    "catalogue": CataloguePage,
}


class DesignTable(QWidget):
    """Pages about the plan of links; each is made when it is first looked at."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._made: dict[str, Panel] = {}
        self._areas: dict[str, QScrollArea] = {}  # in which they stand
        self._tabs = QTabBar(self)
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._tabs.setUsesScrollButtons(True)
        self._pages = PageStack(self)
        for name in PAGES:
            self._tabs.addTab(name)
        self._tabs.currentChanged.connect(self._turn)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self._tabs)
        body.addWidget(self._pages, 1)
        self.retranslate()

    @property
    def tab(self) -> str:
        """Name of the page in front."""
        return list(PAGES)[self._tabs.currentIndex()]

    def page(self, name: str) -> Panel:
        """Give a page, made now if it was not before."""
        if name not in self._made:
            self._made[name] = PAGES[name](self._desk)
            self._areas[name] = _scrolled(self._made[name])
            self._pages.addWidget(self._areas[name])
        return self._made[name]

    def show_page(self, name: str) -> Panel:
        """Bring a page to the front."""
        self._tabs.setCurrentIndex(list(PAGES).index(name))
        self._turn()
        return self.page(name)

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self._tabs.setAccessibleName(tr("design.name"))
        for place, name in enumerate(PAGES):
            self._tabs.setTabText(place, texts.item(tr(f"design.tab.{name}")))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._turn()

    def _turn(self, *_: object) -> None:
        if self.isVisible():
            self.page(self.tab)
            self._pages.setCurrentWidget(self._areas[self.tab])


def _scrolled(page: Panel) -> QScrollArea:
    """Let a page be scrolled on a small screen, which has less room than it needs."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    return area
