"""After whatever changes, looking at what they touch gives what looking at everything gives."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.registers import tiled_register
from scmap import reference
from scmap.analysis.candidates import find_candidates
from scmap.analysis.incremental import places_among, update_candidates, update_overlaps
from scmap.analysis.overlay import measure_every_pair
from scmap.analysis.register import Register
from scmap.analysis.shared_area import shared_ground
from scmap.model.difference import Difference
from scmap.model.layer import Column, Layer, objects
from scmap.model.overlap import OverlapRun, Relation
from scmap.model.verdict import Candidates
from scmap.reference.rules import ruleset
from tests.analysis.results import differing

Found = tuple[Register, OverlapRun, Candidates]
Change = Callable[[Layer, np.random.Generator], Layer]

RULES = ruleset()


@pytest.fixture(scope="module")
def start() -> Found:
    """Three hundred footprints on one another, some points, some rows without any place."""
    layer = tiled_register(330, reference.codebook())
    geometry = layer.geometry.copy()
    geometry[:30] = None
    x, y = layer.number("x").copy(), layer.number("y").copy()
    x[:10], y[:10] = np.nan, np.nan
    places = objects(f"place {row % 7}" for row in range(len(layer)))
    columns = {**layer.columns, "x": x, "y": y, "municipality_code": places}
    return afresh(layer.replace(geometry=geometry, columns=columns))


def afresh(layer: Layer, relation: Relation = "between") -> Found:
    register = Register.of(layer, reference.codebook())
    run = measure_every_pair(register)
    return register, run, find_candidates(register, RULES, run, relation=relation)


def updated(found: Found, layer: Layer, relation: Relation = "between") -> Found:
    register, run, candidates = found
    difference = Difference.between(register.layer, layer)
    after = register.updated(difference, reference.codebook())
    measured = update_overlaps(run, register, after, difference)
    candidates = update_candidates(candidates, measured, after, difference, relation=relation)
    return after, measured.run, candidates


def set_cells(layer: Layer, name: str, rows: Sequence[int], values: Sequence[object]) -> Layer:
    column = layer.columns[name].copy()
    column[list(rows)] = objects(values) if column.dtype == object else values
    return layer.replace(columns={**layer.columns, name: column})


def some(layer: Layer, rng: np.random.Generator, most: int = 4) -> list[int]:
    count = min(len(layer), int(rng.integers(1, most + 1)))
    return [int(row) for row in rng.choice(len(layer), count, replace=False)]


def move(layer: Layer, rng: np.random.Generator) -> Layer:
    geometry = layer.geometry.copy()
    for row in some(layer, rng):
        if geometry[row] is not None:
            x, y = rng.normal(0, 3000, 2)
            geometry[row] = shapely.affinity.translate(geometry[row], float(x), float(y))
    return layer.replace(geometry=geometry)


def swap_ground(layer: Layer, rng: np.random.Generator) -> Layer:
    """Rows get the ground of others, lose theirs or get a bow tie that must be repaired."""
    geometry = layer.geometry.copy()
    for row in some(layer, rng):
        x, y = 940_000 + 20_000 * rng.random(2)
        tie = shapely.Polygon([(x, y), (x + 3000, y + 3000), (x + 3000, y), (x, y + 3000)])
        others = (geometry[rng.integers(len(geometry))], None, tie)
        geometry[row] = others[rng.integers(3)]
    return layer.replace(geometry=geometry)


def spend(layer: Layer, rng: np.random.Generator) -> Layer:
    rows = some(layer, rng)
    return set_cells(
        layer, "total_mkrw", rows, rng.choice([np.nan, 100.0, 2e4], len(rows)).tolist()
    )


def rewrite(*names: str) -> Change:
    """Cells of a column get values of other rows, or become unknown."""

    def change(layer: Layer, rng: np.random.Generator) -> Layer:
        name = names[rng.integers(len(names))]
        column, rows = layer.columns[name], some(layer, rng)
        unknown = np.nan if column.dtype.kind == "f" else None
        cells = [column[rng.integers(len(column))] if rng.random() < 0.8 else unknown for _ in rows]
        return set_cells(layer, name, rows, cells)

    return change


def remove(layer: Layer, rng: np.random.Generator) -> Layer:
    return layer.take(np.delete(np.arange(len(layer)), some(layer, rng)))


def add(layer: Layer, rng: np.random.Generator) -> Layer:
    copies = layer.take(np.array(some(layer, rng)))
    uids = objects(f"{rng.integers(10**8):08d}-{place}" for place in range(len(copies)))
    return layer.extended(copies.replace(uids=uids))


def shuffle(layer: Layer, rng: np.random.Generator) -> Layer:
    return layer.take(rng.permutation(len(layer)))


def name_predecessor(layer: Layer, rng: np.random.Generator) -> Layer:
    rows = some(layer, rng)
    named = [layer.uids[rng.integers(len(layer))] for _ in rows]
    if "predecessor" not in layer.columns:
        blank = np.full(len(layer), None, dtype=object)
        layer = layer.replace(columns={**layer.columns, "predecessor": blank})
    return set_cells(layer, "predecessor", rows, named)


def invent_field(layer: Layer, rng: np.random.Generator) -> Layer:
    """A service field that no other row has: the vocabulary is another one."""
    return set_cells(layer, "fields", some(layer, rng, 1), [f"AAA{rng.integers(9)};CRM"])


def touch_nothing(layer: Layer, _rng: np.random.Generator) -> Layer:
    return layer.replace(title="another title", geometry=layer.geometry.copy())


CHANGES: dict[str, Change] = {
    "geometry moved": move,
    "geometry swapped": swap_ground,
    "money": spend,
    "ministry": rewrite("ministry"),
    "years": rewrite("year_from", "year_to"),
    "what is done": rewrite("kind", "fields", "tags", "beneficiaries", "openness", "standards"),
    "names and places": rewrite("name", "programme", "municipality_code"),
    "points": rewrite("x"),
    "quality": rewrite("quality", "tags_basis"),
    "a new word": invent_field,
    "predecessor": name_predecessor,
    "removed": remove,
    "added": add,
    "order": shuffle,
    "nothing": touch_nothing,
}


@pytest.mark.parametrize("name", CHANGES)
def test_one_change_of_each_kind_gives_what_a_fresh_run_gives(start: Found, name: str) -> None:
    layer = CHANGES[name](start[0].layer, np.random.default_rng(5))
    (_, run, found), (_, fresh_run, fresh) = updated(start, layer), afresh(layer)
    assert differing(run, fresh_run) == []
    assert differing(found, fresh) == []


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(sorted(CHANGES)), min_size=2, max_size=6), st.integers(0, 10**6))
def test_any_sequence_of_changes_gives_what_a_fresh_run_gives(
    start: Found, names: list[str], seed: int
) -> None:
    rng, found, layer = np.random.default_rng(seed), start, start[0].layer
    for name in names:
        layer = CHANGES[name](layer, rng)
        found = updated(found, layer)
    fresh = afresh(layer)
    assert differing(found[1], fresh[1]) == []
    assert differing(found[2], fresh[2]) == []


@pytest.mark.parametrize("relation", ["all", "within", "joint"])
def test_other_relations_are_kept_up_to_date_as_well(start: Found, relation: Relation) -> None:
    layer, rng = start[0].layer, np.random.default_rng(11)
    found = afresh(layer, relation)
    for change in (move, rewrite("ministry"), remove):
        layer = change(layer, rng)
        found = updated(found, layer, relation)
    assert differing(found[2], afresh(layer, relation)[2]) == []


def chain() -> Layer:
    """Three phases of which only the middle one holds the others together, and a bystander."""
    layer = tiled_register(4, reference.codebook())
    start = np.array([2009.0, 2011.0, 2013.0, 2011.0])
    cells: dict[str, Column] = {
        "programme": objects(["u-pilot-city"] * 3 + [None]),
        "municipality_code": objects(["41590"] * 4),
        "ministry": objects(["국토교통부"] * 4),
        "year_from": start,
        "year_to": np.array([2010.0, 2012.0, 2013.0, 2011.0]),
    }
    ground = objects([shapely.box(940_000, 1_940_000, 950_000, 1_950_000)] * 4)
    return layer.replace(geometry=ground, columns={**layer.columns, **cells})


@pytest.mark.parametrize(
    "change",
    [
        lambda layer: layer.take(np.array([0, 2, 3])),
        lambda layer: set_cells(layer, "programme", [1], [None]),
        lambda layer: set_cells(layer, "municipality_code", [1], ["41190"]),
        lambda layer: set_cells(layer, "year_from", [1], [2012.0]),
        lambda layer: set_cells(layer, "ministry", [1], ["행정안전부"]),
    ],
    ids=["removed", "programme", "municipality", "year", "line"],
)
def test_a_chain_whose_middle_goes_lets_its_ends_be_judged(
    change: Callable[[Layer], Layer],
) -> None:
    """Neither end was touched, and yet they are a pair now, and none again when it comes back."""
    whole = chain()
    broken = change(whole)
    found = afresh(whole, "all")
    assert len(found[2].exceptions) == 3
    found = updated(found, broken, "all")
    assert differing(found[2], afresh(broken, "all")[2]) == []
    assert len(found[2].exceptions) < 2
    again = updated(found, whole, "all")
    assert differing(again[2], afresh(whole, "all")[2]) == []


def test_the_start_holds_all_that_a_change_may_touch(start: Found) -> None:
    """Repairs aside, every kind of pair is there, so that the laws above are about something."""
    _, run, found = start
    assert len(run.table) > 1000
    assert (run.table.sliver.sum(), len(found.exceptions)) > (0, 0)
    shares = found.pair >= 0
    placeless = start[0].non_spatial
    alike = placeless[found.left] | placeless[found.right]
    assert shares.any()
    assert alike.any()
    assert (~shares & ~alike).any(), "points near each other"


def test_a_row_that_did_not_change_is_not_measured(
    start: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: list[int] = []

    def count(*arguments: Any, **named: Any) -> Any:
        measured.append(len(arguments[1]))
        return shared_ground(*arguments, **named)

    monkeypatch.setattr("scmap.analysis.overlay.shared_ground", count)
    updated(start, spend(start[0].layer, np.random.default_rng(1)))
    assert sum(measured) == 0
    layer = start[0].layer
    geometry = layer.geometry.copy()
    geometry[100] = shapely.affinity.translate(geometry[100], 100.0, 0.0)
    updated(start, layer.replace(geometry=geometry))
    assert 0 < sum(measured) < 300


columns = st.integers(0, 3)


@given(
    st.lists(st.tuples(columns, columns, columns), max_size=30, unique=True),
    st.lists(st.tuples(columns, columns, columns), max_size=8),
)
def test_items_are_put_before_the_first_that_is_not_less(
    those: list[tuple[int, int, int]], some_: list[tuple[int, int, int]]
) -> None:
    ordered = sorted(those)
    arrays = [tuple(np.array(items, dtype=float).reshape(-1, 3).T) for items in (ordered, some_)]
    expected = [sum(one < item for one in ordered) for item in some_]
    assert places_among(arrays[0], arrays[1]).tolist() == expected
