"""The year slider at the foot of the map: which years are shown, and how much that is."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from scmap.gui import icons, texts, theme
from scmap.gui.canvas.plate import Plate
from scmap.gui.canvas.year_track import Span, YearTrack
from scmap.gui.models.in_view import Tally
from scmap.words import tr

WIDEST, NARROWEST = 620, 250
SIDES_PX, FOOT_PX = (206, 64), 8  # kept free for scale bar and north arrow; below the box
PLAY_PX = 16


class YearBox(Plate):
    """Heading, counts and the track, always on paper colours: it belongs to the map.

    Signals
    -------
    moved : Span
        The user chose other years.
    """

    moved = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._wanted, self._there = True, False
        self._tally = Tally()
        self._title = texts.caption(parent=self)
        self._title.setFont(theme.bold(self.font()))
        self._count = texts.caption(parent=self)
        self.play = QToolButton(self)
        self.play.setAutoRaise(True)
        self.play.setCheckable(True)
        self.play.setIconSize(QSize(PLAY_PX, PLAY_PX))
        self._all = QToolButton(self)
        self._all.setAutoRaise(True)
        self._all.clicked.connect(self._choose_all)
        self.track = YearTrack(self)
        self.track.moved.connect(self._pass)
        head = QHBoxLayout()
        head.setSpacing(8)
        for part in (self.play, self._title, self._count):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self._all)
        body = QVBoxLayout(self)
        body.setContentsMargins(10, 3, 6, 2)
        body.setSpacing(0)
        body.addLayout(head)
        body.addWidget(self.track)
        self._dress()
        self.play.toggled.connect(self._show_play)
        self.hide()
        self.retranslate()

    def put(self, span: Span | None, counts: Sequence[float], tally: Tally) -> None:
        """Show years; None while nothing has any."""
        self._there, self._tally = span is not None, tally
        if span is not None:
            self.track.put(span, counts)
        self._say()
        self.fit()

    def want(self, wanted: bool) -> None:
        """Show the box, or put it away."""
        self._wanted = wanted
        self.fit()

    def fit(self) -> None:
        """Stand at the foot of the map, between scale bar and north arrow."""
        canvas = self.parentWidget()
        if canvas is None:
            return
        room, left = self._room(canvas), SIDES_PX[0]
        width, height = min(room, WIDEST), self.sizeHint().height()
        at = left + (room - width) // 2
        self.setGeometry(QRect(at, canvas.height() - height - FOOT_PX, max(width, 1), height))
        self.setVisible(self._wanted and self._there and room >= NARROWEST)

    @property
    def claim(self) -> int:
        """Pixels at the foot of the map that a new view keeps free.

        They are kept before the years are known, so that the box hides nothing when it appears.
        """
        canvas = self.parentWidget()
        wide = canvas is not None and self._room(canvas) >= NARROWEST
        return self.sizeHint().height() + FOOT_PX if self._wanted and wide else 0

    @staticmethod
    def _room(canvas: QWidget) -> int:
        """Pixels between scale bar and north arrow."""
        return canvas.width() - sum(SIDES_PX)

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self.setAccessibleName(tr("years.name"))
        self._show_play(self.play.isChecked())
        self._all.setText(tr("years.all"))
        self._all.setToolTip(texts.tip(tr("years.all.tip")))
        self._say()

    def _dress(self) -> None:
        self.dress()
        self._count.setForegroundRole(theme.Role.PlaceholderText)
        self._title.setForegroundRole(theme.Role.Text)

    def _show_play(self, playing: bool) -> None:
        """Show what a press on the button does: play, or stop."""
        word = "stop" if playing else "play"
        colour = theme.paper().color(theme.Role.ButtonText)
        self.play.setIcon(icons.icon("pause" if playing else "play", colour))
        self.play.setAccessibleName(tr(f"years.{word}"))
        self.play.setToolTip(texts.tip(tr(f"years.{word}.tip")))

    def choose(self, span: Span) -> None:
        """Choose years as if the hand had."""
        if span != self.track.span:
            self._pass(span)

    def _choose_all(self) -> None:
        span = self.track.span
        self.play.setChecked(False)
        self._pass(Span.whole(span.low, span.high))

    def _pass(self, span: Span) -> None:
        self.moved.emit(span)

    def _say(self) -> None:
        span, tally = self.track.span, self._tally
        self._title.setText(tr("years.span", first=span.first, last=span.last))
        words = tr(
            "years.tally",
            investments=f"{tally.investments:,}",
            all_investments=f"{tally.all_investments:,}",
            pairs=f"{tally.pairs:,}",
            all_pairs=f"{tally.all_pairs:,}",
        )
        if tally.undated and not span.is_whole:
            words = tr("years.undated", tally=words, count=f"{tally.undated:,}")
        self._count.setText(words)
        self._all.setVisible(not span.is_whole)
