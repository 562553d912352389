"""Names of files that GDAL's Python door reads as names of something else."""

from pathlib import Path

_MISREAD = frozenset("!;")  # taken for the end of an archive's name or of a URL


def is_plain(path: Path) -> bool:
    """Tell whether a path is read as it stands; any other is read through a copy."""
    return _MISREAD.isdisjoint(str(path))


def plain_stem(path: Path) -> str:
    """Give the name of a file, its ending apart, as a copy may have it: layers are named by it."""
    return "".join("_" if letter in _MISREAD else letter for letter in path.stem)
