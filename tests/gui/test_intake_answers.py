"""What a planner says of a file on the page: its CRS, encoding, kind and columns, asked once."""

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QPushButton,
    QTableWidget,
    QTabWidget,
    QWidget,
)
from python_calamine import CalamineWorkbook

from scmap.gui.dialogs.intake import IntakeDialog
from scmap.gui.dialogs.intake_mapping import HEADER
from scmap.gui.main_window import MainWindow
from scmap.session.mapping_memory import own_memory
from scmap.words import tr
from tests.gui.test_intake import (
    PATIENCE_MS,
    accept,
    activate,
    begin,
    cells,
    dialog,
    drop,
    press,
    said,
    table,
)

# 화성시, in the plane of EPSG:5186: x 195,000, y 510,000 is also on land in EPSG:5181.
PLACES = ((195_000, 510_000), (196_000, 511_000), (197_000, 512_500))


@pytest.fixture
def window(empty_window: MainWindow) -> MainWindow:
    return empty_window


def unlocated(path: Path) -> Path:
    """Points in metres of which the file says nothing."""
    features = [
        {
            "type": "Feature",
            "properties": {"번호": number},
            "geometry": {"type": "Point", "coordinates": place},
        }
        for number, place in enumerate(PLACES)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def own_table(path: Path, encoding: str = "cp949") -> Path:
    path.write_text(
        "이름표,지자체,맡은곳,기간,들인돈,분야\n"
        "화성 통합플랫폼,화성시,국토교통부,2015~2017,1200,교통\n"
        "동탄 통합플랫폼,화성시,행정안전부,2016~2018,800,방범\n",
        encoding=encoding,
    )
    return path


def box(intake: QWidget, name: str) -> QComboBox:
    found = intake.findChildren(QComboBox)
    return next(one for one in found if one.accessibleName() == name and one.isVisible())


def choose(qtbot: Any, intake: Any, name: str, words: str) -> None:
    """Choose from a box by the keyboard, as one who has no mouse does."""
    one = box(intake, name)
    place = next(at for at in range(one.count()) if words in one.itemText(at))
    one.setFocus()
    key = Qt.Key.Key_Down if place > one.currentIndex() else Qt.Key.Key_Up
    for _ in range(abs(place - one.currentIndex())):
        qtbot.keyClick(one, key)
    settle(qtbot, intake)
    assert words in one.currentText()


def settle(qtbot: Any, intake: IntakeDialog) -> None:
    qtbot.waitUntil(lambda: intake.is_filled and not intake.is_busy, timeout=PATIENCE_MS)


def field(intake: Any, title: str, head: str) -> Any:
    tabs, grid = intake.findChild(QTabWidget), intake.findChild(QTableWidget)
    titles = [tabs.tabText(place) for place in range(tabs.count())]
    tabs.setCurrentIndex(titles.index(tr("mapping.title")))
    row = next(r for r in range(grid.rowCount()) if grid.item(r, 0).text().startswith(title))
    return grid.cellWidget(row, HEADER.index(head))


def mapped(intake: Any, title: str) -> list[str]:
    """The row of a field: value in the file, value that comes in."""
    tabs, grid = intake.findChild(QTabWidget), intake.findChild(QTableWidget)
    titles = [tabs.tabText(place) for place in range(tabs.count())]
    tabs.setCurrentIndex(titles.index(tr("mapping.title")))
    row = next(r for r in range(grid.rowCount()) if grid.item(r, 0).text().startswith(title))
    return [grid.item(row, column).text() for column in (3, 4)]


def pick(qtbot: Any, intake: Any, title: str, head: str, words: str) -> None:
    one = field(intake, title, head)
    one.setCurrentIndex(one.findText(words))
    one.activated.emit(one.currentIndex())
    settle(qtbot, intake)


def test_a_crs_is_chosen_once_for_the_files_that_leave_it_open(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    begin(window)
    drop(window, unlocated(tmp_path / "가.geojson"), unlocated(tmp_path / "나.geojson"))
    intake = dialog(qtbot, IntakeDialog)
    files = table(intake, tr("intake.files"))
    before = cells(files)
    asked = box(intake, tr("reading.crs"))
    assert "EPSG:5186" in {asked.itemData(at) for at in range(1, 4)}, "the likely ones come first"
    others = tr("reading.others", count="1")
    assert any(one.text() == others and one.isVisible() for one in intake.findChildren(QCheckBox))
    choose(qtbot, intake, tr("reading.crs"), "EPSG:5181")
    assert [row[-1] for row in cells(files)] == ["EPSG:5181"] * 2 != [row[-1] for row in before]
    first = intake.proofs[0].sketch.extent
    choose(qtbot, intake, tr("reading.crs"), "EPSG:5186")
    moved = intake.proofs[0].sketch.extent
    assert abs(first.y0 - moved.y0) > 50_000, "the small map moves with the choice"
    accept(qtbot, window, intake)
    assert window.bridge.project is not None
    assert [one.source.crs for one in window.bridge.project.layers] == ["EPSG:5186"] * 2
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=PATIENCE_MS)


def test_another_encoding_shows_at_once_what_it_would_make_of_the_text(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    begin(window)
    drop(window, own_table(tmp_path / "현황.csv"))
    intake = dialog(qtbot, IntakeDialog)
    first = table(intake, tr("intake.first"))
    assert cells(first)[0][0] == "화성 통합플랫폼"
    choose(qtbot, intake, tr("reading.encoding"), "Latin-1")
    assert "화성" not in cells(first)[0][0]
    choose(qtbot, intake, tr("reading.encoding"), "CP949")
    assert cells(first)[0][0] == "화성 통합플랫폼"
    press(qtbot, intake, tr("intake.cancel"))


def test_personal_columns_come_in_only_when_asked_for(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    begin(window)
    (tmp_path / "시설.csv").write_text(
        "시설명,경도,위도,담당자\n가,127,37.2,홍길동\n", encoding="cp949"
    )
    drop(window, tmp_path / "시설.csv")
    intake = dialog(qtbot, IntakeDialog)
    first = table(intake, tr("intake.first"))
    assert "홍길동" not in cells(first)[0]
    words = tr("reading.personal", names="담당자")
    asked = next(one for one in intake.findChildren(QCheckBox) if one.text() == words)
    asked.setFocus()
    qtbot.keyClick(asked, Qt.Key.Key_Space)
    settle(qtbot, intake)
    assert "홍길동" in cells(first)[0]
    press(qtbot, intake, tr("intake.cancel"))
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=PATIENCE_MS)


def test_rows_that_look_like_totals_are_left_out_when_asked_for(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    begin(window)
    (tmp_path / "쉼터.csv").write_text(
        "시설명,위도,경도,대수\n가,37.2005,127.0735,1\n나,37.2006,127.0736,2\n합계,,,3\n",
        encoding="utf-8",
    )
    drop(window, tmp_path / "쉼터.csv")
    intake = dialog(qtbot, IntakeDialog)
    (asked,) = (one for one in intake.findChildren(QCheckBox) if "합계로 보이는 1행" in one.text())
    assert asked.isVisible()
    assert not asked.isChecked(), "a suspicion is no verdict"
    assert "‘시설명’ 열이 ‘합계’입니다(행 4). 대수 값이 나머지 행의 합과 같습니다." in said(intake)
    asked.setFocus()
    qtbot.keyClick(asked, Qt.Key.Key_Space)
    settle(qtbot, intake)
    assert "읽은 행 3 = 가져올 행 2 + 제외 1" in said(intake)
    assert asked.isChecked()
    accept(qtbot, window, intake)
    assert window.bridge.project is not None
    (layer,) = (one for one in window.bridge.project.layers if one.title == "쉼터")
    assert layer.text("시설명").tolist() == ["가", "나"]


def test_columns_are_mapped_remembered_and_let_go_again(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    begin(window)
    drop(window, own_table(tmp_path / "현황.csv"))
    intake = dialog(qtbot, IntakeDialog)
    choose(qtbot, intake, tr("reading.kind"), tr("reading.kind.investment"))
    pick(qtbot, intake, "사업명", "column", "이름표")
    pick(qtbot, intake, "부처", "column", "맡은곳")
    pick(qtbot, intake, "총사업비", "column", "들인돈")
    assert mapped(intake, "총사업비") == ["1200.0", ""], "no unit anywhere: unknown, not a guess"
    pick(qtbot, intake, "총사업비", "unit", "천원")
    assert mapped(intake, "총사업비") == ["1200.0", "1.2"]
    kind = tr("intake.kind.own")
    assert cells(table(intake, tr("intake.files")))[0][1:5] == [kind, "2", "2", "0"]
    accept(qtbot, window, intake)
    project = window.bridge.project
    assert project is not None
    assert project.investments is not None
    assert project.investments.number("total_mkrw").tolist() == [1.2, 0.8]
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=PATIENCE_MS)
    activate(qtbot, window)
    drop(window, own_table(tmp_path / "현황_2차.csv"))
    again = dialog(qtbot, IntakeDialog)
    assert cells(table(again, tr("intake.files")))[0][1:5] == [kind, "2", "2", "0"]
    assert "‘현황.csv’" in str(cells(table(again, tr("intake.notes"))))
    again.findChild(QTabWidget).setCurrentIndex(3)
    assert "‘현황.csv’에서 정한 항목 연결" in said(again)
    press(qtbot, again, tr("mapping.by_title"))
    settle(qtbot, again)
    assert cells(table(again, tr("intake.files")))[0][1].startswith("공간자료")
    accept(qtbot, window, again)
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=PATIENCE_MS)
    assert own_memory().find(["이름표", "지자체", "맡은곳", "기간", "들인돈", "분야"]) is None
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=PATIENCE_MS)


def test_all_that_was_noticed_is_saved_to_be_sent_back(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(window)
    target = tmp_path / "점검.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    (tmp_path / "점.csv").write_text(
        "이름,경도,위도\n가,127.0,37.2\n나,0,0\n다,37.2,127.0\n라,127.1,37.1\n", encoding="cp949"
    )
    (tmp_path / "회의록.hwp").write_bytes(b"x")
    drop(window, tmp_path)
    intake = dialog(qtbot, IntakeDialog)
    press(qtbot, intake, tr("intake.issues.save"))
    qtbot.waitUntil(lambda: target.name in said(intake), timeout=PATIENCE_MS)
    press(qtbot, intake, tr("intake.cancel"))
    book = CalamineWorkbook.from_path(target)
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert sheets["파일 목록"][1][:5] == ["점.csv", "공간자료 · 점 (점)", "4", "3", "1"]
    assert sheets["제외된 행"][1][:3] == ["점.csv", "3", "좌표가 0, 0입니다."]
    told = "\n".join(str(row[2]) for row in sheets["참고 사항"])
    assert "위도와 경도가 서로 바뀐 행을 수정했습니다" in told
    assert "읽을 수 없" in told


def test_a_file_read_again_is_left_when_the_page_closes(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    begin(window)
    file = tmp_path / "많음.csv"
    rows = "".join(f"가{n},127.{n % 90 + 10},37.2\n" for n in range(60_000))
    file.write_text("이름,경도,위도\n" + rows, encoding="cp949")
    drop(window, file)
    intake = dialog(qtbot, IntakeDialog)
    one = box(intake, tr("reading.encoding"))
    one.setCurrentIndex(1)
    one.activated.emit(1)
    assert intake.is_busy
    accept = next(b for b in intake.findChildren(QPushButton) if b.text() == tr("intake.accept"))
    assert not accept.isEnabled()
    press(qtbot, intake, tr("intake.again.stop"))
    assert not intake.is_busy
    assert one.currentIndex() == 0, "it is read as before"
    assert accept.isEnabled()
    one.setCurrentIndex(1)
    one.activated.emit(1)
    press(qtbot, intake, tr("intake.cancel"))
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=PATIENCE_MS)
    assert QApplication.activeModalWidget() is None


def test_a_reason_is_as_high_as_its_lines_and_a_note_is_read_whole(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    begin(window)
    named = ",".join(f"{number}번째 조사 항목의 이름" for number in range(9))
    (tmp_path / "쉼터.csv").write_text(
        f"시설명,위도,경도,설치일,{named}\n"
        f"가,37.2005,127.0735,15-Jan,{'1,' * 9}\n합계,,,{',' * 9}\n"
        "나,37.2,127.07,1905-07," + "2," * 9 + "\n",
        encoding="utf-8",
    )
    drop(window, tmp_path / "쉼터.csv")
    intake = dialog(qtbot, IntakeDialog)
    (why,) = (one for one in intake.findChildren(QLabel) if "‘합계’입니다" in one.text())
    line = why.fontMetrics().lineSpacing()

    def spare() -> int:
        room = QRect(0, 0, why.width(), 9_999)
        words = why.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, why.text())
        return int(why.height() - words.height())

    qtbot.waitUntil(lambda: spare() < line, timeout=PATIENCE_MS)
    tabs = intake.findChild(QTabWidget)
    tabs.setCurrentIndex(2)
    notes = table(intake, tr("intake.notes"))
    (row,) = (at for at, (note,) in enumerate(cells(notes)) if "15-Jan" in note)
    wide = notes.fontMetrics().horizontalAdvance(cells(notes)[row][0])
    assert notes.rowHeight(row) >= line * -(-wide // notes.columnWidth(0)), "all its lines are seen"
