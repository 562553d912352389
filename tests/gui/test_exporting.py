"""A layer leaves by the layer menu: cut names are seen before, and what is written reads back."""

from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog

from scmap.cartography.presets import plain_entry
from scmap.gui.dialogs.export import ExportDialog
from scmap.gui.main_window import MainWindow
from scmap.model.layer import PLANE, Layer, objects
from scmap.model.project import Project
from scmap.words import tr
from tests.gui.test_intake import PATIENCE_MS, activate, button, cells, dialog, press, said, table

NAMES = {"사업추진근거": "사업추진근", "사업추진기간": "사업추진기"}


@pytest.fixture
def window(bare_window: MainWindow) -> MainWindow:
    return bare_window


def shelters(security: str = "공개") -> Layer:
    return Layer(
        uid="s",
        name="쉼터",
        title="쉼터",
        kind="other",
        crs=PLANE,
        uids=objects(["a", "b"]),
        geometry=objects(shapely.points([[957_000, 1_925_000], [958_000, 1_926_000]])),
        columns={name: objects(["가", "나"]) for name in (*NAMES, "비고")},
        security=security,
    )


def ask(window: MainWindow, qtbot: Any, layer: Layer) -> ExportDialog:
    entry = plain_entry(layer)
    window.files.begin(Project("p", "화성", layers=(layer,), map=(entry,)))
    window.layers.select_entry(entry.uid)
    activate(qtbot, window)
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(window, Qt.Key.Key_E, keys)
    asked: ExportDialog = dialog(qtbot, ExportDialog)
    return asked


def choose(asked: ExportDialog, name: str, value: str) -> None:
    boxes = asked.findChildren(QComboBox)
    box = next(one for one in boxes if one.accessibleName() == tr(f"outgoing.{name}"))
    assert box.isEnabled()
    box.setCurrentIndex(box.findData(value))


def test_a_layer_is_written_as_it_was_asked_and_reads_back(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "쉼터"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    asked = ask(window, qtbot, shelters())
    assert cells(table(asked, tr("outgoing.names"))) == [list(pair) for pair in NAMES.items()]
    choose(asked, "crs", "EPSG:5186")
    press(qtbot, asked, tr("outgoing.choose"))
    qtbot.waitUntil(lambda: "쉼터.shp" in said(window.messages), timeout=PATIENCE_MS)
    assert "사업추진근거 → 사업추진근" in said(window.messages)
    assert target.with_suffix(".prj").exists()
    assert target.with_suffix(".cpg").read_text() == "CP949"
    back = pyogrio.read_dataframe(target.with_suffix(".shp"))
    assert back.crs.to_epsg() == 5186
    assert list(back.columns[: len(NAMES)]) == list(NAMES.values())
    assert back["비고"].tolist() == ["가", "나"]


def test_what_a_form_knows_no_other_of_is_not_asked(window: MainWindow, qtbot: Any) -> None:
    asked = ask(window, qtbot, shelters())
    choose(asked, "form", ".kml")
    boxes = {one.accessibleName(): one for one in asked.findChildren(QComboBox)}
    assert boxes[tr("outgoing.crs")].currentData() == "EPSG:4326"
    assert not boxes[tr("outgoing.crs")].isEnabled()
    assert not boxes[tr("outgoing.encoding")].isEnabled()
    assert asked.wish.suffix == ".kml"
    press(qtbot, asked, tr("outgoing.cancel"))


def test_a_closed_layer_stays_and_a_restricted_one_says_so(window: MainWindow, qtbot: Any) -> None:
    asked = ask(window, qtbot, shelters("비공개"))
    assert not button(asked, tr("outgoing.choose")).isEnabled()
    assert tr("outgoing.closed") in said(asked)
    press(qtbot, asked, tr("outgoing.cancel"))
    window.files.close()
    asked = ask(window, qtbot, shelters("공개제한"))
    assert button(asked, tr("outgoing.choose")).isEnabled()
    assert tr("outgoing.restricted", grade="공개제한") in said(asked)
    press(qtbot, asked, tr("outgoing.cancel"))
