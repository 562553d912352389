"""Choices that one may type into."""

from collections.abc import Iterable

from PySide6.QtWidgets import QComboBox, QWidget

from scmap.gui.line_entry import LineEntry
from scmap.gui.suggestions import Suggestions


class TypedChoice(QComboBox):
    """A choice that takes something else, too, in a line that loses no syllable.

    Nothing is completed under the hand: a completer of Qt ends the syllable that is composed.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.line = LineEntry(self)
        self.setLineEdit(self.line)
        self.setCompleter(None)  # type: ignore[arg-type]  # Qt: none completes
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)


class SearchedChoice(TypedChoice):
    """A choice among many that one finds by typing a part of it, or its initials.

    What is typed and is none of them gives way to what was chosen before: the line never shows
    what is not chosen.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._suggestions = Suggestions(self.line)
        self._suggestions.taken.connect(self._choose)
        self.line.editingFinished.connect(self._settle)

    def offer(self, items: Iterable[tuple[str, str]]) -> None:
        """Offer these titles with their values, in place of those of before."""
        self.clear()
        for title, value in items:
            self.addItem(title, value)
        self._suggestions.put([self.itemText(row) for row in range(self.count())])

    def _choose(self, value: str) -> None:
        self.setCurrentIndex(self.findText(value))
        self.activated.emit(self.currentIndex())

    def _settle(self) -> None:
        """Choose the only one that what was typed finds, else show what is chosen."""
        typed = self.line.text()
        found = self._suggestions.found(typed) if typed.strip() else []
        if typed in found or len(found) == 1:
            self.setCurrentIndex(self.findText(typed if typed in found else found[0]))
        self.setEditText(self.itemText(self.currentIndex()))
