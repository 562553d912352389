"""Codes of places are told by what stands beside them, and never joined blindly."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from scmap.formats.incoming.recognise import FileFound, recognise
from scmap.reference.incoming import knowledge

SEOUL = "kr_code/서울시_행정동코드_행안부_통계청_매핑_2017.csv"


def found(path: Path) -> tuple[dict[str, str], set[str]]:
    return told(recognise(path, knowledge()))


def told(file: FileFound) -> tuple[dict[str, str], set[str]]:
    (one,) = file.layers
    return dict(one.meanings), {issue.code for issue in one.table.issues}


def table(path: Path, rows: Sequence[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def test_the_same_digits_are_told_by_the_names_beside_them(tmp_path: Path) -> None:
    """11230 is 동대문구 in the standard codes and 강남구 in those of 통계청."""
    ours = table(
        tmp_path / "행안부.csv",
        [("시군구코드", "시군구"), ("11230", "동대문구"), ("11110", "종로구"), ("11680", "강남구")],
    )
    theirs = table(
        tmp_path / "통계청.csv",
        [("시군구코드", "시군구"), ("11230", "강남구"), ("11010", "종로구"), ("11060", "동대문구")],
    )
    assert found(ours)[0]["시군구코드"] == "municipality_code"
    meanings, issues = found(theirs)
    assert meanings["시군구코드"] == "kostat_code"
    assert "codes_kostat" in issues


def test_codes_that_both_systems_know_are_not_used(tmp_path: Path) -> None:
    both = table(tmp_path / "a.csv", [("시군구코드", "값"), ("11230", "1"), ("11140", "2")])
    meanings, issues = found(both)
    assert "시군구코드" not in meanings
    assert "codes_unclear" in issues


def test_codes_of_eight_digits_are_those_of_statistics_korea(tmp_path: Path) -> None:
    """Its 군 have other numbers since 2022; a number of 2026 is named, and nobody's place."""
    rows = [
        ("ADM_CD", "SIGUNGU_NM"),
        ("22510110", "대구광역시 달성군"),
        ("22520110", "대구광역시 군위군"),
        ("23090510", "인천광역시 미추홀구"),
        ("31051510", "경기도 부천시 원미구"),
        ("32600110", "강원특별자치도 고성군"),
        ("31249510", "경기도 화성시 동탄구"),
    ]
    (one,) = recognise(table(tmp_path / "SGIS.csv", rows), knowledge()).layers
    assert one.meanings["ADM_CD"] == "kostat_code"
    (strange,) = [issue for issue in one.table.issues if issue.code == "codes_unknown"]
    assert strange.values["codes"] == "31249510"
    assert strange.values["numbers"] == (6,)
    systems = knowledge().systems
    assert systems is not None
    assert systems.statistical("22520110") == {"27720"}
    assert systems.statistical("31240") > {"41591", "41597"}  # 화성시 before it had 구
    assert not systems.statistical("31249510")


def test_numbers_that_are_no_codes_of_places_stay_numbers(tmp_path: Path) -> None:
    rows = [("관리코드", "시군구"), *((str(70_000 + n), "강남구") for n in range(9))]
    meanings, issues = found(table(tmp_path / "b.csv", rows))
    assert meanings.get("관리코드") != "municipality_code"
    assert not {code for code in issues if code.startswith("codes_")}


@pytest.mark.parametrize(
    ("file", "column", "meaning"),
    [
        ("kr_json/skorea-municipalities-2018-topo.json", "code", "kostat_code"),
        ("kr_json/skorea-submunicipalities-2018-topo.json", "code", "kostat_code"),
        ("kr_shp/juso_seoul_sig/TL_SCCO_SIG.shp", "SIG_CD", "municipality_code"),
        ("kr_shp/juso_gangnam/TL_SCCO_EMD.shp", "EMD_CD", "municipality_code"),
        (
            SEOUL,
            "통계청행정동코드",
            "kostat_code",
        ),
        (
            SEOUL,
            "행자부행정동코드",
            "municipality_code",
        ),
        ("kr_code/대한민국_읍면동코드_3단계_매핑_2017.csv", "코드", "municipality_code"),
    ],
)
def test_real_files_of_the_three_systems(
    shared: Path, seen: Callable[[Path], FileFound], file: str, column: str, meaning: str
) -> None:
    assert told(seen(shared / "data" / file))[0][column] == meaning


def test_the_table_of_codes_agrees_with_an_official_one_for_seoul(shared: Path) -> None:
    """The 통계청-행안부 crosswalk of 2017 gives both codes of 424 행정동 of Seoul."""
    systems = knowledge().systems
    assert systems is not None
    file = shared / "data" / SEOUL
    with file.open(encoding="cp949", newline="") as stream:
        rows = list(csv.reader(stream))[2:]
    assert len(rows) == 424
    assert all(systems.statistical(row[0]) == systems.standard(row[1]) for row in rows)
