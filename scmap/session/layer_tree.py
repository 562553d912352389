"""Commands on the layer tree: what is shown, in which order; each gives a new project."""

from collections.abc import Iterable
from dataclasses import replace

from scmap.model.maplayer import MapLayer
from scmap.model.project import Project


def set_visible(project: Project, uids: Iterable[str], visible: bool) -> Project:
    """Show or hide entries of the tree."""
    chosen = frozenset(uids)
    return project.with_map(
        replace(entry, visible=visible) if entry.uid in chosen else entry for entry in project.map
    )


def set_opacity(project: Project, uid: str, opacity: float) -> Project:
    """Let what lies below an entry shine through, 0 (unseen) to 1."""
    return project.with_map(
        replace(entry, opacity=opacity) if entry.uid == uid else entry for entry in project.map
    )


def move(project: Project, uid: str, steps: int) -> Project:
    """Move an entry `steps` places up in its group (down when negative), as far as it goes."""
    entries = list(project.map)
    moving = next(entry for entry in entries if entry.uid == uid)
    places = [place for place, entry in enumerate(entries) if entry.group == moving.group]
    now = places.index(entries.index(moving))
    then = min(max(now + steps, 0), len(places) - 1)
    order = [entries[place] for place in places]
    order.insert(then, order.pop(now))
    for place, entry in zip(places, order, strict=True):
        entries[place] = entry
    return project.with_map(entries)


def remove(project: Project, uid: str) -> Project:
    """Take an entry off the tree; its data go too when they are a facility layer nobody shows.

    Investments stay whatever the tree shows: they are what the project is about.
    """
    gone = next(entry for entry in project.map if entry.uid == uid)
    left = project.with_map(entry for entry in project.map if entry.uid != uid)
    layer = left.layer(gone.layer)
    shown = {entry.layer for entry in left.map}
    if layer is None or layer.uid in shown or layer is project.investments:
        return left
    return replace(left, layers=tuple(old for old in left.layers if old is not layer))


def show_instead(project: Project, entry: MapLayer, other: str, *, shown: bool) -> Project:
    """Show an entry in place of those on another layer, or these again in its place.

    An entry that the tree does not have yet comes in above them.

    Parameters
    ----------
    project : Project
        The project.
    entry : MapLayer
        What is wanted, or no longer.
    other : str
        Name of the layer whose entries give way to it.
    shown : bool
        Whether the entry is wanted.
    """
    entries = list(project.map)
    if entry.uid not in {one.uid for one in entries}:
        below = [place for place, one in enumerate(entries) if one.layer == other]
        entries.insert(max(below, default=len(entries) - 1) + 1, entry)
    wanted = {entry.layer: shown, other: not shown}
    return project.with_map(
        replace(one, visible=wanted.get(one.layer, one.visible)) for one in entries
    )
