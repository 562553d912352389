"""Where things lie: bundled resources, the user's data and the cache.

The frozen program keeps `resources/` and `sample_layers/` beside its modules; from source they lie
beside the package. ``--profile-dir DIR`` or the environment variable ``SCMAP_PROFILE_DIR`` moves
everything that is written, and so does a folder ``scmap-profile`` beside the frozen program.

Code tables and boundaries may be newer than the program: update packages that the user installed
lie in the profile, and their files stand before the bundled ones. A process keeps those that were
in force when it began, and so do the processes that it starts.
"""

import atexit
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryFile, mkdtemp

from platformdirs import PlatformDirs

PROFILE_VARIABLE = "SCMAP_PROFILE_DIR"
SAMPLE_PROJECT = "scmap-sample.gpkg"
PROFILE_OPTION = "--profile-dir"
PORTABLE = "scmap-profile"  # a folder of this name beside the frozen program is its profile
SAFE = "safe_mode"
EDITION = "2026-11-28"  # of the bundled tables and boundaries; packages of that day or before rest
UPDATES, IN_FORCE, UPDATE_SUFFIX = "updates", "in_force.json", ".scmap-update"
# Parts of the bundle that a package may bring anew.
RENEWED = (
    "resources/codes/", "resources/standards/", "resources/programmes/", "resources/templates/",
    "sample_layers/boundaries.gpkg", "sample_layers/emd.gpkg",
)  # fmt: skip
_HANDED_ON = "SCMAP_UPDATES"
_NOT_IN_NAMES = frozenset('\\/:*?"<>|')
_LONGEST_NAME = 80  # letters: 240 bytes of Hangul, and systems take 255 with the ending
_tried: ContextVar[Path | None] = ContextVar("_tried", default=None)
_lost: Path | None = None


def bundle_dir() -> Path:
    """Folder that holds `resources/` and `sample_layers/`."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) if frozen else Path(__file__).resolve().parent.parent


def resource(*parts: str) -> Path:
    """Path of a bundled resource, for example ``resource("codes", "kinds.csv")``."""
    return in_force("/".join(("resources", *parts)))


def sample(*parts: str) -> Path:
    """Path of a file among the bundled sample layers."""
    return in_force("/".join(("sample_layers", *parts)))


def file_name(title: str) -> str:
    """Give a title as a file can be named on every system, without an ending."""
    plain = "".join("_" if one in _NOT_IN_NAMES or one < " " else one for one in title)
    return plain.strip(" .")[:_LONGEST_NAME] or "_"


def manual() -> Path:
    """Folder of the manual's pages and pictures."""
    return bundle_dir() / "docs" / "manual"


def updates_dir() -> Path:
    """Folder of installed update packages; it need not be there."""
    return _profile("data", _dirs().user_data_path) / UPDATES


def hold_updates() -> None:
    """Let the processes that this one starts use the same packages, whatever comes meanwhile."""
    os.environ[_HANDED_ON] = json.dumps([str(one) for one in _packages_in(updates_dir())])


@contextmanager
def trying(folder: Path) -> Iterator[None]:
    """Put the files of a package that is not installed before all others, in this thread only."""
    before = _tried.set(folder)
    try:
        yield
    finally:
        _tried.reset(before)


def in_force(part: str) -> Path:
    """Give the file of a part of the bundle, or what an update brought in its place."""
    if part.startswith(RENEWED):
        trial = _tried.get()
        for folder in (*([trial] if trial else []), *reversed(_packages())):
            if (folder / part).is_file():
                return folder / part
    return bundle_dir() / part


def _packages() -> tuple[Path, ...]:
    handed = os.environ.get(_HANDED_ON)
    if handed is not None:
        return tuple(map(Path, json.loads(handed)))
    return _packages_in(updates_dir())


@lru_cache(maxsize=4)
def _packages_in(home: Path) -> tuple[Path, ...]:
    """Give the folders of the packages in force, the latest last; none if the list is damaged."""
    try:
        rows = json.loads((home / IN_FORCE).read_text(encoding="utf-8"))
        return tuple(home / row["folder"] for row in rows if row["edition"] > EDITION)
    except (OSError, ValueError, TypeError, KeyError):
        return ()


def data_dir() -> Path:
    """Folder of the user's own data (projects, settings); made when missing."""
    return _made(_profile("data", _dirs().user_data_path))


def office_defaults() -> Path:
    """File of settings that hold for everybody at this computer until they choose otherwise.

    Who administers the computer writes it (``ProgramData/scmap/defaults.json``); the program
    only reads it, and a portable one reads the file beside its profile.
    """
    profile = _own_profile()
    home = profile if profile is not None else _dirs().site_config_path
    return home / "defaults.json"


def cache_dir() -> Path:
    """Folder of what can be computed again; made when missing."""
    return _made(_profile("cache", _dirs().user_cache_path))


def log_dir() -> Path:
    """Folder of log files; made when missing."""
    return _made(_profile("log", _dirs().user_log_path))


def profile_dir() -> Path:
    """Folder that holds all that is written of a portable profile, else that of the user's data."""
    return _own_profile() or data_dir()


def is_portable() -> bool:
    """Tell whether all that is written lies beside the program, or where the user said."""
    return _own_profile() is not None


def take_profile(arguments: Sequence[str]) -> list[str]:
    """Use the profile that ``--profile-dir DIR`` names from now on; gives the other arguments.

    It holds for every verb, and before settings are read and a log is begun.
    """
    left = list(arguments)
    for place, word in enumerate(left):
        if word.startswith(f"{PROFILE_OPTION}="):
            said, rest = word.partition("=")[2], left[place + 1 :]
        elif word == PROFILE_OPTION and len(left) > place + 1:
            said, rest = left[place + 1], left[place + 2 :]
        else:
            continue
        os.environ[PROFILE_VARIABLE] = str(Path(said).absolute())
        return [*left[:place], *rest]
    return left


def rescue_profile() -> None:
    """Use a profile that ends with this run, where the user's own cannot be written.

    A full quota, a stick that is write-protected or a folder that has gone would else keep the
    program from starting at all; `lost_profile` says so to whoever speaks to the user.
    """
    global _lost  # noqa: PLW0603  known once, when the program starts
    try:
        for folder in (data_dir(), cache_dir(), log_dir()):
            with TemporaryFile(dir=folder):
                pass
    except OSError:
        _lost = _own_profile() or _dirs().user_data_path
        rescued = mkdtemp(prefix="scmap-")
        os.environ[PROFILE_VARIABLE] = rescued
        atexit.register(_let_go, rescued)


def _let_go(folder: str) -> None:
    """Remove a profile that was for this run only: what it holds is somebody's work."""
    import logging  # noqa: PLC0415  not before a first look

    logging.shutdown()  # the log of the profile is in there
    rmtree(folder, ignore_errors=True)


def lost_profile() -> Path | None:
    """Give the folder of the user's own that cannot be written; None if all is well."""
    return _lost


def begin_safely() -> None:
    """Use a profile of its own from now on, in which nothing is set: 안전 모드.

    Update packages rest, too.
    """
    os.environ[PROFILE_VARIABLE] = str(data_dir() / SAFE)
    hold_updates()


def is_safe() -> bool:
    """Tell whether the program was started in safe mode."""
    profile = _own_profile()
    return profile is not None and profile.name == SAFE


def _dirs() -> PlatformDirs:
    return PlatformDirs("scmap", appauthor=False)


def _profile(name: str, default: Path) -> Path:
    profile = _own_profile()
    return profile / name if profile is not None else default


def _own_profile() -> Path | None:
    """Give the folder that the user chose for all that is written."""
    said = os.environ.get(PROFILE_VARIABLE)
    if said:
        return Path(said)
    beside = Path(sys.executable).parent / PORTABLE
    return beside if hasattr(sys, "_MEIPASS") and beside.is_dir() else None


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
