"""찾아 바꾸기 in the attribute table: what, by what, in which column and rows; counted at once."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QVBoxLayout, QWidget

from scmap.gui import texts, theme
from scmap.gui.dialog import Dialog
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.job import Job, Jobs
from scmap.gui.line_entry import LineEntry
from scmap.gui.models.column_titles import column_title
from scmap.gui.models.standard_titles import shown_title
from scmap.model.layer import Layer
from scmap.model.typed_cell import CellType
from scmap.session.cell_editing import CellChange, Search, replaced
from scmap.words import tr

LETTERS = 60  # width
WAIT_MS = 150  # after the last letter


class ReplaceDialog(Dialog):
    """Asks what to find and what to put in its place.

    Parameters
    ----------
    layer : Layer
        Its cells.
    scopes : mapping of str to sequence of str
        Features that may be meant: "selected", "seen", "all".
    first : sequence of str
        The column that is chosen at first.
    types : callable
        Gives what a column takes.
    jobs : Jobs
        Cells are counted in the background.
    """

    def __init__(
        self,
        layer: Layer,
        scopes: Mapping[str, Sequence[str]],
        first: Sequence[str],
        types: Callable[[str], CellType],
        jobs: Jobs,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("cells.replace.title"))
        self._layer, self._scopes, self._types = layer, scopes, types
        self._jobs = jobs
        self._count: Job | None = None
        self._counted, self._wanted = False, False  # is `change` what is asked; was it accepted
        self.change = CellChange()
        self.find_, self.by = LineEntry(self), LineEntry(self)
        self.column, self.scope = QComboBox(self), QComboBox(self)
        self.whole = QCheckBox(tr("cells.replace.whole"), self)
        self.exact = QCheckBox(tr("cells.replace.exact"), self)
        for name in layer.columns:
            self.column.addItem(texts.item(column_title(name)), name)
        for name, uids in scopes.items():
            self.scope.addItem(tr(f"cells.scope.{name}", count=f"{len(uids):,}"), name)
        self.column.setCurrentIndex(max(self.column.findData(first[0] if first else ""), 0))
        self._told = texts.label(parent=self)
        self._buttons, self._yes = answer_buttons(self, tr("cells.replace.do"), tr("record.cancel"))
        self._lay_out()
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._look)
        for entry in (self.find_, self.by):
            entry.typed.connect(self._ask_later)
        for box in (self.column, self.scope):
            box.currentIndexChanged.connect(self._look)
        for check in (self.whole, self.exact):
            check.toggled.connect(self._look)
        self._look()

    def _lay_out(self) -> None:
        asked = QFormLayout()
        asked.setHorizontalSpacing(10)
        asked.setVerticalSpacing(8)
        rows: tuple[tuple[str, QWidget], ...] = (
            ("find", self.find_),
            ("by", self.by),
            ("column", self.column),
            ("scope", self.scope),
        )
        for name, field in rows:
            asked.addRow(tr(f"cells.replace.{name}"), field)
            field.setAccessibleName(tr(f"cells.replace.{name}"))
        asked.addRow("", self.whole)
        asked.addRow("", self.exact)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.setSpacing(10)
        heading = texts.item(shown_title(self._layer.title))
        body.addWidget(texts.label(heading, theme.heading(self.font()), self))
        body.addLayout(asked)
        body.addWidget(self._told)
        body.addWidget(self._buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * LETTERS)

    def accept(self) -> None:
        """Take what is asked; somebody may be quicker than the count, which is then waited for."""
        self._wanted = not self._counted
        if self._counted:
            super().accept()
        elif self._wait.isActive():
            self._look()

    def done(self, result: int) -> None:
        """Close, and count no more."""
        self._wait.stop()
        self._stop()
        super().done(result)

    def _ask_later(self) -> None:
        self._counted = False
        self._wait.start()

    def _stop(self) -> None:
        if self._count is not None:
            self._count.cancel()
            self._count = None

    def _look(self) -> None:
        """Count what would be changed, in the background; only the latest question is answered."""
        self._wait.stop()
        self._stop()
        self._counted = False
        name = str(self.column.currentData())
        work = partial(
            replaced,
            self._layer,
            name,
            self._scopes[str(self.scope.currentData())],
            Search(self.find_.shown, self.by.shown, self.whole.isChecked(), self.exact.isChecked()),
            self._types(name),
        )
        job = self._jobs.run(
            self.windowTitle(), lambda progress: work(progress=progress), momentary=True
        )
        self._count = job
        job.finished.connect(lambda change: self._take(job, change))

    def _take(self, job: Job, change: CellChange) -> None:
        """Tell what would be changed, and what could not be taken."""
        if job is not self._count:
            return
        self._count, self._counted, self.change = None, True, change
        count, refused = self.change.count, len(self.change.refused)
        key = "cells.replace.refused" if refused else "cells.replace.count"
        self._told.setText(tr(key, count=f"{count:,}", refused=f"{refused:,}"))
        self._yes.setEnabled(count > 0)
        if self._wanted and count:
            super().accept()
        self._wanted = False
