"""Asks the process that reads spreadsheets, and outlives whatever happens to it."""

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from scmap.errors import InputError
from scmap.formats import sheet_reader
from scmap.formats.partner import POLL_S, Partner
from scmap.formats.sheet_losses import Loss
from scmap.formats.sheet_reader import Cell
from scmap.progress import Progress, silent


@dataclass(slots=True)
class SheetRead:
    """A sheet as it was read.

    Attributes
    ----------
    name : str
    rows : list of list of Cell
    losses : list of Loss
        Cells that are empty here and not in the file.
    """

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)


Sheets: TypeAlias = list[SheetRead]

NAME = "spreadsheets"  # of the process
START_S = 120.0  # for the process to load: no file's fault
PATIENCE_S, PATIENCE_S_MB = 8.0, 3.0  # without an answer, and for each MB of the file


class Reading:
    """The process that reads spreadsheets; one file at a time, whoever asks."""

    def __init__(self) -> None:
        self._partner = Partner(NAME, sheet_reader.serve)
        self._turn = threading.Lock()

    def sheets(
        self, path: Path, *, first: bool, most: int | None, progress: Progress = silent
    ) -> Sheets:
        """Read the sheets of a spreadsheet.

        Parameters
        ----------
        path : Path
        first : bool
            Whether only the first is wanted.
        most : int or None
            Rows of each that are wanted; None for all.
        progress : Progress
            Asked whether to go on; may raise CancelledError.

        Raises
        ------
        InputError
            table_unreadable; table_reader_ended where its reader ended or never came back.
        """
        patience = PATIENCE_S + PATIENCE_S_MB * path.stat().st_size / 1e6
        with self._turn:
            try:
                with self._partner.asked():
                    self._ask((path.absolute(), first, most), progress)
                    found = self._answers(patience, progress)
            except (EOFError, OSError) as error:  # a TimeoutError is one, too
                raise InputError("table_reader_ended", file=path.name) from error
        if found is None:
            raise InputError("table_unreadable", file=path.name)
        return found

    def _ask(self, question: object, progress: Progress) -> None:
        """Put a question; a process that has ended meanwhile is begun again."""
        if self._partner.runs:
            try:
                self._partner.begun().send(question)
            except OSError:
                self._partner.end()
            else:
                return
        self._partner.begun()
        self._next(START_S, progress)
        self._partner.begun().send(question)

    def _answers(self, patience: float, progress: Progress) -> Sheets | None:
        """Give what is read; None for what is no spreadsheet."""
        found: Sheets = []
        while True:
            what, value = self._next(patience, progress)
            if what == sheet_reader.SHEET:
                found.append(SheetRead(value))
            elif what == sheet_reader.ROWS:
                found[-1].rows.extend(value)
            elif what == sheet_reader.LOSSES:
                for one in found:
                    one.losses = value.get(one.name, [])
            elif what == sheet_reader.DONE:
                return found
            else:
                return None

    def _next(self, patience: float, progress: Progress) -> tuple[str, Any]:
        """Wait for the next answer.

        Raises
        ------
        TimeoutError
            If none comes in time.
        """
        pipe, since = self._partner.begun(), time.monotonic()
        while not pipe.poll(POLL_S):
            progress(0.0)
            if time.monotonic() - since > patience:
                raise TimeoutError
        answer: tuple[str, Any] = pipe.recv()
        return answer


_reading = Reading()


def sheets(
    path: Path, *, first: bool = False, most: int | None = None, progress: Progress = silent
) -> Sheets:
    """Read the sheets of a spreadsheet, as `Reading.sheets` does.

    Raises
    ------
    InputError
        As `Reading.sheets`.
    """
    return _reading.sheets(path, first=first, most=most, progress=progress)
