"""On which terms something is handed out: for whom, by whom, what for, and what is kept back."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QWidget

from scmap.gui.card_view import muted
from scmap.gui.line_entry import LineEntry
from scmap.model.release import HANDLINGS, PROFILES, Terms
from scmap.words import tr


class TermsRows(QObject):
    """The rows of a form that ask for the terms.

    Signals
    -------
    changed
        Other terms are chosen or typed.
    """

    changed = Signal()

    def __init__(self, form: QFormLayout, parent: QWidget, usual: Terms) -> None:
        super().__init__(parent)
        profiles = [(tr(f"release.profile.{one}"), one) for one in PROFILES]
        self._profile = choice(parent, "profile", profiles)
        handlings = [(tr(f"release.handling.{one}"), one) for one in HANDLINGS]
        self._handling = choice(parent, "handling", handlings)
        self._by, self._purpose, self._reason = (LineEntry(parent) for _ in range(3))
        self._by.setText(usual.by)
        self._purpose.setText(usual.purpose)
        self._reason.setPlaceholderText(tr("release.reason.hint"))
        self._note = muted("")
        self._note.setWordWrap(True)
        for name, field in (
            ("profile", self._profile),
            ("restricted", self._handling),
            ("by", self._by),
            ("purpose", self._purpose),
            ("reason", self._reason),
        ):
            words = tr(f"release.{name}")
            field.setAccessibleName(words)
            form.addRow(words, field)
        form.addRow(self._note)
        for box in (self._profile, self._handling):
            box.currentIndexChanged.connect(self._look)
        for line in (self._by, self._purpose, self._reason):
            line.typed.connect(lambda _text: self.changed.emit())
        self._look()

    @property
    def terms(self) -> Terms:
        """What was chosen."""
        return Terms(
            profile=self._profile.currentData(),
            by=self._by.shown.strip(),
            purpose=self._purpose.shown.strip(),
            handling=self._handling.currentData(),
            reason=self._reason.shown.strip(),
        )

    def _look(self) -> None:
        """Say what the profile does."""
        profile = self._profile.currentData()
        self._handling.setEnabled(profile != "internal")
        self._note.setText(tr(f"release.note.{profile}"))
        self.changed.emit()


def choice(parent: QWidget, name: str, items: Sequence[tuple[str, str]]) -> QComboBox:
    """Make a box of choices, each with the value that stands behind its words."""
    box = QComboBox(parent)
    box.setObjectName(name)
    for title, value in items:
        box.addItem(title, value)
    return box
