"""The partition of footprints against laws, an independent overlay and bad geometry."""

import time
from collections.abc import Iterable

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.data import investments
from scmap.analysis import depth_cells
from scmap.analysis.depth import draw, partition
from scmap.analysis.depth_cells import Shapes, cut_cell
from scmap.errors import CancelledError, CrsMismatchError
from scmap.model.depth import Cell, Partition, Pieces
from scmap.model.layer import Layer, objects
from tests.analysis.footprints import (
    ORIGIN,
    box,
    boxes,
    footprints,
    layer_of,
    one_after_the_other,
)

Faces = dict[tuple[frozenset[str], int], float]

many = st.lists(footprints, min_size=1, max_size=9)


def faces_of(found: Partition) -> Faces:
    """Area of each face by the uids that stand on it and its territory."""
    uids = found.layer.uids
    keys = (
        (frozenset(uids[found.rows_of(face)]), int(found.ground[face]))
        for face in range(len(found))
    )
    return dict(zip(keys, found.area.tolist(), strict=True))


def same(one: Partition, other: Partition) -> bool:
    """Tell whether two partitions have the same faces, to the last bit."""
    return (
        np.array_equal(one.digests, other.digests)
        and np.array_equal(one.shape, other.shape)
        and np.array_equal(one.start, other.start)
        and np.array_equal(one.member, other.member)
        and np.array_equal(one.ground, other.ground)
        and np.array_equal(one.area, other.area)
        and np.array_equal(one.width, other.width)
        and np.array_equal(one.component, other.component)
        and one.dust == other.dust
    )


@given(many)
def test_faces_sum_to_the_union_and_to_each_footprint(shapes: list[shapely.Geometry]) -> None:
    found = partition(layer_of(*shapes))
    union = shapely.union_all(shapely.make_valid(objects(shapes))).area
    assert found.area.sum() + found.dust == pytest.approx(union, rel=1e-9, abs=0.1)
    for number, shape in enumerate(found.shapes):
        mine = [face for face in range(len(found)) if number in found.shapes_of(face)]
        assert found.area[mine].sum() == pytest.approx(shape.area, rel=1e-9, abs=1 + found.dust)


@given(many)
def test_faces_are_those_of_an_overlay_of_one_footprint_after_the_other(
    shapes: list[shapely.Geometry],
) -> None:
    layer = layer_of(*shapes)
    found = {members: area for (members, _), area in faces_of(partition(layer)).items()}
    expected = one_after_the_other(layer)
    for members in found.keys() | expected.keys():
        assert found.get(members, 0.0) == pytest.approx(expected.get(members, 0.0), abs=1.5)


@given(many, st.data())
def test_a_change_gives_the_partition_that_the_whole_computation_gives(
    shapes: list[shapely.Geometry], data: st.DataObject
) -> None:
    """Footprints are moved, added and removed; the earlier partition changes only the time."""
    before = layer_of(*shapes)
    kept = data.draw(st.lists(st.sampled_from(shapes), max_size=len(shapes)))
    new = data.draw(st.lists(footprints, max_size=3))
    after = layer_of(*kept, *new)
    assert same(partition(after, earlier=partition(before)), partition(after))


@settings(max_examples=30)
@given(many, st.data())
def test_a_change_of_a_large_component_does_so_too(
    shapes: list[shapely.Geometry], data: st.DataObject
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(depth_cells, "WHOLE", 8)
        patch.setattr(depth_cells, "SQUARE", 16)
        before = partition(layer_of(*shapes))
        after = layer_of(*shapes[1:], data.draw(footprints))
        assert same(partition(after, earlier=before), partition(after))


@settings(max_examples=30)
@given(many)
def test_squares_give_the_faces_of_whole_components(shapes: list[shapely.Geometry]) -> None:
    layer = layer_of(*shapes)
    whole = partition(layer)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(depth_cells, "WHOLE", 4)
        patch.setattr(depth_cells, "SQUARE", 16)
        cut = partition(layer)
        drawn = draw(cut, np.arange(len(cut)))
    one, other = faces_of(whole), faces_of(cut)
    for members in one.keys() | other.keys():
        assert one.get(members, 0.0) == pytest.approx(other.get(members, 0.0), abs=1.5)
    assert shapely.area(drawn) == pytest.approx(cut.area, rel=1e-6, abs=1.0)
    assert shapely.is_valid(drawn).all()


_steps, _sizes = st.integers(0, 12), st.integers(1, 8)
on_lattice = st.builds(
    lambda x, y, width, height: shapely.box(
        *(ORIGIN + 64.0 * one for one in (x, y, x + width, y + height))
    ),
    _steps,
    _steps,
    _sizes,
    _sizes,
)


@settings(max_examples=40)
@given(st.lists(boxes | on_lattice, min_size=1, max_size=8))
def test_the_sides_of_squares_are_no_borders_of_faces(shapes: list[shapely.Geometry]) -> None:
    """What the lattice cuts is as wide as what it does not; borders on its lines stay borders."""
    whole = partition(layer_of(*shapes))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(depth_cells, "WHOLE", 4)
        patch.setattr(depth_cells, "SQUARE", 16)
        cut = partition(layer_of(*shapes))
    one, other = (
        dict(zip(faces_of(found), found.width.tolist(), strict=True)) for found in (whole, cut)
    )
    assert other == pytest.approx(one)


@given(many, st.randoms())
def test_the_order_of_rows_and_their_names_change_nothing(
    shapes: list[shapely.Geometry], random: object
) -> None:
    order = list(range(len(shapes)))
    random.shuffle(order)  # type: ignore[attr-defined]
    one = partition(layer_of(*shapes))
    other = partition(
        layer_of(*(shapes[row] for row in order), uids=[f"u{row:03d}" for row in order])
    )
    assert faces_of(one) == faces_of(other)


def sets(found: Partition) -> Iterable[tuple[str, ...]]:
    return [tuple(sorted(members)) for members, _ in faces_of(found)]


@pytest.mark.parametrize("height", [3, 5, 40])
def test_a_stack_of_footprints_knows_all_of_them(height: int) -> None:
    found = partition(layer_of(*(box(0, 0, 10 + level, 10) for level in range(height))))
    assert len(found) == height
    assert max(map(len, sets(found))) == height
    assert found.area.sum() == pytest.approx((10 + height - 1) * 10 * 1e4)


def test_equal_footprints_are_one_shape_and_one_face() -> None:
    found = partition(layer_of(*[box(0, 0, 3, 3)] * 30, None))
    assert len(found.shapes) == len(found) == 1
    assert len(found.rows_of(0)) == 30
    assert found.shape[-1] == -1


def test_neighbours_that_share_a_border_are_no_stack_and_no_component() -> None:
    found = partition(layer_of(box(0, 0, 2, 2), box(2, 0, 2, 2), box(4, 1, 2, 2)))
    assert sorted(sets(found)) == [("u000",), ("u001",), ("u002",)]
    assert len(set(found.component.tolist())) == 3


def test_a_hole_is_no_ground_and_what_lies_in_it_is_apart() -> None:
    ring = box(0, 0, 6, 6).difference(box(2, 2, 2, 2))
    found = partition(layer_of(ring, box(2, 2, 2, 2)))
    assert faces_of(found) == {
        (frozenset({"u000"}), -1): pytest.approx(32e4),
        (frozenset({"u001"}), -1): pytest.approx(4e4),
    }


def test_faces_are_told_apart_by_territory_and_know_it() -> None:
    west, east = box(0, 0, 5, 5), box(5, 0, 5, 5)
    found = partition(
        layer_of(box(4, 1, 2, 2), box(9, 1, 2, 2), box(1, 1, 1, 1)), layer_of(west, east)
    )
    assert faces_of(found) == {
        (frozenset({"u000"}), 0): pytest.approx(2e4),
        (frozenset({"u000"}), 1): pytest.approx(2e4),
        (frozenset({"u001"}), 1): pytest.approx(2e4),
        (frozenset({"u001"}), -1): pytest.approx(2e4),
        (frozenset({"u002"}), 0): pytest.approx(1e4),
    }


def test_territories_of_another_plane_are_refused() -> None:
    grounds = layer_of(box(0, 0, 9, 9)).replace(crs="EPSG:5186")
    with pytest.raises(CrsMismatchError):
        partition(layer_of(box(0, 0, 1, 1)), grounds)


def test_a_layer_without_footprints_has_no_faces() -> None:
    assert len(partition(layer_of(None, None))) == 0
    assert len(partition(layer_of())) == 0


def test_an_invalid_footprint_is_named_and_counted_with_its_repaired_ground() -> None:
    bowtie = shapely.Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000)])
    found = partition(layer_of(bowtie, shapely.box(0, 0, 1000, 1000)))
    assert [one.feature for one in found.repaired] == ["u000"]
    assert found.area.sum() == pytest.approx(1e6)
    assert faces_of(found)[frozenset({"u000", "u001"}), -1] == pytest.approx(5e5)


@pytest.fixture(scope="module")
def generated() -> Layer:
    return investments(400)


def test_generated_footprints_give_the_areas_of_an_independent_overlay(generated: Layer) -> None:
    """Unions with shared borders, circles and corridors, and their union as geos knows it."""
    layer = generated.take(np.arange(150))
    found = {members: area for (members, _), area in faces_of(partition(layer)).items()}
    expected = one_after_the_other(layer)
    different = [
        members
        for members in found.keys() | expected.keys()
        if abs(found.get(members, 0.0) - expected.get(members, 0.0)) > 1.5
    ]
    assert not different
    assert len(found) > 100


def test_a_change_cuts_only_the_components_that_it_touches(
    generated: Layer, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = partition(generated)
    moved = generated.geometry.copy()
    moved[7] = shapely.transform(moved[7], lambda points: points + 300.0)
    cut: list[Cell] = []

    def noted(shapes: Shapes, cell: Cell, *, keep: bool) -> Pieces:
        cut.append(cell)
        return cut_cell(shapes, cell, keep=keep)

    monkeypatch.setattr("scmap.analysis.depth.cut_cell", noted)
    after = partition(generated.replace(geometry=moved), earlier=before)
    assert 0 < len(cut) < len(after.cells) / 2


def test_cutting_can_be_stopped_at_any_moment(generated: Layer) -> None:
    def stop(share: float) -> None:
        if share > 0.3:
            raise CancelledError

    began = time.perf_counter()
    with pytest.raises(CancelledError):
        partition(generated, progress=stop)
    assert time.perf_counter() - began < 20


@given(many)
def test_where_geos_refuses_a_coarser_grid_loses_no_more_than_its_step(
    shapes: list[shapely.Geometry],
) -> None:
    whole = shapely.union_all

    def refuse(lines: object, grid_size: float | None = None) -> shapely.Geometry:
        if grid_size is None:
            raise shapely.errors.GEOSException("TopologyException: refused")
        return whole(lines, grid_size=grid_size)

    union = whole(shapely.make_valid(objects(shapes)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shapely, "union_all", refuse)
        found = partition(layer_of(*shapes))
    edges = sum(shape.length for shape in shapes)
    assert found.area.sum() + found.dust == pytest.approx(union.area, abs=1 + 1e-3 * edges)
    assert found.lost <= 1 + 1e-3 * edges


@settings(max_examples=40)
@given(many, st.floats(1.0, 10.0))
def test_borders_that_differ_by_rounding_alone_make_no_depth(
    shapes: list[shapely.Geometry], stretch: float
) -> None:
    """The same ground from two files: coordinates are off by a tenth of a millimetre."""

    def noisy(points: np.ndarray) -> np.ndarray:
        return points + 1e-4 * np.sin(stretch * points)

    base = shapely.make_valid(objects(shapes))
    found = partition(layer_of(*base, *(shapely.transform(one, noisy) for one in base)))
    union = shapely.union_all(base).area
    assert found.area.sum() + found.dust == pytest.approx(union, rel=1e-6, abs=20.0)
    wide = found.width > 0.01
    odd = [len(found.rows_of(face)) % 2 for face in np.flatnonzero(wide).tolist()]
    assert not any(odd)
