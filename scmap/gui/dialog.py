"""What every dialog of the program does: it fits its screen, opens as it was left, and goes."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QDialog, QWidget

from scmap.gui.profile_table import ProfileTable, is_whole_numbers

MOST_OF_SCREEN = 0.9  # of what windows may take of it

_RESIZED = Qt.WidgetAttribute.WA_Resized  # somebody said how large it is
_SIZES = ProfileTable("dialogs.json", lambda size: is_whole_numbers(size, 2))


class Dialog(QDialog):
    """A dialog whose size is remembered under the name of its class, once a hand has changed it.

    It is deleted when it is closed, in a later turn: whoever hears of its end can still ask it.

    Signals
    -------
    outdated
        Another language is spoken from now on: whoever opened it opens it anew.
    """

    outdated = Signal()

    _was_pulled = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def setVisible(self, visible: bool) -> None:
        if visible and not self.isVisible():
            self._fit()
        super().setVisible(visible)

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        if self.isVisible():
            self.outdated.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        # The window system tells of what a hand did; what the program does, Qt tells itself.
        self._was_pulled |= event.spontaneous() and self.isVisible()
        super().resizeEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        if self._was_pulled:
            self._was_pulled = False
            _SIZES.keep({type(self).__name__: [self.width(), self.height()]})
        super().hideEvent(event)

    def _fit(self) -> None:
        size = _SIZES.read().get(type(self).__name__)
        most = self.screen().availableSize() * MOST_OF_SCREEN
        if size is None and not self.testAttribute(_RESIZED):
            self._take_room(most)
            return
        wanted = QSize(*size) if size is not None else self.size()
        self.resize(wanted.boundedTo(most))

    def _take_room(self, most: QSize) -> None:
        """Be as large as the words need: Qt itself stops at two thirds of the screen."""
        self.adjustSize()
        layout = self.layout()
        if layout is None:
            return
        tall = max(layout.totalHeightForWidth(self.width()), layout.totalSizeHint().height())
        if self.height() < tall:
            self.resize(self.width(), min(tall, most.height()))
