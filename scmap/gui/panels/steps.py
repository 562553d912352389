"""The bar of the five steps, each with what it counts."""

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from scmap.gui import theme
from scmap.gui.actions import STEPS
from scmap.words import tr

Role = theme.Role

HEIGHT = 38
KEYS_USED = Qt.WidgetAttribute.WA_KeyboardFocusChange  # Tab was pressed in the window
PADDING, GAP, DISC, PILL = 12, 7, 20, 18


class StepButton(QAbstractButton):
    """A step: its number, its name, and a badge with a count."""

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._number = number
        self._badge = ""

    def set_badge(self, badge: str) -> None:
        """Show a count beside the name; "" for none."""
        if badge == self._badge:
            return
        self._badge = badge
        self.name_it()
        self.updateGeometry()
        self.update()

    def name_it(self) -> None:
        """Say the step and its count to one who cannot see them."""
        self.setAccessibleName(f"{self.text()} {self._badge}".strip())

    def sizeHint(self) -> QSize:
        width = PADDING * 2 + DISC + GAP + self._text_width(self.text())
        return QSize(width + (GAP + self._pill_width() if self._badge else 0), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        x = self._paint_number(painter, PADDING) + GAP
        width = self._text_width(self.text())
        painter.setPen(self.palette().color(Role.WindowText))
        painter.setFont(self.font())
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(x, 0, width + 2, self.height()), middle, self.text())
        if self._badge:
            self._paint_badge(painter, x + width + GAP)

    def _paint_ground(self, painter: QPainter) -> None:
        colours = self.palette()
        if self.isChecked():
            painter.fillRect(self.rect(), colours.color(Role.Base))
            line = QRectF(0, self.height() - 3, self.width(), 3)
            painter.fillRect(line, colours.color(Role.Accent))
        elif self.underMouse():
            painter.fillRect(self.rect(), colours.color(Role.Midlight))
        if self.hasFocus() and self.window().testAttribute(KEYS_USED):
            painter.setPen(QPen(colours.color(Role.Accent), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -4), 4, 4)

    def _paint_number(self, painter: QPainter, x: float) -> float:
        disc = QRectF(x, (self.height() - DISC) / 2, DISC, DISC)
        colours, chosen = self.palette(), self.isChecked()
        # A grey that is seen on light and dark ground; the palette's own dark one is not.
        rim = Role.Highlight if chosen else Role.PlaceholderText
        painter.setPen(QPen(colours.color(rim), 1.2))
        painter.setBrush(colours.color(Role.Highlight) if chosen else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(disc.adjusted(0.6, 0.6, -0.6, -0.6))
        painter.setPen(colours.color(Role.HighlightedText if chosen else Role.WindowText))
        painter.setFont(theme.small(self.font()))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(self._number))
        return disc.right()

    def _paint_badge(self, painter: QPainter, x: float) -> None:
        pill = QRectF(x, (self.height() - PILL) / 2, self._pill_width(), PILL)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(Role.Mid))
        painter.drawRoundedRect(pill, PILL / 2, PILL / 2)
        painter.setPen(self.palette().color(Role.WindowText))
        painter.setFont(theme.small(self.font()))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, self._badge)

    def _pill_width(self) -> int:
        return max(self._text_width(self._badge) + 10, PILL + 4)

    def _text_width(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)


class StepsBar(QWidget):
    """Five steps; exactly one is the current one.

    Signals
    -------
    chosen : str
        Name of the step, see `STEPS`.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        group = QButtonGroup(self)
        self._buttons: dict[str, StepButton] = {}
        for number, step in enumerate(STEPS, start=1):
            button = StepButton(number, self)
            button.clicked.connect(partial(self.choose, step))
            group.addButton(button)
            line.addWidget(button)
            self._buttons[step] = button
        self.current = "overlap"
        self._buttons[self.current].setChecked(True)
        self.retranslate()

    def choose(self, step: str) -> None:
        """Make `step` the current one; ⑤, which opens a dialog, may be chosen again."""
        self._buttons[step].setChecked(True)
        if step != self.current or step == "report":
            self.current = step
            self.chosen.emit(step)

    def data(self) -> None:
        """Go to ① 자료 등록."""
        self.choose("data")

    def overlap(self) -> None:
        """Go to ② 중첩 분석."""
        self.choose("overlap")

    def link(self) -> None:
        """Go to ③ 연계 설계."""
        self.choose("link")

    def review(self) -> None:
        """Go to ④ 위원회 심의."""
        self.choose("review")

    def report(self) -> None:
        """Go to ⑤ 보고서 작성."""
        self.choose("report")

    def count(self, step: str, badge: str) -> None:
        """Show what a step counts."""
        self._buttons[step].set_badge(badge)

    def retranslate(self) -> None:
        """Name the steps in the language now in force."""
        for step, button in self._buttons.items():
            button.setText(tr(f"window.step.{step}"))
            button.setToolTip(tr(f"window.step.{step}.tip"))
            button.name_it()
            button.updateGeometry()
