"""Which reader a file needs: the layers and tables of a file, or of the files in an archive."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from scmap.errors import InputError
from scmap.formats import letters
from scmap.formats.incoming import record_file
from scmap.formats.incoming.gdal_file import BESIDE_MAPINFO, MAPINFO, layer_names, read_layers
from scmap.formats.incoming.known import KnownSource, known_source
from scmap.formats.incoming.real_kind import GEODATABASE, as_it_is, is_geodatabase
from scmap.formats.incoming.shapefile import read_shapefile
from scmap.formats.incoming.table import Incoming
from scmap.formats.incoming.text_table import as_table, read_spreadsheet, read_text_table
from scmap.formats.incoming.unpack import ARCHIVES, unpacked
from scmap.formats.spreadsheet import MOST_BYTES, SPREADSHEETS, TEXTS
from scmap.formats.unchanged import check_file
from scmap.model.issue import Issue
from scmap.progress import Progress, part, silent

SHAPEFILES = (".shp", ".dbf")
VECTORS = (
    ".gpkg",
    ".geojson",
    ".json",
    ".topojson",
    ".kml",
    ".kmz",
    ".gml",
    ".dxf",
    ".gpx",
    ".fgb",
    GEODATABASE,
    *MAPINFO,
)
# Read as one text or tree, not piece by piece.
WHOLE = frozenset({*SPREADSHEETS, *TEXTS, ".geojson", ".json", ".topojson", ".kml", ".gml", ".gpx"})
# Files beside another one that say nothing alone: they are read with it, or by other programs.
BESIDE = frozenset(
    {".shx", ".prj", ".cpg", ".cst", ".qpj", ".qix", ".qmd", ".sbn", ".sbx", ".fix"}
    | {*BESIDE_MAPINFO}
)
# By their names, all that data come in.
HOLDING = frozenset({*SHAPEFILES, *VECTORS, *TEXTS, *SPREADSHEETS, *ARCHIVES, ".xml"})
_NO_DATA = BESIDE | {".md"}


@dataclass(frozen=True, slots=True)
class Tables:
    """All that was read of a file.

    Attributes
    ----------
    tables : tuple of Incoming
        Its layers, tables and sheets.
    failed : tuple of (name, InputError)
        Files of an archive that cannot be read.
    passed : tuple of str
        Names of the other files of an archive: of no kind that holds data.
    """

    tables: tuple[Incoming, ...]
    failed: tuple[tuple[str, InputError], ...] = field(default=())
    passed: tuple[str, ...] = ()


def check_size(path: Path) -> None:
    """Refuse a file that would have to be read whole and is larger than any that people make.

    Raises
    ------
    InputError
        table_too_large.
    """
    if path.suffix.lower() in WHOLE and path.stat().st_size > MOST_BYTES:
        raise InputError("table_too_large", file=path.name)


def read_tables(
    path: Path,
    sources: Sequence[KnownSource] = (),
    only: str | None = None,
    encoding: str = "",
    progress: Progress = silent,
) -> Tables:
    """Read what a file holds; of an archive all that can be read.

    Parameters
    ----------
    path : Path
        The file.
    sources : sequence of KnownSource
        Series of files that leave their encoding unsaid.
    only : str or None
        Name of the one layer that is wanted; the others need not be read.
    encoding : str
        Of its text, where the user knows it; "" to let it be judged.
    progress : Progress
        Told the share done; may raise CancelledError.

    Raises
    ------
    InputError, RefusedError
        Where nothing can be read; the words say why.
    """
    check_file(path)
    tables: list[Incoming] = []
    failed: list[tuple[str, InputError]] = []
    passed: list[str] = []
    with as_it_is(path) as (source, other):
        for name, read in _readers(source, _Wish(sources, only, encoding, progress, passed)):
            try:
                tables.extend(read)
            except InputError as error:
                failed.append((name, _within(error, path, source, name)))
        if not tables:
            raise _why_nothing(source, failed)
    return Tables(tuple(_told(one, other) for one in tables), tuple(failed), tuple(passed))


def _told(table: Incoming, ending: str) -> Incoming:
    """Say that a file is of another kind than it is called."""
    if not ending:
        return table
    return table.noticing(Issue("kind_otherwise", table.name, values={"kind": ending[1:].upper()}))


def _within(error: InputError, path: Path, source: Path, name: str) -> InputError:
    """Name the archive too where a file in one is at fault."""
    if name == source.name:
        return InputError(error.code, **{**error.values, "file": path.name})
    return InputError(error.code, **{**error.values, "file": f"{path.name} ▸ {name}"})


def named_layers(path: Path) -> tuple[str, ...]:
    """Name the layers of a file without reading them, where it is one of several layers.

    Raises
    ------
    InputError
        As `read_tables` does where the file cannot be opened.
    """
    check_file(path)
    with as_it_is(path) as (source, _other):
        ending = source.suffix.lower()
        if ending in (*SHAPEFILES, *SPREADSHEETS, *TEXTS, *ARCHIVES):
            return ()
        return tuple(layer_names(source))


def _why_nothing(path: Path, failed: list[tuple[str, InputError]]) -> InputError:
    """Give the one reason why a file holds nothing that can be read."""
    real = [error for _name, error in failed if error.code != "file_empty"]
    if path.suffix.lower() in ARCHIVES and not real:
        return InputError("archive_without_data", file=path.name)
    return real[0] if real else failed[0][1] if failed else InputError("no_layer", file=path.name)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is known of a file beforehand."""

    sources: Sequence[KnownSource]
    only: str | None
    encoding: str
    progress: Progress
    passed: list[str] = field(default_factory=list)


def _readers(path: Path, wish: _Wish) -> Iterator[tuple[str, Iterator[Incoming]]]:
    """Give, for each part of a file, its name and what reads it."""
    if path.suffix.lower() in ARCHIVES:
        with unpacked(path, wish.passed) as folder:
            parts = sorted(_parts(folder))
            wish.passed.extend(sorted(_passed(folder, parts)))
            for number, file in enumerate(parts):
                own = part(wish.progress, number / len(parts), (number + 1) / len(parts))
                own(0.0)
                yield file.name, _read_part(file, replace(wish, only=None, progress=own))
    else:
        yield path.name, _read(path, wish)


def _parts(folder: Path) -> Iterator[Path]:
    """Give the files of a folder that hold data by themselves."""
    known = {*SHAPEFILES, *VECTORS, *TEXTS, *SPREADSHEETS}
    files = [one for one in folder.rglob("*") if one.is_file() or is_geodatabase(one)]
    shapes = {_stem(one) for one in files if one.suffix.lower() == ".shp"}
    for one in files:
        ending = one.suffix.lower()
        if ending not in known or (ending == ".dbf" and _stem(one) in shapes):
            continue
        if not is_geodatabase(one.parent):
            yield one


def _stem(path: Path) -> tuple[Path, str]:
    """Give what the files of one shapefile have in common, whatever the case of their letters."""
    return path.parent, path.stem.casefold()


def _passed(folder: Path, parts: Sequence[Path]) -> Iterator[str]:
    """Name the files of a folder that are read neither by themselves nor with another."""
    whole = (*SHAPEFILES, *MAPINFO)
    shapes = {_stem(one) for one in parts if one.suffix.lower() in whole}
    for one in folder.rglob("*"):
        beside = one.suffix.lower() in {*BESIDE, ".dbf", ".xml"} and (
            _stem(one) in shapes or _stem(one.with_suffix("")) in shapes
        )
        known = one in parts or beside or one.suffix.lower() in ARCHIVES
        if one.is_file() and not known and not is_geodatabase(one.parent):
            yield one.name


def _read_part(path: Path, wish: _Wish) -> Iterator[Incoming]:
    """Read one file of an archive by its kind."""
    with as_it_is(path) as (source, other):
        for table in _read(source, wish):
            yield _told(table, other)


def _read(path: Path, wish: _Wish) -> Iterator[Incoming]:
    """Read one file by its kind."""
    ending = path.suffix.lower()
    check_file(path)
    if ending in SHAPEFILES:
        known = known_source(path.stem, wish.sources)
        yield read_shapefile(path, known.encoding if known else "", wish.encoding)
    elif ending in SPREADSHEETS:
        yield from read_spreadsheet(path, wish.progress)
    elif ending in TEXTS:
        yield read_text_table(path, wish.encoding, wish.progress)
    elif ending in _NO_DATA:
        raise InputError("not_data", file=path.name)
    elif ending in record_file.ENDINGS:
        yield from _layers_or_records(path, wish)
    else:
        yield from read_layers(path, wish.only, wish.encoding)


def _layers_or_records(path: Path, wish: _Wish) -> Iterator[Incoming]:
    """Read a file as one of shapes, or else as a list of records."""
    try:
        yield from read_layers(path, wish.only, wish.encoding)
    except InputError as error:
        rows = record_file.read_records(path) if error.code == "not_readable" else None
        if rows is None:
            raise
        yield as_table(path.stem, rows, letters.UTF8, wish.progress)
