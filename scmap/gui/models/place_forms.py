"""A place in every form in which people pass coordinates on."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from scmap.formats.projection import reprojected
from scmap.model.coordinates import BELT, DEGREES, degrees_text, metres_text, sexagesimal_text
from scmap.model.layer import PLANE
from scmap.model.point_number import point_number

_FORMS: Mapping[str, tuple[str, Callable[[float, float], str]]] = MappingProxyType(
    {
        "sexagesimal": (DEGREES, sexagesimal_text),
        "degrees": (DEGREES, degrees_text),
        "plane": (PLANE, metres_text),
        "belt": (BELT, metres_text),
        "number": (PLANE, point_number),
    }
)
FORMS = tuple(_FORMS)


def place_forms(x: float, y: float, plane: str) -> dict[str, str]:
    """Write a place in each of `FORMS` in which it has one.

    Parameters
    ----------
    x, y : float
        The place on `plane`.
    plane : str
        ``EPSG:n``.
    """
    here = np.array([[x, y]])
    at = {crs: reprojected(here, plane, crs)[0].tolist() for crs in (DEGREES, PLANE, BELT)}
    written = {name: write(*at[crs]) for name, (crs, write) in _FORMS.items()}
    return {name: text for name, text in written.items() if text and "inf" not in text}
