"""The tables of pairs and investments with one filter, and what they come to by group and year."""

from collections.abc import Sequence
from functools import partial
from operator import is_not
from typing import TypeAlias

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from scmap import reference
from scmap.gui import icons, texts
from scmap.gui.bridge import Bridge
from scmap.gui.findings import USUAL, Findings
from scmap.gui.job import Jobs
from scmap.gui.models.investments import investment_table
from scmap.gui.models.sheet import Draft
from scmap.gui.models.table import Table
from scmap.gui.narrowing import Narrowing
from scmap.gui.panels.blanks import no_investments, no_overlaps
from scmap.gui.panels.checks_badge import ChecksBadge
from scmap.gui.panels.chip import Chips
from scmap.gui.panels.depth import DepthPanel
from scmap.gui.panels.empty import EmptyState
from scmap.gui.panels.facets import FacetButton
from scmap.gui.panels.feature_table import FeatureTable
from scmap.gui.panels.filter_line import FilterLine
from scmap.gui.panels.matrix import MatrixPanel
from scmap.gui.panels.panel import Panel
from scmap.gui.panels.scope_button import ScopeButton
from scmap.gui.panels.years import YearsPanel
from scmap.gui.selection import Selection
from scmap.gui.sources import OVERLAP, PAIRS
from scmap.gui.summaries import Summaries
from scmap.model.issue import Issue
from scmap.model.layer import Layer
from scmap.session.session import Changes
from scmap.words import tr

TABLES = ("overlaps", "investments")
VIEWS = ("ministry", "field", "years", "depth")
TABS = (*TABLES, *VIEWS)
OVERLAPS, INVESTMENTS = range(2)
ROOMY = 1150  # pixels; in a narrower panel the buttons say their words as tips only
CLEAR = "clear filter"  # name of the button that takes the filter away


View: TypeAlias = MatrixPanel | YearsPanel | DepthPanel


class TablesPanel(Panel):
    """Two tabs of rows, in which what is selected anywhere is selected, and three of sums.

    Signals
    -------
    activated_row : (str, str)
        Layer and uid of a row that the map should show.
    save_wanted : (str, Sheet or Draft)
        What a tab shows is to be saved under this title.
    """

    activated_row = Signal(str, str)
    save_wanted = Signal(str, object)

    def __init__(
        self,
        bridge: Bridge,
        findings: Findings,
        selection: Selection,
        summaries: Summaries,
        narrowing: Narrowing,
        views: Sequence[View],
        jobs: Jobs | None = None,
    ) -> None:
        super().__init__()
        self._bridge, self._findings, self._selection = bridge, findings, selection
        self._narrowing, self._views = narrowing, views
        self._laid: tuple[tuple[Layer | None, Sequence[Issue]], Table] | None = None
        self._tabs = QTabBar(self)
        self._tables = tuple(FeatureTable(name, self, jobs) for name in TABLES)
        self._pages = QStackedWidget(self)
        self._empty = EmptyState(self)
        self._filter = FilterLine(self)
        self._chips = Chips(findings, narrowing, self)
        self._scope = ScopeButton(findings, narrowing, self)
        self._facets = FacetButton(findings, summaries, narrowing, self)
        self._checks = ChecksBadge(self)
        self._copy, self._save = QToolButton(self), QToolButton(self)
        self._lay_out()
        self._wire()
        self.retranslate()

    # -- what actions use --------------------------------------------------------------------

    @property
    def row_count(self) -> int:
        """Rows in sight."""
        view = self._view
        return self._table.rows.rowCount() if view is None else view.row_count

    @property
    def tab(self) -> str:
        """Which of `TABS` is in front."""
        return TABS[self._tabs.currentIndex()]

    def show_tab(self, name: str) -> None:
        """Bring a tab to the front."""
        self._tabs.setCurrentIndex(TABS.index(name))

    def copy(self) -> None:
        """Copy the selected rows of the tab, or all in sight, for a spreadsheet."""
        self.catch_up()
        view = self._view
        if view is None:
            self._table.copy()
        else:
            QGuiApplication.clipboard().setText(view.sheet.tsv())

    def save(self) -> None:
        """Save what the tab shows as a spreadsheet."""
        self.catch_up()
        view = self._view
        sheet = Draft.of(self._table.rows) if view is None else view.sheet
        self.save_wanted.emit(tr(f"tables.tab.{self.tab}"), sheet)

    def select_all(self) -> None:
        """Select every row in sight."""
        if self._view is None:
            self._table.selectAll()

    def sort(self, column: int, *, descending: bool = False) -> None:
        """Sort the tab by a column, as a click on its header does."""
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self._table.sortByColumn(column, order)

    def find(self) -> None:  # type: ignore[override]  # not Qt's find by window id
        """Let the user type what to look for."""
        if self._view is not None:
            self.show_tab("overlaps")
        self._filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._filter.selectAll()

    def next_overlap(self) -> None:
        """Select the overlap below the selected one, and show it on the map."""
        self._step(1)

    def previous_overlap(self) -> None:
        """Select the overlap above the selected one, and show it on the map."""
        self._step(-1)

    # -- showing -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Lay out both tables anew."""
        found, project = self._findings, self._bridge.project
        layer = project.investments if project else None
        investments = self._investments(layer)
        self._checks.put(found.issues)
        if not self._outlived:
            self._tables[OVERLAPS].show_table(found.table if found.table is not None else Table())
        self._tables[INVESTMENTS].show_table(investments)
        self._narrow()

    @property
    def _outlived(self) -> bool:
        """Whether the pairs of before stay in sight until those of the changed data are known."""
        return self._findings.renewing and self._findings.table is None

    def _begin(self) -> None:
        """Forget the rows of another project."""
        for table in self._tables:
            table.show_table(Table())
        self.outdate()

    def _investments(self, layer: Layer | None) -> Table:
        """Lay out the investments, once as long as they and what is to be checked stay."""
        asked = (layer, self._findings.issues)
        if self._laid is None or any(map(is_not, self._laid[0], asked)):
            book = reference.codebook()
            made = Table() if layer is None else investment_table(layer, book, asked[1])
            self._laid = (asked, made)
        return self._laid[1]

    def _narrow(self) -> None:
        """Show the rows that are in view, and what narrows it."""
        layer = self._bridge.project.investments if self._bridge.project else None
        rows = self._checks.narrowed(layer, self._narrowing.investments)
        kept = {OVERLAPS: self._narrowing.listed, INVESTMENTS: rows}
        for place, table in enumerate(self._tables):
            if place == OVERLAPS and self._outlived:
                continue
            mask = kept[place]
            fits = mask is not None and len(mask) == len(table.rows.table)
            table.rows.show(table.rows.table, mask if fits else None)
        self._follow()
        self._look_at_scope()

    def _look_at_scope(self) -> None:
        """Say which pairs are seen, and what else narrows the view."""
        self._scope.look()
        self._chips.look()
        self._tables[OVERLAPS].dim(self._findings.renewing)
        self._say()

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self._filter.setPlaceholderText(tr("tables.filter"))
        self._filter.setAccessibleName(tr("tables.filter.name"))
        self._filter.setToolTip(texts.tip(tr("tables.filter.tip")))
        self._copy.setText(tr("actions.edit.copy"))
        self._copy.setToolTip(texts.tip(tr("actions.edit.copy.tip")))
        self._save.setText(tr("tables.xlsx"))
        self._facets.retranslate()
        self._look_at_scope()
        self._save.setToolTip(texts.tip(tr("actions.file.table.tip")))
        self._laid = None  # titles of codes are words, too
        for table in self._tables:
            table.retranslate()
        self._tint()
        self.outdate()
        self._say()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the tabs have the room when there is little: the signs speak for themselves."""
        super().resizeEvent(event)
        style = Qt.ToolButtonStyle
        roomy = event.size().width() >= ROOMY
        shown = style.ToolButtonTextBesideIcon if roomy else style.ToolButtonIconOnly
        for button in (self._facets, self._save, self._copy):
            button.setToolButtonStyle(shown)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    @property
    def _table(self) -> FeatureTable:
        """The table in front; that of overlaps while none is."""
        return self._tables[TABLES.index(self.tab) if self.tab in TABLES else OVERLAPS]

    @property
    def _view(self) -> View | None:
        """The sums in front; None while a table is."""
        return self._views[VIEWS.index(self.tab)] if self.tab in VIEWS else None

    def _lay_out(self) -> None:
        self._tabs.setDocumentMode(True)
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        for _ in TABS:
            self._tabs.addTab("")
        for page in (*self._tables, *self._views, self._empty):
            self._pages.addWidget(page)
        for button in (self._copy, self._save):
            button.setAutoRaise(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        line = QHBoxLayout()
        line.setContentsMargins(4, 2, 8, 2)
        line.setSpacing(8)
        line.addWidget(self._tabs)
        line.addStretch(1)
        parts = (self._checks, self._scope, self._facets, self._filter)
        for part in (*parts, self._save, self._copy):
            line.addWidget(part)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addLayout(line)
        body.addWidget(self._chips)
        body.addWidget(self._pages, 1)

    def _wire(self) -> None:
        self._tabs.currentChanged.connect(self._say)
        self._filter.textChanged.connect(self._apply_filter)
        self._filter.left.connect(self._enter_table)
        self._copy.clicked.connect(self.copy)
        self._save.clicked.connect(self.save)
        self._narrowing.changed.connect(self._turn_to_view)
        self._narrowing.asked.connect(self._look_at_scope)
        self._findings.began.connect(self._look_at_scope)
        self._checks.toggled.connect(self._show_checks)
        for view in self._views:
            view.shown.connect(self._say)
            view.action_wanted.connect(self.action_wanted)
        self._empty.pressed.connect(self._help)
        for table in self._tables:
            table.chosen.connect(partial(self._choose, table))
            table.opened.connect(self._open)
            table.rows.arranged.connect(self._rearranged)
        self._bridge.opened.connect(self._begin)
        self._bridge.changed.connect(self._look)
        self.keep_up_with(self._findings)
        self._selection.changed.connect(self._turn)

    def _look(self, changes: Changes) -> None:
        if changes.before.investments is not changes.after.investments:
            self.outdate()

    def _turn_to_view(self) -> None:
        if self._stale or not self.isVisible():
            self.outdate_in_turn()
        else:
            self._narrow()

    def _show_checks(self, shown: bool) -> None:
        """Show only investments with something to check, or all again."""
        if shown:
            self.show_tab("investments")
        self._narrow()

    def _tint(self) -> None:
        self._copy.setIcon(icons.icon("copy"))
        self._save.setIcon(icons.icon("export"))
        self._filter.tint()
        self._facets.tint()

    # -- filter, empty states ----------------------------------------------------------------

    def _apply_filter(self, query: str) -> None:
        for table in self._tables:
            table.rows.filter(query)
        self._follow()
        self._say()

    def _rearranged(self) -> None:
        """Show what is selected among rows that were sorted or filtered in the background."""
        self._follow()
        self._say()

    def _say(self) -> None:
        """Say how many rows there are, and in place of none why."""
        for place, (name, table) in enumerate(zip(TABLES, self._tables, strict=True)):
            count = self._count(name, table)
            title = tr("tables.tab.count", title=tr(f"tables.tab.{name}"), count=count)
            if self._tabs.tabText(place) != title.strip():  # a tab lays all of them out anew
                self._tabs.setTabText(place, title.strip())
            self._tabs.setTabToolTip(place, texts.tip(self._count_tip(name, table)))
        for place, name in enumerate(VIEWS, start=len(TABLES)):
            if self._tabs.tabText(place) != (title := tr(f"tables.tab.{name}")):
                self._tabs.setTabText(place, title)
        view, rows = self._view, self.row_count
        self._filter.setVisible(view is None)
        self._facets.setVisible(view is None)
        if not rows:
            self._explain()
        self._pages.setCurrentWidget(self._page(rows))

    def _page(self, rows: int) -> QWidget:
        """Give what is in front; sums are laid out when they are."""
        view = self._view
        if view is None:
            return self._table if rows else self._empty
        known = self._findings.pairs is not None or (self._outlived and view.row_count)
        return view if known else self._empty

    def _count(self, name: str, table: FeatureTable) -> str:
        """Say how many rows a table has; graded pairs and exceptions are counted apart."""
        if not table.rows.table.columns:
            return ""
        pairs, rows, total = self._findings.pairs, table.rows.rowCount(), len(table.rows.table)
        if name == "overlaps" and self._findings.renewing:
            return tr("scope.renewing")
        if rows != total:
            return tr("tables.tab.some", shown=f"{rows:,}", total=f"{total:,}")
        if name != "overlaps" or pairs is None or len(pairs) == pairs.graded:
            return f"{total:,}"
        graded, excepted = f"{pairs.graded:,}", f"{len(pairs) - pairs.graded:,}"
        return tr("tables.tab.graded", graded=graded, excepted=excepted)

    def _count_tip(self, name: str, table: FeatureTable) -> str:
        """Say of how many rows some are in sight; "" where all are, or they are renewed."""
        rows, total = table.rows.rowCount(), len(table.rows.table)
        if name == "overlaps" and self._findings.renewing:
            return tr("scope.renewing.tip")
        some = rows != total
        return tr("tables.shown", total=f"{total:,}", shown=f"{rows:,}") if some else ""

    def _explain(self) -> None:
        """Say why there are no rows."""
        if len(self._table.rows.table) and self._view is None:
            self._empty.put(*self._nothing_found(), CLEAR)
            return
        project = self._bridge.project
        blank = no_investments(project)
        if blank is None and self.tab != "investments":
            blank = no_overlaps(self._findings)
        if blank is not None:
            self._empty.tell(blank)

    def _nothing_found(self) -> tuple[str, str, str]:
        """Say what hides every row, and how to see them again."""
        title, query = tr("tables.empty.nothing_found"), self._filter.text()
        if not query:
            cell = self._narrowing.cell
            ungraded = cell is not None and cell.scope == "all"
            why = "ungraded_cell" if ungraded else "nothing_in_view"
            return title, tr(f"tables.empty.{why}"), tr("tables.empty.show_all")
        text = tr("tables.empty.nothing_found.text", query=query)
        return title, text, tr("tables.empty.clear_filter")

    def _help(self, name: str) -> None:
        if name == CLEAR:
            self._filter.clear()
            self._checks.setChecked(False)
            self._findings.choose_relation(USUAL)
            self._narrowing.clear()
        else:
            self.action_wanted.emit(name)

    def _enter_table(self) -> None:
        self._table.setFocus(Qt.FocusReason.TabFocusReason)
        if not self._table.selectionModel().hasSelection() and self.row_count:
            self._table.selectRow(0)

    # -- the one selection -------------------------------------------------------------------

    def _choose(self, table: FeatureTable, uids: Sequence[str]) -> None:
        self._selection.select(table.rows.table.layer, uids)

    def _open(self, uid: str) -> None:
        self.activated_row.emit(self._table.rows.table.layer, uid)

    def _turn(self) -> None:
        """Show a new selection, in the other tab when this one knows nothing of it."""
        if not self.isVisible():
            self.outdate()
            return
        self._follow()
        selected = self._selection.selected
        if self._view is not None:
            return  # sums stay in front until the planner wants rows
        layer = OVERLAP if selected.layer in PAIRS else selected.layer
        known = self._table.selectionModel().hasSelection() or self._table.rows.marked
        owner = next((n for n, t in enumerate(self._tables) if t.rows.table.layer == layer), None)
        if owner is not None and not known:
            self._tabs.setCurrentIndex(owner)

    def _follow(self) -> None:
        """Select the rows of what is selected, and mark those that have to do with it."""
        selected = self._selection.selected
        layer = OVERLAP if selected.layer in PAIRS else selected.layer
        for table, related in zip(self._tables, (self._pairs, self._sides), strict=True):
            own = layer == table.rows.table.layer
            table.show_selected(selected.uids if own else (), selected.current if own else "")
            table.rows.mark(() if own else related())

    def _pairs(self) -> list[str]:
        """Pairs of the current investment."""
        current, pairs = self._selection.selected.current, self._findings.pairs
        return pairs.uids(pairs.with_member(current)).tolist() if pairs and current else []

    def _sides(self) -> list[str]:
        """Both investments of the current overlap."""
        selected = self._selection.selected
        return selected.current.split("|") if selected.layer in PAIRS else []

    def _step(self, rows: int) -> None:
        self.catch_up()
        table, selected = self._tables[OVERLAPS], self._selection.selected
        last = table.rows.rowCount() - 1
        if last < 0:
            return
        now = table.rows.row(selected.current) if selected.layer in PAIRS else -1
        then = min(max(now + rows, 0), last)
        self._tabs.setCurrentIndex(OVERLAPS)
        self._selection.select(OVERLAP, (table.rows.uid(then),))
        self.activated_row.emit(OVERLAP, table.rows.uid(then))
