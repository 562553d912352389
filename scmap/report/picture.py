"""The map of a project as a picture file, painted as the window shows it."""

from pathlib import Path

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QImageWriter

from scmap.cartography.application import ensure_application
from scmap.cartography.display import Display
from scmap.cartography.painter import render
from scmap.cartography.settings import MapSettings, layer_sources, map_settings
from scmap.errors import InputError
from scmap.model.extent import Extent
from scmap.model.project import Project
from scmap.reference import boundaries_of
from scmap.session.displaying import show_in
from scmap.session.findings import Lookups, find
from scmap.store.project_file import read_project
from scmap.store.replacing import replacing

DPI = 96.0  # a screen without scaling
LEAST_M = 4_000.0  # the smallest ground a map shows
MARGIN = 0.04  # of the data's size, a side


def write_map(
    file: Path, out: Path, *, size: tuple[int, int], extent: Extent | None = None, crs: str = ""
) -> None:
    """Paint the map of a project file as a PNG; needs no display.

    Parameters
    ----------
    file : Path
        The project.
    out : Path
        The PNG to write.
    size : tuple of int
        Width and height in pixels.
    extent : Extent or None
        Ground to show on the project's plane; None for all the investments.
    crs : str
        In which to show it; "" for how the project shows its map.

    Raises
    ------
    InputError
        What reading the project raises; ``picture_failed`` when the PNG cannot be made.
    """
    ensure_application()
    project = read_project(file).project
    project = show_in(project, crs) if crs else project
    settings = map_of(project, size=size, extent=extent)
    write_picture(render(settings), out)


def map_of(project: Project, *, size: tuple[int, int], extent: Extent | None = None) -> MapSettings:
    """Give the map of a project with what the analysis finds; arguments as of `write_map`."""
    found = find(project, Lookups.of(project))
    width, height = size
    display = Display.of(project)
    return map_settings(
        project,
        layer_sources(
            project, boundaries_of(project), {"overlap": found.drawn, "graded": found.graded}
        ),
        extent=display.shown(extent or whole_ground(project)),
        display=display,
        width=width,
        height=height,
        dpi=DPI,
    )


def write_picture(picture: QImage, out: Path) -> None:
    """Write a picture as PNG, whole or not at all.

    Raises
    ------
    InputError
        What `replacing` raises; ``picture_failed`` when the PNG cannot be made.
    """
    with replacing(out) as draft:
        if not QImageWriter(str(draft), QByteArray(b"png")).write(picture):
            raise InputError("picture_failed", file=out.name)


def whole_ground(project: Project) -> Extent:
    """Give the ground of the investments with a margin, or of the country while there are none."""
    layers = (project.investments, boundaries_of(project)("sido"))
    extent = next(layer.extent for layer in layers if layer is not None and layer.extent)
    return extent.grown(MARGIN, least=LEAST_M)
