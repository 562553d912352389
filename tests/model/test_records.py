"""Records are values to those who use them and rows to those who keep them."""

import math
from datetime import date

import shapely

from scmap.model.link import Link
from scmap.model.project import Project
from scmap.model.records import record, records, touched, with_record, without_record
from scmap.model.review import Decision, Round

EMPTY = Project(uid="p", title="p")


def test_a_record_comes_back_as_it_was_put_in() -> None:
    line = shapely.LineString([(0, 0), (1, 1)])
    link = Link("l1", "X1", "a", "b", title="교통+방범", accepted_on=date(2026, 11, 23), line=line)
    (found,) = records(with_record(EMPTY, link), Link)
    assert (found.title, found.accepted_on, found.line) == ("교통+방범", date(2026, 11, 23), line)
    assert math.isnan(found.cost_mkrw)
    assert found.owner == ""


def test_putting_a_record_in_again_replaces_it_in_its_place() -> None:
    project = with_record(with_record(EMPTY, Round("r1", 2025, 1)), Round("r2", 2026, 1))
    changed = touched(project, Round("r1", 2025, 1), committee="화성시 스마트도시위원회")
    assert [one.uid for one in records(changed, Round)] == ["r1", "r2"]
    first = record(changed, Round, "r1")
    assert first is not None
    assert (first.committee, first.held_on) == ("화성시 스마트도시위원회", None)


def test_a_record_is_taken_out_and_the_others_stay() -> None:
    project = with_record(with_record(EMPTY, Round("r1", 2025, 1)), Round("r2", 2026, 1))
    assert [one.uid for one in records(without_record(project, Round, "r1"), Round)] == ["r2"]


def test_a_project_without_such_records_has_none_of_them() -> None:
    assert records(EMPTY, Decision) == ()
    assert record(EMPTY, Decision, "d") is None
