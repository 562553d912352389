"""Saving what a table shows as a spreadsheet."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from scmap.formats.sheet_file import MOST_ROWS, write_sheet
from scmap.gui.job import Jobs
from scmap.gui.messages import MessageBar
from scmap.gui.models.sheet import Draft, Sheet
from scmap.gui.written import written
from scmap.progress import Progress, silent
from scmap.store.replacing import replacing
from scmap.words import tr


class Sheets(QObject):
    """Asks where to, and writes in the background."""

    def __init__(self, window: QWidget, jobs: Jobs, messages: MessageBar) -> None:
        super().__init__(window)
        self._window, self._jobs, self._messages = window, jobs, messages

    def ask(self, title: str, sheet: Sheet | Draft) -> None:
        """Ask for a file and write the sheet to it."""
        start = str(Path.home() / f"{title}.xlsx")
        chosen, _kind = QFileDialog.getSaveFileName(
            self._window, tr("tables.xlsx.ask"), start, tr("tables.xlsx.kind")
        )
        if chosen:
            self.write(Path(chosen).with_suffix(".xlsx"), title, sheet)

    def write(self, path: Path, title: str, sheet: Sheet | Draft) -> None:
        """Write the sheet in the background, and say that it is there."""
        self._jobs.run(
            tr("tables.xlsx.job"),
            lambda progress: _write(path, title, sheet, progress),
            lambda _: self._tell(path),
        )

    def _tell(self, path: Path) -> None:
        self._messages.tell(written(tr("tables.xlsx.done", file=path.name), path))


def _write(path: Path, title: str, sheet: Sheet | Draft, progress: Progress = silent) -> None:
    rows: Iterable[Sequence[str]]
    if isinstance(sheet, Sheet):
        rows, notes = sheet.rows, sheet.notes
    else:
        rows, notes = sheet.rows(MOST_ROWS, progress), sheet.notes(MOST_ROWS)
    with replacing(path) as draft:
        write_sheet(draft, title, sheet.header, rows, numbers=sheet.numbers, notes=notes)
    progress(1.0)
