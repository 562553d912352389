"""A file for whoever mends a fault: where it happened and on what machine, without data values."""

import logging
import platform
import sys
from datetime import datetime
from pathlib import Path

from PySide6 import __version__ as qt_version

from scmap import __version__, paths
from scmap.errors import places_of

FILE = "scmap.log"
LAST_BYTES = 200_000
FOLDER = "faults"
LOG_LINES = 80
KEPT = 20  # reports; older ones go

log = logging.getLogger(__name__)


def fault_text(error: BaseException, now: datetime) -> str:
    """Describe a fault: kind and places of it, program and machine, and what the log says last.

    The message of the error is left out, for it may quote data. So do the log's own lines. Paths
    are shortened: the home folder has somebody's name.
    """
    told = [
        f"scmap {__version__}  {now:%Y-%m-%d %H:%M:%S}",
        f"{platform.platform()}, Python {platform.python_version()}, Qt {qt_version}",
        f"frozen {bool(getattr(sys, 'frozen', False))}, portable {paths.is_portable()}",
        "",
        places_of(error),
        *last_lines(paths.log_dir() / FILE)[-LOG_LINES:],
    ]
    text = "\n".join(told) + "\n"
    return text.replace(str(paths.bundle_dir()), "…").replace(str(Path.home()), "~")


def write_fault(error: BaseException, now: datetime) -> Path | None:
    """Write the report into the folder of the log; None where that is not possible."""
    folder = paths.log_dir() / FOLDER
    file = folder / f"scmap-fault-{now:%Y%m%d-%H%M%S-%f}.txt"
    try:
        folder.mkdir(exist_ok=True)
        file.write_text(fault_text(error, now), encoding="utf-8")
        for old in sorted(folder.glob("*.txt"))[:-KEPT]:
            old.unlink()
    except OSError as failure:
        log.warning("no report of the fault: %s", type(failure).__name__)
        return None
    return file


def last_lines(file: Path) -> list[str]:
    """Read the end of a log; nothing where there is none."""
    try:
        with file.open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(max(size - LAST_BYTES, 0))
            content = stream.read()
    except OSError:
        return []
    lines = content.decode("utf-8", errors="replace").splitlines()
    return lines[1:] if size > LAST_BYTES else lines
