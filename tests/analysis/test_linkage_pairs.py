"""Which services fit a pair, on which ground they are checked, and what P does to the verdict."""

import math
from typing import Any

import numpy as np
import pytest
import shapely

from scmap.analysis import linkage
from scmap.analysis.candidates import find_candidates
from scmap.analysis.linkage import (
    common_ground,
    find_pair_fits,
    linkage_score,
    ranked,
    shares,
    with_preconditions,
)
from scmap.analysis.overlay import measure_every_pair
from scmap.analysis.register import Register
from scmap.analysis.scene import Facilities
from scmap.errors import CrsMismatchError
from scmap.model.linkage import Fit
from scmap.reference.rules import ruleset
from scmap.reference.templates import templates
from tests.analysis.scenes import cameras, facilities, layer
from tests.analysis.test_candidates import CITY, DISTRICT, MOIS, register

CENTRE = {"kind": "OPC", "fields": "CRM;TRN"}
CONTROL = {"kind": "CCC", "fields": "CRM", **MOIS}
POLICE = layer("police_jurisdiction", [CITY])


def pair(one: dict[str, Any], other: dict[str, Any], there: Facilities) -> dict[str, Fit]:
    pairs = register(one, other)
    (found,) = find_pair_fits(pairs, rows(0), rows(1), there, templates())
    return {fit.template.id: fit for fit in found}


def rows(*numbers: int) -> Any:
    return np.array(numbers, dtype=np.intp)


def test_only_templates_whose_roles_fit_are_checked_and_the_giver_is_named() -> None:
    found = pair(CENTRE, CONTROL, facilities(POLICE))
    assert (found["T1"].giver, found["T1"].taker) == ("u1", "u0"), "the CCTV centre gives video"
    assert (found["X1"].giver, found["X1"].taker) == ("u0", "u1"), "the one with traffic gives"
    assert "X3" not in found, "nobody measures the air"


def test_a_pair_is_checked_where_both_are() -> None:
    inside, outside = (500.0, 500.0, "TRN"), (5000.0, 5000.0, "TRN")
    there = facilities(cameras(inside, outside, (9000.0, 9000.0, "CRM")))
    found = pair({**CENTRE, "area": DISTRICT}, CONTROL, there)
    assert found["X1"].checks[0].features == ("camera0",)


def test_without_common_ground_a_pair_is_checked_where_either_is() -> None:
    far = shapely.box(20_000, 0, 21_000, 1_000)
    assert shapely.area(common_ground(DISTRICT, far)) == pytest.approx(2e6)
    assert common_ground(DISTRICT, None) is DISTRICT
    assert common_ground(None, None) is None


def test_grounds_that_are_the_same_are_met_once(monkeypatch: pytest.MonkeyPatch) -> None:
    met = []

    def common(*both: object) -> shapely.Geometry:
        met.append(both)
        return CITY

    monkeypatch.setattr(linkage, "common_ground", common)
    pairs = register(CENTRE, CONTROL, CENTRE, {**CONTROL, "area": DISTRICT})
    left, right = rows(0, 0, 1, 0, 2), rows(1, 2, 2, 3, 3)
    assert len(find_pair_fits(pairs, left, right, facilities(POLICE), templates())) == 5
    assert len(met) == 2, "the city with itself, and with its district"


def test_managed_areas_must_overlap_by_thirty_per_cent() -> None:
    facility = {"kind": "PIL", "fields": "FAC", **MOIS}
    wide = {**CENTRE, "area": shapely.box(0, 0, 1000, 1000)}
    third = pair(wide, {**facility, "area": shapely.box(700, 0, 1700, 1000)}, facilities())
    less = pair(wide, {**facility, "area": shapely.box(701, 0, 1701, 1000)}, facilities())
    assert [third["X2"].checks[2].state, less["X2"].checks[2].state] == ["met", "unmet"]
    assert pair(wide, {**facility, "area": None}, facilities())["X2"].checks[2].why == "nothing"


def test_platforms_are_linked_within_one_municipality() -> None:
    platform, trial = {"kind": "PLT"}, {"kind": "TBD", **MOIS}
    assert pair(platform, trial, facilities())["X7"].share == 1
    assert pair(platform, {**trial, "municipality_code": "26350"}, facilities())["X7"].share == 0
    unknown = pair(platform, {**trial, "municipality_code": None}, facilities())
    assert math.isnan(unknown["X7"].share)


def test_the_share_of_a_pair_is_the_highest_of_its_services() -> None:
    there = facilities(POLICE, cameras((500, 500, "TRN"), (900, 900, "CRM")))
    found = pair(CENTRE, CONTROL, there)
    assert found["X1"].share == 1
    assert shares([tuple(found.values()), ()])[0] == 1
    assert np.isnan(shares([()])).all()
    assert np.isnan(shares([tuple(pair(CENTRE, CONTROL, facilities()).values())])).all()


def test_services_are_ranked_by_share_with_the_uncomputed_last() -> None:
    there = facilities(POLICE, cameras((500, 500, "TRN"), (900, 900, "CRM")))
    order = [fit.share for fit in ranked(pair(CENTRE, CONTROL, there).values())]
    known = [share for share in order if not math.isnan(share)]
    assert known == sorted(known, reverse=True)
    assert all(math.isnan(share) for share in order[len(known) :])


def test_preconditions_move_the_linkage_score_and_leave_the_grade() -> None:
    pair = register(CENTRE, CONTROL)
    found = find_candidates(pair, ruleset(), measure_every_pair(pair))
    met, unmet = (with_preconditions(found, np.array([share])) for share in (1.0, 0.0))
    assert met.verdict.linkage[0] - unmet.verdict.linkage[0] == pytest.approx(25)
    assert met.verdict.grade.tolist() == unmet.verdict.grade.tolist()
    assert met.preconditions.tolist() == [1.0]
    assert linkage_score(found, 0, 1.0) == met.verdict.linkage[0]
    assert linkage_score(found, 0, math.nan) == found.verdict.linkage[0]


def test_facilities_on_another_plane_than_the_investments_are_refused() -> None:
    elsewhere = Facilities({"camera": cameras((1, 1, "CRM")).replace(crs="EPSG:5186")})
    pairs: Register = register(CENTRE, CONTROL)
    with pytest.raises(CrsMismatchError):
        find_pair_fits(pairs, rows(0), rows(1), elsewhere, templates())


def test_shared_ground_alone_makes_no_share_where_no_facility_is_known() -> None:
    """X2 asks for lights near cameras too: that two projects overlap does not answer that."""
    facility = {"kind": "OPC", "fields": "FAC"}
    crime = {"kind": "CCC", "fields": "CRM", **MOIS}
    unknown = pair(facility, crime, facilities())["X2"]
    assert [one.state for one in unknown.checks] == ["unknown", "unknown", "met"]
    assert math.isnan(unknown.share)
