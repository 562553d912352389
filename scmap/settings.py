"""What a user may set: declared once with default and bounds, kept in one small file.

What decides a result (floors, widths, weights) is no setting of a person's: it belongs to the rule
set, which travels with the project and is printed with its results.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from scmap import behind, paths

Value: TypeAlias = str

# Files of the profile that hold what was set or how the window looked.
REMEMBERED = ("settings.json", "views.json", "columns.json", "layouts.json", "dialogs.json")

log = logging.getLogger(__name__)

# What was chosen and could not be written, by the file: it holds as long as the program runs.
_UNWRITTEN: dict[Path, Mapping[str, Value]] = {}


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that can be set; its label is ``settings.<name>`` among the words.

    Attributes
    ----------
    name : str
        Key in the file.
    default : str
        What holds until the user says otherwise.
    choices : tuple of str
        Allowed texts.
    longest : int
        Most characters of a free text on one line; 0 = only the choices.
    """

    name: str
    default: Value
    choices: tuple[str, ...] = ()
    longest: int = 0

    def accepts(self, value: object) -> bool:
        """Tell whether `value` may stand for this setting."""
        if not isinstance(value, str):
            return False
        free = value.isprintable() and len(value) <= self.longest
        return free or value in self.choices


SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        setting.name: setting
        for setting in (
            Setting("language", "ko", choices=("ko", "en")),
            Setting("colour_scheme", "system", choices=("system", "light", "dark")),
            Setting(
                "coordinate_form",
                "both",
                choices=("both", "sexagesimal", "degrees", "plane", "belt", "number"),
            ),
            Setting("snapping", "on", choices=("on", "off")),
            Setting("snap_pixels", "10", choices=("5", "10", "15", "20", "30")),
            Setting("author", "", longest=60),
            Setting("base_map", "off", choices=("off", "web", "file")),
            Setting("base_map_address", "", longest=500),
            Setting("base_map_grid", "web", choices=("web", "national")),
            Setting("base_map_file", "", longest=500),
            Setting("base_map_credit", "", longest=120),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force: the user's, and the default for whatever the user left alone.

    Attributes
    ----------
    chosen : mapping of str to str
        What the user chose.
    given : mapping of str to str
        What the office gives everybody to begin with.
    """

    chosen: Mapping[str, Value] = field(default_factory=dict)
    given: Mapping[str, Value] = field(default_factory=dict)

    @property
    def untouched(self) -> "Settings":
        """What held if the user had chosen nothing."""
        return Settings(given=self.given)

    def text(self, name: str) -> str:
        """Give the value of a setting."""
        return self.chosen.get(name, self.given.get(name, SETTINGS[name].default))

    def having(self, name: str, value: Value) -> "Settings":
        """Give the settings with one value changed.

        Raises
        ------
        ValueError
            If the setting does not accept the value.
        """
        if not SETTINGS[name].accepts(value):
            raise ValueError(name)
        return Settings({**self.chosen, name: value}, self.given)


def settings_file() -> Path:
    """Path of the user's settings file."""
    return paths.data_dir() / "settings.json"


def load(path: Path) -> Settings:
    """Read settings; a file that is missing, damaged or from elsewhere never stops the program.

    Values that a setting does not accept fall back to its default and are logged.
    """
    unwritten = _UNWRITTEN.get(path)
    chosen = _read(path) if unwritten is None else unwritten
    return Settings(chosen, _read(paths.office_defaults()))


def is_damaged(path: Path) -> bool:
    """Tell whether there is a settings file that says nothing, so that the defaults hold."""
    try:
        return not isinstance(behind.held(path), dict)
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True


def _read(path: Path) -> Mapping[str, Value]:
    try:
        found = behind.held(path)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        log.warning("settings not readable, defaults used: %s", type(error).__name__)
        return {}
    pairs = found if isinstance(found, dict) else {}
    good = {
        name: value
        for name, value in pairs.items()
        if name in SETTINGS and SETTINGS[name].accepts(value)
    }
    if len(good) < len(pairs):
        log.warning("settings not understood: %s", sorted(set(pairs) - set(good)))
    return good


def save(settings: Settings, path: Path, told: behind.Told | None = None) -> None:
    """Have settings written soon, whole; `load` gives them at once, though they cannot be written.

    Parameters
    ----------
    told : callable, optional
        As that of `behind.write`.
    """
    text = json.dumps(dict(settings.chosen), ensure_ascii=False, indent=2, sort_keys=True) + "\n"

    def tell(is_written: bool) -> None:
        if is_written:
            _UNWRITTEN.pop(path, None)
        else:
            _UNWRITTEN[path] = settings.chosen
        if told is not None:
            told(is_written)

    behind.write(path, text, tell)


def reset() -> tuple[Path, ...]:
    """Begin anew with what is remembered of how the window looked; gives where the old files are.

    Bookmarks, mappings and journals are work, not settings: they stay.
    """
    put_away = []
    for name in REMEMBERED:
        file = paths.data_dir() / name
        if file.exists():
            kept = file.with_name(f"{name}.bak")
            file.replace(kept)
            put_away.append(kept)
    return tuple(put_away)
