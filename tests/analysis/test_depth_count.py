"""What stands on the faces: laws of money and depth, and filters that touch no geometry."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from scmap.analysis.depth import partition
from scmap.analysis.depth_count import at_work, count_depth, rows_on, stakes_of
from scmap.analysis.depth_tables import measure, tabulate
from scmap.model.depth import Depth, Stakes
from scmap.model.layer import Layer, objects
from tests.analysis.footprints import box, footprints, layer_of

LINES = ("MOLIT", "MOIS", "MSIT")
UNKNOWN = math.nan

owners = st.frozensets(st.sampled_from(LINES), max_size=2)
amounts = st.one_of(st.just(UNKNOWN), st.integers(0, 50_000).map(float))
rows = st.lists(st.tuples(footprints, owners, amounts, st.floats(0, 1)), min_size=1, max_size=8)
Row = tuple[shapely.Geometry, frozenset[str], float, float]


def stakes(*of: tuple[str, float] | tuple[str, float, float], stand_in: bool = False) -> Stakes:
    """Make stakes: lines joined by "+", total and national money."""
    return Stakes(
        tuple(frozenset(filter(None, one[0].split("+"))) for one in of),
        np.array([one[1] for one in of]),
        np.array([one[2] if len(one) > 2 else one[1] / 2 for one in of]),
        np.full(len(of), stand_in),
        np.zeros(len(of), bool),
    )


def counted(shapes: list[shapely.Geometry | None], what: Stakes) -> Depth:
    return count_depth(partition(layer_of(*shapes)), what)


def drawn_up(made: list[Row]) -> Depth:
    total = np.array([row[2] for row in made])
    what = Stakes(
        tuple(row[1] for row in made),
        total,
        total * np.array([row[3] for row in made]),
        np.array([row[3] > 0.5 for row in made]),
        np.zeros(len(made), bool),
    )
    return counted([row[0] for row in made], what)


@given(rows)
def test_no_bound_is_more_than_the_money_invested(made: list[Row]) -> None:
    depth = drawn_up(made)
    invested = np.nansum(depth.stakes.total[depth.chosen])
    whole = measure(depth, np.arange(len(depth)))
    assert 0 <= whole.between <= whole.bound * (1 + 1e-9)
    assert whole.bound <= whole.invested * (1 + 1e-9)
    assert whole.invested <= invested * (1 + 1e-9) + 1e-6
    assert 0 <= whole.national <= whole.bound * (1 + 1e-9) + 1e-6


@given(rows)
def test_territories_that_cut_the_ground_once_sum_to_the_whole(made: list[Row]) -> None:
    tables = tabulate(drawn_up(made))
    for name in ("faces", "area", "overlapped", "bound", "between", "national", "invested"):
        parts = sum(getattr(one, name) for one in tables.by_depth.values())
        assert parts == pytest.approx(getattr(tables.whole, name)), name


@given(rows, st.data())
def test_a_filter_counts_what_a_partition_of_the_chosen_rows_alone_counts(
    made: list[Row], data: st.DataObject
) -> None:
    """Dropping rows from the faces' sets is the same as cutting without them."""
    depth = drawn_up(made)
    chosen = np.array(data.draw(st.lists(st.booleans(), min_size=len(made), max_size=len(made))))
    filtered = count_depth(depth.partition, depth.stakes, chosen, sliver_width=0.0)
    alone = drawn_up([row for row, kept in zip(made, chosen, strict=True) if kept])
    alone = count_depth(alone.partition, alone.stakes, sliver_width=0.0)
    one, other = tabulate(filtered), tabulate(alone)
    slack = 20.0 * len(made) * len(made)  # m²; faces below 1 m² are dust
    assert one.whole.area == pytest.approx(other.whole.area, rel=1e-9, abs=slack)
    assert one.whole.bound == pytest.approx(other.whole.bound, rel=1e-2, abs=1.0)
    for k in (1, 2, 3):
        areas = [found.by_depth[k].area if k in found.by_depth else 0 for found in (one, other)]
        assert areas[0] == pytest.approx(areas[1], rel=1e-9, abs=slack)


@pytest.mark.parametrize("height", [3, 4, 6])
def test_a_stack_is_as_deep_as_its_ministries(height: int) -> None:
    lines = [f"L{level}" for level in range(height)]
    stack = [box(0, 0, 10, 10)] * height
    depth = counted(stack, stakes(*((line, 100.0) for line in lines)))
    assert depth.ministries.tolist() == [height]
    assert depth.bound[0] == pytest.approx(100.0 * (height - 1))
    assert list(tabulate(depth).by_depth) == [min(height, 4)]


def test_money_on_a_face_is_all_but_the_densest_investment() -> None:
    """A: 1 ㎢ with 100, B: 2 ㎢ with 100, sharing 0.5 ㎢: densities 100 and 50 a ㎢."""
    depth = counted(
        [box(0, 0, 10, 10), box(5, 0, 20, 10)],
        stakes(("MOLIT", 100.0, 40.0), ("MOIS", 100.0, 90.0)),
    )
    deep = depth.ministries == 2
    assert depth.partition.area[deep] == pytest.approx([5e5])
    assert depth.bound[deep] == pytest.approx([25.0])
    assert depth.national[deep] == pytest.approx([20.0])
    assert depth.bound[~deep].tolist() == [0.0, 0.0]


def test_two_projects_of_one_ministry_are_money_but_no_depth() -> None:
    depth = counted([box(0, 0, 5, 5)] * 2, stakes(("MOLIT", 10.0), ("MOLIT", 30.0)))
    assert (depth.ministries[0], depth.investments[0]) == (1, 2)
    assert (depth.bound[0], depth.between[0]) == (pytest.approx(10.0), 0.0)


@pytest.mark.parametrize(
    ("owned", "deep", "between"),
    [
        (("MOLIT+MSIT",), 1, 0.0),
        (("MOLIT+MSIT", "MOLIT"), 2, 0.0),
        (("MOLIT+MSIT", "MOIS"), 2, 10.0),
        (("MOLIT+MSIT", "MOLIT+MSIT"), 2, 0.0),
    ],
)
def test_a_joint_project_alone_doubles_nothing(
    owned: tuple[str, ...], deep: int, between: float
) -> None:
    depth = counted([box(0, 0, 5, 5)] * len(owned), stakes(*((one, 10.0) for one in owned)))
    assert depth.ministries.tolist() == [deep]
    assert depth.between == pytest.approx([between])


def test_unknown_money_is_counted_apart_and_never_taken_for_nothing() -> None:
    depth = counted([box(0, 0, 5, 5)] * 3, stakes(("A", 10.0), ("B", UNKNOWN), ("C", 20.0)))
    whole = tabulate(depth).whole
    assert (whole.unknown, whole.investments) == (1, 3)
    assert depth.ministries.tolist() == [3]
    assert whole.bound == pytest.approx(10.0)


def test_rows_left_out_are_counted() -> None:
    depth = counted(
        [box(0, 0, 5, 5), box(0, 0, 5, 5), None, box(0, 0, 5, 5)],
        stakes(("A", 1.0), ("", 1.0), ("B", 1.0), ("C", 1.0)),
    )
    tables = tabulate(count_depth(depth.partition, depth.stakes, np.array([1, 1, 1, 0], bool)))
    left_out = (tables.unknown_ministry, tables.without_footprint, tables.not_chosen)
    assert left_out == (1, 1, 1)
    assert tables.whole.investments == 1


def test_a_year_chooses_what_operates_in_it() -> None:
    years = np.array([[2010.0, 2015.0], [2014.0, 2020.0], [np.nan, np.nan]])
    assert at_work(years, 2014).tolist() == [True, True, False]
    assert at_work(years, 2016).tolist() == [False, True, False]
    assert at_work(years, None).all()


def test_a_strip_between_two_sources_is_a_mismatch_and_stands_apart() -> None:
    depth = counted([box(0, 0, 10, 10), box(9.95, 0, 10, 10)], stakes(("A", 1.0), ("B", 1.0)))
    tables = tabulate(depth)
    assert tables.slivers.area == pytest.approx(5 * 1000)
    assert list(tables.by_depth) == [1]
    wide = tabulate(count_depth(depth.partition, depth.stakes, sliver_width=1.0))
    assert wide.by_depth[2].area == pytest.approx(5 * 1000)
    assert not wide.slivers.faces


def test_the_share_on_stand_in_footprints_is_that_of_the_money() -> None:
    layer = investments_of(["B", "A", "A"])
    depth = count_depth(partition(layer), stakes_of(layer, [frozenset({one}) for one in "XYZ"]))
    assert tabulate(depth).whole.stand_in == pytest.approx(1.0)
    layer = investments_of(["A", "A′", "C"])
    depth = count_depth(partition(layer), stakes_of(layer, [frozenset({one}) for one in "XYZ"]))
    assert tabulate(depth).whole.stand_in == 0.0  # the circle lies apart


def investments_of(quality: list[str]) -> Layer:
    layer = layer_of(box(0, 0, 5, 5), box(0, 0, 5, 5), box(20, 0, 5, 5))
    money = {"total_mkrw": np.array([5.0, -3.0, 7.0]) ** 2, "national_mkrw": np.array([-1.0, 2, 3])}
    return layer.replace(columns={"quality": objects(quality), **money})


def test_negative_money_is_unknown() -> None:
    layer = investments_of(["A", "A", "A"])
    assert np.isnan(stakes_of(layer, [frozenset()] * 3).national[0])


def test_two_lines_have_the_ground_on_which_both_invest() -> None:
    depth = counted(
        [box(0, 0, 4, 4), box(2, 0, 4, 4), box(3, 0, 4, 4)],
        stakes(("A", 16.0), ("B", 16.0), ("A", 16.0)),
    )
    pair = tabulate(depth).by_lines["A", "B"]
    assert pair.area == pytest.approx((2 + 3 - 1) * 4e4)
    assert pair.investments == 3
    assert rows_on(depth, np.arange(len(depth))).tolist() == [0, 1, 2]
