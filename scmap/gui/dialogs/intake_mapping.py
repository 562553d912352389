"""Columns of a planner's own table by field of the form, to be chosen otherwise, with values."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scmap.formats.incoming.as_form import mapped_by_title, mapping_said
from scmap.gui import texts
from scmap.gui.models.mapping_rows import MappingRow, changed, reused, units
from scmap.gui.rows import ROW_PX
from scmap.session.arrivals import Arrival
from scmap.words import tr

HEADER = ("field", "column", "unit", "before", "after")
COLUMN, UNIT = 1, 2


class MappingForm(QWidget):
    """One row a field: its column, the unit of an amount, and a value before and after.

    Signals
    -------
    answered : Mapping
        The whole mapping as the user has it now (`as_form.mapping_of`); {} for that of the titles.
    """

    answered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._arrival: Arrival | None = None
        self._rows: Sequence[MappingRow] = ()
        self._said = texts.label(parent=self)
        self._titles = QPushButton(tr("mapping.by_title"), self)
        self._titles.setAutoDefault(False)
        self._titles.clicked.connect(lambda: self.answered.emit({}))
        line = QHBoxLayout()
        line.setContentsMargins(8, 4, 4, 0)
        line.addWidget(self._said, 1)
        line.addWidget(self._titles)
        self._table = self._make_table()
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(4)
        body.addLayout(line)
        body.addWidget(self._table, 1)

    def show_arrival(self, arrival: Arrival, rows: Sequence[MappingRow]) -> None:
        """Show how the fields of an arrival are filled."""
        self._arrival, self._rows = arrival, rows
        said = reused(arrival)
        own = bool(arrival.asked.mapping)
        self._said.setText(said or tr("mapping.own" if own else "mapping.judged"))
        self._titles.setVisible(bool(said) or own)
        self._table.setRowCount(len(rows))
        for place, row in enumerate(rows):
            self._fill(place, row)
        self._table.resizeColumnToContents(0)

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, len(HEADER), self)
        table.setAccessibleName(tr("mapping.title"))
        table.setHorizontalHeaderLabels([tr(f"mapping.head.{name}") for name in HEADER])
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setFrameShape(QTableWidget.Shape.NoFrame)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_PX + 4)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        letter = self.fontMetrics().averageCharWidth()
        for place, letters in ((COLUMN, 13), (UNIT, 8), (3, 8)):
            table.setColumnWidth(place, letters * letter)
        header.setSectionResizeMode(COLUMN, QHeaderView.ResizeMode.Interactive)
        return table

    def _fill(self, place: int, row: MappingRow) -> None:
        title = tr("mapping.required", field=row.title) if row.required else row.title
        for column, text in ((0, title), (3, row.before), (4, row.after)):
            item = QTableWidgetItem(" ".join(text.split()))
            item.setToolTip(texts.tip(text))
            self._table.setItem(place, column, item)
        found = self._arrival.found if self._arrival is not None else None
        titles = list(found.table.columns) if found is not None else []
        choice = self._box(place, row, COLUMN, ["", *titles], row.column)
        choice.setItemText(0, tr("mapping.none"))
        self._table.removeCellWidget(place, UNIT)
        if row.is_amount and row.column:
            unit = self._box(place, row, UNIT, units(), row.unit)
            unit.setItemText(0, tr("mapping.unit.as_written"))

    def _box(
        self, place: int, row: MappingRow, column: int, values: Sequence[str], now: str
    ) -> QComboBox:
        box = QComboBox(self._table)
        box.setAccessibleName(f"{row.title} {tr(f'mapping.head.{HEADER[column]}')}")
        for value in values:
            box.addItem(value, value)
        box.setCurrentIndex(max(0, box.findData(now)))
        box.activated.connect(lambda: self._answer(place))
        self._table.setCellWidget(place, column, box)
        return box

    def _answer(self, place: int) -> None:
        """Tell the whole mapping, as it is after a change in one row."""
        arrival = self._arrival
        if arrival is None or arrival.found is None or arrival.mapping is None:
            return
        chosen, unit = (self._chosen(place, column) for column in (COLUMN, UNIT))
        mapping = changed(arrival.mapping, self._rows[place].name, chosen, unit)
        if mapping != arrival.mapping:
            by_title = mapped_by_title(arrival.found.meanings)
            self.answered.emit(mapping_said(mapping, by_title))

    def _chosen(self, place: int, column: int) -> str:
        box = self._table.cellWidget(place, column)
        return str(box.currentData() or "") if isinstance(box, QComboBox) else ""
