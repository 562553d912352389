"""GDAL's validator looks at the GeoPackages that the tests of a process leave behind.

All of them are looked at together when the tests are over: the validator starts slowly, and reads
two hundred small files in a second. Of large ones that differ in their rows only, one is read.
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path

from scmap.formats.unchanged import has_side_files, is_too_long
from tests.needs import missing

PYTHON = Path("/usr/bin/python3")  # Debian's python3-gdal is for Debian's Python
VALIDATOR = Path(__file__).with_name("validator.py")
SMALL = 1_000_000  # bytes; of larger files one of each layout is enough

# What it says of files that GDAL 3.12 itself writes, too: version 1.4 of the standard has other
# triggers than 1.3, which is the newest that GDAL 3.6 knows. And it looks for the sign of an empty
# geometry in bit 3 of the flags, where the standard has the code of the envelope; it is bit 4.
KNOWN = (
    re.compile(r"rtree_.+_update[13] trigger missing", re.DOTALL),
    re.compile("Inconsistent empty_flag vs geometry content"),
)


def faults_of_left(base: Path, damaged: Collection[Path]) -> list[str]:
    """Give what the validator says of the GeoPackages under a folder.

    Parameters
    ----------
    base : Path
        Where the tests wrote.
    damaged : collection of Path
        Folders of tests that damage files, or put into them what no program should.
    """
    files = list(_worth_reading(base, damaged))
    if not files:
        return []
    if not PYTHON.exists() or (shutil.which("gdalinfo") is None and not _has_gdal()):
        missing("GDAL's validator is missing: apt install python3-gdal")
    command = [str(PYTHON), str(VALIDATOR), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, list[tuple[int, str]]] = json.loads(done.stdout)
    return [
        f"{Path(name).relative_to(base)}: {words}"
        for name, errors in found.items()
        for _number, words in errors
        if not any(known.fullmatch(words) for known in KNOWN)
    ]


def _worth_reading(base: Path, damaged: Collection[Path]) -> Iterator[Path]:
    layouts: set[frozenset[object]] = set()
    for folder, below, names in os.walk(base):
        if Path(folder) in damaged:
            below.clear()
            continue
        for file in (Path(folder, name) for name in sorted(names) if name.endswith(".gpkg")):
            if not file.is_file() or is_too_long(file) or has_side_files(file):
                continue
            if file.stat().st_size > SMALL:
                layout = _layout(file)
                if layout in layouts:
                    continue
                layouts.add(layout)
            yield file


def _layout(file: Path) -> frozenset[object]:
    """Give the tables, triggers and indices of a file, as the statements that made them."""
    with closing(sqlite3.connect(f"{file.as_uri()}?immutable=1", uri=True)) as connection:
        return frozenset(connection.execute("SELECT sql FROM sqlite_master"))


def _has_gdal() -> bool:
    command = [str(PYTHON), "-c", "import osgeo_utils.samples.validate_gpkg"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0
