"""What another widget takes the place of goes whole, and not from under the hand."""

import re
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from scmap.gui.parting import part_with
from scmap.gui.start import application

GUI = Path(__file__).resolve().parents[2] / "scmap" / "gui"


def test_a_card_whose_button_is_pressed_goes_when_the_press_is_over(qtbot: Any) -> None:
    application()
    panel = QWidget()
    qtbot.addWidget(panel)
    column = QVBoxLayout(panel)
    card = QWidget(panel)
    button = QPushButton("다음", card)
    QVBoxLayout(card).addWidget(button)
    column.addWidget(card)
    panel.show()
    seen: list[object] = []

    def press() -> None:
        part_with(card)
        seen.extend((card.parent(), card.isVisible(), column.count(), shiboken6.isValid(card)))

    button.clicked.connect(press)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert seen == [None, False, 0, True]
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(card)
    assert not panel.findChildren(QPushButton)


def test_nobody_deletes_in_its_column_what_he_takes_out_of_it() -> None:
    for file in GUI.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        taken = re.findall(
            r"(?:removeWidget\((.+)\)|(\w+) = .*takeWidget\(\))$", text, re.MULTILINE
        )
        for one in filter(None, (name for names in taken for name in names)):
            assert f"{one}.deleteLater()" not in text, f"{file.name}: part_with({one})"
