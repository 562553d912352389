"""The report dialog asks for the office's own document and for an annexed atlas."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from scmap import paths
from scmap.gui.dialogs.report import ReportDialog
from scmap.report.template import FOLDER
from tests.report import round_sample


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
    choose(dialog, "base", "파일 고르기…")
    assert dialog.wish.base == tmp_path / "다른 서식.hwpx"
    choose(dialog, "base", "파일 고르기…")  # and thought better of it
    assert dialog.wish.base is None
    dialog.close()
