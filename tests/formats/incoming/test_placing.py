"""A table that says where its records are comes in placed; what is not sure is listed."""

import csv
from pathlib import Path

import numpy as np
import shapely
import xlsxwriter

from scmap.formats.projection import from_degrees
from scmap.reference import codebook, gazetteer
from scmap.reference.incoming import knowledge
from scmap.session.arrivals import Arrival, Asked
from scmap.session.intake import recognise


def arrive(path: Path, asked: Asked | None = None) -> Arrival:
    (one,) = recognise([path], codebook(), gazetteer(), knowledge(), asked=asked or Asked())
    return one


def said(arrival: Arrival, code: str) -> str:
    return " ".join(issue.said() for issue in arrival.issues if issue.code == code)


def test_rows_with_addresses_are_placed_on_their_neighbourhood_or_municipality(
    tmp_path: Path,
) -> None:
    file = tmp_path / "센터.csv"
    file.write_text(
        "시설명,주소\n"
        "가,부산광역시 해운대구 우1동 1418\n"
        '나,"부산 해운대구 센텀동로 45 (우동, 센텀)"\n'
        "다,경기도 화성시 동탄대로 5\n"
        "라,강서구 어딘가 3\n"
        "마,알 수 없음\n",
        encoding="cp949",
    )
    arrival = arrive(file)
    layer = arrival.layer
    assert layer is not None
    assert (layer.crs, len(layer), arrival.rows) == ("EPSG:5179", 5, 5)
    assert layer.text("위치 기준").tolist() == ["읍·면·동", "읍·면·동", "시·군·구", None, None]
    place = gazetteer().at(*shapely.get_coordinates(layer.geometry[0])[0])
    assert place is not None
    assert place.municipality.title == "부산광역시 해운대구"
    assert layer.geometry[3] is None
    assert layer.geometry[4] is None
    assert "3건" in said(arrival, "placed_by_name")
    assert "부산광역시 강서구" in said(arrival, "address_ambiguous")
    assert "행 6" in said(arrival, "address_unknown")  # its line: the titles are the first


def test_codes_alone_place_a_table_each_by_its_own_system(tmp_path: Path) -> None:
    file = tmp_path / "코드.csv"
    many = (11110, 11140, 11170, 11200, 11215, 11230, 11260, 11290, 11305, 11320, 11350, 11380)
    rows = "".join(f"{code},1\n" for code in (26350, 2635010500, *many))
    file.write_text(f"행정구역코드,값\n{rows}", encoding="utf-8")
    layer = arrive(file).layer
    assert layer is not None
    assert layer.text("위치 기준")[:3].tolist() == ["시·군·구", "읍·면·동", "시·군·구"]
    place = gazetteer().at(*shapely.point_on_surface(layer.geometry[1]).coords[0])
    assert place is not None
    assert place.municipality.title == "부산광역시 해운대구"
    statistical = "".join(f"{code},1\n" for code in (21090, 31011, 31012, 21010, 31023, 22010))
    file.write_text(f"시군구코드,값\n{statistical}", encoding="utf-8")
    named = arrive(file, Asked()).layer
    assert named is not None
    at = [gazetteer().at(*shapely.point_on_surface(one).coords[0]) for one in named.geometry[:2]]
    assert [one and one.municipality.title for one in at] == [
        "부산광역시 해운대구",
        "경기도 수원시",
    ]


def test_of_two_addresses_the_finer_one_counts(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(
        "시설명,소재지도로명주소,소재지지번주소\n"
        "가,부산광역시 해운대구 센텀동로 45,부산광역시 해운대구 우동 1418\n",
        encoding="utf-8",
    )
    layer = arrive(file).layer
    assert layer is not None
    assert layer.text("위치 기준").tolist() == ["읍·면·동"]


def test_real_addresses_lie_where_their_coordinates_do(shared: Path, tmp_path: Path) -> None:
    """14,599 addresses of school zones, of May 2026, each with coordinates to compare with."""
    source = shared / "data/kr_csv/전국어린이보호구역표준데이터.csv"
    with source.open(encoding="cp949", newline="") as stream:
        rows = list(csv.DictReader(stream))
    addresses = ("소재지도로명주소", "소재지지번주소")
    file = tmp_path / "주소.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, addresses, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    layer = arrive(file).layer
    assert layer is not None
    placed = np.array([shape is not None for shape in layer.geometry])
    assert placed.mean() > 0.998
    degrees = [[float(row["경도"] or "nan"), float(row["위도"] or "nan")] for row in rows]
    truth = gazetteer().locate(from_degrees(np.array(degrees)[placed])).municipality
    middles = shapely.get_coordinates(shapely.centroid(layer.geometry[placed]))
    same = [
        one == other
        for one, other in zip(truth, gazetteer().locate(middles).municipality, strict=True)
        if one and other
    ]
    assert np.mean(same) > 0.998
    assert (layer.text("위치 기준") == "읍·면·동").mean() > 0.8


def test_a_row_for_each_municipality_gets_its_ground(tmp_path: Path) -> None:
    path = tmp_path / "현황.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        rows = [("시도", "시군구", "대수"), ("서울특별시", "중구", 3), ("부산광역시", "중구", 4)]
        for number, cells in enumerate([*rows, ("인천광역시", "서구", 5)]):
            sheet.write_row(number, 0, cells)
    arrival = arrive(path)
    assert arrival.layer is not None
    kinds = [shape and shape.geom_type for shape in arrival.layer.geometry]
    assert kinds[:2] == ["MultiPolygon", "MultiPolygon"]
    assert not arrival.offers_base
    assert kinds[2] is None  # 서구 became 서해구 and 검단구: not guessed
    assert "검단구" in said(arrival, "address_ambiguous")


def test_a_table_without_places_stays_a_table(tmp_path: Path) -> None:
    file = tmp_path / "표.csv"
    file.write_text("항목,값\n가,1\n나,2\n", encoding="utf-8")
    layer = arrive(file).layer
    assert layer is not None
    assert layer.crs == ""


def test_personal_columns_come_in_only_when_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "제안.csv"
    file.write_text("제목,제안자,연락처\n가로등,김아무,010-0000-0000\n", encoding="utf-8")
    arrival = arrive(file)
    assert arrival.layer is not None
    assert list(arrival.layer.columns) == ["제목"]
    assert "제안자" in said(arrival, "personal_left_out")
    kept = arrive(file, Asked(personal=True))
    assert kept.layer is not None
    assert list(kept.layer.columns) == ["제목", "제안자", "연락처"]
    assert said(kept, "personal_left_out") == ""


def test_an_investment_with_an_address_lies_in_its_neighbourhood(tmp_path: Path) -> None:
    file = tmp_path / "사업.csv"
    head = "사업명,유형,부처,주소,분야,시작연도\n"
    rows = [
        f"{name},통합플랫폼,국토교통부,{where},방범,2024\n"
        for name, where in (
            ("가", "경기도 화성시 반송동 93"),
            ("나", "경기 화성시 동탄대로 5"),
            ("다", "고성군 3"),
        )
    ]
    file.write_text(head + "".join(rows), encoding="utf-8")
    arrival = arrive(file)
    assert arrival.kind == "form"
    assert arrival.layer is not None
    assert arrival.layer.text("extent").tolist() == ["emd:41590:반송동", "municipality:41590"]
    (kept,) = arrival.kept_out
    assert "경상남도 고성군" in str(kept.values)


def test_a_name_of_several_places_is_settled_where_all_others_lie_in_one_province(
    tmp_path: Path,
) -> None:
    file = tmp_path / "자치구.csv"
    file.write_text("자치구,대수\n종로구,1\n마포구,2\n강남구,3\n강서구,4\n", encoding="utf-8")
    arrival = arrive(file)
    assert arrival.layer is not None
    place = gazetteer().at(*shapely.point_on_surface(arrival.layer.geometry[3]).coords[0])
    assert place is not None
    assert place.municipality.title == "서울특별시 강서구"
    assert "서울특별시 강서구" in said(arrival, "placed_by_others")
    assert arrival.is_doubtful  # a guess, shown as one
    file.write_text("자치구,대수\n종로구,1\n마포구,2\n해운대구,3\n강서구,4\n", encoding="utf-8")
    mixed = arrive(file)
    assert mixed.layer is not None
    assert mixed.layer.geometry[3] is None
    assert "부산광역시 강서구" in said(mixed, "address_ambiguous")
