"""A planner puts the map on paper: Ctrl+P, a title, A3, a scale, an atlas, and the files of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QWidget

from scmap.gui.dialogs.layout import LayoutDialog
from scmap.gui.main_window import MainWindow
from tests.cartography.maps import pixels
from tests.journeys.hand import Hand, keep_picture
from tests.report.map_sample import poppler, text_of

Open = Callable[..., MainWindow]


def named(parent: QWidget, kind: type[QWidget], name: str) -> Any:
    return next(one for one in parent.findChildren(kind) if one.accessibleName() == name)


def settled(hand: Hand, dialog: LayoutDialog) -> None:
    hand.wait(lambda: dialog.is_settled and dialog.view.has_page)


def test_the_map_in_sight_becomes_a_sheet_and_an_atlas(
    open_window: Open, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    hand = Hand(qtbot, window)
    hand.key(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialog = hand.dialog(LayoutDialog)
    settled(hand, dialog)
    on_dialog = Hand(qtbot, dialog)
    for name, text in (("제목", "부처 간 중첩 현황도"), ("작성기관", "화성시 스마트도시과")):
        on_dialog.write(named(dialog, QWidget, name), text)
    on_dialog.press("A3")
    settled(hand, dialog)
    assert "A3 420 × 297 mm" in dialog.summary
    keep_picture(dialog, "map_sheet")
    pdf = tmp_path / "현황도.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(pdf), "PDF (*.pdf)"))
    on_dialog.press("PDF 저장…")
    hand.wait(pdf.exists)
    text = text_of(pdf)
    assert "부처 간 중첩 현황도" in text
    assert "화성시 스마트도시과" in text
    clicks = on_dialog.clicks + 1
    assert clicks <= 5  # Ctrl+P, two fields, the paper, the file
    atlas(hand, on_dialog, dialog, tmp_path, monkeypatch)
    dialog.close()
    hand.closed(dialog)


def atlas(
    hand: Hand,
    on_dialog: Hand,
    dialog: LayoutDialog,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hand.wait(lambda: all(one.isEnabled() for one in dialog.buttons.values()))
    on_dialog.choose(named(dialog, QComboBox, "쪽"), "grade")
    hand.wait(lambda: dialog.page_count > 1)
    settled(hand, dialog)
    first = pixels(dialog.view.picture)
    QTest.keyClick(dialog.view, Qt.Key.Key_PageDown)
    settled(hand, dialog)
    assert dialog.page == 1
    assert not np.array_equal(first, pixels(dialog.view.picture))
    target = folder / "등급.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), "PNG (*.png)"))
    on_dialog.choose(named(dialog, QComboBox, "그림 해상도"), "96 dpi")
    on_dialog.press("그림 저장…")
    hand.wait(lambda: len(list(folder.glob("등급-*.png"))) == dialog.page_count)
    hand.wait(lambda: any("개 파일" in one.text for one in dialog.messages.messages))
    open_button = next(
        one
        for one in dialog.messages.findChildren(QAbstractButton)
        if one.text() == "열기" and one.isVisible()
    )
    assert open_button.isEnabled()
    assert poppler("pdfinfo", folder / "현황도.pdf")
