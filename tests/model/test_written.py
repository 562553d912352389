"""Geometries as bytes and back, a few at a time."""

import numpy as np
import pytest
import shapely

from scmap.model import written as module
from scmap.model.layer import objects
from scmap.model.written import read, written


def many(count: int) -> list[shapely.Geometry | None]:
    shapes: list[shapely.Geometry | None] = [
        shapely.Point(row, row).buffer(1 + row % 7) for row in range(count)
    ]
    shapes[3] = None
    return shapes


def test_all_come_back_in_their_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BYTES_AT_ONCE", 2000)  # one polygon has more, several have less
    shapes = objects(many(500))
    again = read(written(shapes))
    assert again[3] is None
    there = np.arange(500) != 3
    assert shapely.equals_identical(again[there], shapes[there]).all()


def test_points_are_read_in_handfuls_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POINTS_AT_ONCE", 7)
    points = shapely.points(np.arange(100.0), np.arange(100.0))
    assert shapely.equals_identical(read(list(written(points))), points).all()


def test_nothing_is_nothing() -> None:
    assert read([]).shape == (0,)


def test_what_is_no_geometry_is_said_or_left_out() -> None:
    broken = [shapely.to_wkb(shapely.Point(1, 2)), b"\x01\x02", None]
    with pytest.raises(shapely.errors.ShapelyError):
        read(broken)
    assert read(broken, on_invalid="ignore").tolist() == [shapely.Point(1, 2), None, None]
