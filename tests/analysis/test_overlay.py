"""Overlaps against an independent engine, against laws, and on geometry that is not valid."""

import math
import time
from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.data import SHAPES, investments
from scmap.analysis.overlay import find_overlaps
from scmap.analysis.owners import relation
from scmap.errors import CancelledError, InputError
from scmap.model.layer import PLANE, Layer
from scmap.model.overlap import OverlapRule, OverlapRun
from scmap.words import explain
from tests.analysis.footprints import layer_of

ANY_TIME = OverlapRule(time="any")


def each_its_own(layer: Layer) -> list[frozenset[str]]:
    return [frozenset({str(uid)}) for uid in layer.uids]


def by_ministry(layer: Layer) -> list[frozenset[str]]:
    values = layer.number("ministry")
    return [frozenset() if math.isnan(value) else frozenset({str(value)}) for value in values]


def overlaps(*footprints: shapely.Geometry | None, rule: OverlapRule = ANY_TIME) -> OverlapRun:
    layer = layer_of(*footprints)
    return find_overlaps(layer, each_its_own(layer), None, rule)


@pytest.fixture(scope="module")
def generated() -> Layer:
    return investments(2000)


@pytest.fixture(scope="module")
def run(generated: Layer) -> OverlapRun:
    return find_overlaps(generated, by_ministry(generated), None, ANY_TIME)


@pytest.mark.parametrize("kinds", [SHAPES, *((shape,) for shape in SHAPES)], ids="+".join)
def test_generated_footprints_give_the_pairs_and_areas_of_geopandas(
    generated: Layer, kinds: tuple[str, ...]
) -> None:
    """Unions with shared borders, buffers, corridors, and all of them together."""
    layer = generated.take(np.flatnonzero(np.isin(generated.text("shape"), kinds)))
    run = find_overlaps(layer, by_ministry(layer), None, ANY_TIME)
    expected = by_geopandas(layer)
    pairs = (tuple(pair.split("|")) for pair in run.table.uids())
    found = dict(zip(pairs, run.table.area, strict=True))
    assert found.keys() == expected.keys()
    assert all(abs(found[pair] - area) <= max(1.0, 1e-6 * area) for pair, area in expected.items())
    assert sum(found.values()) == pytest.approx(sum(expected.values()), rel=1e-6)
    assert run.excluded_unknown == int(np.isnan(layer.number("ministry")).sum())


def by_geopandas(layer: Layer) -> dict[tuple[str, str], float]:
    """Pairs of different ministries that share a square metre, as geopandas finds them."""
    import geopandas

    frame = geopandas.GeoDataFrame(
        {"uid": layer.uids, "ministry": layer.number("ministry")},
        geometry=layer.geometry,
        crs=PLANE,
    ).dropna(subset="ministry")
    joined = frame.sjoin(frame, predicate="intersects")
    joined = joined[
        (joined["uid_left"] < joined["uid_right"])
        & (joined["ministry_left"] != joined["ministry_right"])
    ]
    other = frame.set_index("uid").geometry.loc[joined["uid_right"]]
    area = joined.geometry.reset_index(drop=True).intersection(other.reset_index(drop=True)).area
    pairs = zip(joined["uid_left"], joined["uid_right"], strict=True)
    return {pair: one for pair, one in zip(pairs, area, strict=True) if one >= 1.0}


def test_generated_footprints_overlap_in_part(run: OverlapRun) -> None:
    """The measures between nothing and everything are exercised, not only whole cities."""
    partial = (run.table.coefficient > 0.05) & (run.table.coefficient < 0.95)
    assert partial.sum() > len(run.table) / 2


def test_slivers_are_those_whose_shared_ground_is_thin(generated: Layer, run: OverlapRun) -> None:
    for row in np.flatnonzero(run.table.sliver)[:20]:
        a, b = run.table.left[row], run.table.right[row]
        shared = shapely.intersection(generated.geometry[a], generated.geometry[b])
        assert 2 * shared.area / shared.length < 10


def test_what_is_wider_than_a_sliver_is_none(generated: Layer, run: OverlapRun) -> None:
    wide = np.flatnonzero(~run.table.sliver)[::500]
    for row in wide:
        a, b = run.table.left[row], run.table.right[row]
        shared = shapely.intersection(generated.geometry[a], generated.geometry[b])
        assert 2 * shared.area / shared.length >= 10


@pytest.mark.parametrize(("width", "pairs"), [(2**-10, 1), (2**-10 - 1e-9, 0)])
def test_an_area_at_the_floor_is_in_or_out_by_the_geometry(width: float, pairs: int) -> None:
    """A strip along 1,024 m has its square metre, or just not."""
    square, strip = shapely.box(0, 0, 1024, 1024), shapely.box(1024 - width, 0, 2048, 1024)
    assert len(overlaps(square, strip).table) == pairs


def test_squares_share_half_a_square_kilometre() -> None:
    """The geometry vectors of DOMAIN §5.4."""
    table = overlaps(shapely.box(0, 0, 1000, 1000), shapely.box(500, 0, 2500, 1000)).table
    assert (table.area[0], table.coefficient[0], table.jaccard[0]) == (500_000.0, 0.5, 0.2)


def test_touching_edges_share_nothing_and_equal_squares_everything() -> None:
    square = shapely.box(0, 0, 1000, 1000)
    assert len(overlaps(square, shapely.box(1000, 0, 2000, 1000)).table) == 0
    table = overlaps(square, square).table
    assert (table.coefficient[0], table.jaccard[0]) == (1.0, 1.0)


def test_a_strip_between_two_boundary_sources_is_a_sliver() -> None:
    table = overlaps(shapely.box(0, 0, 1000, 1000), shapely.box(995, 0, 2000, 1000)).table
    assert table.sliver.tolist() == [True]
    assert table.width[0] == pytest.approx(2 * 5000 / 2010)


def test_a_bow_tie_is_repaired_and_named_instead_of_stopping_the_run() -> None:
    bow_tie = shapely.Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000)])
    run = overlaps(bow_tie, shapely.box(0, 0, 1000, 1000))
    (repair,) = run.repaired
    assert (repair.feature, repair.area_before, repair.area_after) == ("u000", 0.0, 500_000.0)
    assert "Self-intersection" in repair.why
    assert run.table.area.tolist() == [500_000.0]


def test_a_footprint_with_an_endless_coordinate_is_left_out_and_named() -> None:
    with np.errstate(invalid="ignore"):
        endless = shapely.Polygon([(0, 0), (float("inf"), 1000), (1000, 1000), (1000, 0)])
    run = overlaps(endless, shapely.box(0, 0, 1000, 1000))
    assert [repair.feature for repair in run.repaired] == ["u000"]
    assert (len(run.table), run.without_footprint) == (0, 1)


def test_only_the_polygons_of_a_collection_are_ground() -> None:
    mixed = shapely.GeometryCollection([shapely.box(0, 0, 10, 10), shapely.Point(50, 50)])
    assert overlaps(mixed, shapely.box(0, 0, 10, 10)).table.area.tolist() == [100.0]


def test_rows_without_footprint_or_owner_are_counted_not_guessed() -> None:
    square = shapely.box(0, 0, 1000, 1000)
    layer = layer_of(square, None, square, shapely.Point(1, 1))
    groups = [frozenset({"A"}), frozenset({"B"}), frozenset[str](), frozenset({"C"})]
    run = find_overlaps(layer, groups, None, ANY_TIME)
    assert (run.investments, run.excluded_unknown, run.without_footprint) == (4, 1, 2)
    assert len(run.table) == 0


def test_years_that_do_not_meet_are_no_pair_unless_any_time_is_asked() -> None:
    square = shapely.box(0, 0, 1000, 1000)
    layer = layer_of(square, square, square)
    years = np.array([[2008, 2012], [2012, 2015], [2016, np.nan]])
    groups = each_its_own(layer)
    meet = find_overlaps(layer, groups, years, OverlapRule(time="meet"))
    assert (meet.table.years.tolist(), meet.without_years) == ([1.0], 1)
    assert len(find_overlaps(layer, groups, years, ANY_TIME).table) == 3


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ({"MOLIT"}, {"MOIS"}, "between"),
        ({"MOLIT"}, {"MOLIT"}, "within"),
        ({"MOLIT", "MSIT"}, {"MOLIT"}, "joint"),
        ({"MOLIT", "MSIT"}, {"MOLIT", "MSIT"}, "joint"),
        ({"MOLIT", "MSIT"}, {"MOIS"}, "between"),
    ],
)
def test_relation_of_ministry_lines(left: set[str], right: set[str], expected: str) -> None:
    assert relation(frozenset(left), frozenset(right)) == expected


def test_a_run_stops_when_it_is_told_to(generated: Layer) -> None:
    def stop(_share: float, /) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        find_overlaps(generated, each_its_own(generated), None, ANY_TIME, progress=stop)


def test_a_run_over_twenty_thousand_pairs_stops_within_a_second(generated: Layer) -> None:
    """Asked at any share done, and the pool of threads is gone with it."""
    asked = 0.0

    for share in (0.1, 0.3, 0.7):

        def stop(done: float, /, share: float = share) -> None:
            nonlocal asked
            if done >= share:
                asked = time.monotonic()
                raise CancelledError

        with pytest.raises(CancelledError):
            find_overlaps(generated, each_its_own(generated), None, ANY_TIME, progress=stop)
        assert time.monotonic() - asked < 1.0


boxes = st.lists(
    st.tuples(*[st.integers(0, 400)] * 2, *[st.integers(1, 200)] * 2).map(
        lambda b: shapely.box(b[0], b[1], b[0] + b[2], b[1] + b[3])
    ),
    min_size=2,
    max_size=6,
)


@given(boxes)
def test_overlap_does_not_depend_on_the_order_of_rows(footprints: list[shapely.Geometry]) -> None:
    layer = layer_of(*footprints)
    turned = layer.take(np.arange(len(layer))[::-1])
    one = find_overlaps(layer, each_its_own(layer), None, ANY_TIME).table
    two = find_overlaps(turned, each_its_own(turned), None, ANY_TIME).table
    assert one.uids().tolist() == two.uids().tolist()
    assert one.area.tolist() == two.area.tolist()


@given(boxes)
def test_shared_ground_is_never_more_than_the_smaller_footprint(
    footprints: list[shapely.Geometry],
) -> None:
    table = overlaps(*footprints).table
    area = np.array([box.area for box in footprints])
    assert (table.area <= np.minimum(area[table.left], area[table.right]) + 1e-3).all()


def test_a_stack_of_equal_footprints_is_paired_in_small_steps_with_the_same_result(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stack = layer_of(*[shapely.box(0, 0, 1000, 1000)] * 60)
    groups = [frozenset({str(row % 7)}) for row in range(60)]
    whole = find_overlaps(stack, groups, None, OverlapRule(time="any"))
    monkeypatch.setattr("scmap.analysis.overlay.BLOCK", 8)
    monkeypatch.setattr("scmap.analysis.overlay.ENOUGH", 100)
    told: list[float] = []
    steps = find_overlaps(stack, groups, None, OverlapRule(time="any"), progress=told.append)
    assert steps.table.uids().tolist() == whole.table.uids().tolist()
    assert len(whole.table) == sum(a != b for a, b in combinations([r % 7 for r in range(60)], 2))
    assert len(told) > 30


def test_more_pairs_than_can_be_held_are_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    stack = layer_of(*[shapely.box(0, 0, 1000, 1000)] * 60)
    monkeypatch.setattr("scmap.analysis.overlay.MOST_PAIRS", 1000)
    with pytest.raises(InputError) as caught:
        find_overlaps(stack, [frozenset({str(row)}) for row in range(60)], None, OverlapRule())
    assert caught.value.code == "too_many_pairs"
    assert "60건" in str(explain(caught.value))
