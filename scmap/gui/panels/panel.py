"""What the panels have in common: they work only while somebody sees them."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from scmap.gui.findings import Findings


class Panel(QWidget):
    """A panel that is brought up to date when it is in sight, and waits while it is not.

    Signals
    -------
    action_wanted : str
        A button of the panel asks for an action of the window, by its id.
    """

    action_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stale = True
        self._followed: Findings | None = None

    def keep_up_with(self, findings: Findings) -> None:
        """Be brought up to date when there are other findings."""
        self._followed = findings
        findings.changed.connect(self.outdate_in_turn)

    def outdate_in_turn(self) -> None:
        """Say that what the panel shows no longer holds; of very many findings show it later."""
        self._stale = True
        if self.isVisible():
            self._catch_up_in_turn()

    def outdate(self) -> None:
        """Say that what the panel shows no longer holds."""
        self._stale = True
        if self.isVisible():
            self.catch_up()

    def catch_up(self) -> None:
        """Show what holds now, if that was put off."""
        if self._stale:
            self._stale = False
            self.refresh()

    def refresh(self) -> None:
        """Show what holds now; each panel knows how."""

    def _catch_up_in_turn(self) -> None:
        if self._followed is not None:
            self._followed.in_turn(self.catch_up)
        else:
            self.catch_up()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catch_up_in_turn()
