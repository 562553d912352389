"""필드 계산기: a formula over the columns of a layer, tried out as it is typed."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scmap.analysis.calculator import FUNCTIONS, Formula, read_formula
from scmap.errors import ScmapError
from scmap.gui import texts, theme
from scmap.gui.dialog import Dialog
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.line_entry import LineEntry
from scmap.gui.models.column_titles import column_title
from scmap.gui.models.standard_titles import shown_title
from scmap.gui.rows import ROW_PX, Rows
from scmap.gui.text_entry import TextEntry
from scmap.model import amounts
from scmap.model.layer import Field, FieldType, Layer
from scmap.session.cell_editing import CellChange, calculated, cell_text
from scmap.session.editing import field_of
from scmap.words import explain, language, tr

LETTERS, LIST_ROWS = 84, 9
TRIED = 4  # rows whose values are shown
MOST_TRIED = 2_000  # rows on which a formula is tried out as it is typed
WAIT_MS = 200
NEW = ""  # the choice of a column that the layer does not have
TYPES: tuple[FieldType, ...] = ("number", "text", "date")


class CalculatorDialog(Dialog):
    """Asks for a formula, the column that takes it, and the rows.

    Parameters
    ----------
    layer : Layer
        Its columns.
    scopes : mapping of str to sequence of str
        Features that may be meant.
    first : sequence of str
        The column that is chosen at first.
    """

    def __init__(
        self,
        layer: Layer,
        scopes: Mapping[str, Sequence[str]],
        first: Sequence[str],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("cells.calculator.title"))
        self._layer, self._scopes = layer, scopes
        self.change = CellChange()  # what the formula comes to in the rows on which it was tried
        self.read: Formula | None = None  # the formula, once it can be read
        self.formula = TextEntry(3, self)
        self.into, self.type, self.scope = (QComboBox(self) for _ in range(3))
        self.name = LineEntry(self)
        self._columns, self._functions = QListWidget(self), QListWidget(self)
        for listed in (self._columns, self._functions):
            listed.setItemDelegate(Rows(listed))
        self._told, self._help = texts.label(parent=self), texts.caption(parent=self)
        self._told.setWordWrap(True)
        self._help.setWordWrap(True)
        self._buttons, self._yes = answer_buttons(
            self, tr("cells.calculator.do"), tr("record.cancel")
        )
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._fill(first)
        self._lay_out()
        self._wire()
        self._look()

    @property
    def uids(self) -> Sequence[str]:
        """The features whose cells are filled."""
        return self._scopes[str(self.scope.currentData())]

    @property
    def target(self) -> Field:
        """The column that takes what the formula comes to."""
        name = str(self.into.currentData())
        if name != NEW:
            return field_of(self._layer, name)
        return Field(self.name.shown.strip(), TYPES[max(self.type.currentIndex(), 0)])

    def _fill(self, first: Sequence[str]) -> None:
        for name in self._layer.columns:
            self.into.addItem(texts.item(column_title(name)), name)
            title = column_title(name)
            words = title if title == name else f"{title} · {name}"
            item = QListWidgetItem(words, self._columns)
            item.setData(Qt.ItemDataRole.UserRole, f"[{name}]")
        self.into.addItem(tr("cells.calculator.new"), NEW)
        self.into.setCurrentIndex(max(self.into.findData(first[0] if first else NEW), 0))
        for name, (alias, least, _most) in FUNCTIONS.items():
            shown = alias if language() == "ko" else name
            item = QListWidgetItem(f"{shown}({', '.join('…' * least)})", self._functions)
            item.setData(Qt.ItemDataRole.UserRole, f"{shown}(")
            item.setToolTip(texts.tip(tr(f"cells.function.{name}")))
        for one in TYPES:
            self.type.addItem(tr(f"cells.type.{one}"), one)
        for name, uids in self._scopes.items():
            self.scope.addItem(tr(f"cells.scope.{name}", count=f"{len(uids):,}"), name)

    def _lay_out(self) -> None:
        asked = QFormLayout()
        asked.setHorizontalSpacing(10)
        asked.setVerticalSpacing(8)
        into = QHBoxLayout()
        for part in (self.into, self.name, self.type):
            into.addWidget(part, 1)
        asked.addRow(tr("cells.calculator.into"), into)
        asked.addRow(tr("cells.replace.scope"), self.scope)
        asked.addRow(tr("cells.calculator.formula"), self.formula)
        named = (("into", self.into), ("name", self.name), ("type", self.type))
        for key, field in (*named, ("formula", self.formula)):
            field.setAccessibleName(tr(f"cells.calculator.{key}"))
        self.scope.setAccessibleName(tr("cells.replace.scope"))
        self.name.setPlaceholderText(tr("cells.calculator.name"))
        lists = QHBoxLayout()
        for title, box in (("columns", self._columns), ("functions", self._functions)):
            box.setAccessibleName(tr(f"cells.calculator.{title}"))
            box.setFixedHeight(ROW_PX * LIST_ROWS + 2 * box.frameWidth())
            column = QVBoxLayout()
            column.addWidget(texts.caption(tr(f"cells.calculator.{title}"), self))
            column.addWidget(box)
            lists.addLayout(column)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.setSpacing(10)
        heading = theme.heading(self.font())
        body.addWidget(texts.label(texts.item(shown_title(self._layer.title)), heading, self))
        body.addLayout(asked)
        body.addWidget(self._help)
        body.addLayout(lists)
        body.addWidget(self._told)
        body.addWidget(self._buttons)
        self._help.setText(tr("cells.calculator.help"))
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * LETTERS)

    def _wire(self) -> None:
        self._wait.timeout.connect(self._look)
        self.formula.textChanged.connect(self._wait.start)
        self.name.typed.connect(self._wait.start)
        for box in (self.into, self.type, self.scope):
            box.currentIndexChanged.connect(self._look)
        for listed in (self._columns, self._functions):
            listed.itemDoubleClicked.connect(self._put)
        self._functions.itemClicked.connect(self._explain)

    def _put(self, item: QListWidgetItem) -> None:
        """Put a column or a function into the formula."""
        self.formula.insertPlainText(str(item.data(Qt.ItemDataRole.UserRole)))
        self.formula.setFocus()

    def _explain(self, item: QListWidgetItem) -> None:
        """Say what a function does."""
        self._help.setText(f"{item.text()} · {_said(item)}")

    def _look(self) -> None:
        """Try the formula out, and say what is wrong with it."""
        new = str(self.into.currentData()) == NEW
        self.name.setVisible(new)
        self.type.setVisible(new)
        self.change, self.read = CellChange(), None
        words, wrong = self._tried()
        colours = self.palette()
        if wrong:
            colours.setColor(theme.Role.WindowText, theme.tones().error)
        self._told.setPalette(colours)
        self._told.setText(words)
        self._yes.setEnabled(self.change.count > 0)

    def _tried(self) -> tuple[str, bool]:
        """Say what the formula comes to in the first rows, or what is wrong; and whether it is."""
        text, target = self.formula.text(), self.target
        if not text:
            return tr("cells.calculator.empty"), False
        if not target.name:
            return tr("cells.calculator.no_name"), True
        try:
            formula = read_formula(text, self._layer)
            self.change = calculated(self._layer, target, formula, self.uids[:MOST_TRIED])
        except ScmapError as error:
            return str(explain(error)), True
        self.read = formula
        return self._preview(formula, target), False

    def _preview(self, formula: Formula, target: Field) -> str:
        names = self._layer.text("name")
        lines = []
        for uid in self.uids[:TRIED]:
            row = self._layer.rows[uid]
            value = self.change.cells[target.name].get(uid)
            shown = cell_text(value) or amounts.unknown()
            lines.append(f"{names[row] or row + 1}: {shown}")
        values = self.change.cells[target.name].values()
        blank = sum(cell_text(one) == "" for one in values)
        refused = len(self.change.refused)
        whole = len(self.uids) <= MOST_TRIED
        key = "cells.calculator.count" if whole else "cells.calculator.tried"
        told = tr(key, count=f"{self.change.count:,}", unknown=f"{blank:,}")
        more = [tr("cells.calculator.refused", count=f"{refused:,}")] if refused else []
        used = ", ".join(map(column_title, sorted(formula.fields)))
        if used:
            more.append(tr("cells.calculator.used", fields=used))
        return "\n".join((*lines, told, *more))


def _said(item: QListWidgetItem) -> str:
    name = str(item.data(Qt.ItemDataRole.UserRole)).rstrip("(")
    found = next(one for one, (alias, _, _) in FUNCTIONS.items() if name in (one, alias))
    return tr(f"cells.function.{found}")
