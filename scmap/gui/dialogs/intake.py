"""가져오기: what the files hold, shown as proof before anything of it comes in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from scmap.errors import ScmapError
from scmap.gui import texts, theme
from scmap.gui.courtesy import first
from scmap.gui.dialog import MOST_OF_SCREEN, Dialog
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.dialogs.intake_mapping import MappingForm
from scmap.gui.dialogs.intake_reading import ReadingForm
from scmap.gui.dialogs.intake_renewal import RenewalForm
from scmap.gui.dialogs.source_form import SourceForm
from scmap.gui.job import Jobs
from scmap.gui.models.arrival_list import COLUMNS, ArrivalModel
from scmap.gui.models.arrivals import TABS, Proof, why_not
from scmap.gui.models.reading import asks_same
from scmap.gui.models.sheet import Sheet, SheetModel
from scmap.gui.rows import ROW_PX
from scmap.gui.sheet_view import SheetView
from scmap.gui.sketch_view import SketchView
from scmap.gui.turns import Turns
from scmap.session.arrivals import Arrival, Asked, Gone
from scmap.session.intake import MOST_FILES
from scmap.session.renewing import Renewal
from scmap.words import explain, tr

SIZE = QSize(1080, 680)
BAR_LETTERS = 26
LISTED = 7  # files in sight without scrolling


class IntakeDialog(Dialog):
    """Lists the files; of the chosen one it shows the first rows, the place, and what stays out.

    Signals
    -------
    save_wanted : Arrival
        The rows of this arrival that are kept out are to be saved.
    project_wanted : Arrival
        This project is to be opened instead.
    again_wanted : (tuple of int, Asked)
        The files of these rows are to be read again, the first one so.
    stop_wanted
        Files are to be left as they were read before.
    issues_wanted
        All that was noticed is to be saved, to be sent back.
    """

    save_wanted = Signal(object)
    project_wanted = Signal(object)
    again_wanted = Signal(object, object)
    stop_wanted = Signal()
    issues_wanted = Signal()

    def __init__(
        self,
        proofs: Sequence[Proof],
        jobs: Jobs,
        parent: QWidget,
        *,
        begins: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("intake.title"))
        self._model = ArrivalModel(proofs, self)
        self._jobs, self._begins = jobs, begins
        self._added: set[tuple[Path, int]] = set()  # files that renew nothing, though they might
        self._unfilled: dict[QWidget, Callable[[], None]] = {}
        self._turns = Turns(self)

    def open_in_turns(self) -> None:
        """Make the parts one after the other, and open when all are there.

        Together they take some frames.
        """
        parts = (
            self._make_list, self._make_foot, self._make_sheets, self._make_forms,
            self._make_side, self._lay_out, self._begin,
        )  # fmt: skip
        for part in parts:
            self._turns.ask(part)

    @property
    def is_filled(self) -> bool:
        """Whether all of the file in front is shown, its small map, too."""
        return not self._turns.busy and (not self._map.isVisible() or self._map.is_painted)

    @property
    def chosen(self) -> tuple[Arrival, ...]:
        """What is to come in."""
        return tuple(proof.arrival for proof in self._model.chosen)

    @property
    def proofs(self) -> tuple[Proof, ...]:
        """All files as they are read now."""
        return self._model.proofs

    @property
    def row(self) -> int:
        """The row in front."""
        return max(self._files.currentIndex().row(), 0)

    @property
    def is_busy(self) -> bool:
        """Whether a file is being read again."""
        return self._bar.isVisibleTo(self)

    def take_again(self, found: Mapping[int, Proof | ScmapError]) -> None:
        """Show files as they were read again; of one that could not be, what was shown stays."""
        for row, proof in found.items():
            if isinstance(proof, Proof):
                self._model.put(row, proof)
        self.set_busy(False)
        tab = self._tabs.currentIndex()
        self._follow()
        self._show_reading()
        if self._tabs.isTabVisible(tab):
            self._tabs.setCurrentIndex(tab)  # which fills it
        failed = [explain(error) for error in found.values() if isinstance(error, ScmapError)]
        self._say("\n".join(f"{said.what} {said.remedy}" for said in failed))

    def tell_issues(self, file: str) -> None:
        """Say that the list of all that was noticed was saved."""
        self._say(tr("intake.saved", file=file))

    def _say(self, words: str) -> None:
        self._told.setText(words)
        self._told.setVisible(bool(words))

    def set_busy(self, busy: bool) -> None:
        """Show that a file is being read again, or that it was."""
        self._bar.setVisible(busy)
        self._halt.setVisible(busy)
        self._bar.setValue(0)
        self._add_up()
        self._accept.setEnabled(self._accept.isEnabled() and not busy)

    def show_share(self, share: float) -> None:
        """Show how much of a file was read again."""
        self._bar.setValue(round(100 * share))

    @property
    def renewals(self) -> dict[Arrival, Renewal]:
        """What of the chosen renews what the project has, in place of coming in beside it."""
        return {
            proof.arrival: proof.renewal
            for proof in self._model.chosen
            if proof.renewal is not None and self._renews(proof)
        }

    def sizeHint(self) -> QSize:
        return SIZE.boundedTo(self.screen().availableSize() * MOST_OF_SCREEN)

    def tell_saved(self, file: str) -> None:
        """Say that the rows kept out were saved."""
        self._saved.setText(tr("intake.saved", file=file))

    # -- parts -------------------------------------------------------------------------------

    def _make_list(self) -> None:
        self._files = SheetView(self._model, tr("intake.files"), self)
        header = self._files.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(COLUMNS.index("kind"), QHeaderView.ResizeMode.Stretch)
        self._sum = texts.label(parent=self)
        self._saved = texts.label(parent=self)
        self._told = texts.label(parent=self)
        self._told.hide()

    def _make_foot(self) -> None:
        self._bar = QProgressBar(self)
        self._bar.setFormat(tr("intake.again"))
        self._bar.setFixedWidth(self.fontMetrics().averageCharWidth() * BAR_LETTERS)
        self._bar.hide()
        self._halt = QPushButton(tr("intake.again.stop"), self)
        self._halt.setAutoDefault(False)
        self._halt.clicked.connect(self.stop_wanted)
        self._halt.hide()
        self._issues = QPushButton(tr("intake.issues.save"), self)
        self._issues.setAutoDefault(False)
        self._issues.clicked.connect(self.issues_wanted)
        self._buttons, self._accept = answer_buttons(self, tr("intake.accept"), tr("intake.cancel"))

    def _make_sheets(self) -> None:
        self._sheets = {tab: SheetModel(self) for tab in TABS}
        self._tabs = QTabWidget(self)
        self._tabs.setDocumentMode(True)
        self._tabs.currentChanged.connect(self._fill_tab)
        self._pages = {tab: self._sheet_page(tab) for tab in TABS}
        for tab, page in self._pages.items():
            self._tabs.addTab(page, tr(f"intake.{tab}"))

    def _make_forms(self) -> None:
        self._mapping = MappingForm(self)
        self._mapping.answered.connect(self._answer_mapping)
        self._tabs.addTab(self._mapping, tr("mapping.title"))
        self._source = SourceForm(self)
        self._source.setContentsMargins(8, 8, 8, 8)
        self._source.edited.connect(self._answer_source)
        self._tabs.addTab(self._source, tr("source.tab"))
        self._renewal = RenewalForm(self)
        self._renewal.answered.connect(self._answer_renewal)
        self._renewal.removal_answered.connect(self._answer_removal)
        self._tabs.addTab(self._renewal, tr("renewing.title"))

    def _make_side(self) -> None:
        self._map = SketchView(self._jobs, self)
        self._reading = ReadingForm(self)
        self._reading.answered.connect(self._answer)
        self._side = QWidget(self)
        beside = QVBoxLayout(self._side)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(6)
        beside.addWidget(self._reading)
        beside.addWidget(self._map, 1)

    def _make_detail(self) -> None:
        proof = QSplitter(Qt.Orientation.Horizontal, self)
        proof.addWidget(self._tabs)
        proof.addWidget(self._side)
        proof.setStretchFactor(0, 5)
        proof.setStretchFactor(1, 3)
        proof.setChildrenCollapsible(False)
        self._detail = QStackedWidget(self)
        self._detail.addWidget(proof)
        self._detail.addWidget(self._reason_page())

    def _sheet_page(self, tab: str) -> QWidget:
        """Make a table with the words that stand in its place while it is empty."""
        page = QWidget(self)
        body = QVBoxLayout(page)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(6)
        view = SheetView(
            self._sheets[tab], tr(f"intake.{tab}"), page, wraps=tab in ("kept", "notes")
        )
        nothing = texts.label(tr(f"intake.{tab}.none"))
        nothing.setForegroundRole(theme.Role.PlaceholderText)
        nothing.setContentsMargins(8, 8, 8, 8)
        body.addWidget(view, 1)
        body.addWidget(nothing, 1, Qt.AlignmentFlag.AlignTop)
        model = self._sheets[tab]
        model.modelReset.connect(lambda: view.setVisible(bool(model.sheet.rows)))
        model.modelReset.connect(lambda: nothing.setVisible(not model.sheet.rows))
        if tab == "kept":
            body.addLayout(self._save_line())
        return page

    def _save_line(self) -> QHBoxLayout:
        self._save = QPushButton(tr("intake.kept.save"), self)
        self._save.setAutoDefault(False)
        self._save.clicked.connect(lambda: self.save_wanted.emit(self._current.arrival))
        self._saved.setForegroundRole(theme.Role.PlaceholderText)
        line = QHBoxLayout()
        line.setContentsMargins(8, 0, 8, 6)
        line.addWidget(self._save)
        line.addWidget(self._saved, 1)
        return line

    def _reason_page(self) -> QWidget:
        page = QWidget(self)
        self._name = texts.label(font=theme.heading(self.font()))
        self._reason = texts.label()
        self._open = QPushButton(tr("intake.project.open"), page)
        self._open.setAutoDefault(False)
        self._open.clicked.connect(lambda: self.project_wanted.emit(self._current.arrival))
        body = QVBoxLayout(page)
        body.setContentsMargins(12, 16, 12, 12)
        body.setSpacing(8)
        body.addWidget(self._name)
        body.addWidget(self._reason)
        body.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeft)
        body.addStretch(1)
        return page

    def _begin(self) -> None:
        """Show the file that most wants to be looked at."""
        self._model.dataChanged.connect(self._add_up)
        self._files.selectionModel().currentRowChanged.connect(self._follow)
        self._add_up()
        self._files.selectRow(self._first_doubtful())
        self.resize(self.sizeHint())
        self._turns.ask(self._dress)
        self._turns.ask(self.open)

    def _dress(self) -> None:
        """Let all parts take style and place, which to show them would do in one go."""
        for part in self.findChildren(QWidget):
            part.ensurePolished()
        layout = self.layout()
        if layout is not None:
            layout.activate()

    def _lay_out(self) -> None:
        self._make_detail()
        files = len({proof.arrival.path for proof in self._model.proofs})
        looked = texts.label(tr("intake.files.looked", count=files), theme.heading(self.font()))
        said = [tr("intake.sum.limit", count=MOST_FILES)] if files >= MOST_FILES else []
        said += [tr("intake.begins", title=self._begins)] if self._begins else []
        self._hint = texts.label("\n".join(said))
        self._hint.setVisible(bool(said))
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.addWidget(self._files)
        split.addWidget(self._detail)
        split.setStretchFactor(1, 1)
        head = self._files.horizontalHeader().sizeHint().height() + 2 * ROW_PX
        split.setSizes([head + min(len(self._model.proofs), LISTED) * ROW_PX, SIZE.height()])
        split.setChildrenCollapsible(False)
        foot = QHBoxLayout()
        foot.addWidget(self._sum, 1)
        foot.addWidget(self._bar)
        foot.addWidget(self._halt)
        foot.addWidget(self._issues)
        foot.addWidget(self._buttons)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.setSpacing(8)
        for part in (looked, self._hint):
            body.addWidget(part)
        body.addWidget(split, 1)
        body.addWidget(self._told)
        body.addLayout(foot)

    # -- answers -----------------------------------------------------------------------------

    def _answer(self, asked: Asked) -> None:
        """Have the file read again; an answer about the CRS is also that of files like it."""
        rows = [self.row]
        if asked.crs != self._current.arrival.asked.crs and self._reading.for_others:
            rows += self._alike()
        self._ask_again(tuple(rows), asked)

    def _answer_mapping(self, mapping: Mapping[str, object]) -> None:
        asked = replace(self._current.arrival.asked, mapping=mapping, memory=None)
        self._ask_again((self.row,), asked)

    def _answer_source(self, said: Mapping[str, str]) -> None:
        self._ask_again((self.row,), replace(self._current.arrival.asked, source=said))

    def _answer_renewal(self, renews: bool) -> None:
        """Renew, or add: nothing has to be read again for it."""
        path = self._current.arrival.path
        (self._added.discard if renews else self._added.add)((path, self._current.arrival.part))

    def _answer_removal(self, removes: bool) -> None:
        gone: Gone = "remove" if removes else "keep"
        self._ask_again((self.row,), replace(self._current.arrival.asked, gone=gone))

    def _renews(self, proof: Proof) -> bool:
        return proof.may_renew and (proof.arrival.path, proof.arrival.part) not in self._added

    def _ask_again(self, rows: tuple[int, ...], asked: Asked) -> None:
        self._told.hide()
        self.set_busy(True)
        self.again_wanted.emit(rows, asked)

    def _alike(self) -> list[int]:
        """Give the rows of the other files that leave the same open about their CRS."""
        here = self._current.arrival
        proofs = enumerate(self._model.proofs)
        return [row for row, one in proofs if asks_same(here, one.arrival)]

    # -- keeping up --------------------------------------------------------------------------

    @property
    def _current(self) -> Proof:
        return self._model.proofs[max(self._files.currentIndex().row(), 0)]

    def _first_doubtful(self) -> int:
        """Give the row to look at first: what is asked, then what is kept out or doubtful."""
        doubts: tuple[Callable[[Proof], object], ...] = (
            lambda one: one.is_shown and one.arrival.error is not None,
            lambda one: one.arrival.kept_out,
            lambda one: one.arrival.is_doubtful,
        )
        rows = tuple(enumerate(self._model.proofs))
        found = (row for doubt in doubts for row, proof in rows if doubt(proof))
        return next(found, 0)

    def _add_up(self) -> None:
        """Say what comes in: rows read are rows that come in and rows kept out, always."""
        chosen = self.chosen
        readable = [
            proof.arrival for proof in self._model.proofs if proof.arrival.layer is not None
        ]
        taken = [one for one in readable if one in chosen or not one.coming]
        rows, coming = sum(one.rows for one in taken), sum(one.coming for one in taken)
        left = sum(one.rows for one in readable) - rows
        said = tr("intake.sum", rows=f"{rows:,}", coming=f"{coming:,}", kept=f"{rows - coming:,}")
        open_ = sum(one.arrival.error is not None and one.is_shown for one in self._model.proofs)
        if open_:
            said += " · " + tr("intake.sum.open", count=open_)
        if left:
            said += " · " + tr("intake.sum.left", left=f"{left:,}")
        self._sum.setText(said)
        self._accept.setEnabled(coming > 0)
        self._accept.setToolTip("" if coming else tr("intake.accept.nothing"))

    def _follow(self) -> None:
        """Show the proof of the chosen file, or why it does not come in."""
        with first:
            self._show_current()

    def _show_current(self) -> None:
        proof = self._current
        arrival = proof.arrival
        self._told.hide()
        self._saved.setText(tr("intake.kept.hint") if arrival.kept_out else "")
        if not proof.is_shown:
            self._name.setText(arrival.path.name)
            self._reason.setText(why_not(arrival))
            self._open.setVisible(arrival.kind == "project")
            self._detail.setCurrentIndex(1)
            return
        for tab in TABS:
            self._sheets[tab].show(proof.sheets.get(tab, Sheet()))
        self._name_tabs(proof)
        self._save.setVisible(bool(arrival.kept_out))
        self._turns.ask(self._show_reading)
        self._detail.setCurrentIndex(0)
        front = TABS.index("kept" if arrival.kept_out else "first")
        self._unfilled = self._fillings(proof)
        self._tabs.setCurrentIndex(self._tabs.indexOf(self._renewal) if proof.may_renew else front)
        self._fill_tab()

    def _show_reading(self) -> None:
        """Show beside the rows how the file is read, and where it lies."""
        arrival = self._current.arrival
        self._reading.show_arrival(arrival, len(self._alike()))
        self._map.show_sketch(self._current.sketch)

    def _name_tabs(self, proof: Proof) -> None:
        """Show the tabs that a file has, with how much is in each."""
        counts = {"kept": len(proof.arrival.kept_out), "notes": proof.noticed}
        for tab, count in counts.items():
            title = tr(f"intake.tab.{tab}", count=f"{count:,}")
            self._tabs.setTabText(TABS.index(tab), title)
        place = self._tabs.indexOf(self._renewal)
        if proof.told is not None:
            count = sum(proof.told["counts"].values())
            self._tabs.setTabText(place, tr("renewing.tab", count=f"{count:,}"))
        self._tabs.setTabVisible(place, proof.may_renew)
        self._tabs.setTabVisible(self._tabs.indexOf(self._mapping), bool(proof.mapping))
        has_source = proof.arrival.layer is not None
        self._tabs.setTabVisible(self._tabs.indexOf(self._source), has_source)

    def _fillings(self, proof: Proof) -> dict[QWidget, Callable[[], None]]:
        """Give what fills the forms: dozens of boxes, which are made when their tab comes."""
        arrival = proof.arrival
        found: dict[QWidget, Callable[[], None]] = {
            self._mapping: partial(self._mapping.show_arrival, arrival, proof.mapping)
        }
        if proof.told is not None:
            found[self._renewal] = partial(self._renewal.show_proof, proof, self._renews(proof))
        if arrival.layer is not None:
            found[self._source] = partial(self._source.show_source, arrival.layer.source)
        return found

    def _fill_tab(self) -> None:
        fill = self._unfilled.pop(self._tabs.currentWidget(), None)
        if fill is not None:
            with first:
                fill()
