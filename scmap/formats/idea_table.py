"""Tables of ideas and proposals: only what is about the idea comes in, never who had it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scmap.errors import InputError
from scmap.formats.incoming.reading import read_tables
from scmap.formats.incoming.table import Incoming

# Headings by which a column is known; every other column stays outside.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("제목", "아이디어", "아이디어명", "제안명", "제안제목", "title"),
    "text": ("내용", "제안내용", "설명", "요약", "text"),
    "fields": ("분야", "서비스분야", "field", "fields"),
    "satisfaction": ("체감도", "만족도", "서비스체감도", "satisfaction"),
    "year": ("연도", "년도", "접수연도", "year"),
    "place": ("지자체", "시군구", "지역", "위치", "장소", "place"),
    "source": ("구분", "출처", "source"),
    "longitude": ("경도", "lon", "lng", "longitude", "x"),
    "latitude": ("위도", "lat", "latitude", "y"),
}
MASK = "○○○"
# A telephone number, a resident registration number or an address of electronic mail in a text.
_TELLING = re.compile(
    r"\b0\d{1,2}[-.\s]?\d{3,4}[-.\s]?\d{4}\b|\b\d{6}-?[1-8]\d{6}\b|[\w.+-]+@[\w-]+\.[\w.-]+"
)


@dataclass(frozen=True, slots=True)
class IdeaTable:
    """What comes in of a file.

    Attributes
    ----------
    rows : tuple of mapping
        Texts by the keys of `COLUMNS`.
    left_out : tuple of str
        Headings of the columns that stayed outside.
    masked : int
        Texts in which a number or address of a person was covered.
    """

    rows: tuple[Mapping[str, str], ...]
    left_out: tuple[str, ...]
    masked: int


def read_ideas(path: Path) -> IdeaTable:
    """Read a table of ideas (CSV or spreadsheet).

    Raises
    ------
    InputError
        ``ideas_without_title`` when no column holds titles, or what reading the file raises.
    """
    table = read_tables(path).tables[0]
    known = _known(table)
    if "title" not in known:
        raise InputError("ideas_without_title", file=path.name)
    masked, rows = 0, []
    for place in range(len(table)):
        row = {}
        for key, name in known.items():
            value = _written(table.columns[name][place])
            hidden = _TELLING.sub(MASK, value)
            masked += hidden != value
            row[key] = hidden
        if row["title"]:
            rows.append(row)
    left_out = tuple(name for name in table.columns if name not in known.values())
    return IdeaTable(tuple(rows), left_out, masked)


def _known(table: Incoming) -> dict[str, str]:
    """Give the column of each key that the table has."""
    found: dict[str, str] = {}
    for name in table.columns:
        plain = re.sub(r"[\s_·()]", "", name).lower()
        for key, headings in COLUMNS.items():
            if key not in found and plain in headings:
                found[key] = name
    return found


def _written(cell: object) -> str:
    text = "" if cell is None or cell != cell else str(cell)  # noqa: PLR0124  NaN is unknown
    return text.strip().removesuffix(".0")
