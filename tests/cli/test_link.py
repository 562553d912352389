"""scmap link: services of a municipality and its pairs, headless, the same each time."""

from collections.abc import Callable, Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from sample_layers.build_facilities import facility_layers
from scmap.model import investment
from scmap.model.layer import DTYPES, PLANE, Layer, objects
from scmap.model.project import Project
from scmap.reference import gazetteer
from scmap.store.project_file import write_project
from tests.cli.conftest import Answer

Scmap = Callable[..., Answer]
_TOLD: dict[Path, Answer] = {}

CENTRE = {"name": "통합운영센터", "kind": "OPC", "fields": "CRM;TRN", "ministry": "국토교통부"}
CONTROL = {"name": "관제센터", "kind": "CCC", "fields": "CRM", "ministry": "행정안전부"}


def investments(*rows: Mapping[str, object]) -> Layer:
    """Investments of all 화성시 since 2016, with a point in its middle."""
    ground = gazetteer().footprint("municipality:41590")
    x, y = shapely.get_coordinates(shapely.point_on_surface(ground))[0]
    common = {
        "municipality_code": "41590", "year_from": 2016.0, "quality": "B", "x": x, "y": y,
        "extent": "municipality:41590",
    }  # fmt: skip
    blank = {"text": None, "number": np.nan, "date": np.datetime64("NaT")}
    full = [{**common, **row} for row in rows]
    return Layer(
        uid="i",
        name=investment.TABLE,
        title="투자사업",
        kind="investment",
        crs=PLANE,
        uids=objects(f"i{number}" for number in range(len(rows))),
        geometry=objects(ground for _ in rows),
        columns={
            field.name: np.array(
                [row.get(field.name, blank[field.type]) for row in full], dtype=DTYPES[field.type]
            )
            for field in investment.FIELDS
        },
    )


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("link") / "thread.gpkg"
    layers = (investments(CENTRE, CONTROL), *facility_layers())
    write_project(Project(uid="p", title="p", layers=layers), path)
    return path


@pytest.fixture
def hwaseong(scmap: Scmap, file: Path) -> Answer:
    """What is told of 화성시, asked once for all tests that only read it."""
    if file not in _TOLD:
        _TOLD[file] = scmap("link", file, "--municipality", "화성시", "--json")
    return _TOLD[file]


def test_every_template_is_listed_with_its_conditions_and_score(hwaseong: Answer) -> None:
    assert hwaseong.code == 0, hwaseong.err
    record = hwaseong.json
    assert record["municipality"] == {"code": "41590", "name": "경기도 화성시"}
    templates = {one["id"]: one for one in record["templates"]}
    assert len(templates) == 21
    assert templates["X1"]["applicable"] is True
    assert templates["X1"]["P"] == 1
    assert templates["X3"]["applicable"] is False
    assert templates["T8"]["applicable"] is True
    assert all(one["fictional"] for one in templates["X1"]["preconditions"])


def test_a_service_whose_layer_is_missing_names_it(scmap: Scmap, tmp_path: Path) -> None:
    layers = [one for one in facility_layers() if one.name != "customer_area"]
    path = tmp_path / "short.gpkg"
    write_project(Project(uid="p", title="p", layers=(investments(CENTRE, CONTROL), *layers)), path)
    record = scmap("link", path, "--municipality", "화성시", "--template", "T8", "--json").json
    (asked,) = record["templates"]
    assert asked["applicable"] is None
    (unknown,) = asked["preconditions"]
    assert (unknown["state"], unknown["lacking"]) == ("unknown", ["customer_area"])


def test_templates_are_ranked_by_the_best_score_of_a_pair(hwaseong: Answer) -> None:
    record = hwaseong.json
    scores = [one["L"] for one in record["templates"] if one["L"] is not None]
    assert scores
    assert scores == sorted(scores, reverse=True)
    assert [one["L"] is None for one in record["templates"]] == sorted(
        one["L"] is None for one in record["templates"]
    )


def test_a_pair_says_its_share_and_who_gives(hwaseong: Answer) -> None:
    (pair,) = hwaseong.json["pairs"]
    assert {pair["left_name"], pair["right_name"]} == {"통합운영센터", "관제센터"}
    assert pair["P"] == 1
    fits = {fit["id"]: fit for fit in pair["fits"]}
    assert (fits["T1"]["giver"], fits["T1"]["taker"]) == ("i1", "i0")
    assert pair["L"] == max(fit["L"] for fit in fits.values() if fit["P"] is not None)


def test_what_was_measured_by_is_printed_with_it(hwaseong: Answer) -> None:
    parameters = hwaseong.json["parameters"]
    assert parameters["camera_radius"] == {"value": 50, "unit": "m", "basis": "reported"}
    assert parameters["templates"] == "linked_services"


def test_what_was_counted_is_named_with_what_it_stands_beside(scmap: Scmap, file: Path) -> None:
    asked = ("link", file, "--municipality", "화성시", "--template", "X2", "--features", "--json")
    (template,) = scmap(*asked).json["templates"]
    near = template["preconditions"][0]
    assert len(near["named"]) == near["features"] > 0
    for one in near["named"]:
        assert one["name"]
        assert one["beside_name"]
        assert 0.0 <= one["metres"] <= 50.0
    assert near["measured_by"] == ["facility_camera", "one"]


def test_one_place_at_a_time_or_every_one(scmap: Scmap, file: Path) -> None:
    wrong = scmap("link", file, "--municipality", "화성시", "--every")
    assert wrong.code == 2


def test_two_runs_give_the_same_bytes(scmap: Scmap, file: Path, hwaseong: Answer) -> None:
    again = scmap("link", file, "--municipality", "41590", "--json")
    assert again.out == hwaseong.out


def test_one_template_is_told_in_words(scmap: Scmap, file: Path) -> None:
    answer = scmap("link", file, "--municipality", "41590", "--template", "T6")
    assert "T6 수배차량 검색 지원: 조건 미충족" in answer.out
    assert "%p 부족" in answer.out
    assert "가상 예시" in answer.out
    assert "T1" not in answer.out


def test_without_a_municipality_the_pairs_of_the_country_are_listed(
    scmap: Scmap, file: Path
) -> None:
    record = scmap("link", file, "--json").json
    assert (record["municipality"], record["templates"], len(record["pairs"])) == (None, [], 1)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [(("--template", "T99"), "T99"), (("--municipality", "없는시"), "없는시")],
)
def test_what_is_not_there_is_named(
    scmap: Scmap, file: Path, arguments: tuple[str, str], named: str
) -> None:
    answer = scmap("link", file, *arguments, "--json")
    assert (answer.code, answer.out) == (10, "")
    assert named in answer.err


def test_a_project_without_investments_is_named(scmap: Scmap, tmp_path: Path) -> None:
    path = tmp_path / "empty.gpkg"
    write_project(Project(uid="p", title="p"), path)
    answer = scmap("link", path, "--json")
    assert answer.code == 10
    assert "empty.gpkg" in answer.err


def test_an_area_of_a_file_is_checked_like_a_municipality(
    scmap: Scmap, file: Path, tmp_path: Path
) -> None:
    ground = gazetteer().footprint("municipality:41590")
    whole = tmp_path / "화성 전체.geojson"
    gpd.GeoSeries([ground], crs=PLANE).to_crs("EPSG:4326").to_file(whole, driver="GeoJSON")
    drawn = scmap("link", file, "--area", whole, "--json").json
    named = scmap("link", file, "--municipality", "화성시", "--json").json
    assert drawn["municipality"] is None
    assert len(drawn["pairs"]) == len(named["pairs"]) == 1
    states = [
        {one["id"]: [part["state"] for part in one["preconditions"]] for one in answer["templates"]}
        for answer in (drawn, named)
    ]
    assert states[0] == states[1]
    assert drawn["inputs"].keys() == {file.name, whole.name}


def test_an_area_far_from_everything_has_no_pairs(scmap: Scmap, file: Path, tmp_path: Path) -> None:
    far = tmp_path / "far.geojson"
    square = shapely.box(129.0, 37.0, 129.01, 37.01)
    gpd.GeoSeries([square], crs="EPSG:4326").to_file(far, driver="GeoJSON")
    assert scmap("link", file, "--area", far, "--json").json["pairs"] == []
    both = scmap("link", file, "--area", far, "--municipality", "41590")
    assert both.code == 2
    assert "--area" in both.err


def test_an_area_of_points_is_refused_in_words(scmap: Scmap, file: Path, tmp_path: Path) -> None:
    points = tmp_path / "points.geojson"
    gpd.GeoSeries([shapely.Point(127, 37)], crs="EPSG:4326").to_file(points, driver="GeoJSON")
    answer = scmap("link", file, "--area", points)
    assert answer.code == 10
    assert "points.geojson" in answer.err
