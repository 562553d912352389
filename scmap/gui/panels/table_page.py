"""A table with its foot: what its rows come to, the filters, the columns."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from scmap.gui import icons, texts
from scmap.gui.job import Jobs
from scmap.gui.models.column import Column
from scmap.gui.models.figures import BETWEEN, Figures, figures_of, said
from scmap.gui.models.table import MANY, Table
from scmap.gui.newest import Newest
from scmap.gui.panels.feature_table import FeatureTable
from scmap.words import tr

Counted = tuple[Figures, Figures | None]

FOOT_PX = 26
WIDEST_LETTERS = 15  # of the box of columns


class FiguresLine(QLabel):
    """One line of figures that gives way: one without room is left out, for half would be wrong."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMinimumWidth(40)

    @property
    def seen(self) -> str:
        """What there is room for."""
        width, figures = self.contentsRect().width(), self.text().split(BETWEEN)
        for count in range(len(figures), 0, -1):
            more = [] if count == len(figures) else ["…"]
            words = BETWEEN.join([*figures[:count], *more])
            if self.fontMetrics().horizontalAdvance(words) <= width:
                return words
        return "…" if self.text() else ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        seen = self.seen
        self.setToolTip(texts.tip(self.text()) if seen != self.text() else "")
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), int(self.alignment()), seen)
        painter.end()


class TablePage(QWidget):
    """A table, and below it what its rows in sight and the selected ones come to.

    Signals
    -------
    filters_wanted : bool
        The row of filters is to be shown, or to go.
    """

    filters_wanted = Signal(bool)

    def __init__(self, table: FeatureTable, parent: QWidget, jobs: Jobs | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self._newest = Newest(jobs, self, momentary=True) if jobs is not None else None
        self._column = ""  # key of the column that is added up; "" for the usual one
        self._offered: tuple[str, ...] = ()
        self._box = QComboBox(self)
        self._shown, self._selected = FiguresLine(self), FiguresLine(self)
        self._filters, self._columns = QToolButton(self), QToolButton(self)
        self._wait = QTimer(self, singleShot=True, interval=0)
        self._lay_out()
        self._wire()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self._filters.setText(tr("filters.row"))
        self._filters.setToolTip(texts.tip(tr("filters.row.tip")))
        self._columns.setText(tr("columnbox.button"))
        self._columns.setToolTip(texts.tip(tr("columnbox.button.tip")))
        self._box.setAccessibleName(tr("figures.column"))
        self._box.setToolTip(texts.tip(tr("figures.column.tip")))
        self._offered = ()
        self._tint()
        self._wait.start()

    def show_filters(self, shown: bool) -> None:
        """Show the row of filters, or take it away."""
        self._filters.setChecked(shown)
        self.table.header.show_filters(shown)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._wait.start()

    # -- laying out --------------------------------------------------------------------------

    def _lay_out(self) -> None:
        for button in (self._filters, self._columns):
            button.setAutoRaise(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIconSize(QSize(16, 16))
            button.setFixedHeight(FOOT_PX)
        self._filters.setCheckable(True)
        self._box.setFixedHeight(FOOT_PX - 4)
        self._box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._box.setMinimumContentsLength(WIDEST_LETTERS)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 1, 8, 1)
        foot.setSpacing(12)
        foot.addWidget(self._box)
        foot.addWidget(self._shown)
        foot.addWidget(self._selected)
        foot.addStretch(1)
        foot.addWidget(self._filters)
        foot.addWidget(self._columns)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self.table, 1)
        body.addLayout(foot)
        self.setFocusProxy(self.table)

    def _wire(self) -> None:
        table = self.table
        self._filters.clicked.connect(self.filters_wanted)
        self._columns.clicked.connect(table.header.choose_columns)
        self._box.activated.connect(self._choose)
        self._wait.timeout.connect(self._count)
        stirring = (
            table.rows.modelReset,
            table.rows.layoutChanged,
            table.selectionModel().selectionChanged,
            table.header.restyled,
            table.header.sectionClicked,
        )
        for stirred in stirring:
            stirred.connect(lambda *_: self._wait.start())

    def _tint(self) -> None:
        self._filters.setIcon(icons.icon("filter_row"))
        self._columns.setIcon(icons.icon("columns"))

    # -- figures -----------------------------------------------------------------------------

    def _choose(self, place: int) -> None:
        self._column = str(self._box.itemData(place))
        self._count()

    def _count(self) -> None:
        """Count and add up what is in sight, and what is selected; off the window's thread."""
        if not self.isVisible():
            return
        table = self.table.shown_table
        column = self._offer(table)
        if column is None:
            self._take((Figures(0, 0), None), None)
            return
        order, chosen = self.table.rows.in_sight, self.table.selected_rows()
        work = _counter(column, order, chosen)
        if self._newest is not None and len(table) > MANY:
            self._newest.ask("", lambda _progress: work(), lambda found: self._take(found, column))
        else:
            self._take(work(), column)

    def _offer(self, table: Table) -> Column | None:
        """Offer the columns in sight; give the one that is added up."""
        columns = {column.key: column for column in table.columns}
        if tuple(columns) != self._offered:
            self._offered = tuple(columns)
            self._box.clear()
            for key, column in columns.items():
                self._box.addItem(column.heading, key)
        usual = [column.key for column in table.columns if column.adds_up]
        usual += [column.key for column in table.columns if column.numeric] + list(columns)
        key = self._column if self._column in columns else next(iter(usual), "")
        self._box.setCurrentIndex(self._box.findData(key))
        return columns.get(key)

    def _take(self, counted: Counted, column: Column | None) -> None:
        shown, chosen = counted
        self._shown.setText(said(shown, column, "shown") if column is not None else "")
        told = said(chosen, column, "selected") if column is not None and chosen else ""
        self._selected.setText(told)
        self._selected.setVisible(bool(told))
        for line in (self._shown, self._selected):
            line.setToolTip(texts.tip(line.text()))


def _counter(
    column: Column, order: np.ndarray[tuple[int], np.dtype[np.intp]], chosen: np.ndarray
) -> Callable[[], Counted]:
    """Prepare the count of rows in sight and of those selected among them."""

    def count() -> Counted:
        picked = figures_of(column, order[chosen]) if len(chosen) else None
        return figures_of(column, order), picked

    return count
