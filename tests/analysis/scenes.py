"""Small places with facilities put down by hand, for the tests of linked services."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import shapely

from scmap.analysis.linkage import find_fits
from scmap.analysis.scene import Facilities
from scmap.model.layer import PLANE, Layer, objects
from scmap.model.linkage import Check, Fit
from scmap.reference.templates import templates

ZONE = shapely.box(0, 0, 1000, 1000)

Row = Mapping[str, object]


def layer(
    role: str, geometries: Iterable[object], columns: Mapping[str, Sequence[object]] | None = None
) -> Layer:
    """A facility layer with text columns; uids are the role and the row ("camera0")."""
    shapes = objects(geometries)
    return Layer(
        uid=role,
        name=role,
        title=role,
        kind="facility",
        crs=PLANE,
        uids=objects(f"{role}{row}" for row in range(len(shapes))),
        geometry=shapes,
        columns={name: objects(cells) for name, cells in (columns or {}).items()},
    )


def points(role: str, places: Sequence[tuple[float, float]], **columns: Sequence[object]) -> Layer:
    return layer(role, shapely.points(np.array(places, dtype=float).reshape(-1, 2)), columns)


def cameras(*placed: tuple[float, float, str | None]) -> Layer:
    """Cameras with their purpose."""
    return points(
        "camera",
        [(x, y) for x, y, _ in placed],
        purpose=[purpose for *_, purpose in placed],
        device=["CCTV"] * len(placed),
    )


def facilities(*layers: Layer) -> Facilities:
    return Facilities({one.name: one for one in layers})


def fit(template: str, *layers: Layer, zone: shapely.Geometry | None = ZONE) -> Fit:
    """How one template fits the zone with these layers."""
    found = find_fits(zone, facilities(*layers), templates())
    return next(one for one in found if one.template.id == template)


def check(template: str, place: int, *layers: Layer, zone: shapely.Geometry | None = ZONE) -> Check:
    """One precondition of a template, by its place in it."""
    return fit(template, *layers, zone=zone).checks[place]
