"""Reports of a project file, in every format asked for."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from scmap.cartography.application import ensure_application
from scmap.errors import InputError
from scmap.formats.digest import sha256
from scmap.progress import Progress, part, silent
from scmap.reference import codebook, gazetteer
from scmap.report.document import Document, Imprint, compose
from scmap.report.html import write_html
from scmap.report.pdf import write_pdf
from scmap.session.findings import overlaps_of
from scmap.store.project_file import read_project

Writer = Callable[..., None]

WRITERS: Mapping[str, Writer] = {"pdf": write_pdf, "html": write_html}


def write_report(
    file: Path,
    folder: Path,
    *,
    place: str | None,
    formats: Sequence[str],
    today: date,
    progress: Progress = silent,
) -> tuple[Path, ...]:
    """Compose the report of a project file once, and write it in each format.

    Parameters
    ----------
    file : Path
        The project.
    folder : Path
        Where the reports go; made when missing.
    place : str or None
        Code of a municipality in force; None for the whole country.
    formats : sequence of str
        Keys of `WRITERS`.
    today : date
        작성일.

    Returns
    -------
    tuple of Path
        The files written, in the order of `formats`.

    Raises
    ------
    InputError
        ``folder_not_made``, or what reading the project or writing a format raises.
    """
    ensure_application()
    project = read_project(file).project
    book = codebook()
    document = compose(
        project,
        overlaps_of(project, book, progress=part(progress, 0.0, 0.3)),
        book,
        gazetteer(),
        place,
        today,
        imprint=Imprint(inputs={file.name: sha256(file)}),
        progress=part(progress, 0.3, 0.5),
    )
    return _written(document, folder, place, formats, part(progress, 0.5, 1.0))


def _written(
    document: Document, folder: Path, place: str | None, formats: Sequence[str], progress: Progress
) -> tuple[Path, ...]:
    _make(folder)
    files = []
    for number, name in enumerate(formats):
        path = folder / f"scmap-report-{place or 'korea'}.{name}"
        step = part(progress, number / len(formats), (number + 1) / len(formats))
        WRITERS[name](document, path, progress=step)
        files.append(path)
    return tuple(files)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("folder_not_made", folder=str(folder)) from error
