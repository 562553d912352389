"""The page in place of the map while no project is open."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from scmap.gui import texts, theme
from scmap.gui.dialogs.recent import RecentList
from scmap.words import tr

WIDEST = 560
PICTURE = QSize(104, 65)  # of a project that was opened lately
SHARES = 1, 20, 1  # of the width: beside the middle, the middle, beside it
EDGE_PX = 24  # around the page
EDGES_PX = 12  # above and below the pictures


class Page(QWidget):
    """A heading, some lines and buttons in the middle of the window."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._title = texts.label(font=theme.heading(self.font(), steps=2))
        self._lines = texts.label()
        self._hint = texts.label()
        self._hint.setForegroundRole(theme.Role.PlaceholderText)
        middle = QWidget(self)
        middle.setMaximumWidth(WIDEST)
        self._body = QVBoxLayout(middle)
        self._body.setSpacing(12)
        for label in (self._title, self._lines, self._hint):
            self._body.addWidget(label)
        outer = QGridLayout(self)
        outer.setContentsMargins(EDGE_PX, EDGE_PX, EDGE_PX, EDGE_PX)
        outer.setRowStretch(0, 2)
        outer.addWidget(middle, 1, 1)
        outer.setRowStretch(2, 3)
        for column, share in enumerate(SHARES):  # the middle takes what it may
            outer.setColumnStretch(column, share)

    def add_button(self, act: Callable[[], None], *, first: bool = False) -> QPushButton:
        """Add a button that does `act`; the first one is what Enter presses."""
        button = QPushButton(self)
        button.setDefault(first)
        button.clicked.connect(lambda: act())  # noqa: PLW0108  `checked` is not for it
        self._body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return button

    def say(self, lines: str) -> None:
        """Put the page into the language now in force."""
        self._title.setText(tr(f"pages.{self._name}"))
        self._lines.setText(lines)
        self._hint.setText(tr(f"pages.{self._name}.hint"))
        self.setAccessibleName(self._title.text())


class EmptyPage(Page):
    """No project is open: how to begin."""

    def __init__(
        self,
        open_sample: Callable[[], None],
        open_file: Callable[[], None],
        begin: Callable[[], None],
        open_recent: Callable[[Path], None] | None = None,
    ) -> None:
        super().__init__("start")
        self._recent: RecentList | None = None
        if open_recent is not None:
            self._recent = RecentList(open_recent, self, PICTURE)
        self._sample = self.add_button(open_sample, first=True)
        self._new = self.add_button(begin)
        self._file = self.add_button(open_file)
        self._body.addLayout(self._in_a_row(self._sample, self._new, self._file))
        if self._recent is not None:
            self._recent.setMinimumHeight(self._recent.gridSize().height() + EDGES_PX)
            self._recent.hide()
            self._body.addWidget(self._recent, 1)
        self.retranslate()

    def _in_a_row(self, *buttons: QPushButton) -> QHBoxLayout:
        """Leave the height to the projects below."""
        row = QHBoxLayout()
        for button in buttons:
            self._body.removeWidget(button)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self.say(tr("pages.start.text"))
        self._sample.setText(tr("actions.file.sample"))
        self._new.setText(tr("actions.file.new"))
        self._file.setText(tr("actions.file.open"))

    def showEvent(self, event: QShowEvent) -> None:
        if self._recent is not None:
            self._recent.retranslate()
        self._fit()
        super().showEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return hint - QSize(0, self._for_recent) if self._shows_recent else hint

    def hasHeightForWidth(self) -> bool:
        return False  # that would be with the projects, without which it does on small screens

    @property
    def _shows_recent(self) -> bool:
        return self._recent is not None and self._recent.isVisibleTo(self)

    @property
    def _for_recent(self) -> int:
        """Pixels that a row of projects takes."""
        return 0 if self._recent is None else self._recent.minimumHeight() + self._body.spacing()

    def _fit(self) -> None:
        """Show the projects where there is room for a row of them: the menu has them, too."""
        if self._recent is not None:
            width = (self.width() - 2 * EDGE_PX) * SHARES[1] // sum(SHARES)
            taken = self._body.minimumHeightForWidth(min(width, WIDEST))
            taken -= self._for_recent if self._shows_recent else 0
            room = self.height() - 2 * EDGE_PX - taken
            self._recent.setVisible(bool(self._recent.count()) and room >= self._for_recent)
