"""Files that are no data but point at some: GDAL would follow them, even over the network."""

import zipfile
from contextlib import suppress
from pathlib import Path
from typing import IO

# How the descriptions begin that GDAL's VRT, WFS and service drivers recognise by content.
MARKS = (b"<ogrvrtdatasource", b"<ogrwfsdatasource", b"<wfs_capabilities", b"wfs:wfs_capabilities")
SNIFFED_BYTES = 8192


def refers_elsewhere(path: Path) -> bool:
    """Tell whether a file, or one inside a zip, refers to data somewhere else."""
    if zipfile.is_zipfile(path):
        with suppress(zipfile.BadZipFile, RuntimeError, NotImplementedError):
            return _any_inside(path)
    with path.open("rb") as file:
        return _is_reference(file)


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
