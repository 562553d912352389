"""A newer file of a source keeps the identity of the rows it repeats, and says what it changed."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely

from scmap.cartography.presets import default_map, plain_entry
from scmap.errors import InputError
from scmap.formats.register_form import COLUMNS
from scmap.model.exemption import Exemption
from scmap.model.layer import Layer, objects
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from scmap.model.receipt import series
from scmap.reference import codebook, gazetteer
from scmap.reference.incoming import knowledge
from scmap.session.arrivals import Arrival
from scmap.session.excepting import drafted, placed, register
from scmap.session.intake import recognise, take_in
from scmap.session.registering import new_project
from scmap.session.renewal_record import record
from scmap.session.renewing import Renewal, Wish, renewal
from scmap.session.session import Session
from scmap.store.project_file import read_project, write_project

CENTRE = {
    "name": "나루 통합플랫폼",
    "kind": "통합플랫폼",
    "ministry": "국토교통부",
    "municipality": "화성시",
    "main_field": "방범",
    "year_from": "2024",
}
CONTROL = {**CENTRE, "name": "나루 관제", "kind": "CCTV 통합관제센터", "ministry": "행정안전부"}
OTHER = {**CENTRE, "name": "바다 시범", "municipality": "부산 해운대구"}


def form(path: Path, *rows: dict[str, str]) -> Path:
    titles = {column.name: column.title for column in COLUMNS}
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(titles.values()))
        writer.writeheader()
        writer.writerows({titles[name]: value for name, value in row.items()} for row in rows)
    return path


def table(path: Path, rows: list[dict[str, object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def wish(**asked: Any) -> Wish:
    return Wish(gazetteer(), knowledge().synonyms, **asked)


def tree(layers: tuple[Layer, ...]) -> tuple[MapLayer, ...]:
    return default_map(layers, codebook())


def arrive(file: Path) -> tuple[Arrival, ...]:
    return recognise([file], codebook(), gazetteer(), knowledge())


def taken(project: Project, file: Path, how: Wish | None = None) -> tuple[Project, list[Renewal]]:
    told: list[Renewal] = []

    def renewing(now: Project, one: Arrival) -> Renewal | None:
        found = renewal(now, one.layer, how) if how is not None and one.layer is not None else None
        told.extend([found] if found else [])
        return found

    arrivals = arrive(file)
    return take_in(project, arrivals, tree, plain_entry, renewing=renewing), told


def cameras(count: int = 60) -> list[dict[str, object]]:
    return [
        {
            "관리번호": f"C{row:04d}",
            "시설명": "방범CCTV",
            "소재지주소": f"부산광역시 해운대구 우동 {row}",
            "위도": f"{35.16 + row * 1e-4:.6f}",
            "경도": f"{129.15 + row * 1e-4:.6f}",
            "카메라대수": row % 4 + 1,
        }
        for row in range(count)
    ]


def test_new_gone_and_changed_rows_are_told_with_both_values(tmp_path: Path) -> None:
    old, _ = taken(new_project("화성"), form(tmp_path / "사업_2024.csv", CENTRE, CONTROL))
    newer = form(tmp_path / "사업_2025.csv", OTHER, {**CENTRE, "total_mkrw": "1200"})
    project, (found,) = taken(old, newer, wish())
    told = record(found, gazetteer())
    assert told["counts"] == {"new": 1, "gone": 1, "changed": 1, "unclear": 0}
    assert [one["name"] for one in told["new"]] == ["바다 시범"]
    assert [(one["name"], one["stays"]) for one in told["gone"]] == [("나루 관제", True)]
    changed = {one["column"]: (one["before"], one["after"]) for one in told["changed"]}
    assert changed == {"total_mkrw": (None, 1200)}
    layer, former = project.investments, old.investments
    assert layer is not None
    assert former is not None
    assert layer.text("name").tolist() == ["나루 통합플랫폼", "나루 관제", "바다 시범"]
    assert layer.uids[:2].tolist() == former.uids.tolist()
    assert layer.number("total_mkrw")[0] == 1200
    assert layer.source.file == "사업_2025.csv"
    json.dumps(told)


def test_an_exception_stays_attached_and_undo_gives_back_all(tmp_path: Path) -> None:
    project, _ = taken(new_project("화성"), form(tmp_path / "사업.csv", CENTRE, CONTROL))
    assert project.investments is not None
    left, right = project.investments.uids
    entry = Exemption("e", "", "", "distinct", "업무가 다름", "담당", date(2026, 11, 28))
    project = register(project, drafted(project, (left, right), entry))
    session = Session(project)
    arrivals = arrive(form(tmp_path / "사업.csv", {**CENTRE, "year_to": "2026"}))
    assert arrivals[0].layer is not None
    found = renewal(project, arrivals[0].layer, wish(gone="remove"))
    assert found is not None
    assert record(found, gazetteer())["gone"][0]["registered"]
    session.do(
        "갱신",
        lambda now: take_in(now, arrivals, tree, plain_entry, renewing=lambda _p, _a: found),
    )
    assert [one.found for one in placed(session.project)] == ["uid"]
    assert session.project.investments is not None
    assert session.project.investments.number("year_to")[0] == 2026
    assert len(session.project.investments) == 2  # the gone one has an exception: it stays
    session.undo()
    assert session.project is project


def test_only_rows_of_the_same_source_are_gone(tmp_path: Path) -> None:
    project, _ = taken(new_project("화성"), form(tmp_path / "국토부 2024.csv", CENTRE))
    project, _ = taken(project, form(tmp_path / "행안부 2024.csv", CONTROL))
    project, (found,) = taken(project, form(tmp_path / "행안부 2025.csv", OTHER), wish())
    assert [one["name"] for one in record(found, gazetteer())["gone"]] == ["나루 관제"]


def test_a_municipality_whose_code_changed_is_the_same_place(tmp_path: Path) -> None:
    then = {**CENTRE, "municipality": "인천 서구", "name": "검단 센터"}
    project, _ = taken(new_project("인천"), form(tmp_path / "인천.csv", CENTRE))
    layer = project.investments
    assert layer is not None
    columns = {name: column.copy() for name, column in layer.columns.items()}
    columns["municipality_code"][0], columns["municipality"][0] = "28260", "인천 서구"
    columns["name"][0] = "검단 센터"
    old = project.with_layer(layer.replace(columns=columns))
    newer = form(tmp_path / "인천.csv", {**then, "municipality": "인천 서해구"})
    project, (found,) = taken(old, newer, wish())
    told = record(found, gazetteer())
    assert told["counts"]["new"] == 0
    code = next(one for one in told["changed"] if one["column"] == "municipality_code")
    assert (code["before"], code["after"]) == ("28260", "28275")
    assert "2026-07-01" in code["why"]


def test_what_several_rows_could_be_is_listed_and_not_guessed(tmp_path: Path) -> None:
    twice = [{**CENTRE, "note": "가"}, {**CENTRE, "note": "나"}]
    project, _ = taken(new_project("화성"), form(tmp_path / "사업.csv", *twice))
    newer = form(tmp_path / "사업.csv", {**CENTRE, "note": "다"}, twice[1])
    project, (found,) = taken(project, newer, wish())
    # the second is the same throughout; then one is left on each side
    assert record(found, gazetteer())["counts"]["unclear"] == 0
    third = [{**CENTRE, "note": "라"}, {**CENTRE, "note": "마"}]
    _, (found,) = taken(project, form(tmp_path / "사업.csv", *third), wish())
    counts = record(found, gazetteer())["counts"]
    assert (counts["unclear"], counts["new"]) == (2, 2)


def test_rows_of_a_layer_are_told_by_their_key(tmp_path: Path) -> None:
    rows = cameras()
    project, _ = taken(new_project("부산"), table(tmp_path / "CCTV_20241231.csv", rows))
    newer = [dict(row) for row in reversed(rows[5:])]
    newer[0]["카메라대수"] = 9
    newer[3]["위도"] = "35.170000"
    newer.append(
        {**rows[0], "관리번호": "C9999", "위도": "35.2", "소재지주소": "부산 해운대구 좌동 1"}
    )
    project, (found,) = taken(project, table(tmp_path / "CCTV_20251231.csv", newer), wish())
    told = record(found, gazetteer())
    assert told["key"] == "관리번호"
    assert told["counts"] == {"new": 1, "gone": 5, "changed": 2, "unclear": 0}
    changed = [(one["name"], one["column"], one["after"]) for one in told["changed"]]
    assert ("방범CCTV", "카메라대수", 9) in changed
    (layer,) = [one for one in project.layers if one.kind == "other"]
    assert len(layer) == 56  # a file of things is a picture of all there are: what is gone leaves
    assert layer.rows[told["changed"][0]["uid"]] >= 0


def test_figures_are_alike_to_fifteen_digits(tmp_path: Path) -> None:
    """A spreadsheet and a text table round the last letter of a figure differently."""
    rows = [{**one, "무게": 0.1 * (n + 1) / 3} for n, one in enumerate(cameras())]
    project, _none = taken(Project("p", "t"), table(tmp_path / "카메라_2025.csv", rows))
    again = [{**one, "무게": f"{one['무게']:.15g}"} for one in rows]
    again[7]["무게"] = 9.5
    _project, (found,) = taken(project, table(tmp_path / "카메라_2026.csv", again), wish())
    assert len(found.new) == len(found.gone) == 0
    assert {name: rows.tolist() for name, rows in found.result.changed.items()} == {"무게": [7]}


def test_a_number_that_only_counts_rows_is_no_key(tmp_path: Path) -> None:
    rows = [{"연번": number, **row} for number, row in enumerate(cameras(), 1)]
    for row in rows:
        del row["관리번호"]
    project, _ = taken(new_project("부산"), table(tmp_path / "CCTV.csv", rows))
    newer = [{**row, "연번": number} for number, row in enumerate(rows[1:], 1)]
    _, (found,) = taken(project, table(tmp_path / "CCTV.csv", newer), wish())
    counts = record(found, gazetteer())["counts"]
    assert (counts["new"], counts["gone"]) == (0, 1)
    assert found.matching.origin.tolist() == list(range(1, 60))


def test_what_a_newer_file_leaves_blank_stays_and_is_told(tmp_path: Path) -> None:
    full = {**CENTRE, "total_mkrw": "500"}
    project, _ = taken(new_project("화성"), form(tmp_path / "사업.csv", full, CONTROL))
    newer = form(tmp_path / "사업.csv", CENTRE, {**CONTROL, "total_mkrw": "7"})
    project, (found,) = taken(project, newer, wish())
    assert record(found, gazetteer())["left_unsaid"] == {"total_mkrw": 1}
    assert project.investments is not None
    assert project.investments.number("total_mkrw").tolist() == [500, 7]


def test_a_drawn_footprint_and_told_functions_stay(tmp_path: Path) -> None:
    project, _ = taken(new_project("화성"), form(tmp_path / "사업.csv", CENTRE))
    layer = project.investments
    assert layer is not None
    columns = {name: column.copy() for name, column in layer.columns.items()}
    columns["extent"][0], columns["tags"][0], columns["tags_basis"][0] = None, "감시", "source"
    drawn = shapely.multipolygons([shapely.box(935_000, 1_910_000, 936_000, 1_911_000)])
    project = project.with_layer(layer.replace(columns=columns, geometry=objects([drawn])))
    after, (found,) = taken(project, form(tmp_path / "사업.csv", CENTRE), wish())
    assert after.investments is not None
    assert shapely.equals(after.investments.geometry[0], drawn)
    assert after.investments.text("tags")[0] == "감시"
    assert record(found, gazetteer())["counts"]["changed"] == 0


def test_receipts_are_stored_with_the_project(tmp_path: Path) -> None:
    project, _ = taken(new_project("화성"), form(tmp_path / "사업 2024.csv", CENTRE))
    write_project(project, tmp_path / "p.gpkg")
    again = read_project(tmp_path / "p.gpkg").project
    _, (found,) = taken(again, form(tmp_path / "사업 2025.csv", CONTROL), wish())
    assert len(found.gone) == 1


def test_a_layer_or_key_that_is_not_there_is_named(tmp_path: Path) -> None:
    project, _ = taken(new_project("부산"), table(tmp_path / "CCTV.csv", cameras()))
    layer = arrive(table(tmp_path / "CCTV 2.csv", cameras()))[0].layer
    assert layer is not None
    with pytest.raises(InputError, match="renewal_layer_unknown"):
        renewal(project, layer, wish(layer="가로등"))
    with pytest.raises(InputError, match="renewal_key_unknown"):
        renewal(project, layer, wish(keys=("없는 열",)))
    assert renewal(new_project("빈"), layer, wish()) is None


def test_files_of_one_series_differ_in_dates_only() -> None:
    one = {series(name) for name in ("CCTV_20241231.csv", "cctv 2025-12-31(최종).xlsx", "CCTV.csv")}
    assert len(one) == 1
    assert series("보안등_2025.csv") not in one
    assert series("2024.csv") != series("2025.csv")
