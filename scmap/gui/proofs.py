"""Proofs of a map sheet, painted elsewhere while a planner still chooses; the newest one wins."""

from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject, QThreadPool, Signal
from PySide6.QtGui import QImage

from scmap.cartography.sheet import Sheet
from scmap.gui.job import Job
from scmap.gui.turns import Turns
from scmap.model.extent import Extent
from scmap.model.layout import Layout
from scmap.model.release import Terms
from scmap.progress import Progress
from scmap.reference import gazetteer_of
from scmap.report.map_handing import let_out
from scmap.report.map_pages import ATLASES
from scmap.report.map_sheets import Page, Shown, map_sheet
from scmap.report.map_write import pages_of
from scmap.report.press import Press
from scmap.session.releasing import Cleared

FINEST, COARSEST = 220.0, 30.0  # pixels an inch of a proof; finer ones take long and show no more


@dataclass(frozen=True, eq=False)
class Subject:
    """What a map sheet shows: the map, and the ground in sight."""

    shown: Shown
    extent: Extent

    def let_out(self, terms: Terms) -> tuple["Subject", Cleared]:
        """Give what may be handed out of it, see `scmap.report.map_handing.let_out`."""
        shown, clearance = let_out(self.shown, terms)
        return replace(self, shown=shown), clearance

    def pages(self, layout: Layout, atlas: str) -> tuple[Page, ...]:
        """Give the pages of an atlas, or the one of the ground in sight."""
        kind = next((one for one in ATLASES if one == atlas), None)
        return pages_of(
            self.shown, gazetteer_of(self.shown.project), layout, kind, extent=self.extent
        )


@dataclass(frozen=True, slots=True)
class ProofWish:
    """Which page is to be seen, how sharp, and on which terms it is handed out."""

    layout: Layout
    atlas: str
    page: int
    dpi: float
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, eq=False)
class Proof:
    """A page that was painted.

    Attributes
    ----------
    wish : ProofWish
        What was asked for.
    pages : tuple of Page
        All pages.
    page : int
        Which of them it is.
    sheet : Sheet
        What stands on it.
    image : QImage
        Its picture.
    """

    wish: ProofWish
    pages: tuple[Page, ...]
    page: int
    sheet: Sheet
    image: QImage


class Proofs(QObject):
    """Has proofs painted one after the other.

    Signals
    -------
    made : Proof
        A proof of the newest wish, or of the last but one while the hand still moves.
    failed : Exception
        Why there is none.
    """

    made = Signal(object)
    failed = Signal(Exception)

    def __init__(self, subject: Subject, parent: QObject) -> None:
        super().__init__(parent)
        self._subject = subject
        self._press = Press()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._turns = Turns(self)
        self._running: Job | None = None
        self._next: ProofWish | None = None
        self._let: tuple[Terms, Subject] | None = None
        self._pages: tuple[tuple[object, ...], tuple[Page, ...]] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a proof is on its way."""
        return self._running is not None

    def ask(self, wish: ProofWish) -> None:
        """Have a page painted; one that was asked for earlier and not begun is forgotten."""
        self._next = wish
        if self._running is None:
            self._begin()

    def close(self) -> None:
        """Stop, and wait until nothing runs any more."""
        self._next = None
        if self._running is not None:
            self._running.cancel()
        self._press.close()
        self._turns.close()
        self._pool.waitForDone()

    def _begin(self) -> None:
        wish, self._next = self._next, None
        if wish is None:
            return
        job = Job("proof", lambda progress: self._make(wish, progress), self, self._turns)
        self._running = job
        job.finished.connect(self.made)
        job.failed.connect(self.failed)
        job.ended.connect(lambda: self._ended(job))
        job.start(self._pool)

    def _ended(self, job: Job) -> None:
        self._running = None
        job.deleteLater()
        self._begin()

    def _make(self, wish: ProofWish, progress: Progress) -> Proof:
        """Compose and paint a page; called on a worker thread."""
        self._press.begin()
        subject = self._let_out(wish.terms)
        key = (wish.atlas, wish.layout.title, subject)
        if self._pages is None or self._pages[0] != key:
            self._pages = (key, subject.pages(wish.layout, wish.atlas))
        pages = self._pages[1]
        page = min(max(wish.page, 0), len(pages) - 1)
        progress(0.1)
        sheet = map_sheet(subject.shown, wish.layout, pages[page])
        dpi = min(max(wish.dpi, COARSEST), FINEST)
        image = self._press.proof(lambda: sheet, wish.layout, dpi)
        return Proof(wish, pages, page, sheet, image)

    def _let_out(self, terms: Terms) -> Subject:
        """Give what the terms let out; what they say beside it changes nothing that is seen."""
        seen = replace(terms, by="", purpose="")
        if self._let is None or self._let[0] != seen:
            self._let = (seen, self._subject.let_out(seen)[0])
        return self._let[1]
