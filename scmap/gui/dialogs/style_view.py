"""The pages of the style dialog on labels, and on when and how strongly a layer is seen."""

import math
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import texts
from scmap.gui.dialogs.colour_button import ColourButton
from scmap.gui.models.column_titles import column_title
from scmap.gui.models.style_draft import StyleDraft
from scmap.model.symbology import Label
from scmap.words import tr

# Denominators that are offered; nobody types one.
SCALES = (
    1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
    5_000_000,
)  # fmt: skip
_PRIORITIES = (5, 2, 0, -2, -5)


class _Page(QWidget):
    """Named fields, one below the other."""

    def __init__(self, draft: StyleDraft, parent: QWidget) -> None:
        super().__init__(parent)
        self.draft = draft
        self.fields = QFormLayout()
        self.fields.setHorizontalSpacing(16)
        self.fields.setVerticalSpacing(8)
        self.fields.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(12, 12, 12, 12)
        self.body.setSpacing(10)

    def put(self, key: str, widget: QWidget) -> None:
        """Put a field below the others; it is named ``style.<key>``."""
        label = QLabel(tr(f"style.{key}"), self)
        label.setBuddy(widget)
        widget.setAccessibleName(label.text())
        widget.setMaximumWidth(self.fontMetrics().averageCharWidth() * 44)
        self.fields.addRow(label, widget)


class LabelsPage(_Page):
    """What is written beside features, and how."""

    def __init__(self, draft: StyleDraft, parent: QWidget) -> None:
        super().__init__(draft, parent)
        self._on = QCheckBox(tr("style.label.on"), self)
        self._field = QComboBox(self)
        self._field.setMaxVisibleItems(24)
        for field in draft.fields():
            self._field.addItem(column_title(field.name), field.name)
        self._size = _number(self, 4.0, 60.0, 0.5, " pt")
        self._colour = ColourButton(self, optional=False)
        self._halo_width = _number(self, 0.0, 3.0, 0.05, " mm")
        self._halo = ColourButton(self)
        self._priority = QComboBox(self)
        for priority in _PRIORITIES:
            self._priority.addItem(tr(f"style.label.priority.{priority}"), priority)
        self._leader = QCheckBox(tr("style.label.leader.on"), self)
        self._scales = _Scales(self)
        for key, widget in self._named().items():
            self.put(f"label.{key}", widget)
        self.body.addWidget(self._on)
        self.body.addLayout(self.fields)
        said = texts.caption(tr("style.label.hint"), self)
        said.setWordWrap(True)
        self.body.addWidget(said)
        self.body.addStretch(1)
        self._wire()
        draft.changed.connect(self._follow)
        self._follow()

    def _named(self) -> dict[str, QWidget]:
        return {
            "field": self._field,
            "size": self._size,
            "colour": self._colour,
            "halo_width": self._halo_width,
            "halo": self._halo,
            "priority": self._priority,
            "leader": self._leader,
            "scales": self._scales,
        }

    def _wire(self) -> None:
        put = self._put
        self._on.toggled.connect(self._switch)
        self._field.activated.connect(lambda _place: put(field=self._field.currentData()))
        self._size.valueChanged.connect(lambda size: put(size_pt=size))
        self._colour.chosen.connect(lambda colour: put(colour=colour))
        self._halo_width.valueChanged.connect(lambda width: put(halo_mm=width))
        self._halo.chosen.connect(lambda colour: put(halo=colour))
        self._priority.activated.connect(lambda _p: put(priority=self._priority.currentData()))
        self._leader.toggled.connect(lambda on: put(leader=on))
        self._scales.on_change(lambda low, high: put(min_scale=low, max_scale=high))

    def _put(self, **changes: Any) -> None:
        if self._on.isChecked():
            self.draft.set_label(**changes)

    def _switch(self, on: bool) -> None:
        field = str(self._field.currentData() or "")
        self.draft.set_label(field=field if on else "")

    def _follow(self) -> None:
        label = self.draft.look.label
        shown = label or Label(self._offered())
        named = self._named().values()
        blocked = [QSignalBlocker(one) for one in (self._on, *named)]
        self._on.setChecked(label is not None)
        self._field.setCurrentIndex(self._field.findData(shown.field))
        self._size.setValue(shown.size_pt)
        self._colour.show_colour(shown.colour)
        self._halo_width.setValue(shown.halo_mm)
        self._halo.show_colour(shown.halo)
        nearest = min(_PRIORITIES, key=lambda one: abs(one - shown.priority))
        self._priority.setCurrentIndex(self._priority.findData(nearest))
        self._leader.setChecked(shown.leader)
        self._scales.show_scales(shown.min_scale, shown.max_scale)
        for widget in named:
            widget.setEnabled(label is not None)
        for one in blocked:
            one.unblock()

    def _offered(self) -> str:
        """Choose the column with names, if there is one."""
        now = self._field.currentData()
        names = [field.name for field in self.draft.fields()]
        named = (name for name in ("name", "title", "이름") if name in names)
        return str(now or next(named, names[0] if names else ""))


class VisibilityPage(_Page):
    """Opacity, scales, clusters."""

    def __init__(self, draft: StyleDraft, parent: QWidget) -> None:
        super().__init__(draft, parent)
        self._slider, self._share = QSlider(Qt.Orientation.Horizontal, self), QSpinBox(self)
        self._slider.setRange(0, 100)
        self._share.setRange(0, 100)
        self._share.setSuffix("%")
        both = QWidget(self)
        line = QHBoxLayout(both)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._slider, 1)
        line.addWidget(self._share)
        both.setFocusProxy(self._share)
        self._scales = _Scales(self)
        self._clusters = QCheckBox(tr("style.clusters.on"), self)
        self.put("opacity", both)
        self._share.setAccessibleName(tr("style.opacity"))
        self._slider.setAccessibleName(tr("style.opacity"))
        self.put("scales", self._scales)
        if draft.form == "point":
            self.put("clusters", self._clusters)
        self._clusters.setVisible(draft.form == "point")
        self.body.addLayout(self.fields)
        self.body.addStretch(1)
        self._slider.valueChanged.connect(lambda share: draft.set_opacity(share / 100))
        self._share.valueChanged.connect(lambda share: draft.set_opacity(share / 100))
        self._scales.on_change(lambda low, high: draft.set_whole(min_scale=low, max_scale=high))
        self._clusters.toggled.connect(lambda on: draft.set_whole(clusters=on))
        draft.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        look, share = self.draft.look, round(100 * self.draft.opacity)
        blocked = [QSignalBlocker(one) for one in (self._slider, self._share, self._clusters)]
        self._slider.setValue(share)
        self._share.setValue(share)
        self._scales.show_scales(look.min_scale, look.max_scale)
        self._clusters.setChecked(look.clusters)
        for one in blocked:
            one.unblock()


class _Scales(QWidget):
    """The closest and the farthest scale at which something is drawn."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._low, self._high = QComboBox(self), QComboBox(self)
        for box, limit in ((self._low, 0.0), (self._high, math.inf)):
            box.addItem(tr("style.scale.any"), limit)
            for scale in SCALES:
                box.addItem(f"1:{scale:,}", float(scale))
            box.setMaxVisibleItems(len(SCALES) + 2)
        self._low.setAccessibleName(tr("style.scale.closest"))
        self._high.setAccessibleName(tr("style.scale.farthest"))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self._low, 1)
        line.addWidget(QLabel("–", self))
        line.addWidget(self._high, 1)
        self.setFocusProxy(self._low)

    def on_change(self, told: Any) -> None:
        """Have a function of the two denominators called when the user chooses others."""
        for box in (self._low, self._high):
            box.activated.connect(lambda _place: told(*self._range()))

    def show_scales(self, low: float, high: float) -> None:
        """Show a range; nobody is told."""
        for box, scale in ((self._low, low), (self._high, high)):
            place = box.findData(scale)
            if place < 0:
                box.addItem(f"1:{scale:,.0f}", scale)
                place = box.count() - 1
            box.setCurrentIndex(place)

    def _range(self) -> tuple[float, float]:
        low, high = self._low.currentData(), self._high.currentData()
        return min(low, high), max(low, high)


def _number(parent: QWidget, low: float, high: float, step: float, unit: str) -> QDoubleSpinBox:
    box = QDoubleSpinBox(parent)
    box.setRange(low, high)
    box.setSingleStep(step)
    box.setDecimals(2 if step < 0.1 else 1)
    box.setSuffix(unit)
    return box
