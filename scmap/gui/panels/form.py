"""What the forms of the review have in common: labelled fields, a button, and why it is off."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QDate, QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDateEdit,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from scmap import clock
from scmap.gui import texts, theme
from scmap.gui.card_view import muted
from scmap.words import tr

YEARS = (1990, 2100)
LABEL_PX = 64  # the column of labels
LINE_PX = 4  # above a label that stands at the top, to be on the line of its field's words
WIDEST = 720  # a line that long is still read at a glance


class Fields(QWidget):
    """Labelled fields, one below the other; a label is the word ``board.field.<key>``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: list[tuple[str, QLabel, QWidget]] = []
        self._calm = Calm(self)
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(6)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, LABEL_PX)
        for column in (1, 3):
            self._grid.setColumnStretch(column, 1)
        self._body.addLayout(self._grid)
        self.setMaximumWidth(WIDEST)

    def add(self, **fields: QWidget) -> None:
        """Add one field, or two beside each other, below the others."""
        row = self._grid.rowCount()
        width = 5 - 2 * len(fields)  # columns that a field takes
        for place, (key, field) in enumerate(fields.items()):
            label = texts.caption(parent=self)
            label.setBuddy(field)
            self._grid.addWidget(label, row, 2 * place, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(field, row, 2 * place + 1, 1, width)
            label.setContentsMargins(0, LINE_PX, 0, 0)
            field.installEventFilter(self._calm)
            self._labels.append((key, label, field))

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        for key, label, field in self._labels:
            label.setText(tr(f"board.field.{key}"))
            field.setAccessibleName(label.text())
            if isinstance(field, Choice):
                field.retranslate()


class Form(Fields):
    """Labelled fields above a button.

    Signals
    -------
    submitted
        The button was pressed.
    """

    submitted = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.button = QPushButton(self)
        self.button.clicked.connect(self.submitted)
        self._why = muted("")
        self._told = texts.label()
        for part in (self._told, self._why):
            self._body.addWidget(part)
            part.hide()
        self._body.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    def add(self, **fields: QWidget) -> None:
        super().add(**fields)
        self.setTabOrder([*fields.values()][-1], self.button)  # which was made before them

    def allow(self, why_not: str) -> None:
        """Let the button be pressed, or say why it cannot."""
        self.button.setEnabled(not why_not)
        self.button.setToolTip(texts.tip(why_not))
        self._why.setText(why_not)
        self._why.setVisible(bool(why_not))

    def tell(self, text: str) -> None:
        """Say what was wrong with the last try; "" takes that away."""
        colours = self._told.palette()
        colours.setColor(theme.Role.WindowText, QColor(theme.tones().error))
        self._told.setPalette(colours)
        self._told.setText(text)
        self._told.setVisible(bool(text))

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        super().retranslate()
        self.button.setText(tr(f"board.do.{self.name}"))


def measure_anew(box: QComboBox) -> None:
    """Let a choice be as wide as its words are now: Qt goes on with those of before."""
    QApplication.sendEvent(box, QEvent(QEvent.Type.StyleChange))
    box.updateGeometry()


class Choice(QComboBox):
    """A choice among the values of a vocabulary.

    Parameters
    ----------
    words : mapping of str to str
        The values as they are kept, and the keys of their words: ``board.<key>``.
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__()
        self._words = words
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for value in words:
            self.addItem(value, value)

    @property
    def value(self) -> str:
        """The value that is chosen."""
        return str(self.currentData())

    def choose(self, value: str) -> None:
        """Choose a value; the first one for an unknown value."""
        self.setCurrentIndex(max(self.findData(value), 0))

    def retranslate(self) -> None:
        """Say the values in the language now in force."""
        for place, key in enumerate(self._words.values()):
            self.setItemText(place, tr(f"board.{key}"))
        measure_anew(self)


class DayEdit(QDateEdit):
    """A day, from a calendar or by keys."""

    def __init__(self) -> None:
        super().__init__()
        self.put(None)
        self.setCalendarPopup(True)
        self.setDisplayFormat("yyyy-MM-dd")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def day(self) -> date:
        """The day that is shown."""
        shown = self.date()
        return date(shown.year(), shown.month(), shown.day())

    def put(self, day: date | None) -> None:
        """Show a day; today where there is none."""
        shown = day or clock.today()
        self.setDate(QDate(shown.year, shown.month, shown.day))


class YearEdit(QSpinBox):
    """A year."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(*YEARS)
        self.setGroupSeparatorShown(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setValue(clock.today().year)


class Calm(QObject):
    """Keeps the wheel, which scrolls the page, from changing the fields that pass below it."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        wheel = event.type() == QEvent.Type.Wheel
        if wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


class Page(QScrollArea):
    """Something longer than its place: it scrolls, and sideways only where words need it."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(inside)


class WholePage(Page):
    """A page that is never narrower than what is inside: beside it, something else gives way."""

    def __init__(self, inside: QWidget) -> None:
        self._inside = inside
        super().__init__(inside)

    def minimumSizeHint(self) -> QSize:
        bar = self.verticalScrollBar().sizeHint().width()
        least = self._inside.minimumSizeHint().width() + bar
        return QSize(least, super().minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


class FormPage(WholePage):
    """A form with a heading above it."""

    def __init__(self, form: Form) -> None:
        inside = QWidget()
        super().__init__(inside)
        self._form = form
        self._title = texts.label(font=theme.heading(form.font(), steps=2))
        body = QVBoxLayout(inside)
        body.setContentsMargins(16, 12, 16, 16)
        body.setSpacing(12)
        body.addWidget(self._title)
        body.addWidget(form)
        body.addStretch(1)

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self._title.setText(tr(f"board.{self._form.name}.heading"))
        self._form.retranslate()
