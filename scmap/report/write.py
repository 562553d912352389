"""Reports and dossiers of a project file, in every format asked for."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, nullcontext
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from scmap.cartography.application import ensure_application
from scmap.errors import InputError
from scmap.formats.digest import sha256
from scmap.model.overlap import OverlapRule
from scmap.model.project import Project
from scmap.model.release import PROFILE_WORDS, Issued, Paper, Terms
from scmap.progress import Progress, part, silent
from scmap.reference.places import gazetteer_of
from scmap.reference.withholding import withholding
from scmap.report.blocks import Booklet
from scmap.report.booklet_html import write_booklet_html
from scmap.report.booklet_pdf import write_booklet_pdf
from scmap.report.booklet_proof import page_numbers
from scmap.report.bound import bound
from scmap.report.document import Document, Imprint, compose
from scmap.report.dossier import Dossier, compose_dossier
from scmap.report.html import write_html
from scmap.report.minutes import compose_paper
from scmap.report.pdf import write_pdf
from scmap.report.round_scope import find_round
from scmap.report.scribe import Scribe
from scmap.report.template import laid_out, read_template
from scmap.report.xlsx import write_xlsx
from scmap.session.findings import Lookups, judged, overlaps_of
from scmap.session.releasing import Cleared, as_issued, cleared
from scmap.store.project_file import read_project
from scmap.store.replacing import replacing

Writer = Callable[..., None]


def _write_hwpx(
    booklet: Booklet, path: Path, progress: Progress = silent, base: Path | None = None
) -> None:
    # Its library takes a third of a second to load, and most often the other process writes it.
    from scmap.report.hwpx import write_hwpx  # noqa: PLC0415

    write_hwpx(booklet, path, progress, base)


def _write_bound_hwpx(document: Document, path: Path, progress: Progress = silent) -> None:
    _write_hwpx(bound(document), path, progress)


def _write_bound_xlsx(document: Document, path: Path, progress: Progress = silent) -> None:
    write_xlsx(bound(document), path, progress)


def _write_paged_xlsx(booklet: Booklet, path: Path, progress: Progress = silent) -> None:
    write_xlsx(booklet, path, progress, page_numbers(booklet))


INTERNAL = Terms()
WRITERS: Mapping[str, Writer] = {
    "hwpx": _write_bound_hwpx,
    "pdf": write_pdf,
    "html": write_html,
    "xlsx": _write_bound_xlsx,
}
DOSSIER_WRITERS: Mapping[str, Writer] = {
    "hwpx": _write_hwpx,
    "pdf": write_booklet_pdf,
    "html": write_booklet_html,
    "xlsx": _write_paged_xlsx,  # last: it names the pages of the PDF
}


def write_report(
    file: Path,
    folder: Path,
    *,
    place: str | None,
    formats: Sequence[str],
    today: date,
    organisation: str = "",
    terms: Terms = INTERNAL,
    progress: Progress = silent,
) -> Issued:
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
    organisation : str
        작성기관.
    terms : Terms
        For whom it is, who hands it out, and what for.

    Raises
    ------
    RefusedError
        What `cleared` refuses.
    InputError
        ``folder_not_made``, or what reading the project or writing a format raises.
    """
    ensure_application()
    clearance = _cleared(file, terms)
    project = clearance.project
    field = Lookups.of(project)
    rule = OverlapRule(floor=field.rules.floor, sliver_width=field.rules.sliver_width)
    document = compose(
        project,
        overlaps_of(project, field.codebook, rule, progress=part(progress, 0.0, 0.3)),
        field,
        place,
        today,
        imprint=_imprint(file, organisation, terms, clearance),
        progress=part(progress, 0.3, 0.5),
    )
    name = f"scmap-report-{place or 'korea'}"
    files = _written(document, WRITERS, folder, name, formats, part(progress, 0.5, 1.0))
    return as_issued(files, terms, clearance)


def write_dossier(  # noqa: PLR0913  all that a planner asks for, named one by one
    file: Path,
    folder: Path,
    *,
    round_: str,
    place: str | None,
    formats: Sequence[str],
    today: date,
    organisation: str = "",
    terms: Terms = INTERNAL,
    template: Path | None = None,
    base: Path | None = None,
    progress: Progress = silent,
) -> Issued:
    """Compose the dossier of a committee round once, and write it in each format.

    Parameters
    ----------
    file, folder, formats, today, organisation, terms
        As those of `write_report`.
    round_ : str
        Year and number ("2026-1") or uid of the round.
    place : str or None
        Code of a municipality in force; None for the project's own.
    template : Path or None
        File that says which sections it has, in which order; see `scmap.report.template`.
    base : Path or None
        The office's own document that the HWPX is written into; see `scmap.report.hwpx_base`.

    Raises
    ------
    InputError
        ``round_unknown``, ``no_rounds``, ``round_empty``, or what `write_report` raises, or
        what is wrong with the template.
    """
    asked = read_template(template) if template is not None else None
    scribe = Scribe.wanted(formats)  # before all else: it loads while this process composes
    with scribe or nullcontext():
        ensure_application()
        clearance = _cleared(file, terms)
        imprint = _imprint(file, organisation, terms, clearance)
        place = place or clearance.project.municipality or None
        dossier = _composed(clearance.project, round_, place, today, imprint, progress)
        if asked is not None:
            dossier = laid_out(dossier, asked)
        year, number = int(dossier.round.year), int(dossier.round.number)
        name = f"scmap-dossier-{year}-{number}-{place or 'korea'}"
        writers: dict[str, Writer] = {**DOSSIER_WRITERS, "hwpx": partial(_write_hwpx, base=base)}
        told = part(progress, 0.5, 1.0)
        ours = (dossier, writers, folder, name, formats, told)
        files = _written(*ours) if scribe is None else _shared(*ours, scribe, base)
        return as_issued(files, terms, clearance)


def _composed(
    project: Project,
    round_: str,
    place: str | None,
    today: date,
    imprint: Imprint,
    progress: Progress,
) -> Dossier:
    """Judge the pairs of a project and compose the dossier of its round."""
    field = Lookups.of(project)
    return compose_dossier(
        project,
        round_,
        judged(project, field, progress=part(progress, 0.0, 0.4)).candidates,
        field.codebook,
        field.gazetteer,
        place,
        today,
        imprint=imprint,
        progress=part(progress, 0.4, 0.5),
    )


def write_paper(  # noqa: PLR0913  all that a planner asks for, named one by one
    file: Path,
    folder: Path,
    paper: Paper,
    *,
    round_: str,
    formats: Sequence[str],
    today: date,
    organisation: str = "",
    terms: Terms = INTERNAL,
    base: Path | None = None,
    progress: Progress = silent,
) -> Issued:
    """Write 회의록, 의결서 or 심의결과 통보 of a round; it has no map, hence no web page.

    The HWPX is written into the office's own document where there is a `base`.

    Raises
    ------
    InputError, RefusedError
        What `compose_paper` and `write_dossier` raise.
    """
    ensure_application()
    clearance = _cleared(file, terms)
    imprint = _imprint(file, organisation, terms, clearance)
    booklet = compose_paper(clearance.project, round_, paper, today, imprint)
    meeting = find_round(clearance.project, round_)
    name = f"scmap-{paper}-{int(meeting.year)}-{int(meeting.number)}"
    writers: dict[str, Writer] = {**DOSSIER_WRITERS, "hwpx": partial(_write_hwpx, base=base)}
    files = _written(booklet, writers, folder, name, formats, progress)
    return as_issued(files, terms, clearance)


def _cleared(file: Path, terms: Terms) -> Cleared:
    project: Project = read_project(file).project
    return cleared(project, terms, withholding(), gazetteer_of(project))


def _imprint(file: Path, organisation: str, terms: Terms, clearance: Cleared) -> Imprint:
    profile, inputs = PROFILE_WORDS[terms.profile], {file.name: sha256(file)}
    return Imprint(organisation, inputs, profile=profile, left=clearance.left)


def _written(
    document: Document | Booklet,
    writers: Mapping[str, Writer],
    folder: Path,
    name: str,
    formats: Sequence[str],
    progress: Progress,
) -> tuple[Path, ...]:
    """Write all formats elsewhere, then put all of them in place: none is handed out alone."""
    _make(folder)
    with TemporaryDirectory(prefix="scmap-") as scratch:
        _write(document, writers, Path(scratch), name, formats, progress)
        return _put_in_place(Path(scratch), folder, name, formats)


def _shared(
    booklet: Booklet,
    writers: Mapping[str, Writer],
    folder: Path,
    name: str,
    formats: Sequence[str],
    progress: Progress,
    scribe: Scribe,
    base: Path | None,
) -> tuple[Path, ...]:
    """Do as `_written`, some formats in another process meanwhile."""
    _make(folder)
    with TemporaryDirectory(prefix="scmap-") as scratch:
        theirs = {one: Path(scratch) / f"{name}.{one}" for one in scribe.formats}
        scribe.begin(booklet, theirs, base, part(progress, 0.0, 0.4))
        own = [one for one in formats if one not in theirs]
        _write(booklet, writers, Path(scratch), name, own, part(progress, 0.4, 0.9))
        scribe.finish(part(progress, 0.9, 1.0))
        return _put_in_place(Path(scratch), folder, name, formats)


def _write(
    document: Document | Booklet,
    writers: Mapping[str, Writer],
    scratch: Path,
    name: str,
    formats: Sequence[str],
    progress: Progress,
) -> None:
    """Write formats one by one, the spreadsheet last: it names the pages of the PDF."""
    for number, format_ in enumerate(sorted(formats, key=list(writers).index)):
        step = part(progress, number / len(formats), (number + 1) / len(formats))
        writers[format_](document, scratch / f"{name}.{format_}", progress=step)


def _put_in_place(
    scratch: Path, folder: Path, name: str, formats: Sequence[str]
) -> tuple[Path, ...]:
    files = tuple(folder / f"{name}.{format_}" for format_ in formats)
    with ExitStack() as whole:
        for file in files:
            draft = whole.enter_context(replacing(file))
            shutil.copyfile(scratch / file.name, draft)
    return files


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("folder_not_made", folder=str(folder)) from error
