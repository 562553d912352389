"""Vector files from outside, as layers on the project's plane: the bulk path through GDAL.

Whatever GDAL reads is read: GeoPackage, Shapefile (zipped too), GeoJSON, KML … What was not as it
should be comes back as issues beside the layers; what cannot be used is an error that names file
and layer. No byte of a file changes.
"""

import shutil
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import shapely
from numpy.typing import NDArray

from scmap.errors import CrsMismatchError, InputError
from scmap.formats import digest, fields, hangul, planes, shapes
from scmap.formats.references import refers_elsewhere
from scmap.formats.unchanged import at_rest, check_file, check_intact, reading
from scmap.model.identity import completed
from scmap.model.issue import Issue
from scmap.model.layer import PLANE, Column, Layer, Objects, Source, objects
from scmap.model.project import new_uid
from scmap.progress import Progress, silent

UID = "uid"
GEOPACKAGE = ".gpkg"
CURVES = frozenset(
    {"CIRCULARSTRING", "COMPOUNDCURVE", "CURVEPOLYGON", "MULTICURVE", "MULTISURFACE"}
)
# pyogrio takes these for the ends of an archive's name or of a URL
MISREAD = frozenset("!;")


@dataclass(frozen=True, slots=True)
class Read:
    """What came in.

    Attributes
    ----------
    layers : tuple of Layer
        On the plane asked for; tables without geometry have none.
    issues : tuple of Issue
        What was repaired, guessed or left out.
    """

    layers: tuple[Layer, ...]
    issues: tuple[Issue, ...]


def read(
    path: Path,
    *,
    layer: str | None = None,
    crs: str | None = None,
    plane: str = PLANE,
    progress: Progress = silent,
) -> Read:
    """Read one layer of a vector file.

    Parameters
    ----------
    path : Path
        The file; of a shapefile its .shp, or a .zip around it.
    layer : str or None
        Which layer; None where the file has only one.
    crs : str or None
        ``EPSG:n`` in which the coordinates are, for a file that does not say or says it wrong.
    plane : str
        Plane onto which it is brought.
    progress : Progress
        Told how far it is.

    Raises
    ------
    InputError
        file_missing, file_empty, file_is_folder, file_not_readable, not_geopackage, file_damaged,
        not_readable, no_layer, layer_unknown, layers_several.
    CrsMismatchError
        no_crs, crs_unknown, crs_contradicted.
    """
    check_file(path)
    with _source(path) as source:
        name = _choose(source, path, layer)
        progress(0.1)
        raw = _load(source, path, name)
    progress(0.6)
    if crs is not None:
        raw = replace(raw, crs=crs)
    raw, guessed = _decoded(raw, name)
    geometry, found_crs, moved = _geometry(raw, path, name, plane)
    progress(0.9)
    found, left_out = _layer(raw, geometry, found_crs, path, name, plane)
    progress(1.0)
    return Read((found,), (*raw.issues, *guessed, *moved, *left_out))


def layer_names(path: Path) -> tuple[str, ...]:
    """Name the layers of a vector file: those with features on the ground, or else its tables.

    Raises
    ------
    InputError
        As `read` does where the file cannot be opened; () is no error.
    """
    check_file(path)
    with _source(path) as source:
        return tuple(_names(source, path)[0])


@dataclass(frozen=True, slots=True)
class _Raw:
    """A layer as GDAL gives it."""

    title: str
    crs: str | None
    encoding: str
    names: list[str]
    values: list[NDArray[Any]]
    kinds: list[tuple[str, str]]  # subtype and type of each field
    wkb: NDArray[Any] | None
    issues: tuple[Issue, ...] = ()


@contextmanager
def _source(path: Path) -> Iterator[Path]:
    """Give a path that GDAL opens without changing anything, and that pyogrio does not misread."""
    if refers_elsewhere(path):
        raise InputError("not_readable", file=path.name)
    if path.suffix.lower() == GEOPACKAGE:
        with reading(path) as connection:
            check_intact(connection, path)
        with at_rest(path) as resting, _plainly_named(resting) as source:
            yield source
    else:
        with _plainly_named(path) as source:
            yield source


@contextmanager
def _plainly_named(path: Path) -> Iterator[Path]:
    if MISREAD.isdisjoint(str(path)):
        yield path
        return
    with TemporaryDirectory(prefix="scmap-") as folder:
        for file in path.parent.glob("*"):
            if file.stem == path.stem and file.is_file():
                shutil.copyfile(file, Path(folder) / f"source{file.suffix}")
        yield Path(folder) / f"source{path.suffix}"


def _names(source: Path, path: Path) -> tuple[list[str], list[str]]:
    """Name the layers that are meant when none is named, and all of them."""
    import pyogrio  # noqa: PLC0415  brings GDAL

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the same is said again when the layer is read
        try:
            listed = pyogrio.list_layers(source)
        except (pyogrio.errors.DataSourceError, IndexError) as error:
            raise InputError("not_readable", file=path.name) from error
    kinds = {str(name): kind for name, kind in listed}
    spatial = [name for name, kind in kinds.items() if kind is not None]
    return spatial or list(kinds), list(kinds)


def _choose(source: Path, path: Path, asked: str | None) -> str:
    """Find the layer that is meant: the one named, or the only one."""
    candidates, known = _names(source, path)
    if asked is not None:
        if asked not in known:
            raise InputError(
                "layer_unknown", file=path.name, layer=asked, layers=", ".join(candidates)
            )
        return asked
    if not candidates:
        raise InputError("no_layer", file=path.name)
    if len(candidates) > 1:
        raise InputError("layers_several", file=path.name, layers=", ".join(candidates))
    return candidates[0]


def _load(source: Path, path: Path, name: str) -> _Raw:
    import pyogrio  # noqa: PLC0415  brings GDAL

    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            meta, _fids, wkb, values = pyogrio.raw.read(source, layer=name, datetime_as_string=True)
            said_of_it = pyogrio.read_info(source, layer=name)["layer_metadata"] or {}
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
            raise InputError("not_readable", file=path.name) from error
        except (pyogrio.errors.FeatureError, pyogrio.errors.GeometryError, UnicodeError) as error:
            raise InputError("layer_not_readable", file=path.name, layer=name) from error
    issues = []
    if any("Measured" in str(warning.message) for warning in said):
        issues.append(Issue("measures_dropped", name))
    if _has_curves(path, name):
        issues.append(Issue("curve_straightened", name))
    return _Raw(
        title=str(said_of_it.get("IDENTIFIER", "")) or name,  # what a GeoPackage's maker called it
        crs=meta["crs"],
        encoding=meta["encoding"] or "",
        names=[str(field) for field in meta["fields"]],
        values=list(values),
        kinds=list(zip(meta["ogr_subtypes"], meta["ogr_types"], strict=True)),
        wkb=wkb,
        issues=tuple(issues),
    )


def _has_curves(path: Path, name: str) -> bool:
    """Tell whether a GeoPackage says that a layer holds curves, which GDAL straightens silently."""
    if path.suffix.lower() != GEOPACKAGE:
        return False
    with reading(path) as connection:
        found = connection.execute(
            "SELECT geometry_type_name FROM gpkg_geometry_columns WHERE table_name = ?", (name,)
        ).fetchone()
    return found is not None and str(found[0]).upper() in CURVES


def _decoded(raw: _Raw, name: str) -> tuple[_Raw, list[Issue]]:
    """Repair Hangul that was read as Western European text."""
    texts = [column for column in raw.values if column.dtype == object]
    if raw.encoding != hangul.WRONG or not any(map(hangul.is_mistaken, texts)):
        return raw, []
    values = [
        objects(map(hangul.repaired, column)) if column.dtype == object else column
        for column in raw.values
    ]
    names = [hangul.repaired(field) or "" for field in raw.names]
    repaired = replace(raw, encoding=hangul.RIGHT, names=names, values=values)
    return repaired, [Issue("encoding_guessed", name, values={"encoding": hangul.RIGHT})]


def _geometry(raw: _Raw, path: Path, name: str, plane: str) -> tuple[Objects, str, list[Issue]]:
    """Give the geometries on the plane, the CRS they came from, and what was noticed."""
    if raw.wkb is None:
        return objects([None] * (len(raw.values[0]) if raw.values else 0)), "", []
    try:
        geometry = objects(shapely.from_wkb(raw.wkb))
    except (shapely.errors.ShapelyError, NotImplementedError) as error:
        raise InputError("layer_not_readable", file=path.name, layer=name) from error
    if not raw.crs:
        raise CrsMismatchError("no_crs", file=path.name, layer=name)
    geometry, flat = shapes.flattened(geometry, name)
    geometry, odd = shapes.without_impossible(geometry, name)
    geometry, crs, doubts = planes.reprojected(geometry, raw.crs, plane, file=path.name, layer=name)
    geometry, lost = shapes.without_impossible(geometry, name)
    geometry, reduced = shapes.with_polygons(geometry, name)
    nothing = shapes.missing(geometry, name)
    return geometry, crs, [*flat, *odd, *doubts, *lost, *reduced, *nothing]


def _layer(
    raw: _Raw, geometry: Objects, crs: str, path: Path, name: str, plane: str
) -> tuple[Layer, list[Issue]]:
    columns, issues = _columns(raw, name)
    sha256 = digest.sha256(path)
    given = columns.get(UID, objects([]))
    identities: list[object] = [None] * len(geometry)
    if _is_identity(given):
        identities = given.tolist()
        columns = {field: column for field, column in columns.items() if field != UID}
    scope = f"{sha256}/{name}"
    uids, _made = completed(identities, scope, range(1, len(geometry) + 1))
    layer = Layer(
        uid=new_uid(),  # brought in twice, a file makes two layers
        name=name,
        title=raw.title,
        kind="other",
        crs=plane if raw.wkb is not None else "",
        uids=uids,
        geometry=geometry,
        columns=columns,
        source=Source(file=path.name, sha256=sha256, crs=crs, encoding=_encoding(path, raw)),
    )
    return layer, issues


def _encoding(path: Path, raw: _Raw) -> str:
    """Name the encoding of a file's text: GDAL names the one it has brought the text into."""
    label = path.with_suffix(".cpg")
    if raw.encoding == "UTF-8" and path.suffix.lower() == ".shp" and label.is_file():
        return label.read_text("ascii", "ignore").strip()[:20] or raw.encoding
    return raw.encoding


def _columns(raw: _Raw, name: str) -> tuple[Mapping[str, Column], list[Issue]]:
    columns: dict[str, Column] = {}
    issues: list[Issue] = []
    for field, values, (subtype, kind) in zip(
        fields.distinct(raw.names), raw.values, raw.kinds, strict=True
    ):
        column = fields.column(values, subtype, kind)
        if column is None:
            issues.append(Issue("field_left_out", name, values={"field": field}))
        else:
            columns[field] = column
    return columns, issues


def _is_identity(column: Column) -> bool:
    """Tell whether a column names every feature differently, as our own exports do."""
    values = column.tolist() if column.dtype == object else []
    return bool(values) and None not in values and len(set(values)) == len(values)
