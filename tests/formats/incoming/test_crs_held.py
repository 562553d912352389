"""What a file says of its CRS is held against the ground, and not believed against it."""

from functools import partial
from pathlib import Path

import geopandas
import numpy as np
import pyproj
import pytest
import shapely

from scmap.errors import CrsMismatchError
from scmap.formats import projection
from scmap.formats.incoming.recognise import recognise
from scmap.formats.incoming.table import Incoming
from scmap.model.layer import PLANE
from scmap.reference.incoming import knowledge

NAMES = ("화성시", "광명시", "시흥시", "군포시", "오산시", "이천시", "김포시", "광주시")
KATEC = (
    "+proj=tmerc +lat_0=38 +lon_0=128 +k=0.9999 +x_0=400000 +y_0=600000 +ellps=bessel +units=m "
    "+towgs84=-115.80,474.99,674.11,1.16,-2.31,-1.63,6.43"
)


@pytest.fixture(scope="module")
def towns() -> geopandas.GeoDataFrame:
    """Give municipalities of 경기도 with their grounds."""
    gazetteer = knowledge().evidence.gazetteer
    units = [gazetteer.municipality(f"경기도 {name}")[0].unit for name in NAMES]
    grounds = [gazetteer.territory.polygon(unit.level, unit.code) for unit in units]
    return geopandas.GeoDataFrame({"시도": "경기도", "시군구": NAMES}, geometry=grounds, crs=PLANE)


def written(frame: geopandas.GeoDataFrame, path: Path, says: str) -> Path:
    """Write a shapefile that says of its CRS what it is told to."""
    frame.to_file(path, encoding="cp949")
    path.with_suffix(".prj").write_text(says, encoding="utf-8")
    return path


def read(path: Path) -> tuple[Incoming, set[str]]:
    (found,) = recognise(path, knowledge()).layers
    return found.table, {issue.code for issue in found.table.issues}


def off(table: Incoming, towns: geopandas.GeoDataFrame) -> float:
    """Give the metres by which the middles lie off."""
    crs = table.said_crs or table.crs
    onto = partial(projection.reprojected, source=crs, target=PLANE)
    moved = shapely.transform(table.shapes, onto)
    return float(np.median(shapely.distance(shapely.centroid(moved), towns.centroid.to_numpy())))


def test_a_plane_a_hundred_kilometres_away_is_not_believed(
    tmp_path: Path, towns: geopandas.GeoDataFrame
) -> None:
    says = pyproj.CRS(5181).to_wkt("WKT1_ESRI")
    table, codes = read(written(towns.to_crs(5186), tmp_path / "구역.shp", says))
    assert (table.crs, table.crs_from) == ("EPSG:5186", "guessed")
    assert codes >= {"crs_not_believed", "crs_guessed"}
    assert off(table, towns) < 1


def test_northing_first_under_a_right_name_is_turned(
    tmp_path: Path, towns: geopandas.GeoDataFrame
) -> None:
    """With names, and without any: a Korean plane has no other place for such figures."""
    turned = towns.to_crs(5186)
    turned.geometry = shapely.transform(turned.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    says = pyproj.CRS(5186).to_wkt("WKT1_ESRI")
    for number, frame in enumerate((turned, turned.assign(시군구="가", 시도="나"))):
        table, codes = read(written(frame, tmp_path / f"{number}.shp", says))
        assert (table.crs, "axes_swapped" in codes) == ("EPSG:5186", True)
        assert off(table, towns) < 1


def test_places_that_are_all_abroad_are_told_and_left_where_they_are(tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame({"name": ["A"]}, geometry=[shapely.box(0, 0, 9, 9)], crs=4326)
    frame.to_file(tmp_path / "a.gpkg")
    table, codes = read(tmp_path / "a.gpkg")
    assert (table.crs, "places_outside" in codes) == ("EPSG:4326", True)


def test_a_plane_without_a_number_comes_to_its_place(
    tmp_path: Path, towns: geopandas.GeoDataFrame
) -> None:
    """KATEC has none, and no datum in a .prj: the offset is measured by the municipalities."""
    moved = partial(projection.reprojected, source=PLANE, target=KATEC)
    frame = towns.copy()
    frame.geometry = shapely.transform(towns.geometry.to_numpy(), moved)
    says = pyproj.CRS(KATEC.partition(" +towgs84")[0]).to_wkt("WKT1_ESRI")
    path = written(frame, tmp_path / "a.shp", says.replace("unknown", "KATEC"))
    (found,) = recognise(path, knowledge()).layers
    east, north = found.shift or (0.0, 0.0)
    assert "crs_without_code" in {issue.code for issue in found.table.issues}
    assert abs(off(found.table, towns) - np.hypot(east, north)) < 10


def test_a_geojson_in_two_bytes_is_read(tmp_path: Path, towns: geopandas.GeoDataFrame) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(towns.to_crs(4326).to_json(), encoding="utf-16")
    table, _codes = read(path)
    assert (table.name, table.columns["시군구"].tolist()) == ("a", list(NAMES))


NOWHERE = (  # damaged so that the names of its projection and its parameters are none
    'PROJCS["구역",GEOGCS["KGD2002",DATUM["D_Korea",SPHEROID["GRS_1980",6378137.0,298.257222101]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse\x7fMercator"],'
    'PARAMETER["False_Easting",1000000.0],PARAMETR["False_Northing",2000000.0],UNIT["M\x7f",1.0]]'
)


def test_a_projection_that_leads_nowhere_is_not_believed(
    tmp_path: Path, towns: geopandas.GeoDataFrame
) -> None:
    table, codes = read(written(towns, tmp_path / "구역.shp", NOWHERE))
    assert (table.crs, table.crs_from) == (PLANE, "guessed")
    assert "crs_not_believed" in codes
    with pytest.raises(CrsMismatchError):
        recognise(tmp_path / "구역.shp", knowledge(), crs=NOWHERE)
