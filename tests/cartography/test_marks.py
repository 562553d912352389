import numpy as np
import pytest

from scmap.cartography.marks import place_marks
from scmap.cartography.settings import MapSettings
from scmap.model.extent import Extent
from scmap.model.symbology import Symbol
from tests.cartography.maps import drawn, frame, points

DISC = Symbol(size_mm=3.0)
SIZE = 3.0 * 96 / 25.4


def test_a_marker_alone_stands_on_its_place() -> None:
    marks = place_marks(frame(drawn(points([(30, 40)]), shape="point")))
    assert marks.place.tolist() == [[30, 60]]


@pytest.mark.parametrize("count", [2, 3, 7])
def test_markers_of_one_place_stand_apart_about_it(count: int) -> None:
    layers = [drawn(points([(50, 50)]), DISC, shape="point") for _ in range(count)]
    place = place_marks(frame(*layers)).place
    distances = np.linalg.norm(place[:, None] - place[None], axis=2)
    assert distances[np.triu_indices(count, 1)].min() >= SIZE
    assert place.mean(axis=0) == pytest.approx([50, 50])


def test_panning_keeps_neighbours_together() -> None:
    shown = drawn(points([(50, 50), (50.5, 50), (52, 51)]), DISC, shape="point")
    here = place_marks(MapSettings(Extent(0, 0, 100, 100), 100, 100, 96, (shown,)))
    there = place_marks(MapSettings(Extent(-7, 3, 93, 103), 100, 100, 96, (shown,)))
    assert there.place - here.place == pytest.approx(np.tile([7, 3], (3, 1)))


def test_in_a_crowd_one_marker_a_pixel_is_enough() -> None:
    places = [(float(i % 25), float(i // 25 % 30)) for i in range(1500)]
    several = [drawn(points(places), shape="point") for _ in range(2)]
    assert len(place_marks(frame(*several)).row) == 2 * 25 * 30


def test_a_marker_reaching_into_the_frame_is_painted() -> None:
    marks = place_marks(frame(drawn(points([(-2, 50), (-200, 50)]), shape="point")))
    assert marks.row.tolist() == [0]
