"""The legend on the canvas: what is in sight, and only that."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QToolButton, QWidget

from scmap.cartography.legend import LegendEntry, compact, legend, swatch
from scmap.cartography.settings import MapSettings
from scmap.gui import texts, theme
from scmap.gui.courtesy import first
from scmap.gui.job import Jobs
from scmap.gui.models.standard_titles import shown_title
from scmap.gui.newest import Newest
from scmap.words import language, tr

ROW, HEAD, SWATCH, EDGE = 21, 24, 17, 10
WIDEST, SHARE = 250, 0.25  # pixels; a wide map gives a share of its width instead
NARROW = 760  # on a narrower map the box is folded into a button
CORNER, BESIDE = 12, 6  # pixels to the edges of the map, and between button and box
BELOW = 90  # pixels under the box that belong to the scale bar
MANY = 20_000  # features; counting more of them takes longer than a frame
MOST_LINES = 3  # of a row
MOST_MEASURED = 500  # rows whose height is remembered
_FIXED = "\N{NO-BREAK SPACE}"  # a count stays with the last word before it
_WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
WAIT_MS = 120  # the legend follows when the hand rests


class LegendBox(QWidget):
    """Heading and rows over the map, always on paper colours: it belongs to the map.

    On a narrow map a button stands in its place, which unfolds it.
    """

    def __init__(self, parent: QWidget, jobs: Jobs | None = None) -> None:
        super().__init__(parent)
        # Height and words of each row; a picture of the box asks for them three times.
        self._measured: dict[tuple[bool, str, str, int], tuple[int, str]] = {}
        self._newest = Newest(jobs, self, momentary=True) if jobs is not None else None
        self._canvas = parent
        self._wanted = True
        self._listed: list[LegendEntry | str] = []  # all rows
        self._rows: list[LegendEntry | str] = []  # those there is room for
        self._settings: MapSettings | None = None
        self._picture: QPixmap | None = None
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._look)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._fold = QToolButton(parent)
        self._fold.setCheckable(True)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fold.setPalette(theme.palette(dark=False))
        self._fold.move(CORNER, CORNER)
        self._fold.toggled.connect(self._settle)
        parent.installEventFilter(self)
        self.retranslate()

    def retranslate(self) -> None:
        """Name it in the language now in force; what it lists follows the map."""
        self.setAccessibleName(tr("map.legend"))
        self._fold.setText(tr("map.legend"))
        self._fold.setToolTip(texts.tip(tr("map.legend.unfold")))
        self._settle()

    def show_for(self, settings: MapSettings | None) -> None:
        """List what a map shows, when the hand has rested for a moment."""
        self._settings = settings
        self._wait.start()

    @property
    def titles(self) -> tuple[str, ...]:
        """Words of the rows in sight."""
        return tuple(" ".join(filter(None, _words(row))) for row in self._rows)

    def sizeHint(self) -> QSize:
        width = self._wanted_width
        height = sum(self._height(row, width) for row in self._rows)
        return QSize(width, height + EDGE + 4)

    @property
    def _wanted_width(self) -> int:
        """Pixels that the rows need, each on one line, or as many as the map can spare."""
        metrics = self.fontMetrics()
        # A text needs a pixel more than its rounded advance, or its end is cut.
        texts = [metrics.horizontalAdvance(title) + 1 for title in self.titles]
        widest = max(WIDEST, round(self._canvas.width() * SHARE))
        return min(max(texts, default=0) + SWATCH + 3 * EDGE, widest)

    def _height(self, row: LegendEntry | str, width: int) -> int:
        """Pixels of a row in a box so wide; a long title takes more lines."""
        return self._laid(row, width)[0]

    def _laid(self, row: LegendEntry | str, width: int) -> tuple[int, str]:
        """Give the height of a row in a box so wide, and its words as far as there is room."""
        about = (isinstance(row, str), *_words(row), width)
        if about not in self._measured:
            usual, metrics = (HEAD if isinstance(row, str) else ROW), QFontMetrics(self._font(row))
            place = QRect(0, 0, _room(row, width), MOST_LINES * metrics.lineSpacing())
            text = _fitting(row, metrics, place.width())
            needed = metrics.boundingRect(place, _WRAPPED, text)
            height = usual + max(needed.height() - metrics.height(), 0)
            self._measured[about] = height, text
        return self._measured[about]

    def _font(self, row: LegendEntry | str) -> QFont:
        return theme.small(self.font()) if isinstance(row, str) else self.font()

    @first
    def paintEvent(self, _event: QPaintEvent) -> None:
        # Each frame of the map below asks for this: the rows are painted once, then copied.
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            with QPainter(self._picture) as painter:
                self._paint(painter)
        QPainter(self).drawPixmap(0, 0, self._picture)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self._listed:
            self._arrange()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        self._picture = None
        self._measured.clear()
        super().changeEvent(event)

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paper = theme.paper()
        ground = QColor("#FFFFFF")
        ground.setAlpha(228)
        painter.setBrush(ground)
        painter.setPen(paper.color(theme.Role.Mid))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        y = EDGE / 2
        for row in self._rows:
            height = self._height(row, self.width())
            self._paint_row(painter, row, QRectF(EDGE, y, self.width() - 2 * EDGE, height))
            y += height

    def _paint_row(self, painter: QPainter, row: LegendEntry | str, place: QRectF) -> None:
        paper = theme.paper()
        heading = isinstance(row, str)
        role = theme.Role.PlaceholderText if heading else theme.Role.Text
        painter.setPen(paper.color(role))
        painter.setFont(self._font(row))
        if isinstance(row, LegendEntry):
            self._paint_swatch(painter, row, place)
            place = place.adjusted(SWATCH + EDGE, 0, 0, 0)
        text = self._laid(row, self.width())[1]
        painter.drawText(place, _WRAPPED | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_swatch(self, painter: QPainter, row: LegendEntry, place: QRectF) -> None:
        picture = swatch(row.symbol, row.shape, round(SWATCH * self.devicePixelRatioF()))
        top = place.top() + (place.height() - SWATCH) / 2
        painter.drawImage(QRectF(place.left(), top, SWATCH, SWATCH), picture)

    def _look(self) -> None:
        """List what is in sight, in the background where that is very many features."""
        settings = self._settings
        layers = settings.layers if settings is not None else ()
        if self._newest is None:
            self._put(_rows_of(settings))
        elif sum(len(drawn.layer) for drawn in layers) > MANY:
            self._newest.ask(tr("map.legend"), lambda _: _rows_of(settings), self._put)
        else:
            self._newest.drop()
            self._put(_rows_of(settings))

    def _put(self, rows: list[LegendEntry | str]) -> None:
        self._listed = rows
        if len(self._measured) > MOST_MEASURED:
            self._measured.clear()
        self._arrange()

    def _arrange(self) -> None:
        """Show the rows there is room for above the scale bar."""
        self._rows = self._listed
        top = CORNER + (self._fold.height() + BESIDE if self._is_narrow else 0)
        self._cut(self._canvas.height() - BELOW - top + CORNER)
        self._picture = None
        self.resize(self.sizeHint())
        self.move(CORNER, top)
        self._settle()
        self.update()

    def want(self, wanted: bool) -> None:
        """Show the box, or put it away."""
        self._wanted = wanted
        self._settle()

    @property
    def _is_narrow(self) -> bool:
        """Whether the box would leave too little of the map to be seen beside it."""
        return self._canvas.width() < NARROW

    def _settle(self) -> None:
        """Show the box, or the button that unfolds it."""
        there, unfolded = self._wanted and bool(self._rows), self._fold.isChecked()
        arrow = Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow
        self._fold.setArrowType(arrow)
        self._fold.resize(self._fold.sizeHint())
        self._fold.setVisible(there and self._is_narrow)
        self.setVisible(there and (unfolded or not self._is_narrow))

    def _cut(self, room: int) -> None:
        """Keep the rows that fit into `room` pixels, and say how many do not."""
        kept, height, width = 0, EDGE + 4 + ROW, self._wanted_width
        while kept < len(self._rows):
            height += self._height(self._rows[kept], width)
            if height > room:
                break
            kept += 1
        left = sum(isinstance(row, LegendEntry) for row in self._rows[kept:])
        if left:
            self._rows = [*self._rows[:kept], tr("map.legend_more", count=left)]


def _rows_of(settings: MapSettings | None) -> list[LegendEntry | str]:
    """Give the lines for a map, under their headings."""
    rows: list[LegendEntry | str] = []
    group = None
    entries = legend(settings, language=language()) if settings else ()
    for entry in compact(entries, language=language()):
        if entry.group != group and entry.group:
            rows.append(shown_title(entry.group))
        group = entry.group
        rows.append(replace(entry, title=shown_title(entry.title)))
    return rows + _left_out(settings)


def _words(row: LegendEntry | str) -> tuple[str, str]:
    """Give what a row says, and its count."""
    if isinstance(row, str):
        return row, ""
    return row.title, "" if row.count is None else f"{row.count:,}"


def _room(row: LegendEntry | str, width: int) -> int:
    """Pixels for the words of a row in a box so wide."""
    return width - 2 * EDGE - (0 if isinstance(row, str) else SWATCH + EDGE)


def _fitting(row: LegendEntry | str, metrics: QFontMetrics, room: int) -> str:
    """Give the words of a row, cut only where `MOST_LINES` lines cannot hold them."""
    name, count = _words(row)
    count = count and _FIXED + count
    broken = any(metrics.horizontalAdvance(word) > room for word in name.split())
    lines = 1 if broken else MOST_LINES
    ends = metrics.averageCharWidth() * 4 * (lines - 1)  # what lines leave free at their ends
    most = room * lines - ends - metrics.horizontalAdvance(count)  # the count is never cut
    return metrics.elidedText(name, Qt.TextElideMode.ElideRight, most) + count


def _left_out(settings: MapSettings | None) -> list[LegendEntry | str]:
    """Say of results that are too many to be drawn how many of them the map shows."""
    layers = {drawn.layer.uid: drawn.layer for drawn in (settings.layers if settings else ())}
    return [
        tr("map.left_out", shown=f"{len(one):,}", total=f"{len(one) + one.left_out:,}")
        for one in layers.values()
        if one.left_out
    ]
