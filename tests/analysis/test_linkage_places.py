"""Preconditions on places: each flips at its exact distance or share, and unknown is not "no"."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from scmap.analysis.linkage import Survey, find_fits
from scmap.analysis.linkage_text import conditions, finding, sentence
from scmap.analysis.scene import Facilities
from scmap.errors import CancelledError, CrsMismatchError
from scmap.model.facility import FICTIONAL
from scmap.model.layer import Layer
from scmap.reference.templates import templates
from tests.analysis.scenes import ZONE, cameras, check, facilities, fit, layer, points

HALF = shapely.box(500, 0, 1500, 1000)
TOUCHING = shapely.box(1000, 0, 1500, 1000)


def test_a_police_jurisdiction_counts_when_it_shares_ground_and_not_when_it_touches() -> None:
    met = check("T1", 0, layer("police_jurisdiction", [HALF, TOUCHING]))
    assert (met.state, met.value, met.features) == ("met", 1, ("police_jurisdiction0",))
    assert check("T1", 0, layer("police_jurisdiction", [TOUCHING])).state == "unmet"


@pytest.mark.parametrize(("far", "state"), [(300.0, "met"), (300.5, "unmet")])
def test_half_of_the_demand_points_need_a_camera_within_300_m(far: float, state: str) -> None:
    schools = points("school", [(100, 100), (900, 900)])
    found = check("T1", 1, schools, cameras((100, 100 + far, "CRM")))
    assert (found.state, found.value) == (state, 0.5 if state == "met" else 0.0)


def test_without_demand_points_there_is_nothing_to_measure() -> None:
    found = check("T1", 1, points("school", [(5000, 0)]), cameras((1, 1, "CRM")))
    assert (found.state, found.why) == ("unknown", "nothing")


def test_coverage_flips_between_one_and_two_discs_of_a_square_kilometre() -> None:
    """One disc of 50 m is 0.79 % of 1 km², two are 1.57 %; 1 % is asked for."""
    one, two = (500, 500, "CRM"), (200, 200, "TRN")
    assert check("T1", 2, cameras(one)).value == pytest.approx(math.pi * 50**2 / 1e6)
    assert check("T1", 2, cameras(one)).state == "unmet"
    assert check("T1", 2, cameras(one, two)).state == "met"


def test_a_hazard_zone_is_covered_as_far_as_it_lies_in_the_area() -> None:
    flood = layer("hazard_zone", [shapely.box(900, 0, 2000, 100)], {"hazard": ["침수"]})
    assert check("T4", 0, flood, cameras((850, 50, "CRM"))).state == "met"
    missed = check("T4", 0, flood, cameras((800, 50, "CRM")))
    assert (missed.state, missed.counts["nearest"]) == ("unmet", 100)
    beyond = check("T4", 0, flood, cameras((1990, 50, "CRM")))
    assert beyond.state == "unmet", "a camera at the part outside the area does not count"


@pytest.mark.parametrize(("apart", "state"), [(50.0, "unmet"), (50.1, "met")])
def test_a_traffic_camera_is_reusable_where_no_crime_camera_sees(apart: float, state: str) -> None:
    found = check("X1", 0, cameras((500, 500, "TRN"), (500 + apart, 500, "CRM")))
    assert found.state == state
    assert found.features == (("camera0",) if state == "met" else ())


def test_a_camera_of_both_purposes_is_no_reusable_traffic_camera() -> None:
    found = fit("X1", cameras((500, 500, "CRM;TRN"), (900, 900, "CRM")))
    assert [one.state for one in found.checks] == ["unmet", "unmet"]
    assert found.share == 0


@pytest.mark.parametrize(("apart", "share"), [(10.0, 1.0), (10.1, 0.0)])
def test_a_pole_is_shared_within_ten_metres(apart: float, share: float) -> None:
    """X1 is met by either alternative: a gap filled, or a pole shared."""
    found = fit("X1", cameras((500, 500, "TRN"), (500 + apart, 500, "CRM")))
    assert found.share == share
    assert found.checks[1].shown.tolist() == (
        [shapely.LineString([(500, 500), (510, 500)])] if share else []
    )


def test_a_light_within_fifty_metres_of_a_camera_is_seen() -> None:
    lights = points("pole", [(100, 100), (100, 149)], use=["가로등", "CCTV"])
    assert check("X2", 0, lights, cameras((100, 150, "CRM"))).features == ("pole0",)
    assert check("X2", 0, lights, cameras((100, 151, "CRM"))).value == 0


def test_plants_count_near_a_sensor_or_inside_a_flood_zone() -> None:
    plants = points("sewer", [(100, 100)], use=["펌프장"])
    far = points("air_sensor", [(900, 900)])
    flood = layer("hazard_zone", [shapely.box(50, 50, 150, 150)], {"hazard": ["침수"]})
    slide = layer("hazard_zone", [shapely.box(50, 50, 150, 150)], {"hazard": ["산사태"]})
    assert [one.state for one in fit("X4", plants, far, flood).checks] == ["unmet", "met"]
    assert fit("X4", plants, far, flood).share == 1
    assert fit("X4", plants, far, slide).share == 0


def test_a_market_needs_a_sensor_inside_with_a_camera_by_it() -> None:
    market = layer("market", [shapely.box(0, 0, 200, 200)])
    sensor = points("fire_sensor", [(100, 100)])
    assert fit("T11", market, sensor, cameras((100, 150, "CRM"))).share == 1
    assert fit("T11", market, sensor, cameras((100, 151, "CRM"))).share == 0
    assert (
        fit("T11", market, points("fire_sensor", [(300, 300)]), cameras((300, 300, "CRM"))).share
        == 0
    )


def test_gauge_and_pump_must_share_a_basin() -> None:
    basins = layer("basin", [shapely.box(0, 0, 500, 1000), shapely.box(500, 0, 1000, 1000)])
    gauge = points("water_gauge", [(100, 100)])
    assert fit("X5", basins, gauge, points("sewer", [(400, 400)], use=["펌프장"])).share == 1
    assert fit("X5", basins, gauge, points("sewer", [(600, 400)], use=["펌프장"])).share == 0


def test_a_missing_layer_is_named_and_counts_as_unknown() -> None:
    found = fit("X3", cameras((1, 1, "TRN")))
    (only,) = found.checks
    assert (only.state, only.why, only.lacking) == ("unknown", "layer", ("air_sensor", "road"))
    assert math.isnan(found.share)
    assert found.standing == "unknown"
    assert finding(only, templates(), "ko") == "레이어 없음(대기 측정기, 도로)"


def test_a_layer_that_does_not_know_the_place_says_nothing_about_it() -> None:
    there = Facilities({"camera": cameras((1, 1, "CRM"))}, {"camera": shapely.box(0, 0, 900, 1000)})
    found = Survey(there, templates()).at(ZONE)[0].checks[2]
    assert (found.state, found.why, found.lacking) == ("unknown", "data", ("camera",))


def test_an_unknown_purpose_is_not_the_other_purpose() -> None:
    found = check("X1", 0, cameras((500, 500, None), (900, 900, "CRM")))
    assert (found.state, found.why) == ("unknown", "cells")
    assert check("X1", 0, cameras((5000, 500, None), (900, 900, "CRM"))).state == "unmet"


def test_without_a_place_everything_is_unknown() -> None:
    found = fit("T1", layer("police_jurisdiction", [HALF]), cameras((1, 1, "CRM")), zone=None)
    assert {one.state for one in found.checks} == {"unknown"}


def test_what_is_short_is_said_with_its_number() -> None:
    found = check("X1", 1, cameras((500, 500, "TRN"), (912, 500, "CRM")))
    assert finding(found, templates(), "ko") == (
        "0대(기준 1대 이상), 1대 부족, 가장 가까운 방범 카메라까지 412 m"
    )
    assert sentence(found, templates(), "en") == (
        "[not met] traffic-only cameras within 10 m of crime-prevention cameras that could share "
        "a pole: 0 (at least 1), 1 short, nearest crime-prevention cameras at 412 m"
    )


def test_alternatives_are_marked_and_made_up_data_are_named() -> None:
    made_up = cameras((500, 500, "TRN"), (912, 500, "CRM"))
    made_up = made_up.replace(
        columns={**made_up.columns, "nature": np.array([FICTIONAL, None], dtype=object)}
    )
    lines = conditions(fit("X1", made_up), templates(), "ko").split("\n")
    assert lines[0] == (
        "(다음 조건과 택일) [충족] 방범 카메라에서 50 m 넘게 떨어진 교통 전용 카메라: "
        "1대(기준 1대 이상)"
    )
    assert lines[-1] == "※ 가상 예시 시설물 자료로 산정함"


def test_facilities_on_another_plane_are_refused_by_name() -> None:
    with pytest.raises(CrsMismatchError) as caught:
        facilities(cameras((1, 1, "CRM"))).on("EPSG:5186")
    assert caught.value.values["layer"] == "camera"


def test_checking_stops_when_it_is_told_to() -> None:
    def stop(_share: float) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        find_fits(ZONE, facilities(cameras((1, 1, "CRM"))), templates(), progress=stop)


spots = st.lists(
    st.tuples(
        st.integers(0, 1000), st.integers(0, 1000), st.sampled_from(["CRM", "TRN", "CRM;TRN", None])
    ),
    max_size=12,
)


@given(spots)
def test_the_share_is_a_share_or_unknown(placed: list[tuple[float, float, str | None]]) -> None:
    layers: list[Layer] = [
        cameras(*placed),
        points("school", [(10, 10), (900, 900)]),
        layer("police_jurisdiction", [HALF]),
    ]
    for found in find_fits(ZONE, facilities(*layers), templates()):
        assert math.isnan(found.share) or 0 <= found.share <= 1
