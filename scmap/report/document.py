"""A map report, composed once for every writer."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from scmap.cartography.settings import MapSettings, layer_sources, map_settings
from scmap.cartography.sheet import Sheet
from scmap.errors import InputError
from scmap.model.extent import Extent
from scmap.model.gazetteer import Gazetteer, Municipality
from scmap.model.layer import Layer
from scmap.model.maplayer import BASE
from scmap.model.overlap import OverlapRun
from scmap.model.project import Project
from scmap.model.records import KIND
from scmap.model.security import OPEN, security_of
from scmap.progress import Progress, part, silent
from scmap.report.check_tables import check_table
from scmap.report.depth_part import DepthPart, depth_part, depth_tables
from scmap.report.exception_tables import exemption_table
from scmap.report.facts import (
    base_dates,
    conditions,
    figures,
    heading_facts,
    place_title,
    remarks,
    source_line,
)
from scmap.report.judgement_tables import changed_table
from scmap.report.korean import LANGUAGE, word
from scmap.report.parts import Document, Imprint, Table
from scmap.report.rule_tables import layer_table, rule_tables
from scmap.report.scope import Scope, scope_of
from scmap.report.tables import investment_table, lineage_table, overlap_table, source_table
from scmap.session.findings import Lookups
from scmap.session.layer_tree import set_visible

__all__ = ["Document", "Imprint", "compose"]

MARGIN = 0.03  # of the area's size, a side
LEAST_M = 4_000.0  # the smallest ground a map shows

_FRAME = 1600, 1000, 150.0  # a frame to compose in, device pixels and their density

Boundaries = Callable[[str], Layer]


def compose(
    project: Project,
    run: OverlapRun,
    field: Lookups,
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
    field : Lookups
        Look-ups for words and for ground, and the judgement that the annex prints.
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
    codebook, gazetteer = field.codebook, field.gazetteer
    unit = _unit(gazetteer, municipality)
    scope = scope_of(run, gazetteer, unit, progress=part(progress, 0.0, 0.5))
    width, measuring = run.rule.sliver_width, part(progress, 0.5, 0.9)
    deep = depth_part(scope.investments, codebook, gazetteer, unit, width, progress=measuring)
    shown = _map(project, scope, gazetteer.boundaries)
    sources = _data_layers(shown, run.layer)
    document = Document(
        title=word("title", place=place_title(scope)),
        place=place_title(scope),
        made_on=today,
        facts=heading_facts(project, scope, sources, today, imprint),
        figures=figures(scope, codebook),
        tables=(
            lineage_table(scope.investments, codebook),
            *depth_tables(deep),
            overlap_table(scope, codebook),
            investment_table(scope.investments, codebook),
            *_of_sources(scope, sources),
            *_annex(project, scope, municipality, field),
        ),
        conditions=conditions(run, codebook, imprint, sources),
        notes=remarks(scope, codebook),
        sheets=_sheets((shown, _deep(shown, deep)), scope, sources, imprint, gazetteer),
        restricted=security_of(sources) != OPEN,
    )
    progress(1.0)
    return document


def _of_sources(scope: Scope, sources: Iterable[Layer]) -> Iterator[Table]:
    """Give where each investment and each layer of data comes from."""
    yield source_table(scope.investments)
    data = [one for one in sources if one.kind != KIND]  # what is registered here is no data
    yield replace(layer_table(data), attached=True)


def _annex(
    project: Project, scope: Scope, municipality: str | None, field: Lookups
) -> Iterator[Table]:
    """Give registered exceptions, values to be checked, and 분석조건: the whole rule set."""
    here = frozenset(scope.investments.uids.tolist())
    registered = exemption_table(project, here, municipality)
    yield from filter(_has_rows, (registered, check_table(scope.investments, scope.run.issues)))
    for table in (*rule_tables(field.rules, field.codebook), changed_table(field.rules)):
        yield replace(table, attached=True)


def _has_rows(table: Table) -> bool:
    return bool(table.rows)


def _unit(gazetteer: Gazetteer, code: str | None) -> Municipality | None:
    """Give the municipality of a code in force; None stands for the whole country."""
    if code is None:
        return None
    unit = gazetteer.units.get(code)
    if unit is None:
        raise InputError("place_unknown", place=code)
    return unit


def _deep(shown: MapSettings, deep: DepthPart) -> MapSettings:
    """Give the map of depth: boundaries, the faces, and the points of investments above them."""
    kept = [
        one
        for one in shown.layers
        if one.layer.kind != "overlap"
        and (one.entry.shape == "point" or one.entry.layer.startswith(BASE))
    ]
    base = [one for one in kept if one.entry.layer.startswith(BASE)]
    points = [one for one in kept if not one.entry.layer.startswith(BASE)]
    return replace(shown, layers=(*base, deep.drawn, *points))


def _sheets(
    maps: Iterable[MapSettings],
    scope: Scope,
    sources: tuple[Layer, ...],
    imprint: Imprint,
    gazetteer: Gazetteer,
) -> tuple[Sheet, ...]:
    country = gazetteer.boundaries("sido")
    return tuple(
        _sheet(number, shown, scope, sources, imprint, country)
        for number, shown in enumerate(maps, start=1)
    )


def _sheet(
    number: int,
    shown: MapSettings,
    scope: Scope,
    sources: tuple[Layer, ...],
    imprint: Imprint,
    country: Layer,
) -> Sheet:
    """Give the map with what a reviewer looks for on its face."""
    return Sheet(
        settings=shown,
        title=word(f"map.title.{number}", place=place_title(scope)),
        number=str(number),
        base_date=base_dates(sources),
        sources=tuple(dict.fromkeys(filter(None, map(source_line, sources)))),
        author=imprint.organisation,
        security=security_of(sources),
        country=country,
        crs=scope.run.layer.crs,
        language=LANGUAGE,
    )


def _map(project: Project, scope: Scope, boundaries: Boundaries) -> MapSettings:
    """Compose the map as the project's layer tree shows it, on the ground of the area.

    It shows shared ground by class, as the report's tables do.
    """
    shared = [entry.uid for entry in project.map if entry.layer == scope.overlaps.uid]
    project = set_visible(project, shared, visible=True)
    source = layer_sources(project, boundaries, {"overlap": scope.overlaps})
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
