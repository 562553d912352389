"""Turns a filled-in form into investments: each row comes in, or is kept out with its reason."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import shapely

from scmap.errors import InputError, ScmapError
from scmap.formats.digest import sha256
from scmap.formats.incoming import table
from scmap.formats.incoming.days import mended
from scmap.formats.incoming.shapes import areal
from scmap.formats.incoming.text_shapes import shapes_in
from scmap.formats.incoming.years import years_in
from scmap.formats.projection import from_degrees, reprojected
from scmap.formats.register_form import COLUMNS, EXAMPLE, LANGUAGE, MORE, SHAPE, basis_word
from scmap.formats.register_places import located
from scmap.formats.sheet_reader import Cell
from scmap.formats.spreadsheet import Sheet, read_header, read_sheet
from scmap.model import amounts, investment
from scmap.model.codebook import CodeBook, parts
from scmap.model.gazetteer import Gazetteer
from scmap.model.issue import Issue
from scmap.model.layer import DTYPES, PLANE, UNKNOWN, Column, Field, Layer, Source, objects
from scmap.model.project import new_uid
from scmap.progress import Progress, silent
from scmap.words import tr_in

YEARS = range(1990, 2101)
# Fields that stand as they are told; others are made of several cells.
_KNOWN = frozenset(field.name for field in investment.FIELDS) - {
    "extent", "municipality_code", "tags_basis", "beneficiaries_basis",
}  # fmt: skip
_DAY = re.compile(r"(\d{4})[-/](\d\d)[-/](\d\d)")
_OURS = ("form.kept.row", "form.kept.reason", "release.grade_sheet")  # titles of our own beside
_NUMBER = re.compile(r"[-+]?[\d,. ]+")


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
    shapes = _shapes([row for _number, row, _cells in records])
    read = _read(records, source, sheet.rows[0], codebook, gazetteer, progress, shapes)
    blank = [] if records else [Issue("form_blank", path.stem)]
    left = _left(sheet.rows[0], places.values())
    if left:
        blank.append(Issue("columns_left", path.stem, values={"names": ", ".join(left)}))
    return replace(read, issues=(*blank, *_of_sheet(sheet, path.stem), *read.issues))


def _left(header: Sequence[Cell], taken: Iterable[int]) -> list[str]:
    """Name the columns of a form that say something which it does not take."""
    ours = {tr_in(LANGUAGE, key) for key in _OURS}
    titles = {at: str(cell or "").strip() for at, cell in enumerate(header)}
    known = set(taken)
    return [
        title for at, title in titles.items() if title and at not in known and title not in ours
    ]


def _shapes(rows: Sequence["_Row"]) -> Sequence[shapely.Geometry | None]:
    """Give the ground that rows hold as text, on the plane; () where none does."""
    texts = [row.text(SHAPE) for row in rows]
    geometry, crs = shapes_in(texts) if any(texts) else (objects([]), "")
    if not crs:
        return ()
    moved = partial(reprojected, source=crs, target=PLANE)
    return [areal(one) for one in shapely.transform(geometry, moved)]


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
    shapes: Sequence[shapely.Geometry | None] = (),
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
    shapes : sequence of Geometry or None
        Ground that the file draws for each record, on the plane; () where it draws none.
    """
    rows = [(number, _Row(cells), kept) for number, cells, kept in records]
    return _read(rows, source, header, codebook, gazetteer, progress, shapes)


def _read(
    records: Sequence[tuple[int, "_Row", tuple[Cell, ...]]],
    source: Source,
    header: tuple[Cell, ...],
    codebook: CodeBook,
    gazetteer: Gazetteer,
    progress: Progress,
    shapes: Sequence[shapely.Geometry | None] = (),
) -> FormRead:
    rows, kept_out, issues = [], [], []
    spoiled: dict[tuple[str, str], tuple[list[int], Mapping[str, str]]] = {}
    for place, (number, row, cells) in enumerate(records, start=1):
        progress(place / (len(records) + 1))
        shape = shapes[place - 1] if len(shapes) else None
        try:
            values, geometry, noticed = _investment(row, codebook, gazetteer, shape)
        except _RowError as error:
            kept_out.append(KeptOut(number, error.code, error.values, cells))
            continue
        rows.append((values, geometry))
        for code, told in row.spoiled():
            spoiled.setdefault((code, told["column"]), ([], told))[0].append(number)
        issues += [
            Issue(code, "", tr_in(LANGUAGE, "form.row", number=number), said)
            for code, said in noticed
        ]
    issues += [
        table.noticed(code, source.dataset, lines, **told)
        for (code, _column), (lines, told) in spoiled.items()
    ]
    layer = _layer([row for row, _ in rows], [geometry for _, geometry in rows], source)
    return FormRead(layer, tuple(kept_out), tuple(issues), header)


def _columns(first: Sequence[Cell], path: Path) -> dict[str, int]:
    """Find the column of each field by its title, in the order of the file."""
    header = [str(cell or "").strip().rstrip("*").strip() for cell in first]
    places = {
        column.name: header.index(column.title)
        for column in (*COLUMNS, *MORE)
        if column.title in header
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
        text = self.said(name)
        years = set(years_in(mended(text)[1] or text))
        if len(years) == 1:
            return float(years.pop())
        if years or not _NUMBER.fullmatch(text or "0"):
            raise _RowError("year_unclear", column=tr_in(LANGUAGE, f"form.{name}"), value=text)
        return self.number(name)

    def said(self, name: str) -> str:
        """Give a cell as it would be typed; "" for an empty one."""
        cell = self.cells.get(name)
        return cell.isoformat()[:10] if isinstance(cell, date) else self.text(name) or ""

    def spoiled(self) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Say in which cells a spreadsheet had changed a year, and what was put right."""
        for name in ("year_from", "year_to"):
            code, right = mended(self.said(name))
            if code:
                told = {"column": tr_in(LANGUAGE, f"form.{name}")}
                yield code, {**told, "example": f"{self.said(name)} → {right}"}


def _investment(
    row: _Row, codebook: CodeBook, gazetteer: Gazetteer, shape: shapely.Geometry | None
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
        "programme": _programme(row.text("programme"), codebook),
        **_years(row),
        **_money(row),
    }
    _fill_defaults(row, values, codebook)
    _check_split(values, noticed)
    values["ministry"] = _ministry(row, values, codebook, noticed)
    geometry = _place(row, values, gazetteer, shape)
    values.update(_more(row))
    return values, geometry, noticed


def _code(text: str, column: str, terms: Mapping[str, object]) -> str:
    """Give the code that a title or a code names."""
    for code, term in terms.items():
        if text in (code, getattr(term, "title", None), getattr(term, "title_en", None)):
            return code
    named = tr_in(LANGUAGE, f"form.{column}")
    listed = ", ".join(str(getattr(term, "title", code)) for code, term in terms.items())
    raise _RowError("cell_not_listed", column=named, value=text, listed=listed)


def _programme(text: str | None, codebook: CodeBook) -> str | None:
    """Give the id of a programme that is known; another one stays as it is called."""
    known = {one.title: code for code, one in codebook.programmes.items()}
    return None if text is None else known.get(text, text)


def _more(row: _Row) -> dict[str, str]:
    """Give what an export of ours says beside the form; what a day cannot be read of is left."""
    told = {column.name: row.said(column.name) for column in MORE}
    days = {one.name for one in investment.FIELDS if one.type == "date"}
    known = {name: text for name, text in told.items() if text and name in _KNOWN}
    found = {name: _DAY.match(known[name]) for name in days & known.keys()}
    return {name: text for name, text in known.items() if name not in days} | {
        name: "-".join(day.groups()) for name, day in found.items() if day is not None
    }


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


def _fill_defaults(row: _Row, values: dict[str, object], codebook: CodeBook) -> None:
    """Let the kind's defaults stand in for unknown functions and 지원대상, and say so.

    An export of ours says itself on what each rests.
    """
    kind = codebook.kinds[str(values["kind"])]
    words = {basis_word(basis): basis for basis in ("source", "kind", None)}
    for column, default in (("tags", kind.tags), ("beneficiaries", kind.beneficiaries)):
        said = row.text(f"{column}_basis")
        if said in words:
            values[f"{column}_basis"] = words[said]
            continue
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


def _place(
    row: _Row, values: dict[str, object], gazetteer: Gazetteer, shape: shapely.Geometry | None
) -> shapely.Geometry | None:
    """Set where the row is, and give its footprint."""
    row.needed("municipality")
    point, radius = _point(row), row.number("radius_m")
    try:
        return located(values, row.text, radius, point, shape, gazetteer)
    except ScmapError as error:
        raise _RowError(f"row_{error.code}", **error.values) from error


def _point(row: _Row) -> tuple[float, float] | None:
    lon, lat = row.number("lon"), row.number("lat")
    if math.isnan(lon) and math.isnan(lat):
        return None
    if not (124 <= lon <= 132 and 33 <= lat <= 39):
        raise _RowError("point_outside_korea", lon=f"{lon:g}", lat=f"{lat:g}")
    ((x, y),) = from_degrees(np.array([[lon, lat]]))
    return float(x), float(y)


def _layer(
    rows: Sequence[dict[str, object]],
    geometry: Sequence[shapely.Geometry | None],
    source: Source,
) -> Layer:
    uids = [new_uid() for _ in rows]
    _follow(rows, uids)
    return Layer(
        uid=new_uid(),
        name=investment.TABLE,
        title=source.dataset,
        kind="investment",
        crs=PLANE,
        uids=objects(uids),
        geometry=objects(geometry),
        columns={field.name: _column(field, rows) for field in investment.FIELDS},
        source=source,
    )


def _follow(rows: Sequence[dict[str, object]], uids: Sequence[str]) -> None:
    """Let rows name the earlier project by its identity, where its name is that of one row."""
    count = Counter(row["name"] for row in rows)
    known = {row["name"]: uid for row, uid in zip(rows, uids, strict=True)}
    for row in rows:
        earlier = row.get("predecessor")
        if earlier is not None:
            row["predecessor"] = known[earlier] if count[earlier] == 1 else None


def _column(field: Field, rows: Sequence[Mapping[str, object]]) -> Column:
    values = [row.get(field.name, UNKNOWN[field.type]) for row in rows]
    return objects(values) if field.type == "text" else np.array(values, dtype=DTYPES[field.type])
