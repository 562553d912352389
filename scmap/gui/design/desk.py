"""What the pages of the design table work with, and what they have in common."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from scmap.errors import ScmapError
from scmap.gui import texts
from scmap.gui.bridge import Bridge
from scmap.gui.door import Door
from scmap.gui.findings import Findings
from scmap.gui.flow_layout import FlowLayout
from scmap.gui.job import Jobs
from scmap.gui.messages import Message, MessageBar
from scmap.gui.models.sheet import Draft, Sheet
from scmap.gui.panels.empty import EmptyState
from scmap.gui.panels.form import Page
from scmap.gui.selection import Selection
from scmap.gui.sources import Sources
from scmap.model.project import Project
from scmap.words import tr


@dataclass(frozen=True, eq=False)
class Desk:
    """What the window gives to the design table.

    Attributes
    ----------
    window : QWidget
        Parent of dialogs.
    zoom : callable
        Shows a feature on the map: (layer, uid).
    zoom_entry : callable
        Shows all that an entry of the layer tree shows, by its uid.
    save : callable
        Saves a sheet under a title.
    act : callable
        Does an action of the window, by its id.
    compare : callable
        Shows a second map beside the first, on which these entries are turned on or off.
    door : Door
        Hands out what leaves the project.
    """

    window: QWidget
    bridge: Bridge
    findings: Findings
    selection: Selection
    sources: Sources
    jobs: Jobs
    messages: MessageBar
    zoom: Callable[[str, str], None]
    zoom_entry: Callable[[str], None]
    save: Callable[[str, Sheet | Draft], None]
    act: Callable[[str], None]
    compare: Callable[[frozenset[str]], None]
    door: Door

    @property
    def project(self) -> Project | None:
        """The open project."""
        return self.bridge.project

    def do(self, label: str, command: Callable[[Project], Project]) -> bool:
        """Carry out a command; what it refuses is told in the message bar."""
        try:
            self.bridge.do(label, command)
        except ScmapError as error:
            self.messages.tell_error(error)
            return False
        return True

    def tell(self, words: str) -> None:
        """Say in the message bar that something is done."""
        self.messages.tell(Message("success", words))


def tell_no_links(empty: EmptyState, project: Project | None) -> None:
    """Say where links come from, with the button of the next step towards them."""
    if project is None:
        why, action = "linkplan.empty", "file.open"
    elif project.investments is None:
        why, action = "tables.empty.no_investments", "file.import"
    else:
        why, action = "linkplan.empty", "analysis.next"
    empty.put(tr(why), tr(f"{why}.text"), tr(f"actions.{action}"), action)


def question(asked: QWidget, buttons: Iterable[QPushButton], width: int) -> QWidget:
    """Lay out a form that scrolls, with its buttons below it: they stay in sight."""
    side = QWidget()
    side.setFixedWidth(width)
    deeds = QHBoxLayout()
    deeds.setContentsMargins(12, 4, 8, 6)
    deeds.setSpacing(6)
    for button in buttons:
        deeds.addWidget(button)
    deeds.addStretch(1)
    column = QVBoxLayout(side)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(Page(asked), 1)
    column.addLayout(deeds)
    return side


class DeedLine(QWidget):
    """Buttons, in lines as the room asks, with words on what is in sight behind them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = FlowLayout(self)
        self._line.setContentsMargins(8, 6, 8, 6)
        self.said = texts.Remark(self)
        self.said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._line.addWidget(self.said)
        self._leads = 0
        self.buttons: dict[str, QPushButton] = {}

    def minimumSizeHint(self) -> QSize:
        """Keep the height that the lines take in the width that there is."""
        least = self._line.minimumSize()
        width = max(self.width(), least.width())
        return QSize(least.width(), self._line.heightForWidth(width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def lead(self, widget: QWidget) -> None:
        """Put something before the buttons."""
        self._line.insertWidget(0, widget)
        self._leads += 1

    def add(self, name: str, deed: Callable[[], None]) -> QPushButton:
        """Add a button behind the others."""
        button = QPushButton(self)
        button.setObjectName(name)
        button.clicked.connect(lambda _checked: deed())
        return self.put(name, button)

    def put(self, name: str, button: QPushButton) -> QPushButton:
        """Add a button of one's own behind the others."""
        self.buttons[name] = button
        self._line.insertWidget(self._leads + len(self.buttons) - 1, button)
        return button

    def say(self, words: Callable[[str], str]) -> None:
        """Name the buttons in the language now in force."""
        for name, button in self.buttons.items():
            button.setText(texts.item(words(name)))

    def allow(self, names: Iterable[str], *, on: bool) -> None:
        """Let buttons be pressed, or not."""
        for name in names:
            self.buttons[name].setEnabled(on)
