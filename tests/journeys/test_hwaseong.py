"""One thread through all five steps in the real window: 화성시, from spreadsheets to a dossier."""

import csv
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from scmap.formats.register_form import COLUMNS
from scmap.gui.dialogs.intake import IntakeDialog
from scmap.gui.dialogs.new_project import NewProjectDialog
from scmap.gui.dialogs.report import ReportDialog
from scmap.gui.main_window import MainWindow
from scmap.model import facility
from scmap.model.codebook import parts
from scmap.model.layer import Layer
from scmap.model.link import Link
from scmap.model.project import Project
from scmap.model.records import records
from scmap.model.review import AgendaItem, Decision, Opinion, Round
from scmap.reference import codebook
from scmap.session.reviewing import step_of
from scmap.store.geopackage import write_layers
from scmap.store.project_file import read_project
from scmap.words import tr
from tests.cli.test_thread import PAIR_SCORES
from tests.journeys.hand import Hand, field, keep_picture, let_news_go, said, table
from tests.report import readers
from tests.report.test_booklet_pdf import ITEMS

SAMPLE = Path(__file__).resolve().parents[2] / "sample_layers" / "scmap-sample.gpkg"
CITY = "41590"
PAIR = "화성시 도시안전센터"
TITLES = {column.name: column.title for column in COLUMNS}
MOST_CLICKS = 60
PARTS = (
    "의안번호", "제출자", "제출연월일", "공개구분", "의결주문", "제안이유", "1.추진배경", "2.현황",
    "3.문제점", "4.검토의견", "5.조치계획", "6.향후일정", "쌍별검토표", "의견전문",
    "분석조건·가중치", "자료출처",
)  # fmt: skip

Open = Callable[..., MainWindow]


def seven_records() -> list[dict[str, str]]:
    """The city's records of the sample, as a planner would have written them into the form."""
    layer = read_project(SAMPLE).project.investments
    assert layer is not None
    rows = [
        row
        for row, cell in enumerate(layer.text("municipality_code"))
        if CITY in parts(cell) and layer.geometry[row] is not None
    ]
    return [_written(layer, row) for row in rows]


def _written(layer: Layer, row: int) -> dict[str, str]:
    book = codebook()
    codes = parts(layer.text("fields")[row])
    extent = str(layer.text("extent")[row])
    neighbourhoods = extent.split(":")[2].replace("|", ";") if extent.startswith("emd:") else ""
    numbers = {
        name: f"{value:g}"
        for name in ("year_from", "year_to", "total_mkrw", "national_mkrw", "local_mkrw")
        if not np.isnan(value := float(layer.number(name)[row]))
    }
    return {
        "name": str(layer.text("name")[row]),
        "kind": book.kinds[str(layer.text("kind")[row])].title,
        "ministry": str(layer.text("ministry")[row] or ""),
        "municipality": "화성시",
        "neighbourhoods": neighbourhoods,
        "main_field": book.fields[codes[0]].title,
        "other_fields": ";".join(book.fields[code].title for code in codes[1:]),
        **numbers,
    }


def cp949(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="cp949", newline="") as stream:
        writer = csv.DictWriter(stream, list(TITLES.values()))
        writer.writeheader()
        writer.writerows({TITLES[name]: value for name, value in row.items()} for row in rows)
    return path


def spreadsheet(path: Path, rows: list[dict[str, str]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(TITLES.values()))
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, [row.get(name, "") for name in TITLES])
    return path


def facilities(path: Path) -> Path:
    """The city's made-up facilities as a file that another office would send."""
    layers = read_project(SAMPLE).project.layers
    own = [layer for layer in layers if layer.kind == facility.KIND]
    chosen = [
        layer.take(np.array([CITY in parts(c) for c in layer.text("municipality_code")], bool))
        for layer in own
    ]
    write_layers(path, chosen)
    return path


class Thread:
    """The window and the hand."""

    def __init__(self, window: MainWindow, hand: Hand) -> None:
        self.window, self.hand = window, hand

    @property
    def project(self) -> Project:
        project = self.window.bridge.project
        assert project is not None
        return project

    def settle(self) -> None:
        self.hand.wait(lambda: self.window.is_painted)

    def keep_picture(self, name: str) -> None:
        self.settle()
        keep_picture(self.window, name)

    def begin(self) -> None:
        self.hand.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        dialog = self.hand.dialog(NewProjectDialog)
        place = dialog.findChildren(QLineEdit)[0]
        self.hand.write(place, "화성")
        QTest.keyClick(place, Qt.Key.Key_Return)
        self.hand.closed(dialog)
        self.settle()

    def bring_in(self, *files: Path) -> None:
        self.hand.drop(*files)
        dialog = self.hand.dialog(IntakeDialog)
        box = dialog.findChildren(QPushButton)
        accept = next(one for one in box if one.isVisible() and one.isDefault())
        self.hand.click(accept)
        self.hand.closed(dialog)
        self.settle()
        let_news_go(self.window)

    def select_pair(self) -> None:
        self.hand.press(tr("window.step.overlap"))
        self.hand.row(table(self.window.tables), PAIR)

    def accept_link(self) -> None:
        self.hand.press(tr("window.step.link"))
        self.hand.wait(lambda: "교통+방범" in said(self.window.linkage) or self._offers())
        fold = next(one for one in self._offers() if "교통+방범" in one.text())
        if not fold.isChecked():
            self.hand.click(fold)
        self.settle()
        accepts = [
            one
            for one in self.window.linkage.findChildren(QPushButton)
            if one.isVisible() and one.text() == tr("linkpanel.accept")
        ]
        self.hand.click(min(accepts, key=lambda one: abs(_top(one) - _top(fold))))

    def _offers(self) -> list[Any]:
        from PySide6.QtWidgets import QAbstractButton

        every = self.window.linkage.findChildren(QAbstractButton)
        return [one for one in every if one.isVisible() and "교통+방범" in one.text()]

    def select_link(self) -> None:
        self.hand.press(tr("window.step.link"))
        self.hand.press(tr("linkpanel.back"), self.window.linkage)
        self.hand.press("보기", self.window.linkage)

    def hold_round(self) -> None:
        self.hand.press(tr("window.step.review"))
        panel = self.window.review
        self.hand.press("새 회의", panel)
        self.hand.write(field(panel, "위원회"), "화성시 스마트도시위원회")
        self.hand.press("회의 등록", panel)

    def put_on_agenda(self) -> None:
        self.hand.press(tr("window.step.review"))
        panel = self.window.review
        self.hand.press("안건 상정", panel)
        self.hand.press("상정", panel)

    def hear(self, role: str, name: str) -> None:
        panel = self.window.review
        self.hand.choose(field(panel, "구분"), role)
        self.hand.write(field(panel, "이름"), name)
        self.hand.write(field(panel, "의견"), "관제 기능을 나누어 연계함이 타당함")
        self.hand.press("의견 등록", panel)

    def decide(self, verdict: str) -> None:
        panel = self.window.review
        self.hand.choose(field(panel, "판정"), verdict)
        self.hand.write(field(panel, "사유"), "영상관제 기능이 겹침")
        self.hand.press("판정 등록", panel)

    def phase(self, phase: str) -> None:
        panel = self.window.review
        self.hand.choose(field(panel, "추진단계"), phase)
        self.hand.press("추진단계 확정", panel)

    def write_dossier(self, out: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
        """Press 보고서 작성 and wait for the files, by their endings."""
        monkeypatch.setattr(
            "scmap.gui.reports.QFileDialog.getExistingDirectory", lambda *_: str(out)
        )  # the system's own dialog is no widget of ours
        out.mkdir()  # a folder that is chosen is there
        self.hand.press(tr("window.step.report"))
        dialog = self.hand.dialog(ReportDialog)
        keep_picture(dialog, "step-5")
        self.hand.press(tr("window.report.write"), dialog)
        self.hand.closed(dialog)
        self.hand.wait(lambda: len(list(out.glob("*.xlsx"))) == 1)
        self.hand.wait(lambda: not self.window.jobs.running)
        return {one.suffix: one for one in out.iterdir()}

    def row_of_the_pair(self) -> str:
        """Give what the table of overlaps shows of the pair."""
        self.hand.press(tr("window.step.overlap"))
        model = table(self.window.tables).model()
        rows = (
            " ".join(str(model.index(row, column).data()) for column in range(model.columnCount()))
            for row in range(model.rowCount())
        )
        return next(row for row in rows if PAIR in row)


def _top(one: Any) -> int:
    return int(one.mapToGlobal(one.rect().topLeft()).y())


@pytest.fixture
def thread(open_window: Open, qtbot: Any) -> Thread:
    window = open_window(None, (1440, 900))
    return Thread(window, Hand(qtbot, window))


def numbers(text: str) -> set[str]:
    """Scores and areas that a text names: numbers with decimals."""
    return set(re.findall(r"\d[\d,]*\.\d+", text))


def test_from_spreadsheets_to_a_dossier(
    thread: Thread, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = seven_records()
    assert len(rows) == 7
    thread.begin()
    bad = {**rows[0], "name": "틀린 행", "year_from": "이천팔년"}
    thread.bring_in(cp949(tmp_path / "사업 1.csv", [*rows[:4], bad]))
    thread.bring_in(spreadsheet(tmp_path / "사업 2.xlsx", rows[4:]))
    thread.bring_in(facilities(tmp_path / "시설물.gpkg"))
    thread.keep_picture("step-1")
    layer = thread.project.investments
    assert layer is not None
    assert len(layer) == 7

    thread.select_pair()
    thread.hand.wait(lambda: "유사·중복 의심" in said(thread.window.inspector))
    thread.keep_picture("step-2")

    thread.accept_link()
    thread.keep_picture("step-3")
    (link,) = records(thread.project, Link)
    assert link.template == "X1"

    thread.select_pair()
    thread.hold_round()
    thread.put_on_agenda()
    thread.hear("학", "김도시")
    thread.hear("실무", "박담당")
    thread.decide("기능조정")
    thread.phase("단기")
    thread.keep_picture("step-4")
    thread.select_link()
    thread.put_on_agenda()
    thread.hear("연", "이연구")
    thread.hear("실무", "최담당")
    thread.decide("매칭")
    items = records(thread.project, AgendaItem)
    assert [item.subject_kind for item in items] == ["pair", "link"]
    assert [step_of(thread.project, item.uid) for item in items] == ["phased", "decided"]

    made = thread.write_dossier(tmp_path / "보고서", monkeypatch)
    assert set(made) == {".hwpx", ".pdf", ".html", ".xlsx"}
    check_that_the_formats_agree(thread, made)
    check_that_the_dossier_is_whole(made)
    assert thread.hand.clicks <= MOST_CLICKS

    check_that_it_is_kept(thread, tmp_path / "화성.gpkg")
    check_that_it_can_be_undone(thread)


def check_that_the_formats_agree(thread: Thread, made: dict[str, Path]) -> None:
    """Scores of the window's table stand in all four, and the texts give the same numbers."""
    page = readers.HtmlTables(made[".html"].read_text(encoding="utf-8"))
    sheets = readers.xlsx_sheets(made[".xlsx"])
    texts = {
        "hwpx": readers.hwpx_text(made[".hwpx"]),
        "pdf": readers.pdf_text(made[".pdf"]),
        "html": "\n".join(page.seen),
        "xlsx": "\n".join(
            f"{cell:.1f}" if isinstance(cell, float) else str(cell)
            for sheet in sheets
            for row in sheet
            for cell in row
        ),
    }
    (verdict, *_) = records(thread.project, Decision)
    expected = {f"{verdict.duplication:.1f}", f"{verdict.linkage:.1f}"}
    assert expected == set(PAIR_SCORES)
    assert expected <= numbers(thread.row_of_the_pair())
    for name, text in texts.items():
        assert expected <= numbers(text), name
        assert "".join(PAIR.split()) in "".join(text.split()), name
    assert numbers(texts["html"]) == numbers(texts["hwpx"])


def check_that_the_dossier_is_whole(made: dict[str, Path]) -> None:
    """Every part of DOMAIN §6.1 in order, every sheet with the items of §6.3, every pair's form."""
    told = subprocess.run(
        ["pdftotext", "-layout", str(made[".pdf"]), "-"], capture_output=True, check=True, text=True
    )
    pages = told.stdout.split("\f")[:-1]
    sheets = [page for page in pages if "위치도" in page]
    assert len(sheets) >= 4
    assert [item for page in sheets for item in ITEMS if item not in page] == []
    text, place = "".join(told.stdout.split()), 0
    for part in PARTS:
        place = text.find(part, place)
        assert place >= 0, part
    listed = set(re.findall(r"쌍\d+검토표", text))
    page = readers.HtmlTables(made[".html"].read_text(encoding="utf-8"))
    (pairs,) = (
        one for one in page.tables if one[0][:3] == ["번호", "A사업", "B사업"] and "등급" in one[0]
    )
    assert len(listed) == len(pairs) - 1 > 0
    assert len(page.tables) - len(listed) >= 5
    numbers = enumerate(pages[1:], start=2)  # the cover bears none
    assert [n for n, page in numbers if not re.search(rf"- ?{n} ?-", page)] == []


def check_that_it_is_kept(thread: Thread, file: Path) -> None:
    """Everything is there when the project is opened again."""
    session = thread.window.bridge.session
    assert session is not None
    session.save(file)
    again = read_project(file).project
    for kind in (Link, Round, AgendaItem, Opinion, Decision):
        assert len(records(again, kind)) == len(records(thread.project, kind)) > 0


def check_that_it_can_be_undone(thread: Thread) -> None:
    """Undo runs back through all of it."""
    session = thread.window.bridge.session
    assert session is not None
    thread.hand.press(tr("window.step.overlap"))
    thread.window.canvas.setFocus()
    for _ in session.history:
        thread.hand.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.undo_label is None
    assert records(thread.project, Round) == ()
    assert not thread.project.investments
