"""Every other vector file that GDAL reads: no byte is changed and no reference followed."""

import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import shapely

from scmap.errors import InputError, RefusedError
from scmap.formats import fields, letters
from scmap.formats.incoming.gdal_names import is_plain, plain_stem
from scmap.formats.incoming.real_kind import JSONS
from scmap.formats.incoming.table import Incoming
from scmap.formats.incoming.text_table import typed
from scmap.formats.references import refers_elsewhere
from scmap.formats.unchanged import at_rest, checked_beside, reading
from scmap.formats.unpacked_size import check_size_unpacked
from scmap.model.issue import Issue
from scmap.model.layer import Column, objects
from scmap.model.written import read

GEOPACKAGE = ".gpkg"
MAPINFO = (".tab", ".mif")
BESIDE_MAPINFO = (".dat", ".map", ".id", ".ind", ".mid")
_XML = (".kml", ".gml", ".xml", ".gpx")
_SIDE_FILES = (".gml", ".xml", ".dxf")  # GDAL writes beside them
_SNIFFED = 65_536
_TWO_BYTES = (b"\xff\xfe", b"\xfe\xff")  # marks of UTF-16
_UNTYPED = (".gml", ".xml")  # all that is in them is text
_FIELD_TYPES = "GML_FIELDTYPES"
_ARCS = {
    ".gml": (b":Arc", b":Circle"),
    ".dxf": (b"\nCIRCLE", b"\nARC", b"\nELLIPSE", b"\nSPLINE"),
}
_CURVES = frozenset(
    {"CIRCULARSTRING", "COMPOUNDCURVE", "CURVEPOLYGON", "MULTICURVE", "MULTISURFACE"}
)
_ALWAYS_DEGREES = "EPSG:4326"  # what GDAL says of GeoJSON and KML that say nothing


def layer_names(path: Path) -> list[str]:
    """Name the layers of a vector file: those with places, or else its tables.

    Raises
    ------
    InputError, RefusedError
        As `read_layers`.
    """
    _check_harmless(path)
    with _resting(path) as source:
        listed = _listed(source, path)
    return [name for name, spatial in listed if spatial] or [name for name, _ in listed]


def read_layers(path: Path, only: str | None = None, encoding: str = "") -> list[Incoming]:
    """Read every layer of a vector file, or one.

    Parameters
    ----------
    path : Path
        The file.
    only : str or None
        Name of the one layer that is wanted.
    encoding : str
        What the user says the text is in, where the file does not say it; "" to let it be judged.

    Raises
    ------
    InputError
        not_readable, layer_not_readable, no_layer; and those of `formats.unchanged`.
    RefusedError
        xml_entities, archive_too_large.
    """
    _check_harmless(path)
    with _resting(path) as source:
        names = [name for name, _spatial in _listed(source, path)]
        if only is not None and only not in names:
            raise InputError("layer_unknown", file=path.name, layer=only, layers=", ".join(names))
        return [_layer(source, path, name, encoding) for name in names if only in (None, name)]


def _check_harmless(path: Path) -> None:
    if path.is_dir():
        return
    if refers_elsewhere(path):
        raise InputError("not_readable", file=path.name)
    check_size_unpacked(path)
    if path.suffix.lower() in _XML:
        start = _begins(path, _SNIFFED).lower()
        if b"<!entity" in start or b"<!doctype" in start:
            raise RefusedError("xml_entities", file=path.name)


@contextmanager
def _resting(path: Path) -> Iterator[Path]:
    """Give a path from which GDAL reads without leaving anything beside the file."""
    if path.suffix.lower() == GEOPACKAGE:
        with (
            checked_beside(path),
            at_rest(path) as resting,
            _plainly_named(resting, False) as source,
        ):
            yield source
    else:
        with _plainly_named(path, path.suffix.lower() in _SIDE_FILES) as source:
            yield source


@contextmanager
def _plainly_named(path: Path, copied: bool) -> Iterator[Path]:
    in_two_bytes = path.suffix.lower() in JSONS and _begins(path, 2) in _TWO_BYTES
    if not copied and not in_two_bytes and is_plain(path):
        yield path
        return
    with TemporaryDirectory(prefix="scmap-") as folder:
        copy = Path(folder) / f"{plain_stem(path)}{path.suffix.lower()}"
        if in_two_bytes:  # GDAL takes UTF-8 only
            copy.write_text(path.read_bytes().decode("utf-16", "replace"), encoding="utf-8")
        else:
            (shutil.copytree if path.is_dir() else shutil.copyfile)(path, copy)
        for beside in _mapinfo_parts(path):
            shutil.copyfile(beside, copy.with_suffix(beside.suffix.lower()))
        yield copy


def _begins(path: Path, count: int) -> bytes:
    with path.open("rb") as file:
        return file.read(count)


def _mapinfo_parts(path: Path) -> list[Path]:
    """Give the files without which a MapInfo table is nothing."""
    if path.suffix.lower() not in MAPINFO:
        return []
    return [
        one
        for one in path.parent.iterdir()
        if one.stem == path.stem and one.suffix.lower() in BESIDE_MAPINFO
    ]


def _listed(source: Path, path: Path) -> list[tuple[str, bool]]:
    """Give the name of each layer, and whether it has places."""
    import pyogrio  # noqa: PLC0415  brings GDAL

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            listed = pyogrio.list_layers(source)
        except (pyogrio.errors.DataSourceError, IndexError, UnicodeError) as error:
            raise InputError("not_readable", file=path.name) from error
    if not len(listed):
        raise InputError("no_layer", file=path.name)
    return [(str(name), kind is not None) for name, kind in listed]


def _layer(source: Path, path: Path, name: str, encoding: str) -> Incoming:
    import pyogrio  # noqa: PLC0415  brings GDAL

    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            with _texts_as_they_are(path):
                meta, wkb, values, judged = _read(source, name, encoding)
            in_contents = path.suffix.lower() == GEOPACKAGE  # no other kind gives layers a title
            title, curved = _in_contents(path, name) if in_contents else ("", _has_arcs(path))
            shapes = None if wkb is None else read(wkb, on_invalid="ignore")
        except (
            pyogrio.errors.DataSourceError,
            pyogrio.errors.DataLayerError,
            pyogrio.errors.FeatureError,
            pyogrio.errors.GeometryError,
            shapely.errors.ShapelyError,
            UnicodeError,
            UnboundLocalError,  # pyogrio's own slip, of a CRS that cannot be told
        ) as error:
            raise InputError("layer_not_readable", file=path.name, layer=name) from error
    count = len(values[0]) if values else 0 if shapes is None else len(shapes)
    columns, issues = _columns(meta, values, name)
    if path.suffix.lower() in _UNTYPED:
        columns = {
            title: typed(one.tolist()) if one.dtype == object else one
            for title, one in columns.items()
        }
    if judged.guessed:
        issues.append(Issue("encoding_guessed", name, values={"encoding": judged.encoding}))
    if any("Measured" in str(warning.message) for warning in said):
        issues.append(Issue("measures_dropped", name))
    if curved:
        issues.append(Issue("curve_straightened", name))
    table = Incoming(
        name,
        columns,
        shapes,
        np.arange(1, count + 1),
        encoding=judged.encoding,
        encoding_from=judged.by,
        title=title,
        issues=tuple(issues),
    )
    return table if shapes is None else _said_crs(table, path, meta["crs"])


def _read(
    source: Path, name: str, encoding: str
) -> tuple[dict[str, Any], list[bytes | None] | None, list[Any], letters.Judged]:
    """Give what GDAL reads of a layer; its text is judged where the file does not say it.

    A MapInfo table of the character set "Neutral" gives bytes, which are mostly CP949.
    """
    import pyogrio  # noqa: PLC0415  brings GDAL

    how = {"layer": name, "datetime_as_string": True}
    try:
        meta, _fids, wkb, values = pyogrio.raw.read(source, **how)
    except UnicodeError:
        # Latin-1 gives each byte a letter, so that the bytes can be taken back.
        meta, _fids, wkb, values = pyogrio.raw.read(source, encoding=letters.LATIN1, **how)
    else:
        return meta, wkb, values, letters.Judged(meta["encoding"] or letters.UTF8, "file")
    names = [str(field).encode(letters.LATIN1) for field in meta["fields"]]
    texts = [text for given in values if given.dtype == object for text in _bytes(given)]
    judged = letters.told(encoding) or letters.judge([*names, *filter(None, texts)])
    meta["fields"] = [letters.decoded(field, judged.encoding)[0] for field in names]
    values = [_decoded(given, judged.encoding) for given in values]
    return meta, wkb, values, judged


@contextmanager
def _texts_as_they_are(path: Path) -> Iterator[None]:
    """Let GDAL take no code for a figure where a file says no types: 04113 would be 4113."""
    import pyogrio  # noqa: PLC0415  brings GDAL

    if path.suffix.lower() not in _UNTYPED:
        yield
        return
    before = pyogrio.get_gdal_config_option(_FIELD_TYPES)
    pyogrio.set_gdal_config_options({_FIELD_TYPES: "ALWAYS_STRING"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({_FIELD_TYPES: before})


def _has_arcs(path: Path) -> bool:
    """Tell whether a file of lines written as text holds arcs."""
    marks = _ARCS.get(path.suffix.lower())
    if marks is None:
        return False
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as text:
        return any(text.find(mark) >= 0 for mark in marks)


def _bytes(given: Column) -> list[bytes | None]:
    return [text.encode(letters.LATIN1) if isinstance(text, str) else None for text in given]


def _decoded(given: Column, encoding: str) -> Column:
    if given.dtype != object:
        return given
    return objects(
        None if text is None else letters.decoded(text, encoding)[0] for text in _bytes(given)
    )


def _said_crs(table: Incoming, path: Path, crs: str | None) -> Incoming:
    """Take over what the file says of its CRS; what GDAL only assumes does not count as said."""
    if not crs:
        return table
    assumed = crs == _ALWAYS_DEGREES and path.suffix.lower() in (".json", ".geojson")
    return replace(table, crs=crs, crs_from="file" if assumed else "metadata")


def _in_contents(path: Path, name: str) -> tuple[str, bool]:
    """Tell from the contents of a GeoPackage what a layer is called, and whether it holds curves.

    GDAL straightens those silently.
    """
    with reading(path) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}

        def said(column: str, table: str) -> str:
            asked = f"SELECT {column} FROM {table} WHERE table_name = ?"  # noqa: S608  own names
            found = connection.execute(asked, (name,)).fetchone() if table in tables else None
            return str(found[0] or "") if found else ""

        shape = said("geometry_type_name", "gpkg_geometry_columns")
        return said("identifier", "gpkg_contents"), shape.upper() in _CURVES


def _columns(
    meta: dict[str, Any], values: list[Any], name: str
) -> tuple[dict[str, Column], list[Issue]]:
    columns: dict[str, Column] = {}
    issues: list[Issue] = []
    names = fields.distinct(map(str, meta["fields"]))
    for field, given, subtype, kind in zip(
        names, values, meta["ogr_subtypes"], meta["ogr_types"], strict=True
    ):
        column = fields.column(given, subtype, kind)
        if column is None:
            issues.append(Issue("field_left_out", name, values={"field": field, "column": field}))
        else:
            columns[field] = column
    return columns, issues
