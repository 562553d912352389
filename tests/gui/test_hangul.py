"""What is being composed is never lost and never doubled, wherever one types."""

import ast
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QTableView,
    QTextEdit,
    QTreeView,
)

from scmap.gui.composing import Composing
from scmap.gui.dialog import Dialog
from scmap.gui.line_entry import CellEntry, LineEntry
from scmap.gui.start import application
from scmap.gui.suggestions import Suggestions
from scmap.gui.text_entry import TextEntry
from scmap.gui.typed_choice import SearchedChoice
from tests.gui.composing import EVERY, WORD, Ending, commit, compose, leave, preedit, press

GUI = Path(__file__).resolve().parents[2] / "scmap" / "gui"
PLACES = ("경기도 수원시", "경기도 화성시", "강원특별자치도 속초시")


@pytest.mark.parametrize("make", [LineEntry, TextEntry, CellEntry])
@pytest.mark.parametrize("end", EVERY.values(), ids=EVERY)
def test_a_word_is_there_once_however_its_last_syllable_ends(
    qtbot: Any, make: Callable[[], LineEntry | TextEntry], end: Ending
) -> None:
    application()
    entry = make()
    qtbot.addWidget(entry)
    entry.show()
    compose(entry)
    end(entry)
    assert entry.text() == WORD


@pytest.mark.parametrize("view", [QTableView, QTreeView, QListView])
@pytest.mark.parametrize("ending", [Qt.Key.Key_Return, Qt.Key.Key_Tab, None])
@pytest.mark.parametrize("said", [True, False])
def test_a_cell_takes_the_whole_word(
    qtbot: Any, view: Callable[[], QAbstractItemView], ending: Qt.Key | None, said: bool
) -> None:
    """The view takes what stands in a cell before its line hears that it is left."""
    application()
    cells = view()
    qtbot.addWidget(cells)
    model = QStandardItemModel(cells)
    model.appendRow(QStandardItem(""))
    cells.setModel(model)
    cells.show()
    with qtbot.waitActive(cells):
        cells.activateWindow()
    cells.edit(model.index(0, 0, QModelIndex()))
    (line,) = cells.findChildren(QLineEdit)
    compose(line)
    if said:
        commit(line, WORD[-1])
    if ending is None:
        cells.setFocus()
    else:
        QTest.keyClick(line, ending)
    qtbot.waitUntil(lambda: model.item(0).text() == WORD)
    qtbot.wait(1)
    assert model.item(0).text() == WORD


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


@pytest.mark.parametrize("make", [LineEntry, TextEntry, CellEntry])
def test_what_comes_late_comes_to_nobody_and_the_next_word_is_there(
    qtbot: Any, make: Callable[[], LineEntry | TextEntry]
) -> None:
    """fcitx commits the last syllable when the keyboard is elsewhere already."""
    application()
    left, now = make(), make()
    for entry in (left, now):
        qtbot.addWidget(entry)
        entry.show()
    compose(left)
    press(left, Qt.Key.Key_Tab)
    leave(left)
    commit(now, WORD[-1])
    assert (left.text(), now.text()) == (WORD, "")
    commit(now, WORD[-1])  # once more is meant
    compose(now)
    leave(now)
    assert now.text() == WORD[-1] + WORD


@pytest.mark.parametrize("make", [LineEntry, TextEntry])
def test_a_syllable_that_was_taken_back_does_not_come_again(
    qtbot: Any, make: Callable[[], LineEntry | TextEntry]
) -> None:
    application()
    entry = make()
    qtbot.addWidget(entry)
    entry.show()
    compose(entry)
    preedit(entry, "")  # Backspace, which is the input method's
    qtbot.wait(1)
    leave(entry)
    assert entry.text() == WORD[:-1]


@pytest.mark.parametrize("make", [LineEntry, TextEntry])
def test_a_text_that_is_put_in_its_place_holds_nothing_of_what_was_composed(
    qtbot: Any, make: Callable[[], LineEntry | TextEntry]
) -> None:
    application()
    entry = make()
    qtbot.addWidget(entry)
    compose(entry)
    entry.setText("화성시")
    leave(entry)
    assert entry.text() == "화성시"


# -- what is offered while one types -----------------------------------------------------------


@pytest.fixture
def offering(qtbot: Any) -> tuple[Dialog, SearchedChoice, Suggestions]:
    application()
    dialog = Dialog(None)
    qtbot.addWidget(dialog)
    choice = SearchedChoice(dialog)
    choice.resize(240, 28)
    choice.offer((place, str(number)) for number, place in enumerate(PLACES))
    dialog.show()
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    choice.line.setFocus()
    choice.line.clear()
    (shown,) = choice.line.findChildren(Suggestions)
    return dialog, choice, shown


def rows(shown: Suggestions) -> list[str]:
    model = shown.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_a_list_below_the_line_leaves_the_syllable_alone(
    offering: tuple[Dialog, SearchedChoice, Suggestions],
) -> None:
    """It opens in the middle of the word, and finds by what is still being composed."""
    _dialog, choice, shown = offering
    preedit(choice.line, "수")
    assert shown.isVisible()
    assert choice.line.hasFocus()
    assert choice.line.composing
    preedit(choice.line, "ㅇ", committed="수")
    preedit(choice.line, "원")
    assert rows(shown) == ["경기도 수원시"]
    assert choice.line.text() == "수"
    press(choice.line, Qt.Key.Key_Shift)
    preedit(choice.line, "시", committed="원")
    QTest.keyClick(choice.line, Qt.Key.Key_Down)
    QTest.keyClick(choice.line, Qt.Key.Key_Return)
    assert choice.currentText() == choice.line.text() == "경기도 수원시"
    assert choice.currentData() == "0"
    assert not shown.isVisible()


def test_initials_find_a_place_and_escape_puts_the_list_away_only(
    offering: tuple[Dialog, SearchedChoice, Suggestions],
) -> None:
    dialog, choice, shown = offering
    commit(choice.line, "ㅅㅊㅅ")
    assert rows(shown) == ["강원특별자치도 속초시"]
    QTest.keyClick(choice.line, Qt.Key.Key_Escape)
    assert not shown.isVisible()
    assert dialog.isVisible()
    leave(choice.line)
    press(choice.line, Qt.Key.Key_Return)  # what finds one place is that place
    assert choice.currentData() == "2"


def test_a_line_never_shows_what_is_not_chosen(
    offering: tuple[Dialog, SearchedChoice, Suggestions],
) -> None:
    _dialog, choice, _shown = offering
    choice.setCurrentIndex(1)
    choice.line.clear()
    commit(choice.line, "없는 곳")
    leave(choice.line)
    assert (choice.line.text(), choice.currentData()) == ("경기도 화성시", "1")


# -- what is made of what ----------------------------------------------------------------------


def calls(name: str) -> list[str]:
    """Give where a class of Qt is made, by file and line."""
    return [
        f"{file.relative_to(GUI)}:{node.lineno}"
        for file in sorted(GUI.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]


def test_no_plain_line_is_typed_into() -> None:
    """A QLineEdit of Qt's own loses the syllable under the hand with some input methods."""
    assert calls("QLineEdit") == calls("QTextEdit") == calls("QCompleter") == []
    read_only = {"dialogs/log.py", "dialogs/licences.py"}
    assert {one.partition(":")[0] for one in calls("QPlainTextEdit")} <= read_only


READ_ONLY = {"Passage"}  # shows a text that can be copied


def test_every_class_that_takes_words_knows_of_composing() -> None:
    for one in pkgutil.walk_packages([str(GUI)], "scmap.gui."):
        importlib.import_module(one.name)
    made = {kind for base in (QLineEdit, QPlainTextEdit, QTextEdit) for kind in below(base)}
    own = {kind for kind in made if kind.__module__.startswith("scmap.")}
    assert {LineEntry, TextEntry, CellEntry} < own
    plain = {kind.__name__ for kind in own if not issubclass(kind, Composing)}
    assert plain == READ_ONLY


def below(kind: type) -> Iterator[type]:
    every: list[type] = kind.__subclasses__()
    for one in every:
        yield one
        yield from below(one)


def test_no_choice_that_one_types_into_has_a_plain_line() -> None:
    """A choice that is made editable brings a line and a completer of Qt's; a scale is a number."""
    made = [
        file.name
        for file in sorted(GUI.rglob("*.py"))
        if "setEditable(True)" in file.read_text(encoding="utf-8")
    ]
    assert made == ["scale_box.py", "typed_choice.py"]
