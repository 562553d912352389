"""scmap coverage: the sample's 화성시, confirmed by geopandas, and what cannot be measured."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import pytest

from scmap.formats.frames import to_frame
from scmap.reference import gazetteer
from scmap.session.covering import zones_of
from scmap.store.project_file import read_project

Scmap = Callable[..., Any]
SAMPLE = Path(__file__).parents[2] / "sample_layers" / "scmap-sample.gpkg"


def test_what_schools_the_cameras_reach_is_what_geopandas_counts(scmap: Scmap) -> None:
    asked = ("--facility", "crime_camera", "--metres", "300", "--target", "school")
    found = scmap("coverage", SAMPLE, "--municipality", "41590", *asked, "--json").json
    project = read_project(SAMPLE).project
    cameras, schools = (
        to_frame(layer) for layer in project.layers if layer.name in ("camera", "school")
    )
    cameras, schools = (cameras, schools) if "purpose" in cameras else (schools, cameras)
    crime = cameras[cameras["purpose"].str.split(";").apply(lambda cell: "CRM" in cell)]
    known = gazetteer()
    zones, fine = zones_of(known, known.one("41590"))
    ground = geopandas.GeoDataFrame(geometry=list(zones.ground), crs=project.crs)
    assert fine
    own = schools.sjoin(ground, predicate="intersects")
    near = own.sjoin_nearest(crime[["geometry"]], max_distance=300.0, lsuffix="a", rsuffix="b")
    assert found["targets"] == own.index.nunique()
    assert found["targets_reached"] == near.index.nunique()
    assert sum(zone["targets"] for zone in found["zones"]) == found["targets"]
    shares = [zone["share"] for zone in found["zones"]]
    assert all(0.0 <= share <= 1.0 for share in shares)
    area = sum(zone["area_m2"] * zone["share"] for zone in found["zones"])
    whole = sum(zone["area_m2"] for zone in found["zones"])
    assert found["area_share"] == pytest.approx(area / whole, abs=1e-5)


def test_along_roads_gaps_are_named_in_words(scmap: Scmap) -> None:
    asked = ("--municipality", "화성시", "--facility", "fire_station", "--metres", "2000")
    done = scmap("coverage", SAMPLE, *asked, "--along-roads", "--times", "2")
    assert done.code == 0
    assert "시설 3곳이 면적의" in done.out
    assert "시설이 없는 곳 38곳" in done.out
    assert "도로를 따라 측정할 때는 2중 면적을 계산하지 않습니다." in done.out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--municipality", "45710", "--facility", "camera", "--metres", "50"), "자료가 없어"),
        (("--municipality", "41590", "--facility", "lamp", "--metres", "50"), "목록에 없는 시설물"),
    ],
)
def test_what_cannot_be_measured_is_explained(
    scmap: Scmap, options: tuple[str, ...], words: str
) -> None:
    done = scmap("coverage", SAMPLE, *options)
    assert done.code == 10
    assert words in done.err


def test_without_a_place_the_command_asks_for_one(scmap: Scmap) -> None:
    done = scmap("coverage", SAMPLE, "--facility", "camera", "--metres", "50")
    assert done.code == 2
    assert "--municipality" in done.err
