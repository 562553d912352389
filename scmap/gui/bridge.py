"""From the session, which knows no Qt, to one Qt signal that every panel hears."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from scmap.gui.courtesy import first
from scmap.model.project import Project
from scmap.session.session import Changes, Session


class Bridge(QObject):
    """Holds the open session and passes on what it tells.

    Signals
    -------
    opened
        Another project is open, or none; everything is to be shown anew.
    changed : Changes
        A command, an undo or a redo changed the open project.
    stated
        Saved or unsaved, what can be undone: the window's title and actions look again.
    """

    opened = Signal()
    changed = Signal(object)
    stated = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._unwatch: Callable[[], None] = _nothing
        self.opening = False  # whether that another project is open is being told just now

    @property
    def session(self) -> Session | None:
        """The open session; None while no project is open."""
        return self._session

    @property
    def project(self) -> Project | None:
        """The open project; None while there is none."""
        return self._session.project if self._session else None

    @first
    def take(self, session: Session | None) -> None:
        """Show another session from now on; None closes the project."""
        self._unwatch()
        self._session = session
        self._unwatch = session.watch(self._pass) if session else _nothing
        self.opening = True
        self.opened.emit()
        self.opening = False
        self.stated.emit()

    def do(
        self, label: str, command: Callable[[Project], Project], *, beside: bool = False
    ) -> None:
        """Carry out a command on the open project, as `Session.do` does."""
        if self._session is not None:
            self._session.do(label, command, beside=beside)

    def undo(self) -> None:
        """Take the last command back."""
        if self._session is not None:
            self._session.undo()

    def go_to(self, place: int) -> None:
        """Undo or redo until so many steps are done."""
        if self._session is not None:
            self._session.go_to(place)

    def redo(self) -> None:
        """Carry out again what was taken back."""
        if self._session is not None:
            self._session.redo()

    @first
    def _pass(self, changes: Changes) -> None:
        self.changed.emit(changes)
        self.stated.emit()


def _nothing() -> None:
    """Stop watching nothing."""
