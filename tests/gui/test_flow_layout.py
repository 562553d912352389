"""Widgets side by side, and on a further line where there is no room."""

from typing import Any

from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from scmap.gui.flow_layout import FlowLayout


def test_lines_follow_the_words(qtbot: Any) -> None:
    room = QWidget()
    qtbot.addWidget(room)
    flow = FlowLayout(room)
    flow.setContentsMargins(0, 0, 0, 0)
    buttons = [QPushButton(word, room) for word in ("가", "나")]
    for button in buttons:
        flow.addWidget(button)
    room.resize(260, 200)
    room.show()

    def lines() -> int:
        return len({button.y() for button in buttons})

    one = flow.heightForWidth(260)
    assert lines() == 1
    buttons[0].setText("낱말이 아주 많은 단추" * 2)
    qtbot.waitUntil(lambda: lines() == 2)
    assert flow.heightForWidth(260) > 1.5 * one
    buttons[0].hide()
    qtbot.waitUntil(lambda: flow.heightForWidth(260) == one)
    added = QPushButton("다" * 40, room)
    flow.addWidget(added)
    added.show()
    assert flow.heightForWidth(260) > one, "what came last counts at once"


def test_an_entry_goes_to_the_next_line_before_its_words_are_cut(qtbot: Any) -> None:
    room = QWidget()
    qtbot.addWidget(room)
    flow = FlowLayout(room, whole=True)
    flow.setContentsMargins(0, 0, 0, 0)
    button, entry = QPushButton("Administrative", room), QLineEdit(room)
    entry.setPlaceholderText("Find officer, agency or goal")
    flow.addWidget(button)
    flow.addWidget(entry)
    words = entry.fontMetrics().horizontalAdvance(entry.placeholderText())
    room.resize(button.sizeHint().width() + words, 200)
    room.show()
    assert entry.y() > button.y()
    assert entry.width() == room.width()
    room.resize(room.width() + 40, 200)
    assert entry.geometry().center().y() == button.geometry().center().y()
    assert entry.width() > words
