"""Commands that make a project and take investments in."""

from collections.abc import Callable
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
        Gives the layer tree for the layers of a project whose first investments these are.

    Raises
    ------
    CrsMismatchError
        If they lie on another plane than the project's.
    """
    old = project.investments
    if old is None:
        project = project.with_layer(layer.replace(name=investment.TABLE, kind="investment"))
        return project.with_map(tree(project.layers)) if tree else project
    return project.with_layer(old.extended(layer))
