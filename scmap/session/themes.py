"""Themes: one choice brings the layers that belong together on the map (약자보호 …)."""

import uuid
from dataclasses import replace

from scmap.model import facility
from scmap.model.design_rules import Theme
from scmap.model.maplayer import MapLayer, Where
from scmap.model.project import Project
from scmap.model.symbology import Symbol, Symbology
from scmap.words import tr

ENTRY = str(uuid.UUID("7b3f1f0c-6a40-5f53-8f38-0a2a1c6a9d11"))
_RING = Symbol(fill=None, stroke="#CC79A7", stroke_mm=0.9, marker="ring", size_mm=5.0)


def show_theme(project: Project, theme: Theme | None) -> Project:
    """Show the facilities and the investments of a theme, and no other facilities.

    Parameters
    ----------
    theme : Theme or None
        None takes the entry of the last theme away and leaves the rest as it is.
    """
    kept = [one for one in project.map if one.uid != ENTRY]
    if theme is None:
        return project.with_map(kept)
    roles = {one.uid: facility.role_of(one) for one in project.layers if one.kind == facility.KIND}
    turned = [
        replace(one, visible=roles[one.layer] in theme.layers) if one.layer in roles else one
        for one in kept
    ]
    layer = project.investments
    if layer is None:
        return project.with_map(turned)
    title = tr("theme.entry", theme=str(theme.title))
    own = MapLayer(
        ENTRY,
        title,
        layer.uid,
        group=tr("theme.group"),
        where=Where("fields", theme.fields),
        shape="point",
        symbology=Symbology(_RING),
    )
    return project.with_map([*turned, own])
