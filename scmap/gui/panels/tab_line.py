"""The line above the tables: what each tab is called and counts, the filter, what can be done."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStyle, QTabBar, QToolButton, QWidget

from scmap.gui import icons, texts
from scmap.gui.findings import Findings
from scmap.gui.narrowing import Narrowing
from scmap.gui.panels.checks_badge import ChecksBadge
from scmap.gui.panels.facets import FacetButton
from scmap.gui.panels.filter_line import FilterLine
from scmap.gui.panels.scope_button import ScopeButton
from scmap.gui.summaries import Summaries
from scmap.words import tr

TABLES = ("overlaps", "investments", "attributes")
VIEWS = ("ministry", "field", "years", "depth")
TABS = (*TABLES[:2], *VIEWS, TABLES[2])
LONGEST_TITLE = 16  # characters of an entry on its tab
FILTER_SHARE = 100  # of the room that is left, beside one of nothing
ROOMY = 1150  # pixels; in a narrower panel the buttons say their words as tips only
TORN_PX = 8  # at which Qt shows that there are tabs before and behind
NARROW = 760  # in a narrower one the scope of pairs does so, too


class TabLine(QWidget):
    """Tabs at the left, what narrows the rows and what is done with them at the right.

    Signals
    -------
    turned
        Another tab is in front.
    closed
        The attribute table is to go.
    """

    turned = Signal()
    closed = Signal()

    def __init__(
        self, findings: Findings, summaries: Summaries, narrowing: Narrowing, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._tabs = QTabBar(self)
        self.filter = FilterLine(self)
        self.scope = ScopeButton(findings, narrowing, self)
        self.facets = FacetButton(findings, summaries, narrowing, self)
        self.checks = ChecksBadge(self)
        self.copy, self.save = QToolButton(self), QToolButton(self)
        self._close = QToolButton(self._tabs)
        self._lay_out()
        self._tabs.currentChanged.connect(self._turn)
        self._close.clicked.connect(self.closed)

    @property
    def tab(self) -> str:
        """Which of `TABS` is in front."""
        return TABS[self._tabs.currentIndex()]

    def find_all(self) -> None:
        """Take away what was typed to find rows, and the choice of those with faults."""
        self.filter.clear()
        self.checks.setChecked(False)

    def show_tab(self, name: str) -> None:
        """Bring a tab to the front."""
        self._tabs.setCurrentIndex(TABS.index(name))

    def offer_tab(self, name: str, offered: bool) -> None:
        """Offer a tab, or take it away."""
        self._tabs.setTabVisible(TABS.index(name), offered)

    def name_tab(self, name: str, title: str, tip: str = "") -> None:
        """Say what a tab shows."""
        place = TABS.index(name)
        if self._tabs.tabText(place) != title.strip():  # a tab lays all of them out anew
            self._tabs.setTabText(place, title.strip())
            self._keep_whole()
        self._tabs.setTabToolTip(place, texts.tip(tip))

    def suit(self, *, rows: bool, analysed: bool) -> None:
        """Offer what narrows the rows in front, and what only the analysis can be narrowed by."""
        self.filter.setVisible(rows)
        self.facets.setVisible(rows and analysed)
        self.scope.setVisible(analysed)

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self.filter.setPlaceholderText(tr("tables.filter"))
        self.filter.say(tr("tables.filter.name"))
        self.filter.setToolTip(texts.tip(tr("tables.filter.tip")))
        self.copy.setText(tr("actions.edit.copy"))
        self.copy.setToolTip(texts.tip(tr("actions.edit.copy.tip")))
        self.save.setText(tr("tables.xlsx"))
        self.save.setToolTip(texts.tip(tr("actions.file.table.tip")))
        self._close.setToolTip(texts.tip(tr("attributes.close")))
        self._close.setAccessibleName(tr("attributes.close"))
        self.facets.retranslate()
        self._tint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the tabs have the room when there is little: the signs speak for themselves."""
        super().resizeEvent(event)
        style = Qt.ToolButtonStyle
        roomy = event.size().width() >= ROOMY
        shown = style.ToolButtonTextBesideIcon if roomy else style.ToolButtonIconOnly
        for button in (self.facets, self.save, self.copy):
            button.setToolButtonStyle(shown)
        narrow = event.size().width() < NARROW
        self.scope.setToolButtonStyle(
            style.ToolButtonIconOnly if narrow else style.ToolButtonTextOnly
        )

    def _turn(self) -> None:
        self._keep_whole()
        self.turned.emit()

    def _keep_whole(self) -> None:
        """Leave the tabs the room in which the one in front is read from its first letter on."""
        arrow = QStyle.PixelMetric.PM_TabBarScrollButtonWidth
        arrows = 2 * self._tabs.style().pixelMetric(arrow, None, self._tabs)
        front = self._tabs.tabRect(self._tabs.currentIndex()).width()
        self._tabs.setMinimumWidth(front + arrows + 2 * TORN_PX)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def _tint(self) -> None:
        self.copy.setIcon(icons.icon("copy"))
        self.save.setIcon(icons.icon("export"))
        self._close.setIcon(icons.icon("close"))
        self.filter.tint()
        self.facets.tint()
        self.scope.tint()

    def _lay_out(self) -> None:
        self._tabs.setDocumentMode(True)
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        for _ in TABS:
            self._tabs.addTab("")
        last = TABS.index("attributes")
        self._tabs.setTabButton(last, QTabBar.ButtonPosition.RightSide, self._close)
        self._close.setIconSize(QSize(12, 12))
        for button in (self._close, self.copy, self.save):
            button.setAutoRaise(True)
        hidden = (self.facets, self.scope, self.copy, self.save)
        for button in hidden:  # until there is known to be room
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        line = QHBoxLayout(self)
        line.setContentsMargins(4, 2, 8, 2)
        line.setSpacing(8)
        line.addWidget(self._tabs)
        line.addStretch(1)
        for part in (self.checks, self.scope, self.facets, self.filter, self.save, self.copy):
            line.addWidget(part, FILTER_SHARE if part is self.filter else 0)


def shortened(title: str) -> str:
    """Give a title as there is room for on a tab."""
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"
