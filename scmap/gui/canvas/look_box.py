"""What the second map shows: its years and its layers, chosen on a plate of paper on the map."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QMenu, QSpinBox, QToolButton, QWidget

from scmap.gui import icons, texts, theme
from scmap.gui.canvas.look import Look
from scmap.gui.canvas.plate import Plate
from scmap.gui.flow_layout import GAP, FlowLayout
from scmap.gui.models.standard_titles import shown_title
from scmap.model.maplayer import MapLayer
from scmap.words import tr


class LookBox(Plate):
    """Two years and a menu of layers.

    Signals
    -------
    chosen : Look
        Something else is to be shown.
    closed
        The second map is not wanted any more.
    """

    chosen = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = Look()
        self._bounds: tuple[int, int] | None = None
        self._groups: Mapping[str, list[MapLayer]] = {}
        self._title = texts.caption(parent=self)
        self._title.setFont(theme.bold(self.font()))
        self.first, self.last = QSpinBox(self), QSpinBox(self)
        self._dash = texts.caption("–", self)
        self.layers, self._away = QToolButton(self), QToolButton(self)
        self.layers.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.layers.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._menu = QMenu(self.layers)
        self._menu.aboutToShow.connect(self._fill)
        self.layers.setMenu(self._menu)
        self._away.setAutoRaise(True)
        self._away.clicked.connect(self.closed)
        line = FlowLayout(self)
        line.setContentsMargins(10, 4, 4, 4)
        self._line = line
        self._parts = (self._title, self.first, self._dash, self.last, self.layers, self._away)
        for part in self._parts:
            line.addWidget(part)
        for box in (self.first, self.last):
            box.setKeyboardTracking(False)
            box.valueChanged.connect(self._choose_years)
        self._dress()
        self.retranslate()

    def put(
        self, look: Look, bounds: tuple[int, int] | None, groups: Mapping[str, list[MapLayer]]
    ) -> None:
        """Show what is chosen, the years that there are, and the entries by their heading."""
        self._look, self._bounds, self._groups = look, bounds, groups
        for box in (self.first, self.last, self._dash):
            box.setVisible(bounds is not None)
        if bounds is not None:
            for box, year in zip((self.first, self.last), look.years or bounds, strict=True):
                with QSignalBlocker(box):
                    box.setRange(*bounds)
                    box.setValue(year)

    def fit(self, room: int) -> None:
        """Be as wide as all parts beside one another, or as `room` pixels and as many lines."""
        style = Qt.ToolButtonStyle
        self.layers.setToolButtonStyle(style.ToolButtonTextBesideIcon)
        if self._whole() > room:  # its tip says the word
            self.layers.setToolButtonStyle(style.ToolButtonIconOnly)
        width = min(self._whole(), room)
        self.resize(width, self._line.heightForWidth(width))

    def _whole(self) -> int:
        """Pixels that all parts take beside one another."""
        edges = self._line.contentsMargins()
        hints = [part.sizeHint().width() for part in self._parts if not part.isHidden()]
        return sum(hints) + (len(hints) - 1) * GAP + edges.left() + edges.right()

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self._title.setText(tr("compare.other"))
        self.layers.setText(tr("compare.layers"))
        self.layers.setToolTip(texts.tip(tr("compare.layers.tip")))
        for box, word in ((self.first, "first"), (self.last, "last")):
            box.setAccessibleName(tr(f"compare.{word}"))
            box.setToolTip(texts.tip(tr(f"compare.{word}")))
        self._away.setAccessibleName(tr("compare.close"))
        self._away.setToolTip(texts.tip(tr("compare.close")))

    def _dress(self) -> None:
        self._title.setForegroundRole(theme.Role.Text)
        colour = self.dress().color(theme.Role.ButtonText)
        self.layers.setIcon(icons.icon("layers", colour))
        self._away.setIcon(icons.icon("close", colour))

    def _choose_years(self) -> None:
        first, last = self.first.value(), self.last.value()
        if first > last:  # the one that was not moved gives way
            moved_first = self._look.years is None or first != self._look.years[0]
            first, last = (first, first) if moved_first else (last, last)
        years = None if (first, last) == self._bounds else (first, last)
        self._choose(Look(years, self._look.turned))

    def _choose(self, look: Look) -> None:
        self._look = look
        self.put(look, self._bounds, self._groups)
        self.chosen.emit(look)

    def _fill(self) -> None:
        self._menu.clear()
        for heading, entries in self._groups.items():
            self._menu.addSection(texts.item(shown_title(heading)))
            for entry in reversed(entries):
                item = self._menu.addAction(texts.item(shown_title(entry.title)))
                item.setCheckable(True)
                item.setChecked(entry.visible != (entry.uid in self._look.turned))
                item.triggered.connect(partial(self._turn, entry.uid))

    def _turn(self, uid: str) -> None:
        self._choose(Look(self._look.years, self._look.turned ^ {uid}))
