"""Keeps the year slider and what the view is narrowed to in step."""

import numpy as np
from PySide6.QtCore import QObject

from scmap.gui.canvas.canvas import Canvas
from scmap.gui.canvas.year_box import YearBox
from scmap.gui.canvas.year_play import YearPlay
from scmap.gui.canvas.year_track import Span
from scmap.gui.findings import Findings
from scmap.gui.narrowing import Narrowing


class YearSlider(QObject):
    """Shows the years of the data on the canvas; what the hand chooses narrows the view."""

    def __init__(self, canvas: Canvas, findings: Findings, narrowing: Narrowing) -> None:
        super().__init__(canvas)
        self.box = YearBox(canvas)
        self.play = YearPlay(canvas, self.box)
        self._findings, self._narrowing = findings, narrowing
        self._counted: tuple[object, list[int]] = (None, [])
        self.box.moved.connect(lambda span: narrowing.choose_years(span.first, span.last))
        narrowing.changed.connect(self.look)
        self._canvas = canvas
        canvas.resized.connect(self._fit)

    def look(self) -> None:
        """Show the chosen years, and how much of the data they leave."""
        narrowing, bounds = self._narrowing, self._narrowing.bounds
        if bounds is None:
            self.play.stop()
            self.box.put(None, (), narrowing.tally)
            self._fit()
            return
        low, high = bounds
        first, last = narrowing.years or bounds
        span = Span(low, high, max(first, low), min(last, high))
        self.box.put(span, self._counts(low, high), narrowing.tally)
        self._fit()

    def want(self, wanted: bool) -> None:
        """Show the slider, or put it away."""
        self.box.want(wanted)
        self._fit()

    def _fit(self) -> None:
        self.box.fit()
        self._canvas.foot = self.box.claim

    def _counts(self, low: int, high: int) -> list[int]:
        """How many investments operate in each year; counted once for the same analysis."""
        run = self._findings.run
        if run is None:
            return []
        if self._counted[0] is not run:
            years = run.table.operating
            steps = np.zeros(high - low + 2, dtype=np.intp)
            known = years[~np.isnan(years).any(axis=1)].astype(np.intp) - low
            np.add.at(steps, known[:, 0], 1)
            np.add.at(steps, known[:, 1] + 1, -1)
            self._counted = (run, np.cumsum(steps)[:-1].tolist())
        return self._counted[1]
