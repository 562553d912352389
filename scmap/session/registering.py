"""Commands that make a project and take investments in."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from scmap.model import investment
from scmap.model.layer import Layer
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project, new_uid

Tree: TypeAlias = Callable[[tuple[Layer, ...]], tuple[MapLayer, ...]]


def new_project(title: str, municipality: str = "") -> Project:
    """Make an empty project about a municipality (code in force), or about the whole country."""
    return Project(uid=new_uid(), title=title, municipality=municipality)


def add_investments(project: Project, layer: Layer, tree: Tree | None = None) -> Project:
    """Put investments behind those that the project has, or make its investment layer of them.

    Parameters
    ----------
    project : Project
        What is open.
    layer : Layer
        The investments.
    tree : callable, optional
        Gives the standard layer tree for layers; what it has for the new investments that it had
        not before comes into the project's tree, and what the planner arranged stays.

    Raises
    ------
    CrsMismatchError
        If they lie on another plane than the project's.
    """
    old = project.investments
    if old is None:
        after = project.with_layer(layer.replace(name=investment.TABLE, kind="investment"))
    else:
        after = project.with_layer(old.extended(layer))
    return after if tree is None else rearranged(project, after, tree)


def rearranged(before: Project, after: Project, tree: Tree) -> Project:
    """Let the layer tree show what came into a project, and keep what the planner arranged."""
    return after.with_map(_renewed(before.map, tree(before.layers), tree(after.layers)))


def _renewed(
    entries: tuple[MapLayer, ...], before: tuple[MapLayer, ...], after: tuple[MapLayer, ...]
) -> tuple[MapLayer, ...]:
    """Bring a tree from one standard to the next: a ministry's first investment adds its entry."""
    if not entries:
        return after
    then, now = ({entry.uid: entry for entry in tree} for tree in (before, after))
    renewed = [_brought_on(entry, then.get(entry.uid), now.get(entry.uid)) for entry in entries]
    there = {entry.uid for entry in renewed}
    below = -1  # place of the last standard entry that the tree has
    for entry in after:
        if entry.uid in there:
            below = [old.uid for old in renewed].index(entry.uid)
        elif entry.uid not in then:  # one that is in both standards was taken off by the planner
            below += 1
            renewed.insert(below, entry)
    return tuple(renewed)


def _brought_on(entry: MapLayer, then: MapLayer | None, now: MapLayer | None) -> MapLayer:
    """Let an entry show what the standard now shows, where it showed what the standard did."""
    if then is None or now is None:
        return entry
    return replace(
        entry,
        where=now.where if entry.where == then.where else entry.where,
        symbology=now.symbology if entry.symbology == then.symbology else entry.symbology,
    )
