"""Turns a filled-in form into investments: each row comes in, or is kept out with its reason."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import shapely

from scmap.errors import InputError, ScmapError
from scmap.formats.digest import sha256
from scmap.formats.incoming import table
from scmap.formats.projection import from_degrees
from scmap.formats.register_form import COLUMNS, EXAMPLE, LANGUAGE
from scmap.formats.sheet_reader import Cell
from scmap.formats.spreadsheet import Sheet, read_header, read_sheet
from scmap.model import amounts, investment
from scmap.model.address import Addresses
from scmap.model.codebook import CodeBook, parts
from scmap.model.gazetteer import Gazetteer, Municipality
from scmap.model.issue import Issue
from scmap.model.layer import DTYPES, PLANE, UNKNOWN, Column, Field, Layer, Source, objects
from scmap.model.project import new_uid
from scmap.progress import Progress, silent
from scmap.words import tr_in

YEARS = range(1990, 2101)
_YEAR = re.compile(
    r"(\d{4})\s*(?:년(?!.*\d{4})|[-./]\s*\d{1,2}(?!\d))[^~]*"
)  # 2024년, 2024.3, 2024-03-01
RADIUS_M = 1000.0  # footprint of a point without a radius; DOMAIN §5.2, quality C


@dataclass(frozen=True, slots=True)
class KeptOut:
    """A row that does not come in.

    Attributes
    ----------
    row : int
        Its number in the file, the header being 1.
    code : str
        Reason; the words are ``issues.<code>``.
    values : Mapping
        What the words name.
    cells : tuple
        The row as it stands, to be sent back.
    """

    row: int
    code: str
    values: Mapping[str, object]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, eq=False)
class FormRead:
    """What a filled-in form holds.

    Attributes
    ----------
    layer : Layer
        The investments that come in, on `PLANE`.
    kept_out : tuple of KeptOut
        The other rows.
    issues : tuple of Issue
        What was noticed about rows that come in.
    header : tuple
        The header as it stands.
    """

    layer: Layer
    kept_out: tuple[KeptOut, ...]
    issues: tuple[Issue, ...]
    header: tuple[Cell, ...]


class _RowError(Exception):
    """A row cannot come in: the code of the reason and what it names."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def read_form(
    path: Path, codebook: CodeBook, gazetteer: Gazetteer, *, progress: Progress = silent
) -> FormRead:
    """Read a form filled in as a spreadsheet, or a CSV with the same columns.

    Rows marked as example and empty rows are passed over; every other row comes in or is kept out:
    their counts add up to the rows of the file.

    Raises
    ------
    InputError
        As `read_sheet` does; ``form_columns_missing`` when a required column is not there.
    """
    places = _columns(read_header(path), path)
    sheet = read_sheet(path)
    numbered = [
        (number, _Row({name: cells[at] for name, at in places.items() if at < len(cells)}), cells)
        for number, cells in enumerate(sheet.rows[1:], start=2)
    ]
    example = tr_in(LANGUAGE, "form.example.example")
    records = [
        one for one in numbered if not one[1].is_empty and one[1].cells.get(EXAMPLE) != example
    ]
    source = Source(dataset=path.stem, file=path.name, sha256=sha256(path), encoding=sheet.encoding)
    read = _read(records, source, sheet.rows[0], codebook, gazetteer, progress)
    return replace(read, issues=(*_of_sheet(sheet, path.stem), *read.issues))


def _of_sheet(sheet: Sheet, name: str) -> Iterator[Issue]:
    """Say what of a sheet was read in another encoding, and which cells hold nothing to read."""
    if sheet.odd:
        lines = [row + 1 for row in sheet.odd]
        yield table.noticed("encoding_mixed", name, lines, encoding=sheet.encoding)
    titles = [str(cell or "") for cell in sheet.rows[0]]
    for one in sheet.losses:
        named = ", ".join(titles[at] for at in sorted(one.columns) if at < len(titles))
        told = {"columns": named, "count": one.count}
        yield table.noticed(one.code, name, [row + 1 for row in one.rows], **told)


def read_rows(
    records: Sequence[tuple[int, Mapping[str, Cell], tuple[Cell, ...]]],
    source: Source,
    header: tuple[Cell, ...],
    codebook: CodeBook,
    gazetteer: Gazetteer,
    *,
    progress: Progress = silent,
) -> FormRead:
    """Read rows that come from another table as rows of the form.

    Parameters
    ----------
    records : sequence of (int, Mapping, tuple)
        Line in the file, cells by field of the form, and the record as it stands.
    source : Source
        Where they come from.
    header : tuple
        Titles of the records as they stand.
    """
    rows = [(number, _Row(cells), kept) for number, cells, kept in records]
    return _read(rows, source, header, codebook, gazetteer, progress)


def _read(
    records: Sequence[tuple[int, "_Row", tuple[Cell, ...]]],
    source: Source,
    header: tuple[Cell, ...],
    codebook: CodeBook,
    gazetteer: Gazetteer,
    progress: Progress,
) -> FormRead:
    rows, kept_out, issues = [], [], []
    for place, (number, row, cells) in enumerate(records, start=1):
        progress(place / (len(records) + 1))
        try:
            values, geometry, noticed = _investment(row, codebook, gazetteer)
        except _RowError as error:
            kept_out.append(KeptOut(number, error.code, error.values, cells))
            continue
        rows.append((values, geometry))
        issues += [
            Issue(code, "", tr_in(LANGUAGE, "form.row", number=number), said)
            for code, said in noticed
        ]
    layer = _layer([row for row, _ in rows], [geometry for _, geometry in rows], source)
    return FormRead(layer, tuple(kept_out), tuple(issues), header)


def _columns(first: Sequence[Cell], path: Path) -> dict[str, int]:
    """Find the column of each field by its title, in the order of the file."""
    header = [str(cell or "").strip().rstrip("*").strip() for cell in first]
    places = {
        column.name: header.index(column.title) for column in COLUMNS if column.title in header
    }
    missing = [column.title for column in COLUMNS if column.required and column.name not in places]
    if missing:
        raise InputError("form_columns_missing", file=path.name, columns=", ".join(missing))
    return places


Noticed = list[tuple[str, Mapping[str, object]]]


@dataclass(frozen=True, slots=True)
class _Row:
    """Cells of a row by field."""

    cells: Mapping[str, Cell]

    @property
    def is_empty(self) -> bool:
        return all(cell is None for name, cell in self.cells.items() if name != EXAMPLE)

    def text(self, name: str) -> str | None:
        cell = self.cells.get(name)
        if isinstance(cell, float) and cell.is_integer():
            return str(int(cell))
        return None if cell is None else str(cell)

    def needed(self, name: str) -> str:
        text = self.text(name)
        if text is None:
            raise _RowError("cell_missing", column=tr_in(LANGUAGE, f"form.{name}"))
        return text

    def number(self, name: str) -> float:
        """Give a number, NaN for an empty cell; commas and spaces within it are passed over."""
        cell = self.cells.get(name)
        if cell is None:
            return math.nan
        try:
            number = float(str(cell).replace(",", "").replace(" ", ""))
        except ValueError:
            number = math.inf
        if not math.isfinite(number):
            raise _RowError("cell_not_number", column=tr_in(LANGUAGE, f"form.{name}"), value=cell)
        return number

    def year(self, name: str) -> float:
        """Give a year, NaN for an empty cell; of a day or a month the year that it is in."""
        cell = self.cells.get(name)
        if isinstance(cell, date) and cell.year in YEARS:
            return float(cell.year)
        found = _YEAR.fullmatch(str(cell or ""))
        return float(found[1]) if found else self.number(name)


def _investment(
    row: _Row, codebook: CodeBook, gazetteer: Gazetteer
) -> tuple[dict[str, object], shapely.Geometry | None, Noticed]:
    noticed: Noticed = []
    values: dict[str, object] = {
        "name": row.needed("name"),
        "kind": _code(row.needed("kind"), "kind", codebook.kinds),
        "fields": _fields(row, codebook),
        "tags": row.text("tags"),
        "beneficiaries": row.text("beneficiaries"),
        "source": row.text("source"),
        "note": row.text("note"),
        "money_basis": row.text("money_basis"),
        "programme": row.text("programme"),
        **_years(row),
        **_money(row),
    }
    _fill_defaults(values, codebook)
    _check_split(values, noticed)
    values["ministry"] = _ministry(row, values, codebook, noticed)
    geometry = _place(row, values, gazetteer)
    return values, geometry, noticed


def _code(text: str, column: str, terms: Mapping[str, object]) -> str:
    """Give the code that a title or a code names."""
    for code, term in terms.items():
        if text in (code, getattr(term, "title", None), getattr(term, "title_en", None)):
            return code
    named = tr_in(LANGUAGE, f"form.{column}")
    listed = ", ".join(str(getattr(term, "title", code)) for code, term in terms.items())
    raise _RowError("cell_not_listed", column=named, value=text, listed=listed)


def _fields(row: _Row, codebook: CodeBook) -> str:
    main = _code(row.needed("main_field"), "main_field", codebook.fields)
    others = [
        _code(one, "other_fields", codebook.fields) for one in parts(row.text("other_fields"))
    ]
    return ";".join(dict.fromkeys([main, *others]))


def _years(row: _Row) -> dict[str, object]:
    first, last = row.year("year_from"), row.year("year_to")
    row.needed("year_from")
    for year in (first, last):
        if not math.isnan(year) and (not year.is_integer() or int(year) not in YEARS):
            raise _RowError("year_wrong", value=f"{year:g}")
    if last < first:
        raise _RowError("years_backwards", first=int(first), last=int(last))
    return {"year_from": first, "year_to": last}


def _money(row: _Row) -> dict[str, object]:
    money: dict[str, object] = {}
    for part in investment.MONEY:
        amount = row.number(f"{part}_mkrw")
        if amount < 0:
            raise _RowError("money_negative", column=tr_in(LANGUAGE, f"form.{part}_mkrw"))
        money[f"{part}_mkrw"] = amount
    return money


def _check_split(values: Mapping[str, object], noticed: Noticed) -> None:
    """Say when the parts of the funding do not make up the total; the source's figures stay."""
    paid = {part: np.array([values[f"{part}_mkrw"]], dtype=float) for part in investment.MONEY}
    total, split = paid["total"], [paid[part] for part in investment.MONEY_PARTS]
    for _, together in investment.unequal_splits(total, split):
        sums = {"sum": amounts.money(together), "total": amounts.money(float(total[0]))}
        noticed.append(("money_unequal", sums))


def _fill_defaults(values: dict[str, object], codebook: CodeBook) -> None:
    """Let the kind's defaults stand in for unknown functions and 지원대상, and say so."""
    kind = codebook.kinds[str(values["kind"])]
    for column, default in (("tags", kind.tags), ("beneficiaries", kind.beneficiaries)):
        known = values[column] is not None
        values[column] = values[column] if known else ";".join(default) or None
        values[f"{column}_basis"] = "source" if known else "kind"


def _ministry(
    row: _Row, values: Mapping[str, object], codebook: CodeBook, noticed: Noticed
) -> str | None:
    """Keep the ministry as written; one that is not known stays unknown to the analysis, said."""
    text = row.text("ministry")
    year = float(str(values["year_from"]))
    if text is None:
        noticed.append(("ministry_unknown", {"name": values["name"]}))
    elif not codebook.lineages_of(text, year):
        noticed.append(("ministry_not_known", {"ministry": text}))
    return text


def _place(row: _Row, values: dict[str, object], gazetteer: Gazetteer) -> shapely.Geometry | None:
    """Set where the row is, and give its footprint: circle, 법정동 or the whole municipality."""
    written = row.needed("municipality")
    try:
        unit, within = _unit(written, gazetteer)
        code = unit.parent or unit.code
        names = "|".join(parts(row.text("neighbourhoods")) or within)
        point = _point(row)
        values |= {"municipality": written, "municipality_code": code}
        values |= {"x": math.nan, "y": math.nan, "radius_m": math.nan}
        if point is not None:
            values |= {"x": point[0], "y": point[1]}
        if names:
            return _ground(values, gazetteer, f"emd:{code}:{names}", "A′")
        if point is not None:
            return _circle(values, point, row.number("radius_m"))
        return _ground(values, gazetteer, f"municipality:{code}", "B")
    except ScmapError as error:
        raise _RowError(f"row_{error.code}", **error.values) from error


def _unit(written: str, gazetteer: Gazetteer) -> tuple[Municipality, list[str]]:
    """Give the municipality of a name, code or address, and the 법정동 that an address names."""
    try:
        return gazetteer.one(written), []
    except InputError as error:
        spots = _addresses(gazetteer).spots(written) if error.code == "place_unknown" else ()
        if len(spots) > 1:
            told = ", ".join(spot.title for spot in spots)
            raise InputError("place_ambiguous", place=written, candidates=told) from error
        if not spots:
            raise
    unit = gazetteer.units[spots[0].unit]
    city = unit.parent or unit.code
    parents = {city, *(gu.code for gu in gazetteer.gus(city))}
    name = spots[0].title.removeprefix(unit.title).strip()
    known = gazetteer.territory.neighbourhoods(parents) if name else {}
    return unit, [name] if len(known.get(name, ())) == 1 else []


@lru_cache(maxsize=2)
def _addresses(gazetteer: Gazetteer) -> Addresses:
    return Addresses(gazetteer)


def _ground(
    values: dict[str, object], gazetteer: Gazetteer, extent: str, quality: str
) -> shapely.Geometry:
    values |= {"extent": extent, "quality": quality}
    return _footprint(gazetteer, extent)


@lru_cache(maxsize=500)
def _footprint(gazetteer: Gazetteer, extent: str) -> shapely.Geometry:
    """Give the ground of an extent; a register names the same municipality in row after row."""
    return shapely.multipolygons(shapely.get_parts(gazetteer.footprint(extent)))


def _circle(
    values: dict[str, object], point: tuple[float, float], radius: float
) -> shapely.Geometry:
    metres = RADIUS_M if math.isnan(radius) else radius
    values |= {"extent": "circle", "quality": "C", "radius_m": metres}
    return shapely.multipolygons([shapely.buffer(shapely.Point(point), metres, quad_segs=16)])


def _point(row: _Row) -> tuple[float, float] | None:
    lon, lat = row.number("lon"), row.number("lat")
    if math.isnan(lon) and math.isnan(lat):
        return None
    if not (124 <= lon <= 132 and 33 <= lat <= 39):
        raise _RowError("point_outside_korea", lon=f"{lon:g}", lat=f"{lat:g}")
    ((x, y),) = from_degrees(np.array([[lon, lat]]))
    return float(x), float(y)


def _layer(
    rows: Sequence[Mapping[str, object]],
    geometry: Sequence[shapely.Geometry | None],
    source: Source,
) -> Layer:
    return Layer(
        uid=new_uid(),
        name=investment.TABLE,
        title=source.dataset,
        kind="investment",
        crs=PLANE,
        uids=objects(new_uid() for _ in rows),
        geometry=objects(geometry),
        columns={field.name: _column(field, rows) for field in investment.FIELDS},
        source=source,
    )


def _column(field: Field, rows: Sequence[Mapping[str, object]]) -> Column:
    values = [row.get(field.name, UNKNOWN[field.type]) for row in rows]
    return objects(values) if field.type == "text" else np.array(values, dtype=DTYPES[field.type])
