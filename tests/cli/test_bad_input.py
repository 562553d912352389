"""Values that cannot be, in files as other offices and other programs leave them."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from scmap.model.codebook import parts
from scmap.model.layer import Layer, objects
from scmap.store.blob import register_functions
from scmap.store.project_file import read_project, write_project

SAMPLE = Path(__file__).resolve().parents[2] / "sample_layers" / "scmap-sample.gpkg"
CITY = "41590"
CENTRE, CCTV = "화성시 도시안전센터", "화성시 CCTV 통합관제센터"

Scmap = Callable[..., Any]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The investments of one city, and one in ten facilities: judged in little time."""
    project = read_project(SAMPLE).project
    layer = project.investments
    assert layer is not None
    for other in project.layers:
        project = project.with_layer(other.take(np.arange(0, len(other), 10)))
    own = np.array([CITY in parts(cell) for cell in layer.text("municipality_code")])
    project = project.with_layer(layer.take(own))
    path = tmp_path_factory.mktemp("city") / "화성.gpkg"
    write_project(project, path)
    return path


@pytest.fixture
def project(city: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(city, tmp_path / "화성.gpkg"))


def changed(file: Path, column: str, value: object) -> None:
    """Change a cell of the centre as another program does."""
    with closing(sqlite3.connect(file)) as connection, connection:
        register_functions(connection)
        statement = f'UPDATE investment SET "{column}" = ? WHERE name = ?'  # noqa: S608  our columns
        connection.execute(statement, (value, CENTRE))


def typed(file: Path, **values: object) -> None:
    for name, value in values.items():
        changed(file, name, value)


def redrawn(file: Path, change: Callable[[Layer], Layer]) -> None:
    project = read_project(file).project
    assert project.investments is not None
    write_project(project.with_layer(change(project.investments)), file)


def drawn(footprint: shapely.Geometry) -> Callable[[Layer], Layer]:
    def change(layer: Layer) -> Layer:
        geometry = layer.geometry.copy()
        geometry[list(layer.text("name")).index(CENTRE)] = shapely.multipolygons([footprint])
        return layer.replace(geometry=geometry)

    return change


def judged(scmap: Scmap, file: Path) -> tuple[Any, str]:
    answer = scmap("overlap", file, "--grades", "--json")
    assert answer.code == 0, answer.err
    return answer.json, answer.err


def pair_of(record: Any) -> Any:
    names = {CENTRE, CCTV}
    found = [p for p in record["candidates"] if {p["left_name"], p["right_name"]} == names]
    return found[0] if found else None


TYPED: list[tuple[str, dict[str, object], str]] = [
    ("years_backwards", {"year_from": 2017, "year_to": 2011}, "종료연도(2011)"),
    ("year_wrong", {"year_from": 20170}, "연도가 올바르지 않습니다: 20170"),
    ("money_negative", {"total_mkrw": -900}, "금액이 음수입니다"),
    ("cell_not_number", {"total_mkrw": float("inf")}, "숫자가 아닙니다"),
    ("cell_unknown", {"kind": "XYZ"}, "알 수 없습니다: XYZ"),
    ("cell_missing", {"fields": None}, "비어 있습니다: 주분야"),
    ("cell_missing", {"kind": ""}, "비어 있습니다: 유형"),
    ("ministry_not_known", {"ministry": "우주개발부"}, "우주개발부"),
    ("point_elsewhere", {"x": 127.1, "y": 37.2}, "지점 좌표"),
]


@pytest.mark.parametrize(
    ("code", "values", "said"),
    TYPED,
    ids=[f"{code}-{'-'.join(values)}" for code, values, _ in TYPED],
)
def test_a_value_that_cannot_be_is_named_counted_and_left_out(
    scmap: Scmap, project: Path, code: str, values: dict[str, object], said: str
) -> None:
    typed(project, **values)
    record, told = judged(scmap, project)
    assert [one["code"] for one in record["issues"] if one["code"] != "ministry_unknown"] == [code]
    assert record["left_out"][code] == 1
    assert said in told
    assert CENTRE in told
    assert "미상으로 보아 점수에서 제외한 값이 있는 사업" in told


def test_a_term_that_rests_on_a_wrong_value_is_missing_and_never_zero(
    scmap: Scmap, project: Path
) -> None:
    typed(project, year_from=2017, year_to=2011, total_mkrw=-900)
    pair = pair_of(judged(scmap, project)[0])
    assert pair["T"] is None
    assert pair["money_mkrw"] is None
    typed(project, kind="XYZ")
    pair = pair_of(judged(scmap, project)[0])
    assert pair["C"] is None


def test_an_unknown_ministry_is_never_paired(scmap: Scmap, project: Path, city: Path) -> None:
    typed(project, ministry="우주개발부")
    before, _ = judged(scmap, city)
    record, _ = judged(scmap, project)
    assert pair_of(record) is None
    assert record["excluded_unknown"] == before["excluded_unknown"] + 1
    assert record["unknown_ministry"] == before["unknown_ministry"] + 1


def test_a_split_that_does_not_add_up_is_told_and_nothing_is_left_out(
    scmap: Scmap, project: Path
) -> None:
    typed(project, total_mkrw=1000, national_mkrw=900, local_mkrw=900)
    record, told = judged(scmap, project)
    assert "재원의 합(1,800)이 총사업비(1,000)와 다릅니다" in told
    assert "money_unequal" not in record["left_out"]


@pytest.mark.parametrize(
    "footprint",
    [
        shapely.box(127.0, 37.1, 127.1, 37.2),  # degrees in a table that says metres
        shapely.box(205_000, 510_000, 215_000, 520_000),  # EPSG:5186 in one that says EPSG:5179
    ],
)
def test_a_footprint_on_another_plane_shares_ground_with_none(
    scmap: Scmap, project: Path, footprint: shapely.Geometry
) -> None:
    redrawn(project, drawn(footprint))
    record, told = judged(scmap, project)
    assert record["left_out"]["footprint_elsewhere"] == 1
    assert "다른 좌표계로 그린 것으로 보입니다" in told
    assert pair_of(record) is None or pair_of(record)["area_m2"] is None


@pytest.mark.parametrize(("vertex", "value"), [(7, np.nan), (2, np.nan), (2, np.inf)])
def test_coordinates_that_are_no_numbers_are_named(
    scmap: Scmap, project: Path, vertex: int, value: float
) -> None:
    """In a hole or in the outer ring: the footprint is left out wherever ground is asked for."""
    box = shapely.box(950_000, 1_900_000, 951_000, 1_901_000)
    ring = shapely.Polygon(box.exterior, [box.buffer(-100).exterior])
    holed = shapely.transform(
        ring, lambda c: np.where(np.arange(len(c))[:, None] == vertex, value, c)
    )
    redrawn(project, drawn(holed))
    record, _ = judged(scmap, project)
    assert record["left_out"]["footprint_not_finite"] == 1
    for verb in ("link", "inspect"):
        assert scmap(verb, project, "--json").code == 0


def test_a_repeated_identity_gets_a_new_one_when_the_file_is_read(
    scmap: Scmap, project: Path
) -> None:
    with closing(sqlite3.connect(project)) as connection, connection:
        (uid,) = connection.execute("SELECT uid FROM investment WHERE name = ?", (CCTV,)).fetchone()
    changed(project, "uid", uid)
    opened = read_project(project)
    assert [one.code for one in opened.issues] == ["uid_given"]
    record, _ = judged(scmap, project)
    assert pair_of(record) is not None
    assert "uid_repeated" not in record["left_out"]


def test_a_register_on_another_plane_is_refused_by_name(scmap: Scmap, project: Path) -> None:
    redrawn(project, lambda layer: layer.replace(crs="EPSG:5186"))
    answer = scmap("overlap", project, "--grades", "--json")
    assert answer.code == 11
    assert "EPSG:5186" in answer.err


def test_every_wrong_value_at_once_stops_nothing(scmap: Scmap, tmp_path: Path) -> None:
    project = Path(shutil.copy(SAMPLE, tmp_path))
    for _, values, _ in TYPED:
        typed(project, **values)
    redrawn(project, drawn(shapely.box(127.0, 37.1, 127.1, 37.2)))
    record, _ = judged(scmap, project)
    assert len(record["issues"]) > 20
    assert scmap("link", project, "--json").code == 0


def test_blank_rows_of_another_program_are_investments_without_anything(
    scmap: Scmap, project: Path
) -> None:
    def blank(layer: Layer) -> Layer:
        return layer.extended(
            Layer(
                uid="x",
                name="investment",
                title="x",
                kind="investment",
                crs=layer.crs,
                uids=objects(["blank"]),
                geometry=objects([None]),
            )
        )

    redrawn(project, blank)
    record, _ = judged(scmap, project)
    own = [one["code"] for one in record["issues"] if one["feature"] == "blank"]
    assert own == ["cell_missing"] * 4 + ["ministry_unknown"]
