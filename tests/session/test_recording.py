"""What must be known of an investment that is entered by hand, and what becomes of it."""

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely

from scmap.model.plan import Plan
from scmap.model.project import Project
from scmap.reference import codebook
from scmap.session.recording import Record, problems, register_record

WHOLE = Plan(
    shapely.box(950_000, 1_940_000, 951_000, 1_941_000),
    municipalities=("41190",),
    name="부천시 새 관제센터",
    kind="CCC",
    ministry="행정안전부",
    fields=("CRM",),
    year_from=2027.0,
    total=100.0,
)
EMPTY = Project(uid="p", title="p")


def codes(record: Record, project: Project = EMPTY, *, blocks: bool = True) -> list[str]:
    return [one.code for one in problems(record, project) if one.blocks == blocks]


def test_a_whole_record_becomes_an_investment_with_all_that_was_typed() -> None:
    record = Record(WHOLE, {"national": 50.0, "local": math.nan}, "NIA", "계획서", "비고")
    assert codes(record) == []
    layer = register_record(EMPTY, record, codebook()).investments
    assert layer is not None
    assert len(layer) == 1
    assert layer.text("agency")[0] == "NIA"
    assert layer.text("source")[0] == "계획서"
    assert layer.number("national_mkrw")[0] == 50
    assert np.isnan(layer.number("local_mkrw")[0])
    assert layer.geometry[0].area == 1e6


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": ""}, ["no_name"]),
        ({"ministry": "", "kind": ""}, ["no_ministry", "no_kind"]),
        ({"fields": ()}, ["no_fields"]),
        ({"year_from": math.nan}, ["no_year_from"]),
        ({"year_to": 2026.0}, ["years_reversed"]),
        ({"year_to": 2027.0}, []),
        ({"total": 40.0}, ["split_exceeds"]),
    ],
)
def test_what_is_missing_or_cannot_be_is_named(
    changes: dict[str, object], expected: list[str]
) -> None:
    record = Record(replace(WHOLE, **changes), {"national": 50.0})  # type: ignore[arg-type]
    assert codes(record) == expected


def test_an_unknown_total_and_a_name_that_is_there_are_told_but_do_not_keep_it_out() -> None:
    project = register_record(EMPTY, Record(WHOLE), codebook())
    told = codes(Record(replace(WHOLE, total=math.nan)), project, blocks=False)
    assert told == ["total_unknown", "same_name"]
    elsewhere = Record(replace(WHOLE, municipalities=("11110",)))
    assert codes(elsewhere, project, blocks=False) == []
