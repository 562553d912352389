"""A planner's own table of projects, read as if it were the register form.

Columns are mapped to fields by what they are called, or by a mapping of the user's; cells are
parsed into what the form asks: amounts into 백만원 by the unit in the title or the cell, periods
into years, several fields in one cell into codes. An amount whose unit is nowhere stays
unknown; a kind or field that is read out of the project's name is told as a guess.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.errors import InputError
from scmap.formats.incoming.meanings import COORDINATES
from scmap.formats.incoming.table import Incoming
from scmap.formats.incoming.years import years_in
from scmap.formats.investment_words import BESIDE, MONEY_UNIT, known_again
from scmap.formats.projection import DEGREES, reprojected
from scmap.formats.register_form import COLUMNS, MORE
from scmap.formats.sheet_reader import Cell
from scmap.model.codebook import CodeBook

# Fields of the form by what a column means.
FIELDS: Mapping[str, str] = {
    "name": "name",
    "kind": "kind",
    "ministry": "ministry",
    "programme": "programme",
    "municipality": "municipality",
    "address": "municipality",
    "neighbourhood": "neighbourhoods",
    "longitude": "lon",
    "latitude": "lat",
    "year_from": "year_from",
    "year_to": "year_to",
    "money_total": "total_mkrw",
    "money_national": "national_mkrw",
    "money_province": "province_mkrw",
    "money_municipal": "city_mkrw",
    "field": "main_field",
    "source": "source",
    "note": "note",
}
NEEDED = frozenset({"name", "municipality", "year_from"})  # by which a table is one of projects
TELLING = frozenset({"ministry", "programme", "total_mkrw", "national_mkrw"})
# One of each in 백만원: 억원, 천만원 … 원.
SCALES = {"조": 1e6, "억": 100.0, "천만": 10.0, "백만": 1.0, "만": 1e-2, "천": 1e-3, "": 1e-6}
UNITS = ("원", "천원", "백만원", "억원")  # that a user can say amounts are in
_UNIT = re.compile(r"(조|억|백만|천만|만|천)?\s*원|[조억]")
# △ and ▲ are how budgets write a minus.
_AMOUNT = re.compile(r"([-+−△▲]?\s*\d[\d,]*(?:\.\d+)?)\s*((?:조|억|백만|천만|만|천)?\s*원?)")
_MINUS = str.maketrans({"△": "-", "▲": "-", "−": "-", ",": None, " ": None})
_SEVERAL = re.compile(r"[;/,·、+&]|\s및\s")
_CODES = {column.name for column in (*COLUMNS, *MORE)}


@dataclass(frozen=True, slots=True)
class FormMapping:
    """Where each field of the form comes from.

    Attributes
    ----------
    columns : Mapping of str to str
        Title of the column by field of the form.
    values : Mapping of str to str
        One value for all records, by field of the form.
    period : str
        Title of a column that holds first and last year together; "" without.
    sido : str
        Title of the column with the 시·도 of the municipality; "" without.
    units : Mapping of str to str
        Unit of the amounts that name none themselves ("천원"), by field of the form.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    period: str = ""
    sido: str = ""
    units: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_placed(self) -> bool:
        """Whether anything in it says where a project is."""
        told = {*self.columns, *self.values}
        return bool(told & {"municipality", "neighbourhoods", "lon"}) or bool(self.sido)

    def at(self, place: str) -> "FormMapping":
        """Give the mapping for a table of which all projects are in one municipality."""
        return replace(self, values={**self.values, "municipality": place})

    @property
    def is_of_projects(self) -> bool:
        """Whether it maps what makes a table one of investments."""
        known = {*self.columns, *self.values, *({"year_from"} if self.period else set())}
        return known >= NEEDED and bool(known & TELLING)


def mapped_again(titles: Iterable[str]) -> FormMapping | None:
    """Map the columns of what was exported from a project; None of any other table."""
    known = known_again(titles)
    if known is None:
        return None
    money = (name for name in known if name.endswith("_mkrw"))
    return FormMapping(known, units=dict.fromkeys(money, MONEY_UNIT))


@dataclass(frozen=True, slots=True)
class AsForm:
    """The rows of a table as the form has them.

    Attributes
    ----------
    rows : tuple of Mapping
        Cells by field of the form, one a record.
    noticed : tuple of tuple of (code, values)
        What is to be said of each record.
    """

    rows: tuple[Mapping[str, Cell], ...]
    noticed: tuple[tuple[tuple[str, Mapping[str, object]], ...], ...]


def mapped_by_title(meanings: Mapping[str, str]) -> FormMapping:
    """Map the columns whose meaning is known; the first of several with one meaning."""
    columns: dict[str, str] = {}
    for meaning, name in FIELDS.items():
        title = next((one for one, said in meanings.items() if said == meaning), None)
        if title is not None and name not in columns:
            columns[name] = title
    period = next((one for one, said in meanings.items() if said == "period"), "")
    sido = next((one for one, said in meanings.items() if said == "sido"), "")
    if meanings.get(columns.get("municipality", "")) == "address":
        sido = ""
    return FormMapping(columns, {}, period, sido)


def mapping_of(given: Mapping[str, object], table: Incoming, by_title: FormMapping) -> FormMapping:
    """Take a user's mapping over what the titles say.

    Parameters
    ----------
    given : Mapping
        By field of the form: the title of a column, ``{"column": …, "unit": "천원"}`` for amounts
        that name no unit, ``{"value": …}`` for all records, or None for nothing; "period" and
        "sido" name columns.
    table : Incoming
        Its columns must have the titles.
    by_title : FormMapping
        What is not given.

    Raises
    ------
    InputError
        mapping_wrong.
    """
    columns, values = dict(by_title.columns), dict(by_title.values)
    units = dict(by_title.units)
    extra = {"period": by_title.period, "sido": by_title.sido}
    for name, said in given.items():
        if name not in _CODES and name not in extra:
            raise InputError("mapping_wrong", what=name)
        told = said if isinstance(said, Mapping) else {"column": said}
        title, value, unit = (told.get(key) for key in ("column", "value", "unit"))
        for known in (columns, values, units):
            known.pop(name, None)
        if value is not None:
            values[name] = str(value)
            continue
        if title is not None and title not in table.columns:
            raise InputError("mapping_wrong", what=f"{name}: {title}")
        if unit is not None and unit not in UNITS:
            raise InputError("mapping_wrong", what=f"{name}: {unit}")
        if name in extra:
            extra[name] = str(title or "")
        elif title is not None:
            columns[name] = str(title)
            if unit is not None:
                units[name] = str(unit)
    return FormMapping(columns, values, extra["period"], extra["sido"], units)


def mapping_said(mapping: FormMapping, by_title: FormMapping) -> dict[str, object]:
    """Give a mapping as `mapping_of` takes it: the whole of it, whatever the titles say."""
    said: dict[str, object] = dict.fromkeys((*by_title.columns, *by_title.values))
    said |= {
        name: {"column": title, "unit": mapping.units[name]} if name in mapping.units else title
        for name, title in mapping.columns.items()
    }
    said |= {name: {"value": value} for name, value in mapping.values.items()}
    return said | {"period": mapping.period or None, "sido": mapping.sido or None}


def as_form(table: Incoming, mapping: FormMapping, codebook: CodeBook) -> AsForm:
    """Give the records of a table as rows of the form; its points come before its cells."""
    places = _degrees(table, mapping)
    read = [_Record(table, row, places[row], mapping, codebook) for row in range(len(table))]
    return AsForm(tuple(one.cells() for one in read), tuple(tuple(one.noticed) for one in read))


class _Record:
    """One record on its way into the form."""

    def __init__(
        self,
        table: Incoming,
        row: int,
        place: NDArray[np.float64],
        mapping: FormMapping,
        codebook: CodeBook,
    ) -> None:
        self._table, self._row, self._mapping, self._book = table, row, mapping, codebook
        self._point = place
        self.noticed: list[tuple[str, Mapping[str, object]]] = []

    def cells(self) -> dict[str, Cell]:
        cells: dict[str, Cell] = dict(self._mapping.values)
        for name, title in self._mapping.columns.items():
            amount = name.endswith("_mkrw")
            cells[name] = self._amount(name, title) if amount else self._text(title)
        cells["radius_m"] = self._number("radius_m")
        for name, degrees in zip(("lon", "lat"), self._point.tolist(), strict=True):
            cells[name] = None if math.isnan(degrees) else degrees
        cells |= self._years(cells)
        cells["municipality"] = self._place(cells)
        name = str(cells.get("name") or "")
        cells["kind"] = self._kind(cells.get("kind"), name)
        fields = self._fields(cells.get("main_field"), name)
        cells["main_field"] = fields[0] if fields else cells.get("main_field")
        if fields[1:]:
            cells["other_fields"] = ";".join(fields[1:])
        return cells

    def _value(self, title: str) -> object:
        column = self._table.columns.get(title)
        return None if column is None else column[self._row]

    def _text(self, title: str) -> Cell:
        value = self._value(title)
        if isinstance(value, np.datetime64):
            return None if np.isnat(value) else str(value)
        if isinstance(value, float):
            return None if math.isnan(value) else f"{value:.15g}"
        return value if isinstance(value, str) else None

    def _number(self, name: str) -> Cell:
        text = self._text(self._mapping.columns.get(name, ""))
        try:
            return None if text is None else float(str(text))
        except ValueError:
            return text

    def _amount(self, name: str, title: str) -> Cell:
        """Give an amount in 백만원 by the unit of the cell, the user's, the title's, that above."""
        text = str(self._text(title) or "")
        parts = _AMOUNT.findall(text)
        if not parts:
            return None
        units = [_unit(unit) for _figure, unit in parts]
        if units == [None]:
            unit = _unit(self._mapping.units.get(name, title))
            units = [_unit(self._table.unit) if unit is None else unit]
        if None in units:
            self.noticed.append(("money_unit_unknown", {"column": title, "value": text}))
            return None
        figures = [float(figure.translate(_MINUS)) for figure, _unit in parts]
        return sum(figure * (unit or 0) for figure, unit in zip(figures, units, strict=True))

    def _years(self, cells: Mapping[str, Cell]) -> dict[str, Cell]:
        """Give first and last year out of dates, "2015년", "’13" and periods."""
        years: dict[str, Cell] = {}
        for name in ("year_from", "year_to"):
            found = years_in(str(cells.get(name) or ""))
            years[name] = float(found[0]) if found else cells.get(name)
        text = self._text(self._mapping.period)
        period = years_in(str(text or ""))
        if years["year_from"] is None:  # a period that names no year is given as the reason
            years["year_from"] = float(period[0]) if period else text
        if len(period) > 1 and years["year_to"] is None:
            years["year_to"] = float(period[-1])
        return years

    def _place(self, cells: Mapping[str, Cell]) -> Cell:
        place = cells.get("municipality")
        sido = self._text(self._mapping.sido)
        if place is None or sido is None or str(place).startswith(str(sido)):
            return place
        return f"{sido} {place}"

    def _kind(self, given: Cell, name: str) -> Cell:
        """Give the kind that a cell or else the name holds; what the name holds is a guess."""
        known = {kind.title: kind.title for kind in self._book.kinds.values()}
        if given is not None:
            return _held(str(given), known) or given
        kind = _held(name, known)
        if kind is not None:
            self.noticed.append(("kind_guessed", {"kind": kind, "name": name}))
        return kind

    def _fields(self, given: Cell, name: str) -> list[str]:
        """Give the fields of a cell that holds one or several, or else those in the name."""
        titles = {one.title: one.title for one in self._book.fields.values()}
        short = {part: title for title in titles for part in re.split("[·]", title)}
        if given is not None:
            parts = [part.strip() for part in _SEVERAL.split(str(given)) if part.strip()]
            whole = titles.get(str(given).strip())
            codes = {code: one.title for code, one in self._book.fields.items()}
            read = [codes.get(part) or short.get(part) or part for part in parts]
            return [whole] if whole else list(dict.fromkeys(read))
        found = [title for part, title in short.items() if len(part) > 1 and part in name]
        if found:
            told = {"field": found[0], "column": found[0], "name": name}
            self.noticed.append(("field_guessed", told))
        return list(dict.fromkeys(found))


def _degrees(table: Incoming, mapping: FormMapping) -> NDArray[np.float64]:
    """Give longitude and latitude of each point, shape (n, 2), NaN where there is none.

    Beside areas columns may say where the point is.
    """
    points = np.full((len(table), 2), np.nan)
    if table.geometry is not None and (shapely.get_dimensions(table.geometry) > 1).any():
        named = [table.columns.get(mapping.columns.get(name, "")) for name in ("lon", "lat")]
        for at, column in enumerate(named):
            if column is not None and column.dtype.kind == "f":
                points[:, at] = column
    if table.geometry is None or not table.crs:
        return points
    known = shapely.get_type_id(table.geometry) == shapely.GeometryType.POINT
    own = shapely.get_coordinates(table.geometry[known])
    points[known] = own if table.crs == DEGREES else reprojected(own, table.crs, DEGREES)
    return points


def _unit(text: str) -> float | None:
    """Give what one of the unit named in a text is in 백만원; None where it names none."""
    found = _UNIT.search(text)
    return None if found is None else SCALES[found[0].replace(" ", "").removesuffix("원")]


def _held(text: str, known: Mapping[str, str]) -> str | None:
    """Give the longest known word within a text, blanks aside."""
    plain = text.replace(" ", "")
    held = [word for word in known if word.replace(" ", "") in plain]
    return known[max(held, key=len)] if held else None


def unmapped(table: Incoming, mapping: FormMapping, meanings: Mapping[str, str]) -> Sequence[str]:
    """Name the columns of which nothing comes in; coordinates came in as points."""
    used = {*mapping.columns.values(), mapping.period, mapping.sido}
    used |= {title for title, said in meanings.items() if said in COORDINATES}
    if mapping.units and known_again(table.columns):
        used |= BESIDE
    return [title for title in table.columns if title not in used]
