"""What a person who cannot see the screen hears of it, and what one who sees it cannot read."""

import re
from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QAction,
    QColor,
    QPalette,
    QTextDocumentFragment,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QTabBar,
    QToolButton,
    QWidget,
)
from shiboken6 import Shiboken

from scmap.gui.dialog import MOST_OF_SCREEN, Dialog
from scmap.gui.panels.table_page import FiguresLine
from scmap.gui.scale_box import ScaleBox
from scmap.gui.text_entry import TextEntry
from tests.gui.composing import EVERY, WORD, Ending, compose

_ROLE = QAccessible.Role
# What one acts on or goes to: a screen reader says its name.
ACTED_ON = {
    _ROLE.PushButton, _ROLE.CheckBox, _ROLE.RadioButton, _ROLE.ComboBox, _ROLE.EditableText,
    _ROLE.SpinBox, _ROLE.Slider, _ROLE.Table, _ROLE.Tree, _ROLE.List, _ROLE.PageTab,
    _ROLE.ButtonMenu, _ROLE.ButtonDropDown, _ROLE.Dialog, _ROLE.Window,
}  # fmt: skip
# Parts that Qt makes within a control that has a name, or that the keyboard never reaches.
OF_QT = {"qt_scrollarea_viewport", "qt_spinbox_lineedit", "ScrollLeftButton", "ScrollRightButton"}
_MARKUP = re.compile("</?[a-zA-Z]")
CLOSE_PX = 1  # a hint is rounded up
DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
MARGIN_PX = 12  # of a panel: beyond it are words


def unnamed(window: QWidget) -> list[str]:
    """Describe the controls in sight of a window that have no name, by where they are."""
    root = QAccessible.queryAccessibleInterface(window)
    return [where for where, one in _tree(root, type(window).__name__) if _lacks(one)]


def _tree(one: QAccessibleInterface, where: str) -> Iterator[tuple[str, QAccessibleInterface]]:
    if not one.isValid() or one.state().invisible:
        return
    yield where, one
    if one.role() in (_ROLE.Table, _ROLE.Tree, _ROLE.List):
        return  # their cells are the data
    for number in range(one.childCount()):
        child = one.child(number)
        if child is not None:
            name = type(child.object()).__name__
            yield from _tree(child, f"{where}/{name}")


def _lacks(one: QAccessibleInterface) -> bool:
    named = getattr(one.object(), "objectName", str)  # a tab is no object of its own
    if one.role() not in ACTED_ON or named() in OF_QT:
        return False
    return not one.text(QAccessible.Text.Name).strip()


def marked_up(window: QWidget) -> list[str]:
    """Describe what a screen reader would read as markup: names and descriptions are plain text."""
    parts = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Help)
    told = {
        f"{_path(one, window)}: {words}": words
        for one in (window, *window.findChildren(QWidget))
        for words in map(QAccessible.queryAccessibleInterface(one).text, parts)
    }
    told |= {
        f"{one.objectName()}: {words}": words
        for one in window.findChildren(QAction)
        for words in (one.text(), one.toolTip(), one.statusTip(), one.whatsThis())
    }
    return [where for where, words in told.items() if _MARKUP.search(words)]


def clipped(window: QWidget) -> list[str]:
    """Describe the words in sight of a window that have less room than they need."""
    return [
        f"{_path(one, window)}: {words!r} needs {need}, has {has}"
        for one in window.findChildren(QWidget)
        if one.isVisibleTo(window) and Shiboken.isValid(one) and _is_within(one, window)
        for words, need, has in _needs(one)
        if need > has + CLOSE_PX
    ] + [*_cut_off(window), *_laid_over(window), *_unwieldy(window), *_sideways(window)]


def _sideways(window: QWidget) -> Iterator[str]:
    """Describe pages (no tables) in sight that must be pulled sideways to be read."""
    for one in window.findChildren(QScrollArea):
        bar = one.horizontalScrollBar()
        if one.isVisibleTo(window) and bar.isVisibleTo(window):
            yield f"{_path(one, window)}: scrolls sideways by {bar.maximum()}"


def _unwieldy(window: QWidget) -> Iterator[str]:
    """Describe a dialog that takes more of the screen than it may, or that no hand can resize."""
    if not isinstance(window, QDialog):
        return
    most, size = window.screen().availableSize() * MOST_OF_SCREEN, window.size()
    if size.boundedTo(most) != size:
        yield f"{type(window).__name__} is {size.toTuple()}, may be {most.toTuple()}"
    if isinstance(window, Dialog) and window.minimumSize() == window.maximumSize():
        yield f"{type(window).__name__} cannot be resized"


def _is_within(one: QWidget, window: QWidget) -> bool:
    """Tell whether a widget lies in its window: Qt moves a dock behind a tab out of it."""
    return window.rect().intersects(QRect(one.mapTo(window, QPoint()), one.size()))


def _cut_off(window: QWidget) -> Iterator[str]:
    """Describe areas that scroll down only and are wider inside than their room."""
    for area in window.findChildren(QScrollArea):
        inside, room = area.widget(), area.viewport().width()
        never = area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if inside is None or not (never and area.isVisibleTo(window)):
            continue
        if inside.width() > room + MARGIN_PX:
            yield f"{_path(area, window)}: needs {inside.width()}, has {room}"


def _laid_over(window: QWidget) -> Iterator[str]:
    """Describe what lies over the words of its neighbour: nobody laid it out."""
    for parent in (window, *window.findChildren(QWidget)):
        if parent.layout() is None or not parent.isVisibleTo(window):
            continue
        shown = [one for one in parent.findChildren(QWidget, options=DIRECT) if _speaks(one)]
        for one, other in combinations(shown, 2):
            common = one.geometry().intersected(other.geometry())
            if min(common.width(), common.height()) > CLOSE_PX:
                yield f"{_path(one, window)} lies over {type(other).__name__}"


def _speaks(one: QWidget) -> bool:
    kinds = QLabel | QAbstractButton | QLineEdit | QComboBox | QAbstractItemView
    return isinstance(one, kinds) and one.isVisible()


def losing(window: QWidget) -> list[str]:
    """Describe the lines and texts in sight that lose or double a syllable composed in them.

    A word is composed in each as an input method does, and ended in each way there is, with input
    methods that commit by themselves then and such that say nothing. Numbers and scales take no
    words.
    """
    return [
        f"{_path(entry, window)}: {WORD} became {entry.text()!r} by {how}"
        for entry in entries(window)
        for how, end in EVERY.items()
        if not _keeps(entry, end)
    ]


def entries(window: QWidget) -> list[QLineEdit | TextEntry]:
    """Give what is in sight of a window to type words into."""
    lines = [
        one
        for one in window.findChildren(QLineEdit)
        if one.validator() is None and not isinstance(one.parent(), QAbstractSpinBox | ScaleBox)
    ]
    found: list[QLineEdit | TextEntry] = [*lines, *window.findChildren(TextEntry)]
    return [
        one for one in found if one.isVisibleTo(window) and one.isEnabled() and not one.isReadOnly()
    ]


def _keeps(entry: QLineEdit | TextEntry, end: Ending) -> bool:
    before = entry.text()
    entry.setText("")
    compose(entry)
    end(entry)
    kept = entry.text() == WORD
    if kept:
        entry.setText(before)
    return kept


def _needs(one: QWidget) -> Iterator[tuple[str, int, int]]:
    """Yield the words of a widget with the pixels that they need and have, across and down."""
    match one:
        case QLabel() | QToolButton() if _gives_way(
            one
        ):  # it ends in an ellipsis, its tip does not
            return
        case QLabel() if one.text() and one.wordWrap():
            down = one.heightForWidth(one.width())
            yield one.text(), down, one.height()
        case QLabel() if one.text() and one.pixmap().isNull():
            yield one.text(), one.sizeHint().width(), one.width()
            yield one.text(), one.sizeHint().height(), one.height()
        case QCheckBox() | QRadioButton():
            yield one.text(), one.sizeHint().width(), one.width()
        case QAbstractButton() if one.text() and not _only_icon(one):
            yield one.text(), one.sizeHint().width(), one.width()
            yield one.text(), one.sizeHint().height(), one.height()
        case QComboBox():
            words = one.fontMetrics().horizontalAdvance(one.currentText())
            yield one.currentText(), words, one.width()
        case QLineEdit():
            need = one.fontMetrics().height()
            yield one.placeholderText() or one.text(), need, one.height()
        case QTabBar():
            for number in range(one.count()):
                yield one.tabText(number), one.tabRect(number).height(), one.height()


def _gives_way(one: QLabel | QToolButton) -> bool:
    ignored = one.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Ignored
    if not ignored and not isinstance(one, FiguresLine):
        return False
    tip = QTextDocumentFragment.fromHtml(one.toolTip()).toPlainText()
    return all(part in tip for part in one.text().split(" · "))


def _only_icon(button: QAbstractButton) -> bool:
    if not isinstance(button, QToolButton) or button.icon().isNull():
        return False
    return button.toolButtonStyle().name in ("ToolButtonIconOnly", "ToolButtonFollowStyle")


def _path(widget: QWidget, root: QWidget) -> str:
    names = []
    step: QWidget | None = widget
    while step is not None and step is not root:
        names.append(type(step).__name__)
        step = step.parentWidget()
    return "/".join(reversed(names[:4]))


def contrast(first: QColor, second: QColor) -> float:
    """Give the contrast of two colours, 1 to 21. Source: WCAG 2.1, relative luminance."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    parts = [colour.redF(), colour.greenF(), colour.blueF()]
    line = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * line[0] + 0.7152 * line[1] + 0.0722 * line[2]


ROLE = QPalette.ColorRole
READ = (
    (ROLE.WindowText, ROLE.Window), (ROLE.Text, ROLE.Base), (ROLE.Text, ROLE.AlternateBase),
    (ROLE.ButtonText, ROLE.Button), (ROLE.PlaceholderText, ROLE.Base),
    (ROLE.PlaceholderText, ROLE.Window), (ROLE.HighlightedText, ROLE.Highlight),
    (ROLE.ToolTipText, ROLE.ToolTipBase), (ROLE.Link, ROLE.Base), (ROLE.Link, ROLE.Window),
    (ROLE.LinkVisited, ROLE.Base),
)  # fmt: skip
# What cannot be used now is read, too, but must not look as if it could.
MUTED = ((ROLE.WindowText, ROLE.Window), (ROLE.Text, ROLE.Base), (ROLE.ButtonText, ROLE.Button))
