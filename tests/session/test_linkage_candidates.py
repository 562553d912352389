"""Linked services that one would expect in four cities against what the program offers there.

The table names a cause wherever both differ; docs/linkage_candidates.md prints it.
"""

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from scmap.reference.templates import templates
from scmap.session.findings import Lookups, find, register_of
from scmap.session.services import Services, facilities_of, services_of
from scmap.store.project_file import read_project

ROOT = Path(__file__).parents[2]
FILE = ROOT / "tests" / "golden" / "linkage_candidates.csv"
PAGE = ROOT / "docs" / "linkage_candidates.md"
SAMPLE = ROOT / "sample_layers" / "scmap-sample.gpkg"
SEEN = {"full": "applicable", "partial": "applicable", "none": "unmet", "unknown": "unknown"}


def rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def offered() -> tuple[Services, dict[frozenset[str], int]]:
    project = read_project(SAMPLE).project
    layer = project.investments
    assert layer is not None
    asked = {name for row in rows() for name in (row["left"], row["right"])}
    cities = layer.take(np.isin(layer.text("name").astype(str), sorted(asked)))
    project = project.with_layer(cities)  # what fits a pair does not hang on other pairs
    field = Lookups.of(project)
    found = find(project, field).candidates
    register = register_of(project, field.codebook)
    facilities = facilities_of(project, field.gazetteer)
    names = found.layer.text("name")
    pairs = {
        frozenset((names[left], names[right])): row
        for row, (left, right) in enumerate(zip(found.left, found.right, strict=True))
    }
    return services_of(found, register, facilities, templates()), pairs


def seen(row: dict[str, str]) -> str:
    services, pairs = offered()
    place = pairs.get(frozenset((row["left"], row["right"])))
    if place is None:
        return "no candidate"
    fits = [fit for fit in services.of(place) if fit.template.id == row["service"]]
    return SEEN[fits[0].standing] if fits else "not offered"


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['left']}×{row['service']}")
def test_a_service_is_offered_as_the_table_says_and_a_difference_has_its_cause(
    row: dict[str, str],
) -> None:
    assert seen(row) == row["seen"]
    assert bool(row["cause"]) == (row["expected"] != row["seen"])


def test_the_page_prints_the_table() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for row in rows():
        cells = (row["municipality"], row["left"], row["right"], row["service"], row["seen"])
        assert f"| {' | '.join(cells)} | {row['cause']} |" in page
