"""가져오기: what the files hold, shown as proof before anything of it comes in."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import texts, theme
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.models.arrival_list import ArrivalModel
from scmap.gui.models.arrivals import TABS, Proof, why_not
from scmap.gui.models.sheet import Sheet, SheetModel
from scmap.gui.rows import ROW_PX
from scmap.gui.sheet_view import SheetView
from scmap.gui.sketch_view import SketchView
from scmap.session.intake import MOST_FILES, Arrival
from scmap.words import tr

MOST_OF_SCREEN = 0.9
SIZE = QSize(1080, 680)
LISTED = 7  # files in sight without scrolling


class IntakeDialog(QDialog):
    """Lists the files; of the chosen one it shows the first rows, the place, and what stays out.

    Signals
    -------
    save_wanted : Arrival
        The rows of this arrival that are kept out are to be saved.
    project_wanted : Arrival
        This project is to be opened instead.
    """

    save_wanted = Signal(object)
    project_wanted = Signal(object)

    def __init__(
        self,
        proofs: Sequence[Proof],
        parent: QWidget,
        *,
        begins: str = "",
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("intake.title"))
        self._model = ArrivalModel(proofs, self)
        self._files = SheetView(self._model, tr("intake.files"), self)
        self._sum = texts.label()
        self._saved = texts.label()
        self._sheets = {tab: SheetModel(self) for tab in TABS}
        self._make_detail()
        self._buttons, self._accept = answer_buttons(self, tr("intake.accept"), tr("intake.cancel"))
        self._lay_out(begins)
        self._model.dataChanged.connect(self._add_up)
        self._files.selectionModel().currentRowChanged.connect(self._follow)
        self._add_up()
        self._files.selectRow(self._first_doubtful())
        self.resize(self.sizeHint())

    @property
    def chosen(self) -> tuple[Arrival, ...]:
        """What is to come in."""
        return tuple(proof.arrival for proof in self._model.chosen)

    def sizeHint(self) -> QSize:
        return SIZE.boundedTo(self.screen().availableSize() * MOST_OF_SCREEN)

    def tell_saved(self, file: str) -> None:
        """Say that the rows kept out were saved."""
        self._saved.setText(tr("intake.saved", file=file))

    # -- parts -------------------------------------------------------------------------------

    def _make_detail(self) -> None:
        self._tabs = QTabWidget(self)
        self._tabs.setDocumentMode(True)
        self._pages = {tab: self._sheet_page(tab) for tab in TABS}
        for tab, page in self._pages.items():
            self._tabs.addTab(page, tr(f"intake.{tab}"))
        self._map = SketchView(self)
        proof = QSplitter(Qt.Orientation.Horizontal, self)
        proof.addWidget(self._tabs)
        proof.addWidget(self._map)
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
        view = SheetView(self._sheets[tab], tr(f"intake.{tab}"), page)
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

    def _lay_out(self, begins: str) -> None:
        files = len({proof.arrival.path for proof in self._model.proofs})
        looked = texts.label(tr("intake.files.looked", count=files), theme.heading(self.font()))
        said = [tr("intake.sum.limit", count=MOST_FILES)] if files >= MOST_FILES else []
        said += [tr("intake.begins", title=begins)] if begins else []
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
        foot.addWidget(self._buttons)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.setSpacing(8)
        for part in (looked, self._hint):
            body.addWidget(part)
        body.addWidget(split, 1)
        body.addLayout(foot)

    # -- keeping up --------------------------------------------------------------------------

    @property
    def _current(self) -> Proof:
        return self._model.proofs[max(self._files.currentIndex().row(), 0)]

    def _first_doubtful(self) -> int:
        """Give the row to look at first: one with something kept out, or else the first."""
        rows = enumerate(self._model.proofs)
        return next((row for row, proof in rows if proof.arrival.kept_out), 0)

    def _add_up(self) -> None:
        """Say what comes in: rows read are rows that come in and rows kept out, always."""
        chosen = self.chosen
        readable = [proof.arrival for proof in self._model.proofs if proof.arrival.layer]
        taken = [one for one in readable if one in chosen or not one.coming]
        rows, coming = sum(one.rows for one in taken), sum(one.coming for one in taken)
        left = sum(one.rows for one in readable) - rows
        said = tr("intake.sum", rows=f"{rows:,}", coming=f"{coming:,}", kept=f"{rows - coming:,}")
        if left:
            said += " · " + tr("intake.sum.left", left=f"{left:,}")
        self._sum.setText(said)
        self._accept.setEnabled(coming > 0)
        self._accept.setToolTip("" if coming else tr("intake.accept.nothing"))

    def _follow(self) -> None:
        """Show the proof of the chosen file, or why it does not come in."""
        proof = self._current
        arrival = proof.arrival
        self._saved.setText(tr("intake.kept.hint") if arrival.kept_out else "")
        if arrival.layer is None:
            self._name.setText(arrival.path.name)
            self._reason.setText(why_not(arrival))
            self._open.setVisible(arrival.kind == "project")
            self._detail.setCurrentIndex(1)
            return
        counts = {"kept": len(arrival.kept_out), "notes": proof.noticed}
        for place, tab in enumerate(TABS):
            self._sheets[tab].show(proof.sheets.get(tab, Sheet()))
            if tab in counts:
                title = tr(f"intake.tab.{tab}", count=f"{counts[tab]:,}")
                self._tabs.setTabText(place, title)
        self._save.setVisible(bool(arrival.kept_out))
        self._map.show_sketch(proof.sketch)
        self._detail.setCurrentIndex(0)
        self._tabs.setCurrentIndex(TABS.index("kept" if arrival.kept_out else "first"))
