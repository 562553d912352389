"""scmap overlap on a project: grades, years, places, and the pairs as files of other programs."""

import csv
import json
import math
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import python_calamine
import shapely

from scmap.analysis.explanation import explain
from scmap.cli import overlap_project
from scmap.model.layer import Layer
from scmap.reference import codebook
from scmap.session.findings import Lookups
from scmap.store.project_file import Opened, read_project
from tests.gui.board import sample_project
from tests.gui.parts import find_once

SAMPLE = Path(__file__).resolve().parents[2] / "sample_layers" / "scmap-sample.gpkg"

Scmap = Callable[..., Any]


@pytest.fixture(autouse=True)
def analysed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every question be about one and the same project, which is analysed once."""
    monkeypatch.setattr(overlap_project, "find", find_once)
    monkeypatch.setattr(
        overlap_project,
        "read_project",
        lambda file: Opened(sample_project(), file) if is_sample(file) else read_project(file),
    )


def is_sample(file: Path) -> bool:
    return file.stat().st_size == SAMPLE.stat().st_size and file.read_bytes() == SAMPLE.read_bytes()


@pytest.fixture(scope="module")
def investments() -> Layer:
    layer = read_project(SAMPLE).project.investments
    assert layer is not None
    return layer


@pytest.fixture(scope="module")
def told() -> list[Any]:
    return []


@pytest.fixture
def graded(scmap: Scmap, told: list[Any]) -> Any:
    """Give what the verb tells of the sample, asked once for all who only read it."""
    if not told:
        told.append(scmap("overlap", SAMPLE, "--grades", "--json").json)
    return told[0]


def test_grades_are_told_with_the_exceptions_and_counted(graded: Any) -> None:
    found, counted = graded["candidates"], graded["grades"]
    assert counted == {**dict.fromkeys("ⅠⅡⅢⅣ", 0), **Counter(one["grade"] for one in found)}
    assert [one["D"] for one in found if one["grade"] == "Ⅱ"] == sorted(
        (one["D"] for one in found if one["grade"] == "Ⅱ"), reverse=True
    )
    assert {one["exception"] for one in graded["exceptions"]} == {"계속·단계사업"}
    assert {one["grade"] for one in graded["exceptions"]} == {None}


def test_shared_money_is_never_handed_out_without_its_caveat(
    scmap: Scmap, tmp_path: Path, own: Path, graded: Any
) -> None:
    caveat = "산술적 상한이며 절감액이 아님"
    assert caveat in graded["money_caveat"]
    file = tmp_path / "쌍.xlsx"
    assert scmap("overlap", own, "--grades", "--out", file).code == 0
    head, *_ = python_calamine.load_workbook(str(file)).get_sheet_by_index(0).to_python()
    assert [caveat in str(cell) for cell in head if "투자액" in str(cell)] == [True]
    text = file.with_suffix(".csv")
    assert scmap("overlap", own, "--grades", "--out", text).code == 0
    rows = list(csv.DictReader(text.read_text("utf-8-sig").splitlines()))
    assert {caveat in row["money_note"] for row in rows if row["money_mkrw"]} == {True}
    assert {row["money_note"] for row in rows if not row["money_mkrw"]} <= {""}


def test_who_does_not_ask_for_grades_gets_none(scmap: Scmap) -> None:
    found = scmap("overlap", SAMPLE, "--json").json
    assert "candidates" not in found


def test_words_name_the_most_serious_pairs_first(scmap: Scmap) -> None:
    lines = scmap("overlap", SAMPLE, "--grades", "--municipality", "화성").out.splitlines()
    assert "13쌍(Ⅰ 0, Ⅱ 1, Ⅲ 11, Ⅳ 1)" in lines[1]
    assert "화성시 도시안전센터 × 화성시 CCTV 통합관제센터" in lines[2]
    assert "기능조정 후 연계" in lines[2]


def test_words_name_exceptions_with_their_reason(scmap: Scmap) -> None:
    lines = scmap("overlap", SAMPLE, "--grades", "--municipality", "남양주").out.splitlines()
    named = [line for line in lines if line.startswith("  예외 · 계속·단계사업: ")]
    assert len(named) == 3
    assert {word for line in named for word in line.split() if word.endswith("단계")} == {
        "1단계",
        "2단계",
        "3단계",
    }


def test_a_municipality_by_name_or_code_holds_both_sides(scmap: Scmap, investments: Layer) -> None:
    names = dict(zip(investments.uids, investments.text("municipality_code"), strict=True))
    by_name, by_code = (
        scmap("overlap", SAMPLE, "--grades", "--municipality", place, "--json").json["candidates"]
        for place in ("부천시", "41190")
    )
    assert by_name == by_code
    assert by_name
    for one in by_name:
        assert "41190" in names[one["left"]]
        assert "41190" in names[one["right"]]


def test_a_year_keeps_pairs_that_both_operate_then(scmap: Scmap, graded: Any) -> None:
    first = scmap("overlap", SAMPLE, "--grades", "--year", "2012", "--json").json
    assert 0 < len(first["candidates"]) < len(graded["candidates"])
    every = {(one["left"], one["right"]): one for one in graded["candidates"]}
    for one in first["candidates"]:
        assert one == every[one["left"], one["right"]]
        assert one["years"] >= 1
    assert scmap("overlap", SAMPLE, "--year", "1950", "--json").json["pairs"] == 0


def test_pairs_that_do_not_meet_in_time_are_left_out_when_asked(scmap: Scmap, graded: Any) -> None:
    meeting = scmap("overlap", SAMPLE, "--grades", "--time", "meet", "--json").json["candidates"]
    wanted = [one for one in graded["candidates"] if one["years"] is None or one["years"] >= 1]
    assert meeting == wanted


def test_depth_counts_the_ground_of_a_place_once_however_many_pairs_lie_on_it(
    scmap: Scmap, investments: Layer
) -> None:
    answer = scmap("overlap", SAMPLE, "--depth", "--municipality", "화성", "--json").json
    depth = answer["depth"]
    assert [one["ministries"] for one in depth["by_depth"]] == sorted(
        one["ministries"] for one in depth["by_depth"]
    )
    there = ["41590" in (code or "") for code in investments.text("municipality_code")]
    ground = shapely.area(shapely.union_all(investments.geometry[there]))
    assert sum(one["area_m2"] for one in depth["by_depth"]) == pytest.approx(ground, rel=1e-4)
    words = scmap("overlap", SAMPLE, "--depth").out
    assert words.splitlines()[1].startswith("  대체 구역(B·C) 근거 ")  # at the head of all totals
    assert "중첩 부처 2개: " in words
    assert "백만원(국비 기준 " in words
    assert "절감액의 판정이 아닙니다" in words


def test_a_spreadsheet_has_korean_heads_and_numbers(
    scmap: Scmap, tmp_path: Path, own: Path, graded: Any
) -> None:
    out = tmp_path / "쌍.xlsx"
    assert scmap("overlap", own, "--grades", "--out", out).code == 0
    head, *rows = python_calamine.load_workbook(str(out)).get_sheet_by_index(0).to_python()
    assert {
        "등급",
        "A 사업",
        "중복 D(점)",
        "중첩 투자액(참고, 백만원. 산술적 상한이며 절감액이 아님)",
    } <= set(head)
    assert len(rows) == len(graded["candidates"]) + len(graded["exceptions"])
    assert rows[0][head.index("중복 D(점)")] == graded["candidates"][0]["D"]


def test_a_geopackage_has_the_shared_ground(
    scmap: Scmap, tmp_path: Path, own: Path, graded: Any
) -> None:
    import geopandas

    out = tmp_path / "쌍.gpkg"
    assert scmap("overlap", own, "--grades", "--out", out).code == 0
    frame = geopandas.read_file(out)
    assert frame.crs.to_epsg() == 5179
    measured = frame[frame["area_m2"].notna()]
    assert len(frame) == len(graded["candidates"]) + len(graded["exceptions"])
    assert np.allclose(measured.geometry.area, measured["area_m2"], rtol=1e-6)


def test_a_table_of_pairs_says_the_same_as_the_record(
    scmap: Scmap, tmp_path: Path, own: Path, graded: Any
) -> None:
    out = tmp_path / "쌍.csv"
    scmap("overlap", own, "--grades", "--out", out)
    with out.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row, one in zip(rows, graded["candidates"], strict=False):
        assert (row["left"], row["right"], row["grade"]) == (
            one["left"],
            one["right"],
            one["grade"],
        )
        assert float(row["D"] or "nan") == pytest.approx(
            math.nan if one["D"] is None else one["D"], nan_ok=True
        )


def test_plain_polygons_are_written_with_their_ground(scmap: Scmap, tmp_path: Path) -> None:
    import geopandas

    squares = [shapely.box(1e6, 2e6, 1e6 + 1000, 2e6 + 1000)] * 2
    file, out = tmp_path / "구역.gpkg", tmp_path / "쌍.gpkg"
    frame = geopandas.GeoDataFrame({"부처": ["가", "나"]}, geometry=squares, crs="EPSG:5179")
    frame.to_file(file)
    line = ("overlap", "--investments", file, "--ministry-field", "부처", "--out", out)
    assert scmap(*line).code == 0
    (ground,) = geopandas.read_file(out).geometry
    assert ground.area == pytest.approx(1e6)


def test_a_list_says_why_a_pair_has_no_better_grade_as_the_window_does(
    scmap: Scmap, tmp_path: Path, own: Path, graded: Any
) -> None:
    found = find_once(sample_project(), Lookups.of(sample_project()), relation="between")
    said = {
        found.pairs.uid(row): explain(found.candidates, row, codebook(), "ko").notes
        for row in range(found.pairs.graded)
    }
    for one in graded["candidates"]:
        short, notes = one["shortfall"], said[f"{one['left']}|{one['right']}"]
        assert short in notes if short else not [note for note in notes if "이르지" in note]
    assert sum(bool(one["shortfall"]) for one in graded["candidates"]) > 50
    out = tmp_path / "쌍.csv"
    scmap("overlap", own, "--grades", "--municipality", "화성", "--out", out)
    (row, *_) = csv.DictReader(out.read_text("utf-8-sig").splitlines())
    assert row["shortfall"].startswith("Ⅰ ‘중복’에 이르지 않은 이유: D 73.4점(기준 75.0점 이상)")
    assert row["consultation"] == "조건부추진"
    lines = scmap("overlap", own, "--grades", "--municipality", "화성").out.splitlines()
    assert lines[3].strip() == row["shortfall"]


def test_pairs_that_are_graded_are_measured_once(
    scmap: Scmap, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overlap_project, "measure_every_pair", None)
    assert scmap("overlap", own, "--grades").code == 0


def test_graded_or_not_the_same_pairs_are_summed_up(scmap: Scmap, graded: Any) -> None:
    plain = scmap("overlap", SAMPLE, "--json").json
    for name in set(plain) - {"seconds"}:
        assert plain[name] == graded[name], name


def test_of_a_municipality_only_its_own_investments_are_counted(
    scmap: Scmap, investments: Layer
) -> None:
    there = ["44130" in (code or "") for code in investments.text("municipality_code")]
    record = scmap("overlap", SAMPLE, "--municipality", "천안", "--json").json
    assert sum(there) <= record["investments"] < 20
    unknown = [
        place and not name for place, name in zip(there, investments.text("ministry"), strict=True)
    ]
    assert record["excluded_unknown"] == sum(unknown)
    assert {one["feature"] for one in record["issues"]} <= set(investments.uids[there])
    left_out = scmap("overlap", SAMPLE, "--depth", "--municipality", "천안", "--json").json
    assert left_out["depth"]["exclusions"]["unknown_ministry"] == sum(unknown)


def test_depth_is_written_as_a_table_of_territories(
    scmap: Scmap, tmp_path: Path, own: Path
) -> None:
    out = tmp_path / "깊이.csv"
    assert scmap("overlap", own, "--depth", "--out", out).code == 0
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    depth = scmap("overlap", own, "--depth", "--json").json["depth"]
    areas = {
        by: [float(row["area_m2"]) for row in rows if row["by"] == by]
        for by in dict.fromkeys(row["by"] for row in rows)
    }
    assert list(areas) == ["계", "중첩 부처 수", "시·군·구", "부처", "부처 쌍", "경계 불일치"]
    assert areas["계"] == [depth["totals"]["area_m2"]]
    assert areas["중첩 부처 수"] == [one["area_m2"] for one in depth["by_depth"]]
    assert areas["시·군·구"] == [one["area_m2"] for one in depth["by_municipality"]]
    assert areas["부처"] == [one["area_m2"] for one in depth["by_lineage"]]
    names = {row["name"] for row in rows}
    assert {"국토교통부 계열", "2개 부처 중첩", "경기도 화성시"} <= names
    assert {"절감액의 판정이 아닙니다" in row["money_note"] for row in rows} == {True}
    sheet = out.with_suffix(".xlsx")
    scmap("overlap", own, "--depth", "--out", sheet)
    book = python_calamine.load_workbook(str(sheet))
    assert book.sheet_names[0] == "중첩 부처 수"
    head, *cells = book.get_sheet_by_index(0).to_python()
    assert head[:3] == ["집계 기준", "코드", "이름"]
    assert len(cells) == len(rows)


def test_depth_is_written_as_faces_that_know_their_investments(
    scmap: Scmap, tmp_path: Path, own: Path, investments: Layer
) -> None:
    import geopandas

    out = tmp_path / "깊이.gpkg"
    assert scmap("overlap", own, "--depth", "--municipality", "화성", "--out", out).code == 0
    faces = geopandas.read_file(out)
    there = ["41590" in (code or "") for code in investments.text("municipality_code")]
    ground = shapely.union_all(investments.geometry[there])
    assert faces.geometry.area.sum() == pytest.approx(ground.area, rel=1e-4)
    assert faces.geometry.area.to_numpy() == pytest.approx(faces["area_m2"].to_numpy(), abs=1.0)
    assert set(faces["municipality"]) == {"경기도 화성시"}
    deepest = faces.loc[faces["ministries"].idxmax()]
    assert len(deepest["names"].split("; ")) == deepest["investments"]
    assert "화성시 도시안전센터" in deepest["names"]


def test_two_lists_are_not_written_to_one(scmap: Scmap, tmp_path: Path, own: Path) -> None:
    for suffix in (".csv", ".xlsx", ".gpkg"):
        out = tmp_path / f"둘{suffix}"
        answer = scmap("overlap", own, "--grades", "--depth", "--out", out)
        assert answer.code == 2
        assert not out.exists()
    out = tmp_path / "둘.json"
    assert scmap("overlap", own, "--grades", "--depth", "--out", out).code == 0
    assert {"candidates", "depth"} <= set(json.loads(out.read_text("utf-8")))


@pytest.mark.parametrize(
    "view", [("--grades",), ("--depth",), ("--year", "2015"), ("--municipality", "화성")]
)
def test_a_plain_file_cannot_be_judged_and_it_is_said_what_can(
    scmap: Scmap, tmp_path: Path, view: tuple[str, ...]
) -> None:
    answer = scmap(
        "overlap", "--investments", tmp_path / "a.gpkg", "--ministry-field", "부처", *view
    )
    assert answer.code == 2
    assert "scmap import" in answer.err
