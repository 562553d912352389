"""The window: steps, map, panels and status, and how they hear of each other."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from scmap import paths
from scmap.gui import texts
from scmap.gui.action import State
from scmap.gui.action_set import ActionSet
from scmap.gui.base_map import BaseMap
from scmap.gui.bridge import Bridge
from scmap.gui.calling import Calling
from scmap.gui.canvas.canvas import Canvas
from scmap.gui.canvas.legend import LegendBox
from scmap.gui.codes import Codes
from scmap.gui.depths import Depths
from scmap.gui.designing import Designing
from scmap.gui.dialogs.commands import CommandButton
from scmap.gui.docks import Docks
from scmap.gui.door import Door
from scmap.gui.drop_hint import DropHint
from scmap.gui.exceptions import Exceptions
from scmap.gui.exporting import Exporting
from scmap.gui.files import Files
from scmap.gui.findings import Findings
from scmap.gui.going import Going
from scmap.gui.intake import Intake
from scmap.gui.job import Jobs
from scmap.gui.judging import Judging
from scmap.gui.messages import Message, MessageBar, show_bug
from scmap.gui.narrowing import Narrowing
from scmap.gui.navigation import Navigation
from scmap.gui.page_stack import PageStack
from scmap.gui.panels.depth import DepthPanel
from scmap.gui.panels.inspector import Inspector
from scmap.gui.panels.layers import LayersPanel
from scmap.gui.panels.linkage import LinkagePanel
from scmap.gui.panels.matrix import MatrixPanel
from scmap.gui.panels.pages import EmptyPage
from scmap.gui.panels.review import ReviewPanel
from scmap.gui.panels.status import StatusBar, how_saved
from scmap.gui.panels.steps import StepsBar
from scmap.gui.panels.survey import SurveyPanel
from scmap.gui.panels.tables import TablesPanel
from scmap.gui.panels.years import YearsPanel
from scmap.gui.picked import Picked
from scmap.gui.program import Program
from scmap.gui.recording import Recording
from scmap.gui.reports import Reports
from scmap.gui.selection import Selection
from scmap.gui.share_state import share_state
from scmap.gui.sharing import Sharing
from scmap.gui.sheets import Sheets
from scmap.gui.showing import Showing
from scmap.gui.slack import Slack
from scmap.gui.sources import Sources
from scmap.gui.styling import Styling
from scmap.gui.summaries import Summaries
from scmap.gui.tooling import Tooling
from scmap.gui.turns import Turns
from scmap.gui.view_state import ViewState
from scmap.gui.warming import Warming
from scmap.gui.whereabouts import Whereabouts
from scmap.gui.window_place import WindowPlace
from scmap.gui.year_slider import YearSlider
from scmap.model.link import Link
from scmap.model.review import AgendaItem
from scmap.words import tr

if TYPE_CHECKING:
    from scmap.gui.layouts import Layouts

REVIEW_PX = 480  # height that agenda, meeting and boards need to be read


class MainWindow(QMainWindow):
    """The planner's window on one project.

    Signals
    -------
    painted
        The project is open, analysed, and its exact map is on screen.
    """

    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._make_parts()
        self._arrange()
        self._connect()
        self.retranslate()
        self.setAcceptDrops(True)
        self._look()

    def _make_parts(self) -> None:
        self.bridge = Bridge(self)
        self.jobs, self._turns = Jobs(self), Turns(self)
        self.selection = Selection(self)
        self.bridge.opened.connect(self.selection.clear)  # first: nobody looks for it in another
        self.sources = Sources(self.bridge, self.jobs, self)
        self.findings = Findings(self.bridge, self.sources, self.jobs, self)
        self.picked = Picked(self.findings, self.sources, self.selection, self.jobs)
        self.messages = MessageBar(self)
        self.steps = StepsBar(self)
        self.summaries = Summaries(self.findings, self.jobs)
        self.narrowing = Narrowing(
            self.bridge, self.findings, self.sources, self.summaries, self.jobs
        )
        self.depths = Depths(self.bridge, self.findings, self.narrowing, self.sources, self.jobs)
        self.view_state = ViewState(self.bridge, self.narrowing)
        self.canvas = Canvas(self.bridge, self.sources, self.selection, self.narrowing, self)
        self._warming = Warming(self.canvas, self.jobs)
        Slack(self.canvas, self.jobs)
        self.years = YearSlider(self.canvas, self.findings, self.narrowing)
        self.legend = LegendBox(self.canvas, self.jobs)
        self.navigation = Navigation(self.canvas, self.bridge, self.sources, self.selection)
        self.layers = LayersPanel(
            bridge=self.bridge, sources=self.sources, selection=self.selection, jobs=self.jobs
        )
        self.inspector = Inspector(self.bridge, self.findings, self.selection, self.depths)
        self.tables = self._make_tables()
        self.door = Door(self, self.bridge, self.jobs, self.messages)
        self.sheets = Sheets(self, self.door, self.messages)
        found = (self.bridge, self.findings, self.sources, self.selection)
        self.survey = SurveyPanel(*found, self.jobs, self.canvas)
        self.recording = Recording(self, self.bridge, self.survey, self.messages)
        self.linkage = LinkagePanel(self.bridge, self.findings, self.selection, self.jobs)
        self.review = ReviewPanel(self.bridge, self.findings, self.selection)
        self.exceptions = Exceptions(self, self.bridge, self.findings, self.selection)
        self.files = Files(self, self.bridge, self.jobs, self.messages, self.canvas)
        self.intake = Intake(self, self.bridge, self.jobs, self.messages, self.files, self.canvas)
        self.judging = Judging(self, self.bridge, self.findings, self.jobs, self.messages)
        self.styling = Styling(
            self, self.bridge, self.sources, self.canvas, self.layers, self.messages
        )
        self.exporting = Exporting(self, self.layers, self.sources, self.door, self.messages)
        self.base_map = BaseMap(self, self.messages)
        self.canvas.underlay = self.base_map.under
        self.report = Reports(self, self.bridge, self.door, self.jobs, self.messages)
        self.review.paper_wanted.connect(self.report.serve_round)
        shown = (self.sources, self.selection, self.navigation, self.jobs)
        self.going = Going(self, self.bridge, self.canvas, self.messages, *shown)
        self.tooling = Tooling(self, self)
        self.actions_ = ActionSet(self)
        self.status = StatusBar(self.jobs, self)
        Calling(self, self.jobs)
        self.whereabouts = Whereabouts(self.bridge, self.canvas, self.status, self)
        self.program = Program(self, self)

    def _make_tables(self) -> TablesPanel:
        known = (self.findings, self.summaries, self.narrowing)
        matrices = [
            MatrixPanel(name, *known, self.jobs, self.depths) for name in ("ministry", "field")
        ]
        return TablesPanel(
            self.bridge,
            self.findings,
            self.selection,
            self.summaries,
            self.narrowing,
            (*matrices, YearsPanel(*known, self.jobs), DepthPanel(self.depths, self.selection)),
            self.sources,
            self.jobs,
        )

    def _arrange(self) -> None:
        self.actions_.fill(self.menuBar())
        self._searcher = CommandButton(self.actions_, self)
        self.menuBar().setCornerWidget(self._searcher)
        self._bar = QToolBar(self)
        self._bar.setObjectName("steps")
        self._bar.setMovable(False)
        self._bar.toggleViewAction().setEnabled(False)
        self._bar.addWidget(self.steps)
        self.addToolBar(self._bar)
        self.tooling.fill(self._bar, self.actions_)
        self._pages = PageStack(self)
        self._empty = EmptyPage(*self.files.ways)
        for page in (self.tooling.page, self._empty, self.review):
            self._pages.addWidget(page)
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.messages)
        column.addWidget(self._pages, 1)
        self.setCentralWidget(middle)
        self.ground = middle
        self.drop_hint = DropHint(middle)
        self.setStatusBar(self.status)
        self.resize(1440, 900)
        panels = {"layers": self.layers, "inspector": self.inspector, "tables": self.tables}
        sides = {"linkage": self.linkage, "survey": self.survey}
        self._docks = Docks(self, panels, sides | {"identify": self.tooling.places.panel})
        self.place = WindowPlace(self, self._docks)
        self.showing = Showing(self, self, self._docks)
        self.designing = Designing(self, self, self._docks)
        self.sharing = Sharing(self, self, self._docks)
        self.codes = Codes(self.bridge, self.selection, self)
        for name in (
            "view.legend",
            "view.years",
            "view.overview",
        ):  # they are in sight from the start
            self.actions_[name].setChecked(True)

    def _connect(self) -> None:
        self._docks.changed.connect(self.showing.check_docks)
        self.files.unfinished = lambda: self.tooling.editing.unfinished
        self.files.settle = self.tooling.cells.settle
        self.findings.let_the_map_go_first()
        self.canvas.settled.connect(self._go_on)
        for signal in (self.bridge.opened, self.bridge.stated, self.selection.changed):
            signal.connect(self._look)
        for signal in (self.jobs.started, self.jobs.idle, self.sharing.changed):
            signal.connect(self._look)
        self.bridge.opened.connect(self.navigation.zoom_all)
        self.findings.changed.connect(self._look)
        self.findings.changed.connect(lambda: self.findings.in_turn(self._take_checks))
        self.jobs.idle.connect(self._check_painted)
        self.findings.all_told.connect(self._check_painted)
        self.findings.all_told.connect(self.going.make_ready)
        self.jobs.failed.connect(self._fail)
        self.canvas.moved.connect(self._look)
        self.canvas.moved.connect(lambda: self._turns.ask(self._follow))  # once for many moves
        self.canvas.settled.connect(self._follow)
        self.canvas.settled.connect(self._check_painted)
        self.status.scale.wanted.connect(self.canvas.set_scale)
        self.status.display.serve(self.bridge)
        self.status.coordinate_pressed.connect(self.tooling.show_coordinates)
        self.status.shared_pressed.connect(lambda _at: self.sharing.show(True))
        self.canvas.noticed.connect(lambda key: self.messages.tell(Message("warning", tr(key))))
        self.sources.arrived.connect(self._follow)
        self.base_map.arrived.connect(self.canvas.redraw)
        self.layers.entry_changed.connect(self._take_entry)
        self.layers.zoom_wanted.connect(lambda _uid: self.navigation.zoom_layer())
        self.layers.menu_wanted.connect(lambda at: self.actions_.menu("layer").popup(at))
        self.tables.activated_row.connect(self.navigation.zoom_to)
        for saver in (self.tables, self.survey):
            saver.save_wanted.connect(self.sheets.ask)
        self.narrowing.changed.connect(self._look)
        self.narrowing.changed.connect(self._follow)
        for panel in (self.layers, self.tables, self.inspector, self.linkage, self.review):
            panel.action_wanted.connect(self._act)
        for doer in (self.linkage, self.review, self.exceptions, self.sources):
            doer.failed.connect(self._fail)
        self.linkage.zoom_wanted.connect(self.navigation.zoom_to)
        self.steps.chosen.connect(self._go_to)

    @cached_property
    def layouts(self) -> "Layouts":
        """지도 배치; loaded when it is asked for."""
        from scmap.gui.layouts import Layouts  # noqa: PLC0415

        told = (self.bridge, self.jobs, self.canvas, self.sources, self.narrowing)
        return Layouts(self, self.door, *told, self.base_map)

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self.actions_.retranslate()
        self._bar.setWindowTitle(tr("window.steps"))
        self._searcher.retranslate()
        self._docks.retranslate()
        self.tooling.retranslate()
        self.depths.retranslate()
        self.designing.retranslate()
        self._follow()
        self._look()

    @property
    def is_painted(self) -> bool:
        """Whether everything that was asked for is on screen."""
        found = self.findings.settled and self.findings.told and self.narrowing.settled
        ready = found and self.sources.complete and not self.jobs.running
        return self.bridge.project is not None and ready and self.canvas.is_exact

    # -- keeping up --------------------------------------------------------------------------

    def _look(self, *_: object) -> None:
        """Bring title, actions, badges and cells up to date with what is the case."""
        session, project = self.bridge.session, self.bridge.project
        self._pages.setCurrentWidget(self._page())
        if self.bridge.opening:
            return  # jobs begin, the map moves: once is enough, when everybody has heard
        investments = project.investments if project else None
        pairs = self.findings.pairs
        self.actions_.refresh(
            State(
                project=project is not None,
                writable=session is not None and not session.read_only,
                undo=(session and session.undo_label) or "",
                redo=(session and session.redo_label) or "",
                selected=len(self.selection.selected),
                pair=bool(self.exceptions.pair),
                excepted=self.exceptions.excepted,
                sequence=self.exceptions.spreadable,
                rows=self.tables.row_count,
                overlaps=len(pairs) if pairs else 0,
                investments=len(investments) if investments else 0,
                entry=self.layers.entry is not None,
                heading=bool(self.layers.heading),
                earlier=self.canvas.has_earlier,
                later=self.canvas.has_later,
                busy=bool(self.jobs.running),
                years=self.narrowing.years is not None,
            )
        )
        self.steps.count("data", f"{len(investments):,}" if investments else "")
        self.steps.count("overlap", f"{pairs.graded:,}" if pairs else "")
        for step, kind in (("link", Link), ("review", AgendaItem)):
            layer = project.named(kind.TABLE) if project else None
            self.steps.count(step, f"{len(layer):,}" if layer else "")
        self.actions_.check("view.depth", self.depths.is_on_map)
        self._title()
        self._state()

    def _page(self) -> QWidget:
        if self.bridge.project is None:
            return self._empty
        return self.review if self.steps.current == "review" else self.tooling.page

    def _title(self) -> None:
        session = self.bridge.session
        if session is None:
            self.setWindowTitle("scmap")
            self.setWindowModified(False)
            return
        name = session.path.name if session.path else tr("window.unnamed")
        title = texts.title(f"{session.project.title} ({name})")
        title = f"{title}[*] – scmap"
        if self.windowTitle() != title:
            self.setWindowTitle(title)
        if self.isWindowModified() == session.saved:
            self.setWindowModified(not session.saved)

    def _state(self) -> None:
        session, project = self.bridge.session, self.bridge.project
        chosen = len(self.selection.selected)
        self.status.put("selected", tr("window.status.chosen", count=chosen) if chosen else "")
        self.status.put("crs", project.display if project else "")
        run = self.findings.run
        engine = tr(f"window.status.engine.{run.engine}") if run else ""
        self.status.put("engine", engine, tr("window.status.engine.tip") if run else "")
        told = share_state(self.sharing, project)
        self.status.put("shared", told, tr("window.status.shared.tip") if told else "")
        self.status.put("saved", how_saved(session))
        self.status.put("scale", f"1:{round(self.canvas.scale):,}" if project else "")

    def _go_on(self) -> None:
        """Analyse, now that the map is there with its boundaries."""
        if self.sources.complete:
            self.findings.go_on()

    def _follow(self) -> None:
        """Let the legend follow the map."""
        self.legend.show_for(self.canvas.settings)

    def _act(self, action_id: str) -> None:
        self.actions_[action_id].trigger()

    def _take_checks(self) -> None:
        """Let the tree mark the investments while some have something to check."""
        project = self.bridge.project
        layer = project.investments if project else None
        faulty = self.findings.faulty
        self.layers.take_checks({layer.uid: faulty} if layer is not None and faulty else {})

    def _take_entry(self) -> None:
        self.navigation.take_entry(self.layers.entry)
        self._look()

    def _go_to(self, step: str) -> None:
        if step in ("link", "review"):  # what these show is wide and presses the sides together
            self._docks.hold_widths()
        if step == "review":
            self._docks.show_map(False)  # before what is wider comes in its place
        self._look()
        self._docks.show_map(step != "review")
        if step == "review":
            self._docks.lower_tables(REVIEW_PX)
        else:
            self._docks.raise_tables()
        self._docks.show_side("linkage", step == "link")
        self.designing.show(step == "link")
        if step in ("data", "overlap"):
            self.tables.show_tab("investments" if step == "data" else "overlaps")
            self._docks.give_widths_back()
        elif step == "report":
            self.report.save()

    def _check_painted(self) -> None:
        if self.is_painted:
            QTimer.singleShot(0, self, self._tell_painted)

    def _tell_painted(self) -> None:
        if self.is_painted:
            self.painted.emit()

    def _fail(self, error: Exception) -> None:
        from scmap.errors import ScmapError, understood  # noqa: PLC0415

        error = understood(error)
        if isinstance(error, ScmapError):
            self.messages.tell_error(error)
        else:
            show_bug(self, error)

    # -- events ------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_docks"):  # the first one comes while the window is made
            self._docks.fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_leave():
            event.ignore()
            return
        self.place.keep()
        self.view_state.keep()
        self.tables.memory.keep()
        self.jobs.close()
        self.tooling.comparing.stop()
        self.canvas.close_painting()
        self.base_map.close()
        event.accept()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "actions_"):
            self.actions_.retranslate()
            self.tooling.retranslate()
        super().changeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files := _files_of(event.mimeData()):
            event.acceptProposedAction()
            self.drop_hint.tell(files)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_hint.hide()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_hint.hide()
        event.acceptProposedAction()
        self._bring(_files_of(event.mimeData()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Bring in files that were copied, where nothing else takes what is pasted."""
        pasted = event.matches(QKeySequence.StandardKey.Paste)  # no other key asks the clipboard
        if pasted and (files := _files_of(QApplication.clipboard().mimeData())):
            self._bring(files)
        else:
            super().keyPressEvent(event)

    def paste(self) -> None:
        """Put what was copied into the table in front; files that were copied are brought in."""
        files = _files_of(QApplication.clipboard().mimeData())
        if files:
            self._bring(files)
        else:
            self.tooling.cells.paste()

    def _bring(self, files: list[Path]) -> None:
        packages = [one for one in files if one.suffix == paths.UPDATE_SUFFIX]
        for package in packages:
            self.program.show_updates(package)
        if files != packages:
            self.intake.take(one for one in files if one not in packages)


def _files_of(data: QMimeData | None) -> list[Path]:
    """Give the files of this computer that were dragged or copied; none where nobody answers."""
    if data is None:
        return []
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
