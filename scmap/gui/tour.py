"""둘러보기: five short steps through the sample, beside the map, left at any time."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from scmap import paths
from scmap.gui import texts, theme
from scmap.words import tr

# What is told at each step, and the action that brings the planner there.
STEPS = (
    ("data", "step.data"),
    ("overlap", "step.overlap"),
    ("link", "step.link"),
    ("review", "step.review"),
    ("report", ""),  # its step opens a dialog: the planner does that
)
WIDTH = 340
MARGIN = 14
_MOVING = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)
_SEEN = "tour-seen"  # a file of the profile


def is_first_start() -> bool:
    """Tell whether the program never offered its tour here; from now on it has."""
    seen = paths.data_dir() / _SEEN
    if paths.is_safe() or seen.exists():
        return False
    try:
        seen.touch()
    except OSError:
        return False  # a profile that nobody can write to would bring the tour each time
    return True


class Tour(QFrame):
    """A card in the lower right corner of what it is laid on, above the year slider.

    Parameters
    ----------
    act : callable
        Does an action of the window, by its id.
    ground : QWidget
        What it is laid on.
    free : QWidget
        What stands at the foot of the ground, and stays to be seen and used.
    is_project_open : bool
        Whether it is begun on a project; else the sample is still to come.

    Signals
    -------
    ended
        The planner has seen all, or had enough.
    """

    ended = Signal()

    def __init__(
        self,
        act: Callable[[str], None],
        ground: QWidget,
        free: QWidget,
        *,
        is_project_open: bool = True,
    ) -> None:
        super().__init__(ground)
        self._act, self._ground, self._free = act, ground, free
        self._is_project_open = is_project_open
        self._place = 0
        self.setAutoFillBackground(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setBackgroundRole(theme.Role.Base)
        self._title = texts.label(font=theme.heading(self.font()))
        self._text = texts.label()
        self._count = QLabel(self)
        self._count.setForegroundRole(theme.Role.PlaceholderText)
        self._back, self._next = QPushButton(self), QPushButton(self)
        self._leave = QPushButton(self)
        self._back.clicked.connect(lambda: self._go(-1))
        self._next.clicked.connect(lambda: self._go(1))
        self._leave.clicked.connect(self.end)
        line = QHBoxLayout()
        line.addWidget(self._count)
        line.addStretch(1)
        for button in (self._leave, self._back, self._next):
            line.addWidget(button)
        body = QVBoxLayout(self)
        body.setContentsMargins(14, 12, 14, 12)
        body.setSpacing(8)
        body.addWidget(self._title)
        body.addWidget(self._text)
        body.addLayout(line)
        self.setFixedWidth(WIDTH)
        for one in (ground, free):
            one.installEventFilter(self)
        self._go(0)
        self.show()
        self._next.setFocus()

    @property
    def step(self) -> str:
        """Which step is told."""
        return STEPS[self._place][0]

    def take_project(self) -> None:
        """Go away when the planner opens something else; what it was begun on may still come."""
        if self._is_project_open:
            self.end()
        self._is_project_open = True

    def end(self) -> None:
        """Go away."""
        for one in (self._ground, self._free):
            one.removeEventFilter(self)
        self.hide()
        self.ended.emit()
        self.deleteLater()

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self._title.setText(tr(f"tour.{self.step}"))
        self._text.setText(tr(f"tour.{self.step}.text"))
        self._count.setText(tr("tour.count", number=self._place + 1, count=len(STEPS)))
        self._back.setText(tr("tour.back"))
        self._next.setText(tr("tour.done" if self._place == len(STEPS) - 1 else "tour.next"))
        self._leave.setText(tr("tour.leave"))
        self.setAccessibleName(self._title.text())
        self.setAccessibleDescription(self._text.text())
        self._settle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVING:
            self._settle()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        else:
            super().keyPressEvent(event)

    def _go(self, steps: int) -> None:
        if self._place + steps == len(STEPS):
            self.end()
            return
        self._place += steps
        action = STEPS[self._place][1]
        if action:
            self._act(action)
        self._back.setEnabled(self._place > 0)
        self.retranslate()
        self.raise_()

    def _settle(self) -> None:
        """Lie in the corner, as high as the words need."""
        layout = self.layout()
        height = layout.totalHeightForWidth(WIDTH) if layout is not None else 0
        self.resize(WIDTH, max(height, self.minimumSizeHint().height()))
        ground, free = self._ground, self._free
        foot = free.mapTo(ground, QPoint()).y() if free.isVisible() else ground.height()
        if foot < self.height() + MARGIN:  # there is no room above it
            foot = ground.height()
        self.move(
            max(ground.width() - self.width() - MARGIN, 0),
            max(foot - self.height() - MARGIN, 0),
        )
