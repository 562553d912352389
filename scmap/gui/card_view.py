"""Shows a Card: headings, facts, small tables, buttons, and parts that unfold."""

from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import icons, texts, theme
from scmap.gui.models.card import Card, Fact, Grid, Section, Target
from scmap.words import tr

SIGN_PX = 16  # of a warning
LABEL_PX = 92  # the column of labels
LONGEST_WORD = 28  # letters beyond which a text must break within a word (addresses of pages)

_RIGHT = Qt.AlignmentFlag.AlignRight
_TOP = Qt.AlignmentFlag.AlignTop


class CardView(QWidget):
    """One card from top to bottom; it is made anew for each thing that is explained.

    Signals
    -------
    target_chosen : (str, str)
        Layer and uid behind a button.
    edit_wanted : (str, str)
        The form of a feature is wanted: its layer and uid.
    unfolded : (str, bool)
        The user opened or closed a part, by its key.
    """

    target_chosen = Signal(str, str)
    edit_wanted = Signal(str, str)
    unfolded = Signal(str, bool)

    def __init__(self, card: Card, open_parts: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self._open = open_parts
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(12, 10, 12, 12)
        self._body.setSpacing(6)
        self._head(card)
        for place, section in enumerate(card.sections):
            if section.title or section.folds:
                self._body.addWidget(Rule(self) if place else _gap())
            self._section(section)
        self._body.addStretch(1)

    def dress(self, width: int) -> None:
        """Let all parts take style and place, which to show them would do in one go.

        Parameters
        ----------
        width : int
            What the card is likely to get, pixels.
        """
        for part in self.findChildren(QWidget):
            part.ensurePolished()
        self.resize(width, self.heightForWidth(width))
        self._body.activate()

    def _head(self, card: Card) -> None:
        if card.kind:
            self._body.addWidget(muted(card.kind))
        self._body.addWidget(texts.label(card.title, theme.heading(self.font(), steps=2)))
        if card.lead:
            self._body.addWidget(texts.label(card.lead, theme.bold(theme.heading(self.font()))))

    def _section(self, section: Section) -> None:
        if not section.folds:
            if section.title:
                self._body.addWidget(texts.label(section.title, theme.heading(self.font())))
            for part in _parts(section, self):
                self._body.addWidget(part)
            return
        fold = Fold(section, section.key in self._open, self)
        fold.toggled.connect(lambda shown: self.unfolded.emit(section.key, shown))
        self._body.addWidget(fold)


class Fold(QWidget):
    """A part that opens when asked: a button with an arrow, and what is below it.

    Signals
    -------
    toggled : bool
        It was opened, or closed.
    """

    toggled = Signal(bool)

    def __init__(self, section: Section, shown: bool, view: CardView) -> None:
        super().__init__(view)
        self._button = QToolButton(self)
        self._button.setText(texts.item(section.title))
        self._button.setAutoRaise(True)
        self._button.setFont(theme.heading(self.font()))
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._inside = QWidget(self)
        # Who goes from pair to pair does not wait for what is folded away.
        self._unmade: Section | None = section
        self._view = view
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self._button)
        body.addWidget(self._inside)
        self._shown = shown
        self._turn(shown)
        # A button that stays pressed would be drawn as a box.
        self._button.clicked.connect(lambda: self._turn(not self._shown))

    def _turn(self, shown: bool) -> None:
        if shown != self._shown:
            self._shown = shown
            self.toggled.emit(shown)
        if shown and self._unmade is not None:
            self._make(self._unmade)
            self._unmade = None
        self._inside.setVisible(shown)
        state = "open" if shown else "closed"
        self._button.setAccessibleDescription(tr(f"inspector.fold.{state}"))
        arrow = Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow
        self._button.setArrowType(arrow)

    def _make(self, section: Section) -> None:
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(4, 2, 0, 4)
        for part in _parts(section, self._view):
            column.addWidget(part)


class TargetButton(QPushButton):
    """Selects something else: its name, and one line about it below."""

    def __init__(self, target: Target, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(f"{target.text}, {target.detail}")
        name = texts.label(target.text)
        name.setFont(theme.bold(name.font()))
        detail = texts.label(target.detail, theme.small(self.font()))
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 5, 10, 5)
        column.setSpacing(0)
        for label in (name, detail):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(label)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._layout_height(width)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(min(hint.width(), 200), self._layout_height(max(self.width(), 200)))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._layout_height(max(self.width(), 120)))

    def _layout_height(self, width: int) -> int:
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout else 0


class Passage(QPlainTextEdit):
    """A text that breaks anywhere and can be selected: sources with long addresses."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # A plain-text document counts its height in lines.
        lines = max(1, round(self.document().size().height()))
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 2)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the panel scrolls, not the text


class Rule(QWidget):
    """A thin line between two parts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(9)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(self.palette().color(theme.Role.Mid), 1))
        painter.drawLine(0, self.height() // 2, self.width(), self.height() // 2)


def _parts(section: Section, view: CardView) -> Iterator[QWidget]:
    for warning in section.warnings:
        yield _warned(warning)
    for target in section.targets:
        yield _button(target, view)
    for text in section.text:
        yield passage(text, view)
    if section.facts:
        yield facts(section.facts, view)
    if section.grid is not None:
        yield _grid(section.grid, view)
    for note in section.notes:
        yield muted(note)


def _warned(text: str) -> QWidget:
    """Make a text that wraps behind the sign of a warning, in its colour."""
    block = QWidget()
    line = QHBoxLayout(block)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(6)
    sign = QLabel(block)
    colour = QColor(theme.tones().warning)
    ratio = block.devicePixelRatioF()
    sign.setPixmap(icons.pixmap("warning", colour, size=SIGN_PX, ratio=ratio))
    words = texts.label(text)
    words.setStyleSheet(f"color: {colour.name()}")
    line.addWidget(sign, 0, _TOP)
    line.addWidget(words, 1)
    return block


def _button(target: Target, view: CardView) -> QWidget:
    button = TargetButton(target, view)
    button.clicked.connect(lambda: view.target_chosen.emit(target.layer, target.uid))
    if not target.edited:
        return button
    block, edit = QWidget(view), QToolButton(view)
    words = tr("cells.form.menu", name=target.text)
    edit.setIcon(icons.icon("form"))
    edit.setToolTip(texts.tip(words))
    edit.setAccessibleName(words)
    edit.clicked.connect(lambda: view.edit_wanted.emit(target.layer, target.uid))
    row = QHBoxLayout(block)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    row.addWidget(button, 1)
    row.addWidget(edit)
    return block


def passage(text: str, parent: QWidget) -> QWidget:
    """Make a text that wraps, wherever it must."""
    if any(len(word) > LONGEST_WORD for word in text.split()):
        made = Passage(text, parent)
        made.setAccessibleName(text)
        return made
    return texts.label(text)


def facts(lines: tuple[Fact, ...], parent: QWidget) -> QWidget:
    """Make the lines of a section: labels on the left, values on the right."""
    block = QWidget(parent)
    grid = QGridLayout(block)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(4)
    grid.setColumnMinimumWidth(0, LABEL_PX)
    grid.setColumnStretch(1, 1)
    row = 0
    for fact in lines:
        name = muted(fact.label)
        name.setMaximumWidth(LABEL_PX + 24)
        value = passage(fact.value, block)
        if fact.number and isinstance(value, QLabel):
            value.setAlignment(_RIGHT | _TOP)
        value.setAccessibleName(f"{fact.label}: {fact.value}")
        grid.addWidget(name, row, 0, _TOP)
        grid.addWidget(value, row, 1)
        if fact.remark:
            row += 1
            remark = muted(fact.remark, small=True)
            remark.setAlignment((_RIGHT if fact.number else Qt.AlignmentFlag.AlignLeft) | _TOP)
            grid.addWidget(remark, row, 0 if fact.number else 1, 1, 2 if fact.number else 1)
        row += 1
    return block


def _grid(table: Grid, parent: QWidget) -> QWidget:
    block = QWidget(parent)
    grid = QGridLayout(block)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(0, 1)
    for column, word in enumerate(table.header):
        grid.addWidget(_aligned(muted(word, small=True), column), 0, column)
    for row, cells in enumerate(table.rows, start=1):
        for column, cell in enumerate(cells):
            label = texts.label(cell)
            if row - 1 in table.strong:
                label.setFont(theme.bold(label.font()))
            grid.addWidget(_aligned(label, column), row, column)
    return block


def _aligned(label: QLabel, column: int) -> QLabel:
    if column:
        label.setAlignment(_RIGHT | _TOP)
        label.setWordWrap(False)
    return label


def muted(text: str, *, small: bool = False) -> QLabel:
    """Make a label in the muted colour that wraps: names of facts, notes."""
    label = texts.label(text)
    if small:
        label.setFont(theme.small(label.font()))
    label.setForegroundRole(theme.Role.PlaceholderText)
    return label


def _gap() -> QWidget:
    gap = QWidget()
    gap.setFixedHeight(2)
    return gap
