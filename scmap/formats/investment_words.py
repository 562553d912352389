"""Investments as the register form has them: columns titled in Korean, codes written out.

So they leave for other programs; and what left so is known again, whatever a form made of the
titles: a shapefile cuts them to ten bytes.
"""

from collections.abc import Callable, Iterable, Mapping

import numpy as np
import shapely

from scmap.formats import projection
from scmap.formats.fields import distinct
from scmap.formats.register_form import BASES, COLUMNS, EXAMPLE, LANGUAGE, MORE, SHAPE, basis_word
from scmap.formats.short_names import ENCODINGS, short_names
from scmap.model import investment
from scmap.model.codebook import CodeBook
from scmap.model.gazetteer import LEVELS
from scmap.model.layer import Column, Layer, objects
from scmap.words import catalogue

MONEY_UNIT = "백만원"
PLACEMARK = "Name"  # of KML
# What stands in files of ours beside the form: identities, and the columns that every KML has.
BESIDE = frozenset(
    {"uid", PLACEMARK, "id", "description", "timestamp", "begin", "end", "altitudeMode"}
    | {"tessellate", "extrude", "visibility", "drawOrder", "icon"}
)
_SURE = ("name", "kind", "municipality", "main_field", "year_from", "extent")
_EXPORTED = tuple(column for column in (*COLUMNS, *MORE) if column.name != EXAMPLE)
TITLES: Mapping[str, str] = {column.name: column.title for column in _EXPORTED}
_NO_WORDS = CodeBook()  # to name columns
_PLACES, _DECIMALS = 9, 4  # of a degree and of a metre: a tenth of a millimetre


def in_words(layer: Layer, codebook: CodeBook) -> Layer:
    """Give an investment layer as planners read it; any other layer as it is.

    Parameters
    ----------
    layer : Layer
        Columns that it lacks (withheld ones) are lacking in the result, too.
    codebook : CodeBook
        Titles of kinds, fields and programmes.
    """
    if layer.kind != "investment":
        return layer
    made = {column.name: _made(column.name, layer, codebook) for column in _EXPORTED}
    columns = {TITLES[name]: column for name, column in made.items() if column is not None}
    known = {field.name for field in investment.FIELDS}
    for name, column in layer.columns.items():
        if name not in known:  # of the planner's own, maybe called like one of ours
            title = catalogue(LANGUAGE).get(f"columns.{name}", name)
            columns[distinct([*columns, title])[-1]] = column
    return layer.replace(columns=columns)


def with_placemark_names(layer: Layer) -> Layer:
    """Give investments in words with a column by which Google Earth and others call each."""
    title = TITLES["name"]
    if title not in layer.columns or PLACEMARK in layer.columns:
        return layer
    return layer.replace(columns={PLACEMARK: layer.columns[title], **layer.columns})


def titles_of(layer: Layer) -> tuple[str, ...]:
    """Give what the columns of a layer are called where it is exported."""
    return tuple(in_words(layer.take(np.arange(0)), _NO_WORDS).columns)


def known_again(titles: Iterable[str]) -> dict[str, str] | None:
    """Give the title of each field of the form where a table is an export of investments.

    None where it is none, or where what tells a project from others was taken out of it.
    """
    here = set(titles)
    tried = [
        {field: names[title] for field, title in TITLES.items() if names[title] in here}
        for names in ({title: title for title in TITLES.values()}, *map(_shortened, ENCODINGS))
    ]
    best = max(tried, key=len)
    return best if all(field in best for field in _SURE) else None


def _shortened(encoding: str) -> dict[str, str]:
    return short_names(TITLES.values(), encoding)


def _made(name: str, layer: Layer, codebook: CodeBook) -> Column | None:
    """Give a column of the form; None where the layer has nothing to make it of."""
    if name in ("lon", "lat"):
        return _degrees(layer, name)
    makers: Mapping[str, tuple[str, Callable[[str], str | None]]] = {
        "kind": ("kind", _titled(codebook.kinds)),
        "programme": ("programme", _titled(codebook.programmes)),
        "main_field": ("fields", lambda said: _fields(said, codebook)[0]),
        "other_fields": ("fields", lambda said: ";".join(_fields(said, codebook)[1:]) or None),
        "neighbourhoods": ("extent", _neighbourhoods),
        "predecessor": ("predecessor", lambda uid: _name_of(uid, layer)),
    }
    if name in BASES and name in layer.columns:
        return objects(basis_word(said) for said in layer.columns[name])
    source, make = makers.get(name, (name, None))
    column = layer.columns.get(source)
    if column is None or make is None:
        return column
    return objects(None if said is None else make(str(said)) for said in column)


def _titled(terms: Mapping[str, object]) -> Callable[[str], str]:
    return lambda code: str(getattr(terms.get(code), "title", code))


def _fields(said: str, codebook: CodeBook) -> list[str]:
    return [_titled(codebook.fields)(code) for code in said.split(";")]


def _neighbourhoods(extent: str) -> str | None:
    level, _, named = extent.partition(":")
    names = named.partition(":")[2]
    return names.replace("|", ";") if level == "emd" and ";" not in named else None


def _name_of(uid: str, layer: Layer) -> str:
    row = layer.rows.get(uid)
    return uid if row is None else str(layer.text("name")[row] or uid)


def _degrees(layer: Layer, name: str) -> Column | None:
    if not {"x", "y"} <= layer.columns.keys():
        return None
    places = np.column_stack((layer.number("x"), layer.number("y")))
    known = np.isfinite(places).all(axis=1)
    made = np.full(places.shape, np.nan)
    if known.any():
        made[known] = projection.reprojected(places[known], layer.crs, projection.DEGREES)
    column: Column = np.round(made[:, ("lon", "lat").index(name)], _PLACES)
    return column


def as_sheet(layer: Layer, codebook: CodeBook, crs: str = "") -> Layer:
    """Give an investment layer as a sheet: its ground by name, and as text only where it was drawn.

    Otherwise a cell would hold thousands of corners. Any other layer stays as it is. Points are in
    degrees, and in another CRS beside them where one is asked for.
    """
    if layer.kind != "investment":
        return layer
    extents = [str(one or "") for one in layer.text("extent")]
    drawn = np.array(
        [not one.startswith((*LEVELS, "circle", "nation")) for one in extents], dtype=bool
    )
    drawn &= ~shapely.is_missing(layer.geometry)
    columns = in_words(layer, codebook).columns
    if drawn.any():
        texts = np.full(len(layer), None, dtype=object)
        shapes = shapely.to_wkt(layer.geometry[drawn], rounding_precision=_DECIMALS)
        texts[drawn] = [f"SRID={layer.crs.partition(':')[2]};{text}" for text in shapes]
        columns = {**columns, TITLES[SHAPE]: texts}
    if crs and crs != projection.DEGREES and {"x", "y"} <= layer.columns.keys():
        places = np.column_stack((layer.number("x"), layer.number("y")))
        moved = projection.reprojected(places, layer.crs, crs)
        columns = {**columns, f"X({crs})": moved[:, 0], f"Y({crs})": moved[:, 1]}
    return layer.replace(columns=columns, geometry=objects([None] * len(layer)), crs="")
