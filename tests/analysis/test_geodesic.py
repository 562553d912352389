"""Lengths and areas on the ellipsoid, against figures that are known."""

import math

import numpy as np
import pytest

from scmap.analysis.geodesic import measure_area, measure_legs
from scmap.formats.projection import from_degrees, reprojected, to_degrees

QUADRANT_M = 10_001_965.729  # GRS 80, equator to pole (Moritz 2000, Geodetic Reference System 1980)
SURFACE_KM2 = 510_065_621.7  # the same ellipsoid
A = 6_378_137.0


def test_a_meridian_from_equator_to_pole_is_ten_thousand_kilometres() -> None:
    (leg,) = measure_legs(np.array([[127.0, 0.0], [127.0, 90.0]]))
    assert leg == pytest.approx(QUADRANT_M, abs=0.01)


def test_a_degree_of_the_equator() -> None:
    legs = measure_legs(np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0]]))
    assert legs == pytest.approx([math.radians(1) * A, math.radians(2) * A], abs=1e-3)


def test_an_eighth_of_the_earth_is_an_eighth_of_its_surface() -> None:
    ring = np.array([[0.0, 0.0], [90.0, 0.0], [0.0, 90.0]])
    area, perimeter = measure_area(ring)
    assert area / 1e6 == pytest.approx(SURFACE_KM2 / 8, rel=1e-8)
    assert measure_area(ring[::-1])[0] == pytest.approx(area)
    assert perimeter == pytest.approx(2 * QUADRANT_M + math.pi / 2 * A, rel=1e-8)


def test_the_plane_of_the_map_does_not_matter() -> None:
    """A square of a kilometre of EPSG:5179 at 독도: the plane draws it 0.14 % too long a side."""
    ((x, y),) = from_degrees(np.array([[131.865, 37.241]]))
    corners = np.array([[x, y], [x + 1000, y], [x + 1000, y + 1000], [x, y + 1000]])
    area, perimeter = measure_area(to_degrees(corners))
    assert 0.0010 < 1 - perimeter / 4000 < 0.0018
    on_web = reprojected(reprojected(corners, "EPSG:5179", "EPSG:3857"), "EPSG:3857", "EPSG:4326")
    assert measure_area(on_web)[0] == pytest.approx(area, rel=1e-6)


def test_too_few_points_measure_nothing() -> None:
    assert len(measure_legs(np.array([[127.0, 37.0]]))) == 0
    assert measure_area(np.array([[127.0, 37.0], [128.0, 37.0]])) == (0.0, 0.0)
