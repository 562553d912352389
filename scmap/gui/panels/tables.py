"""The tables of pairs and investments with one filter, and what they come to by group and year."""

from collections.abc import Sequence
from functools import partial
from typing import TypeAlias

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scmap.gui import texts
from scmap.gui.attributes import Attributes
from scmap.gui.bridge import Bridge
from scmap.gui.column_memory import ColumnMemory
from scmap.gui.findings import USUAL, Findings
from scmap.gui.job import Jobs
from scmap.gui.models.column_look import ColumnLook
from scmap.gui.models.investments import LaidInvestments
from scmap.gui.models.sheet import Draft
from scmap.gui.models.standard_titles import shown_title
from scmap.gui.models.table import Table
from scmap.gui.narrowing import Narrowing
from scmap.gui.page_stack import PageStack
from scmap.gui.panels.blanks import no_investments, no_overlaps
from scmap.gui.panels.chip import Chips
from scmap.gui.panels.depth import DepthPanel
from scmap.gui.panels.empty import EmptyState
from scmap.gui.panels.feature_table import FeatureTable
from scmap.gui.panels.matrix import MatrixPanel
from scmap.gui.panels.panel import Panel
from scmap.gui.panels.tab_line import TABLES, VIEWS, TabLine, shortened
from scmap.gui.panels.table_page import TablePage
from scmap.gui.panels.years import YearsPanel
from scmap.gui.selection import Selection
from scmap.gui.sources import OVERLAP, PAIRS, Sources
from scmap.gui.summaries import Summaries
from scmap.model.layer import Layer
from scmap.model.maplayer import MapLayer
from scmap.session.session import Changes
from scmap.words import tr

OVERLAPS, INVESTMENTS, ATTRIBUTES = range(3)
CLEAR = "clear filter"  # name of the button that takes the filter away
_PLAIN = ColumnLook()

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
        sources: Sources,
        jobs: Jobs | None = None,
    ) -> None:
        super().__init__()
        self._attributes = Attributes(bridge, sources, jobs)
        self.memory = ColumnMemory(self)
        self._bridge, self._findings, self._selection = bridge, findings, selection
        self._narrowing, self._views = narrowing, views
        self._laid = LaidInvestments()
        self._outspoken: Table | None = None  # laid out in the language of before
        self._line = TabLine(findings, summaries, narrowing, self)
        self._tables = tuple(FeatureTable(name, self, jobs) for name in TABLES)
        self.attributes = self._tables[ATTRIBUTES]  # of the layer that F6 opened
        self._sheets = tuple(TablePage(table, self, jobs) for table in self._tables)
        self._pages = PageStack(self)
        self._empty = EmptyState(self)
        self._chips = Chips(findings, narrowing, self)
        self._filter, self._checks = self._line.filter, self._line.checks
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
        return self._line.tab

    def show_tab(self, name: str) -> None:
        """Bring a tab to the front."""
        self._line.show_tab(name)

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
        places = self._table.rows.in_sight
        sheet = Draft(self._table.shown_table, places) if view is None else view.sheet
        self.save_wanted.emit(self._tab_title(self.tab), sheet)

    def select_all(self) -> None:
        """Select every row in sight."""
        if self._view is None:
            self._table.selectAll()

    def sort(self, column: int, *, descending: bool = False) -> None:
        """Sort the tab by a column, as a click on its header does."""
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self._table.sortByColumn(column, order)

    def show_attributes(self, entry: MapLayer) -> None:
        """Show the rows of an entry of the layer tree; pairs have a table of their own."""
        if entry.layer in PAIRS:
            self.show_tab("overlaps")
            return
        self._attributes.show(entry.uid)
        self.show_tab("attributes")

    def show_filters(self, shown: bool) -> None:
        """Show the row of filters under every header, or take it away."""
        self.memory.show_filters(shown)
        for sheet in self._sheets:
            sheet.show_filters(shown)

    def find(self) -> None:  # type: ignore[override]  # not Qt's find by window id
        """Let the user type what to look for."""
        if self._view is not None:
            self.show_tab("overlaps")
        self._filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._filter.selectAll()

    def filter_columns(self) -> None:
        """Let the user type into the filters under the header."""
        if self._view is not None:
            self.show_tab("overlaps")
        self.show_filters(True)
        self._table.header.begin()

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
        found.in_turn(self._put_checks)
        if not self._outlived:
            self._tables[OVERLAPS].show_table(found.table if found.table is not None else Table())
        self._tables[INVESTMENTS].show_table(investments)
        self._show_attributes()
        self._narrow()

    def _put_checks(self) -> None:
        self._checks.put(self._findings.issues)

    @property
    def _outlived(self) -> bool:
        """Whether the pairs of before stay in sight until those of the changed data are known."""
        return self._findings.renewing and self._findings.table is None

    def _show_attributes(self) -> None:
        """Lay out the rows of the entry that was chosen; without one there is no such tab."""
        table, entry = self._tables[ATTRIBUTES], self._attributes.entry
        if self._attributes.table is not table.rows.table:
            table.header.take_look(self.memory.of(self._memory_key(ATTRIBUTES)))
            table.show_table(self._attributes.table)
        self._line.offer_tab("attributes", entry is not None)

    def _memory_key(self, place: int) -> str:
        """Name under which the columns of a table are remembered."""
        return self._attributes.memory_key if place == ATTRIBUTES else TABLES[place]

    def _remember(self, place: int) -> None:
        self.memory.put(self._memory_key(place), self._tables[place].header.wanted)

    def _begin(self) -> None:
        """Forget the rows of another project, and what was looked for among them."""
        self._line.find_all()
        for table in self._tables:
            table.header.say({})
            table.show_table(Table())
        self.outdate_in_turn()

    def _investments(self, layer: Layer | None) -> Table:
        """Give the investments laid out: by the analysis, or here until it has read them."""
        found = self._findings
        if found.read not in (None, self._outspoken) and found.source is layer:
            return found.read
        return self._laid.of(layer, found.issues)

    def _narrow(self) -> None:
        """Show the rows that are in view, and what narrows it."""
        layer = self._bridge.project.investments if self._bridge.project else None
        rows = self._checks.narrowed(layer, self._narrowing.investments)
        kept = (self._narrowing.listed, rows, self._attributes.kept)
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
        self._line.scope.look()
        self._chips.look()
        self._tables[OVERLAPS].dim(self._findings.renewing)
        self._say()

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self._line.retranslate()
        self._look_at_scope()
        self._laid.forget()
        self._outspoken = self._findings.read  # titles of codes are words, too
        self._attributes.retranslate()
        for sheet in self._sheets:
            sheet.table.retranslate()
            sheet.retranslate()
        self.outdate()
        self._say()

    @property
    def _table(self) -> FeatureTable:
        """The table in front; that of overlaps while none is."""
        return self._tables[TABLES.index(self.tab) if self.tab in TABLES else OVERLAPS]

    @property
    def _view(self) -> View | None:
        """The sums in front; None while a table is."""
        return self._views[VIEWS.index(self.tab)] if self.tab in VIEWS else None

    def _lay_out(self) -> None:
        self._line.offer_tab("attributes", offered=False)
        for page in (*self._sheets, *self._views, self._empty):
            self._pages.addWidget(page)
        for place, table in enumerate(self._tables):
            table.header.take_look(self.memory.of(TABLES[place]) if place != ATTRIBUTES else _PLAIN)
        self.show_filters(self.memory.filters_shown)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self._line)
        body.addWidget(self._chips)
        body.addWidget(self._pages, 1)

    def _wire(self) -> None:
        self._line.turned.connect(self._say)
        self._filter.typed.connect(self._apply_filter)
        self._filter.left.connect(self._enter_table)
        self._line.copy.clicked.connect(self.copy)
        self._line.save.clicked.connect(self.save)
        self._narrowing.changed.connect(self._turn_to_view)
        self._narrowing.asked.connect(self._look_at_scope)
        # The rows of very many pairs are dimmed when the map and its legend have been painted.
        self._findings.began.connect(partial(self._findings.in_turn, self._look_at_scope))
        self._checks.toggled.connect(self._show_checks)
        for view in self._views:
            view.shown.connect(self._say)
            view.action_wanted.connect(self.action_wanted)
        self._empty.pressed.connect(self._help)
        for place, table in enumerate(self._tables):
            table.chosen.connect(partial(self._choose, table))
            table.opened.connect(self._open)
            table.rows.arranged.connect(self._rearranged)
            table.asked.connect(self._rearranged)
            table.header.restyled.connect(partial(self._remember, place))
        for sheet in self._sheets:
            sheet.filters_wanted.connect(self.show_filters)
        self._line.closed.connect(self._attributes.close)
        self._attributes.changed.connect(self._take_attributes)
        self._bridge.opened.connect(self._begin)
        self._bridge.changed.connect(self._look)
        self.keep_up_with(self._findings)
        self._selection.changed.connect(self._turn)

    def _look(self, changes: Changes) -> None:
        if changes.before.investments is not changes.after.investments:
            self.outdate_in_turn()

    def _take_attributes(self) -> None:
        """Show the rows that were laid out, or leave the tab whose entry is gone."""
        if self._attributes.entry is None and self.tab == "attributes":
            self.show_tab("investments")
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

    # -- filter, empty states ----------------------------------------------------------------

    def _apply_filter(self, query: str) -> None:
        for table in self._tables:
            table.rows.filter(query)
        self._follow()
        self._say()

    def _rearranged(self, *_: object) -> None:
        """Show what is selected among rows that were sorted or filtered in the background."""
        self._follow()
        self._say()

    def _say(self) -> None:
        """Say how many rows there are, and in place of none why."""
        for name, table in zip(TABLES, self._tables, strict=True):
            count = self._count(name, table)
            title = tr("tables.tab.count", title=self._tab_title(name), count=count)
            self._line.name_tab(name, title, self._count_tip(name, table))
        for name in VIEWS:
            self._line.name_tab(name, self._tab_title(name))
        view, rows = self._view, self.row_count
        self._line.suit(rows=view is None, analysed=self.tab != "attributes")
        if not rows:
            self._explain()
        self._pages.setCurrentWidget(self._page(rows))

    def _tab_title(self, name: str) -> str:
        """Say what a tab shows."""
        entry = self._attributes.entry
        if name == "attributes" and entry is not None:
            return texts.item(tr("attributes.tab", layer=shortened(shown_title(entry.title))))
        return tr(f"tables.tab.{name}")

    def _page(self, rows: int) -> QWidget:
        """Give what is in front; sums are laid out when they are."""
        view = self._view
        if view is None:
            typing = bool(self._table.rows.asked)  # who types a filter that nothing passes goes on
            sheet = self._sheets[self._tables.index(self._table)]
            return sheet if rows or typing else self._empty
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
        told = tr("tables.shown", total=f"{total:,}", shown=f"{rows:,}")
        return told if rows != total else ""

    def _explain(self) -> None:
        """Say why there are no rows."""
        if len(self._table.rows.table) and self._view is None:
            self._empty.put(*self._nothing_found(), CLEAR)
            return
        if self.tab == "attributes":
            why = "waiting" if self._attributes.waits else "none"
            self._empty.put(tr(f"attributes.{why}"), tr(f"attributes.{why}.text"))
            return
        project = self._bridge.project
        blank = no_investments(project)
        if blank is None and self.tab != "investments":
            blank = no_overlaps(self._findings)
        if blank is not None:
            self._empty.tell(blank)

    def _nothing_found(self) -> tuple[str, str, str]:
        """Say what hides every row, and how to see them again."""
        title, query = tr("tables.empty.nothing_found"), self._filter.shown
        if not query:
            cell = self._narrowing.cell
            ungraded = cell is not None and cell.scope == "all"
            why = "ungraded_cell" if ungraded else "nothing_in_view"
            return title, tr(f"tables.empty.{why}"), tr("tables.empty.show_all")
        text = tr("tables.empty.nothing_found.text", query=query)
        return title, text, tr("tables.empty.clear_filter")

    def _help(self, name: str) -> None:
        if name == CLEAR:
            self._line.find_all()
            self._table.header.say({})
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
        names = (
            name
            for name, one in zip(TABLES, self._tables, strict=True)
            if one.rows.table.layer == layer
        )
        owner = next(names, "") if layer else ""
        if owner and not known:
            self.show_tab(owner)

    def _follow(self) -> None:
        """Select the rows of what is selected, and mark those that have to do with it."""
        selected = self._selection.selected
        layer = OVERLAP if selected.layer in PAIRS else selected.layer
        found = (self._pairs, self._sides, list)
        for table, related in zip(self._tables, found, strict=True):
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
        self.show_tab("overlaps")
        self._selection.select(OVERLAP, (table.rows.uid(then),))
        self.activated_row.emit(OVERLAP, table.rows.uid(then))
