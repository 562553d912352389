"""Where things lie: bundled resources, the user's data and the cache.

The frozen program keeps `resources/` and `sample_layers/` beside its modules; from source they lie
beside the package. Environment variable ``SCMAP_PROFILE_DIR`` moves everything that is written, and
so does a folder ``scmap-profile`` beside the frozen program.
"""

import os
import sys
from pathlib import Path

from platformdirs import PlatformDirs

PROFILE_VARIABLE = "SCMAP_PROFILE_DIR"
SAMPLE_PROJECT = "scmap-sample.gpkg"
PORTABLE = "scmap-profile"  # a folder of this name beside the frozen program is its profile
SAFE = "safe_mode"


def bundle_dir() -> Path:
    """Folder that holds `resources/` and `sample_layers/`."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) if frozen else Path(__file__).resolve().parent.parent


def resource(*parts: str) -> Path:
    """Path of a bundled resource, for example ``resource("codes", "kinds.csv")``."""
    return bundle_dir().joinpath("resources", *parts)


def sample(*parts: str) -> Path:
    """Path of a file among the bundled sample layers."""
    return bundle_dir().joinpath("sample_layers", *parts)


def manual() -> Path:
    """Folder of the manual's pages and pictures."""
    return bundle_dir() / "docs" / "manual"


def data_dir() -> Path:
    """Folder of the user's own data (projects, settings); made when missing."""
    return _made(_profile("data", _dirs().user_data_path))


def cache_dir() -> Path:
    """Folder of what can be computed again; made when missing."""
    return _made(_profile("cache", _dirs().user_cache_path))


def log_dir() -> Path:
    """Folder of log files; made when missing."""
    return _made(_profile("log", _dirs().user_log_path))


def is_portable() -> bool:
    """Tell whether all that is written lies beside the program, or where the user said."""
    return _own_profile() is not None


def begin_safely() -> None:
    """Use a profile of its own from now on, in which nothing is set: 안전 모드."""
    os.environ[PROFILE_VARIABLE] = str(data_dir() / SAFE)


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
