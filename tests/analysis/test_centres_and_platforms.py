"""The ladder of a centre, how its systems are linked, and what two platforms have in common."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest

from scmap.analysis.interoperability import Item, compare_items, items_of
from scmap.analysis.maturity import measure_inner, measure_maturity, trend
from scmap.model.centre import System, SystemLink
from scmap.model.link import Link
from scmap.reference.design_rules import design_rules

RULES = design_rules()
RUNNING = Link("l1", "X1", "c", "other", "교통+방범", state="running")


def step(*links: Link, systems: int = 1, fields: tuple[str, ...] = ("CRM",)) -> tuple[int, int]:
    own = [System(f"s{number}", "c", f"{number}") for number in range(systems)]
    found = measure_maturity("c", fields, own, links, RULES)
    return found.step, found.planned


def test_two_linked_services_make_step_three_and_a_link_to_112_makes_step_four() -> None:
    two = (RUNNING, replace(RUNNING, uid="l2", template="X2"))
    assert step(*two) == (3, 3)
    assert step(*two, replace(RUNNING, uid="l3", template="T1")) == (4, 4)


def test_what_is_only_planned_counts_for_the_plan_and_what_stopped_for_nothing() -> None:
    assert step() == (1, 1)
    assert step(systems=2) == (2, 2)
    assert step(fields=("CRM", "TRN")) == (2, 2)
    assert step(replace(RUNNING, template="T1", state="proposed")) == (1, 4)
    assert step(replace(RUNNING, template="T1", state="stopped")) == (1, 1)
    assert step(replace(RUNNING, left="x", right="y")) == (1, 1)


def test_four_of_ten_pairs_of_systems_are_forty_percent() -> None:
    systems = [System(f"s{number}", "c", f"{number}") for number in range(5)]
    pairs = list(combinations([one.uid for one in systems], 2))
    links = [SystemLink(f"l{n}", "c", *pair, "linked") for n, pair in enumerate(pairs[:4])]
    links.append(SystemLink("p", "c", *pairs[4], "planned"))
    links.append(SystemLink("gone", "c", "s0", "gone", "linked"))
    found = measure_inner("c", [*systems, System("o", "other", "x")], links)
    assert (found.pairs, found.linked, found.planned) == (10, 4, 1)
    assert found.share == pytest.approx(0.4)


def test_a_closed_and_an_open_platform_are_compared_item_by_item() -> None:
    closed = items_of("CCTV 영상[RTSP];112 이벤트[자체규격];센서 값[JSON];위치")
    opened = items_of("CCTV 영상[HLS];센서 값[json];위치[GeoJSON];날씨[CSV]; ;112 이벤트[XML]")
    found = {one.name: one.state for one in compare_items(closed, opened, RULES)}
    assert found == {
        "CCTV 영상": "convertible",
        "112 이벤트": "different",
        "센서 값": "common",
        "위치": "unknown",
        "날씨": "missing",
    }


def test_items_are_read_with_their_formats() -> None:
    assert items_of("CCTV 영상[RTSP];위치") == (Item("CCTV 영상", "RTSP"), Item("위치"))
    assert items_of(None) == ()


def test_the_trend_follows_the_links_year_by_year() -> None:
    first = replace(RUNNING, accepted_on=date(2024, 5, 1))
    second = replace(RUNNING, uid="l2", template="T1", accepted_on=date(2026, 1, 2))
    found = trend("c", ("CRM",), [], [first, second, replace(RUNNING, uid="l3")], RULES)
    assert found == ((2024, 3), (2026, 4))
