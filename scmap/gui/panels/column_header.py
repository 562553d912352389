"""The header of a table: which columns stand where, how wide, and a menu of each."""

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QTableView

from scmap.gui import icons, texts
from scmap.gui.models.column_look import ColumnLook
from scmap.gui.models.table import TableModel
from scmap.gui.panels.column_chooser import ColumnChooser
from scmap.gui.panels.filter_row import FilterHeader
from scmap.gui.rows import PADDING
from scmap.words import tr

Order = Qt.SortOrder


class ColumnHeader(FilterHeader):
    """A header whose columns are moved, widened and hidden; that is remembered by whoever listens.

    Signals
    -------
    restyled
        The user moved, hid or widened columns.
    """

    restyled = Signal()

    def __init__(self, rows: TableModel, parent: QTableView) -> None:
        super().__init__(rows, parent)
        self._placing_columns = False
        self.wanted = ColumnLook()  # as the columns are to stand, also those that are not there
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_menu)
        for stirred in (self.sectionMoved, self.sectionResized):
            stirred.connect(lambda *_: self._note())

    @property
    def look(self) -> ColumnLook:
        """How the columns stand; what is as it was at first is left out."""
        keys = self._keys
        order = tuple(keys[self.logicalIndex(place)] for place in range(len(keys)))
        hidden = frozenset(key for place, key in enumerate(keys) if self.isSectionHidden(place))
        widths = {
            key: self.sectionSize(place)
            for place, key in enumerate(keys)
            if key not in hidden and self.sectionSize(place) != self._usual_width(place)
        }
        kept = {key: wide for key, wide in self.wanted.widths.items() if key in hidden}
        return ColumnLook(() if list(order) == keys else order, hidden, {**kept, **widths})

    def take_look(self, look: ColumnLook) -> None:
        """Put the columns where they belong, as wide as they were made."""
        self.wanted = look
        keys = self._keys
        shown = set(look.shown(keys))
        self._placing_columns = True
        try:
            for place, key in enumerate(keys):
                self.setSectionHidden(place, key not in shown)
                self.resizeSection(place, look.widths.get(key) or self._usual_width(place))
            for visual, key in enumerate(look.ordered(keys)):
                self.moveSection(self.visualIndex(keys.index(key)), visual)
        finally:
            self._placing_columns = False
        self.drop_filters(set(keys) - shown)

    def change_look(self, look: ColumnLook) -> None:
        """Put the columns as the user wants them from now on."""
        self.take_look(look)
        self.restyled.emit()

    def choose_columns(self) -> None:
        """Let the user choose which columns are shown, and in which order."""
        chooser = ColumnChooser(self._rows.table.columns, self.look, self.window())
        chooser.chosen.connect(self.change_look)
        chooser.open()

    @property
    def _keys(self) -> list[str]:
        return [column.key for column in self._rows.table.columns]

    def _usual_width(self, place: int) -> int:
        """Give the width that a column has at first: as its words and its heading need."""
        letter = self.fontMetrics().averageCharWidth()
        width = self._rows.table.columns[place].width * letter + 2 * PADDING
        return max(width, self.sectionSizeFromContents(place).width())

    def _note(self) -> None:
        if not self._placing_columns:
            self.wanted = self.look
            self.restyled.emit()

    def _ask_menu(self, at: QPoint) -> None:
        place = self.logicalIndexAt(at)
        if place < 0:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key, icon, order in (
            ("up", "up", Order.AscendingOrder),
            ("down", "down", Order.DescendingOrder),
        ):
            sort = menu.addAction(icons.icon(icon), tr(f"columnbox.sort.{key}"))
            sort.triggered.connect(partial(self._view.sortByColumn, place, order))
        menu.addSeparator()
        heading = texts.item(self._rows.table.columns[place].heading)
        hide = menu.addAction(tr("columnbox.hide", column=heading))
        hide.setEnabled(self.count() - self.hiddenSectionCount() > 1)
        hide.triggered.connect(partial(self._hide, place))
        choose = menu.addAction(icons.icon("columns"), tr("columnbox.choose"))
        choose.triggered.connect(self.choose_columns)
        menu.popup(self.mapToGlobal(at))

    def _hide(self, place: int) -> None:
        look, keys = self.look, self._keys
        self.change_look(ColumnLook(look.order, look.hidden | {keys[place]}, look.widths))
