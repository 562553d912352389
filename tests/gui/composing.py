"""A hand that composes Hangul as input methods do, and ends a word in each way there is."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

SYLLABLES = (("ㅅ", "수"), ("ㅇ", "우", "원"), ("ㅅ", "시"))
WORD = "수원시"
Key = Qt.Key


def preedit(entry: QWidget, text: str, *, committed: str = "") -> None:
    """Show a syllable that is being composed, and commit the one before it with it."""
    event = QInputMethodEvent(text, [])
    event.setCommitString(committed)
    QApplication.sendEvent(entry, event)


def commit(entry: QWidget, text: str) -> None:
    """Commit a syllable."""
    preedit(entry, "", committed=text)


def compose(entry: QWidget) -> None:
    """Type 수원시: the last syllable is still being composed."""
    done = ""
    for steps in SYLLABLES:
        for step in steps:
            preedit(entry, step, committed=done)
            done = ""
        done = steps[-1]


def compose_the_last(entry: QWidget) -> None:
    """Type 수원시 where 수원 is text already: the last syllable is being composed."""
    commit(entry, WORD[:-1])
    for step in SYLLABLES[-1]:
        preedit(entry, step)


def press(entry: QWidget, key: Key) -> None:
    """Press a key that nobody but the entry hears: dialogs would close."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        entry.event(QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))


def leave(entry: QWidget) -> None:
    """Go on to something else with the mouse."""
    QApplication.sendEvent(entry, QFocusEvent(QFocusEvent.Type.FocusOut))


def by_enter(entry: QWidget) -> None:
    """Press Enter; what it would do otherwise is not done."""
    entry.blockSignals(True)
    press(entry, Key.Key_Return)
    entry.blockSignals(False)


def by_tab(entry: QWidget) -> None:
    """Press Tab, and be somewhere else."""
    press(entry, Key.Key_Tab)
    leave(entry)


def by_shift_held(entry: QWidget) -> None:
    """Press Shift, under which the syllable goes on."""
    press(entry, Key.Key_Shift)
    preedit(entry, "싰")  # the next letter would be ㅆ; it is taken back
    preedit(entry, WORD[-1])


def by_shift(entry: QWidget) -> None:
    """Press Shift, and then leave."""
    by_shift_held(entry)
    leave(entry)


def by_hangul(entry: QWidget) -> None:
    """Press 한/영, which is the input method's, and then leave."""
    press(entry, Key.Key_Hangul)
    leave(entry)


Ending = Callable[[QWidget], None]
ENDINGS: dict[str, Ending] = {
    "Enter": by_enter,
    "Tab": by_tab,
    "the mouse": leave,
    "Shift": by_shift,
    "한/영": by_hangul,
}


def speaking(end: Ending) -> Ending:
    """Give the same ending with an input method that commits by itself before it."""

    def ended(entry: QWidget) -> None:
        commit(entry, WORD[-1])
        if end is by_shift:
            press(entry, Key.Key_Shift)
            leave(entry)
        else:
            end(entry)

    return ended


def late(end: Ending) -> Ending:
    """Give the same ending with an input method that commits when all is over."""

    def ended(entry: QWidget) -> None:
        end(entry)
        commit(entry, WORD[-1])

    return ended


def taken_away(entry: QWidget) -> None:
    """Go on with the mouse; Qt asks the input method to commit, which takes away what it shows."""
    preedit(entry, "")
    leave(entry)


UNSAID: dict[str, Ending] = {**ENDINGS, "the mouse, taken away": taken_away}
EVERY: dict[str, Ending] = {
    **{f"{name}, said": speaking(end) for name, end in ENDINGS.items()},
    **{f"{name}, unsaid": end for name, end in UNSAID.items()},
    **{f"{name}, late": late(end) for name, end in UNSAID.items()},
}
