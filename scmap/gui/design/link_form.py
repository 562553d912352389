"""The form of a link: what flows, by whom, by which law, across which networks, at what cost."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDoubleSpinBox,
    QGridLayout,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import texts, theme
from scmap.gui.dialog import Dialog
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.elided_choice import ElidedChoice
from scmap.gui.line_entry import LineEntry
from scmap.gui.models.catalogue_words import link_title
from scmap.gui.models.offers import name_of
from scmap.gui.panels.form import LINE_PX, Calm, Page
from scmap.gui.text_entry import TextEntry
from scmap.model import amounts
from scmap.model.layer import Layer
from scmap.model.link import PASSAGES, PHASES, SHARES, STATES, ZONES, Link
from scmap.words import tr

MOST = 99_999_999  # 백만원, and uses a year
NO_DAY = QDate(1900, 1, 1)
LINES = ("title", "owner", "partners", "agreement", "spatial_standard", "technical_standard")
SEVERAL = ("items", "formats", "legal_ground")  # a line each
AREAS = {"items": 2, "formats": 2, "roles": 3, "legal_ground": 4, "note": 2}
CHOICES: dict[str, tuple[str, Sequence[str]]] = {
    "state": ("state", STATES),
    "direction": ("direction", ("forward", "both")),
    "phase": ("phase", ("", *PHASES)),
    "zone_left": ("zone", ("", *ZONES)),
    "zone_right": ("zone", ("", *ZONES)),
    "passage": ("passage", ("", *PASSAGES)),
}
NUMBERS = ("cost_mkrw", *(f"{name}_mkrw" for name in SHARES), "use_year", "uses")
DAYS = ("agreed_on", "expires_on")
# What stands where: headings, and below each the lines of fields.
PARTS: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    ("service", (("title",), ("state", "direction"), ("items",), ("formats",))),
    ("bodies", (("owner",), ("partners",), ("roles",), ("legal_ground",))),
    ("network", (("zone_left", "zone_right"), ("passage",))),
    ("agreement", (("agreement",), ("agreed_on", "expires_on"))),
    ("standard", (("spatial_standard",), ("technical_standard",))),
    (
        "money",
        (
            ("phase", "cost_mkrw"),
            ("national_mkrw", "province_mkrw"),
            ("local_mkrw", "private_mkrw"),
        ),
    ),
    ("use", (("use_year", "uses"), ("note",))),
)
SIZE = 720, 640
LETTERS = 8  # of a choice that are always seen


class LinkForm(Dialog):
    """Asks all that is kept of a link; blank stays unknown.

    Parameters
    ----------
    link : Link
        What is known of it already.
    layer : Layer or None
        Where its sides are named.
    """

    def __init__(self, link: Link, layer: Layer | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._link, self._calm = link, Calm(self)
        self.setWindowTitle(tr("linkplan.form"))
        self.fields: dict[str, QWidget] = {}
        self._lines: dict[str, LineEntry] = {}
        self._areas: dict[str, TextEntry] = {}
        self._choices: dict[str, QComboBox] = {}
        self._numbers: dict[str, QDoubleSpinBox] = {}
        self._dates: dict[str, QDateEdit] = {}
        self._make()
        sides = tr(
            "linkplan.sides", giver=name_of(layer, link.left), taker=name_of(layer, link.right)
        )
        self._buttons, self._yes = answer_buttons(self, tr("linkplan.form.do"), tr("record.cancel"))
        self._told = texts.label(parent=self)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.setSpacing(8)
        body.addWidget(
            texts.label(f"{link.template} {link_title(link)}", theme.heading(self.font()), self)
        )
        body.addWidget(texts.caption(sides, self))
        body.addWidget(Page(self._inside()), 1)
        body.addWidget(self._told)
        body.addWidget(self._buttons)
        self.resize(*SIZE)
        self._lines["title"].typed.connect(self._look)
        for box in self._dates.values():
            box.dateChanged.connect(self._look)
        self._look()

    @property
    def link(self) -> Link:
        """The link as the form tells it."""
        told: dict[str, object] = {name: one.shown.strip() for name, one in self._lines.items()}
        for name, area in self._areas.items():
            told[name] = _joined(area.text()) if name in SEVERAL else area.text()
        told |= {name: str(one.currentData()) for name, one in self._choices.items()}
        told |= {name: _number(one) for name, one in self._numbers.items()}
        told |= {name: self._day(name) for name in DAYS}
        return replace(self._link, **told)  # type: ignore[arg-type]  # by field, each of its type

    def _make(self) -> None:
        link = self._link
        for name in LINES:
            self._lines[name] = line = LineEntry(self)
            line.setText(getattr(link, name))
        for name, lines in AREAS.items():
            self._areas[name] = area = TextEntry(lines, self)
            told = getattr(link, name)
            area.setText(told.replace(";", "\n") if name in SEVERAL else told)
        for name, (words, values) in CHOICES.items():
            self._choices[name] = self._combo(words, values, getattr(link, name))
        for name in NUMBERS:
            self._numbers[name] = self._spin(getattr(link, name), money=name.endswith("_mkrw"))
        for name in DAYS:
            self._dates[name] = self._date(getattr(link, name))
        every = (self._lines, self._areas, self._choices, self._numbers, self._dates)
        for name, field in ((name, one) for some in every for name, one in some.items()):
            self.fields[name] = field
            field.setAccessibleName(tr(f"linkplan.field.{name}"))
            field.installEventFilter(self._calm)

    def _inside(self) -> QWidget:
        inside = QWidget(self)
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        row = 0
        for part, lines in PARTS:
            head = texts.label(tr(f"linkplan.part.{part}"), theme.bold(self.font()), inside)
            grid.addWidget(head, row, 0, 1, 4)
            for names in lines:
                row += 1
                for place, name in enumerate(names):
                    label = texts.caption(tr(f"linkplan.field.{name}"), inside)
                    label.setBuddy(self.fields[name])
                    label.setContentsMargins(0, LINE_PX, 0, 0)
                    grid.addWidget(label, row, 2 * place, Qt.AlignmentFlag.AlignTop)
                    grid.addWidget(self.fields[name], row, 2 * place + 1, 1, 5 - 2 * len(names))
            row += 1
        return inside

    def _combo(self, words: str, values: Sequence[str], chosen: str) -> QComboBox:
        made = ElidedChoice(self)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(LETTERS)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for value in values:
            made.addItem(_choice(words, value) if value else amounts.unknown(), value)
        made.setCurrentIndex(max(made.findData(chosen), 0))
        return made

    def _spin(self, value: float, *, money: bool) -> QDoubleSpinBox:
        made = QDoubleSpinBox(self)
        made.setRange(-1, MOST)
        made.setGroupSeparatorShown(money)
        made.setDecimals(1 if money else 0)
        made.setSpecialValueText(amounts.unknown())
        made.setValue(-1 if math.isnan(value) else value)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return made

    def _date(self, day: date | None) -> QDateEdit:
        made = QDateEdit(self)
        made.setCalendarPopup(True)
        made.setDisplayFormat("yyyy-MM-dd")
        made.setMinimumDate(NO_DAY)
        made.setSpecialValueText(amounts.unknown())
        made.setDate(QDate(day.year, day.month, day.day) if day else NO_DAY)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return made

    def _look(self, *_: object) -> None:
        """Say what is wrong, and let the button be pressed once nothing is."""
        agreed, expires = self._day("agreed_on"), self._day("expires_on")
        wrong = "" if self._lines["title"].shown.strip() else tr("linkplan.wrong.title")
        if agreed and expires and expires < agreed:
            wrong = tr("linkplan.wrong.days")
        self._told.setText(wrong)
        self._told.setVisible(bool(wrong))
        self._yes.setEnabled(not wrong)

    def _day(self, name: str) -> date | None:
        shown = self._dates[name].date()
        return None if shown == NO_DAY else date(shown.year(), shown.month(), shown.day())


def _choice(words: str, value: str) -> str:
    if words == "phase":
        return tr(f"board.phase.{value}")
    return tr(f"linkage.direction.{value}" if words == "direction" else f"linkplan.{words}.{value}")


def _number(box: QDoubleSpinBox) -> float:
    return math.nan if box.value() < 0 else box.value()


def _joined(text: str) -> str:
    """Keep lines as parts of one cell."""
    return ";".join(line.strip() for line in text.replace(";", "\n").splitlines() if line.strip())
