"""지도 배치: the map as a sheet of paper, chosen on the left and seen on the right."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import icons, texts, theme
from scmap.gui.dialogs.layout_form import LayoutForm
from scmap.gui.dialogs.leaving import LeavingDialog
from scmap.gui.dialogs.page_view import STEP, PageView
from scmap.gui.dialogs.terms import TermsRows
from scmap.gui.job import Job
from scmap.gui.messages import MessageBar
from scmap.gui.models.standard_titles import shown_title
from scmap.gui.proofs import Proof, Proofs, ProofWish, Subject
from scmap.model.layout import Layout
from scmap.model.release import Terms
from scmap.model.security import OPEN
from scmap.words import tr

MOST_OF_SCREEN = 0.9
SIZE = QSize(1240, 860)
FORM_PX = 340
SETTLE_MS = 120  # after the last key before a page is painted
RESOLUTIONS = (96, 150, 200, 300, 600)
USUAL_DPI = 200


class LayoutDialog(LeavingDialog):
    """Chooses a layout and shows each page as it will be printed.

    Signals
    -------
    write_wanted : str
        Files are to be written: "pdf" or "picture".
    copy_wanted, print_wanted
        The page is to be put on the clipboard; the pages are to be printed.
    keep_wanted, drop_wanted
        The layout is to be kept in the project, or the kept one taken out.
    """

    write_wanted = Signal(str)
    copy_wanted = Signal()
    print_wanted = Signal()
    keep_wanted = Signal()
    drop_wanted = Signal()

    def __init__(self, subject: Subject, parent: QWidget, usual: Terms) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("layout.title"))
        self.subject = subject
        self.messages = MessageBar(self)
        self.form = LayoutForm(self)
        self._handing = QWidget(self)
        self._terms = TermsRows(QFormLayout(self._handing), self._handing, usual)
        self.view = PageView(self)
        self._proofs = Proofs(subject, self)
        self._page, self._count = 0, 1
        self._job: Job | None = None
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._make_parts()
        self._lay_out()
        self._connect()
        self.form.hint(title=subject.shown.project.title)
        self._fit_screen()

    # -- what is chosen ------------------------------------------------------------------------

    @property
    def layout_(self) -> Layout:
        """The layout as it is chosen now."""
        return self.form.layout_

    @property
    def terms(self) -> Terms:
        """On which terms the pages are handed out."""
        return self._terms.terms

    @property
    def page(self) -> int:
        """Number of the page in sight, from 0."""
        return self._page

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return self._count

    @property
    def where(self) -> str:
        """Which page is in sight, and its title."""
        return self._where.text()

    @property
    def summary(self) -> str:
        """Paper, scale and grade of the page in sight, in words."""
        return self._told.text()

    @property
    def resolution(self) -> int:
        """Pixels an inch of pictures."""
        return int(self._dpi.currentData())

    @property
    def is_settled(self) -> bool:
        """Whether the page in sight is what was chosen last."""
        return not self._settling.isActive() and not self._proofs.is_busy

    def offer(self, shipped: Sequence[Layout], own: Sequence[Layout]) -> None:
        """Offer layouts by name."""
        self.form.offer(shipped, own)

    def watch(self, job: Job) -> None:
        """Show how far a job is, which writes or prints, and let it be cancelled."""
        self._job = job
        self._work.setText(job.label)
        self._bar.setValue(0)
        self._busy(busy=True)
        job.progressed.connect(self._show_share)
        job.failed.connect(self.messages.tell_error)
        job.ended.connect(self._rest)

    # -- making it -----------------------------------------------------------------------------

    def _make_parts(self) -> None:
        self._earlier, self._later = self._tool("back", -1), self._tool("forward", 1)
        self._where = texts.label(parent=self)
        self._where.setWordWrap(False)
        self._told = texts.caption(parent=self)
        self._nearer = self._button("zoom_in", lambda: self.view.zoom_by(STEP))
        self._farther = self._button("zoom_out", lambda: self.view.zoom_by(1 / STEP))
        self._whole = self._button("zoom_all", self.view.fit)
        self._share = QLabel(self)
        self._share.setMinimumWidth(self.fontMetrics().horizontalAdvance("0000%"))
        self._dpi = QComboBox(self)
        for dpi in RESOLUTIONS:
            self._dpi.addItem(f"{dpi} dpi", dpi)
        self._dpi.setCurrentIndex(RESOLUTIONS.index(USUAL_DPI))
        self._dpi.setAccessibleName(tr("layout.resolution"))
        deeds = {
            "pdf": lambda: self.write_wanted.emit("pdf"),
            "picture": lambda: self.write_wanted.emit("picture"),
            "copy": self.copy_wanted.emit,
            "print": self.print_wanted.emit,
        }
        self.buttons = {name: QPushButton(tr(f"layout.do.{name}"), self) for name in deeds}
        for name, deed in deeds.items():
            self.buttons[name].clicked.connect(deed)
            self.buttons[name].setAutoDefault(False)
        self.buttons["print"].setDefault(True)
        self._close = QPushButton(tr("layout.close"), self)
        self._close.setAutoDefault(False)
        self._close.clicked.connect(self.close)
        self._work, self._bar = QLabel(self), QProgressBar(self)
        self._bar.setRange(0, 100)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(120)
        self._cancel = QPushButton(tr("layout.cancel"), self)
        self._cancel.setAutoDefault(False)
        self._cancel.clicked.connect(self._stop)

    def _lay_out(self) -> None:
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        choices = self._choices()
        scroll.setWidget(choices)
        needed = choices.minimumSizeHint().width() + scroll.verticalScrollBar().sizeHint().width()
        scroll.setMinimumWidth(max(needed, FORM_PX))
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(8, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self._tools())
        column.addWidget(self.view, 1)
        column.addWidget(self._told)
        halves = QSplitter(self)
        halves.addWidget(scroll)
        halves.addWidget(right)
        halves.setStretchFactor(1, 1)
        halves.setChildrenCollapsible(False)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.setSpacing(8)
        body.addWidget(self.messages)
        body.addWidget(halves, 1)
        body.addLayout(self._foot())
        self._rest()

    def _choices(self) -> QWidget:
        """Lay what is chosen of the sheet above on which terms it is handed out."""
        choices = QWidget(self)
        heading = QLabel(tr("layout.handing"), choices)
        heading.setFont(theme.heading(self.font()))
        column = QVBoxLayout(choices)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self.form, heading, self._handing):
            column.addWidget(part)
        column.addStretch(1)
        form = self._handing.layout()
        if form is not None:
            form.setContentsMargins(0, 0, 8, 0)
        return choices

    def _tools(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(4)
        for widget in (self._earlier, self._later, self._where):
            line.addWidget(widget)
        line.addStretch(1)
        for widget in (self._farther, self._share, self._nearer, self._whole):
            line.addWidget(widget)
        self._share.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return line

    def _foot(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        for widget in (self._work, self._bar, self._cancel):
            line.addWidget(widget)
        line.addStretch(1)
        buddy = QLabel(tr("layout.resolution"), self)
        buddy.setBuddy(self._dpi)
        line.addWidget(buddy)
        line.addWidget(self._dpi)
        for button in self.buttons.values():
            line.addWidget(button)
        line.addWidget(self._close)
        return line

    def _tool(self, icon: str, step: int) -> QToolButton:
        return self._button(icon, lambda: self._step(step))

    def _button(self, icon: str, deed: object) -> QToolButton:
        made = QToolButton(self)
        made.setIcon(icons.icon(icon))
        made.setAutoRaise(True)
        words = tr(f"layout.tool.{icon}")
        made.setToolTip(texts.tip(words))
        made.setAccessibleName(words)
        made.clicked.connect(deed)
        return made

    def _connect(self) -> None:
        self.form.changed.connect(self._settling.start)
        self._terms.changed.connect(self._settling.start)
        self.form.keep_wanted.connect(self.keep_wanted)
        self.form.drop_wanted.connect(self.drop_wanted)
        self.view.rescaled.connect(self._settling.start)
        self.view.rescaled.connect(self._tell_share)
        self.view.stepped.connect(self._step)
        self._settling.timeout.connect(self._ask)
        self._proofs.made.connect(self._show)
        self._proofs.failed.connect(self.messages.tell_error)

    def _fit_screen(self) -> None:
        room = self.screen().availableSize() * MOST_OF_SCREEN
        self.resize(SIZE.boundedTo(room))
        self.view.setFocus()

    # -- keeping up ----------------------------------------------------------------------------

    def _ask(self) -> None:
        layout = self.layout_
        self.view.wait_for(layout.size, tr("layout.waiting"))
        self._proofs.ask(ProofWish(layout, self.form.atlas, self._page, self.view.dpi, self.terms))

    def _show(self, proof: Proof) -> None:
        self._page, self._count = proof.page, len(proof.pages)
        if proof.wish.layout.size == self.layout_.size:
            self.view.show_page(proof.image, proof.wish.layout.size)
        sheet = proof.sheet
        self.form.hint(disclosure=sheet.disclosure)
        self.form.lock("disclosure", locked=sheet.security != OPEN)
        self._earlier.setEnabled(self._page > 0)
        self._later.setEnabled(self._page + 1 < self._count)
        self._where.setText(
            tr("layout.where", page=self._page + 1, count=self._count, title=sheet.title)
        )
        paper = proof.wish.layout
        self._told.setText(
            tr(
                "layout.told",
                paper=paper.paper.upper(),
                width=f"{paper.size[0]:g}",
                height=f"{paper.size[1]:g}",
                scale=f"{sheet.scale or 0:,.0f}",
                grade=shown_title(sheet.security),
            )
        )
        self._tell_share()

    def _tell_share(self) -> None:
        self._share.setText(f"{self.view.share:.0%}")

    def _step(self, by: int) -> None:
        wanted = min(max(self._page + by, 0), self._count - 1)
        if wanted != self._page:
            self._page = wanted
            self._ask()

    def _show_share(self, share: float) -> None:
        self._bar.setValue(round(share * 100))

    def _rest(self) -> None:
        self._busy(busy=False)

    def _busy(self, *, busy: bool) -> None:
        for widget in (self._work, self._bar, self._cancel):
            widget.setVisible(busy)
        for button in self.buttons.values():
            button.setEnabled(not busy)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def leave(self) -> None:
        self._settling.stop()
        self._proofs.close()
