"""One linked service in the linkage panel: its conditions, what flows, and the button to accept."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import icons, texts, theme
from scmap.gui.card_view import facts, muted
from scmap.gui.models.offers import ICONS, Condition, LinkLine, Offer
from scmap.model.linkage import Standing, State
from scmap.words import tr

_SIGN_PX = 16
_INDENT = 22  # what belongs to a service begins below its name
_STATES: dict[Standing, State] = {
    "full": "met",
    "partial": "met",
    "none": "unmet",
    "unknown": "unknown",
}
_TOP = Qt.AlignmentFlag.AlignTop


class OfferView(QWidget):
    """A service that opens when asked.

    Signals
    -------
    accepted : str
        The planner accepts it; id of its template.
    withdrawn : str
        The planner takes the acceptance back; uid of the link.
    toggled : (str, bool)
        It was opened, or closed; id of its template.
    """

    accepted = Signal(str)
    withdrawn = Signal(str)
    toggled = Signal(str, bool)

    def __init__(self, offer: Offer, shown: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.offer = offer
        self._shown = shown
        self._name = QToolButton(self)
        # A long name ends in an ellipsis and its tip says it all: some docks are narrow.
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._inside = QWidget(self)
        self._button = QPushButton(self._inside)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 2, 0, 2)
        body.setSpacing(2)
        body.addLayout(self._head())
        body.addWidget(_signed(_STATES[offer.standing], texts.label(offer.summary), _INDENT))
        body.addWidget(self._inside)
        self._fill()
        self._turn(shown)

    def _head(self) -> QHBoxLayout:
        self._name.setText(texts.item(self.offer.title))
        self._name.setToolTip(texts.tip(self.offer.title))
        self._name.setAutoRaise(True)
        self._name.setFont(theme.bold(theme.heading(self.font())))
        self._name.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._name.clicked.connect(lambda: self._turn(not self._shown))
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self._name, 1)
        if self.offer.accepted:
            line.addWidget(_sign("link", theme.Role.Accent, self))
            line.addWidget(QLabel(tr("linkpanel.accepted")))
        return line

    def _fill(self) -> None:
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(_INDENT, 2, 0, 6)
        column.setSpacing(6)
        for condition in self.offer.conditions:
            column.addWidget(_condition(condition))
            if condition.either:
                column.addWidget(texts.caption(tr("linkpanel.either")))
        if self.offer.fictional:
            column.addWidget(muted(tr("linkage.fictional")))
        self._button.clicked.connect(self._press)
        self._button.setText(tr(f"linkpanel.{'withdraw' if self.offer.accepted else 'accept'}"))
        self._button.setAccessibleName(f"{self._button.text()}: {self.offer.title}")
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(facts(self.offer.facts, self._inside))

    def _press(self) -> None:
        if self.offer.accepted:
            self.withdrawn.emit(self.offer.accepted)
        else:
            self.accepted.emit(self.offer.template)

    def _turn(self, shown: bool) -> None:
        if shown != self._shown:
            self._shown = shown
            self.toggled.emit(self.offer.template, shown)
        self._inside.setVisible(shown)
        state = "open" if shown else "closed"
        self._name.setAccessibleDescription(tr(f"inspector.fold.{state}"))
        self._name.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)


class LinkView(QWidget):
    """An accepted link: its sides, a button that shows it, and one that withdraws it.

    Signals
    -------
    chosen, withdrawn : str
        uid of the link.
    """

    chosen = Signal(str)
    withdrawn = Signal(str)

    def __init__(self, link: LinkLine, parent: QWidget) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        grid.addWidget(_sign("link", theme.Role.Accent, self), 0, 0, _TOP)
        grid.addWidget(_two_lines(link.title, link.detail), 0, 1, 1, 3)
        deeds = (("show", self.chosen), ("withdraw", self.withdrawn))
        for column, (deed, signal) in enumerate(deeds, start=1):
            button = QPushButton(tr(f"linkpanel.{deed}"), self)
            button.setAccessibleName(f"{button.text()}: {link.title}")
            button.clicked.connect(lambda _=False, told=signal: told.emit(link.uid))
            grid.addWidget(button, 1, column)
        grid.setColumnStretch(3, 1)


def _condition(condition: Condition) -> QWidget:
    return _signed(condition.state, _two_lines(condition.title, condition.finding))


def _signed(state: State, what: QWidget, indent: int = 0) -> QWidget:
    """Put the sign of a state before something."""
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(indent, 0, 0, 0)
    line.setSpacing(6)
    tones = theme.tones()
    colour = {"met": tones.success, "unmet": tones.error, "unknown": tones.warning}[state]
    sign = _picture(ICONS[state], QColor(colour), row)
    sign.setAccessibleName(tr(f"linkage.state.{state}"))
    sign.setToolTip(tr(f"linkage.state.{state}"))
    line.addWidget(sign, 0, _TOP)
    line.addWidget(what, 1)
    return row


def _sign(name: str, role: theme.Role, parent: QWidget) -> QLabel:
    return _picture(name, parent.palette().color(role), parent)


def _picture(name: str, colour: QColor, parent: QWidget) -> QLabel:
    sign = QLabel(parent)
    ratio = parent.devicePixelRatioF()
    sign.setPixmap(icons.pixmap(name, colour, size=_SIGN_PX, ratio=ratio))
    sign.setContentsMargins(0, 2, 0, 0)
    return sign


def _two_lines(text: str, detail: str) -> QWidget:
    block = QWidget()
    column = QVBoxLayout(block)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(texts.label(text))
    column.addWidget(muted(detail, small=True))
    return block
