"""What a link keeps of its conditions in Korean is read in English as if it were found anew."""

from collections.abc import Iterator
from dataclasses import replace

import shapely

from scmap.analysis.linkage import find_fits
from scmap.analysis.linkage_retold import retold
from scmap.analysis.linkage_text import conditions
from scmap.model.linkage import Fit
from scmap.reference import gazetteer
from scmap.reference.templates import templates
from scmap.session.place_fits import fits_at
from tests.analysis.scenes import ZONE, cameras, facilities, layer
from tests.gui.board import sample_project

CITIES = ("41590", "41190", "11110")


def found() -> Iterator[Fit]:
    """Fits of all services: on real places, and on small ones where this or that is missing."""
    for code in CITIES:
        ground = gazetteer().footprint(f"municipality:{code}")
        yield from fits_at(sample_project(), templates(), None, ground, code).fits
    there = (
        (),
        (cameras((500, 500, None)),),
        (cameras((500, 500, "TRN"), (912, 500, "CRM")),),
        (layer("police_jurisdiction", [shapely.box(5e3, 0, 6e3, 1)]),),
    )
    for layers in there:
        yield from find_fits(ZONE, facilities(*layers), templates())
    yield from find_fits(None, facilities(), templates())


def test_what_was_kept_in_korean_is_said_in_english_as_it_would_be_found_now() -> None:
    table, states, count = templates(), set(), 0
    for fit in found():
        kept = conditions(fit, table, "ko")
        assert retold(kept, fit.template.id, table, "en") == conditions(fit, table, "en")
        states |= {(one.state, one.why) for one in fit.checks}
        count += len(fit.checks)
    assert count > 100
    assert {state for state, _ in states} == {"met", "unmet", "unknown"}


def test_the_distance_that_was_in_force_is_told_not_the_one_of_now() -> None:
    kept = "[충족] 방범 카메라에서 80 m 넘게 떨어진 교통 전용 카메라: 1대(기준 1대 이상)"
    assert retold(kept, "X1", templates(), "en") == (
        "[met] traffic-only cameras more than 80 m away from crime-prevention cameras: "
        "1 (at least 1)"
    )


def test_words_of_others_stay() -> None:
    table = templates()
    own = "두 기관이 합의함\n[충족] 우리 조건: 1곳(기준 1곳 이상)"
    assert retold(own, "X1", table, "en") == own
    assert retold(own, "우리 서비스", table, "en") == own
    assert retold("", "X1", table, "en") == ""
    without = replace(table, templates={})
    kept = "[충족] 방범 카메라에서 80 m 넘게 떨어진 교통 전용 카메라: 1대(기준 1대 이상)"
    assert retold(kept, "X1", without, "en") == kept
