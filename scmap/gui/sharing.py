"""공유: exchanges with the other members in the background, and what is decided about it."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QMainWindow

from scmap.errors import InputError
from scmap.gui.action_set import ActionSet
from scmap.gui.belonging import Belonging
from scmap.gui.bridge import Bridge
from scmap.gui.canvas.canvas import Canvas
from scmap.gui.canvas.glow import Glow
from scmap.gui.canvas.sides import Sides
from scmap.gui.docks import Docks
from scmap.gui.exchanging import Deed, Exchanged, exchanged
from scmap.gui.job import Jobs
from scmap.gui.listening import Listening
from scmap.gui.messages import Message, MessageBar, message_for
from scmap.gui.panels.sharing import SharingPanel
from scmap.gui.selection import Selected, Selection
from scmap.gui.trusting import ask_certificate
from scmap.model.cooperation import Share
from scmap.model.project import Project, new_uid
from scmap.progress import Progress, giving_way
from scmap.session import sharing
from scmap.session.outbox import Known, known_here
from scmap.session.session import Session
from scmap.session.sharing import Synced, as_exchanged, handed_over
from scmap.session.sharing_words import differing, pending, unsent_words
from scmap.store.sharing.batch import Act
from scmap.store.sharing.desk import Desk
from scmap.store.sharing.merge import Key
from scmap.store.sharing.passwords import keep_password
from scmap.store.sharing.server import Address
from scmap.words import explain, tr

if TYPE_CHECKING:
    from scmap.gui.dialogs.conflict import ConflictDialog, Decision

NO_DEEDS: Mapping[str, Deed] = {}


class Host(Protocol):
    """What sharing needs of the window."""

    bridge: Bridge
    jobs: Jobs
    messages: MessageBar
    canvas: Canvas
    selection: Selection
    actions_: ActionSet


class Sharing(QObject):
    """What the menu 공유 does.

    Signals
    -------
    changed
        Members, layers, conflicts or what was exchanged are others.
    """

    changed = Signal()

    SLOW_MS: ClassVar = 6_000  # after which it is said that one may go on while it exchanges

    def __init__(self, window: QMainWindow, host: Host, docks: Docks) -> None:
        super().__init__(window)
        self._window, self._host = window, host
        self.last: Exchanged | None = None
        self.known: Known | None = None  # how the last exchange left it, of which no window knows
        self.busy = self._again = False
        self._asked: Session | None = None  # whose project is being exchanged
        self._waiting: list[tuple[str, Mapping[str, Deed]]] = []
        self._said: Message | None = None
        self._failed: Message | None = None  # why the exchange before was none
        self.glow, self.sides = Glow(host.canvas), Sides(host.canvas)
        self._listening = Listening(self)
        self._listening.heard.connect(self.sync)
        self._listening.met.connect(self._meet)
        self._listening.answered.connect(self._answer)
        self.silent: dict[str, Message] = {}  # places that stand still, with what was said of it
        self._slow = QTimer(self, singleShot=True)
        self._slow.timeout.connect(self._say_slow)
        self._waits: Message | None = None
        self.busy_with = ""  # name of whoever else edits the selected feature
        self._passwords: dict[str, str] = {}  # of servers, where no keyring has them
        host.selection.changed.connect(self._point)
        self.belonging = Belonging(self, host.bridge, window)
        self.panel = SharingPanel(self, host.bridge, host.selection)
        self.panel.action_wanted.connect(lambda uid: host.actions_[uid].trigger())
        self._docks = docks
        docks.add_side("sharing", self.panel, "sharepanel.title")
        docks.changed.connect(lambda: host.actions_.check("share.panel", docks.has_side("sharing")))
        host.bridge.opened.connect(self._begin)
        window.destroyed.connect(self._listening.stop)

    @property
    def share(self) -> Share | None:
        """The cooperative that the open project takes part in; None for none."""
        project = self._host.bridge.project
        found = sharing.shares(project) if project is not None else ()
        return found[0] if found else None

    # -- what actions call -------------------------------------------------------------------

    def show(self, shown: bool) -> None:
        """Show or hide the panel."""
        self._docks.show_side("sharing", shown)

    def sync(self) -> None:
        """Hand over and take in, in the background."""
        share = self.share
        if share is None:
            self.show(True)
        else:
            self._exchange(share.place)

    def live(self, on: bool) -> None:
        """Take in what others do as soon as they hand it over, or only when asked."""
        share = self.share
        if on and share is not None:
            project = self._host.bridge.project
            places = [one.place for one in sharing.shares(project)] if project is not None else []
            self._listening.start({place: self._passwords.get(place) for place in places})
        else:
            self._listening.stop()
        self._forget_silent()

    def decide(self, first: int = 0) -> None:
        """Show what waits for a decision."""
        from scmap.gui.dialogs.conflict import ConflictDialog  # noqa: PLC0415  when asked for

        project = self._host.bridge.project
        if self.last is None or project is None or not self.last.done.conflicts:
            return
        conflicts = self.last.done.conflicts
        listed = [*conflicts[first:], *conflicts[:first]]
        at = zip(conflicts, self.last.places, strict=True)
        places = {(one.table, one.uid): place for one, place in at}
        me = {share.member for share in sharing.shares(project)}
        dialog = ConflictDialog(listed, self.last.known, project, self._window, me=me)
        dialog.accepted.connect(lambda: self._decide(dialog.decisions, places))
        dialog.looked.connect(lambda: self._show_sides(dialog))
        dialog.finished.connect(self.sides.stop)
        dialog.open()
        self._show_sides(dialog)

    def _show_sides(self, dialog: "ConflictDialog") -> None:
        """Draw on the map where the shapes of a conflict lie, above the dialog."""
        self.sides.show(dialog.sides)
        window, size = self._window.geometry(), dialog.frameGeometry().size()
        dialog.move(window.right() - size.width(), window.bottom() - size.height())

    # -- what the panel asks for -------------------------------------------------------------

    def propose(self, layer: str, mode: str) -> None:
        """Propose who may edit a layer."""
        self._act(Act("propose", {"proposal": new_uid(), "layer": layer, "mode": mode}))

    def vote(self, proposal: str, yes: bool) -> None:
        """Vote."""
        self._act(Act("vote", {"proposal": proposal, "yes": yes}))

    def _act(self, act: Act) -> None:
        share = self.share
        if share is not None:
            self.exchange(share.place, lambda desk: desk.act(act))

    def _decide(self, decisions: "list[Decision]", places: Mapping[Key, str]) -> None:
        """Decide conflicts, each where it came up."""
        share = self.share
        if share is None:
            return
        at: dict[str, list[Decision]] = {}
        for one in decisions:
            at.setdefault(places[one.conflict.table, one.conflict.uid], []).append(one)
        self._exchange(share.place, {place: partial(_decided, own) for place, own in at.items()})

    def exchange(self, where: str, deed: Deed) -> None:
        """Do something at a place, and exchange there."""
        self._exchange(where, {where: deed})

    def run(self, work: Callable[[Any], Exchanged]) -> None:
        """Do something else that ends in an exchange."""
        self._run(work)

    # -- in the background -------------------------------------------------------------------

    def _exchange(self, where: str, deeds: Mapping[str, Deed] = NO_DEEDS) -> None:
        project = self._host.bridge.project
        if project is None:
            return
        if self.busy:  # one exchange at a time; what somebody decided meanwhile is done next
            if deeds:
                self._waiting.append((where, deeds))
            else:
                self._again = True
            return

        places = [where, *(one.place for one in sharing.shares(project) if one.place != where)]
        known = dict(self._passwords)

        def work(_progress: object) -> Exchanged | InputError:
            try:
                return exchanged(project, places, deeds, known)
            except InputError as error:
                if error.code not in ("server_refused", "server_untrusted"):
                    raise
                return error

        def refused(error: InputError) -> None:
            asks = self._log_in if error.code == "server_refused" else self._distrust
            asks(error, places, deeds)

        self._run(work, refused)

    def _run(
        self,
        work: Callable[[Any], Exchanged | InputError],
        refused: Callable[[InputError], None] | None = None,
    ) -> None:
        self.busy, self._asked = True, self._host.bridge.session
        self._slow.start(self.SLOW_MS)

        def take(found: Exchanged | InputError) -> None:
            if isinstance(found, Exchanged):
                self._take(found)
            elif refused is not None:
                refused(found)

        job = self._host.jobs.run(tr("sharepanel.job"), work, take)
        job.failed.connect(self._fail)
        job.ended.connect(self._end)
        self.changed.emit()

    def _log_in(self, error: InputError, places: list[str], deeds: Mapping[str, Deed]) -> None:
        """Ask for the password of a server that did not let this member in, and try again."""
        from scmap.gui.dialogs.password import PasswordDialog  # noqa: PLC0415  when asked for

        servers = {one: Address.read(one) for one in places if sharing.is_server(one)}
        wanted = (error.values["server"], error.values["login"])
        place = next(one for one, known in servers.items() if (known.host, known.login) == wanted)
        tried = str(explain(error)) if place in self._passwords else ""
        dialog = PasswordDialog(servers[place], tried, self._window)

        def again() -> None:
            secret = self._passwords[place] = dialog.entry.text()
            if self._listening.listens:
                self.live(on=True)  # with the password that it lacked
            if dialog.keep.isChecked():
                self._host.jobs.run(
                    tr("sharepanel.password.keep"),
                    lambda _progress: keep_password(servers[place], secret),
                )
            self._exchange(places[0], deeds)

        dialog.accepted.connect(again)
        dialog.open()

    def _distrust(self, error: InputError, places: list[str], deeds: Mapping[str, Deed]) -> None:
        """Say that a server did not prove itself, and offer to keep its keeper's certificate."""

        def ask() -> None:
            ask_certificate(
                str(error.values["server"]),
                self._window,
                self._host.messages,
                lambda: self._exchange(places[0], deeds),
            )

        self._forget_failure()
        said = message_for(error).text
        self._failed = Message("error", said, action=tr("sharepanel.trust.choose"), act=ask)
        self._host.messages.tell(self._failed)

    def _fail(self, error: Exception) -> None:
        """Keep what the window has just said of the error: it holds until the next attempt ends."""
        self._forget_failure()
        newest = self._host.messages.messages[:1]
        if newest and newest[0].text == message_for(error).text:
            (self._failed,) = newest

    def _forget_failure(self) -> None:
        if self._failed is not None:
            self._host.messages.take_back(self._failed)
            self._failed = None

    def _say_slow(self) -> None:
        self._waits = Message("warning", tr("sharepanel.slow"))
        self._host.messages.tell(self._waits)

    def _end(self) -> None:
        self.busy = False
        self._slow.stop()
        if self._waits is not None:
            self._host.messages.take_back(self._waits)
            self._waits = None
        if self._waiting:
            self._exchange(*self._waiting.pop(0))
        elif self._again:
            self._again = False
            self.sync()
        self.changed.emit()

    def _take(self, found: Exchanged) -> None:
        """Put what came in into the open project; where that went on, into the next exchange."""
        bridge, done, session = self._host.bridge, found.done, self._host.bridge.session
        self._forget_failure()
        if session is None or session is not self._asked:
            return
        before, self.last = self.last, found
        went_on = session.project is not found.before
        self._note(session, done.project, handed_over if found.moved or went_on else as_exchanged)
        if went_on:
            self._again = True
            return
        if found.moved:
            bridge.do(tr("sharepanel.undo"), lambda _now: done.project)
        self._tell(done, before)

    @staticmethod
    def _note(
        session: Session, done: Project, noted: Callable[[Project, Project], Project]
    ) -> None:
        """Have no undo forget what is with the others: taking an edit back is the next edit."""
        if noted(session.project, done) is not session.project:
            session.note(tr("sharepanel.undo"), lambda project: noted(project, done))

    def _tell(self, done: Synced, before: Exchanged | None) -> None:
        changed = {(one.table, one.uid) for one in done.news}
        shapes = [
            layer.shapes([layer.rows[uid]])[0]
            for layer in done.project.layers
            for table, uid in changed
            if table == layer.uid and uid in layer.rows
        ]
        self.glow.show(shapes)
        if self._said is not None:
            self._host.messages.take_back(self._said)
        self._said = self._message(done, before)
        if self._said is not None:
            self._host.messages.tell(self._said)
        for text in self._remarks(done, before):
            self._host.messages.tell(Message("warning", text))

    def _remarks(self, done: Synced, before: Exchanged | None) -> Iterator[str]:
        """Say what one has to know that asks for nothing, once."""
        known = before.done.mixed if before is not None else ()
        project = self._host.bridge.project
        if project is not None and self.last is not None:
            names = self.last.known
            yield from (differing(one, names, project) for one in done.mixed if one not in known)
        yield from (tr("sharing.kept", title=title) for title in done.kept)

    def _message(self, done: Synced, before: Exchanged | None) -> Message | None:
        """Say what came of an exchange; nothing of one that changed nothing."""
        if done.conflicts:
            text = tr("sharepanel.conflicts_wait", count=len(done.conflicts))
            action = tr("sharepanel.decide_now")
            return Message("warning", text, action=action, act=self.decide)
        known = {one.change.id for one in before.done.refused} if before is not None else set()
        refused = [one for one in done.refused if one.change.id not in known]
        if refused:
            return Message("warning", tr("sharing.count.refused", count=len(refused)))
        if done.sent or done.taken:
            return Message("success", tr("cli.synced", sent=done.sent, taken=done.taken))
        return None

    def _point(self, selected: Selected) -> None:
        self._listening.point(selected.layer, selected.current)

    def _meet(self, name: str) -> None:
        self.busy_with = name
        self.changed.emit()

    def _answer(self, place: str, answers: bool) -> None:
        """Say that a place stands still to which the window listens, and when it does no more."""
        messages, name = self._host.messages, place_name(place)
        said = self.silent.pop(place, None)
        if said is not None:
            messages.take_back(said)
        if answers:
            messages.tell(Message("success", tr("sharepanel.answers", place=name)))
        else:
            self.silent[place] = Message("warning", tr("sharepanel.silent", place=name))
            messages.tell(self.silent[place])
        self.changed.emit()

    def _forget_silent(self) -> None:
        for said in self.silent.values():
            self._host.messages.take_back(said)
        self.silent.clear()
        self.changed.emit()

    def _begin(self) -> None:
        self.last, self.known, self.busy_with = None, None, ""
        self._waiting.clear()
        self._listening.stop()
        self._forget_silent()
        self._host.actions_.check("share.live", on=False)
        self.glow.stop()
        self.changed.emit()
        self._look_back()

    def _look_back(self) -> None:
        """Find in the background what still waits to be sent of what was done earlier."""
        session, share = self._host.bridge.session, self.share
        if session is None or share is None:
            return
        project = session.project

        def look(progress: Progress) -> tuple[Known, int] | None:
            known = known_here(project, share, progress=progress)
            if known is None:
                return None
            waits = giving_way(pending(known.before, project, known.told, share.member))
            return known, sum(1 for _ in waits)

        def take(found: tuple[Known, int] | None) -> None:
            if found is None or session is not self._host.bridge.session or self.last is not None:
                return
            self.known, count = found
            if count and not self.busy:
                said = unsent_words(count, self.known.since)
                sync = tr("sharepanel.sync")
                self._said = Message("info", said, action=sync, act=self.sync)
                self._host.messages.tell(self._said)
            self.changed.emit()

        self._host.jobs.run(tr("sharepanel.look_back"), look, take)


def place_name(place: str) -> str:
    """Give the name of a place as a planner knows it: the folder, the file or the server."""
    return Address.read(place).host if sharing.is_server(place) else Path(place).name


def _decided(decisions: "list[Decision]", desk: Desk) -> None:
    for one in decisions:
        sharing.decide(desk, one.conflict, one.chosen, delete=one.delete)
