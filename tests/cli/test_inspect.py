"""scmap inspect: the contract of its JSON, and what a planner reads."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

Scmap = Callable[..., Any]

ROOT = Path(__file__).resolve().parents[2]
LITERAL = re.compile(r'"([a-z]+_[a-z_]+)"')
KEYS = {
    "name",
    "features",
    "kept_out",
    "geometry",
    "crs",
    "crs_from",
    "crs_candidates",
    "encoding",
    "encoding_from",
    "columns",
    "bounds",
    "first",
    "first_coordinate",
    "issues",
}


def table(path: Path, text: str) -> Path:
    path.write_bytes(text.encode("cp949"))
    return path


def test_a_file_is_described_without_being_imported(scmap: Scmap, tmp_path: Path) -> None:
    file = table(
        tmp_path / "카메라.csv",
        "설치목적,위도,경도,담당자\n방범,37.2005,127.0735,김\n방범,127.0736,37.2006,이\n방범,0,0,박\n",
    )
    found = scmap("inspect", file, "--json").json
    assert found["error"] is None
    (layer,) = found["layers"]
    assert set(layer) == KEYS
    assert (layer["features"], layer["kept_out"]) == (2, 1)
    assert layer["geometry"] == {"Point": 2}
    assert (layer["crs"], layer["crs_from"]) == ("EPSG:4326", "guessed")
    assert (layer["encoding"], layer["encoding_from"]) == ("cp949", "bytes")
    assert layer["first_coordinate"] == [127.0735, 37.2005]
    assert {one["name"]: one["meaning"] for one in layer["columns"]}["담당자"] == "person"
    issues = {one["code"]: (one["count"], one["rows"]) for one in layer["issues"]}
    assert issues == {"coordinate_swapped": (1, [2]), "coordinate_zero": (1, [3])}


def test_a_row_bears_one_number_whether_it_is_mended_or_kept_out(
    scmap: Scmap, tmp_path: Path
) -> None:
    file, project = tmp_path / "카메라.csv", tmp_path / "가.gpkg"
    rows = ("이름,위도,경도", "가,37.2,127.07", "나,127.08,37.3", "다,0,0")  # lines 1 to 4
    file.write_text("\n".join(rows), encoding="utf-8")
    said = scmap("inspect", file).out
    assert "수정했습니다(1건, 행 3)" in said
    scmap("new", "--out", project)
    told = scmap("import", file, "--into", project).out
    assert "  4행 제외: " in told
    assert "수정했습니다(1건, 행 3)" in told
    assert "행 4)" not in told, "a row that is kept out is told once"


def test_what_cannot_be_read_is_said_in_json_too(scmap: Scmap, tmp_path: Path) -> None:
    file = tmp_path / "가짜.shp"
    file.write_text("이것은 글입니다", encoding="utf-8")
    answer = scmap("inspect", file, "--json")
    assert answer.code == 10
    assert answer.json["error"]["code"] == "shapefile_damaged"
    assert "Shapefile" in answer.json["error"]["message"]


def test_a_planner_reads_what_was_recognised(scmap: Scmap, tmp_path: Path) -> None:
    file = table(tmp_path / "c.csv", "이름,위도,경도\n가,37.20,127.07\n나,37.21,127.08\n")
    answer = scmap("inspect", file)
    assert answer.code == 0
    assert "가져올 기록 2건, 제외 0건" in answer.out
    assert "EPSG:4326" in answer.out


def test_every_code_is_documented() -> None:
    """Codes are part of the contract: whoever reads the JSON looks them up."""
    words = json.loads((ROOT / "resources/words/ko/issues.json").read_text(encoding="utf-8"))
    readers = [
        *(ROOT / "scmap/formats/incoming").glob("*.py"),
        ROOT / "scmap/formats/sheet_losses.py",
    ]
    told = {code for file in readers for code in LITERAL.findall(file.read_text(encoding="utf-8"))}
    documented = (ROOT / "docs/formats/inspect.md").read_text(encoding="utf-8")
    assert len(told & words.keys()) > 40
    assert [code for code in sorted(told & words.keys()) if f"`{code}`" not in documented] == []
