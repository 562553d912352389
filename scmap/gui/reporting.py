"""Writing reports from the window, in a process of their own: painting would stall the window."""

import multiprocessing
from dataclasses import dataclass, field
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from scmap import clock
from scmap.errors import CancelledError, InputError
from scmap.model.project import Project
from scmap.model.release import Issued, Paper, Terms
from scmap.progress import Progress, part
from scmap.store.project_file import write_project

if TYPE_CHECKING:
    from scmap.report.map_pages import Atlas

POLL_S = 0.05
WRITTEN = 0.2  # of the work, when the other process has the project


@dataclass(frozen=True, slots=True)
class Wish:
    """What a planner asks for.

    Attributes
    ----------
    round : str
        uid of a committee round for its dossier; "" for the overview of an area.
    place : str or None
        Code of a municipality; None for the whole country.
    formats : tuple of str
        Keys of `scmap.report.write.WRITERS`.
    organisation : str
        작성기관.
    terms : Terms
        For whom it is, who hands it out, and what for.
    template : Path or None
        File after which the dossier is laid out.
    base : Path or None
        Document of the office that the HWPX is written into.
    atlas : str or None
        What the pages of an annexed atlas are about.
    paper : str
        A paper of the round in place of its dossier: 회의록, 의결서 or 심의결과 통보.
    """

    round: str
    place: str | None
    formats: tuple[str, ...]
    organisation: str = ""
    terms: Terms = field(default_factory=Terms)
    paper: Paper | None = None
    template: Path | None = None
    base: Path | None = None
    atlas: "Atlas | None" = None


def write_in_background(
    project: Project, name: str, folder: Path, wish: Wish, *, progress: Progress
) -> Issued:
    """Write the reports of an open project; called on a worker thread.

    Parameters
    ----------
    project : Project
        What is open, saved or not.
    name : str
        File name under which the report's 분석조건 names it.
    folder : Path
        Where the reports go.
    wish : Wish
        What is asked for.
    """
    with TemporaryDirectory(prefix="scmap-") as scratch:
        file = Path(scratch) / name
        write_project(project, file, progress=part(progress, 0.0, WRITTEN))
        begun = part(progress, WRITTEN, 1.0)
        return _watched((file, folder, wish, clock.today()), begun)


def _watched(task: tuple[object, ...], progress: Progress) -> Issued:
    """Run the task in a process, pass its progress on, and end it when it should stop."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    # Not a daemon: those may have no processes of their own, which a dossier and an atlas have.
    process = context.Process(target=_write, args=(theirs, task))
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


def _answer(pipe: Connection, progress: Progress) -> Issued:
    share = 0.0
    while True:
        progress(share)
        if not pipe.poll(POLL_S):
            continue
        try:
            told = pipe.recv()
        except EOFError as error:  # it was ended from outside
            raise InputError("press_ended") from error
        if isinstance(told, float):
            share = told
        elif isinstance(told, Exception):
            raise told
        elif isinstance(told, Issued):
            return told


def _write(pipe: Connection, task: tuple[Path, Path, Wish, date]) -> None:
    """Write the reports and tell how it went; the entry of the other process."""
    from scmap.report.annex import Annex, with_atlas  # noqa: PLC0415
    from scmap.report.write import (  # noqa: PLC0415  only the other process needs it
        write_dossier,
        write_paper,
        write_report,
    )

    file, folder, wish, today = task
    asked: dict[str, Any] = {
        "formats": wish.formats,
        "today": today,
        "organisation": wish.organisation,
        "terms": wish.terms,
    }
    try:
        if wish.paper is not None:
            asked.update(round_=wish.round, base=wish.base)
            issued = write_paper(file, folder, wish.paper, **asked)
        elif wish.round:
            asked.update(place=wish.place, progress=pipe.send)
            asked.update(round_=wish.round, template=wish.template, base=wish.base)
            issued = write_dossier(file, folder, **asked)
        else:
            asked.update(place=wish.place, progress=pipe.send)
            issued = write_report(file, folder, **asked)
        if wish.atlas is not None:
            annex = Annex(wish.atlas, wish.place, wish.organisation)
            issued = with_atlas(issued, annex, file, wish.terms, pipe.send)
    except Exception as error:  # noqa: BLE001  the parent tells the planner
        pipe.send(error)
    else:
        pipe.send(issued)
    pipe.close()
