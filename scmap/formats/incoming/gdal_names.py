"""Names of files that GDAL's Python door reads as names of something else."""

from pathlib import Path

_MISREAD = frozenset("!;")  # taken for the end of an archive's name or of a URL


def is_plain(path: Path) -> bool:
    """Tell whether a path is read as it stands; any other is read through a copy."""
    return _MISREAD.isdisjoint(str(path))
