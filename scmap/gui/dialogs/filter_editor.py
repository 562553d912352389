"""Conditions, one a line: a column, a test, a value; all of them or one must hold."""

from typing import get_args

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import icons, texts
from scmap.gui.line_entry import LineEntry
from scmap.gui.models.column_titles import column_title
from scmap.gui.parting import part_with
from scmap.gui.suggestions import Suggestions
from scmap.model.condition import MOST_CONDITIONS, Condition, Filter, Test, written
from scmap.model.distinct import distinct
from scmap.model.layer import FieldType, Layer
from scmap.reference import codebook
from scmap.words import tr

MOST_VALUES = 500  # of a column that are offered while one types
_WITHOUT_VALUE = ("known", "unknown")
_ORDERED = ("below", "at_most", "above", "at_least")


class FilterEditor(QWidget):
    """Edits a filter on the columns of a layer.

    Signals
    -------
    changed
        The conditions are others.
    """

    changed = Signal()

    def __init__(self, layer: Layer, narrowed: Filter, parent: QWidget) -> None:
        super().__init__(parent)
        self._layer = layer
        self._lines: list[_Line] = []
        self._every = QComboBox(self)
        for every in (True, False):
            self._every.addItem(tr(f"filter.{'every' if every else 'any'}"), every)
        self._every.setCurrentIndex(0 if narrowed.every else 1)
        self._every.setAccessibleName(tr("filter.joined"))
        self._every.activated.connect(self.changed)
        self._more = QPushButton(icons.icon("new"), tr("filter.add"), self)
        self._more.setAutoDefault(False)
        self._more.clicked.connect(lambda: self._add(Condition(self._first(), "is"), focus=True))
        self._lay_out()
        for one in narrowed.conditions:
            self._add(one)
        if not narrowed.conditions:
            self._add(Condition(self._first(), "is"))

    @property
    def narrowed(self) -> Filter:
        """The conditions in sight; lines that say nothing yet are left out."""
        said = [line.condition for line in self._lines]
        kept = [one for one in said if one.value or one.test in _WITHOUT_VALUE]
        return Filter(tuple(kept), bool(self._every.currentData()))

    def _lay_out(self) -> None:
        self._room = QVBoxLayout()
        self._room.setSpacing(6)
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._room)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        head = QHBoxLayout()
        head.addWidget(self._every)
        head.addStretch(1)
        head.addWidget(self._more)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        body.addLayout(head)
        body.addWidget(area, 1)

    def _first(self) -> str:
        return next(iter(self._layer.columns), "")

    def _add(self, condition: Condition, *, focus: bool = False) -> None:
        if len(self._lines) >= MOST_CONDITIONS:
            return
        line = _Line(self._layer, condition, self)
        line.changed.connect(self.changed)
        line.unwanted.connect(lambda: self._remove(line))
        self._lines.append(line)
        self._room.addWidget(line)
        self._tell()
        if focus:
            line.setFocus()
            self.changed.emit()

    def _remove(self, line: "_Line") -> None:
        self._lines.remove(line)
        part_with(line)
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        self._every.setVisible(len(self._lines) > 1)


class _Line(QWidget):
    """One condition."""

    changed = Signal()
    unwanted = Signal()

    def __init__(self, layer: Layer, condition: Condition, parent: QWidget) -> None:
        super().__init__(parent)
        self._layer = layer
        self._field, self._test = QComboBox(self), QComboBox(self)
        self._value, self._away = LineEntry(self), QToolButton(self)
        self._values = Suggestions(self._value)
        for field in layer.fields:
            self._field.addItem(column_title(field.name), field.name)
        self._field.setCurrentIndex(self._field.findData(condition.field))
        self._field.setMaxVisibleItems(20)
        self._value.setText(codebook().words(condition.field, condition.value))
        self._away.setIcon(icons.icon("close"))
        self._away.setAutoRaise(True)
        self._away.setToolTip(texts.tip(tr("filter.remove")))
        named = {"field": self._field, "test": self._test, "value": self._value}
        for key, widget in named.items():
            widget.setAccessibleName(tr(f"filter.{key}"))
        self._away.setAccessibleName(tr("filter.remove"))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self._field, 3)
        line.addWidget(self._test, 2)
        line.addWidget(self._value, 3)
        line.addWidget(self._away)
        self.setFocusProxy(self._field)
        self._offer(condition.test)
        self._field.activated.connect(self._take_field)
        self._test.activated.connect(self._take_test)
        self._value.typed.connect(lambda _text: self.changed.emit())
        self._away.clicked.connect(self.unwanted)

    @property
    def condition(self) -> Condition:
        """What the line says."""
        test: Test = self._test.currentData() or "is"
        field = str(self._field.currentData() or "")
        said = "" if test in _WITHOUT_VALUE else self._value.shown.strip()
        return Condition(field, test, codebook().code(field, said))

    def _take_field(self) -> None:
        self._offer(self._test.currentData())
        self.changed.emit()

    def _take_test(self) -> None:
        self._value.setVisible(self._test.currentData() not in _WITHOUT_VALUE)
        self.changed.emit()

    def _offer(self, test: Test) -> None:
        """Offer the tests that suit the column, and its values."""
        kind = self._type()
        with QSignalBlocker(self._test):
            self._test.clear()
            for name in get_args(Test):
                if not (name == "contains" and kind != "text"):
                    self._test.addItem(tr(f"filter.test.{name}"), name)
            self._test.setCurrentIndex(max(self._test.findData(test), 0))
        self._value.setVisible(self._test.currentData() not in _WITHOUT_VALUE)
        self._value.setPlaceholderText(tr(f"filter.hint.{kind}"))
        self._values.put(self._known_values())

    def _type(self) -> FieldType:
        name = self._field.currentData()
        return next((one.type for one in self._layer.fields if one.name == name), "text")

    def _known_values(self) -> list[str]:
        field = str(self._field.currentData())
        column = self._layer.columns.get(field)
        values = distinct(column)[0][: 4 * MOST_VALUES] if column is not None else []
        known = {part for value in values for part in written(value).split(";") if part}
        return sorted(codebook().words(field, one) for one in known)[:MOST_VALUES]
