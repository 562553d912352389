"""A layer as the files that other programs read: shapefile, GeoPackage, GeoJSON, KML, CSV, XLSX.

A shapefile holds one kind of shape, names of ten bytes and texts of 254: names are cut on syllables
and never come out twice, other kinds go into files of their own, and whatever is shortened or has
no letter in the encoding is counted and said.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.errors import InputError
from scmap.formats import projection
from scmap.formats.layer_file import write_layer
from scmap.formats.projection import DEGREES
from scmap.formats.shape_file import Driver, write_shapes
from scmap.formats.short_names import cut, short_names
from scmap.model.issue import Issue
from scmap.model.layer import Column, Layer, objects

SUFFIXES = (".shp", ".gpkg", ".geojson", ".kml", ".csv", ".xlsx")
SHEETS = (".csv", ".xlsx")
_DRIVERS: Mapping[str, Driver] = {".gpkg": "GPKG", ".geojson": "GeoJSON", ".kml": "LIBKML"}
TEXT_BYTES = 254  # what a cell of a .dbf holds
CELL_LETTERS = 32_767  # what a cell of a spreadsheet holds
# Shapes that a shapefile holds together, and what a file of them is called beside others.
KINDS: Mapping[str, tuple[str, ...]] = {
    "Polygon": ("Polygon", "MultiPolygon"),
    "LineString": ("LineString", "MultiLineString", "LinearRing"),
    "Point": ("Point",),
    "MultiPoint": ("MultiPoint",),
}


@dataclass(frozen=True, slots=True)
class Written:
    """What was written.

    Attributes
    ----------
    files : tuple of Path
        All files.
    names : Mapping of str to str
        Name in the file by name in the layer, where they differ.
    issues : tuple of Issue
        What was shortened, replaced or left out.
    """

    files: tuple[Path, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


def write_files(
    layer: Layer,
    folder: Path,
    stem: str,
    suffix: str,
    *,
    crs: str = "",
    encoding: str = "",
    marks: Sequence[str] = (),
) -> Written:
    """Write a layer into a folder.

    Parameters
    ----------
    layer : Layer
    folder, stem, suffix : Path, str, str
        Where, under which name, and in which form (one of `SUFFIXES`).
    crs : str
        ``EPSG:n`` in which the coordinates are written; "" for the layer's own, and always degrees
        for GeoJSON and KML, which know no other.
    encoding : str
        Of the text of a shapefile or CSV; "" for CP949 and UTF-8.
    marks : sequence of str
        What stands on each sheet that is handed out, and describes what is no sheet: its security
        grade.

    Raises
    ------
    InputError
        export_without_places, where a form with shapes is asked of a table.
    CrsMismatchError
        crs_unknown.
    """
    placed = layer.crs != "" and not shapely.is_missing(layer.geometry).all()
    if suffix in (".shp", ".kml", ".geojson") and not placed:
        raise InputError("export_without_places", layer=layer.title)
    if suffix in (".geojson", ".kml"):
        crs = DEGREES
    moved = _moved(layer, crs) if crs and placed else layer
    path = folder / f"{stem}{suffix}"
    if suffix == ".shp":
        return _shapefiles(moved, folder, stem, encoding or "cp949")
    if suffix in SHEETS:
        table = _with_coordinates(moved) if placed else moved
        table, issues = _cells_fit(table) if suffix == ".xlsx" else (table, ())
        write_layer(table, path, suffix, {}, marks)
        if suffix == ".csv" and encoding and encoding != "utf-8":
            return Written((path,), {}, _recoded(path, layer.name, encoding))
        return Written((path,), {}, issues)
    write_shapes(moved, path, _DRIVERS[suffix], marks)
    return Written((path,))


def _moved(layer: Layer, crs: str) -> Layer:
    if crs == layer.crs:
        return layer
    moved = partial(projection.reprojected, source=layer.crs, target=crs)
    return layer.replace(geometry=objects(shapely.transform(layer.geometry, moved)), crs=crs)


def _with_coordinates(layer: Layer) -> Layer:
    """Put the coordinates of points into columns, and all other shapes as text."""
    geometry = layer.geometry
    kinds = shapely.get_type_id(geometry)
    known = kinds == shapely.GeometryType.POINT
    columns = dict(layer.columns)
    if np.isin(kinds, (-1, shapely.GeometryType.POINT)).all():
        places = np.full((len(layer), 2), np.nan)
        places[known] = shapely.get_coordinates(geometry[known])
        names = ("lon", "lat") if layer.crs == DEGREES else ("x", "y")
        columns |= {_free(name, columns): places[:, at] for at, name in enumerate(names)}
    else:
        columns[_free("WKT", columns)] = objects(shapely.to_wkt(geometry, rounding_precision=3))
    return layer.replace(columns=columns)


def _cells_fit(layer: Layer) -> tuple[Layer, tuple[Issue, ...]]:
    """Leave out texts that a cell of a sheet cannot hold: half a shape is none."""
    columns, lost = dict(layer.columns), 0
    for name, column in layer.columns.items():
        if column.dtype == object:
            long = np.array([len(str(text or "")) > CELL_LETTERS for text in column], dtype=bool)
            if long.any():
                fitting = column.copy()
                fitting[long] = None
                columns[name], lost = fitting, lost + int(long.sum())
    issue = Issue("cells_too_long", layer.name, values={"count": lost})
    return layer.replace(columns=columns), (issue,) if lost else ()


def _free(name: str, taken: Mapping[str, object]) -> str:
    while name in taken:
        name += "_"
    return name


def _recoded(path: Path, layer: str, encoding: str) -> tuple[Issue, ...]:
    """Write a CSV anew in another encoding; letters that it lacks become "?"."""
    text = path.read_text("utf-8-sig")
    path.write_bytes(text.encode(encoding, "replace"))
    lost = sum(not _has(letter, encoding) for letter in set(text))
    return (_lost_letters(layer, lost, encoding),) if lost else ()


def _has(letter: str, encoding: str) -> bool:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _lost_letters(layer: str, count: int, encoding: str) -> Issue:
    return Issue("letters_lost", layer, values={"count": count, "encoding": encoding})


def _shapefiles(layer: Layer, folder: Path, stem: str, encoding: str) -> Written:
    """Write one shapefile a kind of shape, with .prj and .cpg always."""
    names = short_names(layer.columns, encoding)
    columns, issues = _texts_fit(layer, encoding)
    made = layer.replace(columns={names[name]: column for name, column in columns.items()})
    files: list[Path] = []
    groups = list(_by_kind(made))
    for kind, rows in groups:
        name = stem if len(groups) == 1 else f"{stem}_{kind}"
        files += _shapefile(made.take(rows), folder / f"{name}.shp", encoding)
    nowhere = int(shapely.is_missing(made.geometry).sum())
    if nowhere:
        issues.append(Issue("export_nowhere", layer.name, values={"count": nowhere}))
    changed = {name: short for name, short in names.items() if name != short}
    return Written(tuple(files), changed, tuple(issues))


def _by_kind(layer: Layer) -> Iterator[tuple[str, NDArray[np.intp]]]:
    kinds = np.array([None if one is None else one.geom_type for one in layer.geometry], object)
    for kind, members in KINDS.items():
        rows = np.flatnonzero(np.isin(kinds.astype(str), members))
        if len(rows):
            yield kind, rows


def _texts_fit(layer: Layer, encoding: str) -> tuple[dict[str, Column], list[Issue]]:
    """Shorten texts to what a .dbf holds, and say how many were."""
    columns: dict[str, Column] = {}
    shortened, lost = 0, set[str]()
    for name, column in layer.columns.items():
        if column.dtype != object:
            columns[name] = column
            continue
        fitting = [
            None if text is None else cut(str(text), TEXT_BYTES, encoding) for text in column
        ]
        for text, kept in zip(column, fitting, strict=True):
            if kept is not None and kept != text:
                shortened += len(str(text).encode(encoding, "replace")) > TEXT_BYTES
                lost |= {letter for letter in str(text) if not _has(letter, encoding)}
        columns[name] = objects(fitting)
    issues = [Issue("texts_cut", layer.name, values={"count": shortened})] if shortened else []
    return columns, issues + ([_lost_letters(layer.name, len(lost), encoding)] if lost else [])


def _shapefile(layer: Layer, path: Path, encoding: str) -> list[Path]:
    import pyogrio  # noqa: PLC0415  brings GDAL

    values: list[NDArray[Any]] = [_dbf_values(column) for column in layer.columns.values()]
    kinds = set(shapely.get_type_id(layer.geometry).tolist())
    first = shapely.from_wkb(shapely.to_wkb(layer.geometry[:1]))[0].geom_type
    many = len(kinds) > 1 and not first.startswith("Multi")
    pyogrio.raw.write(
        path,
        shapely.to_wkb(layer.geometry),
        values,
        list(layer.columns),
        geometry_type=f"Multi{first}" if many else first,
        crs=layer.crs,
        driver="ESRI Shapefile",
        encoding=encoding,
    )
    path.with_suffix(".cpg").write_text(encoding.upper(), encoding="ascii")
    return sorted(path.parent.glob(f"{path.stem}.*"))


def _dbf_values(column: Column) -> NDArray[Any]:
    """Give whole numbers as integers, so that a .dbf does not write 2019.0000."""
    if (
        column.dtype.kind == "f"
        and np.isfinite(column).all()
        and (column == np.round(column)).all()
    ):
        return column.astype("i8")
    return column
