"""What preconditions measure of a pair of investments, whatever stands in the field."""

import math

import shapely

from scmap.analysis.repair import areal
from scmap.analysis.scene import Ends, Measured
from scmap.model.layer import objects


def shared_ground(ends: Ends) -> Measured:
    """Measure the overlap coefficient of both footprints; NaN where one is missing."""
    one, other = ends.footprints
    if one is None or other is None:
        return Measured(math.nan)
    shared = areal(shapely.intersection(one, other))
    smaller = min(one.area, other.area)
    area = 0.0 if shared is None else shared.area
    shown = objects(() if shared is None else (shared,))
    return Measured(area / smaller if smaller else math.nan, shown=shown)


def same_municipality(ends: Ends) -> Measured:
    """Count the municipalities of both; NaN where one of them names none."""
    return _common(ends.municipalities)


def shared_field(ends: Ends) -> Measured:
    """Count the service fields of both; NaN where one of them names none."""
    return _common(ends.fields)


def _common(sets: tuple[frozenset[str], frozenset[str]]) -> Measured:
    one, other = sets
    return Measured(float(len(one & other)) if one and other else math.nan)
