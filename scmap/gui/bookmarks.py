"""Places of a project that a planner comes back to, by name.

They belong to how this planner looks at a project, not to the project: they are never part of its
file.
"""

import math
from typing import TypeAlias

from scmap.behind import Told
from scmap.gui.profile_table import ProfileTable

LONGEST = 60  # characters of a name

# Middle of the view on the project's plane, and metres a pixel.
Place: TypeAlias = tuple[float, float, float]

# Of each project, by its uid: the latest projects.
KEPT = ProfileTable("bookmarks.json", lambda places: isinstance(places, dict), most=200)


def bookmarks(project: str) -> dict[str, Place]:
    """Give the places that were kept of a project, by name, the latest last."""
    found = KEPT.read().get(project, {})
    return {name: place for name, at in found.items() if (place := _place(at)) is not None}


def keep_bookmark(project: str, name: str, place: Place, told: Told | None = None) -> None:
    """Keep a place under a name, in place of the one of that name; `told` as of `behind.write`."""
    short = name[:LONGEST]
    KEPT.keep({project: {**_without(project, short), short: list(place)}}, told)


def drop_bookmark(project: str, name: str) -> None:
    """Forget a place."""
    KEPT.keep({project: _without(project, name) or None})


def _without(project: str, name: str) -> dict[str, Place]:
    return {one: at for one, at in bookmarks(project).items() if one != name}


def _place(at: object) -> Place | None:
    if not isinstance(at, list) or len(at) != 3:
        return None
    if not all(isinstance(one, int | float) and math.isfinite(one) for one in at):
        return None
    x, y, pixel = map(float, at)
    return (x, y, pixel) if pixel > 0 else None
