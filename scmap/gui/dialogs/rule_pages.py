"""The pages of 판정 기준: values in rows, tables of affinity as grids, and the sensitivity."""

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from scmap.gui import theme
from scmap.gui.models.rule_draft import RuleDraft
from scmap.gui.models.rule_matrix import STRENGTH, RuleMatrix
from scmap.gui.models.rule_values import COLUMNS, VALUE, RuleValues
from scmap.gui.models.sensitivity import FIRST, OPINION_SHARE, SHARE, SensitivityModel
from scmap.gui.rows import PADDING, Rows
from scmap.gui.sheet_view import SheetView
from scmap.model.rule_table import WEIGHTS
from scmap.words import tr

CELL_PX, GRID_ROW_PX = 40, 24
STATE, SOURCE = COLUMNS.index("state"), COLUMNS.index("source")
SOURCE_LETTERS = 14  # that are seen of a source, at least
STRONGEST = 0.55  # share of the accent under the value 1: its text stays readable
MUTED_BELOW = 0.5  # value of the strongest ground on which a muted text is still readable
_STEPS = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
_BACK = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_EDITING = QAbstractItemView.State.EditingState
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_EDIT = (
    QAbstractItemView.EditTrigger.DoubleClicked
    | QAbstractItemView.EditTrigger.AnyKeyPressed
    | QAbstractItemView.EditTrigger.EditKeyPressed
)


class ValueView(SheetView):
    """Values to edit: type one in or press Enter, turn it with + and −, Delete for the default.

    Signals
    -------
    pointed : str
        The value of this key is the current one.
    """

    pointed = Signal(str)

    def __init__(self, draft: RuleDraft, groups: tuple[str, ...], parent: QWidget) -> None:
        self._values = RuleValues(draft, groups, parent)
        super().__init__(self._values, tr("rules.title"), parent)
        self.setEditTriggers(_EDIT)
        self.setColumnHidden(COLUMNS.index("share"), not set(groups) & set(WEIGHTS))
        for row in self._values.headings():
            self.setSpan(row, 0, 1, len(COLUMNS))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.fit()  # without the column that is hidden
        draft.changed.connect(self._make_room)
        self.selectionModel().currentChanged.connect(lambda now: self.pointed.emit(self._key(now)))
        self.setCurrentIndex(self._values.index(1, VALUE))

    @property
    def current_key(self) -> str:
        """Key of the current value."""
        return self._key(self.currentIndex())

    def key_at(self, row: int) -> str:
        """Key of the value at a row; "" at a heading."""
        return self._values.key(row)

    def _make_room(self) -> None:
        """Let a state be read that was not there when the columns were given their widths."""
        if self._widest(STATE) > self._wanted[STATE]:
            self.fit()

    def _widest(self, column: int) -> int:
        if column == SOURCE:  # takes what room is left; a longer one is told below in full
            few = SOURCE_LETTERS * self.fontMetrics().averageCharWidth()
            return min(super()._widest(column), few)
        if column != STATE:
            return super()._widest(column)
        rows = range(self._values.rowCount())
        said = {str(self._values.index(row, STATE).data() or "") for row in rows}
        letters = QFontMetrics(theme.bold(self.font()))
        usual = tr("rules.state.changed")  # the columns do not move at the first change
        return max(map(letters.horizontalAdvance, {*said, usual})) + 4 * PADDING

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            _enter(self, self.currentIndex().siblingAtColumn(VALUE))
        elif not _turned(event, self._values.draft, self.current_key):
            super().keyPressEvent(event)

    def _key(self, index: QModelIndex) -> str:
        return self._values.key(index.row())


class MatrixView(QTableView):
    """A grid to edit; keys as in `ValueView`.

    Signals
    -------
    pointed : str
        The value of this key is the current one.
    """

    pointed = Signal(str)

    def __init__(self, draft: RuleDraft, group: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._values = RuleMatrix(draft, group, self)
        self.setModel(self._values)
        self.setAccessibleName(tr(f"rules.group.{group}"))
        self.setItemDelegate(_Cells(self))
        self.setHorizontalHeader(_Upright(Qt.Orientation.Horizontal, self))
        self.setVerticalHeader(_Flat(Qt.Orientation.Vertical, self))
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        for corner in self.findChildren(QAbstractButton):
            corner.installEventFilter(self)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(_EDIT)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        sizes = (self.verticalHeader(), GRID_ROW_PX), (self.horizontalHeader(), CELL_PX)
        for header, size in sizes:
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setDefaultSectionSize(size)
            header.setSectionsClickable(False)
        self.selectionModel().currentChanged.connect(lambda now: self.pointed.emit(self._key(now)))
        self.setCurrentIndex(self._values.index(0, 1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        corner = isinstance(watched, QAbstractButton)
        if corner and event.type() == QEvent.Type.Paint:
            return True  # nothing is said there, and nothing is drawn
        return super().eventFilter(watched, event)

    @property
    def current_key(self) -> str:
        """Key of the current value."""
        return self._key(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            _enter(self, self.currentIndex())
        elif not _turned(event, self._values.draft, self.current_key):
            super().keyPressEvent(event)

    def _key(self, index: QModelIndex) -> str:
        return self._values.key(index.row(), index.column()) if index.isValid() else ""


class SensitivityView(SheetView):
    """Bars of what changes when one value is varied.

    Signals
    -------
    asked : (str, float)
        Key and step of the cell that is the current one.
    """

    asked = Signal(str, float)

    def __init__(self, parent: QWidget) -> None:
        self.shown = SensitivityModel(parent)
        super().__init__(self.shown, tr("rules.page.sensitivity"), parent)
        self.setItemDelegate(_Bars(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.selectionModel().currentChanged.connect(self._tell)

    def fit(self) -> None:
        """Give every step the same room, so that bars can be compared."""
        super().fit()
        self.horizontalHeader().setStretchLastSection(False)
        for column in range(FIRST, self.shown.columnCount()):
            self.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def _tell(self, now: QModelIndex) -> None:
        cell = self.shown.cell(now)
        if cell is not None:
            self.asked.emit(*cell)


def _enter(view: QTableView, index: QModelIndex) -> None:
    """Begin to edit; an editor that ends passes its Enter on, which does nothing then."""
    if view.state() != _EDITING:
        view.edit(index)


def _turned(event: QKeyEvent, draft: RuleDraft, key: str) -> bool:
    """Turn a value by a key, or go back to its default; tells whether the key did so."""
    if not key or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return False
    if event.key() in _STEPS:
        draft.step(key, _STEPS[Qt.Key(event.key())])
        return True
    if event.key() in _BACK:
        draft.reset(key)
        return True
    return False


class _Cells(Rows):
    """Paints a cell of a grid on a ground as strong as its value."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        palette, cell = option.palette, option.rect.adjusted(1, 1, -1, -1)
        strength = float(index.data(STRENGTH) or 0)
        base, accent = palette.color(theme.Role.Base), palette.color(theme.Role.Accent)
        painter.fillRect(cell, theme.blend(base, accent, 0.03 + (STRONGEST - 0.03) * strength))
        painter.setFont(index.data(Qt.ItemDataRole.FontRole) or option.font)
        own = index.data(Qt.ItemDataRole.ForegroundRole) if strength < MUTED_BELOW else None
        painter.setPen(own or palette.color(theme.Role.Text))
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(index.data()))
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(palette.color(theme.Role.Accent), 2))
            painter.drawRect(cell.adjusted(0, 0, -1, -1))


class _Bars(Rows):
    """Paints counts above bars as long as their shares: grades strong, opinions pale."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        accent = option.palette.color(theme.Role.Accent)
        base = option.palette.color(theme.Role.Base)
        room = option.rect.adjusted(PADDING, 0, -PADDING, -1)
        for role, height, colour in (
            (OPINION_SHARE, 2, theme.blend(base, accent, 0.4)),
            (SHARE, 4, accent),
        ):
            share = index.data(role)
            if share:
                bar = QRect(0, 0, max(2, round(room.width() * share)), height)
                bar.moveBottomRight(room.bottomRight())
                painter.fillRect(bar, colour)


class _Flat(QHeaderView):
    """A header of words alone, as calm as the grid beside it."""

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.save()
        painter.fillRect(rect, self.palette().color(theme.Role.Window))
        painter.setPen(self.palette().color(theme.Role.WindowText))
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        text = str(self.model().headerData(section, Qt.Orientation.Vertical))
        painter.drawText(rect.adjusted(PADDING, 0, -PADDING, 0), side, text)
        painter.restore()

    def sectionSizeFromContents(self, section: int) -> QSize:
        text = str(self.model().headerData(section, Qt.Orientation.Vertical))
        return QSize(self.fontMetrics().horizontalAdvance(text) + 4 * PADDING, GRID_ROW_PX)


class _Upright(QHeaderView):
    """A header whose words stand upright, so that narrow columns have room for them."""

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.save()
        painter.fillRect(rect, self.palette().color(theme.Role.Window))
        painter.setPen(self.palette().color(theme.Role.WindowText))
        painter.translate(rect.left(), rect.bottom())
        painter.rotate(-90)
        room = QRect(PADDING, 0, rect.height() - 2 * PADDING, rect.width())
        text = str(self.model().headerData(section, Qt.Orientation.Horizontal))
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, side, text)
        painter.restore()

    def sectionSizeFromContents(self, section: int) -> QSize:
        text = str(self.model().headerData(section, Qt.Orientation.Horizontal))
        return QSize(CELL_PX, self.fontMetrics().horizontalAdvance(text) + 2 * PADDING)
