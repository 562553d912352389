"""The four boards of a programme office, in place of an item: a choice, a filter and a table."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scmap import clock, reference
from scmap.gui import search, texts
from scmap.gui.card_view import muted
from scmap.gui.line_entry import LineEntry
from scmap.gui.rows import dress
from scmap.model.project import Project
from scmap.report.boards import BOARDS, board
from scmap.report.parts import Table
from scmap.words import tr

_LEAST_PX, _MOST_PX, _SHARE = 180, 360, 0.4  # width of a column at most, and of the table


class BoardsPage(QWidget):
    """Shows one board at a time; rows are narrowed by words in their cells."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project: Project | None = None
        self._choice, self._find = QComboBox(self), LineEntry(self)
        self._choice.setMinimumWidth(280)
        self._table, self._note = QTableWidget(self), muted("")
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        dress(self._table)
        self._table.setAlternatingRowColors(True)
        self._table.setFrameShape(QTableWidget.Shape.NoFrame)
        self._table.setWordWrap(False)
        for name in BOARDS:
            self._choice.addItem("", name)
        top = QHBoxLayout()
        top.addWidget(self._choice)
        top.addWidget(self._find, 1)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 12, 16, 12)
        body.setSpacing(8)
        body.addLayout(top)
        body.addWidget(self._table, 1)
        body.addWidget(self._note)
        self._choice.currentIndexChanged.connect(self._show)
        self._find.typed.connect(self._narrow)

    @property
    def table(self) -> QTableWidget:
        """What is shown."""
        return self._table

    def put(self, project: Project) -> None:
        """Show the boards of a project as it is now."""
        self._project = project
        self._show()

    def choose(self, name: str) -> None:
        """Turn to one of BOARDS."""
        self._choice.setCurrentIndex(self._choice.findData(name))

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        for place, name in enumerate(BOARDS):
            self._choice.setItemText(place, tr(f"boards.title.{name}"))
        self._choice.setAccessibleName(tr("boards.pick"))
        self._table.setAccessibleName(tr("boards.pick"))
        self._find.setPlaceholderText(tr("boards.find"))
        self._find.setAccessibleName(tr("boards.find"))

    def _show(self) -> None:
        if self._project is None:
            return
        today = clock.today()
        made = board(str(self._choice.currentData()), self._project, reference.codebook(), today)
        self._fill(made)
        notes = filter(None, (made.unit, *made.notes)) if made.rows else (made.empty,)
        self._note.setText(" · ".join(notes))
        self._narrow()

    def _fill(self, made: Table) -> None:
        table = self._table
        table.clear()
        table.setColumnCount(len(made.columns))
        table.setRowCount(len(made.rows))
        table.setHorizontalHeaderLabels([column.title for column in made.columns])
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for place, column in enumerate(made.columns):
            head = table.horizontalHeaderItem(place)
            if head is not None and column.form != "text":
                head.setTextAlignment(right)
        for line, row in enumerate(made.rows):
            for place, text in enumerate(made.texts(row)):
                cell = QTableWidgetItem(text)
                cell.setToolTip(texts.tip(text))
                if made.columns[place].form != "text":
                    cell.setTextAlignment(right)
                table.setItem(line, place, cell)
        table.resizeColumnsToContents()
        wanted = [table.columnWidth(place) + 16 for place in range(table.columnCount())]
        for place, width in enumerate(_widths(wanted, table.viewport().width())):
            table.setColumnWidth(place, width)

    def _narrow(self) -> None:
        wanted = search.folded(self._find.shown)
        for line in range(self._table.rowCount()):
            cells = (self._table.item(line, place) for place in range(self._table.columnCount()))
            told = " ".join(cell.text() for cell in cells if cell is not None)
            found = search.matches(wanted, search.folded(told))
            self._table.setRowHidden(line, not found)


def _widths(wanted: Sequence[int], room: int) -> list[int]:
    """Give each column what it wants, up to a share of the room, and what is left to the longest.

    Parameters
    ----------
    wanted : sequence of int
        Width of each column's longest cell, pixels.
    room : int
        Width of the table.
    """
    most = max(_LEAST_PX, min(_MOST_PX, round(_SHARE * room)))
    widths = [min(one, most) for one in wanted]
    left = room - sum(widths)
    for place in sorted(range(len(wanted)), key=lambda one: wanted[one] - widths[one]):
        more = max(0, min(wanted[place] - widths[place], left))
        widths[place], left = widths[place] + more, left - more
    return widths
