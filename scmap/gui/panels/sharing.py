"""공유: members, layers, what was sent and received, what waits, and the history of a feature."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import texts, theme
from scmap.gui.belonging import Belonging, identity
from scmap.gui.bridge import Bridge
from scmap.gui.card_view import Rule, muted
from scmap.gui.exchanging import Exchanged
from scmap.gui.messages import Message
from scmap.gui.models.standard_titles import shown_title
from scmap.gui.note_line import NoteLine
from scmap.gui.panels.empty import EmptyState
from scmap.gui.panels.panel import Panel
from scmap.gui.selection import Selection
from scmap.model.cooperation import Share
from scmap.model.crosswalk import Regional
from scmap.model.project import Project
from scmap.model.records import record
from scmap.session.outbox import Known
from scmap.session.sharing import Synced, compared_with, restored
from scmap.session.sharing_words import (
    Line,
    acts_of,
    blame,
    differing,
    feature_name,
    field_title,
    history,
    in_order,
    lines_of,
    name_of,
    organisation_kind,
    pending,
    shown,
    subject,
    unsent_words,
)
from scmap.store.sharing.keys import fingerprint_of
from scmap.store.sharing.membership import MODES, Cooperative, Member, Proposal, SharedLayer
from scmap.store.sharing.merge import GEOMETRY, Conflict
from scmap.words import tr

MOST_LINES = 30  # of a list of changes; more are counted
MOST_ACTS = 10  # of what was done about the cooperative


class Deeds(Protocol):
    """What the panel shows, and what its buttons do."""

    changed: SignalInstance
    last: Exchanged | None
    known: Known | None
    busy_with: str
    silent: dict[str, Message]
    belonging: Belonging

    @property
    def share(self) -> Share | None:
        """The cooperative of the open project."""

    def decide(self, first: int = 0) -> None:
        """Show what waits for a decision."""

    def propose(self, layer: str, mode: str) -> None:
        """Propose who may edit a layer."""

    def vote(self, proposal: str, yes: bool) -> None:
        """Vote."""


class SharingPanel(Panel):
    """Shows the cooperative that the open project takes part in."""

    def __init__(self, sharing: Deeds, bridge: Bridge, selection: Selection) -> None:
        super().__init__()
        self._sharing, self._bridge, self._selection = sharing, bridge, selection
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._empty = EmptyState(self)
        self._empty.pressed.connect(self.action_wanted)
        self._sync, self._join = QPushButton(self), QPushButton(self)
        self._sync.clicked.connect(lambda: self.action_wanted.emit("share.sync"))
        self._join.clicked.connect(lambda: self.action_wanted.emit("share.join"))
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        for part in (self._area, self._empty):
            body.addWidget(part)
        for hidden in (self._area, self._join, self._sync):
            hidden.hide()  # or the first look would ask for the height of all
        below = QVBoxLayout()
        below.setContentsMargins(12, 6, 12, 10)
        for button in (self._join, self._sync):
            below.addWidget(button)
        body.addLayout(below)
        sharing.changed.connect(self.outdate)
        bridge.opened.connect(self.outdate)
        bridge.changed.connect(self.outdate)
        selection.changed.connect(self.outdate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self._area.setAccessibleName(tr("sharepanel.title"))
        self._sync.setText(tr("sharepanel.sync"))
        self._join.setText(tr("actions.share.join"))
        self.outdate()

    def refresh(self) -> None:
        """Show how things stand."""
        project, share = self._bridge.project, self._sharing.share
        there = project is not None and share is not None
        for part in (self._area, self._sync):
            part.setVisible(there)
        self._empty.setVisible(not there)
        self._join.setVisible(not there and project is not None)
        if project is None:
            self._empty.put(tr("sharepanel.no_project"), "", tr("actions.file.open"), "file.open")
        elif share is None:
            self._empty.put(
                tr("sharepanel.none"),
                tr("sharepanel.none.text"),
                tr("actions.share.begin"),
                "share.begin",
            )
        else:
            self._area.setWidget(self._page(project))

    def _page(self, project: Project) -> QWidget:
        page = QWidget()
        body = QVBoxLayout(page)
        body.setContentsMargins(12, 10, 12, 12)
        body.setSpacing(6)
        for part in self._parts(project):
            body.addWidget(part)
        body.addStretch(1)
        return page

    def _parts(self, project: Project) -> Iterator[QWidget]:
        share, last = self._sharing.share, self._sharing.last
        if share is None:
            return
        yield texts.label(share.title, theme.heading(self.font(), steps=2))
        place = NoteLine(self)  # a path may be longer than the panel is wide
        place.setText(share.place)
        place.setToolTip(texts.tip(share.place))
        yield place
        for said in self._sharing.silent.values():
            yield texts.label(said.text, theme.bold(self.font()))
        if last is None:
            yield muted(tr("sharepanel.not_yet"))
            yield from self._unsent(project, share.member)
            return
        done = last.done
        if self._sharing.busy_with:
            yield texts.label(
                tr("sharepanel.busy", name=self._sharing.busy_with), theme.bold(self.font())
            )
        if share.member in last.asking and share.member not in done.told.members:
            yield texts.label(tr("sharepanel.asked"), theme.bold(self.font()))
            yield texts.label(fingerprint_of(share.member))
        yield texts.label(tr("cli.synced", sent=done.sent, taken=done.taken))
        yield from self._conflicts(project, last)
        base = compared_with(project, last.before, done.project)
        waits = pending(base, project, last.known, share.member)
        yield from self._section("sharepanel.pending", [_said(line) for line in waits])
        yield from self._refused(project, done)
        yield from self._history(project, done)
        for key, changes in (("taken", done.news), ("sent", done.own)):
            found = [_said(line) for line in lines_of(changes, last.known, project)]
            yield from self._section(f"sharepanel.{key}", found)
        yield from self._layers(project, done, share)
        yield from self._members(last, share)
        yield from self._log(project, done.told)

    def _unsent(self, project: Project, member: str) -> Iterator[QWidget]:
        """Give what was done since an exchange of which this window does not know."""
        known = self._sharing.known
        if known is None:
            return
        lines = [_said(line) for line in pending(known.before, project, known.told, member)]
        if lines:
            yield texts.label(unsent_words(len(lines), known.since), theme.bold(self.font()))
        yield from self._section("sharepanel.pending", lines)

    def _section(self, key: str, lines: list[str]) -> Iterator[QWidget]:
        """Give a heading with a count and lines below it; nothing for no lines."""
        if not lines:
            return
        yield Rule(self)
        yield self._heading(tr(key, count=len(lines)))
        for line in lines[:MOST_LINES]:
            yield texts.label(line)
        if len(lines) > MOST_LINES:
            yield muted(tr("sharepanel.more", count=len(lines) - MOST_LINES))

    def _heading(self, text: str) -> QWidget:
        return texts.label(text, theme.heading(self.font()))

    def _conflicts(self, project: Project, last: Exchanged) -> Iterator[QWidget]:
        differing_ = [differing(one, last.known, project) for one in last.done.mixed]
        yield from self._section("sharepanel.mixed", differing_)
        conflicts = last.done.conflicts
        if not conflicts:
            return
        yield Rule(self)
        yield self._heading(tr("sharepanel.conflicts", count=len(conflicts)))
        yield muted(tr("sharepanel.conflicts.text"))
        for place, conflict in enumerate(conflicts[:MOST_LINES]):
            yield texts.label(_contradiction(project, last.known, conflict))
            yield self._button(tr("sharepanel.decide"), partial(self._sharing.decide, place))

    def _refused(self, project: Project, done: Synced) -> Iterator[QWidget]:
        why = {one.change.id: tr(f"sharing.refused.{one.why}") for one in done.refused}
        changes = [one.change for one in done.refused]
        lines = lines_of(changes, done.told, project)
        found = [f"{_said(line)}\n{why[line.change]}" for line in lines]
        yield from self._section("sharepanel.refused", found)

    def _history(self, project: Project, done: Synced) -> Iterator[QWidget]:
        """Give what was done to the selected feature and by whom, with a way back."""
        chosen = self._selection.selected
        layer = project.layer(chosen.layer)
        if layer is None or layer.uid not in done.told.layers or not chosen.current:
            return
        uid = chosen.current
        lines = history(done.told, project, layer.uid, uid)
        yield Rule(self)
        name = feature_name(layer, uid)
        yield self._heading(tr("sharepanel.history", name=name, count=len(lines)))
        for place, line in enumerate(lines[:MOST_LINES]):
            yield texts.label(f"{line.when:%Y-%m-%d %H:%M}  {line.who}\n{line.text}")
            if place:
                yield self._button(tr("sharepanel.restore"), partial(self._restore, line))
        yield self._heading(tr("sharepanel.blame"))
        for one in blame(done.told, layer.uid, uid):
            said = {"field": field_title(one.field), "value": shown(one.value), "who": one.who}
            text = tr("sharing.blame", **said, when=f"{one.when:%Y-%m-%d %H:%M}")
            yield texts.label(text, theme.small(self.font()))

    def _restore(self, line: Line) -> None:
        last = self._sharing.last
        if last is not None:
            told = last.done.told
            label = tr("sharepanel.restore.undo", name=line.feature)
            self._bridge.do(label, lambda now: restored(now, told, line.key, line.change))

    def _layers(self, project: Project, done: Synced, share: Share) -> Iterator[QWidget]:
        yield Rule(self)
        yield self._heading(tr("sharepanel.layers", count=len(done.told.layers)))
        open_ = [one for one in done.told.proposals.values() if not one.passed]
        for shared in done.told.layers.values():
            layer = project.layer(shared.uid)
            title = shown_title(layer.title) if layer is not None else shared.uid[:8]
            yield self._mode(title, shared)
            own = record(project, Regional, shared.uid)
            if own is not None:
                said = tr("sharepanel.regional", steward=own.steward, cycle=own.cycle or "-")
                yield muted(said, small=True)
            for proposal in open_:
                if proposal.layer == shared.uid and proposal.mode != shared.mode:
                    yield self._proposal(proposal, len(done.told.active))
        if _belongs(share, done.told):
            yield self._button(tr("sharepanel.more_layers"), self._sharing.belonging.share_more)

    def _mode(self, title: str, shared: SharedLayer) -> QWidget:
        """Give a layer with who may edit it; another choice is a proposal to all members."""
        row, line = _row(self)
        line.addWidget(texts.label(title), 1)
        choice = QComboBox(row)
        choice.addItems([tr(f"sharing.mode.{one}") for one in MODES])
        if shared.mode in MODES:
            choice.setCurrentIndex(MODES.index(shared.mode))
        choice.setAccessibleName(tr("sharepanel.mode_of", title=title))
        choice.setToolTip(texts.tip(tr("sharepanel.mode.tip")))
        choice.activated.connect(partial(self._propose, shared))
        line.addWidget(choice)
        return row

    def _propose(self, shared: SharedLayer, place: int) -> None:
        if MODES[place] != shared.mode:
            self._sharing.propose(shared.uid, MODES[place])

    def _proposal(self, proposal: Proposal, members: int) -> QWidget:
        row, line = _row(self)
        yes, no = proposal.tally
        mode = tr(f"sharing.mode.{proposal.mode}")
        said = tr("sharepanel.proposal", mode=mode, yes=yes, no=no, members=members)
        line.addWidget(texts.label(said), 1)
        for key, vote in (("yes", True), ("no", False)):
            line.addWidget(
                self._button(
                    tr(f"sharepanel.vote.{key}"),
                    partial(self._sharing.vote, proposal.id, vote),
                )
            )
        return row

    def _members(self, last: Exchanged, share: Share) -> Iterator[QWidget]:
        told = last.done.told
        yield Rule(self)
        yield self._heading(tr("sharepanel.members", count=len(told.active)))
        for member in told.members.values():
            yield self._member(member, told, share)
        for uid, who in last.asking.items():
            if uid not in told.members and _belongs(share, told):
                yield texts.label(tr("sharepanel.asks", name=who.name))
                yield texts.label(fingerprint_of(uid), theme.small(self.font()))
                admit = partial(self._sharing.belonging.admit, uid)
                yield self._button(tr("sharepanel.admit"), admit)

    def _member(self, member: Member, told: Cooperative, share: Share) -> QWidget:
        """Give a member; of another one also the way to take a lost key away."""
        about = " · ".join(filter(None, (member.organisation, organisation_kind(member.kind))))
        key = "member" if member.active else "left"
        row, line = _row(self)
        label = texts.label(tr(f"sharepanel.{key}", name=member.name, about=about))
        label.setToolTip(texts.tip(identity(share, member.id)))
        line.addWidget(label, 1)
        if not member.active:
            return row
        agreed = told.withdrawing.get(member.id, set())
        if agreed:
            label.setText(f"{label.text()}\n{tr('sharepanel.withdrawing', count=len(agreed))}")
        if member.id == share.member:
            line.addWidget(self._button(tr("sharepanel.leave"), self._sharing.belonging.leave))
        elif share.member not in agreed and _belongs(share, told):
            withdraw = partial(self._sharing.belonging.withdraw, member.id)
            button = self._button(tr("sharepanel.withdraw"), withdraw)
            button.setAccessibleName(tr("sharepanel.withdraw.of", name=member.name))
            line.addWidget(button)
        return row

    def _log(self, project: Project, told: Cooperative) -> Iterator[QWidget]:
        """Give what was done about the cooperative itself, the latest first."""
        lines = list(acts_of(told, project))[::-1]
        yield Rule(self)
        yield self._heading(tr("sharepanel.log", count=len(lines)))
        for line in lines[:MOST_ACTS]:
            yield texts.label(line, theme.small(self.font()))
        if len(lines) > MOST_ACTS:
            yield muted(tr("sharepanel.more", count=len(lines) - MOST_ACTS))

    def _button(self, words: str, deed: Callable[[], object]) -> QPushButton:
        button = QPushButton(texts.item(words), self)
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda _checked: deed())
        return button


def _row(parent: QWidget) -> tuple[QWidget, QHBoxLayout]:
    row = QWidget(parent)
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    return row, line


def _belongs(share: Share, told: Cooperative) -> bool:
    """Tell whether whoever sits here is a member now: who only asked, or left, may look."""
    member = told.members.get(share.member)
    return member is not None and member.active


def _said(line: Line) -> str:
    layer = shown_title(line.layer)
    if not line.feature:
        return tr("sharepanel.line.layer", who=line.who, layer=layer, text=line.text)
    return tr("sharepanel.line", who=line.who, layer=layer, feature=line.feature, text=line.text)


def _contradiction(project: Project, known: Cooperative, conflict: Conflict) -> str:
    """Say in a few lines what people did to one feature."""
    layer, name = subject(project, conflict)
    lines = [f"{shown_title(layer)}  {name}"]
    for claims, key in ((conflict.deleted_by, "deleted"), (conflict.edited_by, "edited")):
        who = ", ".join(name_of(known, claim.who) for claim in in_order(claims, known))
        if who:
            lines.append(tr(f"sharepanel.{key}_by", who=who))
    for field, told in conflict.fields.items():
        title, geometric = field_title(field, conflict.table), field == GEOMETRY
        sides = [
            name_of(known, one.who) + ("" if geometric else f" ‘{shown(one.value)}’")
            for one in in_order(told.claims, known)
        ]
        lines.append(f"{title}: {' / '.join(sides)}")
    return "\n".join(lines)
