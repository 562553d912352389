"""④ 위원회 심의: rounds, their agenda, and each item's way through the five steps."""

from dataclasses import replace

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from scmap import reference
from scmap.gui import texts
from scmap.gui.bridge import Bridge
from scmap.gui.elided_choice import ElidedChoice
from scmap.gui.findings import Findings
from scmap.gui.flow_layout import FlowLayout
from scmap.gui.line_entry import LineEntry
from scmap.gui.models import agenda
from scmap.gui.panels.agenda_list import BETWEEN, AgendaList, Row
from scmap.gui.panels.boards_page import BoardsPage
from scmap.gui.panels.empty import EmptyState
from scmap.gui.panels.form import FormPage, WholePage
from scmap.gui.panels.item_page import ItemPage, ItemView
from scmap.gui.panels.panel import Panel
from scmap.gui.panels.review_deeds import ReviewDeeds
from scmap.gui.panels.review_forms import ItemForm, RoundForm
from scmap.gui.panels.round_page import RoundPage, round_view
from scmap.gui.panels.vote_parts import ballot_of
from scmap.gui.selection import Selection
from scmap.gui.sources import OVERLAP
from scmap.model.finding import PAIR_LAYER
from scmap.model.link import Link
from scmap.model.project import Project, new_uid
from scmap.model.records import record, records
from scmap.model.review import AgendaItem, Decision, Opinion, Round
from scmap.session import reviewing
from scmap.words import tr

_LIST_PX, _LEAST_LIST_PX = 280, 162  # width of the agenda, and in a narrow window


class ReviewPanel(Panel):
    """The board of a committee round, in place of the map.

    Signals
    -------
    failed : Exception
        A command was refused, and no form is there to say so.
    paper_wanted : (str, str, Path or None)
        A paper of a round is to be written, into a document of the office where there is one, or
        the form for opinions written or taken in.
    """

    failed = Signal(Exception)
    paper_wanted = Signal(str, str, object)

    def __init__(
        self,
        bridge: Bridge,
        findings: Findings,
        selection: Selection,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._findings, self._selection = bridge, findings, selection
        self._deeds = ReviewDeeds(bridge, self)
        self._round = self._item = ""  # uids of what is shown
        self._waiting: AgendaItem | None = None  # for the round that is about to be opened
        self._drafts: dict[str, tuple[Opinion, Decision]] = {}  # begun on items, by uid
        self._rounds = ElidedChoice(self)
        self._new, self._propose = QPushButton(self), QPushButton(self)
        self._about_round, self._by_hand = QPushButton(self), QPushButton(self)
        self._show_boards = QPushButton(self)
        self._why = texts.caption(parent=self)
        self._offering = QWidget(self)  # the button, and beside it why it cannot be pressed
        self._list = AgendaList(self)
        self._governance, self._find = QComboBox(self), LineEntry(self)
        self._narrowing, self._side = QWidget(self), QWidget(self)
        self._pages = QStackedWidget(self)
        self._empty = EmptyState(self)
        self._round_form, self._item_form, self._page = RoundForm(), ItemForm(), ItemPage()
        self._round_page = FormPage(self._round_form)
        self._item_form_page = FormPage(self._item_form)
        self._item_area = WholePage(self._page)
        self._meeting = RoundPage()
        self._meeting_area = WholePage(self._meeting)
        self._boards = BoardsPage()
        self._show_boards.setCheckable(True)
        self._listed = False  # whether there are items to list
        self._lay_out()
        for part in (*self._of_round, self._show_boards, self._side):
            part.hide()  # until there is a round: what waits unseen would press the docks
        self._wire()
        self.retranslate()

    @property
    def _of_round(self) -> tuple[QWidget, ...]:
        """What is there while there are rounds."""
        return self._rounds, self._new, self._offering, self._by_hand, self._about_round

    def _lay_out(self) -> None:
        self._rounds.setMinimumWidth(240)
        bar = FlowLayout()  # in a narrow window, or with longer words, it takes two lines
        bar.setContentsMargins(12, 8, 12, 8)
        for part in (
            self._rounds,
            self._new,
            self._about_round,
            self._show_boards,
            self._by_hand,
            self._offering,
        ):
            bar.addWidget(part)
        offering = QHBoxLayout(self._offering)
        offering.setContentsMargins(0, 0, 0, 0)
        offering.addWidget(self._propose)
        offering.addWidget(self._why)
        for page in (
            self._empty,
            self._round_page,
            self._item_form_page,
            self._item_area,
            self._meeting_area,
            self._boards,
        ):
            self._pages.addWidget(page)
        split = QSplitter(self)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        narrowing = FlowLayout(self._narrowing, whole=True)  # if need be the line stands below
        narrowing.setContentsMargins(12, 0, 8, 6)
        narrowing.addWidget(self._governance)
        narrowing.addWidget(self._find)
        self._side.setMinimumWidth(_LEAST_LIST_PX)
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(self._narrowing)
        side.addWidget(self._list, 1)
        split.addWidget(self._side)
        split.addWidget(self._pages)
        split.setStretchFactor(1, 1)
        split.setSizes([_LIST_PX, 2 * _LIST_PX])
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addLayout(bar)
        body.addWidget(split, 1)

    def _wire(self) -> None:
        self._rounds.activated.connect(lambda place: self._turn_to(self._rounds.itemData(place)))
        self._new.clicked.connect(self._begin_round)
        self._propose.clicked.connect(self.propose)
        self._by_hand.clicked.connect(self._begin_item)
        self._about_round.clicked.connect(self._show_meeting)
        self._show_boards.clicked.connect(self._turn_to_boards)
        self._pages.currentChanged.connect(self._make_room)
        self._meeting.member.submitted.connect(self._enrol)
        self._meeting.attended.connect(self._deeds.attend)
        self._meeting.sign.submitted.connect(self._sign)
        self._meeting.paper_wanted.connect(
            lambda one, base: self.paper_wanted.emit(self._round, one, base)
        )
        self._page.vote.form.submitted.connect(self._vote)
        self._list.chosen.connect(self._show_item)
        self._governance.currentIndexChanged.connect(self.outdate)
        self._find.typed.connect(self.outdate)
        self._empty.pressed.connect(self._help)
        self._round_form.submitted.connect(self._open_round)
        self._item_form.submitted.connect(self._put_on_agenda)
        self._page.opinion.submitted.connect(self._register_opinion)
        self._page.decision.submitted.connect(self._decide)
        self._page.phase.submitted.connect(self._set_phase)
        self._page.edited.connect(lambda field, value: self._deeds.edit(self._item, field, value))
        self._page.withdrawn.connect(self._deeds.withdraw)
        self._deeds.failed.connect(self.failed)
        self._page.subject_wanted.connect(self._select_subject)
        self._page.anchor_wanted.connect(self._select_anchor)
        self._bridge.opened.connect(self._begin)
        self._bridge.changed.connect(self.outdate)
        self.keep_up_with(self._findings)
        self._selection.changed.connect(self.outdate)

    # -- what the window and the inspector use -----------------------------------------------

    def propose(self) -> None:
        """Offer to put the selected pair or link on the agenda; if need be, a round first."""
        self.action_wanted.emit("step.review")
        self.catch_up()
        project = self._bridge.project
        subject = agenda.subject_of(self._selection.selected)
        if project is None or not subject[0]:
            return
        found, codebook = self._findings.candidates, reference.codebook()
        draft = agenda.proposal(project, found, codebook, self._round, subject)
        if self._round:
            self._offer(draft)
        else:
            self._begin_round_for(draft)

    def _offer(self, draft: AgendaItem) -> None:
        self._item_form.put(draft)
        self._pages.setCurrentWidget(self._item_form_page)

    # -- showing -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show rounds, agenda and item as they are now."""
        project = self._bridge.project
        rounds = records(project, Round) if project else ()
        self._keep_places(project, rounds)
        self._rounds.clear()
        for one in rounds:
            self._rounds.addItem(agenda.round_title(one), one.uid)
        self._rounds.setCurrentIndex(self._rounds.findData(self._round))
        self._rounds.setToolTip(texts.tip(self._rounds.currentText()))
        self._show_boards.setVisible(project is not None)
        for part in self._of_round:
            part.setVisible(bool(rounds))
        why = self._hindrance()
        self._propose.setEnabled(not why)
        self._propose.setToolTip(texts.tip(why))
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self._fill_list(project)
        self._turn_page(project)

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self._new.setText(tr("board.new_round"))
        self._propose.setText(tr("board.propose"))
        self._by_hand.setText(tr("board.by_hand"))
        self._about_round.setText(tr("board.about_round"))
        self._make_room()
        self._boards.retranslate()
        self._rounds.setAccessibleName(tr("board.rounds"))
        self._list.setAccessibleName(tr("board.agenda"))
        chosen = max(self._governance.currentIndex(), 0)
        self._governance.blockSignals(True)
        self._governance.clear()
        self._governance.addItem(tr("board.governance.all"), "")
        for value, word in agenda.GOVERNANCE_WORDS.items():
            self._governance.addItem(tr(f"board.{word}"), value)
        self._governance.setCurrentIndex(chosen)
        self._governance.blockSignals(False)
        self._governance.setAccessibleName(tr("board.field.governance"))
        self._find.setPlaceholderText(tr("board.find"))
        self._find.setAccessibleName(tr("board.find"))
        for page in (self._round_page, self._item_form_page, self._page, self._meeting):
            page.retranslate()
        self.outdate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.outdate()

    def _begin(self) -> None:
        self._round = self._item = ""
        self._waiting = None
        self._drafts.clear()
        self._pages.setCurrentWidget(self._empty)
        self.outdate()

    def _keep_places(self, project: Project | None, rounds: tuple[Round, ...]) -> None:
        """Stay with the round and item that are shown while the project has them."""
        if all(one.uid != self._round for one in rounds):
            self._round = rounds[-1].uid if rounds else ""
        items = reviewing.items_of(project, self._round) if project else ()
        if all(one.uid != self._item for one in items):
            self._show(items[0].uid if items else "")

    def _fill_list(self, project: Project | None) -> None:
        rows = []
        items = reviewing.items_of(project, self._round) if project else ()
        asked = str(self._governance.currentData() or ""), self._find.shown
        for item in agenda.narrowed(items, *asked):
            done = agenda.done_count(project, item.uid)  # type: ignore[arg-type]  # there is one
            kind = tr(f"board.{agenda.KINDS[item.kind]}")
            rows.append(Row(item.uid, item.title, f"{kind}{BETWEEN}{agenda.next_step(done)}", done))
        self._list.put(rows, self._item)
        self._listed = bool(items)
        self._make_room()

    def _turn_page(self, project: Project | None) -> None:
        """Show the item, or why there is none; a form that was opened stays."""
        item = self._shown_item()
        shown = self._pages.currentWidget()
        if shown is self._round_page or (shown is self._item_form_page and self._round):
            return
        round_ = record(project, Round, self._round) if project else None
        if shown is self._boards and project is not None:
            self._boards.put(project)
            return
        if shown is self._meeting_area and project is not None and round_ is not None:
            self._meeting.put(round_view(project, round_))
            return
        if project is None or item is None:
            self._say_empty(project)
            self._pages.setCurrentWidget(self._empty)
            return
        self._page.put(self._view(project, item))
        self._pages.setCurrentWidget(self._item_area)

    def _shown_item(self) -> AgendaItem | None:
        project = self._bridge.project
        return record(project, AgendaItem, self._item) if project else None

    def _view(self, project: Project, item: AgendaItem) -> ItemView:
        round_ = record(project, Round, item.round)
        return ItemView(
            item=item,
            about=agenda.subject_title(project, item),
            done=agenda.done_count(project, item.uid),
            missing=reviewing.missing_before_decision(project, item.uid),
            opinions=agenda.opinions(project, item.uid),
            decisions=agenda.decisions(project, item.uid),
            score=agenda.score_of(self._findings.candidates, item),
            year=int(round_.year) if round_ else 0,
            ballot=ballot_of(project, item),
            anchor=agenda.anchor_of(project, self._selection.selected),
        )

    def _say_empty(self, project: Project | None) -> None:
        why, button, name = "no_project", tr("actions.file.open"), "file.open"
        if project is not None:
            why, button, name = "no_round", tr("board.new_round"), "round"
        if self._round:
            why, button, name = "no_item", "", ""
            if not self._hindrance():
                button, name = tr("board.propose"), "item"
        self._empty.put(tr(f"board.empty.{why}"), tr(f"board.empty.{why}.text"), button, name)

    def _hindrance(self) -> str:
        """Say why nothing can be put on the agenda; "" when it can."""
        if not self._round:
            return tr("board.why.no_round")
        kind, _ = agenda.subject_of(self._selection.selected)
        return "" if kind else tr("board.why.no_subject")

    # -- turning to something ----------------------------------------------------------------

    def _help(self, name: str) -> None:
        if name == "round":
            self._begin_round()
        elif name == "item":
            self.propose()
        else:
            self.action_wanted.emit(name)

    def _begin_round(self) -> None:
        self._begin_round_for(None)

    def _begin_round_for(self, item: AgendaItem | None) -> None:
        """Offer to open a round; the item that waits for it, if any, is offered next."""
        project = self._bridge.project
        self._waiting = item
        self._round_form.put(
            records(project, Round) if project else (), item.title if item is not None else ""
        )
        self._pages.setCurrentWidget(self._round_page)

    def _begin_item(self) -> None:
        """Offer to put something on the agenda that is neither a pair nor a link."""
        self._offer(AgendaItem("", self._round, next(iter(agenda.KINDS)), ""))

    def _show_meeting(self) -> None:
        self._turn_page_to(self._meeting_area)

    def _turn_to_boards(self, shown: bool) -> None:
        """Show the boards, or come back from them to the agenda."""
        if shown:
            self._turn_page_to(self._boards)
        else:
            self._close_form()

    def _make_room(self) -> None:
        """Leave the whole width to the boards, whose columns are many; else list the agenda."""
        boards = self._pages.currentWidget() is self._boards
        self._show_boards.setChecked(boards)
        self._show_boards.setText(tr("boards.leave" if boards else "boards.pick"))
        self._side.setVisible(self._listed and not boards)

    def _turn_page_to(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)
        self.outdate()

    def _turn_to(self, round_: str) -> None:
        self._round = round_
        self._close_form()

    def _close_form(self) -> None:
        """Leave the form that is open, and show what holds now."""
        self._pages.setCurrentWidget(self._item_area if self._item else self._empty)
        self.outdate()

    def _show_item(self, uid: str) -> None:
        self._show(uid)
        self._close_form()

    def _show(self, uid: str) -> None:
        """Turn to an item; what was begun on the last one is kept for it."""
        if uid == self._item:
            return
        page = self._page
        if self._item:
            score = agenda.Score()
            begun = (
                page.opinion.opinion("", self._item),
                page.decision.decision("", self._item, score),
            )
            self._drafts[self._item] = begun
        self._item = uid
        self._item_area.verticalScrollBar().setValue(0)  # its title, not where the last one was
        opinion, decision = self._drafts.get(uid, (None, None))
        page.opinion.put(opinion)
        page.decision.put(decision)

    def _select_subject(self) -> None:
        item = self._shown_item()
        if item is not None and item.subject:
            layer = Link.TABLE if item.subject_kind == "link" else OVERLAP
            self._selection.select(layer, (item.subject,))

    def _select_anchor(self, said: Opinion) -> None:
        layer = OVERLAP if said.layer == PAIR_LAYER else said.layer
        self._selection.select(layer, (said.feature,))

    # -- deeds -------------------------------------------------------------------------------

    def _open_round(self) -> None:
        made = self._round_form.round(new_uid())
        if self._deeds.open_round(made, self._round_form):
            self._round = made.uid
            self._close_form()
            if self._waiting is not None:
                self._offer(replace(self._waiting, round=made.uid))

    def _put_on_agenda(self) -> None:
        item = self._item_form.item(new_uid())
        if self._deeds.put_on_agenda(item, self._item_form):
            self._show(item.uid)
            self._close_form()

    def _register_opinion(self) -> None:
        form = self._page.opinion
        if self._deeds.register_opinion(form.opinion(new_uid(), self._item), form):
            form.put(None)

    def _decide(self) -> None:
        form, item = self._page.decision, self._shown_item()
        if item is not None:
            score = agenda.score_of(self._findings.candidates, item)
            if self._deeds.decide(form.decision(new_uid(), item.uid, score), form):
                form.put(None)

    def _enrol(self) -> None:
        form = self._meeting.member
        if self._deeds.enrol(form.member(new_uid(), self._round), form):
            form.put()

    def _sign(self) -> None:
        self._deeds.sign(self._round, self._meeting.sign.by, self._meeting.sign)

    def _vote(self) -> None:
        form = self._page.vote.form
        if self._deeds.vote(form.vote(new_uid(), self._item), form):
            form.clear()
            self._page.decision.tell("")  # a refusal spoke of the votes before this one

    def _set_phase(self) -> None:
        self._deeds.set_phase(self._item, *self._page.phase.phase, self._page.phase)
