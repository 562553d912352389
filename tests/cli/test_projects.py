"""A project from nothing by the command line: form, new, import, overlap."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scmap import words
from scmap.formats.register_form import COLUMNS
from scmap.store.project_file import read_project

Scmap = Callable[..., Any]

TITLES = {column.name: column.title for column in COLUMNS}
CENTRE = {
    "name": "동탄 센터",
    "kind": "통합운영센터",
    "ministry": "국토해양부",
    "municipality": "화성시",
    "neighbourhoods": "반송동;석우동",
    "main_field": "방범",
    "year_from": "2008",
}
CONTROL = {
    "name": "화성시 CCTV 통합관제센터",
    "kind": "CCTV 통합관제센터",
    "ministry": "행정안전부",
    "municipality": "화성시",
    "main_field": "방범",
    "year_from": "2011",
}


def table(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="cp949", newline="") as stream:
        writer = csv.DictWriter(stream, list(TITLES.values()))
        writer.writeheader()
        writer.writerows({TITLES[name]: value for name, value in row.items()} for row in rows)
    return path


def test_a_planner_begins_with_a_form_and_ends_with_a_pair(scmap: Scmap, tmp_path: Path) -> None:
    project = tmp_path / "화성.gpkg"
    assert scmap("form", "--out", tmp_path / "서식.xlsx", "--municipality", "화성시").code == 0
    assert scmap("new", "--municipality", "41590", "--out", project).code == 0
    bad = {**CONTROL, "year_from": "?"}
    file = table(tmp_path / "사업.csv", CENTRE, CONTROL, bad)
    answer = scmap("import", file, "--into", project, "--json").json
    assert answer["사업.csv"]["features"] == 2
    assert [one["row"] for one in answer["사업.csv"]["kept_out"]] == [4]
    found = scmap("overlap", project, "--json").json
    assert (found["investments"], found["pairs"]) == (2, 1)
    assert 5e6 < found["area_m2"] < 10e6


def test_what_is_imported_says_why_rows_stayed_out(scmap: Scmap, tmp_path: Path) -> None:
    project = tmp_path / "p.gpkg"
    scmap("new", "--title", "나루시", "--out", project)
    answer = scmap(
        "import", table(tmp_path / "사업.csv", {**CENTRE, "kind": "우주선"}), "--into", project
    )
    assert "2행" in answer.out
    assert "우주선" in answer.out
    assert read_project(project).project.title == "나루시"


def test_a_project_that_is_missing_stays_missing(scmap: Scmap, tmp_path: Path) -> None:
    file = table(tmp_path / "사업.csv", CENTRE)
    answer = scmap("import", file, "--into", tmp_path / "없음.gpkg")
    assert answer.code == 10
    assert not (tmp_path / "없음.gpkg").exists()


def test_a_mistyped_verb_is_named_and_opens_no_window(scmap: Scmap) -> None:
    answer = scmap("ovrlap")
    assert answer.code == 2
    assert "‘ovrlap’" in answer.err
    assert "overlap" in answer.err


OWN = (
    "2025년 사업 현황,,,,,,\n"
    "시도,시군구,사업명,소관부처,사업기간,총사업비(억원),분야\n"
    "경기도,화성시,동탄 통합운영센터 고도화,국토교통부,2015.3 ~ 2017.12,12.5,방범·교통\n"
    "경기도,화성시,화성시 CCTV 통합관제센터 구축,행정자치부,'13~'14,3,방범\n"
    "경기,없는시,이상한 통합플랫폼,국토교통부,2020,1,교통\n"
)


def test_a_planners_own_table_comes_in_without_the_form(scmap: Scmap, tmp_path: Path) -> None:
    project, file = tmp_path / "화성.gpkg", tmp_path / "현황.csv"
    file.write_text(OWN, encoding="cp949")
    scmap("new", "--municipality", "41590", "--out", project)
    answer = scmap("import", file, "--into", project, "--json").json["현황.csv"]
    assert (answer["kind"], answer["features"]) == ("form", 2)
    assert [(one["row"], one["code"]) for one in answer["kept_out"]] == [(5, "row_place_unknown")]
    assert "kind_guessed" in [one["code"] for one in answer["issues"]]
    investments = read_project(project).project.investments
    assert investments is not None
    assert investments.number("total_mkrw").tolist() == [1250.0, 300.0]
    assert scmap("overlap", project, "--json").json["pairs"] == 1


WITHOUT_PLACE = (
    "연번,사업명,소관부처,사업기간,총사업비(백만원),분야\n"
    "1,해운대구 CCTV 통합관제센터 구축,행정안전부,2012~2014,1500,방범\n"
    '2,해운대 도시통합운영센터 구축,국토교통부,2013~2016,"3,200",방범·교통\n'
)


def test_an_office_need_not_write_its_own_name_in_each_row(scmap: Scmap, tmp_path: Path) -> None:
    project, file = tmp_path / "해운대.gpkg", tmp_path / "현황.csv"
    file.write_text(WITHOUT_PLACE, encoding="cp949")
    scmap("new", "--municipality", "해운대구", "--out", project)
    answer = scmap("import", file, "--into", project, "--json").json["현황.csv"]
    assert (answer["kind"], answer["features"]) == ("form", 2)
    assert answer["issues"][0]["code"] == "municipality_assumed"
    assert "해운대구" in answer["issues"][0]["message"]
    assert scmap("overlap", project, "--json").json["pairs"] == 1
    scmap("new", "--out", tmp_path / "전국.gpkg")  # where nobody knows whose they are
    answer = scmap("import", file, "--into", tmp_path / "전국.gpkg", "--json").json["현황.csv"]
    assert answer["kind"] == "layer"


def test_a_table_is_read_as_the_user_says(scmap: Scmap, tmp_path: Path) -> None:
    project, file = tmp_path / "p.gpkg", tmp_path / "표.csv"
    file.write_text("과제,지역,해\n가,화성시,2020\n", encoding="utf-8")
    mapping = tmp_path / "연결.json"
    mapping.write_text(
        '{"name": "과제", "municipality": "지역", "year_from": "해",'
        ' "kind": {"value": "실증단지"}, "main_field": {"value": "교통"}}',
        encoding="utf-8",
    )
    scmap("new", "--title", "나루", "--out", project)
    assert scmap("import", file, "--into", project, "--mapping", mapping).code == 0
    investments = read_project(project).project.investments
    assert investments is not None
    assert investments.text("name").tolist() == ["가"]
    assert scmap("import", file, "--into", project, "--as", "layer").code == 0
    layers = read_project(project).project.layers
    assert [len(layer) for layer in layers if layer.kind != "records"] == [1, 1]


def test_one_file_that_cannot_be_read_leaves_the_project_as_it_was(
    scmap: Scmap, tmp_path: Path
) -> None:
    project, good, bad = tmp_path / "p.gpkg", tmp_path / "현황.csv", tmp_path / "나쁜.shp"
    good.write_text(OWN, encoding="cp949")
    bad.write_text("글", encoding="utf-8")
    scmap("new", "--title", "나루", "--out", project)
    before = project.read_bytes()
    answer = scmap("import", good, bad, "--into", project)
    assert answer.code == 10
    assert "나쁜.shp" in answer.err
    assert project.read_bytes() == before


def test_a_newer_file_renews_what_is_there_and_says_what_changed(
    scmap: Scmap, tmp_path: Path
) -> None:
    project = tmp_path / "p.gpkg"
    scmap("new", "--title", "나루", "--out", project)
    scmap("import", table(tmp_path / "사업_2024.csv", CENTRE, CONTROL), "--into", project)
    before = read_project(project).project.investments
    newer = table(tmp_path / "사업_2025.csv", {**CENTRE, "year_to": "2027"})
    told = scmap("import", newer, "--into", project, "--renew").out
    assert "일치 1건, 신규 0건, 새 파일에 없음 1건, 변경 1건" in told
    assert "동탄 센터: 종료연도 미상 → 2027" in told
    after = read_project(project).project.investments
    assert before is not None
    assert after is not None
    assert after.uids.tolist() == before.uids.tolist()
    answer = scmap("import", newer, "--into", project, "--renew", "--gone", "remove", "--json")
    renewal = answer.json["사업_2025.csv"]["renewal"]
    assert renewal["counts"] == {"new": 0, "gone": 1, "changed": 0, "unclear": 0}
    left = read_project(project).project.investments
    assert left is not None
    assert left.text("name").tolist() == ["동탄 센터"]


def test_only_the_command_line_names_its_options(scmap: Scmap, tmp_path: Path) -> None:
    project, file = tmp_path / "p.gpkg", tmp_path / "방범 CCTV.csv"
    file.write_text("관리번호,위도,경도\n가,37.2005,127.0735\n", encoding="utf-8")
    scmap("new", "--title", "나루", "--out", project)
    assert "--as" in scmap("import", file, "--into", project).out
    assert "--as" not in words.catalogue("ko")["issues.facility_assumed"]
    assert "--crs" not in words.catalogue("ko")["errors.crs_to_choose.remedy"]


def test_data_that_are_there_already_are_told_where_they_are_added(
    scmap: Scmap, tmp_path: Path
) -> None:
    project, file = tmp_path / "p.gpkg", tmp_path / "쉼터_2024.csv"
    file.write_text("시설명,위도,경도\n가,37.2005,127.0735\n", encoding="utf-8")
    scmap("new", "--title", "나루", "--out", project)
    assert "이미" not in scmap("import", file, "--into", project).out
    copy = tmp_path / "같은 것" / "쉼터_2024.csv"
    copy.parent.mkdir()
    copy.write_bytes(file.read_bytes())
    for once_more in (file, copy):
        assert "같은 파일을 이미 가져왔습니다" in scmap("import", once_more, "--into", project).out
    newer = tmp_path / "쉼터_2025.csv"
    newer.write_text("시설명,위도,경도\n가,37.2005,127.0736\n", encoding="utf-8")
    answer = scmap("import", newer, "--into", project, "--json").json["쉼터_2025.csv"]
    assert "source_known" in {one["code"] for one in answer["issues"]}
    assert "--renew" in answer["issues"][0]["message"]
    assert "이미" not in scmap("import", newer, "--into", project, "--renew").out
    sheet = table(tmp_path / "사업_2024.csv", CENTRE)
    scmap("import", sheet, "--into", project)
    assert "같은 파일을 이미 가져왔습니다" in scmap("import", sheet, "--into", project).out


def test_rows_that_look_like_totals_are_left_out_when_asked_for(
    scmap: Scmap, tmp_path: Path
) -> None:
    project, file = tmp_path / "p.gpkg", tmp_path / "쉼터.csv"
    file.write_text("시설명,대수\n가,1\n나,2\n합계,3\n", encoding="utf-8")
    scmap("new", "--title", "나루", "--out", project)
    told = scmap("import", file, "--into", project, "--without-totals", "--json").json["쉼터.csv"]
    assert (told["features"], len(told["kept_out"])) == (2, 1)
    assert told["kept_out"][0]["code"] == "kept_total_row"


def test_a_project_that_is_not_there_is_begun_first(scmap: Scmap, tmp_path: Path) -> None:
    answer = scmap("import", table(tmp_path / "a.csv", CENTRE), "--into", tmp_path / "새.gpkg")
    assert answer.code == 10
    assert "새.gpkg" in answer.err
    assert "scmap new" in answer.err


def test_kinds_are_said_in_korean_too(scmap: Scmap, tmp_path: Path) -> None:
    project, file = tmp_path / "p.gpkg", tmp_path / "카메라.csv"
    file.write_text("이름,위도,경도\n가,37.2,127.07\n", encoding="utf-8")
    scmap("new", "--out", project)
    assert scmap("import", file, "--into", project, "--as", "방범 CCTV").code == 0
    assert [layer.kind for layer in read_project(project).project.layers] == ["facility"]
    wrong = scmap("import", file, "--into", project, "--as", "없는것")
    assert wrong.code == 2
    assert "투자사업" in wrong.err


def test_each_file_that_cannot_be_read_is_named_and_minutes_are_passed_over(
    scmap: Scmap, tmp_path: Path
) -> None:
    project, folder = tmp_path / "p.gpkg", tmp_path / "받은 자료"
    folder.mkdir()
    scmap("new", "--out", project)
    table(folder / "사업.csv", CENTRE)
    (folder / "회의록.hwp").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100)
    (folder / "사진.heic").write_bytes(b"?")
    good = scmap("import", folder, "--into", project)
    assert good.code == 0
    assert all(name in good.out for name in ("사업.csv", "회의록.hwp", "사진.heic"))
    for name in "가나다":
        (folder / f"{name}.zip").write_bytes(b"PK\x03\x04 no archive")
    answer = scmap("import", folder, "--into", project)
    assert answer.code == 10
    assert all(f"{name}.zip" in answer.err for name in "가나다")


def test_a_form_without_projects_says_so(scmap: Scmap, tmp_path: Path) -> None:
    project = tmp_path / "p.gpkg"
    scmap("new", "--out", project)
    scmap("form", "--out", tmp_path / "서식.xlsx")
    told = scmap("import", tmp_path / "서식.xlsx", "--into", project).out
    assert "입력된 사업이 없습니다" in told
