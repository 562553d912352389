"""What every dialog of the program does: it fits its screen, and opens as large as it was left."""

import json
import logging

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QDialog

from scmap import paths

FILE = "dialogs.json"
MOST_OF_SCREEN = 0.9  # of what windows may take of it

_RESIZED = Qt.WidgetAttribute.WA_Resized  # somebody said how large it is

log = logging.getLogger(__name__)


class Dialog(QDialog):
    """A dialog whose size is remembered under the name of its class, once a hand has changed it."""

    _was_pulled = False

    def setVisible(self, visible: bool) -> None:
        if visible and not self.isVisible():
            self._fit()
        super().setVisible(visible)

    def resizeEvent(self, event: QResizeEvent) -> None:
        # The window system tells of what a hand did; what the program does, Qt tells itself.
        self._was_pulled |= event.spontaneous() and self.isVisible()
        super().resizeEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        if self._was_pulled:
            self._was_pulled = False
            _keep(type(self).__name__, self.size())
        super().hideEvent(event)

    def _fit(self) -> None:
        size = _read().get(type(self).__name__)
        most = self.screen().availableSize() * MOST_OF_SCREEN
        if size is None and not self.testAttribute(_RESIZED):
            return  # Qt makes it as large as its words need
        wanted = QSize(*size) if size is not None else self.size()
        self.resize(wanted.boundedTo(most))


def _read() -> dict[str, list[int]]:
    """Read the sizes; a file that is damaged or from elsewhere gives none."""
    try:
        found = json.loads((paths.data_dir() / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    pairs = found.items() if isinstance(found, dict) else ()
    return {
        name: size
        for name, size in pairs
        if isinstance(size, list) and len(size) == 2 and all(type(n) is int for n in size)
    }


def _keep(name: str, size: QSize) -> None:
    known = {**_read(), name: [size.width(), size.height()]}
    try:
        file = paths.data_dir() / FILE
        file.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        log.warning("size of a dialog not kept: %s", type(error).__name__)
