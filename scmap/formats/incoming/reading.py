"""Which reader a file needs: the layers and tables of a file, or of the files in an archive."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from scmap.errors import InputError
from scmap.formats.incoming.gdal_file import BESIDE_MAPINFO, MAPINFO, layer_names, read_layers
from scmap.formats.incoming.known import KnownSource, known_source
from scmap.formats.incoming.shapefile import read_shapefile
from scmap.formats.incoming.table import Incoming
from scmap.formats.incoming.text_table import read_spreadsheet, read_text_table
from scmap.formats.incoming.unpack import ARCHIVES, unpacked
from scmap.formats.spreadsheet import MOST_BYTES, SPREADSHEETS, TEXTS
from scmap.formats.unchanged import check_file
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
    *MAPINFO,
)
# Read as one text or tree, not piece by piece.
WHOLE = frozenset({*SPREADSHEETS, *TEXTS, ".geojson", ".json", ".topojson", ".kml", ".gml", ".gpx"})
# Files beside another one that say nothing alone: they are read with it, or by other programs.
BESIDE = frozenset(
    {".shx", ".prj", ".cpg", ".cst", ".qpj", ".qix", ".qmd", ".sbn", ".sbx", ".fix"}
    | {*BESIDE_MAPINFO}
)
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
    for name, read in _readers(path, _Wish(sources, only, encoding, progress, passed)):
        try:
            tables.extend(read)
        except InputError as error:
            failed.append((name, _within(error, path, name)))
    if not tables:
        raise _why_nothing(path, failed)
    return Tables(tuple(tables), tuple(failed), tuple(passed))


def _within(error: InputError, path: Path, name: str) -> InputError:
    """Name the archive too where a file in one is at fault."""
    if name == path.name:
        return error
    return InputError(error.code, **{**error.values, "file": f"{path.name} ▸ {name}"})


def named_layers(path: Path) -> tuple[str, ...]:
    """Name the layers of a file without reading them, where it is one of several layers.

    Raises
    ------
    InputError
        As `read_tables` does where the file cannot be opened.
    """
    check_file(path)
    ending = path.suffix.lower()
    if ending in (*SHAPEFILES, *SPREADSHEETS, *TEXTS, *ARCHIVES):
        return ()
    return tuple(layer_names(path))


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
                yield file.name, _read(file, replace(wish, only=None, progress=own))
    else:
        yield path.name, _read(path, wish)


def _parts(folder: Path) -> Iterator[Path]:
    """Give the files of a folder that hold data by themselves."""
    known = {*SHAPEFILES, *VECTORS, *TEXTS, *SPREADSHEETS}
    files = [one for one in folder.rglob("*") if one.is_file()]
    shapes = {one.with_suffix("") for one in files if one.suffix.lower() == ".shp"}
    for one in files:
        ending = one.suffix.lower()
        if ending not in known or (ending == ".dbf" and one.with_suffix("") in shapes):
            continue
        yield one


def _passed(folder: Path, parts: Sequence[Path]) -> Iterator[str]:
    """Name the files of a folder that are read neither by themselves nor with another."""
    whole = (*SHAPEFILES, *MAPINFO)
    shapes = {one.with_suffix("") for one in parts if one.suffix.lower() in whole}
    for one in folder.rglob("*"):
        beside = one.suffix.lower() in {*BESIDE, ".dbf", ".xml"} and (
            one.with_suffix("") in shapes or one.with_suffix("").with_suffix("") in shapes
        )
        if one.is_file() and one not in parts and not beside and one.suffix.lower() not in ARCHIVES:
            yield one.name


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
    else:
        yield from read_layers(path, wish.only, wish.encoding)
