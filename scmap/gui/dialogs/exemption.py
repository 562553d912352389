"""Asks why a pair is an exception, or why it is none any more."""

from collections.abc import Mapping

from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import texts, theme
from scmap.gui.dialog import Dialog
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.line_entry import LineEntry
from scmap.gui.text_entry import TextEntry
from scmap.model.exemption import KINDS, Exemption
from scmap.words import tr

LINE_CHARACTERS = 68


class _Asking(Dialog):
    """A heading, something in between, then reason and author, both mandatory."""

    def __init__(self, name: str, heading: str, author: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr(f"exemption.{name}.title"))
        self._name = name
        self._reason, self._author = TextEntry(4, self), LineEntry(self)
        self._author.setText(author)
        self._told = texts.label(parent=self)
        self._told.setForegroundRole(theme.Role.PlaceholderText)
        self._buttons, self._yes = answer_buttons(
            self, tr(f"exemption.{name}.do"), tr("exemption.cancel")
        )
        self.body = QVBoxLayout()
        self.body.setSpacing(6)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 14, 16, 12)
        outer.setSpacing(10)
        outer.addWidget(texts.label(heading, theme.heading(self.font()), self))
        outer.addLayout(self.body)
        outer.addLayout(self._fields())
        outer.addWidget(self._told)
        outer.addStretch(1)
        outer.addWidget(self._buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * LINE_CHARACTERS)
        self._reason.textChanged.connect(self._look)
        self._author.typed.connect(self._look)
        self._look()

    @property
    def reason(self) -> str:
        """Why, as it was typed."""
        return self._reason.text()

    @property
    def author(self) -> str:
        """Who says so."""
        return self._author.shown.strip()

    def _fields(self) -> QGridLayout:
        fields = QGridLayout()
        fields.setHorizontalSpacing(12)
        entries: Mapping[str, QWidget] = {"reason": self._reason, "author": self._author}
        for row, (key, entry) in enumerate(entries.items()):
            label = QLabel(tr(f"exemption.field.{key}"), self)
            label.setBuddy(entry)
            entry.setAccessibleName(label.text().split("(&")[0].replace("&", ""))
            fields.addWidget(label, row, 0)
            fields.addWidget(entry, row, 1)
        return fields

    def _look(self) -> None:
        """Let the button be pressed once both are there; say before what is missing."""
        whole = bool(self.reason and self.author)
        self._yes.setEnabled(whole)
        self._told.setText("" if whole else tr(f"exemption.{self._name}.incomplete"))


class ExemptionDialog(_Asking):
    """Asks of which kind an exception is, and why.

    Parameters
    ----------
    names : pair of str
        사업명 of both sides.
    kind : str
        Kind that is offered.
    author : str
        Who registered the last one.
    """

    def __init__(self, names: tuple[str, str], kind: str, author: str, parent: QWidget) -> None:
        super().__init__("register", " × ".join(names), author, parent)
        self._kinds = QButtonGroup(self)
        self._first = QComboBox(self)
        for place, one in enumerate(KINDS):
            button = QRadioButton(tr(f"exemption.kind.{one}"), self)
            button.setChecked(one == kind)
            button.toggled.connect(self._turn)
            self._kinds.addButton(button, place)
            self.body.addWidget(button)
            said = texts.caption(tr(f"exemption.kind.{one}.text"), self)
            said.setWordWrap(True)
            said.setIndent(22)
            self.body.addWidget(said)
        self._order = QLabel(tr("exemption.field.first"), self)
        self._order.setBuddy(self._first)
        self._first.setAccessibleName(self._order.text().split("(&")[0].replace("&", ""))
        for name in names:
            self._first.addItem(name)
        line = QGridLayout()
        line.setContentsMargins(22, 0, 0, 0)
        line.addWidget(self._order, 0, 0)
        line.addWidget(self._first, 0, 1)
        line.setColumnStretch(1, 1)
        self.body.addLayout(line)
        self._turn()

    @property
    def kind(self) -> str:
        """One of `KINDS`."""
        return KINDS[self._kinds.checkedId()]

    @property
    def turned(self) -> bool:
        """Whether the second investment comes before the first one."""
        return self._first.currentIndex() == 1

    def _turn(self) -> None:
        sequence = self.kind == "sequence"
        self._order.setEnabled(sequence)
        self._first.setEnabled(sequence)


class WithdrawalDialog(_Asking):
    """Asks why an exception does not hold any more."""

    def __init__(self, entry: Exemption, author: str, parent: QWidget) -> None:
        super().__init__("withdraw", f"{entry.left_name} × {entry.right_name}", author, parent)
        kind = tr(f"exemption.kind.{entry.kind}")
        said = tr("exemption.entry", kind=kind, reason=entry.reason, author=entry.author)
        self.body.addWidget(texts.label(said, parent=self))
        caption = texts.caption(tr("exemption.withdraw.text"), self)
        caption.setWordWrap(True)
        self.body.addWidget(caption)
