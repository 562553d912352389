"""What an input method composes belongs to the text: it is never lost and never there twice."""

import time
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget as Base
else:
    Base = object

_Key = Qt.Key
# Keys under which a syllable goes on: Shift makes ㅆ of the next ㅅ, 한/영 is the input method's.
_GOING_ON = {
    _Key.Key_Shift, _Key.Key_Control, _Key.Key_Alt, _Key.Key_AltGr, _Key.Key_Meta,
    _Key.Key_CapsLock, _Key.Key_Hangul, _Key.Key_Hangul_Hanja, _Key.Key_unknown,
}  # fmt: skip


LATE_S = 0.5  # within which an input method may still commit what was committed here


class Composing(Base):
    """Mixed into what one types into, before the class of Qt that takes the text.

    Not every input method commits by itself when one goes on to the next field or presses Enter:
    what is still being composed then is committed here. Some take it away at once and commit it
    later, into whatever has the keyboard by then; that is passed over.
    """

    _composed = ""
    _cleared = ""  # what was being composed when it was taken away, in this turn of the event loop
    _was_told = False  # whether something was committed
    _late: ClassVar[tuple[str, float]] = "", 0.0  # what may come again, and until when

    @property
    def composing(self) -> bool:
        """Whether a syllable is not finished yet."""
        return bool(self._composed)

    @property
    def unfinished(self) -> str:
        """The syllable that is being composed, or was when Qt asked to commit it just now."""
        return self._composed or self._cleared

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        told, shown = event.commitString(), event.preeditString()
        late, until = Composing._late
        if told or shown:
            Composing._late = "", 0.0
        if told and not shown and told == late and time.monotonic() < until:
            event = QInputMethodEvent("", [])
        self._was_told |= bool(told)
        self._cleared = "" if told or shown else self._composed
        if self._cleared:
            QTimer.singleShot(0, self, self._let_go)
        self._composed = shown
        super().inputMethodEvent(event)

    def event(self, event: QEvent) -> bool:
        # Before the keys are heard: a class of its own may hear some of them first.
        pressed = event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() not in _GOING_ON:
            self._let_go()
            self.finish()
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.finish()
        super().focusOutEvent(event)

    def finish(self) -> None:
        """Commit what is being composed."""
        left, self._was_told = self.unfinished, False
        if self._composed:
            QGuiApplication.inputMethod().commit()  # first by itself, lest it commits once more
        self._let_go()
        if left and not self._was_told:
            commit = QInputMethodEvent("", [])
            commit.setCommitString(left)
            self.inputMethodEvent(commit)
            Composing._late = left, time.monotonic() + LATE_S

    def forget(self) -> None:
        """Drop what is being composed: another text was put in its place."""
        if self._composed:
            self.inputMethodEvent(QInputMethodEvent("", []))
        self._let_go()

    def _let_go(self) -> None:
        self._cleared = ""
