"""Where a file is saved: the name that was typed stays whole, and nothing is replaced unasked."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QWidget

from scmap.gui.main_window import MainWindow
from scmap.gui.save_place import ask_place
from scmap.model.project import Project
from scmap.words import tr

KINDS = "PNG (*.png);;JPEG (*.jpg)"


@pytest.fixture
def parent(qtbot: Any) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def when_asked(kind: type[QWidget], answer: Callable[[Any], None]) -> None:
    """Answer the next question of a kind as soon as it is asked."""
    watch = QTimer(QApplication.instance(), interval=20)

    def look() -> None:
        asked = QApplication.activeModalWidget()
        if isinstance(asked, kind):
            watch.stop()
            watch.deleteLater()
            answer(asked)

    watch.timeout.connect(look)
    watch.start()


def type_name(name: str, kind: str = "") -> None:
    def answer(asked: QFileDialog) -> None:
        if kind:
            asked.selectNameFilter(kind)
        line = asked.findChild(QLineEdit, "fileNameEdit")
        assert line is not None
        line.setText(name)
        asked.accept()

    when_asked(QFileDialog, answer)


def press(word: str) -> None:
    def answer(asked: QMessageBox) -> None:
        next(one for one in asked.buttons() if one.text() == tr(word)).click()

    when_asked(QMessageBox, answer)


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("계획", "계획.png"),
        ("2026.11 계획", "2026.11 계획.png"),  # what is behind a dot is no ending
        ("계획.PNG", "계획.PNG"),
        ("계획.jpg", "계획.jpg"),
        ("계획.gpkg", "계획.gpkg.png"),
    ],
)
def test_a_name_stays_whole_and_ends_as_its_kind_does(
    parent: QWidget, tmp_path: Path, typed: str, named: str
) -> None:
    type_name(typed)
    assert ask_place(parent, "저장", tmp_path / "지도.png", KINDS, ".png", ".jpg") == (
        tmp_path / named
    )


def test_the_kind_that_is_chosen_gives_the_ending(parent: QWidget, tmp_path: Path) -> None:
    type_name("계획", "JPEG (*.jpg)")
    found = ask_place(parent, "저장", tmp_path / "지도.png", KINDS, ".png", ".jpg")
    assert found == tmp_path / "계획.jpg"


@pytest.mark.parametrize("word", ["window.replace.do", "window.replace.no"])
def test_a_file_is_replaced_only_by_whoever_says_so(
    parent: QWidget, tmp_path: Path, word: str
) -> None:
    there = tmp_path / "계획.png"
    there.touch()
    type_name("계획")  # the dialog finds no such file, and asks nothing
    press(word)
    found = ask_place(parent, "저장", tmp_path / "지도.png", KINDS, ".png")
    assert found == (there if word == "window.replace.do" else None)


def test_a_project_is_proposed_by_a_name_that_every_system_takes(
    bare_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def ask(_parent: object, _title: str, start: str, _kinds: str) -> tuple[str, str]:
        asked.append(Path(start))
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    bare_window.files.begin(Project("p", "2026/2027 계획: ‘안’?"))
    bare_window.files.save_as()
    assert [one.name for one in asked] == ["2026_2027 계획_ ‘안’_.gpkg"]
    assert asked[0].parent == Path.home()
