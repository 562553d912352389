"""scmap: overlay, judge and link the smart-city investments of different ministries.

What `scmap.api` offers is reached as ``scmap.open_project`` and so on, and loaded when it is.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

OFFERED = frozenset(
    {
        "export",
        "find_pairs",
        "from_frame",
        "open_project",
        "sample",
        "save_project",
        "to_frame",
    }
)


def __getattr__(name: str) -> Any:
    if name in OFFERED:
        return getattr(import_module("scmap.api"), name)
    raise AttributeError(name)


def __dir__() -> list[str]:
    return sorted({*globals(), *OFFERED})
