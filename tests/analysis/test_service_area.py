"""Coverage is exact in a straight line and along roads, counts k-fold, and names the gaps."""

import math

import numpy as np
import pytest
import shapely

from scmap.analysis.road_reach import Network
from scmap.analysis.service_area import Coverage, Reach, Zones, measure_coverage
from scmap.errors import InputError
from scmap.model.layer import Objects, objects

SQUARES = Zones(
    ("1", "2"),
    ("가", "나"),
    objects([shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)]),
)


def points(*places: tuple[float, float]) -> Objects:
    return objects(shapely.Point(place) for place in places)


def measured(facilities: Objects, reach: Reach, targets: Objects | None = None) -> Coverage:
    return measure_coverage(SQUARES, facilities, reach, targets)


def test_a_disc_covers_its_area_and_crosses_into_the_next_zone() -> None:
    found = measured(points((900, 500)), Reach(200.0))
    beyond = 200.0**2 * math.acos(0.5) - 100.0 * math.sqrt(200.0**2 - 100.0**2)  # circle segment
    assert found.covered == pytest.approx([math.pi * 200.0**2 - beyond, beyond])
    assert found.facilities.tolist() == [1, 0]
    assert found.without.tolist() == [1]
    assert found.uncovered.tolist() == []
    assert shapely.area(found.served) == pytest.approx(found.covered.sum(), rel=0.01)


@pytest.mark.parametrize(("metres", "reached"), [(99.99, 0), (100.0, 1)])
def test_a_target_is_reached_at_the_exact_distance(metres: float, reached: int) -> None:
    found = measured(points((300, 300)), Reach(metres), points((400, 300), (900, 900)))
    assert found.targets.tolist() == [2, 0]
    assert found.reached.tolist() == [reached, 0]


def test_two_facilities_cover_a_target_twice() -> None:
    both = points((300, 500), (500, 500))
    found = measured(both, Reach(200.0, times=2), points((400, 500), (200, 500)))
    assert found.reached.tolist() == [2, 0]
    assert found.reached_often.tolist() == [1, 0]
    lens = 2 * 200.0**2 * math.acos(0.5) - 0.5 * 200.0 * math.sqrt(4 * 200.0**2 - 200.0**2)
    assert found.often[0] == pytest.approx(lens / 1e6, abs=0.03)  # counted on a 100 m grid
    assert found.often[1] == 0.0
    assert found.whole_often == pytest.approx(found.often @ found.area / found.area.sum())


def roads() -> Objects:
    """A street to the east, and one north that crosses it at (500, 500)."""
    return objects(
        [
            shapely.LineString([(0, 500), (1000, 500)]),
            shapely.LineString([(500, 0), (500, 1000)]),
        ]
    )


@pytest.mark.parametrize(("metres", "reached"), [(599.0, 0), (600.0, 1)])
def test_along_roads_the_way_round_the_corner_counts(metres: float, reached: int) -> None:
    """(200, 500) to (500, 800) is 424 m in a straight line and 600 m along the streets."""
    reach = Reach(metres, roads())
    found = measured(points((200, 500)), reach, points((500, 800)))
    assert found.reached.tolist() == [reached, 0]


def test_the_service_area_along_roads_is_a_band_beside_what_is_reached() -> None:
    found = measured(points((200, 500)), Reach(200.0, roads(), aside=10.0))
    west_to_east = 400.0 * 20.0 - 100.0  # from x = 0 (a corner cut by the zone) to x = 400
    assert shapely.area(found.served) == pytest.approx(west_to_east + math.pi * 50.0, rel=0.02)
    assert found.uncovered.tolist() == [1]


def test_off_the_road_nobody_is_reached_and_it_is_said() -> None:
    found = measured(points((200, 700), (200, 510)), Reach(900.0, roads()), points((490, 990)))
    assert found.off_road == 1
    assert found.reached.tolist() == [1, 0]
    assert measured(points((200, 700)), Reach(900.0, roads())).covered.sum() == 0.0


def test_times_along_roads_counts_each_facility_alone() -> None:
    reach = Reach(400.0, roads(), times=2)
    found = measured(points((200, 500), (500, 200)), reach, points((500, 500), (900, 500)))
    assert found.reached.tolist() == [1, 0]
    assert found.reached_often.tolist() == [1, 0]


def test_ways_equal_those_of_an_independent_matrix() -> None:
    """Floyd and Warshall on a grid of streets against Dijkstra from many facilities."""
    rng = np.random.default_rng(7)
    steps = np.arange(0.0, 1000.0, 100.0)
    east = [shapely.LineString([(0, y), (900, y)]) for y in steps]
    north = [shapely.LineString([(x, 0), (x, 900)]) for x in steps if x % 200 == 0]
    network = Network.of(objects([*east, *north]))
    count = len(network.sections)
    apart = np.full((count, count), np.inf)
    np.fill_diagonal(apart, 0.0)
    for start, stop, length in zip(network.start, network.stop, network.length, strict=True):
        apart[start, stop] = apart[stop, start] = min(apart[start, stop], length)
    for middle in range(count):
        apart = np.minimum(apart, apart[:, middle : middle + 1] + apart[middle : middle + 1])
    feet = network.feet(shapely.points(rng.uniform(0, 900, (6, 2))), 60.0)
    ends = np.minimum(
        apart[network.start[feet.section]] + (feet.aside + feet.along)[:, None],
        apart[network.stop[feet.section]]
        + (feet.aside + network.length[feet.section] - feet.along)[:, None],
    )
    np.testing.assert_allclose(network.ways(feet, 1e9), ends.min(axis=0))


def test_a_question_without_an_answer_is_refused() -> None:
    here = points((1, 1))
    nothing = objects(())
    for facilities, reach, code in (
        (nothing, Reach(50.0), "no_facilities"),
        (here, Reach(0.0), "reach_wrong"),
        (here, Reach(50.0, nothing), "no_roads"),
    ):
        with pytest.raises(InputError, match=code):
            measured(facilities, reach)
    with pytest.raises(InputError, match="no_zones"):
        measure_coverage(Zones((), (), nothing), here, Reach(50.0))
