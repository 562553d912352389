"""Saving what a table shows as a spreadsheet."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from scmap import paths
from scmap.formats.sheet_file import MOST_ROWS, write_sheet
from scmap.gui.door import Door
from scmap.gui.messages import MessageBar
from scmap.gui.models.sheet import Draft, Sheet
from scmap.gui.save_place import ask_place
from scmap.gui.written import written
from scmap.model.release import Issued
from scmap.progress import Progress, silent
from scmap.reference.withholding import withholding
from scmap.session.releasing import as_issued, grade_lines, grade_of, of_table
from scmap.words import tr


class Sheets(QObject):
    """Asks where to, and writes in the background, for the office itself (내부용)."""

    def __init__(self, window: QWidget, door: Door, messages: MessageBar) -> None:
        super().__init__(window)
        self._window, self._door, self._messages = window, door, messages

    def ask(self, title: str, sheet: Sheet | Draft) -> None:
        """Ask for a file and write the sheet to it."""
        start = Path.home() / f"{paths.file_name(title)}.xlsx"
        kind = tr("tables.xlsx.kind")
        path = ask_place(self._window, tr("tables.xlsx.ask"), start, kind, ".xlsx")
        if path is not None:
            self.write(path, title, sheet)

    def write(self, path: Path, title: str, sheet: Sheet | Draft) -> None:
        """Write the sheet in the background, and say that it is there."""
        terms = replace(self._door.usual_terms, purpose=title)
        project = self._door.project
        if project is None:
            return

        def work(aside: Path, progress: Progress) -> Issued:
            file = aside / path.name
            marks = grade_lines(grade_of(project), terms.profile)
            clearance = of_table(project, _write(file, title, sheet, progress, marks))
            return as_issued((file,), terms, clearance)

        label = tr("tables.xlsx.job")
        self._door.hand_out(label, path.parent, work, lambda _: self._tell(path))

    def _tell(self, path: Path) -> None:
        self._messages.tell(written(tr("tables.xlsx.done", file=path.name), path))


def _write(
    path: Path,
    title: str,
    sheet: Sheet | Draft,
    progress: Progress = silent,
    marks: Sequence[str] = (),
) -> tuple[str, ...]:
    """Write all columns but those that leave no project, and name these; `marks` tell its grade."""
    rows: Iterable[Sequence[str]]
    if isinstance(sheet, Sheet):
        rows, notes = sheet.rows, sheet.notes
    else:
        rows, notes = sheet.rows(MOST_ROWS, progress), sheet.notes(MOST_ROWS)
    bare = [name for name in sheet.header if withholding().strips(name)]
    kept = [place for place, name in enumerate(sheet.header) if name not in bare]
    numbers = [now for now, place in enumerate(kept) if place in set(sheet.numbers)]
    write_sheet(
        path,
        title,
        [sheet.header[place] for place in kept],
        ([row[place] for place in kept] for row in rows) if bare else rows,
        numbers=numbers,
        notes=(*notes, *marks),
    )
    progress(1.0)
    return tuple(bare)
