"""상정본 in the window: freeze a state, prove it, compare it with now, save the report."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from python_calamine import load_workbook

from scmap.gui.dialogs.snapshots import SnapshotsDialog
from scmap.gui.dialogs.states import StatesDialog
from scmap.gui.main_window import MainWindow
from scmap.gui.start import application
from scmap.model.records import records
from scmap.model.snapshot import Snapshot
from scmap.session.snapshots import remembered
from scmap.store.project_file import write_project
from scmap.words import tr
from tests.session.test_snapshots import NAME, city, renamed


@pytest.fixture
def window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setenv("SCMAP_PROFILE_DIR", str(tmp_path / "profile"))
    application()
    window = MainWindow()
    window.show()
    write_project(city(), tmp_path / "화성.gpkg")
    window.files.load(tmp_path / "화성.gpkg")
    window.jobs.wait()
    yield window
    window.bridge.take(None)
    window.close()
    window.deleteLater()


def dialog_of(window: MainWindow) -> SnapshotsDialog:
    window.actions_["file.snapshots"].trigger()
    dialog = window.findChild(SnapshotsDialog)
    assert dialog is not None
    return dialog


def told(window: MainWindow) -> str:
    return "\n".join(message.text for message in window.messages.messages)


def taken(window: MainWindow) -> SnapshotsDialog:
    dialog = dialog_of(window)
    assert not dialog.takes.isEnabled()
    dialog.name.setText(NAME)
    dialog.author.setText("김")
    dialog.takes.click()
    window.jobs.wait()
    return dialog


def test_a_state_is_frozen_proven_and_compared_with_now(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = taken(window)
    assert window.bridge.project is not None
    (one,) = records(window.bridge.project, Snapshot)
    assert (one.name, one.author) == (NAME, "김")
    assert dialog.view.model().index(0, 0).data() == NAME
    dialog.verifies.click()
    window.jobs.wait()
    assert tr("snapshots.verified", name=NAME, mark=dialog.view.model().index(0, 4).data()) in told(
        window
    )
    dialog.compares.click()
    window.jobs.wait()
    assert tr("states.none", name=NAME) in told(window)
    window.bridge.do("이름 고치기", lambda project: renamed(project, 0, "새 이름"))
    dialog.compares.click()
    window.jobs.wait()
    states = dialog.findChild(StatesDialog)
    assert states is not None
    model = states.view.model()
    assert [model.index(0, column).data() for column in (0, 2, 5)] == [
        tr("states.changed"),
        "새 이름",
        "새 이름",
    ]
    states.view.selectRow(0)
    states.what.setCurrentIndex(states.what.findData("gone"))
    assert model.rowCount() == 0
    report = tmp_path / "변경 보고서.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(report), ""))
    states.saves.click()
    window.jobs.wait()
    cells = load_workbook(str(report)).get_sheet_by_index(0).to_python()
    assert any("새 이름" in row for row in cells)  # all of it, whatever was in sight
    states.close()
    dialog.close()


def test_a_state_that_was_tampered_with_is_told(window: MainWindow, tmp_path: Path) -> None:
    dialog = taken(window)
    file = tmp_path / "화성.snapshots" / f"{NAME}.gpkg"
    file.chmod(0o644)
    write_project(renamed(city(), 0, "몰래"), file)
    dialog.verifies.click()
    window.jobs.wait()
    assert str(file.name) in told(window)  # it is no frozen state any more
    dialog.close()


def test_a_state_whose_file_cannot_be_is_missing_and_no_fault(window: MainWindow) -> None:
    dialog = taken(window)
    assert window.bridge.project is not None
    (one,) = records(window.bridge.project, Snapshot)
    for said in ("", "..", "../../밖.gpkg", "가/나", "\0", "긴" * 300):
        other = partial(remembered, one=replace(one, file=said))
        window.bridge.do("다른 파일", other)
        window.messages.clear()
        dialog.view.selectRow(0)
        dialog.verifies.click()
        window.jobs.wait()
        assert [message.level for message in window.messages.messages] == ["error"]
        assert "예기치" not in told(window)
    dialog.close()
