"""Places of a project that a planner comes back to, by name.

They belong to how this planner looks at a project, not to the project: they are never part of its
file.
"""

import json
import logging
import math
from collections.abc import Mapping
from typing import TypeAlias

from scmap import paths

FILE = "bookmarks.json"
MOST = 200  # projects that are remembered, the latest ones
LONGEST = 60  # characters of a name

# Middle of the view on the project's plane, and metres a pixel.
Place: TypeAlias = tuple[float, float, float]

log = logging.getLogger(__name__)


def bookmarks(project: str) -> dict[str, Place]:
    """Give the places that were kept of a project, by name, the latest last."""
    return _read().get(project, {})


def keep_bookmark(project: str, name: str, place: Place) -> None:
    """Keep a place under a name, in place of the one of that name.

    Raises
    ------
    OSError
        If it cannot be written down.
    """
    known = _read()
    own = {one: at for one, at in known.pop(project, {}).items() if one != name}
    _write({**known, project: {**own, name[:LONGEST]: place}})


def drop_bookmark(project: str, name: str) -> None:
    """Forget a place.

    Raises
    ------
    OSError
        If it cannot be written down.
    """
    known = _read()
    known[project] = {one: at for one, at in known.get(project, {}).items() if one != name}
    _write(known)


def _write(known: Mapping[str, Mapping[str, Place]]) -> None:
    latest = dict(list(known.items())[-MOST:])
    text = json.dumps(latest, ensure_ascii=False, indent=1) + "\n"
    (paths.data_dir() / FILE).write_text(text, encoding="utf-8")


def _read() -> dict[str, dict[str, Place]]:
    """Read what was kept; a file that is damaged or from elsewhere gives nothing."""
    try:
        found = json.loads((paths.data_dir() / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    projects = found.items() if isinstance(found, dict) else ()
    return {
        uid: {name: place for name, at in places.items() if (place := _place(at)) is not None}
        for uid, places in projects
        if isinstance(places, dict)
    }


def _place(at: object) -> Place | None:
    if not isinstance(at, list) or len(at) != 3:
        return None
    if not all(isinstance(one, int | float) and math.isfinite(one) for one in at):
        return None
    x, y, pixel = map(float, at)
    return (x, y, pixel) if pixel > 0 else None
