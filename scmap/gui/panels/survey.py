"""타 부처 사업 조회: draw or choose where a plan would be, and see what stands there already."""

from collections.abc import Callable
from functools import partial

import shapely
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from scmap import reference
from scmap.analysis.live import Standing
from scmap.analysis.survey import Survey
from scmap.errors import ScmapError
from scmap.gui import icons, texts, theme
from scmap.gui.bridge import Bridge
from scmap.gui.canvas.canvas import Canvas
from scmap.gui.canvas.carrying import Carrying
from scmap.gui.canvas.drawing import Drawing
from scmap.gui.card_view import CardView, muted
from scmap.gui.fade import Fade
from scmap.gui.findings import Findings
from scmap.gui.job import Job, Jobs
from scmap.gui.line_entry import LineEntry
from scmap.gui.models.live_list import LiveList, LiveModel
from scmap.gui.models.survey_card import plan_title, survey_card, survey_sheet
from scmap.gui.newest import Newest
from scmap.gui.panels.panel import Panel
from scmap.gui.panels.plan_form import PlanForm
from scmap.gui.parting import part_with
from scmap.gui.selection import Selection
from scmap.gui.sheet_view import SheetView
from scmap.gui.sources import Sources
from scmap.model.extent import Extent
from scmap.model.gazetteer import Gazetteer
from scmap.model.plan import Plan
from scmap.session.surveying import look_up, move_investment, of_feature, place_named, placed
from scmap.session.tracking import InvestmentTracker, Tracker
from scmap.words import explain, tr

WAIT_MS = 150  # after the last answer in the form
LIVE_PX = 220  # of the list while the hand moves, at least


class SurveyPanel(Panel):
    """Asks where and what; lists investments by ministry line; saves nothing by itself.

    Signals
    -------
    save_wanted : (str, Sheet)
        The list is to be saved under this title.
    register_wanted : Plan
        The plan is to become an investment.
    """

    save_wanted = Signal(str, object)
    register_wanted = Signal(object)

    def __init__(
        self,
        bridge: Bridge,
        findings: Findings,
        sources: Sources,
        selection: Selection,
        jobs: Jobs,
        canvas: Canvas,
    ) -> None:
        super().__init__()
        self._bridge, self._sources, self._selection = bridge, sources, selection
        self._jobs, self._canvas, self._findings = jobs, canvas, findings
        self._plan: Plan | None = None
        self._job: Job | None = None
        self._placing: Job | None = None
        self._newest = Newest(jobs, self, momentary=True)
        self._tracker: Tracker | None = None
        self._busy_hand = False  # whether the hand draws or carries: then the list is of its place
        self._carried = ""  # uid of the investment that is carried
        self._met = LiveModel(self)
        self.live = SheetView(self._met, "", self)  # what is met while the hand still moves
        self.found: Survey | None = None  # the answer that is shown
        self.draw, self.use, self.move_ = (QPushButton(self) for _ in range(3))
        self.place = LineEntry(self)
        self._said, self._fold = muted(""), QToolButton(self)
        self.form = PlanForm(reference.codebook(), self)
        self._area, self._inside = QScrollArea(self), QWidget()
        self._card: CardView | None = None
        self._rest = QWidget(self)  # takes the room of the list while there is none
        self.register = QPushButton(self)
        self._copy, self._save, self._drop = (QToolButton(self) for _ in range(3))
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._lay_out()
        self._wire()
        self.retranslate()

    # -- what the window uses ----------------------------------------------------------------

    @property
    def plan(self) -> Plan | None:
        """The plan with all that is known of it; None while it has no place."""
        return self.form.told(self._plan) if self._plan is not None else None

    def start_drawing(self) -> None:
        """Let the hand draw the footprint on the map."""
        self._hand_over(Drawing(self))

    def start_carrying(self) -> None:
        """Let the hand carry the footprint over the map."""
        if self._plan is not None:
            self._hand_over(Carrying(self._plan.footprint, self))

    def carry_investment(self) -> None:
        """Let the hand carry the selected investment to other ground, as one step back."""
        found, uid = self._findings.found, self._selection.selected.current
        row = found.register.layer.rows.get(uid) if found is not None else None
        ground = found.register.footprints[row] if found is not None and row is not None else None
        if found is None or ground is None:
            self._tell(tr("tracking.carry.none"))
            return
        tracker = InvestmentTracker(found, uid, self._standing())
        self._hand_over(Carrying(ground, self), tracker, uid)

    def _hand_over(
        self, drawing: Drawing, tracker: Tracker | None = None, carried: str = ""
    ) -> None:
        self._canvas.draw(drawing)  # first: what was drawn or carried before is put back
        drawing.finished.connect(self._drawn)
        drawing.cancelled.connect(self._put_back)
        drawing.changed.connect(lambda: self._track(drawing))
        self._carried = carried
        self._tracker = tracker or self._prepared()
        self._busy_hand = True
        self._canvas.show_sketch(None)
        self._say()

    def leave(self) -> None:
        """Forget the plan, and let the hand pick on the map again."""
        self._canvas.draw(None)
        self._stop_tracking()
        self._placing = self._tracker = None
        self._busy_hand = False
        self._carried = ""
        self._take(None)

    def copy(self) -> None:
        """Copy the list for a spreadsheet."""
        if self.found is not None:
            sheet = survey_sheet(self.found, reference.codebook())
            QGuiApplication.clipboard().setText(sheet.tsv())

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self.draw.setText(tr("survey.draw"))
        self.draw.setToolTip(texts.tip(tr("survey.draw.tip")))
        self.use.setText(tr("survey.use"))
        self.use.setToolTip(texts.tip(tr("survey.use.tip")))
        self.move_.setText(tr("tracking.move"))
        self.live.setAccessibleName(tr("tracking.name"))
        self.place.setPlaceholderText(tr("survey.place"))
        self.place.setAccessibleName(tr("survey.place.name"))
        self._fold.setText(tr("survey.form"))
        self.register.setText(tr("survey.register"))
        for button, word in ((self._copy, "copy"), (self._save, "save"), (self._drop, "drop")):
            button.setText(tr(f"survey.{word}"))
            button.setToolTip(texts.tip(tr(f"survey.{word}.tip")))
        self.form.retranslate()
        self._unfold(not self.form.isHidden())
        self._tint()
        self._show()

    # -- where -------------------------------------------------------------------------------

    def _drawn(self, footprint: shapely.Geometry) -> None:
        self._busy_hand = False
        self._canvas.draw(None)
        self._canvas.show_sketch(footprint)
        uid, self._carried = self._carried, ""
        take = partial(self._put_down, uid) if uid else self._take
        self._place(lambda: placed(footprint, self._places), take)

    def _put_down(self, uid: str, plan: Plan) -> None:
        """Let the investment stay where it was put."""
        self._canvas.show_sketch(self._plan.footprint if self._plan is not None else None)
        name = self._tracker.plan.name if self._tracker is not None else ""
        self._tracker = None
        self._show()
        self._bridge.do(
            tr("tracking.carry.do", name=name), lambda now: move_investment(now, uid, plan)
        )

    def _put_back(self) -> None:
        """Nothing was drawn after all: the plan stays where it was."""
        self._busy_hand = False
        self._canvas.draw(None)
        self._canvas.show_sketch(self._plan.footprint if self._plan is not None else None)
        self._stop_tracking()
        self._carried = ""
        self._show()

    def _place(self, find: Callable[[], Plan | None], take: Callable[[Plan], None]) -> None:
        """Find out in the background on whose ground the plan lies."""
        self._stop_tracking()
        self._placing = job = self._jobs.run(tr("survey.job"), lambda _: find())
        job.finished.connect(lambda plan: self._settle(job, plan, take))

    def _settle(self, job: Job, plan: Plan | None, take: Callable[[Plan], None]) -> None:
        if job is not self._placing:
            return
        self._placing = None
        if plan is None:
            self._tell(tr("survey.use.none"))
        else:
            take(plan)

    def _go_to_place(self) -> None:
        try:
            self._take(place_named(self.place.shown, self._places), go=True)
        except ScmapError as error:
            self._tell(str(explain(error)))

    def _use_selected(self) -> None:
        selected = self._selection.selected
        layer = self._sources(selected.layer)
        row = layer.rows.get(selected.current) if layer is not None else None
        if layer is None or row is None:
            self._tell(tr("survey.use.none"))
        else:
            self._place(
                lambda: of_feature(layer, row, self._places),
                self._take,
            )

    @property
    def _places(self) -> Gazetteer:
        return reference.gazetteer_of(self._bridge.project)

    # -- what it meets on the way ------------------------------------------------------------

    def _prepared(self) -> Tracker | None:
        """Prepare what does not depend on the place; None while the pairs are not known."""
        found = self._findings.found
        if found is None:
            return None
        nowhere = self._plan or Plan(shapely.box(0, 0, 1, 1))
        return Tracker(found, self.form.told(nowhere), self._standing())

    def _standing(self) -> Standing | None:
        """Give the footprints as they were prepared before, while they are the same."""
        before = self._tracker
        same = before is not None and before.found is self._findings.found
        return before.standing if before is not None and same else None

    def _renew(self) -> None:
        """Go on over the footprints as they are now; what is carried may be gone."""
        if self._tracker is None or self._tracker.found is self._findings.found:
            return
        if self._carried:
            self._put_back()
        else:
            self._tracker = self._prepared()

    def _track(self, drawing: Drawing) -> None:
        """Ask what the ground under the hand meets; of many places only the newest is answered."""
        area, tracker, book = drawing.area, self._tracker, reference.codebook()
        if area is not None and tracker is not None:
            self._newest.ask(
                tr("tracking.job"),
                lambda _: LiveList.of(tracker.at(area), book),
                self._show_met,
            )

    def _show_met(self, met: LiveList) -> None:
        self._met.show(met)
        if self._card is not None:
            self._card.hide()
        self._rest.hide()
        self.live.show()
        self._tell(met.lead)

    def _stop_tracking(self) -> None:
        self._newest.drop()

    def _take(self, plan: Plan | None, *, go: bool = False) -> None:
        self._plan, self.found = plan, None
        self._canvas.show_sketch(plan.footprint if plan is not None else None)
        extent = Extent.around(shapely.bounds([plan.footprint])) if plan is not None else None
        if go and extent is not None:
            self._canvas.show_extent(extent.grown(0.2))
        self._ask()

    # -- what stands there -------------------------------------------------------------------

    def _ask(self) -> None:
        """Look up what the plan meets, in the background."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        project, plan = self._bridge.project, self.plan
        if project is None or plan is None:
            self._show()
            return
        self._job = job = self._jobs.run(
            tr("survey.job"), lambda progress: look_up(project, plan, progress=progress)
        )
        job.finished.connect(lambda found: self._answer(job, found))
        self._say()

    def _answer(self, job: Job, found: Survey | None) -> None:
        if job is self._job:
            self._job, self.found = None, found
            self._show()

    def refresh(self) -> None:
        """Look again: the investments may be others."""
        self._ask()

    def _show(self) -> None:
        """Show the answer; while the hand is at work, it waits until that is done."""
        if self._busy_hand and not self.live.isHidden():
            return
        if self._card is not None:
            part_with(self._card)
            self._card = None
        self.live.hide()
        if self.found is not None:
            self._card = CardView(survey_card(self.found, reference.codebook()))
            self._card.target_chosen.connect(
                lambda layer, uid: self._selection.select(layer, (uid,))
            )
            self._column.addWidget(self._card)
        self._rest.setVisible(self._card is None)
        self._say()

    def _say(self) -> None:
        plan, project = self.plan, self._bridge.project
        words = plan_title(plan) if plan is not None else tr("survey.empty")
        if self.found is not None:
            words = ""
        if not self._busy_hand or self.live.isHidden():
            self._said.setText(words)
            self._said.setVisible(bool(words))
        some = self.found is not None and len(self.found) > 0
        self._copy.setEnabled(some)
        self._save.setEnabled(some)
        self._drop.setEnabled(plan is not None)
        writable = self._bridge.session is not None and not self._bridge.session.read_only
        why = self._why_not(plan, writable=writable and project is not None)
        self.register.setEnabled(not why)
        self.register.setToolTip(texts.tip(why or tr("survey.register.tip")))
        self.draw.setEnabled(project is not None)
        self.move_.setEnabled(plan is not None)
        tip = tr("tracking.move.tip") if plan is not None else tr("tracking.move.none")
        self.move_.setToolTip(texts.tip(tip))

    def _tell(self, words: str) -> None:
        self._said.setText(words)
        self._said.show()

    def _why_not(self, plan: Plan | None, *, writable: bool) -> str:
        """Say why the plan cannot be registered now; "" when it can."""
        if not writable:
            return tr("actions.need.writable")
        return "" if plan is not None else tr("survey.register.no_place")

    def _register(self) -> None:
        if self.plan is not None:
            self.register_wanted.emit(self.plan)

    def forget(self) -> None:
        """Let the plan go: it was registered."""
        self.form.name.clear()
        self._take(None)

    def _unfold(self, shown: bool) -> None:
        """Show the form about the plan, or give its room to the list."""
        self.form.setVisible(shown)
        self._fold.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        state = "open" if shown else "closed"
        self._fold.setAccessibleDescription(tr(f"inspector.fold.{state}"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._column.invalidate()  # what was hidden or shown meanwhile, Qt does not lay out anew

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_drop"):
            self._tint()

    # -- layout ------------------------------------------------------------------------------

    def _tint(self) -> None:
        for button, icon in ((self._copy, "copy"), (self._save, "export"), (self._drop, "close")):
            button.setIcon(icons.icon(icon))

    def _lay_out(self) -> None:
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        Fade(self._area)
        where = QGridLayout()  # three beside each other are wider than the dock of a small screen
        where.setSpacing(8)
        where.addWidget(self.draw, 0, 0)
        where.addWidget(self.use, 0, 1)
        where.addWidget(self.move_, 1, 0, 1, 2)
        top = QVBoxLayout()
        top.setContentsMargins(12, 10, 12, 8)
        top.setSpacing(8)
        top.addLayout(where)
        self._fold.setAutoRaise(True)
        self._fold.setFont(theme.bold(self.font()))
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._unfold(False)
        for part in (self.place, self._said, self._fold, self.form):
            top.addWidget(part)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 6, 12, 8)
        foot.addWidget(self.register)
        foot.addStretch(1)
        for button in (self._copy, self._save, self._drop):
            button.setAutoRaise(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            foot.addWidget(button)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(top)
        self._column.addWidget(self._rest, 1)
        self._column.addWidget(self.live, 1)
        self.live.setMinimumHeight(LIVE_PX)
        self.live.horizontalHeader().setStretchLastSection(False)
        self.live.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.live.hide()
        self._area.setWidget(self._inside)
        body.addWidget(self._area, 1)
        body.addLayout(foot)

    def _wire(self) -> None:
        self.draw.clicked.connect(self.start_drawing)
        self.use.clicked.connect(self._use_selected)
        self.move_.clicked.connect(self.start_carrying)
        self.place.returnPressed.connect(self._go_to_place)
        self._fold.clicked.connect(lambda: self._unfold(self.form.isHidden()))
        self.form.changed.connect(self._wait.start)
        self.form.changed.connect(self._say)
        self._wait.timeout.connect(self._ask)
        self.register.clicked.connect(self._register)
        self._copy.clicked.connect(self.copy)
        self._save.clicked.connect(self._ask_to_save)
        self._drop.clicked.connect(self.leave)
        self._bridge.opened.connect(self.leave)
        self._bridge.opened.connect(self.place.clear)
        self._bridge.changed.connect(self.outdate)
        self._findings.changed.connect(self._renew)

    def _ask_to_save(self) -> None:
        if self.found is not None:
            sheet = survey_sheet(self.found, reference.codebook())
            self.save_wanted.emit(tr("survey.kind"), sheet)
