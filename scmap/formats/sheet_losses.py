"""Cells of an XLSX that hold no value to read: formulas never computed, and errors like #N/A.

The library that reads spreadsheets gives both as empty. Programs that write formulas without
computing them leave the result to whatever opens the file next.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET

FORMULA, ERROR = "formula_unvalued", "cell_error"  # also the codes of the issues
WORKBOOKS = (".xlsx", ".xlsm")
LISTED = 20  # rows that are named; the count is of all cells

_BLOCK = 1 << 20  # bytes looked at together
_MOST = 1 << 26  # bytes of one row, above which nobody looks further
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_HINT = re.compile(rb'[<:]f[\s/>]|t="e"')
_TOKEN = re.compile(rb"<(?:\w+:)?(c|f|v|is)((?:\s[^<>]*)?)>([^<]?)")
_PLACE = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,7})"')
_ROW_END = b"row>"


@dataclass(slots=True)
class Loss:
    """Cells of one kind that hold no value.

    Attributes
    ----------
    code : str
        `FORMULA` or `ERROR`.
    count : int
        Cells.
    rows : list of int
        The first rows with some, from 0.
    columns : set of int
        All columns with some, from 0.
    """

    code: str
    count: int = 0
    rows: list[int] = field(default_factory=list)
    columns: set[int] = field(default_factory=set)

    def add(self, row: int, column: int) -> None:
        """Count one more cell."""
        self.count += 1
        self.columns.add(column)
        if len(self.rows) < LISTED and (not self.rows or self.rows[-1] != row):
            self.rows.append(row)


def losses(path: Path, names: list[str]) -> dict[str, list[Loss]]:
    """Find the cells without a value, by sheet; sheets without any are not named.

    Parameters
    ----------
    path : Path
        A spreadsheet that was read; only XLSX and XLSM keep formulas apart from their values.
    names : list of str
        Sheets that are asked about.
    """
    if path.suffix.lower() not in WORKBOOKS:
        return {}
    try:
        with zipfile.ZipFile(path) as book:
            found = {
                name: _of_sheet(book.open(member))
                for name, member in _members(book).items()
                if name in names
            }
    except (
        zipfile.BadZipFile,
        KeyError,
        ET.ParseError,
        OSError,
        RuntimeError,
        ValueError,
    ):
        return {}  # its cells were read all the same
    return {name: some for name, some in found.items() if some}


def _members(book: zipfile.ZipFile) -> dict[str, str]:
    """Give the member of the archive that holds each sheet."""
    targets = {
        one.get("Id", ""): one.get("Target", "")
        for one in _parsed(book, "xl/_rels/workbook.xml.rels")
    }
    found = {}
    for one in _parsed(book, "xl/workbook.xml").iter():
        target = targets.get(one.get(_RELATION, ""), "")
        if one.tag.rpartition("}")[2] == "sheet" and target:
            whole = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            found[one.get("name", "")] = posixpath.normpath(whole)
    return found


def _parsed(book: zipfile.ZipFile, member: str) -> ET.Element:
    """Read a member that lists others.

    Raises
    ------
    ValueError
        Where it has a DOCTYPE or is in units of two bytes: no workbook has or is.
    """
    text = book.read(member)
    if b"<!DOCTYPE" in text or b"\x00" in text:
        raise ValueError(member)
    return ET.fromstring(text)  # noqa: S314  nothing is declared in it


def _of_sheet(member: IO[bytes]) -> list[Loss]:
    found = {code: Loss(code) for code in (FORMULA, ERROR)}
    with member:
        for rows in _whole_rows(member):
            if _HINT.search(rows):
                _look(rows, found)
    return [one for one in found.values() if one.count]


def _whole_rows(member: IO[bytes]) -> Iterator[bytes]:
    """Give the text of a sheet in blocks that end with a row."""
    left = b""
    while block := member.read(_BLOCK):
        left += block
        end = left.rfind(_ROW_END)
        if end < 0 and len(left) > _MOST:
            return
        if end >= 0:
            yield left[: end + len(_ROW_END)]
            left = left[end + len(_ROW_END) :]
    yield left


def _look(text: bytes, found: dict[str, Loss]) -> None:
    """Count the cells of a block of rows that have a formula and no result, or an error."""
    attributes, has_formula, has_value = b"", False, True
    for token in _TOKEN.finditer(text):
        what, said, first = token.groups()
        if what == b"c":
            _count(attributes, has_formula, has_value, found)
            attributes, has_formula, has_value = said, False, False
        elif what == b"f":
            has_formula = True
        else:  # an empty text is a result too, where the cell says that it holds a text
            has_value |= bool(first) or b't="str"' in attributes
    _count(attributes, has_formula, has_value, found)


def _count(attributes: bytes, has_formula: bool, has_value: bool, found: dict[str, Loss]) -> None:
    code = ERROR if b't="e"' in attributes else FORMULA if has_formula and not has_value else ""
    place = _PLACE.search(attributes) if code else None
    if place is not None:
        found[code].add(int(place[2]) - 1, _column(place[1]))


def _column(letters: bytes) -> int:
    """Give the number of a column, from 0: A, B … Z, AA."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number - 1
