"""Work in turns: the window lives between two pieces, and each is done once and in order."""

from typing import Any

from PySide6.QtCore import QObject, QTimer

from scmap.gui.turns import Turns


def test_each_piece_has_a_turn_of_its_own_and_is_done_once(qtbot: Any) -> None:
    root, done = QObject(), list[str]()
    turns = Turns(root)
    tick = QTimer(root, interval=0)
    tick.timeout.connect(lambda: done.append("tick"))

    def one() -> None:
        done.append("one")

    turns.ask(one)
    turns.ask(lambda: done.append("two"))
    turns.ask(one)
    assert turns.busy
    assert not done, "nothing is done in the turn that asks"
    tick.start()
    qtbot.waitUntil(lambda: not turns.busy)
    first, second = done.index("one"), done.index("two")
    assert done.count("one") == done.count("two") == 1
    assert "tick" in done[first:second], "the window lives in between"
