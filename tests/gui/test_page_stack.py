"""A page that is out of sight takes no room from the one that is in sight."""

from typing import Any

from PySide6.QtWidgets import QWidget

from scmap.gui.page_stack import PageStack


def test_only_the_page_in_sight_asks_for_room(qtbot: Any) -> None:
    stack = PageStack()
    qtbot.addWidget(stack)
    wide, narrow = QWidget(), QWidget()
    wide.setMinimumWidth(700)
    for page in (narrow, wide):
        stack.addWidget(page)
    narrow.minimumSizeHint()
    assert stack.minimumSizeHint().width() < 700
    stack.setCurrentWidget(wide)
    assert stack.minimumSizeHint() == wide.minimumSizeHint()
