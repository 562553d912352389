"""How many cameras a centre has on its ground, by the purpose for which they were put up."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely

from scmap.model.codebook import parts
from scmap.model.layer import Layer


@dataclass(frozen=True, slots=True)
class CameraCount:
    """Cameras of a place.

    Attributes
    ----------
    total : int
        Each once.
    purposes : mapping of str to int
        By service-field code, the most frequent first; a camera with two purposes counts in both.
    several, unknown : int
        Cameras with more than one purpose, and with none that is known.
    """

    total: int
    purposes: Mapping[str, int]
    several: int
    unknown: int


def count_cameras(cameras: Layer, ground: shapely.Geometry) -> CameraCount:
    """Count the cameras on a ground.

    Parameters
    ----------
    cameras : Layer
        Facility layer of the role "camera".
    ground : polygon
        On the plane of the cameras.
    """
    shapely.prepare(ground)
    inside = np.flatnonzero(shapely.intersects(ground, cameras.geometry))
    purposes = [parts(cell) for cell in cameras.text("purpose")[inside]]
    counts = Counter(code for one in purposes for code in dict.fromkeys(one))
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    several = sum(len(set(one)) > 1 for one in purposes)
    return CameraCount(len(inside), dict(order), several, sum(not one for one in purposes))
