"""The report dialog asks for the office's own document and for an annexed atlas."""

import errno
import os
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from scmap import paths
from scmap.errors import InputError, understood
from scmap.gui import reporting
from scmap.gui.dialog import Dialog
from scmap.gui.dialogs.report import ReportDialog
from scmap.gui.panels.round_page import RoundPage, round_view
from scmap.model.records import records
from scmap.model.review import Round
from scmap.progress import silent
from scmap.report.template import FOLDER
from tests.report import round_sample
from tests.report.test_hwpx_base import office, sections


def choose(dialog: ReportDialog, name: str, words: str) -> None:
    """Choose by the words in sight, as a click on them does."""
    box = dialog.findChild(QComboBox, name)
    assert box is not None
    at = box.findText(words)
    assert at >= 0, [box.itemText(n) for n in range(box.count())]
    box.setCurrentIndex(at)
    box.activated.emit(at)


def test_a_base_from_the_folder_or_from_elsewhere_and_an_atlas_are_asked_for(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.PROFILE_VARIABLE, str(tmp_path))
    kept = paths.data_dir() / FOLDER / "우리 시.hwpx"
    kept.parent.mkdir()
    kept.touch()
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ReportDialog(round_sample.project(), parent)
    assert (dialog.wish.base, dialog.wish.atlas) == (None, None)
    choose(dialog, "base", "우리 시")
    choose(dialog, "atlas", "검토 쌍")
    assert (dialog.wish.base, dialog.wish.atlas) == (kept, "pair")
    answers = [str(tmp_path / "다른 서식.hwpx"), ""]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (answers.pop(0), ""))
    choose(dialog, "base", "파일 선택…")
    assert dialog.wish.base == tmp_path / "다른 서식.hwpx"
    choose(dialog, "base", "파일 선택…")  # and thought better of it
    assert dialog.wish.base == tmp_path / "다른 서식.hwpx"
    dialog.close()


def test_a_dialog_is_as_tall_as_its_words_need(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a screen of 1280x720 the report's was not: the note below was cut."""
    monkeypatch.setenv(paths.PROFILE_VARIABLE, str(tmp_path))
    dialog = Dialog()
    qtbot.addWidget(dialog)
    room = dialog.screen().availableSize().height()

    class Fields(QWidget):
        def sizeHint(self) -> QSize:
            return QSize(300, int(0.75 * room))

    words = Fields()
    note = QLabel("모든 레이어를 포함합니다. " * 20)
    note.setWordWrap(True)
    body = QVBoxLayout(dialog)
    body.addWidget(words)
    body.addWidget(note)
    dialog.show()
    assert note.height() >= note.heightForWidth(note.width())
    assert words.height() >= int(0.75 * room)
    assert dialog.height() <= room


def ended_from_outside(_pipe: Connection, _task: object) -> None:
    os._exit(9)


def finds_the_disk_full(pipe: Connection, _task: object) -> None:
    pipe.send(OSError(errno.ENOSPC, "No space left on device"))


@pytest.mark.parametrize(
    ("writes", "code"), [(ended_from_outside, "press_ended"), (finds_the_disk_full, "no_room")]
)
def test_what_ends_the_writing_of_a_report_is_said_with_a_way_out(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    writes: Callable[[Connection, object], None],
    code: str,
) -> None:
    monkeypatch.setattr(reporting, "_write", writes)
    out = tmp_path / "보고서"
    out.mkdir()
    wish = reporting.Wish("2026-1", None, ("pdf",))
    with pytest.raises((InputError, OSError)) as caught:
        reporting.write_in_background(
            round_sample.project(), "심의.gpkg", out, wish, progress=silent
        )
    told = understood(caught.value)
    assert isinstance(told, InputError)
    assert told.code == code
    assert list(out.iterdir()) == []


def test_a_paper_of_a_round_is_written_into_the_offices_own_document(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.PROFILE_VARIABLE, str(tmp_path))
    (paths.data_dir() / FOLDER).mkdir()
    kept = office(paths.data_dir() / FOLDER / "우리 시.hwpx", line="{{회의}}")
    project = round_sample.project()
    page = RoundPage()
    qtbot.addWidget(page)
    page.put(round_view(project, records(project, Round)[0]))
    page.retranslate()
    wanted: list[tuple[str, Path | None]] = []
    page.paper_wanted.connect(lambda name, base: wanted.append((name, base)))
    page.base.setCurrentText("우리 시")
    (minutes,) = [one for one in page.findChildren(QPushButton) if one.text() == "회의록"]
    minutes.click()
    ((paper, base),) = wanted
    assert (paper, base) == ("minutes", kept)
    out = tmp_path / "회의록"
    out.mkdir()
    wish = reporting.Wish("r", None, ("hwpx",), paper="minutes", base=base)
    issued = reporting.write_in_background(project, "심의.gpkg", out, wish, progress=silent)
    text = "".join(sections(issued.files[0]))
    assert "가온시 스마트도시과" in text  # the letterhead
    assert "{{" not in text
