"""상정본: the states that were frozen under a name, and what can be done with them."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import (
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import texts
from scmap.gui.dialog import Dialog
from scmap.gui.line_entry import LineEntry
from scmap.gui.models.sheet import Sheet, SheetModel
from scmap.gui.sheet_view import SheetView
from scmap.model.snapshot import Snapshot
from scmap.session.snapshots import Seal
from scmap.words import tr

SIZE = (820, 460)
HEADER = ("name", "day", "author", "note", "seal")


@dataclass(frozen=True, slots=True)
class Deeds:
    """What the buttons do.

    Attributes
    ----------
    take : callable
        Freezes the present state: name, author, note.
    verify : callable
        Proves a state unchanged.
    compare : callable
        Holds a state against the present one.
    compare_file : callable
        Asks for a file and holds its state against the present one.
    """

    take: Callable[[str, str, str], None]
    verify: Callable[[Snapshot], None]
    compare: Callable[[Snapshot], None]
    compare_file: Callable[[], None]


class SnapshotsDialog(Dialog):
    """Lists the frozen states, the latest on top; the line below freezes another one."""

    def __init__(self, deeds: Deeds, author: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("snapshots.title"))
        self._deeds = deeds
        self._known: tuple[Snapshot, ...] = ()
        self._model = SheetModel(self)
        self.view = SheetView(self._model, tr("snapshots.title"), self)
        self.view.selectionModel().currentRowChanged.connect(self._look)
        self.name, self.author, self.note = (LineEntry(self) for _ in range(3))
        self.author.setText(author)
        self.name.setPlaceholderText(tr("snapshots.name.example"))
        self.name.typed.connect(self._look)
        self.takes = QPushButton(tr("snapshots.take"), self)
        self.takes.clicked.connect(self._take)
        self._arrange()
        self.show_snapshots(())

    def show_snapshots(self, known: tuple[Snapshot, ...]) -> None:
        """List what the project remembers."""
        if len(known) > len(self._known):
            self.name.setText("")
            self.note.setText("")
        self._known = known[::-1]
        rows = tuple(
            (one.name, str(one.taken_on or ""), one.author, one.note, Seal.told_by(one).mark)
            for one in self._known
        )
        self._model.show(Sheet(tuple(tr(f"snapshots.head.{name}") for name in HEADER), rows))
        if rows:
            self.view.selectRow(0)
        self._look()

    def _arrange(self) -> None:
        fields = QGridLayout()
        entries = {"name": self.name, "author": self.author, "note": self.note}
        for column, (key, entry) in enumerate(entries.items()):
            label = QLabel(tr(f"snapshots.field.{key}"), self)
            label.setBuddy(entry)
            entry.setAccessibleName(label.text().split("(&")[0])
            fields.addWidget(label, 0, column)
            fields.addWidget(entry, 1, column)
        fields.addWidget(self.takes, 1, len(entries))
        fields.setColumnStretch(0, 3)
        fields.setColumnStretch(2, 2)
        kinds = QDialogButtonBox.ButtonRole
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.verifies = buttons.addButton(tr("snapshots.verify"), kinds.ActionRole)
        self.compares = buttons.addButton(tr("snapshots.compare"), kinds.ActionRole)
        self.opens = buttons.addButton(tr("snapshots.compare_file"), kinds.ActionRole)
        self.verifies.clicked.connect(lambda: self._with_chosen(self._deeds.verify))
        self.compares.clicked.connect(lambda: self._with_chosen(self._deeds.compare))
        self.opens.clicked.connect(lambda: self._deeds.compare_file())  # noqa: PLW0108  no `checked`
        buttons.rejected.connect(self.reject)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.addWidget(texts.label(tr("snapshots.how"), parent=self))
        body.addWidget(self.view, 1)
        body.addLayout(fields)
        body.addWidget(buttons)
        self.resize(*SIZE)

    def _look(self) -> None:
        self.takes.setEnabled(bool(self.name.shown.strip()))
        for button in (self.verifies, self.compares):
            button.setEnabled(0 <= self.view.currentIndex().row() < len(self._known))

    def _take(self) -> None:
        self._deeds.take(*(one.shown.strip() for one in (self.name, self.author, self.note)))

    def _with_chosen(self, deed: Callable[[Snapshot], None]) -> None:
        row = self.view.currentIndex().row()
        if 0 <= row < len(self._known):
            deed(self._known[row])
