"""What a file is by what is in it, where its name says something else.

Offices rename what they hand on: a workbook called .csv, a GeoJSON called .txt, a text .xlsx.
"""

import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from scmap.errors import InputError
from scmap.formats.spreadsheet import SPREADSHEETS, TEXTS

GEODATABASE = ".gdb"  # a folder
SNIFFED = 4_096  # bytes
ZIPPED = (".zip", ".kmz", *SPREADSHEETS)
ROOMY = (".gpkg", ".sqlite", ".db", ".mbtiles")  # of SQLite
JSONS = (".json", ".geojson", ".topojson", ".geojsonl", ".geojsons")
XMLS = (".kml", ".gml", ".xml", ".gpx")
# What no reader here takes, by how it begins; other programs open it first.
_ARCHIVES: Mapping[bytes, str] = {
    b"7z\xbc\xaf": "7Z",
    b"Rar!": "RAR",
    b"EGGA": "EGG",
    b"ALZ\x01": "ALZ",
    b"\x1f\x8b": "GZ",
}
_DOCUMENTS: Mapping[bytes, str] = {
    b"%PDF": "PDF",
    b"HWP Document": "HWP",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
}
_DOCUMENT_ENDINGS = (".hwp", ".hwpx", ".doc", ".docx", ".ppt", ".pptx", ".dwg")
_WITHIN: Mapping[str, str] = {"xl/workbook.xml": ".xlsx", "xl/workbook.bin": ".xlsb"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SQLITE = b"SQLite format 3\x00"
_MARK = b"\xef\xbb\xbf"


def is_geodatabase(path: Path) -> bool:
    """Tell whether a folder is a file geodatabase, which is one file for its users."""
    return path.suffix.lower() == GEODATABASE and any(path.glob("*.gdbtable"))


@contextmanager
def as_it_is(path: Path) -> Iterator[tuple[Path, str]]:
    """Give a path whose ending is right, and that ending where it is another one; else "".

    Raises
    ------
    InputError
        other_archive, not_table_or_map.
    """
    if path.is_dir():
        yield path, ""
        return
    ending = real_ending(path)
    if ending == path.suffix.lower():
        yield path, ""
        return
    with TemporaryDirectory(prefix="scmap-") as folder:
        copy = Path(folder) / f"{path.stem}{ending}"
        shutil.copyfile(path, copy)
        yield copy, ending


def real_ending(path: Path) -> str:
    """Give the ending that a file should have; its own where its contents allow that.

    Raises
    ------
    InputError
        other_archive, not_table_or_map.
    """
    own = path.suffix.lower()
    with path.open("rb") as file:
        start = file.read(SNIFFED)
    for marks, code in ((_ARCHIVES, "other_archive"), (_DOCUMENTS, "not_table_or_map")):
        kind = next((name for mark, name in marks.items() if start.startswith(mark)), "")
        if kind:
            raise InputError(code, file=path.name, kind=kind)
    if own in _DOCUMENT_ENDINGS and (start.startswith((b"PK", _OLE)) or own == ".dwg"):
        raise InputError("not_table_or_map", file=path.name, kind=own[1:].upper())
    if start.startswith(b"PK\x03\x04"):
        return own if own in ZIPPED and own != ".xls" else _zipped(path, own)
    if start.startswith(_SQLITE):
        return own if own not in (*SPREADSHEETS, *TEXTS, *JSONS, *XMLS) else ".gpkg"
    if start.startswith(_OLE):
        return ".xls" if own in (*TEXTS, *SPREADSHEETS) else own
    return _texted(own, start) if own in (*TEXTS, *SPREADSHEETS, *JSONS, *XMLS) else own


def _zipped(path: Path, own: str) -> str:
    """Tell what an archive is by what is in it."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return own
    for name, ending in _WITHIN.items():
        if name in names:
            return ending
    if "content.xml" in names:
        return ".ods"
    if own in (*TEXTS, *JSONS, *XMLS, ""):
        return ".kmz" if any(name.lower().endswith(".kml") for name in names) else ".zip"
    return own


def _texted(own: str, start: bytes) -> str:
    """Tell what a text is by how it begins; a page may pass for a table of Excel."""
    begin = start.removeprefix(_MARK).lstrip()
    if begin.startswith((b"{", b"[{", b"[\n", b"[\r")):
        return own if own in JSONS else ".json"
    if begin.startswith(b"<") and own in (*TEXTS, *JSONS):
        head = begin.lower()
        return ".kml" if b"<kml" in head else ".gml" if b"opengis.net/gml" in head else own
    in_two_bytes = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    is_table = begin.startswith(b"<") or (b"\n" in begin.strip() and not begin.startswith(b"PK"))
    if (
        own in SPREADSHEETS
        and own != ".xls"
        and is_table
        and (in_two_bytes or b"\x00" not in start)
    ):
        return ".xls"  # pages and texts that are called so are read under this name
    return own
