"""국가표준 연계: shows the crosswalk of local codes, and keeps what was decided."""

from PySide6.QtWidgets import QWidget

from scmap.gui.bridge import Bridge
from scmap.gui.selection import Selection
from scmap.words import tr


class Codes:
    """What the action 국가표준 연계 does."""

    def __init__(self, bridge: Bridge, selection: Selection, window: QWidget) -> None:
        self._bridge, self._selection, self._window = bridge, selection, window

    def show(self) -> None:
        """Show the crosswalk of the open project; the layer with the selection comes first."""
        from scmap.gui.dialogs.codes import CodesDialog  # noqa: PLC0415  when asked for

        project = self._bridge.project
        if project is None:
            return
        dialog = CodesDialog(project, self._selection.selected.layer, self._window)

        def keep() -> None:
            if dialog.carried_out(project) is not project:
                self._bridge.do(tr("crosswalk.undo"), dialog.carried_out)

        dialog.accepted.connect(keep)
        dialog.open()
