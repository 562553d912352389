"""Writing reports from the window, in a process of their own: painting would stall the window."""

import multiprocessing
from collections.abc import Sequence
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

from scmap.errors import CancelledError
from scmap.model.project import Project
from scmap.progress import Progress
from scmap.store.project_file import write_project

POLL_S = 0.05


def write_in_background(
    project: Project,
    name: str,
    folder: Path,
    place: str | None,
    formats: Sequence[str],
    *,
    progress: Progress,
) -> tuple[Path, ...]:
    """Write the reports of an open project; called on a worker thread.

    Parameters
    ----------
    project : Project
        What is open, saved or not.
    name : str
        File name under which the report's 분석조건 names it.
    folder : Path
        Where the reports go.
    place : str or None
        Code of a municipality; None for the whole country.
    formats : sequence of str
        Keys of `scmap.report.write.WRITERS`.
    """
    with TemporaryDirectory(prefix="scmap-") as scratch:
        file = Path(scratch) / name
        write_project(project, file)
        return _watched((file, folder, place, tuple(formats), date.today()), progress)  # noqa: DTZ011


def _watched(task: tuple[object, ...], progress: Progress) -> tuple[Path, ...]:
    """Run the task in a process, pass its progress on, and end it when it should stop."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_write, args=(theirs, task), daemon=True)
    process.start()
    theirs.close()
    try:
        return _answer(ours, progress)
    except CancelledError:
        process.terminate()
        raise
    finally:
        ours.close()
        process.join()
        process.close()


def _answer(pipe: Connection, progress: Progress) -> tuple[Path, ...]:
    share = 0.0
    while True:
        progress(share)
        if not pipe.poll(POLL_S):
            continue
        told = pipe.recv()
        if isinstance(told, float):
            share = told
        elif isinstance(told, Exception):
            raise told
        else:
            return tuple(told)


def _write(pipe: Connection, task: tuple[Path, Path, str | None, tuple[str, ...], date]) -> None:
    """Write the reports and tell how it went; the entry of the other process."""
    from scmap.report.write import write_report  # noqa: PLC0415  only the other process needs it

    file, folder, place, formats, today = task
    try:
        files = write_report(
            file, folder, place=place, formats=formats, today=today, progress=pipe.send
        )
    except Exception as error:  # noqa: BLE001  the parent tells the planner
        pipe.send(error)
    else:
        pipe.send(files)
    pipe.close()
