"""The spreadsheet by which opinions are asked for and come back: form out, filled form in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from scmap.errors import InputError
from scmap.formats.sheet_file import PLAIN
from scmap.formats.sheet_reader import Cell
from scmap.formats.spreadsheet import read_sheet
from scmap.model.meeting import MEMBER_ROLES
from scmap.model.review import STANCES
from scmap.words import tr_in

LANGUAGE = "ko"
COLUMNS = ("key", "item", "about", "role", "name", "organisation", "stance", "text", "given_on")
LATER = frozenset({"about"})  # a form that was sent out before has none
LAST_ROW = 500
_WIDTHS = (14, 40, 40, 10, 14, 22, 10, 62, 14)


@dataclass(frozen=True, slots=True)
class Asked:
    """An agenda item as the form asks about it.

    Attributes
    ----------
    key, title : str
        uid, and what it is called.
    features : tuple of str
        Names of what it is about on the map: an opinion may be about one of them alone.
    """

    key: str
    title: str
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A row that came back.

    Attributes
    ----------
    line : int
        Number of its row in the sheet, from 1.
    key, role, name, organisation, stance, text : str
        As written, without blanks around.
    about : str
        Name of a feature of the map, "" for the item as a whole.
    given_on : date or None
        None where none is written; a day that cannot be read is in `wrong`.
    wrong : str
        The day's text when it is no day, "" otherwise.
    """

    line: int
    key: str
    role: str
    name: str
    organisation: str
    stance: str
    text: str
    given_on: date | None
    wrong: str = ""
    about: str = ""


def write_opinion_form(path: Path, title: str, items: Sequence[Asked]) -> None:
    """Write the form with a row for each item; an expert adds rows by copying one."""
    import xlsxwriter  # noqa: PLC0415  used when a form is written only

    with xlsxwriter.Workbook(str(path), PLAIN) as book:
        sheet = book.add_worksheet(tr_in(LANGUAGE, "opinionform.sheet"))
        head = book.add_format({"bold": True, "bg_color": "#E8EDF4", "border": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        quiet = book.add_format({"font_color": "#6B7280", "valign": "top"})
        for place, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
            sheet.write_string(0, place, tr_in(LANGUAGE, f"opinionform.{name}"), head)
            sheet.set_column(place, place, width, wrap)
        for row, item in enumerate(items, start=1):
            sheet.write_string(row, 0, item.key, quiet)
            sheet.write_string(row, 1, item.title, wrap)
        _offer_features(book, sheet, items)
        for name, words in (("role", MEMBER_ROLES), ("stance", STANCES)):
            column = COLUMNS.index(name)
            rule = {"validate": "list", "source": list(words), "error_type": "warning"}
            sheet.data_validation(1, column, LAST_ROW, column, rule)
        sheet.freeze_panes(1, 2)
        sheet.set_header(f"&L{title.replace('&', '&&')}")


def _offer_features(book: Any, sheet: Any, items: Sequence[Asked]) -> None:
    """List what the items are about on a sheet of its own, and offer it in the form's column.

    Cells are referred to: a list written into the rule holds 255 letters, and no commas.
    """
    named = [(item.title, name) for item in items for name in item.features]
    if not named:
        return
    title = tr_in(LANGUAGE, "opinionform.features")
    listed = book.add_worksheet(title)
    head = book.add_format({"bold": True, "bg_color": "#E8EDF4", "border": 1})
    for place, name in enumerate(("item", "about")):
        listed.write_string(0, place, tr_in(LANGUAGE, f"opinionform.{name}"), head)
        listed.set_column(place, place, 46)
    for row, told in enumerate(named, start=1):
        for place, text in enumerate(told):
            listed.write_string(row, place, text)
    column = COLUMNS.index("about")
    rule = {"validate": "list", "error_type": "warning"}
    first = 1
    for row, item in enumerate(items, start=1):
        own = f"='{title}'!$B${first + 1}:$B${first + len(item.features)}"
        if item.features:
            sheet.data_validation(row, column, row, column, {**rule, "source": own})
        first += len(item.features)
    every = f"='{title}'!$B$2:$B${len(named) + 1}"
    sheet.data_validation(len(items) + 1, column, LAST_ROW, column, {**rule, "source": every})


def read_opinion_form(path: Path) -> tuple[FilledRow, ...]:
    """Read the rows in which an opinion is written; rows left blank are none.

    Raises
    ------
    InputError
        ``opinion_form_unknown`` when the columns are not those of the form, and what `read_sheet`
        raises.
    """
    rows = read_sheet(path).rows
    header = [str(cell or "").strip() for cell in (rows[0] if rows else ())]
    titles = {name: tr_in(LANGUAGE, f"opinionform.{name}") for name in COLUMNS}
    places = {name: header.index(title) for name, title in titles.items() if title in header}
    if titles.keys() - places.keys() - LATER:
        raise InputError("opinion_form_unknown", file=path.name)
    found = (_row(line, row, places) for line, row in enumerate(rows[1:], start=2))
    return tuple(one for one in found if one.name or one.text or one.stance or one.role)


def _row(line: int, row: Sequence[Cell], places: dict[str, int]) -> FilledRow:
    def cell(name: str) -> Cell:
        place = places.get(name, len(row))
        return row[place] if place < len(row) else None

    day, wrong = _day(cell("given_on"))
    texts = ("key", "role", "name", "organisation", "stance", "text", "about")
    told = {name: str(cell(name) if cell(name) is not None else "").strip() for name in texts}
    return FilledRow(line=line, given_on=day, wrong=wrong, **told)


def _day(cell: Cell) -> tuple[date | None, str]:
    """Give a day written as such, 2026-12-01 or 2026. 12. 1.; or the text that is none."""
    if isinstance(cell, datetime):
        return cell.date(), ""
    if isinstance(cell, date) or cell is None:
        return cell, ""
    parts = [part.strip() for part in str(cell).replace("-", ".").rstrip(". ").split(".")]
    try:
        year, month, day = map(int, parts)
        return date(year, month, day), ""
    except ValueError:
        return None, str(cell)
