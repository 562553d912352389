"""The page of the style dialog on symbols: how they are chosen, the classes, and each symbol."""

from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QStackedWidget,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from scmap.analysis.breaks import METHODS, MOST
from scmap.cartography.ramps import graded, palettes, ramps
from scmap.gui import icons, texts
from scmap.gui.dialogs.symbol_editor import SymbolEditor
from scmap.gui.models.class_table import COUNT, ICON_PX, SYMBOL, TITLE, VALUE, ClassTable
from scmap.gui.models.column_titles import column_title
from scmap.gui.models.standard_titles import shown_title
from scmap.gui.models.style_draft import KINDS, MANUAL, StyleDraft
from scmap.gui.rows import ROW_PX, Header, Rows, needed_height, needed_width
from scmap.gui.segments import Segments
from scmap.words import tr

RAMP_PX = QSize(72, 14)
EDITOR_PX = 212
LEAST_PART = 2  # values have half of the room, however long the legend's words are
_DEEDS = (("add", "new"), ("remove", "close"), ("up", "up"), ("down", "down"))


class ClassesPage(QWidget):
    """Way, classes and symbols of a draft.

    Signals
    -------
    rule_wanted : int
        The conditions of a rule are to be edited.
    """

    rule_wanted = Signal(int)

    def __init__(self, draft: StyleDraft, parent: QWidget) -> None:
        super().__init__(parent)
        self._draft = draft
        self._kind = Segments(len(KINDS), self)
        self._kind.name([tr(f"style.kind.{kind}") for kind in KINDS])
        self._kind.setAccessibleName(tr("style.kind"))
        if not draft.has_numbers:
            self._kind.refuse(KINDS.index("graduated"), tr("style.kind.no_numbers"))
        self._ways = QStackedWidget(self)
        self._values, self._numbers = _ValueBar(draft, self), _NumberBar(draft, self)
        for page in (QWidget(self), self._values, self._numbers, self._hint()):
            self._ways.addWidget(page)
        self._table = _ClassView(ClassTable(draft, self), self)
        self._editor = SymbolEditor(draft.form, self)
        self._deeds = {name: self._deed(name, icon) for name, icon in _DEEDS}
        self._ways.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._lay_out()
        self._kind.chosen.connect(lambda place: self._draft.set_kind(KINDS[place]))
        self._editor.edited.connect(self._edit)
        self._table.selectionModel().selectionChanged.connect(self._show_symbol)
        self._table.opened.connect(self._open)
        draft.changed.connect(self._follow)
        self._table.selectRow(0)
        self._follow()

    def _hint(self) -> QWidget:
        return texts.caption(tr("style.rule.hint"), self)

    def _deed(self, name: str, icon: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icons.icon(icon))
        button.setAutoRaise(True)
        button.setToolTip(texts.tip(tr(f"style.class.{name}")))
        button.setAccessibleName(tr(f"style.class.{name}"))
        button.clicked.connect(lambda: self._do(name))
        return button

    def _lay_out(self) -> None:
        deeds = QHBoxLayout()
        deeds.setSpacing(2)
        for button in self._deeds.values():
            deeds.addWidget(button)
        deeds.addStretch(1)
        self._told = texts.caption(parent=self)
        deeds.addWidget(self._told)
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(self._table, 1)
        left.addLayout(deeds)
        self._editor.setFixedWidth(max(EDITOR_PX, self._editor.sizeHint().width()))
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addLayout(left, 1)
        middle.addWidget(self._editor)
        body = QVBoxLayout(self)
        body.setContentsMargins(12, 12, 12, 10)
        body.setSpacing(10)
        body.addWidget(self._kind, 0, Qt.AlignmentFlag.AlignLeft)
        body.addWidget(self._ways)
        body.addLayout(middle, 1)

    @property
    def _chosen(self) -> list[int]:
        return sorted({index.row() for index in self._table.selectionModel().selectedRows()})

    def _do(self, deed: str) -> None:
        rows = self._chosen
        if deed == "add":
            self._draft.add()
            self._table.selectRow(len(self._draft.classes) - 1)
        elif deed == "remove":
            self._draft.remove(rows)
        elif rows:
            by = -1 if deed == "up" else 1
            self._draft.move(rows[0], by)
            self._table.selectRow(min(max(rows[0] + by, 0), len(self._draft.classes) - 1))

    def _edit(self, part: str, value: Any) -> None:
        self._draft.set_symbol(self._chosen or [len(self._draft.classes)], **{part: value})

    def _open(self, row: int) -> None:
        if self._draft.look.kind == "rules" and row < len(self._draft.classes):
            self.rule_wanted.emit(row)

    def _follow(self) -> None:
        """Show the draft as it is now."""
        kind = self._draft.look.kind
        with QSignalBlocker(self._kind):
            if KINDS[self._kind.place] != kind:
                self._kind.choose(KINDS.index(kind))
        self._ways.setCurrentIndex(KINDS.index(kind))
        self._ways.setVisible(kind != "single")
        page = self._ways.currentWidget()
        if page is not None and kind != "single":
            self._ways.setFixedHeight(page.sizeHint().height())
        for bar in (self._values, self._numbers):
            bar.follow()
        several = kind != "single"
        for button in self._deeds.values():
            button.setVisible(several)
        self._told.setText(tr("style.class.total", count=len(self._draft.classes)))
        self._told.setVisible(several)
        self._table.fit(kind)
        if not self._chosen:
            self._table.selectRow(0)
        self._show_symbol()

    def _show_symbol(self) -> None:
        rows = self._chosen or [0]
        classes, place = self._draft.classes, rows[0]
        if len(rows) > 1:
            title = tr("style.several", count=len(rows))
        elif place < len(classes):
            title = shown_title(classes[place].title)
        else:
            single = self._draft.look.kind == "single"
            title = shown_title(self._draft.entry.title) if single else tr("style.class.rest")
        self._editor.show_symbol(self._draft.symbol(place), title)


class _ClassView(QTableView):
    """The classes; Enter or a double click on a rule opens its conditions."""

    opened = Signal(int)

    def __init__(self, model: ClassTable, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(Rows(self))
        self.setHorizontalHeader(Header(Qt.Orientation.Horizontal, self))
        self.setIconSize(QSize(ICON_PX, ICON_PX))
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(tr("style.classes"))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(SYMBOL, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(COUNT, QHeaderView.ResizeMode.ResizeToContents)
        self.doubleClicked.connect(self._open)

    def fit(self, kind: str) -> None:
        """Show the columns that say something."""
        self.setColumnHidden(VALUE, kind == "single")
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """Give values what the legend's words leave; what has no room on a line takes two."""
        header = self.horizontalHeader()
        value, title = (
            max(needed_width(self, column, self.model().rowCount()), header.sectionSizeHint(column))
            for column in (VALUE, TITLE)
        )
        taken = sum(header.sectionSize(column) for column in (SYMBOL, COUNT))
        self.setColumnWidth(VALUE, _shared(value, title, self.viewport().width() - taken))
        for row in range(self.model().rowCount()):
            self.setRowHeight(row, needed_height(self, row))

    def selectRow(self, row: int) -> None:
        flags = QItemSelectionModel.SelectionFlag
        index = self.model().index(row, SYMBOL)
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.row())

    def keyPressEvent(self, event: Any) -> None:
        index = self.currentIndex()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        editing = self.state() == QAbstractItemView.State.EditingState
        if enter and index.isValid() and not editing:
            if index.flags() & Qt.ItemFlag.ItemIsEditable:
                self.edit(index)
            else:
                self.opened.emit(index.row())
            return
        super().keyPressEvent(event)


class _Bar(QWidget):
    """A line of choices about the classes."""

    def __init__(self, draft: StyleDraft, parent: QWidget) -> None:
        super().__init__(parent)
        self.draft = draft
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(6)
        self.begin_line()

    def begin_line(self) -> None:
        """Put what follows on a line of its own."""
        self.line = QHBoxLayout()
        self.line.setSpacing(6)
        self._lines.addLayout(self.line)

    def put(self, key: str, widget: QWidget, share: int = 0) -> None:
        """Put a choice at the end, with its name before it."""
        label = QLabel(tr(f"style.{key}"), self)
        label.setBuddy(widget)
        widget.setAccessibleName(label.text())
        self.line.addWidget(label)
        self.line.addWidget(widget, share)
        self.line.addSpacing(8)

    def fields(self, *, numeric: bool) -> QComboBox:
        """Make the choice of a column."""
        box = QComboBox(self)
        box.setMaxVisibleItems(24)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(12)
        for field in self.draft.fields(numeric=numeric):
            box.addItem(column_title(field.name), field.name)
        return box


class _ValueBar(_Bar):
    """Column and palette of classes by value."""

    def __init__(self, draft: StyleDraft, parent: QWidget) -> None:
        super().__init__(draft, parent)
        self._field, self._palette = self.fields(numeric=False), QComboBox(self)
        self._palette.setIconSize(RAMP_PX)
        for name, colours in palettes().items():
            self._palette.addItem(QIcon(_strip(colours)), tr(f"style.palette.{name}"), name)
        again = QPushButton(tr("style.classify"), self)
        again.setAutoDefault(False)
        self.put("field", self._field, 1)
        self.put("palette", self._palette)
        self.line.addWidget(again)
        self._field.activated.connect(self._classify)
        self._palette.activated.connect(self._classify)
        again.clicked.connect(self._classify)

    def follow(self) -> None:
        """Show the draft as it is now."""
        self._field.setCurrentIndex(self._field.findData(self.draft.look.field))
        self._palette.setCurrentIndex(self._palette.findData(self.draft.classing.palette))

    def _classify(self) -> None:
        field, palette = self._field.currentData(), self._palette.currentData()
        if field is not None:
            self.draft.classify_values(field, palette=palette)


class _NumberBar(_Bar):
    """Column, method, number and colours of classes of numbers."""

    def __init__(self, draft: StyleDraft, parent: QWidget) -> None:
        super().__init__(draft, parent)
        self._field, self._method = self.fields(numeric=True), QComboBox(self)
        for name in (*METHODS, MANUAL):
            self._method.addItem(tr(f"style.method.{name}"), name)
        self._count = QSpinBox(self)
        self._count.setRange(1, MOST)
        self._ramp = QComboBox(self)
        self._ramp.setIconSize(RAMP_PX)
        for name in ramps():
            self._ramp.addItem(QIcon(_strip(graded(name, 12))), tr(f"style.ramp.{name}"), name)
        self._turned = QCheckBox(tr("style.turned"), self)
        self.put("field", self._field, 1)
        self.put("method", self._method)
        self.begin_line()
        self.put("count", self._count)
        self.put("ramp", self._ramp)
        self.line.addWidget(self._turned)
        self.line.addStretch(1)
        self._field.activated.connect(self._classify)
        self._method.activated.connect(self._classify)
        self._count.valueChanged.connect(self._classify)
        self._ramp.activated.connect(self._recolour)
        self._turned.toggled.connect(self._recolour)

    def follow(self) -> None:
        """Show the draft as it is now."""
        classing = self.draft.classing
        blocked = [QSignalBlocker(one) for one in (self._count, self._turned)]
        self._field.setCurrentIndex(self._field.findData(self.draft.look.field))
        self._method.setCurrentIndex(self._method.findData(classing.method))
        self._count.setValue(len(self.draft.look.spans) or classing.count)
        self._ramp.setCurrentIndex(self._ramp.findData(classing.ramp))
        self._turned.setChecked(classing.turned)
        for one in blocked:
            one.unblock()

    def _classify(self) -> None:
        field, method = self._field.currentData(), self._method.currentData()
        if field is not None and method != MANUAL:
            self.draft.classify_numbers(field, method=method, count=self._count.value())
        elif field is not None and method == MANUAL and self.sender() is not self._method:
            self.draft.classify_numbers(field, count=self._count.value())

    def _recolour(self) -> None:
        self.draft.recolour(ramp=self._ramp.currentData(), turned=self._turned.isChecked())


def _shared(value: int, title: int, room: int) -> int:
    """Give the width of the values: what their words and those of the legend leave of the room."""
    return min(value, max(room - title, room // LEAST_PART))


def _strip(colours: tuple[str, ...]) -> QPixmap:
    """Draw colours beside each other."""
    picture = QPixmap(RAMP_PX * 2)
    painter = QPainter(picture)
    width = picture.width() / len(colours)
    for place, colour in enumerate(colours):
        left = round(place * width)
        painter.fillRect(left, 0, round((place + 1) * width) - left, picture.height(), colour)
    painter.end()
    picture.setDevicePixelRatio(2)
    return picture
