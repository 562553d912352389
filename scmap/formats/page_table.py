"""Tables that are called spreadsheets and are none: web pages, Office XML, plain text.

Many an office's system gives a page out under the name ``.xls``, which Excel opens all the same.
"""

from html.parser import HTMLParser
from itertools import zip_longest
from pathlib import Path
from typing import TypeAlias

from scmap.errors import InputError
from scmap.formats import text_rows

Rows: TypeAlias = list[list[str | None]]

CALLED_SO = ".xls"
MOST_BYTES = 50_000_000  # of a page; it is read piece by piece
_BINARY = (b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")
_ROWS, _CELLS = frozenset({"tr", "row"}), frozenset({"td", "th", "cell"})
_SILENT = frozenset({"style", "script", "title"})
_WIDEST = 16_384  # columns of a sheet


def page_tables(path: Path) -> list[tuple[str, Rows]] | None:
    """Give the tables of a file that is called ``.xls`` and is text, by name; None of any other.

    Parameters
    ----------
    path : Path

    Raises
    ------
    InputError
        table_too_large, table_unreadable.
    """
    if path.suffix.lower() != CALLED_SO:
        return None
    with path.open("rb") as file:
        start = file.read(512)
    if start.startswith(_BINARY) or (b"\x00" in start and not start.startswith(b"\xff\xfe")):
        return None
    if path.stat().st_size > MOST_BYTES:
        raise InputError("table_too_large", file=path.name)
    text = text_rows.decoded(path.read_bytes()).text
    if not text.lstrip().startswith("<"):
        return [(path.stem, text_rows.split(text, text_rows.separator_of(text), path))]
    page = _Page()
    page.feed(text)
    page.close()
    found = [table for table in page.tables if max(map(len, table)) > 1] or page.tables
    if not found:
        raise InputError("table_unreadable", file=path.name)
    names = [path.stem, *(f"{path.stem} {number}" for number in range(2, len(found) + 1))]
    return list(zip(names, found, strict=True))


class _Page(HTMLParser):
    """Takes the rows of each table of a page; a table within a cell is one of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[Rows] = []
        self._open: list[_Table] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._open.append(_Table())
        elif tag in _SILENT:
            self._silent += 1
        elif self._open and tag in _ROWS:
            self._open[-1].begin_row()
        elif self._open and tag in _CELLS:
            self._open[-1].begin_cell(dict(attrs), heads=tag == "th")
        elif tag == "br":
            self.handle_data(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._open:
            table = self._open.pop()
            if table.rows:
                self.tables.append(table.with_one_header())
        elif tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif self._open and tag in _CELLS:
            self._open[-1].end_cell()

    def handle_data(self, data: str) -> None:
        if self._open and not self._silent:
            self._open[-1].say(data)

    def close(self) -> None:
        super().close()
        while self._open:  # a page that was cut off
            self.handle_endtag("table")


class _Table:
    """The rows of one table; of merged cells the first has the text, as in a spreadsheet."""

    def __init__(self) -> None:
        self.rows: Rows = []
        self._heads: list[bool] = []  # of each row: whether it is all titles
        self._held: dict[int, int] = {}  # columns that a cell above takes, and for how many rows
        self._text: list[str] | None = None
        self._place = 0

    def with_one_header(self) -> Rows:
        """Give the rows, the first ones that are all titles as one: the lowest title counts."""
        self.end_cell()
        above = self._heads.index(False) if False in self._heads else 0
        if above < 2:
            return self.rows
        head = zip_longest(*self.rows[:above])
        titles = [next(filter(None, reversed(column)), None) for column in head]
        return [titles, *self.rows[above:]]

    def begin_row(self) -> None:
        self.end_cell()
        self._held = {column: more - 1 for column, more in self._held.items() if more > 1}
        self.rows.append([])
        self._heads.append(True)

    def begin_cell(self, said: dict[str, str | None], *, heads: bool = False) -> None:
        self.end_cell()
        if not self.rows:
            self.begin_row()
        self._heads[-1] &= heads
        row = self.rows[-1]
        index = min(_number(said.get("ss:index")), _WIDEST)
        row.extend([None] * (index - 1 - len(row)))
        while self._held.get(len(row), 0):
            row.append(None)
        wide = _number(said.get("colspan")) or 1 + _number(said.get("ss:mergeacross"))
        tall = _number(said.get("rowspan")) or 1 + _number(said.get("ss:mergedown"))
        place = len(row)
        wide = min(wide, max(_WIDEST - place, 1))
        row.extend([None] * wide)
        if tall > 1:
            self._held.update(dict.fromkeys(range(place, place + wide), tall))
        self._place, self._text = place, []

    def say(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end_cell(self) -> None:
        if self._text is not None:
            self.rows[-1][self._place] = " ".join("".join(self._text).split()) or None
        self._text = None


def _number(said: str | None) -> int:
    """Read a count of cells; 0 where none is said."""
    return int(said) if said is not None and said.isdecimal() else 0
