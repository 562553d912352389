"""Editing symbols: only what the features of a layer show of one."""

from typing import Any, get_args

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from scmap.cartography.legend import Form
from scmap.gui import texts
from scmap.gui.dialogs.colour_button import ColourButton
from scmap.gui.swatches import picture
from scmap.model.symbology import Hatch, Line, Marker, Symbol
from scmap.words import tr

PREVIEW = 56  # pixels
_ICON = 18
_MOST_MM = 20.0
_ARROWS = ("arrow", "arrows")  # lines only
_CHOICES: dict[str, tuple[str, ...]] = {
    "hatch": get_args(Hatch),
    "line": get_args(Line),
    "marker": get_args(Marker),
}
# What is seen of a symbol, by what the features are.
PARTS: dict[Form, tuple[str, ...]] = {
    "area": ("fill", "fill_opacity", "hatch", "hatch_colour", "stroke", "stroke_mm", "line"),
    "line": ("stroke", "stroke_mm", "line"),
    "point": ("marker", "size_mm", "fill", "fill_opacity", "stroke", "stroke_mm"),
}


class SymbolEditor(QWidget):
    """Fields for each part of a symbol, and its picture.

    Signals
    -------
    edited : str, object
        A part of the symbol has another value.
    """

    edited = Signal(str, object)

    def __init__(self, form: Form, parent: QWidget) -> None:
        super().__init__(parent)
        self._form = form
        self._fields: dict[str, QWidget] = {}
        self._picture = QLabel(self)
        self._picture.setFixedSize(PREVIEW, PREVIEW)
        self._picture.setAccessibleName(tr("style.preview"))
        self._title = texts.label(parent=self)
        fields = QFormLayout()
        fields.setHorizontalSpacing(10)
        fields.setVerticalSpacing(6)
        fields.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        fields.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for part in PARTS[form]:
            field = self._make(part)
            field.setAccessibleName(tr(f"style.part.{part}"))
            self._fields[part] = field
            fields.addRow(tr(f"style.part.{part}"), field)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        body.addWidget(self._title)
        body.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignLeft)
        body.addLayout(fields)
        body.addStretch(1)

    def show_symbol(self, symbol: Symbol, title: str) -> None:
        """Show a symbol; nobody is told."""
        self._title.setText(title)
        self._picture.setPixmap(picture(symbol, self._form, PREVIEW, self.devicePixelRatioF()))
        for part, field in self._fields.items():
            blocked = QSignalBlocker(field)
            _show(field, getattr(symbol, part))
            blocked.unblock()
        hatched = symbol.hatch != "none"
        if "hatch_colour" in self._fields:
            self._fields["hatch_colour"].setEnabled(hatched)

    def _make(self, part: str) -> QWidget:
        if part in _CHOICES:
            return self._choice(part)
        if part == "fill_opacity":
            return self._share(part)
        if part in ("stroke_mm", "size_mm"):
            return self._size(part)
        button = ColourButton(self)
        button.chosen.connect(lambda colour: self.edited.emit(part, colour))
        return button

    def _choice(self, part: str) -> QComboBox:
        box = QComboBox(self)
        box.setIconSize(QSize(_ICON, _ICON))
        for name in _CHOICES[part]:
            if name in _ARROWS and self._form != "line":
                continue
            icon = QIcon(picture(_example(part, name), _shape(part), _ICON, 2.0))
            box.addItem(icon, tr(f"style.{part}.{name}"), name)
        box.activated.connect(lambda _place: self.edited.emit(part, box.currentData()))
        return box

    def _share(self, part: str) -> QSpinBox:
        box = QSpinBox(self)
        box.setRange(0, 100)
        box.setSingleStep(5)
        box.setSuffix("%")
        box.valueChanged.connect(lambda share: self.edited.emit(part, share / 100))
        return box

    def _size(self, part: str) -> QDoubleSpinBox:
        box = QDoubleSpinBox(self)
        box.setDecimals(2)
        box.setRange(0.0 if part == "stroke_mm" else 0.2, _MOST_MM)
        box.setSingleStep(0.05 if part == "stroke_mm" else 0.2)
        box.setSuffix(" mm")
        box.valueChanged.connect(lambda size: self.edited.emit(part, size))
        return box


def _show(field: QWidget, value: Any) -> None:
    if isinstance(field, ColourButton):
        field.show_colour(value)
    elif isinstance(field, QComboBox):
        field.setCurrentIndex(field.findData(value))
    elif isinstance(field, QSpinBox):
        field.setValue(round(100 * value))
    elif isinstance(field, QDoubleSpinBox):
        field.setValue(value)


def _shape(part: str) -> Form:
    shapes: dict[str, Form] = {"hatch": "area", "line": "line", "marker": "point"}
    return shapes[part]


def _example(part: str, name: str) -> Symbol:
    """Give a symbol that shows one choice of a part."""
    dark = "#374151"
    plain: dict[str, Any] = {"stroke": dark, "stroke_mm": 0.3, "size_mm": 3.2}
    if part == "marker":
        plain["fill"] = dark
    return Symbol(**{**plain, part: name})
