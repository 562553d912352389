"""Composes a word in all that takes words where a walk comes by, and ends it in each way there is.

What takes none is left out: numbers, days and scales (`NUMBERS`: a letter is no part of them), and
what only shows a text. A cell, whose column may take numbers only, has to make of a composed word
what it makes of the same word put there whole.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

import scmap.gui
from scmap.gui.bridge import Bridge
from scmap.gui.line_entry import CellEntry, LineEntry
from scmap.gui.scale_box import ScaleBox
from scmap.gui.text_entry import TextEntry
from scmap.gui.typed_choice import SearchedChoice
from scmap.model.project import Project
from tests.gui.composing import (
    UNSAID,
    WORD,
    by_shift_held,
    commit,
    compose,
    compose_the_last,
    press,
)

Entry: TypeAlias = QLineEdit | QTextEdit | QPlainTextEdit
Place: TypeAlias = tuple[tuple[int, int], ...]  # rows and columns, from the root to a cell

GUI = Path(scmap.gui.__file__).parent
NUMBERS = (QAbstractSpinBox, ScaleBox)
LOOKED_AT = 40  # rows of a table, for one whose cell is edited
MAKERS = ("LineEntry", "TextEntry", "TypedChoice", "SearchedChoice")
OF_ENTRIES = {
    "line_entry.py",
    "text_entry.py",
    "typed_choice.py",
}  # where makers are made of makers
DONE, MADE_AT = "composed_in", "made_at"
DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


class Typist:
    """A hand that composes 수원시 once in each place; afterwards all is as it was.

    Attributes
    ----------
    faults : list of str
        Where a syllable was lost or doubled.
    entries, cells : int
        How many of them a word was composed in.
    sites : set of str
        Lines of the program that made an entry in which a word was composed.
    """

    def __init__(self, bridge: Bridge, rest: Callable[[], None]) -> None:
        self._rest = rest
        self.faults: list[str] = []
        self.entries = self.cells = 0
        self.sites: set[str] = set()
        self._bridge = bridge

    def look(self, name: str, screen: QWidget) -> None:
        """Compose in all that is in sight of a screen, and was not composed in before.

        What is not in sight is composed in, too, where nobody came by anything of its kind yet.
        """
        for entry, in_sight in entries(screen):
            unknown = str(entry.property(MADE_AT)) not in self.sites
            if (in_sight or unknown) and not entry.property(DONE):
                entry.setProperty(DONE, True)
                self._compose_in(name, entry)
        for view in screen.findChildren(QAbstractItemView):
            is_open = view.isVisibleTo(screen) and view.isEnabled()
            if is_open and not isinstance(view, QHeaderView):
                self._compose_in_cells(name, view)

    def missed(self) -> list[str]:
        """Give the lines of the program that make an entry in which no word was composed."""
        return sorted(_sites() - self.sites)

    def _compose_in(self, name: str, entry: Entry) -> None:
        before, project = _text(entry), self._bridge.project
        self.entries += 1
        self.sites.add(str(entry.property(MADE_AT)))
        hand = compose
        for how, end in UNSAID.items():
            _put(entry, "")
            hand(entry)
            end(entry)
            self._check(name, entry, how)
            commit(entry, WORD[-1])
            self._check(name, entry, f"{how}, and once more by what comes late")
            hand = compose_the_last  # the syllables before it are text by then
        _put(entry, before)
        self._take_back(project)

    def _check(self, name: str, entry: Entry, how: str) -> None:
        found = _text(entry)
        if found != WORD and not _is_found(entry, found):
            where = f"{type(entry).__name__} of {type(entry.parent()).__name__}"
            self.faults.append(f"{name}: {WORD} became {found!r} in a {where} by {how}")

    def _compose_in_cells(self, name: str, view: QAbstractItemView) -> None:
        """Compose in the first cell of a view that takes words: all others have the same editor."""
        composed = False
        for place in _editable(view):
            if not composed:
                composed = self._compose_in_cell(name, view, place)
            elif (line := _opened(view, place)) is not None:
                _close(view)
                if not isinstance(line, CellEntry):
                    self.faults.append(f"{name}: a cell is typed into a {type(line).__name__}")

    def _compose_in_cell(self, name: str, view: QAbstractItemView, place: Place) -> bool:
        """Compose in a cell if it takes words; tell whether it does."""
        before, project = _said(view, place), self._bridge.project
        if _is_number(before):
            return False

        def put_back() -> None:
            self._take_back(project)
            if _said(view, place) != before:
                view.model().setData(_index(view, place), before)

        view.model().setData(_index(view, place), WORD)
        takes_words = _said(view, place) == WORD
        put_back()
        self._rest()
        for how, end in CELL_ENDINGS.items() if takes_words else ():
            line = _opened(view, place)
            if line is None:
                return False  # one of a few values is chosen from a list
            line.setText("")
            compose(line)
            end(line, view)
            QApplication.processEvents()
            if (found := _said(view, place)) != WORD:
                where = f"column {place[-1][1]} of {type(view).__name__}"
                self.faults.append(f"{name}: {WORD} became {found!r} in {where} by {how}")
            _close(view)
            put_back()
            self._rest()
        self.cells += takes_words
        return takes_words

    def _take_back(self, project: Project | None) -> None:
        session = self._bridge.session
        while session is not None and session.project is not project and session.history:
            self._bridge.undo()


def entries(screen: QWidget) -> Iterator[tuple[Entry, bool]]:
    """Give what a screen has to type words into, each with whether it is in sight."""
    for one in screen.findChildren(QWidget):
        if not isinstance(one, QLineEdit | QTextEdit | QPlainTextEdit):
            continue
        if not (one.isReadOnly() or isinstance(one.parent(), NUMBERS)):
            yield one, one.isVisibleTo(screen) and one.isEnabled()


def _editable(view: QAbstractItemView) -> Iterator[Place]:
    """Give a cell of each column of a view that is edited, unless one was composed in before."""
    if view.editTriggers() == QAbstractItemView.EditTrigger.NoEditTriggers or view.model() is None:
        return
    columns = {int(one) for one in view.property(DONE) or ()}
    for place in list(_places(view, QModelIndex())):
        flags, column = _index(view, place).flags(), place[-1][1]
        if flags & Qt.ItemFlag.ItemIsEditable and column not in columns:
            columns.add(column)
            yield place
    view.setProperty(DONE, sorted(columns))


def _places(view: QAbstractItemView, parent: QModelIndex) -> Iterator[Place]:
    model = view.model()
    above = _place(parent)
    for row in range(min(model.rowCount(parent), LOOKED_AT)):
        for column in range(
            1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
        ):
            yield (*above, (row, column))
        if parent.isValid() is False or len(above) < 4:
            yield from _places(view, model.index(row, 0, parent))


def _place(index: QModelIndex) -> Place:
    if not index.isValid():
        return ()
    return (*_place(index.parent()), (index.row(), index.column()))


def _index(view: QAbstractItemView, place: Place) -> QModelIndex:
    index = QModelIndex()
    for row, column in place:
        index = view.model().index(row, column, index)
    return index


def _said(view: QAbstractItemView, place: Place) -> str:
    return str(_index(view, place).data(Qt.ItemDataRole.EditRole))


def _opened(view: QAbstractItemView, place: Place) -> QLineEdit | None:
    """Begin to edit a cell, and give the line in it; None where a value is chosen."""
    view.window().activateWindow()
    view.setFocus()
    view.setCurrentIndex(_index(view, place))
    view.edit(_index(view, place))
    lines = view.viewport().findChildren(QLineEdit)
    found = next((one for one in lines if not isinstance(one.parent(), NUMBERS)), None)
    if found is None:
        _close(view)
    return found


def _close(view: QAbstractItemView) -> None:
    """Leave the cell that is edited, if one is, as it was."""
    for editor in view.viewport().findChildren(QWidget, options=DIRECT):
        if editor.hasFocus() or editor.focusProxy() is not None:
            QTest.keyClick(editor, Qt.Key.Key_Escape)
    QApplication.processEvents()


CellEnding: TypeAlias = Callable[[QWidget, QAbstractItemView], None]


def _by(*keys: Qt.Key) -> CellEnding:
    """Press keys that the view hears, too: it takes what stands in a cell; then leave the cell."""

    def end(line: QWidget, view: QAbstractItemView) -> None:
        for key in keys:
            QTest.keyClick(line, key)
            QApplication.processEvents()
        view.setFocus()

    return end


def _by_shift(line: QWidget, view: QAbstractItemView) -> None:
    by_shift_held(line)
    view.setFocus()


def _by_hangul(line: QWidget, view: QAbstractItemView) -> None:
    press(line, Qt.Key.Key_Hangul)
    view.setFocus()


CELL_ENDINGS: dict[str, CellEnding] = {
    "Enter": _by(Qt.Key.Key_Return), "Tab": _by(Qt.Key.Key_Tab), "the mouse": _by(),
    "Shift": _by_shift, "한/영": _by_hangul,
}  # fmt: skip


def _is_number(text: str) -> bool:
    """Tell whether a cell holds a number: its column takes no words."""
    try:
        float(text.replace(",", ""))
    except ValueError:
        return False
    return True


def _is_found(entry: Entry, text: str) -> bool:
    """Tell whether a choice is typed into that takes the only value that holds the word."""
    return isinstance(entry.parent(), SearchedChoice) and text.count(WORD) == 1


def _text(entry: Entry) -> str:
    if isinstance(entry, QLineEdit):
        return entry.text()
    return entry.toPlainText().removesuffix("\n")  # Enter begins another line


def _put(entry: Entry, text: str) -> None:
    if isinstance(entry, LineEntry | TextEntry | QLineEdit):
        entry.setText(text)
    else:
        entry.setPlainText(text)


# -- which line of the program makes what ------------------------------------------------------


def sign_entries() -> None:
    """Let every entry that is made from now on know the line of the program that made it."""
    for kind in (LineEntry, TextEntry):
        kind.__init__ = _signing(kind.__init__)  # type: ignore[method-assign]


def _signing(make: Callable[..., None]) -> Callable[..., None]:
    def make_signed(self: QWidget, *args: Any, **named: Any) -> None:
        make(self, *args, **named)
        frame = sys._getframe(1)
        while Path(frame.f_code.co_filename).name in OF_ENTRIES and frame.f_back is not None:
            frame = frame.f_back
        self.setProperty(MADE_AT, f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}")

    return make_signed


def _sites() -> set[str]:
    return {
        f"{file.name}:{node.lineno}"
        for file in GUI.rglob("*.py")
        if file.name not in OF_ENTRIES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS
    }
