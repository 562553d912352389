"""How the questions of a form are answered: lines, choices, fields, ministries of the time."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QWidget

from scmap.gui import texts
from scmap.gui.line_entry import LineEntry
from scmap.gui.panels.facets import StayingMenu
from scmap.gui.panels.plan_form import FieldsButton
from scmap.gui.text_entry import TextEntry
from scmap.model import amounts
from scmap.model.attribute_form import FormField
from scmap.model.codebook import CodeBook
from scmap.model.ministry import ministries
from scmap.words import tr

LINES = 3  # of a longer text
HINTS = {"day": "forms.hint.day", "year": "forms.hint.year", "municipality": "forms.hint.place"}


class Answer(QObject):
    """The widget of one question, and the text that it holds; "" is unknown.

    Signals
    -------
    changed
        Something else is answered.
    """

    changed = Signal()

    def __init__(
        self,
        asked: FormField,
        codebook: CodeBook,
        names: Callable[[], Sequence[str]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.asked = asked
        self.widget: QWidget
        self._read: Callable[[], str]
        self._write: Callable[[str], None]
        makers: dict[str, Callable[[QWidget], None]] = {
            "text": self._long,
            "choice": self._choice,
            "fields": partial(self._fields, codebook),
            "ministry": partial(self._ministry, names),
        }
        makers.get(asked.entry, self._line)(parent)

    @property
    def text(self) -> str:
        """What is answered."""
        return self._read()

    def put(self, text: str) -> None:
        """Show an answer."""
        self._write(text)

    def _line(self, parent: QWidget) -> None:
        entry = LineEntry(parent)
        hint = HINTS.get(self.asked.entry)
        entry.setPlaceholderText(tr(hint) if hint else amounts.unknown())
        entry.typed.connect(self.changed)
        self.widget, self._read = entry, partial(_shown, entry)

        def write(text: str) -> None:
            entry.setText(text)
            entry.setCursorPosition(0)

        self._write = write

    def _long(self, parent: QWidget) -> None:
        entry = TextEntry(LINES, parent)
        entry.textChanged.connect(self.changed)
        self.widget, self._read, self._write = entry, entry.text, entry.setText

    def _choice(self, parent: QWidget) -> None:
        box = QComboBox(parent)
        box.addItem(amounts.unknown(), "")
        for value, title in self.asked.choices:
            box.addItem(texts.item(title), value)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

        def write(text: str) -> None:
            if box.findData(text) < 0:  # a value of before that is none of the choices stays
                box.addItem(texts.item(text), text)
            box.setCurrentIndex(box.findData(text))

        box.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.widget, self._read, self._write = box, lambda: str(box.currentData() or ""), write

    def _fields(self, codebook: CodeBook, parent: QWidget) -> None:
        button = FieldsButton(codebook, parent)
        button.retranslate()
        strange: list[str] = []  # codes that the code book does not have: they stay

        def write(text: str) -> None:
            codes = [one for one in text.split(";") if one]
            strange[:] = [one for one in codes if one not in codebook.fields]
            button.choose(*(one for one in codes if one in codebook.fields))

        button.changed.connect(self.changed)
        self.widget, self._write = button, write
        self._read = lambda: ";".join((*button.chosen, *strange))

    def _ministry(self, names: Callable[[], Sequence[str]], parent: QWidget) -> None:
        row = QWidget(parent)
        entry, button = LineEntry(row), QToolButton(row)
        button.setText(tr("forms.ministry.choose"))
        button.setToolTip(texts.tip(tr("forms.ministry.tip")))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = StayingMenu(button)
        button.setMenu(menu)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(entry, 1)
        line.addWidget(button)
        entry.setPlaceholderText(amounts.unknown())
        entry.typed.connect(self.changed)
        row.setFocusProxy(entry)

        def toggle(name: str, on: bool) -> None:
            told = [one for one in ministries(entry.text()) if one != name]
            entry.setText(";".join((*told, name) if on else told))

        def offer() -> None:
            menu.clear()
            told = ministries(entry.text())
            for name in names():
                item = menu.addAction(texts.item(name))
                item.setCheckable(True)
                item.setChecked(name in told)
                item.toggled.connect(partial(toggle, name))

        menu.aboutToShow.connect(offer)
        self.widget, self._read = row, partial(_shown, entry)
        self._write = entry.setText


def _shown(entry: LineEntry) -> str:
    return entry.shown.strip()
