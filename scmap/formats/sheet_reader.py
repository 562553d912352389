"""Reads spreadsheets in a process of its own, and answers by a pipe.

The library ends the whole process on files that ask for more memory than there is, and may never
come back from a damaged one; here it can end none but its own. Imports little, so that it is there
at once.
"""

import os
from contextlib import suppress
from datetime import date, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeAlias

Cell: TypeAlias = str | float | date | None

IDLE_S = 30.0  # without a question after which the process ends
BLOCK = 4_000  # rows of an answer: whoever takes it lets others have their turn between two
ROOM = 2_000_000_000  # bytes of memory, and some for each byte of the file
ROOM_TIMES = 100
READY, SHEET, ROWS, LOSSES, DONE, FAULT = "ready", "sheet", "rows", "losses", "done", "fault"


def serve(pipe: Connection) -> None:
    """Read what is asked for until nobody asks any more.

    A question is a path, whether only the first sheet is wanted, and how many rows at most.
    """
    _be_silent()
    with suppress(EOFError, OSError, KeyboardInterrupt):
        pipe.send((READY, None))
        while pipe.poll(IDLE_S):
            path, first, most = pipe.recv()
            _answer(pipe, path, first, most)


def _be_silent() -> None:
    """Say nothing at the end: whoever asked says it in words."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _answer(pipe: Connection, path: Path, first: bool, most: int | None) -> None:
    from python_calamine import load_workbook  # noqa: PLC0415  the process is told ready before

    from scmap.formats.process_memory import keep_small  # noqa: PLC0415
    from scmap.formats.sheet_losses import losses  # noqa: PLC0415

    keep_small(ROOM + ROOM_TIMES * path.stat().st_size)
    try:
        with load_workbook(path) as workbook:
            names = workbook.sheet_names[: 1 if first else None]
            for name in names:
                # The declared dimension of a sheet may be wrong: the cells themselves are read.
                sheet = workbook.get_sheet_by_name(name)
                pipe.send((SHEET, name))
                rows = sheet.to_python(skip_empty_area=False, nrows=most)
                for start in range(0, len(rows), BLOCK):
                    block = [list(map(_cell, row)) for row in rows[start : start + BLOCK]]
                    pipe.send((ROWS, block))
        if most is None:
            pipe.send((LOSSES, losses(path, names)))
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        raise
    except BaseException:  # noqa: BLE001  panics of libraries in Rust are no Exception
        pipe.send((FAULT, None))
    else:
        pipe.send((DONE, None))


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, datetime):
        return value.date() if value.time() == value.time().min else value.isoformat(" ")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return float(value)
    return value if isinstance(value, date) else None if value is None else str(value)
