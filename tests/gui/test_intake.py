"""Step ① as a planner does it: a project begins, files are looked at, come in, and go again."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QTableView,
    QTabWidget,
    QWidget,
)

from scmap.formats.register_form import COLUMNS
from scmap.gui.dialogs.intake import IntakeDialog
from scmap.gui.dialogs.new_project import NewProjectDialog
from scmap.gui.main_window import MainWindow
from scmap.gui.models.arrival_list import ArrivalModel
from scmap.gui.models.places import PlaceModel
from scmap.gui.models.sheet import SheetModel
from scmap.model.project import Project
from scmap.reference import gazetteer
from scmap.reference.incoming import knowledge
from scmap.session.arrivals import Asked
from scmap.session.intake import recognise
from scmap.store.project_file import write_project
from scmap.words import tr

PATIENCE_MS = 20_000
TITLES = {column.name: column.title for column in COLUMNS}
GOOD = {
    "name": "화성 <b>통합</b>플랫폼",
    "kind": "통합플랫폼",
    "ministry": "국토교통부",
    "municipality": "화성시",
    "main_field": "방범",
    "year_from": "2024",
}


@pytest.fixture
def window(bare_window: MainWindow) -> MainWindow:
    return bare_window


def csv_form(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="cp949", newline="") as stream:
        writer = csv.DictWriter(stream, list(TITLES.values()))
        writer.writeheader()
        writer.writerows({TITLES[name]: value for name, value in row.items()} for row in rows)
    return path


def xlsx_form(path: Path, *rows: dict[str, str]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(TITLES.values()))
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, [row.get(name, "") for name in TITLES])
    return path


def begin(window: MainWindow, code: str = "41590") -> None:
    window.files.begin(Project(uid="p", title="화성", municipality=code))


def drop(window: MainWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enters = QDragEnterEvent(QPoint(600, 400), copy, data, left, none)
    QApplication.sendEvent(window, enters)
    assert enters.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(600, 400), copy, data, left, none))


def dialog(qtbot: Any, kind: type[QDialog]) -> Any:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind), timeout=PATIENCE_MS)
    found: Any = QApplication.activeModalWidget()
    activate(qtbot, found)
    if isinstance(found, IntakeDialog):
        qtbot.waitUntil(lambda: found.is_filled, timeout=PATIENCE_MS)
    return found


def activate(qtbot: Any, window: QWidget) -> None:
    """Give a window the keyboard: the test's display has no window manager that would."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=PATIENCE_MS)


def button(parent: QWidget, words: str) -> QPushButton:
    found = [one for one in parent.findChildren(QPushButton) if one.text() == words]
    return next(one for one in found if one.isVisible())


def press(qtbot: Any, parent: QWidget, words: str) -> None:
    qtbot.mouseClick(button(parent, words), Qt.MouseButton.LeftButton)


def accept(qtbot: Any, window: MainWindow, page: IntakeDialog) -> None:
    """Take in what is chosen, and wait until it is there."""
    press(qtbot, page, tr("intake.accept"))
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=PATIENCE_MS)


def table(parent: QWidget, name: str) -> QTableView:
    views = parent.findChildren(QTableView)
    return next(view for view in views if view.accessibleName() == name)


def cells(view: QTableView) -> list[list[str]]:
    model = view.model()
    columns = range(model.columnCount())
    return [[model.index(row, c).data() for c in columns] for row in range(model.rowCount())]


def click_row(qtbot: Any, view: QTableView, row: int, column: int = 1) -> None:
    centre = view.visualRect(view.model().index(row, column)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=centre)


def said(parent: QWidget) -> str:
    return "\n".join(one.text() for one in parent.findChildren(QLabel) if one.isVisible())


def compose(widget: QWidget, *preedits: str, commit: str = "") -> None:
    for preedit in preedits:
        QApplication.sendEvent(widget, QInputMethodEvent(preedit, []))
    if commit:
        event = QInputMethodEvent("", [])
        event.setCommitString(commit)
        QApplication.sendEvent(widget, event)


def fields(new: QDialog) -> tuple[QLineEdit, QListView, QLineEdit]:
    place, title = new.findChildren(QLineEdit)
    return place, new.findChildren(QListView)[0], title


def test_a_new_project_shows_its_municipality_among_the_neighbours(
    window: MainWindow, qtbot: Any
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    new = dialog(qtbot, NewProjectDialog)
    place, found, title = fields(new)
    qtbot.keyClicks(place, "41590")
    assert found.currentIndex().data() == "경기도 화성시"
    assert title.placeholderText().startswith("화성시")
    qtbot.keyClick(place, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.is_painted, timeout=PATIENCE_MS)
    assert window.bridge.project is not None
    assert window.bridge.project.municipality == "41590"
    assert window.bridge.project.map
    assert window.status.text("saved") == tr("window.status.no_file")
    view = window.canvas.view.extent
    home = gazetteer().footprint("municipality:41590").bounds
    assert view.x0 < home[0] < home[2] < view.x1
    assert view.width < 4 * (home[2] - home[0])


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("화성", "경기도 화성시"),
        ("ㅎㅅ", "전남광주통합특별시 화순군"),
        ("해운", "부산광역시 해운대구"),
    ],
)
def test_a_municipality_is_found_by_name_and_initials(query: str, first: str) -> None:
    assert PlaceModel(gazetteer()).find(query)[0].text == first


def test_a_name_of_earlier_days_finds_what_it_became() -> None:
    (choice,) = PlaceModel(gazetteer()).find("청원군")
    assert choice.code == gazetteer().one("청주시").code
    assert "청원군" in choice.text


def test_a_syllable_being_composed_is_searched_and_kept_when_one_goes_on(
    window: MainWindow, qtbot: Any
) -> None:
    window.files.new()
    new = dialog(qtbot, NewProjectDialog)
    place, found, title = fields(new)
    compose(place, "ㅎ", "화", commit="화")
    compose(place, "ㅅ", "서", "성")
    assert found.currentIndex().data() == "경기도 화성시"
    qtbot.mouseClick(title, Qt.MouseButton.LeftButton)
    assert place.text() == "화성"
    compose(title, "제", commit="제")
    compose(title, "목")
    press(qtbot, new, tr("intake.new.make"))
    assert window.bridge.project is not None
    assert window.bridge.project.title == "제목"


def test_what_no_municipality_is_called_makes_no_project(window: MainWindow, qtbot: Any) -> None:
    window.files.new()
    new = dialog(qtbot, NewProjectDialog)
    qtbot.keyClicks(fields(new)[0], "nowhere")
    assert not button(new, tr("intake.new.make")).isEnabled()
    assert "nowhere" in said(new)
    press(qtbot, new, tr("intake.new.cancel"))
    assert window.bridge.project is None


def test_dropped_forms_come_in_as_one_command_and_go_with_one_undo(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    begin(window)
    before = window.bridge.project
    bad = {**GOOD, "kind": "우주센터"}
    drop(window, csv_form(tmp_path / "시.csv", GOOD, bad), xlsx_form(tmp_path / "구.xlsx", GOOD))
    intake = dialog(qtbot, IntakeDialog)
    files = cells(table(intake, tr("intake.files")))
    assert [row[:1] + row[2:6] for row in files] == [
        ["시.csv", "2", "1", "1", "CP949"],
        ["구.xlsx", "1", "1", "0", "-"],
    ]
    assert "읽은 행 3 = 가져올 행 2 + 제외 1" in said(intake)
    accept(qtbot, window, intake)
    project = window.bridge.project
    assert project is not None
    assert project.investments is not None
    assert project.investments.text("name").tolist() == [GOOD["name"]] * 2
    assert "투자사업 2건을 가져왔습니다. 1행은 제외했습니다." in said(window.messages)
    assert window.bridge.session is not None
    assert window.bridge.session.undo_label == "투자사업 2건 가져오기"
    activate(qtbot, window)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.bridge.project is before
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=PATIENCE_MS)


def test_a_row_kept_out_is_named_with_its_reason_and_saved(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(window)
    target = tmp_path / "돌려보낼 행.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    drop(window, csv_form(tmp_path / "시.csv", GOOD, {**GOOD, "year_from": "19"}))
    intake = dialog(qtbot, IntakeDialog)
    (row,) = cells(table(intake, tr("intake.kept")))
    assert row[:3] == ["3", "연도가 올바르지 않습니다: 19", GOOD["name"]]
    assert table(intake, tr("intake.kept")).wordWrap(), "a longer reason is read whole, too"
    press(qtbot, intake, tr("intake.kept.save"))
    qtbot.waitUntil(lambda: target.name in said(intake), timeout=PATIENCE_MS)
    press(qtbot, intake, tr("intake.cancel"))
    assert window.bridge.project is not None
    assert window.bridge.project.investments is None
    drop(window, target)
    again = dialog(qtbot, IntakeDialog)
    assert cells(table(again, tr("intake.files")))[0][2:5] == ["1", "0", "1"]
    assert not button(again, tr("intake.accept")).isEnabled()
    press(qtbot, again, tr("intake.cancel"))


def test_a_file_that_cannot_be_read_is_named_and_stops_none(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    begin(window)
    (tmp_path / "ㄱ회의록.hwp").write_bytes(b"\xd0\xcf\x11\xe0")
    csv_form(tmp_path / "시.csv", GOOD)
    drop(window, tmp_path)
    intake = dialog(qtbot, IntakeDialog)
    files = table(intake, tr("intake.files"))
    kinds = {row[0]: row[1] for row in cells(files)}
    assert kinds == {"ㄱ회의록.hwp": "읽을 수 없음", "시.csv": "투자사업 등록 서식"}
    click_row(qtbot, files, [row[0] for row in cells(files)].index("ㄱ회의록.hwp"))
    assert "읽을 수 없습니다" in said(intake)
    accept(qtbot, window, intake)
    assert window.bridge.project is not None
    assert window.bridge.project.investments is not None
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=PATIENCE_MS)


def test_a_file_whose_box_is_cleared_stays_out(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    begin(window)
    bad = csv_form(tmp_path / "3.csv", {**GOOD, "kind": "우주센터"})  # it counts, too
    good = csv_form(tmp_path / "1.csv", GOOD), csv_form(tmp_path / "2.csv", GOOD, GOOD)
    drop(window, *good, bad)
    intake = dialog(qtbot, IntakeDialog)
    files = table(intake, tr("intake.files"))
    files.setFocus()
    files.setCurrentIndex(files.model().index(0, 0))
    qtbot.keyClick(files, Qt.Key.Key_Space)
    assert "읽은 행 3 = 가져올 행 2 + 제외 1 · 선택하지 않은 파일의 1행" in said(intake)
    accept(qtbot, window, intake)
    assert window.bridge.project is not None
    assert window.bridge.project.investments is not None
    assert len(window.bridge.project.investments) == 2
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=PATIENCE_MS)


def test_the_same_file_again_is_told(window: MainWindow, qtbot: Any, tmp_path: Path) -> None:
    begin(window)
    file = csv_form(tmp_path / "1.csv", GOOD)
    drop(window, file)
    accept(qtbot, window, dialog(qtbot, IntakeDialog))
    drop(window, file)
    intake = dialog(qtbot, IntakeDialog)
    tabs = intake.findChild(QTabWidget)
    assert tabs.tabText(2) == "참고 사항 1"
    assert cells(table(intake, tr("intake.notes"))) == [[tr("intake.repeats", count="1")]]
    press(qtbot, intake, tr("intake.cancel"))
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=PATIENCE_MS)


def test_without_a_project_files_begin_one_about_their_municipality(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    drop(window, csv_form(tmp_path / "1.csv", GOOD))
    intake = dialog(qtbot, IntakeDialog)
    assert "화성시 스마트도시 투자사업" in said(intake)
    accept(qtbot, window, intake)
    assert window.bridge.project is not None
    assert window.bridge.project.municipality == "41590"
    assert window.bridge.project.investments is not None
    session = window.bridge.session
    assert session is not None
    assert not session.saved
    assert len(session.history) == 1
    window.bridge.undo()
    assert window.bridge.project.municipality == "41590", "the project that was begun stays"
    assert window.bridge.project.investments is None
    window.bridge.redo()
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=PATIENCE_MS)


def paste(window: MainWindow, *files: Path) -> None:
    """Copy files in the file manager, and paste them onto the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    QApplication.clipboard().setMimeData(data)
    QTest.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    QApplication.clipboard().clear()


@pytest.mark.parametrize("hand_over", [drop, paste])
def test_a_project_that_is_dropped_or_pasted_is_opened(
    hand_over: Callable[..., None], window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    write_project(Project(uid="q", title="다른 곳"), tmp_path / "다른.gpkg")
    hand_over(window, tmp_path / "다른.gpkg")
    qtbot.waitUntil(lambda: window.bridge.project is not None, timeout=PATIENCE_MS)
    assert window.bridge.project is not None
    assert window.bridge.project.title == "다른 곳"


def test_the_form_is_written_where_one_asks_and_comes_back_empty(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(window)
    target = tmp_path / "서식.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    window.actions_["file.form"].trigger()
    qtbot.waitUntil(lambda: "서식.xlsx" in said(window.messages), timeout=PATIENCE_MS)
    assert button(window.messages, tr("window.written.open")).isVisible()
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(target)], ""))
    qtbot.keyClick(window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    intake = dialog(qtbot, IntakeDialog)
    assert cells(table(intake, tr("intake.files")))[0][2:5] == ["0", "0", "0"]
    press(qtbot, intake, tr("intake.cancel"))


def test_an_empty_folder_is_named_and_asks_nothing(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    window.bridge.take(None)
    (tmp_path / ".숨은 파일").write_text("x", encoding="utf-8")
    drop(window, tmp_path)
    qtbot.waitUntil(lambda: tr("intake.nothing") in said(window.messages), timeout=PATIENCE_MS)
    assert QApplication.activeModalWidget() is None


def test_a_folder_comes_in_by_the_menu(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(window)
    inner = tmp_path / "받은 자료" / "시청"
    inner.mkdir(parents=True)
    csv_form(inner / "사업.csv", {"name": "동탄 방범"})
    csv_form(inner.parent / "다른 사업.csv", {"name": "향남 방범"})
    chosen = str(inner.parent)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: chosen)
    activate(qtbot, window)
    window.actions_["file.import_folder"].trigger()
    page = dialog(qtbot, IntakeDialog)
    listed = [" ".join(row[:2]) for row in cells(table(page, tr("intake.files")))]
    assert len(listed) == 2
    assert {"다른" in row for row in listed} == {True, False}
    press(qtbot, page, tr("intake.cancel"))


def test_reading_can_be_cancelled(window: MainWindow, qtbot: Any, tmp_path: Path) -> None:
    begin(window)
    drop(window, csv_form(tmp_path / "많음.csv", *[GOOD] * 3000))
    reading = window.jobs.running[-1]
    assert reading.label == tr("intake.job.read")
    with qtbot.waitSignal(reading.cancelled, timeout=1000):
        reading.cancel()
    assert QApplication.activeModalWidget() is None


def test_the_page_fits_nine_tenths_of_the_screen_and_shows_markup_as_text(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    begin(window)
    drop(window, csv_form(tmp_path / f"{'긴 이름 ' * 20}<i>.csv", GOOD))
    intake = dialog(qtbot, IntakeDialog)
    room = intake.screen().availableSize() * 0.9
    assert intake.width() <= room.width()
    assert intake.height() <= room.height()
    assert cells(table(intake, tr("intake.first")))[0][0] == GOOD["name"]
    press(qtbot, intake, tr("intake.cancel"))


@pytest.mark.parametrize("make", ["files", "places", "sheet"])
def test_the_lists_are_proper_models(make: str, tmp_path: Path) -> None:
    from scmap.gui.models.arrivals import kept_rows, proof_of
    from scmap.reference import codebook

    file = csv_form(tmp_path / "1.csv", GOOD, {**GOOD, "kind": "?"})
    (arrival,) = recognise([file], codebook(), gazetteer(), knowledge())
    sheet = SheetModel()
    sheet.show(kept_rows(arrival))
    models: dict[str, Callable[[], Any]] = {
        "files": lambda: ArrivalModel([proof_of(arrival, None, codebook(), None)]),
        "places": lambda: PlaceModel(gazetteer()),
        "sheet": lambda: sheet,
    }
    model = models[make]()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert model.rowCount() > 0


def test_a_file_of_facilities_is_called_what_it_counts_as(tmp_path: Path) -> None:
    from scmap.gui.models.arrivals import kind_of
    from scmap.reference import codebook

    file = tmp_path / "보안등 현황.csv"
    file.write_text("명칭,경도,위도\n가로등1,127.0,37.2\n", encoding="cp949")
    (told,) = recognise([file], codebook(), gazetteer(), knowledge())
    assert kind_of(told) == "시설물: 가로등·보안등 · 보안등 현황 (점)"
    asked = Asked(role="school")
    (said,) = recognise([file], codebook(), gazetteer(), knowledge(), asked=asked)
    assert kind_of(said) == "시설물: 학교 · 보안등 현황 (점)"


def test_a_planners_own_table_is_not_called_the_form(tmp_path: Path) -> None:
    from scmap.gui.models.arrivals import crs_of, kind_of
    from scmap.reference import codebook

    file = tmp_path / "현황.csv"
    file.write_text(
        "시군구,사업명,소관부처,사업기간,분야\n화성시,화성 통합플랫폼,국토교통부,2015~2017,교통\n",
        encoding="cp949",
    )
    (arrival,) = recognise([file], codebook(), gazetteer(), knowledge())
    assert kind_of(arrival) == tr("intake.kind.own")
    assert crs_of(arrival) == "-"
