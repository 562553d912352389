"""T5 and X1 on the real points of 부산, against counts that geopandas finds on its own."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Transformer

from scmap.analysis.linkage import find_fits
from scmap.analysis.scene import Facilities
from scmap.formats.incoming.recognise import recognise
from scmap.model.layer import PLANE, Layer, Objects, objects
from scmap.model.linkage import Check
from scmap.reference import gazetteer
from scmap.reference.incoming import knowledge
from scmap.reference.templates import templates

CRIME = "kr_csv/부산광역시_방범용CCTV 정보_20241231(공공데이터포털).csv"
CHILDREN = "kr_csv/전국어린이보호구역표준데이터.csv"
SPEED = "kr_csv/전국무인교통단속카메라표준데이터.csv"
ITS = "kr_zip/부산광역시 교통정보서비스센터 보유 ITS CCTV 현황.zip"


def read(data: Path, file: str) -> Objects:
    """The points of a file on the plane, as an import gives them."""
    table = recognise(data / file, knowledge()).layers[0].table
    assert table.geometry is not None
    lon_lat = shapely.get_coordinates(table.geometry[~shapely.is_missing(table.geometry)])
    onto = Transformer.from_crs(table.crs, PLANE, always_xy=True)
    return objects(shapely.points(np.column_stack(onto.transform(*lon_lat.T))))


def frame(data: Path, file: str) -> gpd.GeoSeries:
    """The same points, read by pandas alone."""
    table = pd.read_csv(data / file, encoding="cp949", low_memory=False)
    lat, lon = (pd.to_numeric(table[name], errors="coerce") for name in ("위도", "경도"))
    inside = lat.between(33, 39) & lon.between(124, 132)
    points = gpd.points_from_xy(lon[inside], lat[inside], crs="EPSG:4326")
    return gpd.GeoSeries(points).to_crs(PLANE)


@pytest.fixture(scope="module")
def busan() -> shapely.Geometry:
    return gazetteer().footprint("sido:26")


@pytest.fixture(scope="module")
def checks(shared: Path, busan: shapely.Geometry) -> dict[str, tuple[Check, ...]]:
    data = shared / "data"
    crime, traffic = read(data, CRIME), np.concatenate((read(data, SPEED), read(data, ITS)))
    layers = {
        "camera": _layer(
            "camera",
            np.concatenate((crime, traffic)),
            purpose=["CRM"] * len(crime) + ["TRN"] * len(traffic),
            device=["CCTV"] * (len(crime) + len(traffic)),
        ),
        "school": _layer("school", read(data, CHILDREN)),
    }
    fits = find_fits(busan, Facilities(layers), templates())
    return {fit.template.id: fit.checks for fit in fits}


def _layer(role: str, places: Objects, **columns: list[str]) -> Layer:
    return Layer(
        uid=role, name=role, title=role, kind="facility", crs=PLANE,
        uids=objects(f"{role}{row}" for row in range(len(places))),
        geometry=objects(places),
        columns={name: objects(cells) for name, cells in columns.items()},
    )  # fmt: skip


def near(places: gpd.GeoSeries, cameras: gpd.GeoSeries, metres: float) -> pd.Series:
    """Whether each place has a camera within some metres."""
    left = gpd.GeoDataFrame(geometry=places.reset_index(drop=True))
    right = gpd.GeoDataFrame(geometry=cameras.reset_index(drop=True))
    met = gpd.sjoin(left, right, predicate="dwithin", distance=metres)
    return pd.Series(left.index.isin(met.index), index=places.index)


def test_vulnerable_people_are_as_near_to_cameras_as_geopandas_says(
    shared: Path, busan: shapely.Geometry, checks: dict[str, tuple[Check, ...]]
) -> None:
    data = shared / "data"
    schools = frame(data, CHILDREN)
    schools = schools[schools.within(busan)]
    every = pd.concat([frame(data, CRIME), frame(data, SPEED), _its(data)])
    share = near(schools, every, 300.0).mean()
    assert 0.5 < share < 1.0
    assert checks["T5"][0].value == pytest.approx(share, abs=0.5 / len(schools))


def test_traffic_cameras_in_blind_spots_are_those_that_geopandas_finds(
    shared: Path, busan: shapely.Geometry, checks: dict[str, tuple[Check, ...]]
) -> None:
    data = shared / "data"
    traffic = pd.concat([frame(data, SPEED), _its(data)])
    traffic = traffic[traffic.within(busan)]
    crime = frame(data, CRIME)
    blind = int((~near(traffic, crime, 50.0)).sum())
    beside = int(near(traffic, crime, 10.0).sum())
    assert blind > 100
    assert beside > 10
    assert [check.value for check in checks["X1"]] == [blind, beside]


def _its(data: Path) -> gpd.GeoSeries:
    return gpd.read_file(f"zip://{data / ITS}").geometry.to_crs(PLANE)
