"""scmap site: new centres and groups from the bundled sample, headless."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scmap.reference import gazetteer
from scmap.session.siting import neighbours_of

Scmap = Callable[..., Any]
SAMPLE = Path(__file__).resolve().parents[2] / "sample_layers" / "scmap-sample.gpkg"


def test_small_municipalities_of_a_province_share_centres(scmap: Scmap) -> None:
    answer = scmap("site", SAMPLE, "--model", "group", "--region", "경북", "--json").json
    assert answer["region"] == "경상북도"
    assert answer["places"] == 12
    assert answer["proven"]
    islands = {one["name"]: one["why"] for one in answer["alone"]}
    assert islands["경상북도 울릉군"] == "no_neighbour"
    for one in answer["groups"]:
        assert 3 <= len(one["members"]) <= 4
        assert one["load"] == len(one["members"])
        places = [gazetteer().one(member["code"]) for member in one["members"]]
        borders = neighbours_of(gazetteer(), places)
        assert set(borders.ravel().tolist()) == set(range(len(places)))


def test_an_island_with_a_bridge_has_neighbours_and_the_planner_names_others(
    scmap: Scmap, tmp_path: Path
) -> None:
    asked = ("site", SAMPLE, "--model", "group", "--region", "경남", "--json")
    joined = scmap(*asked).json
    assert "경상남도 남해군" not in {one["name"] for one in joined["alone"]}
    assert {"one": "48840", "other": "48850", "by": "남해대교"} in joined["joined"]
    table = tmp_path / "이웃.csv"
    table.write_text("시군,이웃\n남해군,하동군\n", encoding="utf-8")
    told = scmap(*asked, "--land-only", "--joins", table)
    assert "경상남도 남해군" not in {one["name"] for one in told.json["alone"]}
    assert told.json["inputs"].keys() == {SAMPLE.name, table.name}
    table.write_text("시군,이웃\n완도군,해남군\n", encoding="utf-8")
    assert "이웃 표의 1쌍은" in scmap(*asked[:-1], "--joins", table).out
    table.write_text("시군\n남해군\n", encoding="utf-8")
    wrong = scmap(*asked, "--joins", table)
    assert (wrong.code, "두 열이 없습니다" in wrong.err) == (10, True)


def test_standing_centres_are_kept_and_new_ones_added(scmap: Scmap) -> None:
    answer = scmap(
        "site", SAMPLE, "--model", "p-median", "--region", "경기도", "-p", 2, "--json"
    ).json
    standing = {one["name"] for one in answer["opened"] if one["existing"]}
    assert {"경기도 화성시", "경기도 부천시"} <= standing
    assert sum(not one["existing"] for one in answer["opened"]) == 2
    assert answer["objective"] == pytest.approx(sum(one["km"] for one in answer["served"]), 1e-4)
    assert answer["proven"]
    assert answer["inputs"].keys() == {SAMPLE.name}


def test_people_decide_who_is_covered(scmap: Scmap, tmp_path: Path) -> None:
    places = [one for one in gazetteer().municipalities if one.sido == "강원특별자치도"]
    rows = [f"{one.code},{1_000_000 if one.name == '속초시' else 1}" for one in places]
    table = tmp_path / "인구.csv"
    table.write_text("코드,인구\n" + "\n".join(rows), encoding="cp949")
    asked = ("site", SAMPLE, "--model", "mclp", "--region", "강원", "--radius", 15, "--json")
    covered = {one["name"] for one in scmap(*asked, "--weights", table).json["served"] if one["by"]}
    assert "강원특별자치도 속초시" in covered


def test_a_budget_buys_what_it_can(scmap: Scmap, tmp_path: Path) -> None:
    places = [one for one in gazetteer().municipalities if one.sido == "강원특별자치도"]
    table = tmp_path / "설치비.csv"
    rows = [f"{one.title},{100 + 10 * row}" for row, one in enumerate(places)]
    table.write_text("시군구,설치비\n" + "\n".join(rows), encoding="utf-8")
    asked = ("site", SAMPLE, "--model", "p-median", "--region", "51", "-p", 3, "--costs", table)
    answer = scmap(*asked, "--budget", 300, "--json").json
    new = [one for one in answer["opened"] if not one["existing"]]
    assert 0 < sum(one["cost_mkrw"] for one in new) <= 300
    short = scmap(*asked, "--budget", 50)
    assert short.code == 10
    assert "50백만원" in short.err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--model", "p-median", "-p", 500), "후보지는 191곳"),
        (("--model", "mclp"), "--radius"),
        (("--model", "p-median", "--budget", 3), "--costs"),
        (("--model", "group", "--small", 50000), "가중치 표를 지정해 주십시오"),
        (("--model", "group", "--region", "없는도"), "없는도"),
    ],
)
def test_what_cannot_be_answered_is_explained(
    scmap: Scmap, options: tuple[object, ...], told: str
) -> None:
    answer = scmap("site", SAMPLE, *options)
    assert answer.code in (2, 10)
    assert told in answer.err
    assert "Traceback" not in answer.err


def test_a_weight_that_nobody_knows_is_not_nought(scmap: Scmap, tmp_path: Path) -> None:
    table = tmp_path / "인구.csv"
    table.write_text("코드,인구\n41590,900000\n41110,\n", encoding="utf-8")
    answer = scmap("site", SAMPLE, "--model", "p-median", "--region", "경기", "--weights", table)
    assert answer.code == 10
    assert "경기도 수원시" in answer.err
