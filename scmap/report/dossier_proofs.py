"""A dossier that is being worded: composed once in a process of its own, shown page by page.

The process is started by `DossierProofs` and ends with it; it has its own Qt application without a
display and never loads the window's code.
"""

import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtGui import QImage

from scmap.errors import InputError
from scmap.formats.partner import POLL_S, Partner
from scmap.model.project import Project
from scmap.model.sentence import Sentence
from scmap.progress import Progress, part
from scmap.report.booklet_proof import page_proof
from scmap.report.dossier import Dossier, compose_dossier
from scmap.report.parts import Imprint
from scmap.report.sentences import Printed, edited, printed
from scmap.session.findings import Lookups, find
from scmap.store.project_file import read_project, write_project


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which page is to be seen.

    Attributes
    ----------
    edits : tuple of Sentence
        Words in place of generated ones.
    page : int
        From 1; 0 for the page of `text`.
    text : str
        A sentence as it is printed.
    dpi : float
        Pixels an inch.
    """

    edits: tuple[Sentence, ...]
    page: int = 1
    text: str = ""
    dpi: float = 90.0


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A page that was painted: its picture, its number from 1, how many there are."""

    image: QImage
    page: int
    pages: int


class DossierProofs:
    """The dossier of a round in its own process; calls wait, so they come from worker threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._partner = Partner("dossier", serve)

    def compose(
        self, project: Project, round_: str, today: date, progress: Progress
    ) -> tuple[Printed, ...]:
        """Compose the dossier of a round, and list its sentences as the program words them.

        Raises
        ------
        ScmapError
            What `compose_dossier` raises; ``press_ended`` when the process is gone.
        """
        with TemporaryDirectory(prefix="scmap-") as folder:
            file = Path(folder) / "p.gpkg"
            write_project(project, file, progress=part(progress, 0.0, 0.5))
            told = self._ask(
                ("compose", file, round_, project.municipality or None, today), progress
            )
        assert isinstance(told, tuple)  # noqa: S101  what composing answers
        return told

    def page(self, wanted: Wanted, progress: Progress) -> Seen:
        """Paint a page."""
        told = self._ask(("page", wanted), progress)
        assert isinstance(told, Seen)  # noqa: S101  what a page is
        return told

    def close(self) -> None:
        """End the process; a thread waits for its end, so that no window does."""
        self._partner.stop()
        threading.Thread(target=self._end, name="dossier-end").start()

    def _end(self) -> None:
        with self._lock:
            self._partner.end()

    def _ask(self, task: tuple[object, ...], progress: Progress) -> object:
        with self._lock:
            try:
                with self._partner.asked():
                    pipe = self._partner.begun()
                    pipe.send(task)
                    while not pipe.poll(POLL_S):
                        progress(0.5)
                    told = pipe.recv()
                    if isinstance(told, tuple) and told[:1] == ("pixels",):
                        _, width, height, page, pages = told
                        form = QImage.Format.Format_RGB32
                        content = pipe.recv_bytes()
                        image = QImage(content, width, height, width * 4, form).copy()
                        return Seen(image, page, pages)
            except (EOFError, OSError) as error:
                raise InputError("press_ended") from error
        if isinstance(told, Exception):
            raise told
        return told


def serve(pipe: Connection) -> None:
    """Answer until the other side is gone; the entry of the process."""
    from scmap.cartography.application import ensure_application  # noqa: PLC0415  its own Qt

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the window
    ensure_application()
    desk = _Desk(pipe)
    deeds: dict[str, Callable[..., None]] = {"compose": desk.compose, "page": desk.page}
    while True:
        try:
            name, *asked = pipe.recv()
        except EOFError:
            return
        try:
            deeds[name](*asked)
        except Exception as error:  # noqa: BLE001  the other side tells the planner
            pipe.send(error)


class _Desk:
    """What the process holds: the dossier as the program words it, and where its texts stand."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._dossier: Dossier | None = None
        self._places: dict[str, int] = {}

    def compose(self, file: Path, round_: str, place: str | None, today: date) -> None:
        project = read_project(file).project
        field = Lookups.of(project)
        found = find(project, field).candidates
        self._dossier = compose_dossier(
            project, round_, found, field.codebook, field.gazetteer, place, today, imprint=Imprint()
        )
        self._places = {}
        self._pipe.send(tuple(printed(self._dossier.generated, {})))

    def page(self, wanted: Wanted) -> None:
        assert self._dossier is not None  # noqa: S101  composed before
        edits = {one.key: one for one in wanted.edits}
        booklet = replace(self._dossier, sections=edited(self._dossier.generated, edits))
        page = wanted.page or self._places.get(wanted.text, 0)
        made = page_proof(booklet, page, wanted.dpi)
        if not wanted.page and made.places.get(wanted.text, 1) != page:
            made = page_proof(booklet, made.places.get(wanted.text, 1), wanted.dpi)
        self._places = made.places
        image = made.image
        self._pipe.send(("pixels", image.width(), image.height(), made.page, made.pages))
        self._pipe.send_bytes(bytes(image.constBits()))
