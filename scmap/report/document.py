"""A map report, composed once for every writer."""

from collections.abc import Callable
from datetime import date

from scmap.cartography.settings import MapSettings, map_settings
from scmap.errors import InputError
from scmap.model.codebook import CodeBook
from scmap.model.extent import Extent
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import Layer
from scmap.model.maplayer import BASE, RESULT
from scmap.model.overlap import OverlapRun
from scmap.model.project import Project
from scmap.progress import Progress, part, silent
from scmap.report.facts import (
    OPEN,
    conditions,
    figures,
    heading_facts,
    place_title,
    remarks,
    security_of,
)
from scmap.report.korean import word
from scmap.report.parts import Document, Imprint
from scmap.report.scope import Scope, scope_of
from scmap.report.tables import investment_table, lineage_table, overlap_table, source_table

__all__ = ["Document", "Imprint", "compose"]

MARGIN = 0.06  # of the area's size, a side
LEAST_M = 4_000.0  # the smallest ground a map shows

_FRAME = 1600, 1000, 150.0  # a frame to compose in, device pixels and their density

Boundaries = Callable[[str], Layer]


def compose(
    project: Project,
    run: OverlapRun,
    codebook: CodeBook,
    gazetteer: Gazetteer,
    municipality: str | None,
    today: date,
    *,
    imprint: Imprint = Imprint(),  # noqa: B008  immutable
    progress: Progress = silent,
) -> Document:
    """Compose the report of a municipality or of the whole country.

    Parameters
    ----------
    project : Project
        What is open; its layer tree is the map.
    run : OverlapRun
        What was found over the project's investments.
    codebook, gazetteer
        Look-ups for words and for ground.
    municipality : str or None
        Code in force today; None for the whole country.
    today : date
        작성일.
    imprint : Imprint
        Who makes it, and from which files.

    Raises
    ------
    InputError
        ``place_unknown`` if there is no such municipality.
    """
    unit = None
    if municipality is not None:
        unit = gazetteer.units.get(municipality)
        if unit is None:
            raise InputError("place_unknown", place=municipality)
    scope = scope_of(run, gazetteer, unit, progress=part(progress, 0.0, 0.7))
    shown = _map(project, scope, gazetteer.boundaries)
    sources = _data_layers(shown, run.layer)
    document = Document(
        title=word("title", place=place_title(scope)),
        place=place_title(scope),
        made_on=today,
        facts=heading_facts(project, scope, sources, today, imprint),
        figures=figures(scope, codebook),
        tables=(
            lineage_table(scope, codebook),
            overlap_table(scope, codebook),
            investment_table(scope, codebook),
            source_table(scope),
        ),
        conditions=conditions(run, codebook, imprint, sources),
        notes=remarks(scope, codebook),
        map=shown,
        restricted=security_of(sources) != OPEN,
    )
    progress(1.0)
    return document


def _map(project: Project, scope: Scope, boundaries: Boundaries) -> MapSettings:
    """Compose the map as the project's layer tree shows it, on the ground of the area."""

    def source(name: str) -> Layer | None:
        if name.startswith(BASE):
            return boundaries(name.removeprefix(BASE))
        return scope.overlaps if name == f"{RESULT}overlap" else project.layer(name)

    width, height, dpi = _FRAME
    extent = _extent(scope, boundaries)
    return map_settings(project, source, extent=extent, width=width, height=height, dpi=dpi)


def _extent(scope: Scope, boundaries: Boundaries) -> Extent:
    """Ground of the area with a margin."""
    if scope.ground is not None:
        extent = Extent(*scope.ground.bounds)
    else:
        extent = boundaries("sido").extent or scope.run.layer.extent or Extent(0, 0, 1, 1)
    return extent.grown(MARGIN, least=LEAST_M)


def _data_layers(shown: MapSettings, investments: Layer) -> tuple[Layer, ...]:
    """Layers that the report draws on, the investments first; results are not data."""
    layers = [investments, *(drawn.layer for drawn in shown.layers)]
    return tuple({layer.uid: layer for layer in layers if layer.kind != "overlap"}.values())
