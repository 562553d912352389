"""A planner drops what other offices sent, ten files of all kinds, and has them in at once."""

import csv
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely
import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFileDialog,
    QTableView,
    QTabWidget,
    QWidget,
)
from python_calamine import CalamineWorkbook

from scmap.formats.register_form import COLUMNS
from scmap.gui.dialogs.intake import IntakeDialog
from scmap.gui.dialogs.intake_mapping import HEADER
from scmap.gui.main_window import MainWindow
from scmap.model.layer import PLANE
from scmap.reference import base_layer, gazetteer_of
from tests.journeys.hand import Hand, said

Open = Callable[..., MainWindow]
SWAPPED, NOWHERE = "라,37.23,127.04", "마,0,0"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten files as planners hold them, and the minutes of a meeting."""
    place = tmp_path / "받은 자료"
    place.mkdir()
    boundaries(place)
    zipped(place, tmp_path)
    tables(place)
    vectors(place)
    (place / "회의록.hwp").write_bytes(b"\xd0\xcf\x11\xe0")
    return place


def shapefile(frame: Any, path: Path) -> None:
    frame.to_file(path, encoding="cp949")
    for ending in (".prj", ".cpg"):
        path.with_suffix(ending).unlink(missing_ok=True)


def boundaries(place: Path) -> None:
    """Seoul's districts as 도로명주소 gives them: CP949, no .prj, no .cpg."""
    layer = base_layer("municipality")
    rows = [row for row, sido in enumerate(layer.text("sido")) if sido == "서울특별시"]
    columns = {
        "SIG_CD": layer.text("code")[rows].tolist(),
        "SIG_KOR_NM": layer.text("name")[rows].tolist(),
    }
    shapes = list(shapely.buffer(layer.geometry[rows], -30))
    shapefile(
        geopandas.GeoDataFrame(columns, geometry=shapes, crs=PLANE), place / "TL_SCCO_SIG.shp"
    )


def zipped(place: Path, elsewhere: Path) -> None:
    """A shapefile in a zip with a manual beside it, and one in a zip within a zip."""
    zones = geopandas.GeoDataFrame(
        {"구역명": ["가구역", "나구역"]},
        geometry=[shapely.box(957_000 + at, 1_912_000, 958_000 + at, 1_913_000) for at in (0, 2e3)],
        crs=PLANE,
    )
    for name, crs in (("개발구역", "EPSG:5186"), ("하천", "EPSG:5174")):
        made = elsewhere / name
        made.mkdir()
        zones.to_crs(crs).to_file(made / f"{name}.shp", encoding="cp949")
        with zipfile.ZipFile(elsewhere / f"{name}.zip", "w") as archive:
            for file in made.iterdir():
                archive.write(file, file.name)
            archive.writestr("설명서.hwp", "x")
    (elsewhere / "개발구역.zip").rename(place / "개발구역.zip")
    with zipfile.ZipFile(place / "모음.zip", "w") as archive:
        archive.write(elsewhere / "하천.zip", "하천.zip")


def tables(place: Path) -> None:
    """Points with traps, a UTF-8 table, a planner's own list of projects, and the form."""
    points = [f"{name},127.0{at},37.2{at}" for at, name in enumerate("가나다", start=1)]
    lines = ["시설명,경도,위도", *points, SWAPPED, NOWHERE]
    (place / "무인민원.csv").write_text("\n".join(lines), encoding="cp949")
    (place / "쉼터.csv").write_text("이름,위도,경도\n쉼터,37.2,127.0\n", encoding="utf-8-sig")
    (place / "자체 현황.csv").write_text(
        "이름표,지자체,맡은곳,기간,들인돈,분야\n"
        "화성 통합플랫폼,화성시,국토교통부,2015~2017,1200,교통\n",
        encoding="cp949",
    )
    titles = {column.name: column.title for column in COLUMNS}
    good = {"name": "동탄 방범", "kind": "통합플랫폼", "ministry": "행정안전부"}
    good |= {"municipality": "화성시", "main_field": "방범", "year_from": "2016"}
    with xlsxwriter.Workbook(str(place / "등록 서식.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(titles.values()))
        for row, record in enumerate((good, {**good, "kind": "우주센터"}), start=1):
            sheet.write_row(row, 0, [record.get(name, "") for name in titles])
    with (place / "기관.tsv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter="\t").writerows((["기관명", "전화"], ["화성시", "031-1"]))


def vectors(place: Path) -> None:
    """Two layers in one GeoPackage, and metres in a GeoJSON that by its form are degrees."""
    home = shapely.box(957_000, 1_912_000, 958_000, 1_913_000)
    frame = geopandas.GeoDataFrame({"이름": ["가"]}, geometry=[home], crs=PLANE)
    for layer in ("공원", "녹지"):
        frame.to_file(place / "도시계획.gpkg", layer=layer, driver="GPKG")
    text = frame.to_json(drop_id=True).replace('"crs"', '"was"')
    (place / "미터.geojson").write_text(text, encoding="utf-8")


def named(parent: QWidget, kind: type[QWidget], name: str) -> Any:
    return next(one for one in parent.findChildren(kind) if one.accessibleName() == name)


def rows(page: IntakeDialog) -> dict[str, list[str]]:
    model = named(page, QTableView, "파일 목록").model()
    cells = [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]
    return {f"{row[0]} {row[1]}": row for row in cells}


def settled(hand: Hand, page: IntakeDialog) -> None:
    hand.wait(lambda: page.is_filled and not page.is_busy)


def look(window: MainWindow, page: IntakeDialog, target: Path) -> None:
    assert page.grab().save(str(target))
    assert window.isVisible()


def answer(hand: Hand, page: IntakeDialog, name: str, value: str) -> None:
    """Choose in a box of the page by the keyboard, and wait for the file to be read so."""
    hand.choose(named(page, QComboBox, name), value)
    settled(hand, page)


def mapped(hand: Hand, page: IntakeDialog, field: str, head: str, value: str) -> None:
    grid: Any = next(
        one for one in page.findChildren(QWidget) if one.accessibleName() == "항목 연결"
    )
    row = next(r for r in range(grid.rowCount()) if grid.item(r, 0).text().startswith(field))
    hand.choose(grid.cellWidget(row, HEADER.index(head)), value)
    settled(hand, page)


def say_what_they_are(hand: Hand, page: IntakeDialog, window: MainWindow, shots: Path) -> None:
    """Take the districts as boundaries, and a list of projects as one, column by column."""
    files = named(page, QTableView, "파일 목록")
    hand.row(files, "TL_SCCO_SIG")
    settled(hand, page)
    assert "행정경계로 보입니다" in said(page)
    answer(hand, page, "종류", "행정경계 교체")
    look(window, page, shots / "2_boundaries.png")
    hand.row(files, "자체 현황")
    settled(hand, page)
    answer(hand, page, "종류", "투자사업 표")
    tabs: Any = page.findChild(QTabWidget)
    hand.click(tabs.tabBar(), tabs.tabBar().tabRect(3).center())
    mapped(hand, page, "사업명", "column", "이름표")
    mapped(hand, page, "부처", "column", "맡은곳")
    mapped(hand, page, "총사업비", "column", "들인돈")
    mapped(hand, page, "총사업비", "unit", "백만원")
    look(window, page, shots / "3_mapping.png")
    add_up(page)


def all_is_there(window: MainWindow) -> None:
    project = window.bridge.project
    assert project is not None
    assert project.investments is not None
    assert sorted(project.investments.text("name")) == ["동탄 방범", "화성 통합플랫폼"]
    assert gazetteer_of(project).boundaries("municipality").source.file == "TL_SCCO_SIG.shp"
    phones = next(one for one in project.layers if one.name == "기관")
    assert "전화" not in phones.columns, "personal columns stay out"


def test_a_folder_of_ten_mixed_files_comes_in_with_proof_and_goes_with_one_undo(
    open_window: Open, folder: Path, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(None, (1280, 720))
    before = {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in files_of(folder)}
    hand = Hand(qtbot, window)
    hand.drop(folder)
    page = hand.dialog(IntakeDialog)
    on_page = Hand(qtbot, page)
    settled(hand, page)
    look(window, page, tmp_path / "1_first.png")
    assert "파일 11개를 확인했습니다." in said(page)
    told = rows(page)
    assert told["회의록.hwp 읽을 수 없음"][2:5] == ["-", "-", "-"]
    assert told["무인민원.csv 공간자료 · 무인민원 (점)"][2:5] == ["5", "4", "1"]
    assert told["등록 서식.xlsx 투자사업 등록 서식"][2:5] == ["2", "1", "1"]
    assert told["미터.geojson 공간자료 · 미터 (면)"][-1] == PLANE
    assert told["모음.zip 공간자료 · 하천 (면)"][-1] == "EPSG:5174"
    assert sum(name.startswith("도시계획.gpkg") for name in told) == 2
    add_up(page)
    say_what_they_are(on_page, page, window, tmp_path)
    issues = tmp_path / "점검.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(issues), ""))
    on_page.press("점검 목록 저장…")
    hand.wait(lambda: issues.name in said(page))
    book = CalamineWorkbook.from_path(issues)
    kept = book.get_sheet_by_name("제외된 행").to_python()
    assert {str(row[0]).split(" ▸ ")[0] for row in kept[1:]} == {"무인민원.csv", "등록 서식.xlsx"}
    on_page.press("가져오기")
    hand.closed(page)
    hand.wait(lambda: window.is_painted)
    all_is_there(window)
    assert window.grab().save(str(tmp_path / "4_map.png"))
    after = {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in files_of(folder)}
    assert after == before, "no file was touched, and none came beside them"
    hand.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.bridge.project is not None
    assert window.bridge.project.investments is None
    hand.wait(lambda: not window.jobs.running)
    assert on_page.clicks + hand.clicks <= 8


def files_of(folder: Path) -> list[Path]:
    return sorted(one for one in folder.rglob("*") if one.is_file())


def add_up(page: IntakeDialog) -> None:
    """Rows read are rows that come in and rows kept out, in each line and in the sum."""
    for row in rows(page).values():
        if row[3] != "-":
            assert int(row[2].replace(",", "")) == sum(
                int(cell.replace(",", "")) for cell in row[3:5]
            )
    assert "읽은 행" in said(page)


def test_dropping_nothing_that_can_be_read_says_so(
    open_window: Open, qtbot: Any, tmp_path: Path
) -> None:
    place = tmp_path / "받은 자료"
    place.mkdir()
    (place / "회의록.hwp").write_bytes(b"x")
    window = open_window(None)
    hand = Hand(qtbot, window)
    hand.drop(place)
    page = hand.dialog(IntakeDialog)
    assert "읽을 수 없" in said(page)
    every = page.findChildren(QAbstractButton)
    assert not next(one for one in every if one.text() == "가져오기").isEnabled()
    assert page.grab().save(str(tmp_path / "empty.png"))
    Hand(qtbot, page).press("취소")
    hand.closed(page)
