"""The small form about a plan: with each answer its likely grades become more certain."""

import math
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QSpinBox,
    QStyle,
    QStyleOptionComboBox,
    QToolButton,
    QWidget,
)

from scmap.gui import texts, theme
from scmap.gui.elided_choice import paint_choice
from scmap.gui.line_entry import LineEntry
from scmap.gui.panels.facets import StayingMenu
from scmap.gui.panels.form import Calm
from scmap.model import amounts
from scmap.model.codebook import CodeBook, title_of
from scmap.model.plan import Plan
from scmap.words import tr

EARLIEST, LATEST = 1989, 2100  # the earliest stands for unknown
MOST_MONEY = 99_999_999  # 백만원
FIELDS = ("name", "ministry", "kind", "fields", "year_from", "year_to", "total")


class PlanForm(QWidget):
    """Asks for name, ministry, kind, fields, years and money; all may stay unknown.

    Signals
    -------
    changed
        Something else is known of the plan.
    """

    changed = Signal()

    def __init__(self, codebook: CodeBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codebook = codebook
        self._calm = Calm(self)
        self._required: frozenset[str] = frozenset()
        self.name = LineEntry(self)
        self.ministry, self.kind = QComboBox(self), QComboBox(self)
        self.fields = FieldsButton(codebook, self)
        self.year_from, self.year_to = _years(self), _years(self)
        self.total = QSpinBox(self)
        self.total.setRange(-1, MOST_MONEY)
        self.total.setGroupSeparatorShown(True)
        self.total.setValue(-1)
        self._labels = {name: texts.caption(parent=self) for name in FIELDS}
        self._labels["total"].setWordWrap(True)  # with its unit it is the longest
        self._lay_out()
        self._fill()
        self._wire()
        self.retranslate()

    def told(self, plan: Plan) -> Plan:
        """Give the plan with what the form knows of it."""
        return replace(
            plan,
            name=self.name.shown.strip(),
            ministry=str(self.ministry.currentData() or ""),
            kind=str(self.kind.currentData() or ""),
            fields=self.fields.chosen,
            year_from=_year(self.year_from),
            year_to=_year(self.year_to),
            total=math.nan if self.total.value() < 0 else float(self.total.value()),
        )

    def put(self, plan: Plan) -> None:
        """Show what is known of a plan."""
        self.name.setText(plan.name)
        for box, value in ((self.ministry, plan.ministry), (self.kind, plan.kind)):
            box.setCurrentIndex(max(box.findData(value), 0))
        self.fields.choose(*plan.fields)
        for spin, year in ((self.year_from, plan.year_from), (self.year_to, plan.year_to)):
            spin.setValue(EARLIEST if math.isnan(year) else int(year))
        self.total.setValue(-1 if math.isnan(plan.total) else int(plan.total))

    def require(self, *names: str) -> None:
        """Mark fields that must be known."""
        self._required = frozenset(names)
        self.retranslate()

    def align(self, width: int) -> int:
        """Make the column of labels at least so wide, as that of other fields below; gives it."""
        width = max(width, *(label.sizeHint().width() for label in self._labels.values()))
        self._labels["name"].setMinimumWidth(width)
        return width

    def mark(self, wrong: set[str]) -> None:
        """Show which fields are to be mended."""
        for name, label in self._labels.items():
            colours = self.palette()
            if name in wrong:
                colours.setColor(theme.Role.WindowText, QColor(theme.tones().error))
            label.setForegroundRole(
                theme.Role.WindowText if name in wrong else theme.Role.PlaceholderText
            )
            label.setPalette(colours)

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        for name, label in self._labels.items():
            words = tr(f"survey.field.{name}")
            label.setText(tr("record.mark", label=words) if name in self._required else words)
            getattr(self, name).setAccessibleName(words)
            getattr(self, name).setToolTip(texts.tip(tr(f"survey.field.{name}.tip")))
        unknown = amounts.unknown()
        for box in (self.year_from, self.year_to, self.total):
            box.setSpecialValueText(unknown)
        self.ministry.setItemText(0, unknown)
        self.kind.setItemText(0, unknown)
        for place, kind in enumerate(self._codebook.kinds.values(), start=1):
            self.kind.setItemText(place, title_of(kind))
        self.fields.retranslate()

    def _fill(self) -> None:
        self.ministry.addItem("", "")
        for line in self._codebook.lineages:
            name = self._codebook.current_name(line)
            if name is not None:
                self.ministry.addItem(name, name)
        self.kind.addItem("", "")
        for code in self._codebook.kinds:
            self.kind.addItem("", code)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        for column in (1, 3):
            grid.setColumnStretch(column, 1)
        for row, name in enumerate(("name", "ministry", "kind", "fields")):
            grid.addWidget(self._labels[name], row, 0)
            grid.addWidget(getattr(self, name), row, 1, 1, 3)
        grid.addWidget(self._labels["year_from"], 4, 0)
        grid.addWidget(self.year_from, 4, 1)
        grid.addWidget(self._labels["year_to"], 4, 2)
        grid.addWidget(self.year_to, 4, 3)
        grid.addWidget(self._labels["total"], 5, 0)
        grid.addWidget(self.total, 5, 1, 1, 3)
        for box in (self.ministry, self.kind):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(8)
        for name in FIELDS:
            getattr(self, name).setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            getattr(self, name).installEventFilter(self._calm)

    def _wire(self) -> None:
        for box in (self.ministry, self.kind):
            box.currentIndexChanged.connect(self.changed)
        for spin in (self.year_from, self.year_to, self.total):
            spin.valueChanged.connect(self.changed)
        self.fields.changed.connect(self.changed)
        self.name.typed.connect(self.changed)


class FieldsButton(QToolButton):
    """Chooses service fields from a menu that stays open; the first one ticked is the 주분야.

    Signals
    -------
    changed
        Other fields are chosen.
    """

    changed = Signal()

    def __init__(self, codebook: CodeBook, parent: QWidget) -> None:
        super().__init__(parent)
        self._codebook = codebook
        self.chosen: tuple[str, ...] = ()
        self._words = ""
        self._menu = StayingMenu(self)
        for code in codebook.fields:
            action = self._menu.addAction("")
            action.setCheckable(True)
            action.setData(code)
            action.toggled.connect(lambda on, code=code: self._take(code, on))
        self.setMenu(self._menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setSizePolicy(self.sizePolicy().Policy.Ignored, self.sizePolicy().Policy.Fixed)

    def choose(self, *codes: str) -> None:
        """Tick these fields, in this order, and no others."""
        for action in self._menu.actions():
            action.setChecked(False)
        for code in codes:
            next(one for one in self._menu.actions() if one.data() == code).setChecked(True)

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        for action in self._menu.actions():
            action.setText(texts.item(title_of(self._codebook.fields[action.data()])))
        self._say()

    def _take(self, code: str, on: bool) -> None:
        others = tuple(one for one in self.chosen if one != code)
        self.chosen = (*others, code) if on else others
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        self._words = ", ".join(title_of(self._codebook.fields[code]) for code in self.chosen)
        self._words = self._words or amounts.unknown()
        self.setText(texts.item(self._words))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Look as the choices of one beside it do."""
        option = QStyleOptionComboBox()
        option.initFrom(self)
        if self.isDown():
            option.state |= QStyle.StateFlag.State_On
        option.currentText = self._words
        paint_choice(self, option)


def _years(parent: QWidget) -> QSpinBox:
    made = QSpinBox(parent)
    made.setRange(EARLIEST, LATEST)
    made.setGroupSeparatorShown(False)
    made.setValue(EARLIEST)
    return made


def _year(box: QSpinBox) -> float:
    return math.nan if box.value() == EARLIEST else float(box.value())
