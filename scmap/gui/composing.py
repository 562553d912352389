"""What an input method composes belongs to the text: it is never lost and never there twice."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
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


class Composing(Base):
    """Mixed into what one types into, before the class of Qt that takes the text.

    Not every input method commits by itself when one goes on to the next field or presses Enter:
    what is still being composed then is committed here.
    """

    _composed = ""

    @property
    def composing(self) -> bool:
        """Whether a syllable is not finished yet."""
        return bool(self._composed)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composed = event.preeditString()
        super().inputMethodEvent(event)

    def event(self, event: QEvent) -> bool:
        # Before the keys are heard: a class of its own may hear some of them first.
        pressed = event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() not in _GOING_ON:
            self.finish()
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.finish()
        super().focusOutEvent(event)

    def finish(self) -> None:
        """Commit what is being composed."""
        if self._composed:
            QGuiApplication.inputMethod().commit()  # first by itself, lest it commits once more
        if self._composed:
            commit = QInputMethodEvent("", [])
            commit.setCommitString(self._composed)
            self.inputMethodEvent(commit)

    def forget(self) -> None:
        """Drop what is being composed: another text was put in its place."""
        if self._composed:
            self.inputMethodEvent(QInputMethodEvent("", []))
