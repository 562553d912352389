"""How the chosen file is read: kind, CRS and encoding, to be chosen otherwise, each with why."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from scmap.formats.incoming.totals import about_totals
from scmap.gui import texts
from scmap.gui.models.reading import (
    ABOUT_TEXT,
    ROLE,
    Option,
    crs_options,
    crs_reason,
    encoding_options,
    kind_options,
    remarks,
    said_of,
    totals_reason,
)
from scmap.session.arrivals import KINDS, Arrival, AskedKind
from scmap.words import tr

NAMES = ("kind", "crs", "encoding")
_WIDEST = 24  # letters that a box shows at least; its list is as wide as it needs


class ReadingForm(QWidget):
    """Three boxes with the reason below; a choice is told at once, and the file is read again.

    Signals
    -------
    answered : Asked
        What the user says of the file now.
    """

    answered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._arrival: Arrival | None = None
        self._boxes = {name: self._box(name) for name in NAMES}
        self._labels: dict[str, QLabel] = {}
        self._listed: dict[str, tuple[Option, ...]] = {}
        self._why = {name: texts.label(parent=self) for name in NAMES}
        self._personal = QCheckBox(self)
        self._personal.clicked.connect(self._answer)
        self._totals = QCheckBox(self)
        self._totals.clicked.connect(self._answer)
        self._why["totals"] = texts.label(parent=self)
        self._others = QCheckBox(self)
        self._others.setChecked(True)
        body = self._body = QVBoxLayout(self)
        body.setContentsMargins(8, 4, 4, 4)
        body.setSpacing(4)
        for name, box in self._boxes.items():
            self._labels[name] = QLabel(tr(f"reading.{name}"), self)
            self._labels[name].setBuddy(box)
            line = QHBoxLayout()
            line.addWidget(self._labels[name])
            line.addWidget(box, 1)
            body.addLayout(line)
            body.addWidget(self._why[name])
            if name == "crs":
                body.addWidget(self._others)
        for part in (self._personal, self._totals, self._why["totals"]):
            body.addWidget(part)
        width = max(label.sizeHint().width() for label in self._labels.values())
        for label in self._labels.values():
            label.setFixedWidth(width)

    @property
    def for_others(self) -> bool:
        """Whether the CRS is also that of the other files that leave the same open."""
        return self._others.isVisibleTo(self) and self._others.isChecked()

    def show_arrival(self, arrival: Arrival, same: int) -> None:
        """Show how a file is read; `same` is how many others leave the same open."""
        self._arrival = arrival
        options = {
            "kind": kind_options(arrival),
            "crs": crs_options(arrival),
            "encoding": encoding_options(arrival),
        }
        for name, listed in options.items():
            self._fill(name, listed)
        offered = arrival.offers_base and arrival.kind == "layer"
        self._say("kind", tr("reading.offer") if offered else "")
        self._say("crs", crs_reason(arrival) if options["crs"] else "")
        self._say("encoding", remarks(arrival, ABOUT_TEXT) if options["encoding"] else "")
        names = ", ".join(arrival.personal)
        self._personal.setText(tr("reading.personal", names=names))
        self._personal.setToolTip(texts.tip(names))
        self._personal.setVisible(bool(names))
        self._personal.setChecked(arrival.asked.personal)
        totals = about_totals(arrival.issues) if arrival.found is not None else None
        if totals is not None:
            self._totals.setText(tr("reading.totals", count=f"{totals.values['count']:,}"))
        self._totals.setVisible(totals is not None)
        self._totals.setChecked(arrival.asked.without_totals)
        self._say("totals", totals_reason(totals) if totals is not None else "")
        self._others.setText(tr("reading.others", count=f"{same:,}"))
        self._others.setVisible(bool(same and options["crs"]))
        self.setVisible(bool(names) or totals is not None or any(options.values()))
        self._give_lines()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_lines()

    def _give_lines(self) -> None:
        """Have each reason keep all its lines: a splitter asks for the least height only."""
        rims = self._body.contentsMargins()  # a label has its width only once it was laid out
        width = self.width() - rims.left() - rims.right()
        for why in self._why.values():
            why.setMinimumHeight(0)  # it asks for no less than it was given
            why.setMinimumHeight(max(0, why.heightForWidth(width)))

    def _box(self, name: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(tr(f"reading.{name}"))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(_WIDEST)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        box.activated.connect(self._answer)
        return box

    def _fill(self, name: str, options: Sequence[Option]) -> None:
        box = self._boxes[name]
        if self._listed.get(name) != tuple(options):  # files of one kind leave the same choices
            self._list(box, options)
            self._listed[name] = tuple(options)
        said = said_of(self._arrival.asked, name) if self._arrival else ""
        box.setCurrentIndex(max(0, box.findData(said)))
        for widget in (box, self._labels[name]):
            widget.setVisible(bool(options))

    def _list(self, box: QComboBox, options: Sequence[Option]) -> None:
        while box.count() > len(options):
            box.removeItem(box.count() - 1)
        for place, option in enumerate(options):  # in place: whoever walks through them may go on
            if place == box.count():
                box.addItem("")
            box.setItemText(place, option.text)
            box.setItemData(place, option.value)
            box.setItemData(place, texts.tip(option.why), Qt.ItemDataRole.ToolTipRole)
        width = max((box.fontMetrics().horizontalAdvance(one.text) for one in options), default=0)
        box.view().setMinimumWidth(width + 40)

    def _say(self, name: str, words: str) -> None:
        self._why[name].setText(words)
        self._why[name].setVisible(bool(words))

    def _answer(self) -> None:
        if self._arrival is None:
            return
        kind, crs, encoding = (
            str(box.currentData() or "") if box.count() else "" for box in self._boxes.values()
        )
        known: AskedKind = next((one for one in KINDS if one == kind), "")
        asked = replace(
            self._arrival.asked,
            kind=known,
            role=kind.removeprefix(ROLE) if kind.startswith(ROLE) else "",
            crs=crs,
            encoding=encoding,
            personal=self._personal.isChecked(),
            without_totals=self._totals.isChecked(),
        )
        if asked != self._arrival.asked:
            self.answered.emit(asked)
