"""The row of filters under the header of a table: one line to type into for each column."""

from collections.abc import Collection, Mapping

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QTableView, QWidget

from scmap.gui import icons, texts
from scmap.gui.line_entry import LineEntry
from scmap.gui.models import cell_filter
from scmap.gui.models.column import Column
from scmap.gui.models.table import TableModel
from scmap.gui.parting import part_with
from scmap.gui.rows import PADDING, Header
from scmap.words import tr

INSET = 3  # pixels above and below the words of a line
_GOING_ON = {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}


class CellLine(LineEntry):
    """The filter of one column; Esc takes it away, Down or Enter goes to the rows.

    Signals
    -------
    left
        The user goes on to the rows.
    stepped : int
        Tab goes on to the next column, Shift+Tab to the one before.
    """

    left = Signal()
    stepped = Signal(int)

    def __init__(self, column: Column, parent: QWidget) -> None:
        super().__init__(parent)
        self.column = column
        # Tab passes by dozens of columns: it goes from one to the next only once one is in there.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._sign = self.addAction(
            icons.icon("warning"), QLineEdit.ActionPosition.TrailingPosition
        )
        self._sign.setVisible(False)
        self.setFrame(False)  # the header's own lines tell columns apart
        self.setTextMargins(PADDING, 0, 0, 0)
        self.typed.connect(self._judge)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self._hint()
        self.setAccessibleName(tr("filters.name", column=self.column.heading))
        self._judge()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._hint()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._hint()

    def _hint(self) -> None:
        """Say what can be typed while one is about to; else only what the line is for."""
        kind = self.column.kind
        self.setPlaceholderText(tr(f"filters.hint.{kind}" if self.hasFocus() else "filters.hint"))

    def tint(self) -> None:
        """Draw the sign in the colours now in force."""
        self._sign.setIcon(icons.icon("warning"))

    def event(self, event: QEvent) -> bool:
        # The window's Esc lets go of the selection; here it first takes the filter away.
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                if event.key() == Qt.Key.Key_Escape and self.text():
                    event.accept()
                    return True
            elif event.type() == QEvent.Type.KeyPress and event.key() in (
                Qt.Key.Key_Tab,
                Qt.Key.Key_Backtab,
            ):
                self.stepped.emit(1 if event.key() == Qt.Key.Key_Tab else -1)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in _GOING_ON:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _judge(self) -> None:
        """Say so when what is typed is no condition on this column."""
        kind = self.column.kind
        try:
            cell_filter.read(self.shown, kind)
            wrong = ""
        except cell_filter.UnreadableError:
            wrong = tr(f"filters.wrong.{kind}")
        self._sign.setVisible(bool(wrong))
        self._sign.setToolTip(texts.tip(wrong))
        tip = "\n".join(filter(None, (wrong, tr(f"filters.tip.{kind}", no="!"))))
        self.setToolTip(texts.tip(f"{self.column.heading}\n{tip}"))
        self.setAccessibleDescription(wrong)


class FilterHeader(Header):
    """A header with a row of filters, which is there while it is wanted.

    Lines are made when they come into sight: a layer may have hundreds of columns.

    Signals
    -------
    asked : Mapping of str to str
        What the filters say, by the key of the column.
    left
        The user goes on to the rows.
    """

    asked = Signal(object)
    left = Signal()

    def __init__(self, rows: TableModel, parent: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._rows, self._view = rows, parent
        self._lines: dict[str, CellLine] = {}
        self._said: dict[str, str] = {}
        self._wanted = False
        self._placing = QTimer(self, singleShot=True, interval=0)
        self._placing.timeout.connect(self._place)
        for stirred in (self.sectionResized, self.sectionMoved, self.sectionCountChanged):
            stirred.connect(lambda *_: self._placing.start())
        self._bar = parent.horizontalScrollBar()
        self._bar.valueChanged.connect(self._place)
        rows.modelReset.connect(self._look)

    @property
    def filters_shown(self) -> bool:
        """Whether the row of filters is there."""
        return self._wanted

    def show_filters(self, shown: bool) -> None:
        """Show the row of filters, or take it away together with what it says."""
        if shown != self._wanted:
            self._wanted = shown
            if not shown:
                self.say({})
            self.geometriesChanged.emit()
            self.updateGeometries()
            self._place()

    def say(self, said: Mapping[str, str]) -> None:
        """Put these filters into the row in place of those that are there."""
        if dict(said) == self._said:
            return
        self._said = dict(said)
        for key, line in self._lines.items():
            with QSignalBlocker(line):
                line.setText(self._said.get(key, ""))
            line.retranslate()
        self.asked.emit(dict(self._said))

    def drop_filters(self, keys: Collection[str]) -> None:
        """Take the filters of some columns away: what nobody sees must hide nothing."""
        self.say({key: text for key, text in self._said.items() if key not in keys})

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        for line in self._lines.values():
            line.retranslate()

    def begin(self) -> None:
        """Let the user type into the filter of the first column in sight."""
        self.show_filters(True)
        for visual in range(self.count()):
            if self._enter(visual):
                return

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(0, self._line_px)

    def updateGeometries(self) -> None:
        self.setViewportMargins(0, 0, 0, self._line_px)
        super().updateGeometries()
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for line in self._lines.values():
                line.tint()

    @property
    def _line_px(self) -> int:
        """Height of the row of filters, pixels."""
        if not self._wanted:
            return 0
        return self.fontMetrics().height() + 2 * INSET + 2

    def _look(self) -> None:
        """Let lines go whose columns are there no more."""
        columns = {column.key: column for column in self._rows.table.columns}
        gone = [key for key, line in self._lines.items() if columns.get(key) is not line.column]
        for key in gone:
            line = self._lines[key]
            if key in columns:  # the same column of other rows: what is typed stays, and the cursor
                line.column = columns[key]
            else:
                part_with(self._lines.pop(key))
        self._said = {key: text for key, text in self._said.items() if key in columns}
        self._placing.start()

    def _place(self) -> None:
        """Put each line under its column, where it is in sight."""
        top, height = self.viewport().height(), self._line_px - 1
        width = self.viewport().width()
        for place, column in enumerate(self._rows.table.columns):
            left, wide = self.sectionViewportPosition(place), self.sectionSize(place)
            seen = self._wanted and not self.isSectionHidden(place) and wide > 0
            if not (seen and left < width and left + wide > 0):
                if column.key in self._lines:
                    self._lines[column.key].hide()
                continue
            line = self._line(column)
            line.setGeometry(left, top, wide - 1, height)
            line.show()

    def _line(self, column: Column) -> CellLine:
        line = self._lines.get(column.key)
        if line is None:
            line = self._lines[column.key] = CellLine(column, self)
            line.setText(self._said.get(column.key, ""))
            line.typed.connect(lambda text: self._take(column.key, text))
            line.left.connect(self.left)
            line.stepped.connect(lambda by: self._step(column.key, by))
        return line

    def _take(self, key: str, text: str) -> None:
        if text == self._said.get(key, ""):
            return
        self._said[key] = text
        self._said = {name: said for name, said in self._said.items() if said}
        self.asked.emit(dict(self._said))

    def _step(self, key: str, by: int) -> None:
        """Go on to the next column that is shown; behind the last to the rows."""
        keys = [column.key for column in self._rows.table.columns]
        visual = self.visualIndex(keys.index(key)) + by
        while 0 <= visual < self.count():
            if self._enter(visual):
                return
            visual += by
        if by > 0:
            self.left.emit()
        else:
            self._view.setFocus(Qt.FocusReason.BacktabFocusReason)

    def _enter(self, visual: int) -> bool:
        """Type into the line of a column, which is scrolled into sight."""
        logical = self.logicalIndex(visual)
        if self.isSectionHidden(logical):
            return False
        left, wide, bar = self.sectionPosition(logical), self.sectionSize(logical), self._bar
        bar.setValue(min(left, max(bar.value(), left + wide - self.viewport().width())))
        self._place()
        line = self._line(self._rows.table.columns[logical])
        line.setFocus(Qt.FocusReason.TabFocusReason)
        line.selectAll()
        return True
