"""From files to the dossier without a mouse: Tab comes to every control, and keys do the rest."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from scmap.gui.dialogs.intake import IntakeDialog
from scmap.gui.dialogs.new_project import NewProjectDialog
from scmap.gui.dialogs.report import ReportDialog
from scmap.gui.main_window import MainWindow
from scmap.model.link import Link
from scmap.model.records import records
from scmap.model.review import AgendaItem, Decision, Opinion
from scmap.session.reviewing import step_of
from scmap.store.project_file import read_project
from scmap.words import tr
from tests.journeys.hand import Hand
from tests.journeys.test_hwaseong import cp949, facilities, seven_records

Key = Qt.Key
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
MOST_TABS = 150
FOLDERS = "scmap.gui.reports.QFileDialog.getExistingDirectory"
OPENED = "scmap.gui.intake.QFileDialog.getOpenFileNames"
SAVED = "scmap.gui.files.QFileDialog.getSaveFileName"


class Keyboard:
    """Presses keys where the keyboard is; it never says where that should be."""

    def __init__(self, window: MainWindow, hand: Hand) -> None:
        self.window, self.hand = window, hand

    @property
    def place(self) -> QWidget:
        """Where the keyboard is."""
        found = QApplication.focusWidget() or QApplication.activeWindow()
        assert found is not None
        return found

    def press(self, key: Key, held: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.place, key, held)

    def go_to(self, name: str) -> QWidget:
        """Press Tab until the control of this name has the keyboard."""
        for _ in range(MOST_TABS):
            if name in names(self.place):
                assert self.place.isVisible()
                return self.place
            self.press(Key.Key_Tab)
        raise AssertionError(f"Tab does not come to {name}")

    def push(self, name: str) -> None:
        """Go to a button, and push it."""
        self.go_to(name)
        self.press(Key.Key_Space)

    def write(self, name: str, text: str) -> None:
        """Go to a field, and type Korean as its input method does."""
        place = self.go_to(name)
        for syllable in text:
            QApplication.sendEvent(place, QInputMethodEvent(syllable, []))
            commit = QInputMethodEvent("", [])
            commit.setCommitString(syllable)
            QApplication.sendEvent(place, commit)

    def choose(self, name: str, value: str) -> None:
        """Go to a choice, and through it until it shows a value."""
        box = self.go_to(name)
        assert isinstance(box, QComboBox)
        self.press(Key.Key_Home)
        for _ in range(box.count()):
            if value not in (box.currentText(), box.currentData()):
                self.press(Key.Key_Down)
        assert value in (box.currentText(), box.currentData())


def names(place: QWidget) -> set[str]:
    """Give what a screen reader calls a control: its own name, or the label before it."""
    told = QAccessible.queryAccessibleInterface(place).text(QAccessible.Text.Name)
    return {place.accessibleName(), told, told.partition("(")[0].strip(), told.partition(":")[0]}


def test_from_files_to_the_dossier_by_keys_only(
    open_window: Callable[..., MainWindow],
    qtbot: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out, project = tmp_path / "보고서", tmp_path / "화성.gpkg"
    out.mkdir()
    files = [cp949(tmp_path / "사업.csv", seven_records()), facilities(tmp_path / "시설물.gpkg")]
    # The system's own dialogs are no widgets of ours.
    monkeypatch.setattr(OPENED, lambda *_: ([str(one) for one in files], ""))
    monkeypatch.setattr(FOLDERS, lambda *_: str(out))
    monkeypatch.setattr(SAVED, lambda *_: (str(project), ""))
    window = open_window(None)
    hand = Hand(qtbot, window)
    keys = Keyboard(window, hand)

    bring_in(keys)
    accept_link(keys)
    decide(keys)
    write_dossier(keys, out)
    keys.press(Key.Key_S, CTRL)
    hand.wait(lambda: project.exists() and not window.jobs.running)

    assert hand.clicks == 0
    kept = read_project(project).project
    (item,) = records(kept, AgendaItem)
    assert step_of(kept, item.uid) == "phased"
    assert len(records(kept, Opinion)) == 2
    assert len(records(kept, Link)) == len(records(kept, Decision)) == 1


def bring_in(keys: Keyboard) -> None:
    keys.press(Key.Key_N, CTRL)
    asked = keys.hand.dialog(NewProjectDialog)
    keys.write("시·군·구", "화성")
    keys.press(Key.Key_Return)
    keys.hand.closed(asked)
    keys.hand.wait(lambda: keys.window.is_painted)
    keys.press(Key.Key_I, CTRL)
    proof = keys.hand.dialog(IntakeDialog)
    keys.press(Key.Key_Return)
    keys.hand.closed(proof)
    window = keys.window
    keys.hand.wait(lambda: window.findings.settled and not window.jobs.running)


def accept_link(keys: Keyboard) -> None:
    keys.press(Key.Key_F8)
    assert keys.window.selection.selected.current
    keys.press(Key.Key_3, ALT)
    keys.push("연계 채택")
    project = keys.window.bridge.project
    assert project is not None
    assert len(records(project, Link)) == 1


def decide(keys: Keyboard) -> None:
    keys.press(Key.Key_F8)
    keys.press(Key.Key_4, ALT)
    keys.push("새 회의")
    keys.write("위원회", "화성시 스마트도시위원회")
    keys.push("회의 등록")
    keys.push("안건 상정")
    keys.push("상정")
    for role, name in (("학", "김도시"), ("실무", "박담당")):
        keys.choose("구분", role)
        keys.write("이름", name)
        keys.write("의견", "관제 기능을 나누어 연계함이 타당함")
        keys.push("의견 등록")
    keys.choose("판정", "기능조정")
    keys.write("사유", "영상관제 기능이 겹침")
    keys.push("판정 등록")
    keys.choose("추진단계", "단기")
    keys.push("추진단계 확정")


def write_dossier(keys: Keyboard, out: Path) -> None:
    keys.press(Key.Key_5, ALT)
    dialog = keys.hand.dialog(ReportDialog)
    for name in ("HWPX", "PDF", "XLSX"):
        keys.push(name)  # the page alone: the other formats are written elsewhere
    keys.push(tr("window.report.write"))
    keys.hand.closed(dialog)
    keys.hand.wait(lambda: [*out.glob("*.html")] and not keys.window.jobs.running)
    (page,) = out.iterdir()
    assert page.suffix == ".html"
    assert "기능조정" in page.read_text(encoding="utf-8")
