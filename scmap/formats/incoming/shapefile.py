"""A shapefile: shapes through GDAL, attributes from their bytes; nothing is written beside it."""

import shutil
import struct
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.errors import InputError
from scmap.formats import letters
from scmap.formats.incoming import dbf
from scmap.formats.incoming.gdal_names import is_plain
from scmap.formats.incoming.table import Incoming, noticed
from scmap.model.issue import Issue
from scmap.model.layer import Objects
from scmap.model.written import read

MAGIC = 9994
MULTIPATCH = 31
INDEX_HEADER, INDEX_ENTRY = 100, 8  # bytes of a .shx
COUNTED = 8  # bytes of a .dbf after which the number of its records is known
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg", ".cst")


def read_shapefile(path: Path, usual: str = "", encoding: str = "") -> Incoming:
    """Read a shapefile, or a .dbf that stands alone.

    Parameters
    ----------
    path : Path
        Its .shp or .dbf.
    usual : str
        What files of this name usually are in; "" where that is not known.
    encoding : str
        What the user says the text is in; "" to let it be judged.

    Raises
    ------
    InputError
        shapefile_damaged, shapefile_multipatch, table_damaged.
    """
    beside = _beside(path)
    if ".shp" not in beside:
        return _with_attributes(_bare(path.stem, None, None), beside, usual, encoding)
    _check_header(beside[".shp"])
    geometry, fids, lacking = _shapes(beside)
    table = _with_attributes(_bare(path.stem, geometry, fids), beside, usual, encoding)
    if ".prj" in beside:
        said = beside[".prj"].read_bytes()[:20_000].decode("utf-8", "replace").strip("\x00 \ufeff")
        table = replace(table, crs=said, crs_from="file" if said else "none")
    return table.noticing(*lacking)


def _beside(path: Path) -> Mapping[str, Path]:
    """Find the files of a shapefile, whatever the case of their endings."""
    return {
        other.suffix.lower(): other
        # Of two that differ in case only, the one that is spelled as the file asked for is last.
        for other in sorted(path.parent.iterdir(), key=lambda one: (one.stem == path.stem, one))
        if other.stem.lower() == path.stem.lower() and other.suffix.lower() in _PARTS
    }


def _check_header(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(100)
    if len(head) < 100 or struct.unpack(">i", head[:4])[0] != MAGIC:
        raise InputError("shapefile_damaged", file=path.name)
    if struct.unpack("<i", head[32:36])[0] == MULTIPATCH:
        raise InputError("shapefile_multipatch", file=path.name)


def _shapes(beside: Mapping[str, Path]) -> tuple[Objects, NDArray[np.intp], list[Issue]]:
    """Give the shapes with the numbers of their records, from 0."""
    import pyogrio  # noqa: PLC0415  brings GDAL

    name = beside[".shp"].stem
    issues = [] if ".shx" in beside else [Issue("index_rebuilt", name)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            fids, wkb = _raw_shapes(beside)
            shapes = read(wkb, on_invalid="ignore")
        except (
            pyogrio.errors.DataSourceError,
            pyogrio.errors.DataLayerError,
            pyogrio.errors.FeatureError,
            pyogrio.errors.GeometryError,
            shapely.errors.ShapelyError,
            IndexError,
        ) as error:
            raise InputError("shapefile_damaged", file=beside[".shp"].name) from error
    return shapes, np.asarray(fids, dtype=np.intp), issues


def _raw_shapes(beside: Mapping[str, Path]) -> tuple[Sequence[int], Objects]:
    """Give record numbers and well-known binaries; a .prj that is none takes no shape along."""
    import pyogrio  # noqa: PLC0415  brings GDAL

    for copied in (False, True):
        try:
            with _as_gdal_reads(beside, copied=copied) as source:
                # Latin-1 takes any name of a column: a .cpg that says otherwise may lie.
                _meta, fids, wkb, _values = pyogrio.raw.read(
                    source, columns=[], return_fids=True, encoding=letters.LATIN1
                )
        except (pyogrio.errors.CRSError, UnboundLocalError):  # the latter is pyogrio's own slip
            if copied:
                raise
        else:
            break
    return fids, wkb


@contextmanager
def _as_gdal_reads(beside: Mapping[str, Path], *, copied: bool) -> Iterator[Path]:
    """Give a path that GDAL reads as it is: endings in small letters, an index, nothing strange.

    The attributes stay behind: they are read from their bytes. So does the .prj of a copy.
    """
    shp, shx = beside[".shp"], beside.get(".shx")
    plain = shx is not None and shp.suffix == ".shp" and shx.suffix == ".shx"
    is_short = _has_fewer_records(beside)
    if not copied and plain and is_plain(shp) and ".dbf" in beside and not is_short:
        yield shp
        return
    import pyogrio  # noqa: PLC0415  brings GDAL

    with TemporaryDirectory(prefix="scmap-") as folder:
        for ending in (".shp", ".shx", ".dbf"):
            if ending in beside and not (ending == ".dbf" and is_short):
                shutil.copyfile(beside[ending], Path(folder) / f"source{ending}")
        before = pyogrio.get_gdal_config_option("SHAPE_RESTORE_SHX")
        pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": "YES"})  # beside the copy
        try:
            yield Path(folder) / "source.shp"
        finally:
            pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": before})


def _has_fewer_records(beside: Mapping[str, Path]) -> bool:
    """Tell whether the table has fewer records than there are shapes: GDAL drops the others."""
    if ".dbf" not in beside or ".shx" not in beside:
        return False
    with beside[".dbf"].open("rb") as file:
        head = file.read(COUNTED)
    shapes = (beside[".shx"].stat().st_size - INDEX_HEADER) // INDEX_ENTRY
    return len(head) == COUNTED and int.from_bytes(head[4:8], "little") < shapes


def _bare(name: str, geometry: Objects | None, fids: NDArray[np.intp] | None) -> Incoming:
    rows = np.zeros(0, dtype=np.intp) if fids is None else fids + 1
    return Incoming(name, {}, geometry, rows, encoding=letters.LATIN1)


def _with_attributes(
    table: Incoming, beside: Mapping[str, Path], usual: str, encoding: str
) -> Incoming:
    """Join the attributes to the shapes by record number."""
    if ".dbf" not in beside:
        return table.noticing(Issue("attributes_missing", table.name))
    read = dbf.read_dbf(beside[".dbf"])
    language = dbf.LANGUAGES.get(read.language, "")
    claims = [*_labels(beside), ("ldid", language), ("source", usual)]
    judged = letters.told(encoding) or letters.judge(dbf.texts(read), claims)
    columns, issues = dbf.columns(read, judged.encoding, table.name)
    if judged.guessed:
        told = {"encoding": judged.encoding}
        issues.append(Issue("encoding_guessed", table.name, values=told))
    if judged.contradicted:
        told = {"claimed": judged.contradicted, "encoding": judged.encoding}
        issues.append(Issue("encoding_contradicted", table.name, values=told))
    if read.declared > len(read.records):
        told_count = {"count": read.declared - len(read.records)}
        issues.append(Issue("table_cut_off", table.name, values=told_count))
    if read.deleted.any():
        issues.append(noticed("records_deleted", table.name, np.flatnonzero(read.deleted) + 1))
    rows = table.rows if table.geometry is not None else np.flatnonzero(~read.deleted) + 1
    inside = rows <= len(read.records)
    records = np.where(inside, rows, 1) - 1
    joined = {name: _taken(column, records, inside) for name, column in columns.items()}
    if not inside.all():
        issues.append(noticed("attributes_missing_rows", table.name, rows[~inside]))
    return replace(
        table,
        columns=joined if len(read.records) else {n: _nothing(c, rows) for n, c in columns.items()},
        rows=rows,
        encoding=judged.encoding,
        encoding_from=judged.by,
        issues=(*table.issues, *issues),
    )


def _taken(
    column: NDArray[np.generic], records: NDArray[np.intp], inside: NDArray[np.bool_]
) -> NDArray[np.generic]:
    """Give the values of records, unknown where the table has no such record."""
    if not len(column):
        return _nothing(column, records)
    taken = column[records]
    if not inside.all():
        taken[~inside] = _unknown(column)
    return taken


def _nothing(column: NDArray[np.generic], rows: NDArray[np.intp]) -> NDArray[np.generic]:
    return np.full(len(rows), _unknown(column), dtype=column.dtype)


def _unknown(column: NDArray[np.generic]) -> Any:
    return {"O": None, "f": np.nan, "M": np.datetime64("NaT")}[column.dtype.kind]


def _labels(beside: Mapping[str, Path]) -> Iterator[tuple[str, str]]:
    for ending in (".cpg", ".cst"):
        if ending in beside:
            yield ending[1:], beside[ending].read_bytes()[:40].decode("ascii", "ignore")
