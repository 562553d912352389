"""행정경계 교체: a project stands on other boundaries, and what is named by units follows them."""

import numpy as np
import shapely

from scmap.model.boundary import with_boundaries, without_boundaries
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import Layer
from scmap.model.project import Project
from scmap.reference import gazetteer_of

SAME_AREA = 1e-6  # relative difference up to which two footprints are one
SAME_PLACE = 1.0  # metres between the corners of their bounds


def rebased(project: Project, layers: tuple[Layer, ...]) -> tuple[Project, int]:
    """Put a project on other boundaries.

    An investment whose footprint is that of the units it names gets the new ground of these units;
    one that was drawn, or came with a footprint of its own, stays as it is.

    Returns
    -------
    project : Project
    count : int
        Investments whose footprint followed.
    """
    return _followed(project, with_boundaries(project, layers))


def unbased(project: Project) -> Project:
    """Put a project back on the boundaries that come with the program: a command."""
    return _followed(project, without_boundaries(project))[0]


def _followed(project: Project, after: Project) -> tuple[Project, int]:
    """Let footprints follow from the boundaries of one project to those of another."""
    investments = project.investments
    if investments is None:
        return after, 0
    before, now = gazetteer_of(project), gazetteer_of(after)
    geometry, count = investments.geometry.copy(), 0
    cells = investments.text("extent")
    for extent in sorted({str(cell) for cell in cells if cell and now.parts(str(cell))}):
        old, new = _ground(before, extent), _ground(now, extent)
        if old is None or new is None or old.equals_exact(new, 0.0):
            continue
        for row in np.flatnonzero(cells == extent).tolist():
            if _same(geometry[row], old):
                geometry[row], count = new, count + 1
    if not count:
        return after, 0
    return after.with_layer(investments.replace(geometry=geometry)), count


def _ground(gazetteer: Gazetteer, extent: str) -> shapely.Geometry | None:
    if not gazetteer.parts(extent):
        return None
    return shapely.multipolygons(shapely.get_parts(gazetteer.footprint(extent)))


def _same(one: shapely.Geometry | None, other: shapely.Geometry) -> bool:
    if one is None or one.is_empty:
        return False
    area = shapely.area(other)
    close = np.abs(shapely.bounds(one) - shapely.bounds(other)).max() < SAME_PLACE
    return bool(close and abs(shapely.area(one) - area) <= SAME_AREA * area)
