"""Checks GeoPackages with GDAL's own validator and prints what it finds, as JSON.

Run by the interpreter that has python3-gdal: ``python3 validator.py FILE…``. It imports nothing of
ours.
"""

# mypy: ignore-errors
import json
import sys

from osgeo import gdal
from osgeo_utils.samples import validate_gpkg


def faults(path):
    """Give what the validator says about a file, as pairs of requirement and words."""
    checker = validate_gpkg.GPKGChecker(path, abort_at_first_error=False)
    try:
        checker.check()
    except Exception as error:  # noqa: BLE001  it stops where it cannot go on
        return [*checker.errors, (0, repr(error))]
    return checker.errors


if __name__ == "__main__":
    gdal.UseExceptions()
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    print(json.dumps({path: faults(path) for path in sys.argv[1:]}, ensure_ascii=False))
