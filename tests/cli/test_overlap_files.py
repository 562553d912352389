"""scmap overlap on plain files: the contract of its JSON, and files that are not what they seem."""

import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from benchmarks.data import investments

Scmap = Callable[..., Any]

KEYS = {
    "investments",
    "pairs",
    "area_m2",
    "slivers",
    "repaired",
    "excluded_unknown",
    "seconds",
    "inputs",
    "parameters",
}
BOW_TIE = shapely.Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000)])


def gpkg(
    path: Path,
    geometry: list[shapely.Geometry | None],
    ministry: list[Any],
    crs: str | None = "EPSG:5179",
) -> Path:
    import pyogrio

    shift = [None if one is None else shapely.transform(one, lambda c: c + 1e6) for one in geometry]
    pyogrio.write_dataframe(_frame(shift, ministry, crs), path, layer="사업", driver="GPKG")
    return path


def _frame(geometry: list[shapely.Geometry | None], ministry: list[Any], crs: str | None) -> Any:
    import geopandas

    return geopandas.GeoDataFrame({"ministry": ministry}, geometry=geometry, crs=crs)


@pytest.fixture
def two(tmp_path: Path) -> Path:
    squares = [shapely.box(0, 0, 1000, 1000), shapely.box(500, 0, 1500, 1000)]
    return gpkg(tmp_path / "사업.gpkg", [*squares, squares[0]], ["국토부", "행안부", None])


def test_pairs_are_features_whose_values_differ_and_that_share_ground(
    scmap: Scmap, two: Path
) -> None:
    answer = scmap("overlap", "--investments", two, "--ministry-field", "ministry", "--json")
    found = answer.json
    assert answer.code == 0
    assert set(found) >= KEYS
    assert (found["investments"], found["pairs"], found["excluded_unknown"]) == (3, 1, 1)
    assert found["area_m2"] == 500_000.0
    assert found["inputs"] == {"사업.gpkg": hashlib.sha256(two.read_bytes()).hexdigest()}


def test_numbers_count_as_plain_values(scmap: Scmap, tmp_path: Path) -> None:
    square = shapely.box(0, 0, 1000, 1000)
    file = gpkg(tmp_path / "수.gpkg", [square] * 4, [1, 1, 2, np.nan])
    found = scmap("overlap", "--investments", file, "--ministry-field", "ministry", "--json").json
    assert (found["pairs"], found["excluded_unknown"]) == (2, 1)


def test_two_thousand_footprints_from_a_file_give_the_counts_of_geopandas(
    scmap: Scmap, tmp_path: Path
) -> None:
    import geopandas

    layer = investments(2000)
    frame = geopandas.GeoDataFrame(
        {"ministry": layer.number("ministry")}, geometry=layer.geometry, crs="EPSG:5179"
    )
    file = tmp_path / "made.gpkg"
    frame.to_file(file, layer="investments")
    found = scmap("overlap", "--investments", file, "--ministry-field", "ministry", "--json").json
    other = geopandas.read_file(file).dropna(subset="ministry").reset_index(drop=True)
    pairs = other.sjoin(other, predicate="intersects").reset_index(names="index_left")
    pairs = pairs[
        (pairs["index_left"] < pairs["index_right"])
        & (pairs["ministry_left"] != pairs["ministry_right"])
    ]
    right = other.geometry.iloc[pairs["index_right"]].reset_index(drop=True)
    area = pairs.geometry.reset_index(drop=True).intersection(right).area
    assert found["pairs"] == int((area >= 1).sum())
    assert found["area_m2"] == pytest.approx(float(area[area >= 1].sum()), rel=1e-6)


def test_two_runs_say_the_same_but_for_the_time(scmap: Scmap, two: Path) -> None:
    line = ("overlap", "--investments", two, "--ministry-field", "ministry", "--json")
    one, other = scmap(*line).json, scmap(*line).json
    one.pop("seconds")
    other.pop("seconds")
    assert one == other


def test_a_self_intersection_is_repaired_and_named(scmap: Scmap, tmp_path: Path) -> None:
    file = gpkg(tmp_path / "꼬임.gpkg", [BOW_TIE, shapely.box(0, 0, 1000, 1000)], ["가", "나"])
    answer = scmap("overlap", "--investments", file, "--ministry-field", "ministry", "--json")
    (repair,) = answer.json["repaired"]
    assert set(repair) >= {"layer", "feature", "why", "area_before", "area_after"}
    assert (repair["how"], repair["keeps_area"]) == ("make_valid", False)
    assert (repair["layer"], repair["area_after"]) == ("사업", 500_000.0)
    assert "Self-intersection" in repair["why"]
    assert repair["feature"] == "1"
    assert "꼬임.gpkg ▸ 사업 ▸ 1" in answer.err
    assert "십시오." in answer.err


def test_who_wants_only_valid_input_gets_no_result_from_other(scmap: Scmap, tmp_path: Path) -> None:
    file = gpkg(tmp_path / "꼬임.gpkg", [BOW_TIE, shapely.box(0, 0, 1000, 1000)], ["가", "나"])
    out = tmp_path / "out.json"
    line = ("overlap", "--investments", file, "--ministry-field", "ministry", "--strict", "--json")
    answer = scmap(*line, "--out", out)
    assert (answer.code, answer.out) == (10, "")
    assert "꼬임.gpkg ▸ 사업 ▸ 1" in answer.err
    assert not out.exists()


@pytest.mark.filterwarnings("ignore:'crs' was not provided")  # that is what is being tried
def test_a_layer_without_crs_is_refused_by_name_and_nothing_is_written(
    scmap: Scmap, tmp_path: Path
) -> None:
    file = gpkg(tmp_path / "무좌표.gpkg", [BOW_TIE], ["가"], crs=None)
    out = tmp_path / "out.json"
    line = ("overlap", "--investments", file, "--ministry-field", "ministry", "--json")
    answer = scmap(*line, "--out", out)
    assert answer.code == 11
    assert "무좌표.gpkg" in answer.err
    assert "사업" in answer.err
    assert answer.out == ""
    assert not out.exists()


@pytest.mark.damages
@pytest.mark.parametrize(("name", "content"), [("없음", None), ("빈", b""), ("글", b"hello world")])
def test_a_file_that_is_none_is_refused_in_korean(
    scmap: Scmap, tmp_path: Path, name: str, content: bytes | None
) -> None:
    file = tmp_path / f"{name}.gpkg"
    if content is not None:
        file.write_bytes(content)
    line = ("overlap", "--investments", file, "--ministry-field", "ministry", "--json")
    answer = scmap(*line, "--out", tmp_path / "out.json")
    assert (answer.code, answer.out) == (10, "")
    assert file.name in answer.err
    assert "십시오." in answer.err
    assert not (tmp_path / "out.json").exists()


def test_a_field_that_is_not_there_is_named_with_those_that_are(scmap: Scmap, two: Path) -> None:
    answer = scmap("overlap", "--investments", two, "--ministry-field", "부처", "--json")
    assert answer.code == 10
    assert "부처" in answer.err
    assert "ministry" in answer.err


@pytest.mark.parametrize(
    "line",
    [
        (),
        ("a.gpkg", "--investments", "b.gpkg"),
        ("--investments", "a.gpkg"),
        ("a.gpkg", "--relation", "누구"),
        ("a.gpkg", "--floor", "-1"),
        ("a.gpkg", "--out", "a.docx"),
    ],
)
def test_a_command_line_that_makes_no_sense_is_a_usage_error(
    scmap: Scmap, line: tuple[str, ...]
) -> None:
    answer = scmap("overlap", *line)
    assert answer.code == 2
    assert answer.err.endswith("사용법은 ‘scmap overlap --help’로 볼 수 있습니다.\n")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("overlap", "a.gpkg", "b.gpkg"), "사용하지 않는 값이 있습니다: b.gpkg"),
        (("overlap", "a.gpkg", "--outt", "x"), "없는 옵션입니다: --outt (비슷한 옵션: --out)"),
        (("overlap", "a.gpkg", "--out"), "옵션의 값 형식이 올바르지 않습니다: --out"),
        (
            ("overlap", "a.gpkg", "--year", "올해"),
            "--year의 값을 쓸 수 없습니다: 올해: 1900 이상 2200 이하의 수를 입력해 주십시오.",
        ),
        (("overlap", "a.gpkg", "--year", "1200"), "1200: 1900 이상 2200 이하의 수를"),
        (("overlap", "a.gpkg", "--floor", "nan"), "nan: 0 이상의 수를 입력해 주십시오."),
        (("overlap", "a.gpkg", "--relation", "누구"), "--relation의 값을 쓸 수 없습니다: 누구: "),
        (("report",), "필요한 값이 빠졌습니다: PROJECT"),
        (
            ("import", "a.csv", "--into", "a.gpkg", "--gone", "모두"),
            "--gone에 없는 값입니다. 쓸 수 있는 값: keep, remove",
        ),
        (("report", "a.gpkg"), "필요한 값이 빠졌습니다: --out"),
    ],
)
def test_a_slip_in_a_command_line_is_named_in_korean(
    scmap: Scmap, line: tuple[str, ...], said: str
) -> None:
    answer = scmap(*line)
    assert answer.code == 2
    assert said in answer.err
    assert "Error" not in answer.err


def test_pairs_are_written_as_a_table_that_no_spreadsheet_runs(
    scmap: Scmap, two: Path, tmp_path: Path
) -> None:
    out = tmp_path / "쌍.csv"
    scmap("overlap", "--investments", two, "--ministry-field", "ministry", "--out", out)
    lines = out.read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("left,right,area")
    assert len(lines) == 2


def test_the_program_answers_from_a_shell(two: Path) -> None:
    line = [sys.executable, "-m", "scmap", "overlap", "--investments", str(two)]
    done = subprocess.run(
        [*line, "--ministry-field", "ministry", "--json"], capture_output=True, check=True
    )
    assert done.stderr == b""
    assert done.stdout.decode("utf-8").startswith('{"investments": 3')
