"""Boundaries that a project has of its own, in place of the ones that come with the program."""

from collections.abc import Iterable
from dataclasses import replace

from scmap.model.layer import Layer
from scmap.model.project import Project

KIND = "base"  # a layer that is no data to be analysed but the ground that everything stands on
LEVELS = ("sido", "municipality", "gu", "emd")
_PREFIX = "base_"


def table_of(level: str) -> str:
    """Give the name of the layer that holds a level's boundaries."""
    return f"{_PREFIX}{level}"


def level_of(layer: Layer) -> str:
    """Give the level whose boundaries a layer holds; "" where it holds none."""
    level = layer.name.removeprefix(_PREFIX)
    return level if layer.kind == KIND and level in LEVELS else ""


def own_boundaries(project: Project | None) -> tuple[Layer, ...]:
    """Give the boundaries of a project's own, one layer a level; () where it has none."""
    layers = project.layers if project is not None else ()
    return tuple(layer for layer in layers if level_of(layer))


def with_boundaries(project: Project, layers: Iterable[Layer]) -> Project:
    """Give a project that stands on other boundaries; those of a level that it has make way."""
    for layer in layers:
        old = project.named(layer.name)
        project = project.with_layer(layer if old is None else layer.replace(uid=old.uid))
    return project


def without_boundaries(project: Project) -> Project:
    """Give a project that stands on the boundaries that come with the program again."""
    return replace(project, layers=tuple(one for one in project.layers if not level_of(one)))
