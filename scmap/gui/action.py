"""One action of the window: its words, place, keys and deed, and what must be the case for it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from scmap.words import tr

_KEY = re.compile(r"\(&\w\)")


@dataclass(frozen=True, slots=True)
class State:
    """What is the case now, as far as actions depend on it."""

    project: bool = False
    writable: bool = False
    undo: str = ""  # what it takes back, in words
    redo: str = ""
    selected: int = 0
    pair: bool = False
    excepted: bool = False
    sequence: bool = False
    rows: int = 0
    overlaps: int = 0
    investments: int = 0
    entry: bool = False
    heading: bool = False
    earlier: bool = False
    later: bool = False
    busy: bool = False
    years: bool = False


# Conditions by name; what to say while one does not hold is ``actions.need.<name>``.
NEEDS: Mapping[str, Callable[[State], bool]] = MappingProxyType(
    {
        "project": lambda now: now.project,
        "writable": lambda now: now.writable,
        "undo": lambda now: bool(now.undo),
        "redo": lambda now: bool(now.redo),
        "selection": lambda now: now.selected > 0,
        "pair": lambda now: now.pair,
        "no_exception": lambda now: not now.excepted,
        "exception": lambda now: now.excepted,
        "sequence": lambda now: now.sequence,
        "rows": lambda now: now.rows > 0,
        "overlaps": lambda now: now.overlaps > 0,
        "investments": lambda now: now.investments > 0,
        "entry": lambda now: now.entry,
        "tree_row": lambda now: now.entry or now.heading,
        "earlier": lambda now: now.earlier,
        "later": lambda now: now.later,
        "busy": lambda now: now.busy,
        "years": lambda now: now.years,
    }
)


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action.

    Attributes
    ----------
    id : str
        Its words are ``actions.<id>`` and ``actions.<id>.tip``.
    menu : str
        Menu in which it stands; "" for none.
    handler : str
        Attribute path on the window of what is called ("files.open").
    icon : str
        Name in resources/icons; "" for none.
    keys : tuple of str
        Shortcuts, the first is shown.
    needs : tuple of str
        Names in `NEEDS`; all must hold.
    checkable : bool
        Whether it is switched on and off; the handler then takes the state.
    starts_section : bool
        Whether a separator stands before it.
    submenu : str
        Menu within the menu in which it stands; "" for none.
    """

    id: str
    menu: str
    handler: str
    icon: str = ""
    keys: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    checkable: bool = False
    starts_section: bool = False
    submenu: str = ""

    @property
    def text(self) -> str:
        """Words on menu item and button."""
        return tr(f"actions.{self.id}")

    @property
    def name(self) -> str:
        """Its words as they are read: in a list, in a tip, in the manual."""
        return without_key(self.text).rstrip("…")

    @property
    def tip(self) -> str:
        """One line on what it does."""
        return tr(f"actions.{self.id}.tip")

    def hindrance(self, now: State) -> str:
        """Say why it cannot be done now; "" when it can."""
        unmet = (need for need in self.needs if not NEEDS[need](now))
        need = next(unmet, None)
        return tr(f"actions.need.{need}") if need else ""


def without_key(words: str) -> str:
    """Take away the mark of a menu's key: "파일" of "파일(&F)", "File" of "&File"."""
    return _KEY.sub("", words).replace("&", "")
