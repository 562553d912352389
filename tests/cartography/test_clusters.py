"""Clusters: all points are counted once, near ones together, and they open as one comes nearer."""

from dataclasses import replace

import numpy as np
import pytest

from scmap.cartography.clusters import clusters_of, disc_mm
from scmap.cartography.marks import place_marks
from scmap.cartography.painter import render
from scmap.cartography.settings import Drawn, MapSettings
from scmap.model.extent import Extent
from scmap.model.symbology import Symbol, Symbology
from tests.cartography.maps import by_value, column, drawn, inked, pixels, points

RNG = np.random.default_rng(3)
TOWN = [(500 + 30 * x, 500 + 30 * y) for x, y in RNG.normal(0, 1, (200, 2))]
LONE = (5000.0, 5000.0)


def clustered(places: list[tuple[float, float]] | None = None) -> Drawn:
    look = Symbology(Symbol(fill="#0072B2", stroke=None), clusters=True)
    return drawn(points(places or [*TOWN, LONE]), symbology=look, shape="point")


def view(shown: Drawn, x: float, y: float, half: float) -> MapSettings:
    return MapSettings(Extent(x - half, y - half, x + half, y + half), 400, 400, 96.0, (shown,))


@pytest.mark.parametrize("half", [40.0, 400.0, 4000.0, 40_000.0])
def test_every_point_in_sight_is_alone_or_in_one_cluster(half: float) -> None:
    settings = view(clustered(), 500, 500, half)
    found = clusters_of(settings, 0)
    cell = settings.mm(11.0) * settings.pixel
    reach = half + cell
    seen = sum(abs(x - 500) <= reach and abs(y - 500) <= reach for x, y in [*TOWN, LONE])
    assert found.count.sum() + len(found.alone) == seen


def test_far_off_a_town_is_one_disc_and_near_by_it_opens() -> None:
    far = clusters_of(view(clustered(), 2500, 2500, 20_000), 0)
    assert far.count.max() >= 200
    near = clusters_of(view(clustered(), 500, 500, 60), 0)
    assert len(near.count) + len(near.alone) > 20


def test_a_point_far_from_all_others_keeps_its_marker() -> None:
    settings = view(clustered(), 2750, 2750, 3000)
    marks = place_marks(settings)
    assert marks.row.tolist() == [200]


def test_panning_changes_no_cluster() -> None:
    shown = clustered()
    one, other = (clusters_of(view(shown, x, 500, 600), 0) for x in (500.0, 580.0))
    middle = [np.abs(found.ground - 500).max(axis=1) < 80 for found in (one, other)]
    counts = [
        sorted(found.count[near].tolist()) for found, near in zip((one, other), middle, strict=True)
    ]
    assert counts[0] == counts[1]


def test_discs_do_not_stand_on_one_another() -> None:
    settings = view(clustered(), 500, 500, 300)
    found = clusters_of(settings, 0)
    place = settings.to_pixels(found.ground)
    for i in range(len(place)):
        for j in range(i):
            apart = float(np.hypot(*(place[i] - place[j])))
            assert apart > 0.7 * settings.mm(11.0)


def test_a_cluster_has_the_hue_of_most_of_its_points() -> None:
    places = [(100.0, 100.0)] * 5
    looks = {"A": Symbol(fill="#0072B2"), "B": Symbol(fill="#D55E00")}
    look = replace(by_value("line", looks), clusters=True)
    values = column("A", "B", "B", "B", "A")
    shown = drawn(points(places, line=values), symbology=look, shape="point")
    found = clusters_of(view(shown, 100, 100, 50), 0)
    assert (found.count.tolist(), found.code.tolist()) == ([5], [1])
    picture = pixels(render(view(shown, 100, 100, 50)))
    assert (picture == (0xD5, 0x5E, 0x00)).all(axis=2).any()


def test_a_million_points_are_discs_within_a_second() -> None:
    places = RNG.uniform(0, 100_000, (1_000_000, 2))
    layer = points([(0.0, 0.0)] * 2).replace(
        uids=np.full(1_000_000, "", dtype=object),
        geometry=np.full(1_000_000, None, dtype=object),
        columns={"x": places[:, 0].copy(), "y": places[:, 1].copy()},
    )
    shown = Drawn(layer, clustered().entry)
    settings = view(shown, 50_000, 50_000, 60_000)
    found = clusters_of(settings, 0)
    assert found.count.sum() + len(found.alone) == 1_000_000
    assert inked(render(settings)).any()


def test_no_points_are_no_clusters() -> None:
    found = clusters_of(view(clustered([(9e6, 9e6)]), 0, 0, 10), 0)
    assert (len(found.count), len(found.alone)) == (0, 0)


def test_more_points_have_a_larger_disc_up_to_a_bound() -> None:
    sizes = [disc_mm(count) for count in (2, 10, 100, 1000, 1_000_000)]
    assert sizes == sorted(sizes)
    assert sizes[-1] == sizes[-2] == 10.0
