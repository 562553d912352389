"""Playing the years: the span moves on by a year, each time the map has shown the one before."""

from PySide6.QtCore import QObject, QTimer

from scmap.gui.canvas.canvas import Canvas
from scmap.gui.canvas.year_box import YearBox
from scmap.gui.canvas.year_track import Span

BEAT_MS = 900  # a year is seen so long at least


class YearPlay(QObject):
    """Moves the chosen years on, from the first to the last, and stops there.

    All years play one by one; a narrower span keeps its width. At the end it begins anew.
    """

    def __init__(self, canvas: Canvas, box: YearBox) -> None:
        super().__init__(canvas)
        self._canvas, self._box = canvas, box
        self._beat = QTimer(self, singleShot=True, interval=BEAT_MS)
        self._beat.timeout.connect(self._step)
        box.play.toggled.connect(self._turn)

    @property
    def is_playing(self) -> bool:
        """Whether the years move."""
        return self._box.play.isChecked()

    def toggle(self) -> None:
        """Play, or stop."""
        self._box.play.toggle()

    def stop(self) -> None:
        """Let the years stand where they are."""
        self._box.play.setChecked(False)

    def _turn(self, playing: bool) -> None:
        if not playing:
            self._beat.stop()
            return
        self._box.choose(first_span(self._box.track.span))
        self._beat.start()

    def _step(self) -> None:
        """Move on by a year; while the map still paints the last one, a little later."""
        if not self._canvas.is_exact:
            self._beat.start(BEAT_MS // 4)
            return
        span = self._box.track.span
        if span.last >= span.high:
            self.stop()
            return
        self._box.choose(span.moved(1))
        self._beat.start(BEAT_MS)


def first_span(span: Span) -> Span:
    """Give the span with which playing begins: where it is, or the first at the end of all."""
    if span.is_whole:
        return Span(span.low, span.high, span.low, span.low)
    return span.moved(span.low - span.high) if span.last >= span.high else span
