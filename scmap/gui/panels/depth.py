"""중첩 부처 수: ground and money by depth, municipality or ministry; rows select their faces."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout

from scmap import reference
from scmap.gui import texts
from scmap.gui.depths import Depths
from scmap.gui.models.depth_table import BYS, By, DepthSheet, depth_notes, depth_sheet
from scmap.gui.models.sheet import Sheet, SheetModel
from scmap.gui.noted_line import NotedLine
from scmap.gui.panels.panel import Panel
from scmap.gui.selection import Selection
from scmap.gui.sheet_view import SheetView
from scmap.gui.sources import DEPTH
from scmap.words import tr


class DepthPanel(Panel):
    """The table of depth by one kind of territory.

    Signals
    -------
    shown
        Other figures are in sight.
    """

    shown = Signal()

    def __init__(self, depths: Depths, selection: Selection) -> None:
        super().__init__()
        self._depths, self._selection = depths, selection
        self._shown: DepthSheet | None = None
        self._by = QComboBox(self)
        self._regional = QCheckBox(self)
        self._regional.setChecked(depths.regional)
        self._line = NotedLine(self)
        self._model = SheetModel(self)
        self.table = SheetView(self._model, tr("tables.tab.depth"), self)
        self.table.horizontalHeader().setStretchLastSection(False)
        self._lay_out()
        self._by.currentIndexChanged.connect(self.outdate)
        self._regional.toggled.connect(self._depths.take_regional)
        self._depths.changed.connect(self.outdate)
        self._selection.changed.connect(self._follow)
        self.table.selectionModel().selectionChanged.connect(self._choose)
        self.table.activated.connect(self._go)
        self.retranslate()

    @property
    def by(self) -> By:
        """By what the rows sum up."""
        return BYS[max(self._by.currentIndex(), 0)]

    @property
    def note(self) -> str:
        """What is said about the figures."""
        return self._line.note

    @property
    def row_count(self) -> int:
        """Rows that are listed."""
        return len(self._model.sheet.rows)

    @property
    def sheet(self) -> Sheet:
        """The rows in words, for clipboard and file."""
        return self._model.sheet

    def refresh(self) -> None:
        """Lay out what was counted; ask for it when it was not."""
        self._depths.want()
        counted = self._depths.counted
        if counted is None:
            self._shown = None
            self._model.show(Sheet())
            computing = self._depths.is_computing
            self._line.tell(tr("depth.computing") if computing else tr("depth.nothing"))
        else:
            book = reference.codebook()
            self._shown = depth_sheet(counted.depth, counted.tables, self.by, book)
            self._model.show(self._shown.sheet)
            notes = depth_notes(counted.tables, counted.depth.sliver_width)
            if counted.layer.left_out:
                drawn, there = len(counted.layer), len(counted.layer) + counted.layer.left_out
                part = tr("depth.drawn", shown=f"{drawn:,}", total=f"{there:,}")
                notes = (part, *notes)
            self._line.tell(" · ".join(notes[:3]), "\n".join(notes))
            self._follow()
        self.shown.emit()

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        for place, by in enumerate(BYS):
            self._by.setItemText(place, tr(f"depth.by.{by}"))
        self._by.setAccessibleName(tr("depth.by"))
        self._regional.setText(tr("depth.regional"))
        self._regional.setToolTip(texts.tip(tr("depth.regional.tip")))
        self.table.setAccessibleName(tr("tables.tab.depth"))
        self.outdate()

    def _choose(self) -> None:
        """Select the faces of the current row on the map; let it draw those first that it lacks."""
        rows = self.table.selectionModel().selectedRows()
        uids = self._uids(rows[0].row()) if rows else ()
        if rows and self._shown is not None and rows[0].row() < len(self._shown.faces):
            self._depths.draw_first(self._shown.faces[rows[0].row()])
        if uids:
            self._selection.select(DEPTH, uids)

    def _uids(self, row: int) -> tuple[str, ...]:
        counted = self._depths.counted
        if counted is None or self._shown is None or row >= len(self._shown.faces):
            return ()
        mine = set(self._shown.faces[row].tolist())
        return tuple(uid for uid, face in counted.drawn.place.items() if face in mine)

    def _follow(self) -> None:
        """Let no row stay selected whose faces no longer are."""
        selected = self._selection.selected
        model = self.table.selectionModel()
        for index in model.selectedRows():
            same = selected.layer == DEPTH and set(selected.uids) == set(self._uids(index.row()))
            if not same:
                model.blockSignals(True)
                model.select(index, _OFF)
                model.blockSignals(False)
                self.table.viewport().update()

    def _go(self, _index: QModelIndex) -> None:
        self.action_wanted.emit("view.zoom_selection")

    def _lay_out(self) -> None:
        for _one in BYS:
            self._by.addItem("")
        self._by.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._line.add(self._by)
        self._line.add(self._regional)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self._line)
        body.addWidget(self.table, 1)


_OFF = QItemSelectionModel.SelectionFlag.Deselect | QItemSelectionModel.SelectionFlag.Rows
