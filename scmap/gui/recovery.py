"""Unsaved work in the window: each open project keeps a journal; what a crash left is offered."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from scmap import paths
from scmap.errors import InputError, LockedError
from scmap.gui.bridge import Bridge
from scmap.gui.job import Jobs
from scmap.gui.messages import MOST_SHOWN, Message, MessageBar, show_bug
from scmap.session import recovery
from scmap.session.recovery import Recoverable, Restored
from scmap.session.session import Session
from scmap.words import tr

Deed: TypeAlias = Callable[[], None]

SHOWN = 10  # commands that 자세히 lists, the latest ones


class Offers(QObject):
    """Offers unsaved work in the window's message bar."""

    def __init__(
        self,
        bridge: Bridge,
        jobs: Jobs,
        messages: MessageBar,
        may_leave: Callable[[], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._jobs, self._messages = bridge, jobs, messages
        self._may_leave = may_leave

    def left(self) -> None:
        """Look for work that a program which no longer runs did not save, and offer it."""
        self._jobs.run(tr("recovery.search"), lambda _progress: recovery.found(), self._tell)

    def discarded(self) -> None:
        """Offer what was closed without saving in the last seven days, the latest on top."""
        works = recovery.discarded()[:MOST_SHOWN]
        if not works:
            self._messages.tell(Message("info", tr("recovery.none")))
        for work in reversed(works):
            deed = partial(self._bring_back_and_restore, work)
            self._say("recovery.offer_discarded", work, deed)

    def _tell(self, works: tuple[Recoverable, ...]) -> None:
        for work in reversed(works):  # the latest stands on top
            self._offer(work)

    def _offer(self, work: Recoverable) -> None:
        restore, discard = partial(self._restore, work), partial(self._discard, work)
        self._say("recovery.offer", work, restore, discard)

    def _say(self, key: str, work: Recoverable, restore: Deed, discard: Deed | None = None) -> None:
        words = {"count": work.commands, "project": _title(work), "when": _time(work.when)}
        message = Message(
            "warning",
            tr(key, **words),
            _detail(work),
            tr("recovery.restore"),
            restore,
            tr("recovery.discard"),
            discard,
        )
        self._messages.tell(message)

    def _restore(self, work: Recoverable) -> None:
        if not self._may_leave():
            self._offer(work)
            return
        for job in self._jobs.running:
            if job.label == tr("window.job.open"):
                job.cancel()  # what is being opened at the start must not take the place of this
        job = self._jobs.run(
            tr("recovery.job"),
            lambda progress: recovery.restore(work, progress=progress),
            partial(self._take, work),
        )
        job.failed.connect(lambda _error: self.left())

    def _take(self, work: Recoverable, restored: Restored) -> None:
        self._bridge.take(restored.session)
        said = "\n".join(tr(f"issues.{issue.code}", **issue.values) for issue in restored.issues)
        if restored.session.saved:
            self._messages.tell(Message("info", said))
            return
        text = tr("recovery.restored", count=work.commands, project=_title(work))
        self._messages.tell(Message("warning" if said else "success", text, said))

    def _discard(self, work: Recoverable) -> None:
        aside = self._moved(recovery.discard, work)
        if aside is not None:
            text = tr("recovery.discarded", count=work.commands, project=_title(work))
            back = partial(self._bring_back, aside)
            self._messages.tell(
                Message("warning", text, action=tr("recovery.bring_back"), act=back)
            )

    def _bring_back(self, work: Recoverable) -> None:
        left = self._moved(recovery.bring_back, work)
        if left is not None:
            self._offer(left)

    def _bring_back_and_restore(self, work: Recoverable) -> None:
        left = self._moved(recovery.bring_back, work)
        if left is not None:
            self._restore(left)

    def _moved(
        self, verb: Callable[[Recoverable], Recoverable], work: Recoverable
    ) -> Recoverable | None:
        """Discard work or bring it back, unless another window did before."""
        try:
            return verb(work)
        except LockedError as error:
            self._messages.tell_error(error)
            return None


class Journals(QObject):
    """Gives every project that the window opens a journal, and ends the one it had before."""

    _troubled = Signal(object)  # from a journal's thread: why the disk did not take a command

    def __init__(self, window: QWidget, bridge: Bridge, jobs: Jobs, messages: MessageBar) -> None:
        super().__init__(window)
        self._window, self._bridge, self._jobs, self._messages = window, bridge, jobs, messages
        self._session: Session | None = None
        self._troubled.connect(self._tell_trouble)
        bridge.opened.connect(self._follow)

    def leave(self) -> None:
        """Let go of the journal as it is: the session of the system ends, nobody can be asked."""
        session = self._session
        if session is not None and session.journal is not None and not session.saved:
            session.journal.abandon()
            session.journal = None
            self._session = None

    def close(self) -> None:
        """End the journal of the open project; unsaved work is put aside for a week."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def _follow(self) -> None:
        session = self._bridge.session
        if session is self._session:
            return
        self.close()
        self._session = session
        if session is not None:
            recovery.keep(session, trouble=self._troubled.emit, beside=self._jobs.share_with)
            if session.journal is not None:  # one that was adopted has neither yet
                session.journal.trouble = self._troubled.emit
                session.journal.beside = self._jobs.share_with

    def _tell_trouble(self, error: BaseException) -> None:
        if isinstance(error, OSError):
            folder = paths.data_dir()
            self._messages.tell_error(InputError("journal_not_kept", folder=folder))
        elif isinstance(error, Exception):
            show_bug(self._window, error)


def _title(work: Recoverable) -> str:
    return work.title or tr("recovery.unnamed")


def _time(when: datetime) -> str:
    return when.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _detail(work: Recoverable) -> str:
    """List where the work belongs and what it was, the latest first."""
    file = tr("recovery.detail.file", file=work.path) if work.path else tr("recovery.never_saved")
    earlier = work.commands - SHOWN
    lines = [
        file,
        tr("recovery.detail.commands"),
        *(f"· {label}" for label in reversed(work.labels[-SHOWN:])),
    ]
    if earlier > 0:
        lines.append(tr("recovery.detail.earlier", count=earlier))
    if work.damaged:
        lines.append(tr("recovery.detail.damaged"))
    return "\n".join(lines)
