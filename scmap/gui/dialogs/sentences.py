"""심의자료 다듬기: each generated sentence, other words for it, and the page on which it stands."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from scmap import clock
from scmap.errors import ScmapError
from scmap.gui import icons, texts
from scmap.gui.bridge import Bridge
from scmap.gui.dialogs.leaving import LeavingDialog
from scmap.gui.dialogs.page_view import STEP, PageView
from scmap.gui.job import Jobs
from scmap.gui.messages import MessageBar
from scmap.gui.models.sheet import Sheet, SheetModel
from scmap.gui.newest import Newest
from scmap.gui.sheet_view import SheetView
from scmap.gui.text_entry import TextEntry
from scmap.model.project import Project
from scmap.model.sentence import Sentence
from scmap.report.dossier_proofs import DossierProofs, Seen, Wanted
from scmap.report.sentences import Printed, as_printed, edits_of, reworded
from scmap.words import tr

SIZE = (1240, 760)
SETTLE_MS = 150  # after the last key before a page is painted
FINEST = 200.0  # pixels an inch of a page in sight
_LISTED_PX = 520


class SentencesDialog(LeavingDialog):
    """Words a round's dossier; each edit is a command of the project, and is seen on its page.

    Parameters
    ----------
    bridge : Bridge
        The open project.
    jobs : Jobs
        Composes and paints behind.
    round_ : str
        uid of the round.
    """

    def __init__(self, bridge: Bridge, jobs: Jobs, round_: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("sentences.title"))
        self._bridge, self._jobs, self._round = bridge, jobs, round_
        self._proofs = DossierProofs()
        self._asked = Newest(jobs, self, momentary=True)
        self._made: tuple[Printed, ...] = ()  # as the program words them
        self._page, self._pages = 1, 1
        self._text = ""  # whose page is wanted; "" when a page is
        self.messages = MessageBar(self)
        self._model = SheetModel(self)
        self.list = SheetView(self._model, tr("sentences.list"), self)
        self.entry, self._own = TextEntry(4, self), texts.label(parent=self)
        self.keep, self.give_back = QPushButton(self), QPushButton(self)
        self.view = PageView(self)
        self._where, self._told = texts.label(parent=self), texts.caption(parent=self)
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._lay_out()
        self._wire()
        self._compose()

    def _lay_out(self) -> None:
        self.keep.setText(tr("sentences.keep"))
        self.give_back.setText(tr("sentences.give_back"))
        self.entry.setAccessibleName(tr("sentences.entry"))
        left, right = QWidget(self), QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(self._told)
        column.addWidget(self.list, 1)
        column.addWidget(self._own)
        column.addWidget(self.entry)
        deeds = QHBoxLayout()
        deeds.addWidget(self.keep)
        deeds.addWidget(self.give_back)
        deeds.addStretch(1)
        column.addLayout(deeds)
        pages = QVBoxLayout(right)
        pages.setContentsMargins(8, 0, 0, 0)
        line = QHBoxLayout()
        self._tools = {
            "back": self._tool("back", lambda: self._step(-1)),
            "forward": self._tool("forward", lambda: self._step(1)),
            "zoom_out": self._tool("zoom_out", lambda: self.view.zoom_by(1 / STEP)),
            "zoom_in": self._tool("zoom_in", lambda: self.view.zoom_by(STEP)),
            "zoom_all": self._tool("zoom_all", self.view.fit),
        }
        for name in ("back", "forward"):
            line.addWidget(self._tools[name])
        line.addWidget(self._where, 1)
        for name in ("zoom_out", "zoom_in", "zoom_all"):
            line.addWidget(self._tools[name])
        pages.addLayout(line)
        pages.addWidget(self.view, 1)
        halves = QSplitter(self)
        halves.addWidget(left)
        halves.addWidget(right)
        halves.setChildrenCollapsible(False)
        halves.setStretchFactor(1, 1)
        halves.setSizes([_LISTED_PX, SIZE[0] - _LISTED_PX])
        body = QVBoxLayout(self)
        body.addWidget(self.messages)
        body.addWidget(halves, 1)
        room = self.screen().availableSize() * 0.9
        self.resize(min(SIZE[0], room.width()), min(SIZE[1], room.height()))

    def _tool(self, icon: str, deed: Callable[[], None]) -> QToolButton:
        made = QToolButton(self)
        made.setIcon(icons.icon(icon))
        made.setAutoRaise(True)
        words = tr(f"layout.tool.{icon}")
        made.setToolTip(texts.tip(words))
        made.setAccessibleName(words)
        made.clicked.connect(lambda _checked: deed())
        return made

    def _wire(self) -> None:
        self.list.selectionModel().currentRowChanged.connect(lambda *_: self._turn_to_sentence())
        self.entry.textChanged.connect(self._look)
        self.keep.clicked.connect(lambda: self._reword(self.entry.text()))
        self.give_back.clicked.connect(lambda: self._reword(""))
        self.view.stepped.connect(self._step)
        self.view.rescaled.connect(self._settling.start)
        self._settling.timeout.connect(self._ask)
        self._bridge.changed.connect(self._list)

    # -- what is shown -------------------------------------------------------------------------

    @property
    def sentences(self) -> tuple[Printed, ...]:
        """The sentences as they are printed now."""
        return as_printed(self._made, self._edits)

    @property
    def is_settled(self) -> bool:
        """Whether the page in sight is what was asked for last."""
        return not self._settling.isActive() and not self._asked.busy

    @property
    def where(self) -> str:
        """Which page is in sight."""
        return self._where.text()

    @property
    def _edits(self) -> dict[str, Sentence]:
        project = self._bridge.project
        return edits_of(project, self._round) if project is not None else {}

    @property
    def _current(self) -> Printed | None:
        row = self.list.currentIndex().row()
        every = self.sentences
        return every[row] if 0 <= row < len(every) else None

    def _compose(self) -> None:
        project = self._bridge.project
        if project is None:
            return
        today = clock.today()
        self._told.setText(tr("sentences.composing"))
        proofs = self._proofs
        job = self._jobs.run(
            tr("sentences.job"),
            lambda progress: proofs.compose(project, self._round, today, progress),
        )
        job.finished.connect(self._take)
        job.failed.connect(self._fail)

    def _take(self, made: tuple[Printed, ...]) -> None:
        self._made = made
        self._list()
        self.list.setCurrentIndex(self._model.index(0, 0))

    def _fail(self, error: Exception) -> None:
        self._told.setText("")
        if isinstance(error, ScmapError):
            self.messages.tell_error(error)

    def _list(self, *_: object) -> None:
        """List the sentences as they are printed; the one that is current stays."""
        row = self.list.currentIndex().row()
        every = self.sentences
        head = tuple(tr(f"sentences.head.{name}") for name in ("state", "section", "text"))
        self._model.show(Sheet(head, tuple((_mark(one), one.section, one.text) for one in every)))
        changed = sum(one.text != one.made or one.stale for one in every)
        stale = sum(one.stale for one in every)
        self._told.setText(tr("sentences.told", all=len(every), edited=changed, stale=stale))
        if 0 <= row < len(every):
            self.list.setCurrentIndex(self._model.index(row, 0))

    def _turn_to_sentence(self) -> None:
        one = self._current
        if one is None:
            return
        if self.entry.text() != one.text:
            self.entry.setText(one.text)
        key = "stale" if one.stale else "made"
        self._own.setText(tr(f"sentences.{key}", made=one.made) if one.text != one.made else "")
        self._own.setVisible(bool(self._own.text()))
        self._page, self._text = 0, one.text
        self._look()
        self._ask()

    def _look(self) -> None:
        """Let words be kept that differ, and given back that are the planner's."""
        one = self._current
        self.keep.setEnabled(one is not None and self.entry.text() not in ("", one.text))
        self.give_back.setEnabled(one is not None and one.key in self._edits)

    def _reword(self, text: str) -> None:
        one = self._current
        if one is None:
            return

        def command(project: Project) -> Project:
            return reworded(project, self._round, one, text)

        self._bridge.do(tr("dossier.sentence.undo"), command)
        self._turn_to_sentence()

    # -- pages ---------------------------------------------------------------------------------

    def _ask(self) -> None:
        if not self._made:
            return
        dpi = min(self.view.dpi, FINEST)
        wanted = Wanted(tuple(self._edits.values()), self._page, self._text, dpi)
        proofs = self._proofs
        self._asked.ask(tr("sentences.job"), lambda step: proofs.page(wanted, step), self._show)

    def _show(self, seen: Seen) -> None:
        self._page, self._pages, self._text = seen.page, seen.pages, ""
        width, height = seen.image.width(), seen.image.height()
        size = (297.0, 210.0) if width > height else (210.0, 297.0)
        self.view.show_page(seen.image, size)
        self._where.setText(tr("sentences.where", page=seen.page, pages=seen.pages))
        self._tools["back"].setEnabled(seen.page > 1)
        self._tools["forward"].setEnabled(seen.page < seen.pages)

    def _step(self, by: int) -> None:
        wanted = min(max(self._page + by, 1), self._pages)
        if wanted != self._page:
            self._page, self._text = wanted, ""
            self._ask()

    # -- the end -------------------------------------------------------------------------------

    def leave(self) -> None:
        self._settling.stop()
        self._asked.drop()
        self._proofs.close()


def _mark(one: Printed) -> str:
    if one.stale:
        return tr("sentences.state.stale")
    return tr("sentences.state.edited") if one.text != one.made else ""
