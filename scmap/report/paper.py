"""Pages of A4 on which a report is written: millimetres, lines of type, page numbers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QFile, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPageLayout,
    QPageSize,
    QPainter,
    QPen,
    QTextLayout,
    QTextOption,
)

from scmap.cartography.fonts import FAMILY, SERIF, load_serif, sized_font
from scmap.cartography.pictures import picture_of
from scmap.cartography.settings import MM_PER_INCH, PT_PER_INCH
from scmap.cartography.sheet import Sheet, paint_sheet
from scmap.cartography.tracing import TracedPdf
from scmap.report.korean import word
from scmap.report.parts import Side
from scmap.report.pdf_file import begun, ended, refused
from scmap.report.pdf_tracing import Packing

DPI = 300  # of the device's grid; type and lines lie between its points
INK, SOFT, RULE, WASH = "#1F2328", "#59616B", "#C3C8CE", "#F2F4F6"
WARNING = "#B42318"
MM_PER_PT = MM_PER_INCH / PT_PER_INCH
_LARGEST = 8_192  # pixels a side of a picture: those of twice a page
_BREAK = "\u200b"  # where a line may end


@dataclass(frozen=True, slots=True)
class Margins:
    """White edges of a page, millimetres."""

    left: float
    top: float
    right: float
    bottom: float


# 위 30, 아래 15, 왼 20, 오 15 mm (DOMAIN §6.1); a page on its side is bound at its top.
UPRIGHT, SIDEWAYS = Margins(20, 30, 15, 15), Margins(15, 22, 15, 15)


def page_size(*, sideways: bool) -> tuple[float, float]:
    """Give width and height of A4, millimetres."""
    return (297.0, 210.0) if sideways else (210.0, 297.0)


class Paper:
    """A PDF that is being written from the top of its first page to the bottom of its last.

    Lengths are millimetres from the upper left corner of the page, type sizes are points. Text is
    set as text (it can be searched and copied), fonts are embedded, everything else is vectors.

    Parameters
    ----------
    path : Path
        File to write.
    title : str
        Title in the file's properties.
    header : str
        Line at the top of each page but the first.
    cover : bool
        Whether the first page is a cover, which bears no number.

    Attributes
    ----------
    dpi : float
        Device pixels an inch.
    page : int
        Number of the page that is being written.
    y : float
        How far down it is written.
    begun : dict of str to int
        Page on which each table, form and map begins, by its name.
    """

    def __init__(self, path: Path, title: str, header: str, *, cover: bool = False) -> None:
        load_serif()
        self._header, self.dpi = header, float(DPI)
        self._file = self._opened(path)
        self._writer = TracedPdf(self._file)
        self._packing = Packing(self._writer, self._file)
        self._writer.setResolution(DPI)
        self._writer.setTitle(title)
        self._writer.setCreator("scmap")
        self._fonts: dict[tuple[float, bool], tuple[QFont, QFontMetricsF]] = {}
        self._broken: dict[tuple[str, float, float, bool], list[str]] = {}
        self.begun: dict[str, int] = {}
        self._waiting: list[Callable[[], None]] = []
        self._margins = UPRIGHT
        self._lay(sideways=False)
        self.painter = QPainter()
        self._begin()
        self.page, self.y = 1, self._margins.top
        if not cover:
            self._foot()

    # -- pages --------------------------------------------------------------------------------

    def turn(self, *, sideways: bool | None = None, headed: bool = True) -> None:
        """Begin a new page, the way the last one lay unless `sideways` says otherwise.

        What waits for the end of the page comes first.
        """
        sideways = self.sideways if sideways is None else sideways
        self.write_waiting()
        self._lay(sideways=sideways)
        self._go_on()
        self.page, self.y = self.page + 1, self._margins.top
        if headed:
            line = self.lines(self._header, 7.5, self.width)[:1]
            self.write(line, self.left, self._margins.top - 10, 7.5, colour=SOFT)
        self._foot()

    def _opened(self, path: Path) -> QFile:
        return begun(path)

    def _begin(self) -> None:
        if not self.painter.begin(self._writer):
            raise refused(self._file)

    def _go_on(self) -> None:
        if not self._writer.newPage():
            raise refused(self._file)
        self._packing.turned()

    def when_full(self, write: Callable[[], None]) -> None:
        """Have pages of their own written once this one is full: text goes on below it first."""
        self._waiting.append(write)

    def write_waiting(self) -> None:
        """Write what waits for the end of the page."""
        waiting, self._waiting = self._waiting, []
        for write in waiting:
            write()

    def fill(self) -> None:
        """Leave no room on this page: what comes next begins a new one."""
        self.y = self.bottom

    def close(self) -> None:
        """Finish the file, and see that the disk holds all of it."""
        self.painter.end()
        ended(self._file)
        self._packing.put_in()

    @property
    def sideways(self) -> bool:
        """Whether the page lies on its side."""
        return self._size[0] > self._size[1]

    @property
    def left(self) -> float:
        """Left edge of what is written."""
        return self._margins.left

    @property
    def width(self) -> float:
        """Width of what is written."""
        return self._size[0] - self._margins.left - self._margins.right

    @property
    def bottom(self) -> float:
        """Lower edge of what is written."""
        return self._size[1] - self._margins.bottom

    @property
    def room(self) -> float:
        """Height that is left on the page."""
        return self.bottom - self.y

    @property
    def full_room(self) -> float:
        """Height of a page that nothing stands on yet."""
        return self.bottom - self._margins.top

    def _lay(self, *, sideways: bool) -> None:
        turned = QPageLayout.Orientation.Landscape if sideways else QPageLayout.Orientation.Portrait
        size = QPageSize(QPageSize.PageSizeId.A4)
        self._writer.setPageLayout(QPageLayout(size, turned, QMarginsF(0, 0, 0, 0)))
        self._size = page_size(sideways=sideways)
        self._margins = SIDEWAYS if sideways else UPRIGHT

    def _foot(self) -> None:
        number = [word("page", n=self.page)]
        self.write(number, self.left, self._size[1] - 10.5, 9, width=self.width, side="centre")

    # -- type ---------------------------------------------------------------------------------

    def lines(self, text: str, points: float, width: float, *, running: bool = False) -> list[str]:
        """Break a text into lines that are at most `width` wide; "" is one empty line.

        `running` text is in 명조, as offices set it; heads, tables and maps are in 고딕.
        """
        key = (text, points, width, running)
        if key not in self._broken:
            self._broken[key] = list(self._lines(text, points, width, running)) or [""]
        return self._broken[key]

    def _lines(self, text: str, points: float, width: float, running: bool) -> Iterator[str]:
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        font, metrics = self._type(points, running)
        for paragraph in text.splitlines() or [""]:
            if metrics.horizontalAdvance(paragraph) <= self.px(width):
                yield paragraph.strip()  # most cells hold a line or less
                continue
            # Names joined by dots are long: a line may end behind any of them.
            shown = paragraph.replace("·", f"·{_BREAK}")
            layout = QTextLayout(shown, font, self._writer)
            layout.setTextOption(option)
            layout.beginLayout()
            while (line := layout.createLine()).isValid():
                line.setLineWidth(self.px(width))
                start = line.textStart()
                yield shown[start : start + line.textLength()].replace(_BREAK, "").strip()
            layout.endLayout()

    def write(  # noqa: PLR0913  all that lines may differ in, named one by one
        self,
        lines: Sequence[str],
        x: float,
        y: float,
        points: float,
        *,
        width: float = 0.0,
        side: Side = "left",
        colour: str = INK,
        spacing: float = 1.4,
        running: bool = False,
    ) -> float:
        """Write lines below `y` and give the height that they take."""
        font, metrics = self._type(points, running)
        step = points * MM_PER_PT * spacing
        lift = (self.px(step) + metrics.ascent() - metrics.descent()) / 2
        self.painter.setFont(font)
        self.painter.setPen(QColor(colour))
        for number, line in enumerate(lines):
            shift = _SHIFT[side] * (self.px(width) - metrics.horizontalAdvance(line))
            place = QPointF(self.px(x) + shift, self.px(y + number * step) + lift)
            self.painter.drawText(place, line)
        return len(lines) * step

    def _type(self, points: float, running: bool) -> tuple[QFont, QFontMetricsF]:
        key = points, running
        if key not in self._fonts:
            pixels = points * DPI / PT_PER_INCH
            font = sized_font(self._writer, pixels, SERIF if running else FAMILY)
            self._fonts[key] = font, QFontMetricsF(font, self._writer)
        return self._fonts[key]

    # -- lines and areas ----------------------------------------------------------------------

    def px(self, mm: float) -> float:
        """Give device pixels for millimetres."""
        return mm * DPI / MM_PER_INCH

    def rule(self, y: float, *, heavy: bool = False) -> None:
        """Draw a line across the page."""
        width = 0.35 if heavy else 0.12
        pen = QPen(QColor(INK if heavy else RULE), self.px(width))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        self.painter.setPen(pen)
        right = self.left + self.width
        self.painter.drawLine(
            QPointF(self.px(self.left), self.px(y)), QPointF(self.px(right), self.px(y))
        )

    def wash(self, x: float, y: float, width: float, height: float) -> None:
        """Tint a rectangle, to be written on."""
        box = QRectF(self.px(x), self.px(y), self.px(width), self.px(height))
        self.painter.fillRect(box, QColor(WASH))

    def sheet(self, place: QRectF, sheet: Sheet) -> None:
        """Paint a map sheet into a place of the page, millimetres."""
        paint_sheet(self.painter, place, sheet)

    def picture(self, png: bytes, width: float, height: float) -> float:
        """Put a picture below `y` in the middle of the page and give the height that it takes."""
        left = self.left + (self.width - width) / 2
        place = QRectF(self.px(left), self.px(self.y), self.px(width), self.px(height))
        image = picture_of(png, _LARGEST)
        assert image is not None  # noqa: S101  scmap painted it
        self.painter.drawImage(place, image)
        return height


_SHIFT: dict[Side, float] = {"left": 0.0, "centre": 0.5, "right": 1.0}
