"""What a coverage question means in a project: its facilities, roads, targets and zones."""

import math
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely

from scmap.analysis.scene import Facilities
from scmap.analysis.service_area import Coverage, Reach, Zones, measure_coverage
from scmap.errors import InputError
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import Layer, Objects, objects
from scmap.model.linkage import TemplateTable
from scmap.model.maplayer import RESULT, MapLayer
from scmap.model.municipality import Municipality
from scmap.model.project import Project
from scmap.model.symbology import Label, Span, Symbol, Symbology
from scmap.progress import Progress, part, silent
from scmap.session.releasing import grade_of
from scmap.session.services import facilities_of
from scmap.words import tr

SHARES, SERVED = f"{RESULT}coverage", f"{RESULT}served"
_SPACE = uuid.UUID("0f3c5a1e-7d4e-5a8f-8a55-3d1b2f6c9e41")
ENTRIES = tuple(str(uuid.uuid5(_SPACE, name)) for name in (SHARES, SERVED))
ROAD = "road"
_TINTS = ("#FFFFFF", "#D6ECE8", "#9CCFC6", "#5BA89C", "#0F766E")
_LIMITS = (0.0, 0.001, 0.25, 0.5, 0.75, 1.0)
_UNKNOWN_GROUND = 0.01  # share of a municipality that a layer may not know


@dataclass(frozen=True, slots=True)
class CoverageQuestion:
    """What is asked.

    Attributes
    ----------
    facility : str
        id of a selection of the catalogue: what covers.
    municipality : str
        Code in force.
    metres : float
        How far each covers.
    target : str
        id of the selection that should be covered; "" for the ground only.
    along : bool
        Whether the way along roads counts rather than the straight line.
    times : int
        By how many facilities something should be covered.
    """

    facility: str
    municipality: str
    metres: float
    target: str = ""
    along: bool = False
    times: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Covered:
    """An answer with what was asked.

    Attributes
    ----------
    question : CoverageQuestion
    place : Municipality
    found : Coverage
    unsure : int
        Facilities left out because a cell that decides about them is unknown.
    fine : bool
        Whether zones are 법정동; else the municipality is one zone.
    """

    question: CoverageQuestion
    place: Municipality
    found: Coverage
    unsure: int
    fine: bool


def cover(
    project: Project,
    known: Gazetteer,
    table: TemplateTable,
    question: CoverageQuestion,
    *,
    progress: Progress = silent,
) -> Covered:
    """Measure what facilities of a project cover in a municipality.

    Raises
    ------
    InputError
        ``place_unknown``, ``coverage_selection_unknown``, ``coverage_layer_missing``,
        ``coverage_layer_silent`` (the layer does not describe the municipality), or what
        `measure_coverage` raises.
    """
    place = known.one(question.municipality)
    facilities = facilities_of(project, known)
    zones, fine = zones_of(known, place)
    ground = shapely.union_all(zones.ground)
    progress(0.1)

    def chosen(selection: str) -> Objects:
        return _chosen(facilities, table, selection, ground, place).geometry

    reach = Reach(
        question.metres,
        chosen(ROAD) if question.along else None,
        times=question.times,
    )
    found = measure_coverage(
        zones,
        chosen(question.facility),
        reach,
        chosen(question.target) if question.target else None,
        progress=part(progress, 0.1, 1.0),
    )
    unsure = facilities.unsure(table.selections[question.facility])
    return Covered(question, place, found, _meeting(unsure, ground), fine)


def zones_of(known: Gazetteer, place: Municipality) -> tuple[Zones, bool]:
    """Give the 법정동 of a municipality, or itself where they are not at hand (False)."""
    codes = {place.code, *(gu.code for gu in known.gus(place.code))}
    emd = known.boundaries("emd")
    rows = np.flatnonzero(np.isin(emd.text("parent").astype(str), list(codes)))
    if len(rows):
        taken = emd.take(rows)
        names = [str(name) for name in taken.text("name")]
        return Zones([str(code) for code in taken.text("code")], names, taken.geometry), True
    ground = known.footprint(f"municipality:{place.code}")
    return Zones((place.code,), (place.name,), objects([ground])), False


def _chosen(
    facilities: Facilities,
    table: TemplateTable,
    selection: str,
    ground: shapely.Geometry,
    place: Municipality,
) -> Layer:
    asked = table.selections.get(selection)
    if asked is None:
        raise InputError("coverage_selection_unknown", name=selection)
    title = str(table.layers.get(asked.layer, asked.title))
    if asked.layer not in facilities.layers:
        raise InputError("coverage_layer_missing", layer=title)
    described = facilities.known.get(asked.layer)
    if described is not None:
        beyond = shapely.area(shapely.difference(ground, described))
        if beyond > _UNKNOWN_GROUND * shapely.area(ground):
            raise InputError("coverage_layer_silent", layer=title, place=place.title)
    return facilities.chosen(asked)


def _meeting(layer: Layer, ground: shapely.Geometry) -> int:
    shapely.prepare(ground)
    return int(shapely.intersects(ground, layer.geometry).sum())


def result_layers(answer: Covered, project: Project) -> dict[str, Layer]:
    """Give an answer as layers for the map, by the names of results.

    They show where nobody looks, and are named so: no profile for the public lets them out.
    """
    found, crs, grade = answer.found, project.crs, grade_of(project)
    zones = Layer(
        SHARES,
        "coverage_blind",
        tr("coverage.entry"),
        "other",
        crs,
        objects(found.zones.codes),
        found.zones.ground.copy(),
        {"name": objects(found.zones.names), "share": found.share.copy()},
        security=grade,
    )
    served = Layer(
        SERVED,
        "served_blind",
        tr("coverage.entry.served"),
        "other",
        crs,
        objects(["served"]),
        objects([found.served]),
        security=grade,
    )
    return {SHARES: zones, SERVED: served}


def shown(project: Project) -> Project:
    """Give the layer tree the entries of a coverage, if it has none yet; they are in sight."""
    group = tr("coverage.group")
    made = (
        MapLayer(ENTRIES[0], tr("coverage.entry"), SHARES, group, symbology=_shares(), opacity=0.7),
        MapLayer(ENTRIES[1], tr("coverage.entry.served"), SERVED, group, symbology=_served()),
    )
    for entry in made:
        project = project.with_entry(entry)
    return project


def _shares() -> Symbology:
    spans = [
        Span(low, high, _span(low, high), Symbol(fill=tint, stroke="#7A8794", stroke_mm=0.2))
        for low, high, tint in zip(_LIMITS, _LIMITS[1:], _TINTS, strict=False)
    ]
    label = Label("name", size_pt=7.5, max_scale=200_000.0)
    return Symbology(spans[0].symbol, "share", spans=tuple(spans), label=label)


def _span(low: float, high: float) -> str:
    if low == 0:
        return tr("coverage.none")
    return tr("coverage.span", low=f"{low * 100:.0f}", high=f"{high * 100:.0f}")


def _served() -> Symbology:
    return Symbology(Symbol(fill="#0F766E", fill_opacity=0.25, stroke="#0F766E", stroke_mm=0.3))


def said_often(answer: Covered) -> list[str]:
    """Say what several facilities cover together; nothing where nobody asked."""
    found, times = answer.found, answer.question.times
    if times <= 1:
        return []
    share = found.whole_often
    lines = [tr("coverage.often_along" if math.isnan(share) else "coverage.often",
                times=times, share=f"{share:.1%}")]  # fmt: skip
    if answer.question.target:
        reached, total = int(found.reached_often.sum()), int(found.targets.sum())
        lines.append(tr("coverage.often.targets", times=times, reached=reached, total=total))
    return lines


def gaps(answer: Covered, rows: Iterable[int]) -> str:
    """Name zones, in their order."""
    return ", ".join(answer.found.zones.names[row] for row in rows)
