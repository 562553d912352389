"""Preconditions along roads: entries, watched sections, and routes of the fire service."""

import numpy as np
import pytest
import shapely

from scmap.model.layer import Layer
from tests.analysis.scenes import cameras, check, fit, layer, points

ACROSS = shapely.LineString([(-500, 500), (500, 500)])  # enters the area from the west
NORTH = shapely.LineString([(500, 1500), (500, 500)])
WITHIN = shapely.LineString([(200, 200), (800, 200)])


def roads(*lines: shapely.LineString, kind: str = "간선") -> Layer:
    return layer("road", lines, {"class": [kind] * len(lines)})


def plates(*places: tuple[float, float]) -> Layer:
    return points("camera", places, purpose=["TRN"] * len(places), device=["ANPR"] * len(places))


def test_the_length_of_roads_is_that_within_the_area() -> None:
    assert check("T2", 3, roads(ACROSS, WITHIN)).value == pytest.approx(1.1)
    assert check("T2", 3, roads(ACROSS)).state == "unmet"


def test_the_cordon_is_complete_when_every_entry_is_read() -> None:
    both = roads(ACROSS, NORTH, WITHIN)
    assert check("T6", 0, both, plates((10, 550))).value == 0.5
    assert check("T6", 0, both, plates((10, 550), (500, 990))).value == 1
    missed = check("T6", 0, both, plates((10, 551)))
    assert (missed.state, missed.value) == ("unmet", 0)


def test_an_ordinary_camera_reads_no_plates() -> None:
    assert check("T6", 0, roads(ACROSS), cameras((10, 500, "TRN"))).value == 0


def test_where_no_road_enters_a_cordon_cannot_be_measured() -> None:
    found = check("T6", 0, roads(WITHIN), plates((500, 200)))
    assert (found.state, found.why) == ("unknown", "nothing")


def test_a_sensor_counts_near_a_watched_road_only() -> None:
    sensor = points("air_sensor", [(500, 800)])
    lines = roads(ACROSS, WITHIN)
    assert check("X3", 0, sensor, lines, cameras((0, 550, "TRN"))).state == "met"
    unwatched = check("X3", 0, sensor, lines, cameras((500, 250, "TRN")))
    assert (unwatched.state, unwatched.counts["nearest"]) == ("unmet", 600)
    assert check("X3", 0, sensor, lines, cameras((0, 550, "CRM"))).state == "unmet"


@pytest.mark.parametrize(("away", "state"), [(2000.0, "met"), (2000.5, "unmet")])
def test_a_fire_station_reaches_two_kilometres(away: float, state: str) -> None:
    assert check("T3", 0, points("fire_station", [(-away, 500)])).state == state


def test_devices_count_along_main_roads_within_reach_of_a_station() -> None:
    station = points("fire_station", [(0, 500)])
    found = fit("T3", station, roads(ACROSS), cameras((300, 550, "CRM")), points("signal", []))
    assert [one.state for one in found.checks] == ["met", "met", "unmet"]
    assert found.share == 1, "a camera is enough: signals are the alternative"
    side = roads(ACROSS, kind="지선")
    assert fit("T3", station, side, cameras((300, 550, "CRM")), points("signal", [])).share == 0.5


def test_only_networked_signals_can_give_way() -> None:
    station, line = points("fire_station", [(0, 500)]), roads(ACROSS)
    alone = points("signal", [(300, 500)], networked=["미연결"])
    joined = points("signal", [(300, 500)], networked=["연결"])
    assert fit("T10", station, line, alone).share == 0
    assert fit("T10", station, line, joined).share == 1


def test_a_way_home_must_be_seen_for_half_its_length() -> None:
    way = layer("safe_route", [shapely.LineString([(100, 100), (300, 100)])])
    assert fit("T12", way, cameras((140, 100, "CRM"))).share == 0
    assert fit("T12", way, cameras((150, 100, "CRM"))).share == 1


def test_a_road_through_a_hazard_zone_is_named() -> None:
    flood = layer("hazard_zone", [shapely.box(0, 0, 900, 300)], {"hazard": ["침수"]})
    found = check("X6", 0, roads(ACROSS, WITHIN), flood)
    assert found.features == ("road1",)
    assert np.sum(shapely.length(found.shown)) == 600
