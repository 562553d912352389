"""Commands on the layer tree: what is shown, in which order; each gives a new project."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from scmap.model.condition import Filter
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project, new_uid
from scmap.model.symbology import Symbology


def set_visible(project: Project, uids: Iterable[str], visible: bool) -> Project:
    """Show or hide entries of the tree."""
    chosen = frozenset(uids)
    return project.with_map(
        replace(entry, visible=visible) if entry.uid in chosen else entry for entry in project.map
    )


def set_opacity(project: Project, uid: str, opacity: float) -> Project:
    """Let what lies below an entry shine through, 0 (unseen) to 1."""
    return _changed(project, uid, opacity=opacity)


def set_look(project: Project, uid: str, symbology: Symbology, opacity: float) -> Project:
    """Give an entry another look."""
    return _changed(project, uid, symbology=symbology, opacity=opacity)


def set_filter(project: Project, uid: str, narrowed: Filter | None) -> Project:
    """Show of an entry only the rows that pass; None or no condition shows all again."""
    return _changed(project, uid, filter=narrowed if narrowed and narrowed.conditions else None)


def rename(project: Project, uid: str, title: str) -> Project:
    """Give an entry another title; its data keep theirs."""
    return _changed(project, uid, title=title)


def rename_group(project: Project, group: str, title: str) -> Project:
    """Give a heading another title; one that there is already takes the entries in."""
    if group == title:
        return project
    return project.with_map(
        replace(entry, group=title) if entry.group == group else entry for entry in project.map
    )


def duplicate(project: Project, uid: str, title: str) -> Project:
    """Put a second view of the same rows just above an entry, to give it another look."""
    entries = list(project.map)
    at = next(place for place, entry in enumerate(entries) if entry.uid == uid)
    entries.insert(at + 1, replace(entries[at], uid=new_uid(), title=title))
    return project.with_map(entries)


def place(
    project: Project, uids: Collection[str], group: str, *, over: str | None = None
) -> Project:
    """Put entries under a heading, in the order that they have.

    Parameters
    ----------
    project : Project
        The project.
    uids : collection of str
        What is moved.
    group : str
        The heading; one that no entry has is a new one; "" for none.
    over : str or None
        uid of the entry just above which they come; None for the bottom of the heading.
    """
    moving = [replace(entry, group=group) for entry in project.map if entry.uid in uids]
    rest = [entry for entry in project.map if entry.uid not in uids]
    if over is not None:
        at = next(place for place, entry in enumerate(rest) if entry.uid == over) + 1
    else:
        members = (place for place, entry in enumerate(rest) if entry.group == group)
        at = min(members, default=len(rest))
    return _ordered(project, [*rest[:at], *moving, *rest[at:]])


def place_group(project: Project, group: str, *, over: str | None = None) -> Project:
    """Put a heading with all its entries just above another one; None for the very bottom."""
    moving = [entry for entry in project.map if entry.group == group]
    rest = [entry for entry in project.map if entry.group != group]
    at = max((place + 1 for place, entry in enumerate(rest) if entry.group == over), default=0)
    return _ordered(project, [*rest[:at], *moving, *rest[at:]])


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


def _changed(project: Project, uid: str, **changes: Any) -> Project:
    """Change an entry; the same project when nothing differs, so that undo lists no empty step."""
    entry = next(one for one in project.map if one.uid == uid)
    changed = replace(entry, **changes)
    return project if changed == entry else project.with_entry(changed)


def _ordered(project: Project, entries: list[MapLayer]) -> Project:
    return project if tuple(entries) == project.map else project.with_map(entries)
