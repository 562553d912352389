"""Which linked services fit the candidate pairs of a project, for window and headless verbs."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely

from scmap.analysis.linkage import find_pair_fits, linkage_score, shares, with_preconditions
from scmap.analysis.place_measures import FLOOR
from scmap.analysis.register import Register
from scmap.analysis.repair import repair_footprints
from scmap.analysis.scene import Facilities
from scmap.model import facility, investment
from scmap.model.codebook import parts
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import Layer
from scmap.model.linkage import Fit, TemplateTable
from scmap.model.overlap import Mask
from scmap.model.project import Project
from scmap.model.verdict import Candidates, Rows
from scmap.progress import Progress, silent

# A layer without codes describes the municipalities in which it has at least this share of its
# features; a few strays across a border do not make it know the neighbour.
STRAYS = 0.01

MOST_PAIRS = 20_000  # about 10 s of work; a committee never sees so many


@dataclass(frozen=True, slots=True, eq=False)
class Services:
    """Candidate pairs judged with P, and the services that fit each.

    Attributes
    ----------
    candidates : Candidates
        The pairs; `preconditions` is the highest share of the services that fit each.
    fits : tuple
        Services whose roles fit each of the first `MOST_PAIRS` pairs, the best first.
    """

    candidates: Candidates
    fits: tuple[tuple[Fit, ...], ...]

    def of(self, row: int) -> tuple[Fit, ...]:
        """Services whose roles fit a pair, the best first; none where they were not looked for."""
        return self.fits[row] if row < len(self.fits) else ()

    def score(self, row: int, fit: Fit) -> float:
        """L of a pair with one of its services."""
        return linkage_score(self.candidates, row, fit.share)

    def best_score(self, template: str) -> float:
        """Give the highest L of any pair with a template; NaN where it fits none."""
        scores = [
            self.score(row, fit)
            for row, fits in enumerate(self.fits)
            for fit in fits
            if fit.template.id == template
        ]
        return max(scores, default=float("nan"))


@dataclass(frozen=True, slots=True, eq=False)
class Earlier:
    """Services found before, and the pairs of which they still hold.

    Attributes
    ----------
    fits : tuple
        Services of each pair then.
    places : (p,) intp
        Place in `fits` of each of the first `MOST_PAIRS` pairs now; -1 where there is none.
    """

    fits: tuple[tuple[Fit, ...], ...]
    places: Rows

    @property
    def lacking(self) -> Rows:
        """Pairs whose services must be looked for."""
        return np.flatnonzero((self.places < 0) | (self.places >= len(self.fits)))


def facilities_of(
    project: Project, gazetteer: Gazetteer, before: Facilities | None = None
) -> Facilities:
    """Give the project's facility layers by role, each with the ground that it describes.

    A layer describes the municipalities that its rows name: elsewhere, that it holds no camera
    says nothing. Investments stand in as points. What a layer describes is taken from `before`
    where that has the very layer.

    Raises
    ------
    CrsMismatchError
        If a facility layer lies on another plane than the project.
    """
    found: dict[str, tuple[Layer, ...]] = {}
    for one in project.layers:
        if one.kind == facility.KIND:
            role = facility.role_of(one)
            found[role] = (*found.get(role, ()), one)
    layers = {role: _joined(some) for role, some in found.items()}
    known = {
        role: before.known[role]
        if before is not None and before.layers.get(role) is one
        else _known(one, gazetteer)
        for role, one in layers.items()
    }
    if project.investments is not None:
        layers[investment.TABLE] = _as_points(project.investments)
    return Facilities(layers, known).on(project.crs)


def services_of(
    candidates: Candidates,
    register: Register,
    facilities: Facilities,
    table: TemplateTable,
    *,
    before: Earlier | None = None,
    progress: Progress = silent,
) -> Services:
    """Find the services that fit candidate pairs, and judge the pairs with P.

    Of very many pairs only the `MOST_PAIRS` most serious ones get services; P of the others stays
    unknown and is said to be so.

    Parameters
    ----------
    candidates : Candidates
        Pairs of the register, the most serious first.
    register : Register
        The investments.
    facilities, table
        What stands in the field, and the catalogue.
    before : Earlier or None
        Services that were found before and still hold; they are not looked for again.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    left, right = candidates.left[:MOST_PAIRS], candidates.right[:MOST_PAIRS]
    fits: list[tuple[Fit, ...]] = [()] * len(left)
    rows = np.arange(len(left)) if before is None else before.lacking
    for row in np.setdiff1d(np.arange(len(left)), rows).tolist():
        fits[row] = before.fits[before.places[row]] if before is not None else ()
    found = find_pair_fits(register, left[rows], right[rows], facilities, table, progress=progress)
    for row, fit in zip(rows.tolist(), found, strict=True):
        fits[row] = fit
    return Services(with_preconditions(candidates, shares(fits)), tuple(fits))


def pairs_of(candidates: Candidates, gazetteer: Gazetteer, code: str) -> Rows:
    """Give the rows of the pairs of which both sides belong to a municipality."""
    belongs = belonging(candidates.layer, gazetteer, code)
    return np.flatnonzero(belongs[candidates.left] & belongs[candidates.right])


def belonging(layer: Layer, gazetteer: Gazetteer, code: str) -> Mask:
    """Tell which investments belong to a municipality, shape (n,).

    An investment belongs to it when it is recorded there, or its footprint shares ground with it.
    """
    named = np.array([code in parts(cell) for cell in layer.text("municipality_code")], dtype=bool)
    ground = gazetteer.footprint(f"municipality:{code}")
    shapely.prepare(ground)
    footprints, _ = repair_footprints(layer)
    near = np.flatnonzero(~named & shapely.intersects(ground, footprints))
    shared = shapely.area(shapely.intersection(footprints[near], ground))
    named[near[shared >= FLOOR]] = True
    return named


def described(layer: Layer, gazetteer: Gazetteer) -> list[str]:
    """Give the codes of the municipalities that a facility layer describes."""
    named = {code for cell in layer.text("municipality_code") for code in parts(cell)}
    return sorted(named & gazetteer.units.keys()) or _located(layer, gazetteer)


@lru_cache(maxsize=32)
def _joined(layers: tuple[Layer, ...]) -> Layer:
    """Put the layers of a role into one, one object for the same ones."""
    if len(layers) == 1:
        return layers[0]
    first, *others = (_told_alone(one) for one in layers)
    for other in others:
        first = first.extended(other)
    return first


def _told_alone(layer: Layer) -> Layer:
    """Leave of a facility layer the columns that its role has: files call other things alike."""
    known = {one.name: layer.text(one.name) for one in facility.FIELDS[facility.role_of(layer)]}
    return layer.replace(
        columns={name: cells for name, cells in known.items() if cells.dtype == object}
    )


def _known(layer: Layer, gazetteer: Gazetteer) -> shapely.Geometry:
    """Give the ground of the municipalities that a layer describes; empty when it has no rows."""
    codes = described(layer, gazetteer)
    if not codes:
        return shapely.Polygon()
    return _ground(gazetteer, tuple(codes))


@lru_cache(maxsize=32)
def _ground(gazetteer: Gazetteer, codes: tuple[str, ...]) -> shapely.Geometry:
    """Join municipalities; one object for the same ones, for most layers are of the same places."""
    return gazetteer.footprint(";".join(f"municipality:{code}" for code in codes))


def _located(layer: Layer, gazetteer: Gazetteer) -> list[str]:
    """Give the municipalities in which a layer has more than strays."""
    places = layer.geometry[~shapely.is_missing(layer.geometry)]
    points = shapely.get_coordinates(shapely.point_on_surface(places))
    if not len(points):
        return []
    counts = Counter(code for code in gazetteer.locate(points).municipality if code)
    most = max(counts.values(), default=0)  # of a national file no municipality has a large share
    return sorted(code for code, count in counts.items() if count >= STRAYS * most)


def _as_points(layer: Layer) -> Layer:
    """Give investments as the points of their records; those without one keep their footprint."""
    places = layer.geometry.copy()
    points = np.column_stack((layer.number("x"), layer.number("y")))
    placed = np.flatnonzero(~np.isnan(points).any(axis=1))
    places[placed] = shapely.points(points[placed])
    return layer.replace(geometry=places)
