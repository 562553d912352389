"""GDAL's validator looks at every GeoPackage that a test of this room leaves behind."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from scmap.formats.unchanged import has_side_files, is_too_long
from tests.needs import missing

PYTHON = Path("/usr/bin/python3")  # Debian's python3-gdal is for Debian's Python
VALIDATOR = Path(__file__).with_name("validator.py")

# What it says of files that GDAL 3.12 itself writes, too: version 1.4 of the standard has other
# triggers than 1.3, which is the newest that GDAL 3.6 knows. And it looks for the sign of an empty
# geometry in bit 3 of the flags, where the standard has the code of the envelope; it is bit 4.
KNOWN = (
    re.compile(r"rtree_.+_update[13] trigger missing", re.DOTALL),
    re.compile("Inconsistent empty_flag vs geometry content"),
)

# Tests that damage files, or put into them what no program should.
DAMAGING = {
    "test_a_damaged_file_opens_or_is_refused_in_words",
    "test_a_planted_trigger_makes_the_project_read_only_and_does_not_run",
    "test_a_cut_off_project_is_called_damaged",
    "test_what_is_no_project_is_named",
    "test_what_is_no_geometry_is_named_by_its_feature",
    "test_what_cannot_be_taken_in_keeps_the_file_read_only",
    "test_values_of_another_type_are_unknown_rather_than_wrong",
    "test_a_layer_without_crs_is_neither_written_nor_read",
    "test_a_file_that_is_no_database_is_replaced_and_kept_as_a_backup",
}


@pytest.fixture(scope="session")
def left_files() -> Iterator[dict[Path, str]]:
    """Collect the files of all tests, and have them looked at together: it starts slowly."""
    files: dict[Path, str] = {}
    yield files
    if not files:
        return
    if not PYTHON.exists() or (shutil.which("gdalinfo") is None and not _has_gdal()):
        missing("GDAL's validator is missing: apt install python3-gdal")
    command = [str(PYTHON), str(VALIDATOR), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, list[tuple[int, str]]] = json.loads(done.stdout)
    faults = [
        f"{files[Path(name)]}: {Path(name).name}: {words}"
        for name, errors in found.items()
        for _number, words in errors
        if not any(known.fullmatch(words) for known in KNOWN)
    ]
    assert not faults, "\n".join(faults)


def _has_gdal() -> bool:
    command = [str(PYTHON), "-c", "import osgeo_utils.samples.validate_gpkg"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


@pytest.fixture(autouse=True)
def validated(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    left_files: dict[Path, str],
) -> Iterator[None]:
    """Remember the GeoPackages that a test leaves."""
    base = tmp_path_factory.getbasetemp()
    before = set(base.iterdir())
    yield
    if getattr(request.function, "__name__", "") in DAMAGING:
        return
    for folder in set(base.iterdir()) - before:
        if folder.is_symlink():
            continue
        for file in folder.rglob("*.gpkg"):
            if file.is_file() and not (is_too_long(file) or has_side_files(file)):
                left_files[file] = request.node.name
