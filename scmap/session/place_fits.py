"""Which linked services fit a place: a municipality, the ground of a centre, or a drawn area."""

import math
from dataclasses import dataclass

import numpy as np
import shapely

from scmap.analysis.linkage import find_fits
from scmap.analysis.repair import areal, repair_footprints
from scmap.errors import InputError
from scmap.model.layer import Layer, objects
from scmap.model.linkage import Fit, Standing, TemplateTable
from scmap.model.maplayer import RESULT, MapLayer
from scmap.model.municipality import Municipality
from scmap.model.project import Project
from scmap.model.symbology import Symbol, Symbology
from scmap.progress import Progress, part, silent
from scmap.reference import gazetteer_of
from scmap.session.releasing import grade_of
from scmap.session.services import Services, facilities_of
from scmap.words import tr

SHOWN = f"{RESULT}condition"
ENTRY = "5d0c9c5e-2f55-5d2c-9a35-7f3a2b1c8e64"


@dataclass(frozen=True, slots=True, eq=False)
class PlaceFits:
    """The services of a place, the best first.

    Attributes
    ----------
    title : str
        The place.
    fits : tuple of Fit
        Every template of the catalogue.
    scores : tuple of float
        Highest L of a pair of the place with each; NaN where no pair has that service.
    """

    title: str
    fits: tuple[Fit, ...]
    scores: tuple[float, ...]


def fits_at(
    project: Project,
    table: TemplateTable,
    services: Services | None,
    zone: shapely.Geometry | None,
    title: str,
    *,
    progress: Progress = silent,
) -> PlaceFits:
    """Check every template at a place, and give the best L of the pairs there.

    Parameters
    ----------
    services : Services or None
        What was found of the pairs; None leaves L unknown.
    zone : polygon or None
        The place on the project's plane; lines and points have no ground.
    title : str
        What it is called.

    Raises
    ------
    InputError
        ``area_without_ground`` when the place has no ground.
    """
    ground = areal(zone) if zone is not None else None
    if ground is None or ground.is_empty:
        raise InputError("area_without_ground", file=title)
    facilities = facilities_of(project, gazetteer_of(project))
    progress(0.2)
    found = find_fits(ground, facilities, table, progress=part(progress, 0.2, 0.9))
    best = _best(services, ground) if services is not None else {}
    scored = [(fit, best.get(fit.template.id, math.nan)) for fit in found]
    scored.sort(key=lambda one: (_descending(one[1]), _descending(one[0].share)))
    progress(1.0)
    return PlaceFits(title, tuple(fit for fit, _ in scored), tuple(score for _, score in scored))


@dataclass(frozen=True, slots=True)
class EveryFit:
    """How each service stands in each municipality.

    Attributes
    ----------
    places : tuple of Municipality
    templates : tuple of str
        ids in the catalogue's order.
    standings : tuple of tuple of str
        By place, then by template.
    """

    places: tuple[Municipality, ...]
    templates: tuple[str, ...]
    standings: tuple[tuple[Standing, ...], ...]

    def told(self, row: int, standing: Standing) -> tuple[str, ...]:
        """Name the services that stand so in a place."""
        pairs = zip(self.templates, self.standings[row], strict=True)
        return tuple(template for template, one in pairs if one == standing)


def fits_everywhere(
    project: Project, table: TemplateTable, *, progress: Progress = silent
) -> EveryFit:
    """Check every template in every municipality of the country.

    Parameters
    ----------
    progress : Progress
        Told the share of municipalities done; may raise CancelledError.
    """
    known = gazetteer_of(project)
    facilities = facilities_of(project, known)
    places, standings = known.municipalities, []
    for done, place in enumerate(places, start=1):
        ground = known.footprint(f"municipality:{place.code}")
        found = find_fits(ground, facilities, table)
        standings.append(tuple(fit.standing for fit in found))
        progress(done / len(places))
    return EveryFit(places, tuple(table.templates), tuple(standings))


def _best(services: Services, ground: shapely.Geometry) -> dict[str, float]:
    """Give the highest L of each template among the pairs of which both sides meet the ground."""
    pairs = services.candidates
    footprints, _ = repair_footprints(pairs.layer)
    meets = shapely.intersects(footprints, ground)
    found: dict[str, float] = {}
    for row in np.flatnonzero(meets[pairs.left] & meets[pairs.right]).tolist():
        for fit in services.of(row):
            score = services.score(row, fit)
            if not math.isnan(score):
                found[fit.template.id] = max(found.get(fit.template.id, 0.0), score)
    return found


def _descending(value: float) -> float:
    return math.inf if math.isnan(value) else -value


@dataclass(frozen=True, slots=True)
class Ground:
    """A feature that was counted for a precondition.

    Attributes
    ----------
    layer, uid : str
        uids of its layer and its own.
    name, kind : str
        Its name, and the title of its layer.
    state : str
        Of the precondition that counted it.
    partner : str
        Name of what it was found beside; "" where it counts alone.
    metres : float
        To the partner; NaN without one.
    """

    layer: str
    uid: str
    name: str
    kind: str
    state: str
    partner: str = ""
    metres: float = math.nan


_NOTHING = Ground("", "", "", "", "")


def grounds_of(project: Project, fit: Fit, table: TemplateTable) -> tuple[Ground, ...]:
    """Give the features that were counted for a service, each once."""
    roles = {layer.name: layer for layer in project.layers}
    found: dict[tuple[str, str], Ground] = {}
    for check in fit.checks:
        names = dict.fromkeys(table.selections[one].layer for one in check.precondition.of)
        layers = [roles[name] for name in names if name in roles]
        beside = check.partners or (("", math.nan),) * len(check.features)
        for uid, (partner, metres) in zip(check.features, beside, strict=True):
            layer = next((one for one in layers if uid in one.rows), None)
            if layer is not None and found.get((layer.uid, uid), _NOTHING).partner == "":
                told = _named(layer, uid), layer.title, check.state
                other = next((one for one in layers if partner in one.rows), None)
                named = (_named(other, partner) or other.title) if other is not None else ""
                found[layer.uid, uid] = Ground(layer.uid, uid, *told, named, metres)
    return tuple(found.values())


def _named(layer: Layer, uid: str) -> str:
    return str(layer.text("name")[layer.rows[uid]] or "")


def shown_layer(fit: Fit, project: Project) -> Layer:
    """Give what shows the preconditions of a service on the map: points, lines, ground covered."""
    shapes = [shape for check in fit.checks for shape in check.shown if shape is not None]
    return Layer(
        SHOWN,
        "condition",
        tr("fits.entry"),
        "other",
        project.crs,
        objects(f"c{place}" for place in range(len(shapes))),
        objects(shapes),
        security=grade_of(project),
    )


def with_entry(project: Project) -> Project:
    """Give the layer tree the entry of what shows a service's conditions, if it has none."""
    if any(entry.uid == ENTRY for entry in project.map):
        return project
    look = Symbol(fill="#CC79A7", fill_opacity=0.35, stroke="#9F1239", stroke_mm=0.5, size_mm=2.6)
    entry = MapLayer(
        ENTRY, tr("fits.entry"), SHOWN, group=tr("fits.group"), symbology=Symbology(look)
    )
    return project.with_entry(entry)
