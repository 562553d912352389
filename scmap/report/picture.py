"""The map of a project as a picture file, painted as the window shows it."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter

from scmap.cartography.application import ensure_application
from scmap.cartography.display import Display
from scmap.cartography.fonts import load_fonts, sized_font
from scmap.cartography.painter import render
from scmap.cartography.settings import LayerSource, MapSettings, layer_sources, map_settings
from scmap.errors import InputError
from scmap.model.extent import Extent
from scmap.model.project import Project
from scmap.model.records import KIND as RECORDS
from scmap.model.release import PROFILE_WORDS, Issued, Terms
from scmap.model.security import OPEN
from scmap.reference import boundaries_of
from scmap.report.facts import disclosure
from scmap.report.korean import word
from scmap.report.map_handing import INTERNAL, let_out
from scmap.report.map_sheets import Shown
from scmap.report.parts import Imprint
from scmap.session.displaying import show_in
from scmap.session.findings import Lookups, find
from scmap.session.releasing import as_issued, grade_of
from scmap.store.project_file import read_project
from scmap.store.replacing import replacing

DPI = 96.0  # a screen without scaling
LEAST_M = 4_000.0  # the smallest ground a map shows
STAMP_PX = 12
MARGIN = 0.04  # of the data's size, a side


def write_map(
    file: Path,
    out: Path,
    *,
    size: tuple[int, int],
    extent: Extent | None = None,
    crs: str = "",
    terms: Terms = INTERNAL,
) -> Issued:
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
    terms : Terms
        For whom it is, who hands it out, and what for; stands on the picture with its grade.

    Raises
    ------
    RefusedError
        What `let_out` refuses.
    InputError
        What reading the project raises; ``picture_failed`` when the PNG cannot be made.
    """
    ensure_application()
    project = read_project(file).project
    project = show_in(project, crs) if crs else project
    sources, country = _sources(project), boundaries_of(project)("sido")
    shown, clearance = let_out(Shown(project, sources, country), terms)
    picture = render(_settings(shown.project, shown.sources, size, extent))
    write_picture(stamped(picture, shown.project, terms, shown.left), out)
    return as_issued((out,), terms, clearance)


def map_of(project: Project, *, size: tuple[int, int], extent: Extent | None = None) -> MapSettings:
    """Give the map of a project with what the analysis finds; arguments as of `write_map`."""
    return _settings(project, _sources(project), size, extent)


def _sources(project: Project) -> LayerSource:
    found = find(project, Lookups.of(project))
    results = {"overlap": found.drawn, "graded": found.graded}
    return layer_sources(project, boundaries_of(project), results)


def _settings(
    project: Project, sources: LayerSource, size: tuple[int, int], extent: Extent | None
) -> MapSettings:
    width, height = size
    display = Display.of(project)
    return map_settings(
        project,
        sources,
        extent=display.shown(extent or whole_ground(project)),
        display=display,
        width=width,
        height=height,
        dpi=DPI,
    )


def stamped(picture: QImage, project: Project, terms: Terms, left: str = "") -> QImage:
    """Give a picture with what must stand on every sheet: 공개구분, grade and warning.

    Parameters
    ----------
    picture : QImage
        The line is written into its foot.
    project : Project
        What it shows, as the terms let it out.
    left : str
        What is not on it, as of `Cleared`.
    """
    data = tuple(one for one in project.layers if one.kind != RECORDS)
    grade = grade_of(project)
    imprint = Imprint(profile=PROFILE_WORDS[terms.profile], left=left)
    told = [f"{word('fact.security')} {grade}", disclosure(data, imprint)]
    text = " · ".join(told if grade == OPEN else [*told, word("restricted")])
    load_fonts()
    made = picture.copy()
    with QPainter(made) as painter:
        painter.setFont(sized_font(made, STAMP_PX))
        width = painter.fontMetrics().horizontalAdvance(text) + STAMP_PX
        height = STAMP_PX * 2
        line = QRect(0, made.height() - height, min(width, made.width()), height)
        painter.fillRect(line, QColor(255, 255, 255, 225))
        painter.setPen(QColor("#374151"))
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, text)
    return made


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
