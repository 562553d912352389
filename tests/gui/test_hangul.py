"""What is being composed is never lost and never doubled, wherever one types."""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication

from scmap.gui.line_entry import LineEntry
from scmap.gui.start import application
from scmap.gui.text_entry import TextEntry

GUI = Path(__file__).resolve().parents[2] / "scmap" / "gui"
SYLLABLES = (("ㅅ", "수"), ("ㅇ", "우", "원"), ("ㅅ", "시"))
WORD = "수원시"
Entry = LineEntry | TextEntry


def preedit(entry: Entry, text: str) -> None:
    QApplication.sendEvent(entry, QInputMethodEvent(text, []))


def commit(entry: Entry, text: str) -> None:
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(entry, event)


def compose(entry: Entry) -> None:
    """Type 수원시 as an input method does: the last syllable is still being composed."""
    for number, steps in enumerate(SYLLABLES):
        for step in steps:
            preedit(entry, step)
        if number < len(SYLLABLES) - 1:
            commit(entry, steps[-1])


def by_input_method(entry: Entry, _qtbot: Any) -> None:
    commit(entry, WORD[-1])  # 한/영 or Shift: the input method commits by itself


def by_enter(entry: Entry, qtbot: Any) -> None:
    commit(entry, WORD[-1])
    if isinstance(entry, LineEntry):
        qtbot.keyClick(entry, Qt.Key.Key_Return)


def by_leaving(entry: Entry, _qtbot: Any) -> None:
    """Some input methods say nothing when one presses Tab or goes on with the mouse."""
    QApplication.sendEvent(entry, QFocusEvent(QFocusEvent.Type.FocusOut))


def by_both(entry: Entry, qtbot: Any) -> None:
    by_input_method(entry, qtbot)
    by_leaving(entry, qtbot)


@pytest.mark.parametrize("make", [LineEntry, TextEntry])
@pytest.mark.parametrize("end", [by_input_method, by_enter, by_leaving, by_both])
def test_a_word_is_there_once_however_its_last_syllable_ends(
    qtbot: Any, make: Callable[[], Entry], end: Callable[[Entry, Any], None]
) -> None:
    application()
    entry = make()
    qtbot.addWidget(entry)
    entry.show()
    compose(entry)
    end(entry, qtbot)
    assert entry.text() == WORD


def test_what_is_being_composed_counts_as_typed(qtbot: Any) -> None:
    application()
    line = LineEntry()
    qtbot.addWidget(line)
    told: list[str] = []
    line.typed.connect(told.append)
    compose(line)
    assert told[-1] == WORD
    assert line.shown == WORD
    assert line.text() == WORD[:-1]


def test_no_plain_line_is_typed_into() -> None:
    """A QLineEdit of Qt's own loses the syllable under the hand with some input methods."""
    plain = [
        f"{file.relative_to(GUI)}:{node.lineno}"
        for file in sorted(GUI.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "QLineEdit"
    ]
    assert plain == []


def test_no_choice_that_one_types_into_has_a_plain_line() -> None:
    """A choice that is made editable brings a line of Qt's own; a scale is a number."""
    for file in sorted(GUI.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        if file.name != "scale_box.py":
            made = text.count("setEditable(True)")
            assert made == text.count("setLineEdit(LineEntry("), file.name
