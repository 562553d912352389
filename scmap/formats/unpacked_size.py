"""How much an archive may unpack to: spreadsheets and KMZ are archives, too."""

import zipfile
from pathlib import Path

from scmap.errors import RefusedError

MOST_BYTES = 2_000_000_000  # of everything unpacked
MOST_TIMES = 200  # as large as the archive: beyond it, and beyond SMALL, it is a bomb
SMALL = 100_000_000


def most_unpacked(path: Path) -> int:
    """Give the bytes that an archive may unpack to."""
    return min(MOST_BYTES, max(SMALL, MOST_TIMES * path.stat().st_size))


def check_size_unpacked(path: Path) -> None:
    """Refuse a file that is an archive within and says that it is a bomb.

    One that says less than is in it unpacks to no more than it says, or its reader stops.

    Raises
    ------
    RefusedError
        archive_too_large.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, UnicodeError, NotImplementedError):
        return  # no archive, or a damaged one: whoever reads it says so
    if size > most_unpacked(path):
        raise RefusedError("archive_too_large", file=path.name)
