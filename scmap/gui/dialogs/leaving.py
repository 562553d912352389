"""A dialog for which others work: whichever way it is closed, they are let go."""

from PySide6.QtGui import QCloseEvent

from scmap.gui.dialog import Dialog


class LeavingDialog(Dialog):
    """Calls `leave` when it ends, by a button, by Escape or by its frame."""

    def leave(self) -> None:
        """Let go of what works for the dialog; called once or more."""
        raise NotImplementedError

    def done(self, result: int) -> None:
        self.leave()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.leave()
        super().closeEvent(event)
