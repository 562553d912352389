"""Files that are no data but point at some: GDAL would follow them, even over the network."""

import lzma
import zipfile
import zlib
from pathlib import Path
from typing import IO

# How the descriptions begin that GDAL's VRT, WFS and service drivers recognise by content.
MARKS = (b"<ogrvrtdatasource", b"<ogrwfsdatasource", b"<wfs_capabilities", b"wfs:wfs_capabilities")
SNIFFED_BYTES = 8192
_UNREADABLE = (
    zipfile.BadZipFile,
    RuntimeError,  # a password; a packing that is not known raises a kind of it
    OSError,  # damaged bzip2
    EOFError,
    ValueError,
    zlib.error,
    lzma.LZMAError,
)


def refers_elsewhere(path: Path) -> bool:
    """Tell whether a file, or one inside a zip, refers to data somewhere else, or might.

    What cannot be looked into (encrypted, packed in a way that Python does not know, damaged)
    counts as if it did: GDAL knows more ways of packing, and would open it.
    """
    if zipfile.is_zipfile(path):
        try:
            return _any_inside(path)
        except _UNREADABLE:
            if _is_opened_as_zip(path):
                return True
    with path.open("rb") as file:
        return _is_reference(file)


def _is_opened_as_zip(path: Path) -> bool:
    """Tell a zip from other data that only hold something like one."""
    with path.open("rb") as file:
        return path.suffix.lower() == ".zip" or file.read(2) == b"PK"


def _any_inside(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            with archive.open(name) as file:
                if _is_reference(file):
                    return True
    return False


def _is_reference(file: IO[bytes]) -> bool:
    start = file.read(SNIFFED_BYTES).lower()
    return any(mark in start for mark in MARKS)
