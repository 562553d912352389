"""Matrices and years on small cases counted by hand, on laws, and on the sample."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from scmap.analysis.annual import operates_within, year_series
from scmap.analysis.candidates import find_candidates
from scmap.analysis.depth import partition
from scmap.analysis.face_areas import face_areas
from scmap.analysis.ground import Ground
from scmap.analysis.overlay import measure_every_pair
from scmap.analysis.register import Register
from scmap.analysis.summary import ALL, Groups, Kinds, Pairs, cross, in_cell, shared_areas
from scmap.model.codebook import UNCLASSIFIED, View
from scmap.model.layer import PLANE, Layer, objects
from scmap.reference import codebook
from scmap.reference.rules import ruleset
from scmap.store.project_file import read_project
from tests.analysis.footprints import footprints, layer_of

SAMPLE = Path(__file__).resolve().parents[2] / "sample_layers" / "scmap-sample.gpkg"
NAN = float("nan")

# Five investments: 국토, 행안, 국토+과기 jointly, 과기, and one of an unknown ministry.
LINES = [
    frozenset({"MOLIT"}),
    frozenset({"MOIS"}),
    frozenset({"MOLIT", "MSIT"}),
    frozenset({"MSIT"}),
    frozenset[str](),
]
PAIRS = Pairs(
    left=np.array([0, 0, 1, 2]),
    right=np.array([1, 3, 2, 3]),
    money=np.array([100.0, NAN, 30.0, 7.0]),
)


def groups() -> Groups:
    return Groups.of_ministries(LINES, codebook())


def squares(*boxes: tuple[float, float, float, float] | None) -> Layer:
    shapes = objects(shapely.box(*one) if one else None for one in boxes)
    return Layer(
        uid="layer",
        name="investment",
        title="",
        kind="investment",
        crs=PLANE,
        uids=objects(f"u{row}" for row in range(len(shapes))),
        geometry=shapes,
        columns={},
    )


def at(matrix: np.ndarray, row: str, column: str) -> float:
    keys = groups()
    return float(matrix[keys.place(row), keys.place(column)])


def test_a_joint_investment_stands_in_each_of_its_lines_and_once_in_the_sums() -> None:
    found = cross(PAIRS, groups())
    assert found.keys == ("MOLIT", "MOIS", "MSIT", UNCLASSIFIED, ALL)
    assert at(found.pairs, "MOLIT", "MOIS") == 2  # 0-1 and 1-2
    assert at(found.pairs, "MOIS", "MSIT") == 1  # 1-2 through the joint side
    assert at(found.pairs, "MOLIT", "MSIT") == 2  # 0-3 and 2-3
    assert at(found.pairs, "MSIT", "MSIT") == 1  # 2-3
    assert at(found.pairs, "MOLIT", ALL) == 4
    assert at(found.pairs, ALL, ALL) == len(PAIRS) == 4
    assert np.array_equal(found.pairs, found.pairs.T)


def test_unknown_money_is_counted_apart_and_a_cell_without_any_known_is_unknown() -> None:
    found = cross(PAIRS, groups())
    assert at(found.money, "MOLIT", "MOIS") == 130
    assert at(found.money, "MOLIT", "MSIT") == 7
    assert at(found.unknown, "MOLIT", "MSIT") == 1
    assert at(found.money, ALL, ALL) == 137
    only = cross(PAIRS.take(np.array([1])), groups())
    assert np.isnan(at(only.money, "MOLIT", "MSIT"))
    assert at(only.unknown, "MOLIT", "MSIT") == 1
    assert at(only.money, "MOIS", "MSIT") == 0  # no pair is known to be there: nothing is


@pytest.mark.parametrize("groups", [1, 7, 64, 65, 200])
def test_rows_of_the_very_same_groups_are_one_kind(groups: int) -> None:
    member = np.random.default_rng(groups).random((300, groups)) < 0.02
    kinds = Kinds.of(member)
    told = sorted(set(map(tuple, member.tolist())))
    assert [tuple(one) for one in kinds.members.tolist()] == told
    assert (kinds.members[kinds.of_row] == member).all()


def test_the_ground_of_a_cell_is_a_union_not_a_sum_of_pairs() -> None:
    layer = squares(
        (0, 0, 1000, 1000), (0, 0, 1000, 1000), (0, 0, 1000, 1000), (500, 0, 1500, 1000), None
    )
    area = shared_areas(Ground(layer), PAIRS, groups())
    assert at(area, "MOLIT", "MOIS") == 1e6  # pairs 0-1 and 1-2 lie on the same square
    assert at(area, "MOLIT", "MSIT") == 0.5e6
    assert at(area, "MOIS", "MSIT") == 1e6
    assert at(area, ALL, ALL) == 1e6  # the four pairs share no more ground than this


def test_a_pair_without_two_footprints_has_no_ground() -> None:
    layer = squares((0, 0, 1, 1), None, None, None, None)
    assert not shared_areas(Ground(layer), PAIRS, groups()).any()
    assert not face_areas(partition(layer), PAIRS, groups()).any()


@settings(max_examples=40)
@given(st.lists(footprints, min_size=2, max_size=8), st.data())
def test_faces_add_up_to_the_union_that_cutting_every_pair_gives(
    shapes: list[shapely.Geometry], data: st.DataObject
) -> None:
    """Any pairs by any groups, footprints that are the same among them."""
    layer = layer_of(*shapes, shapes[0])
    rows = range(len(layer))
    keys = st.sets(st.sampled_from("abcdefghijkl"), min_size=1, max_size=3)
    made = Groups.of([data.draw(keys) for _ in rows], "abcdefghijkl")
    chosen = data.draw(st.lists(st.sampled_from(list(combinations(rows, 2))), unique=True))
    left, right = np.array(chosen, dtype=np.intp).reshape(-1, 2).T
    pairs = Pairs(left, right, np.ones(len(left)))
    areas = face_areas(partition(layer), pairs, made)
    assert areas == pytest.approx(shared_areas(Ground(layer), pairs, made), rel=1e-6, abs=2.0)


def test_fields_are_counted_by_the_main_field_or_by_each_of_them() -> None:
    layer = squares((0, 0, 1, 1), None, None).replace(
        columns={"fields": objects(["CRM;TRN", "TRN", None])}
    )
    book = codebook()
    pairs = Pairs(np.array([0, 1]), np.array([1, 2]), np.array([1.0, 2.0]))
    main = cross(pairs, Groups.of_fields(layer, book))
    assert main.keys == ("TRN", "CRM", UNCLASSIFIED, ALL)
    assert main.pairs.tolist() == [[0, 1, 1, 2], [1, 0, 0, 1], [1, 0, 0, 1], [2, 1, 1, 2]]
    each = cross(pairs, Groups.of_fields(layer, book, every=True))
    assert each.pairs.tolist() == [[1, 1, 1, 2], [1, 0, 0, 1], [1, 0, 0, 1], [2, 1, 1, 2]]


@pytest.mark.parametrize(("view", "count"), [("statutory", 12), ("ifez", 6)])
def test_a_view_has_all_its_columns_and_its_rows_sum_up(view: View, count: int) -> None:
    layer = squares((0, 0, 1, 1), None, None).replace(
        columns={"fields": objects(["CRM;TRN", "SPC;TRN", None])}
    )
    pairs = Pairs(np.array([0, 1]), np.array([1, 2]), np.array([1.0, 2.0]))
    found = cross(pairs, Groups.of_view(layer, codebook(), view))
    assert len(found.keys) == count + len((UNCLASSIFIED, ALL))
    groups = found.pairs[:-1]
    assert (groups[:, :-1].sum(axis=1) == groups[:, -1]).all()
    assert found.pairs[-1, -1] == len(pairs)


sets = st.lists(
    st.frozensets(st.sampled_from(("MOLIT", "MOIS", "MSIT", "ME")), max_size=3),
    min_size=2,
    max_size=8,
)


@given(st.data(), sets)
def test_each_cell_holds_the_pairs_that_a_click_on_it_chooses(
    data: st.DataObject, lines: list[frozenset[str]]
) -> None:
    row = st.integers(0, len(lines) - 1)
    drawn = data.draw(st.lists(st.tuples(row, row), max_size=20))
    left, right = np.array(drawn, dtype=np.intp).reshape(-1, 2).T
    money = np.arange(len(left), dtype=float)
    made = Groups.of_ministries(lines, codebook())
    found = cross(Pairs(left, right, money), made)
    for i, one in enumerate(found.keys):
        for j, other in enumerate(found.keys):
            mask = in_cell(left, right, made, one, other)
            assert found.pairs[i, j] == mask.sum()
            assert found.money[i, j] == pytest.approx(money[mask].sum())
    assert found.pairs[-1, -1] == len(left)


# -- years -----------------------------------------------------------------------------------


def test_money_is_spread_over_the_funded_years_and_split_between_joint_lines() -> None:
    funded = np.array([[2014, 2015], [2015, 2015], [2014, 2014], [NAN, NAN], [2016, 2014]])
    operating = funded + np.array([0, 2])
    totals = np.array([100.0, NAN, 30.0, 40.0, 50.0])
    pairs = np.array([0, 0, 1]), np.array([1, 2, 2])
    found = year_series(groups(), funded, operating, totals, pairs)
    assert found.years.tolist() == [2014, 2015, 2016, 2017]
    assert found.keys == ("MOLIT", "MOIS", "MSIT", UNCLASSIFIED, ALL)
    assert found.money.tolist() == [
        [65.0, 50.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.0],
        [15.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.0],
        [80.0, 50.0, 0.0, 0.0],
    ]
    assert found.unknown[-1].tolist() == [0, 1, 0, 0]
    assert found.operating[-1].tolist() == [2, 3, 3, 2]
    assert found.operating[0].tolist() == [2, 2, 2, 1]
    assert found.parts[0].tolist() == [1.5, 1.5, 1.5, 1.0]
    assert found.pairs.tolist() == [1, 3, 3, 1]
    assert found.without_years == 2  # one unknown, one whose last year lies before its first
    assert found.without_total == 1


@given(st.data(), sets)
def test_lines_and_years_never_add_up_to_more_than_was_invested(
    data: st.DataObject, lines: list[frozenset[str]]
) -> None:
    count = len(lines)
    first = np.array(data.draw(st.lists(st.integers(2005, 2020), min_size=count, max_size=count)))
    length = np.array(data.draw(st.lists(st.integers(0, 6), min_size=count, max_size=count)))
    amount = st.one_of(st.just(NAN), st.floats(0, 1e6))
    totals = np.array(data.draw(st.lists(amount, min_size=count, max_size=count)))
    span = np.column_stack((first, first + length)).astype(float)
    found = year_series(Groups.of_ministries(lines, codebook()), span, span, totals)
    assert found.money[-1].sum() == pytest.approx(np.nansum(totals))
    assert found.money[:-1].sum(axis=0) == pytest.approx(found.money[-1])
    assert found.parts[:-1].sum(axis=0) == pytest.approx(found.operating[-1])


def test_a_year_of_which_no_total_is_known_says_so_and_not_nothing() -> None:
    lines = [frozenset({"MOLIT"}), frozenset({"MOIS"})]
    span = np.array([[2014.0, 2014.0], [2015.0, 2015.0]])
    made = Groups.of_ministries(lines, codebook())
    found = year_series(made, span, span, np.array([NAN, 30.0]))
    assert np.isnan(found.stated[-1, 0])
    assert found.stated[-1, 1] == 30.0
    assert found.stated[found.keys.index("MOIS"), 0] == 0.0  # it invested nothing that year


def test_an_empty_register_has_no_years() -> None:
    empty = np.empty((0, 2))
    found = year_series(Groups.of([], ()), empty, empty, np.empty(0))
    assert len(found.years) == 0
    assert found.money.shape == (1, 0)


def test_what_operates_within_some_years() -> None:
    years = np.array([[2009, 2012], [2013, 2013], [NAN, NAN]])
    assert operates_within(years, 2012, 2012).tolist() == [True, False, False]
    assert operates_within(years, 2010, 2020).tolist() == [True, True, False]


# -- the sample ------------------------------------------------------------------------------


def test_the_sample_by_ministry_line() -> None:
    layer = read_project(SAMPLE).project.investments
    assert layer is not None
    register = Register.of(layer, codebook())
    found = find_candidates(register, ruleset(), measure_every_pair(register))
    made = Groups.of_ministries(register.lineages, codebook())
    pairs = Pairs(found.left, found.right, found.money)
    matrix = cross(pairs, made)
    total, molit, mois = (made.place(key) for key in (ALL, "MOLIT", "MOIS"))
    assert matrix.pairs[total, total] == len(found)
    by_hand = sum(
        {"MOLIT", "MOIS"} <= register.lineages[a] | register.lineages[b]
        for a, b in zip(found.left, found.right, strict=True)
    )
    assert matrix.pairs[molit, mois] == by_hand > 10
    area = shared_areas(Ground(layer), pairs, made)
    assert 0 < area[molit, mois] < np.nansum(found.area)  # far less than the sum of the pairs
    years = year_series(made, register.funded, register.operating, layer.number("total_mkrw"))
    known = ~np.isnan(layer.number("year_from"))
    assert years.money[-1].sum() == pytest.approx(np.nansum(layer.number("total_mkrw")[known]))
